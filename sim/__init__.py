"""Repeated bargaining between the Kremlin and Minsk, to be run many times and looked at once.

>>> import sim
>>> batch = sim.run("baseline_feb2021", runs=200)  # batch.outcomes, .distributions, .monthly, .save(path)
>>> other = sim.run("baseline_feb2021", {"leak": 0.2}, runs=200)
>>> comparison = sim.compare(other, batch)  # .table; .findings: a sentence for each difference
>>> months = sim.trace("baseline_feb2021", run=17).months  # one run, with decisions and reasons
>>> model = sim.Model("baseline_feb2021", run=17)  # a mesa.Model to step through

Names are imported when they are first used: `import sim` itself costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim import testing
    from sim.analysis.backtest.backtest import backtest
    from sim.analysis.calibration.calibrate import calibrate
    from sim.analysis.claims.claims import claims
    from sim.analysis.claims.patterns import patterns
    from sim.analysis.comparison.report import Comparison
    from sim.analysis.discovery.discover import discover
    from sim.analysis.robustness.robustness import robustness
    from sim.analysis.sensitivity.sensitivity import sensitivity
    from sim.analysis.stage_game.stage_game import stage_game
    from sim.analysis.threshold.threshold import threshold
    from sim.analysis.tournament.tournament import tournament
    from sim.api import Batch, compare, load, run
    from sim.engines.mesa_model import Model
    from sim.engines.trace import trace
    from sim.errors import SimError
    from sim.output.report import Report
    from sim.scenario import Scenario
    from sim.verification.cases.verify import verify
    from sim.verification.invariants.check import check

__version__ = "0.1.0"
__all__ = [
    "Batch",
    "Comparison",
    "Model",
    "Report",
    "Scenario",
    "SimError",
    "__version__",
    "backtest",
    "calibrate",
    "check",
    "claims",
    "compare",
    "discover",
    "load",
    "patterns",
    "robustness",
    "run",
    "sensitivity",
    "stage_game",
    "testing",
    "threshold",
    "tournament",
    "trace",
    "verify",
]

_HOMES = {
    "Batch": "sim.api",
    "Comparison": "sim.analysis.comparison.report",
    "Model": "sim.engines.mesa_model",
    "Report": "sim.output.report",
    "Scenario": "sim.scenario",
    "SimError": "sim.errors",
    "backtest": "sim.analysis.backtest.backtest",
    "calibrate": "sim.analysis.calibration.calibrate",
    "check": "sim.verification.invariants.check",
    "claims": "sim.analysis.claims.claims",
    "compare": "sim.api",
    "discover": "sim.analysis.discovery.discover",
    "load": "sim.api",
    "patterns": "sim.analysis.claims.patterns",
    "robustness": "sim.analysis.robustness.robustness",
    "run": "sim.api",
    "sensitivity": "sim.analysis.sensitivity.sensitivity",
    "stage_game": "sim.analysis.stage_game.stage_game",
    "threshold": "sim.analysis.threshold.threshold",
    "tournament": "sim.analysis.tournament.tournament",
    "trace": "sim.engines.trace",
    "verify": "sim.verification.cases.verify",
}


def __getattr__(name: str) -> Any:
    if name == "testing":
        return import_module("sim.testing")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
