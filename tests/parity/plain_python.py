"""Plays single runs with the JIT off: reads cases as lines of JSON, answers with bytes as hexadecimal text.

Started by `test_compiled_and_plain` with NUMBA_DISABLE_JIT=1; about 50 ms a month.
"""

from __future__ import annotations

import json
import sys

import numpy as np

from sim.engines.kernel import play_block
from sim.engines.mesa_model import Model
from sim.rules.compiled import COMPILED
from sim.scenario import load_scenario
from sim.scenario.compile import compile_inputs


def played(case):
    """Return the metrics and the months of a case."""
    scenario = load_scenario(case["file"])
    if case["engine"] == "model":
        model = Model(scenario, case["run"], noting=False).play()
        return np.array(list(model.metrics().values())), model.month_rows()
    block = play_block(compile_inputs(scenario), case["run"], 1, keep_months=1)
    return block.metrics[0], block.months[0]


def main():
    """Answer until nothing more is asked."""
    for line in sys.stdin:
        metrics, months = played(json.loads(line))
        answer = {"compiled": COMPILED, "metrics": metrics.tobytes().hex(), "months": months.tobytes().hex()}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer is what is printed


if __name__ == "__main__":
    main()
