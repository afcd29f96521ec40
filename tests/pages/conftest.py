from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, NoReturn

import pytest

import sim

if TYPE_CHECKING:
    from pathlib import Path

# What a scenario file may hold, and a page must not execute.
EVIL = "<script>alert('x')</script> & \"quoted\" </svg>"
LONG = "A_name_that_is_as_long_as_names_may_be_" + "x" * 41
SUMMITS = [f"{year}-{month:02d}" for year in range(2022, 2026) for month in (3, 4, 9)]
FILES = {
    "baseline_small": "name: baseline_small\nquestion: What if nothing changes?\nruns: 60\nhorizon: 12\n",
    "evil": (
        f"name: evil\nextends: baseline_small\nquestion: {json.dumps(EVIL)}\nclaims: [C29]\n"
        "parameters: {strength_cost: 1.4, step_by_issue: {RM: 0.2}}\n"
        "calendar: {summits: [2021-05, 2021-06], exercise: 2021-05}\n"
        "events:\n"
        f"  - {{month: 3, add: {{mobilisation: 0.4}}, duration: 4, why: {json.dumps(EVIL)}}}\n"
        "  - {month: 3, multiply: {strength_cost: 2}, probability: 0.5}\n"
    ),
    # the longest name, the longest horizon, and a calendar in which signs would lie on each other
    LONG: (
        f"name: {LONG}\nextends: baseline_small\nruns: 8\nhorizon: 240\nquestion: {LONG * 3}\n"
        f"calendar: {{summits: {SUMMITS}}}\n"
        "events:\n"
        + "".join(
            f"  - {{month: {month}, add: {{mobilisation: 0.01}}, duration: 9, why: {LONG}}}\n"
            for month in range(5, 65, 4)
        )
    ),
    "another_seed": "name: another_seed\nextends: baseline_small\nseed: 7\nruns: 50\nhorizon: 24\n",
    "doubtful": (
        "name: doubtful\nextends: baseline_small\nruns: 300\nhorizon: 14\n"
        "uncertain: {strength_cost: prior, mobilisation: {distribution: uniform, low: 0, high: 0.6}}\n"
    ),
    "swept": (
        "name: swept\nextends: baseline_small\nruns: 20\n"
        "sweep: {grid: {colour_revolution_belief: [0, 0.5, 0.85]}}\n"
    ),
}


NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NEEDED = "SIM_NEEDS_BROWSER"  # set where a test that finds no browser must fail instead of being skipped


def without(what: str) -> NoReturn:
    """Skip a test for want of something, or fail where it must be there."""
    if os.environ.get(NEEDED):
        pytest.fail(f"{what}; {NEEDED} is set")
    pytest.skip(what)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser: the variable CHROMIUM, or what is on the path."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        without(f"no browser: none of {', '.join(NAMES)} on the path, and CHROMIUM is not set")
    return found


def played(folder: Path, names: tuple[str, ...], **options: object) -> Path:
    """A result folder of scenarios from the list above."""
    questions = folder / "questions"
    questions.mkdir()
    for name, text in FILES.items():
        (questions / f"{name}.yaml").write_text(text, encoding="utf-8")
    batch = sim.run([questions / f"{name}.yaml" for name in names], **options)
    return batch.save(folder / "results")


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch with everything that a report may have to show; tests leave it as it is."""
    return played(tmp_path_factory.mktemp("report"), tuple(FILES))
