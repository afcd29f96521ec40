"""The few runs whose numbers are pinned."""

from __future__ import annotations

import json
import math
from pathlib import Path

from sim.quantities import OUTCOMES, run_measures
from sim.scenario import load_scenario
from sim.testing import play

PINS = Path(__file__).parent / "pins.json"
# Scenario, mind of the Kremlin, mind of Minsk, run: two that muddle through and two that end.
CASES = (
    ("baseline_feb2021", "quantal", "quantal", 0),
    ("baseline_feb2021", "quantal", "quantal", 18),
    ("protests_return", "aspiration", "quantal", 1),
    ("russian_crisis", "quantal", "aspiration", 20),
)
METRICS = (
    *("pressure_mean", "agreement_share", "subsidy_policy_mean", "withheld_share", "stall_share"),
    *("signed_index", "implemented_index", "reserves_usd_bn", "mobilisation_end", "strength_end"),
    *("belief_resolute_end", "payoff_kremlin", "payoff_minsk"),
)


def numbers():
    """Play the cases; return outcome, last month and key metrics of each, every digit of them."""
    return {"{}, {} x {}, run {}".format(*case): row(*case) for case in CASES}


def row(name, kremlin, minsk, run):
    """Play one run and return what is pinned of it; None where a metric is missing."""
    scenario = load_scenario(name, minds={"kremlin": kremlin, "minsk": minsk})
    block = play(scenario, runs=1, first_run=run, keep_months=0)
    metrics = dict(zip((measure.name for measure in run_measures()), block.metrics[0].tolist(), strict=True))
    kept = {name: None if math.isnan(metrics[name]) else metrics[name] for name in METRICS}
    return {"outcome": OUTCOMES[block.outcome[0]], "end_month": int(block.end_month[0]), **kept}


def pinned():
    """Return the numbers as they were last pinned; nothing where none ever were."""
    return json.loads(PINS.read_text(encoding="utf-8")) if PINS.exists() else {}


def moved(old, new):
    """Say what differs, a line for each number."""
    lines = [f"{title}: newly pinned" for title in new if title not in old]
    lines += [f"{title}: no longer pinned" for title in old if title not in new]
    for title in (title for title in new if title in old):
        lines += [
            f"{title}: {name} {old[title].get(name)} -> {value}"
            for name, value in new[title].items()
            if old[title].get(name) != value
        ]
    return lines
