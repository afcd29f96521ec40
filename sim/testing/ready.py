"""Making the engines ready before Hypothesis times anything.

Decision D61 in sim/DECISIONS.md.
"""

from __future__ import annotations

from functools import cache

from sim.scenario import Scenario, load_scenario

BASE = "baseline_feb2021"
MINDS = ("quantal", "aspiration", "learning")
MONTHS = 12  # in which every decision is met
ENDED = {"hazard_collapse": 5, "uncertain": {"leak": "prior"}}  # over in month 1, with something drawn


@cache
def ordinary(name: str) -> Scenario:
    """Return a shipped scenario, read once.

    Parameters
    ----------
    name : str
        Name without `.yaml`, such as `baseline_feb2021`.

    Returns
    -------
    Scenario
        Resolved, without overrides; the same object on every call.
    """
    return load_scenario(name)


@cache
def engines_ready() -> None:
    """Compile what plays runs, or read it from the cache, once in a process.

    Hypothesis times how long an example is drawn and played, by default with a limit of a fifth of a second.
    Where numba is switched off there is nothing to compile.
    """
    from sim.engines.kernel import play_block
    from sim.engines.mesa_model import Model
    from sim.rules.compiled import COMPILED
    from sim.scenario.compile import compile_inputs

    if not COMPILED:
        return
    scenario = ordinary(BASE)
    play_block(compile_inputs(scenario), 0, 1)
    for mind in MINDS:
        for run in (0, 1):
            Model(scenario, run, months=MONTHS, minds={"kremlin": mind, "minsk": mind}).play()
    Model(scenario, 0, months=2, overrides=ENDED).play()


@cache
def value_tables_ready(base: str) -> None:
    """Work out what farsighted minds foresee in a shipped scenario, or read it from the cache.

    Parameters
    ----------
    base : str
        Name of the shipped scenario.
    """
    from sim.engines.mesa_model import Model
    from sim.rules.compiled import COMPILED

    if COMPILED:
        Model(ordinary(base), 0, months=2, minds={"kremlin": "farsighted", "minsk": "farsighted"}).play()
