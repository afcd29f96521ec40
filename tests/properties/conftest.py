from __future__ import annotations

import pytest

from sim.scenario import load_scenario
from sim.testing import play


@pytest.fixture(scope="session", autouse=True)
def compiled_kernel():
    """Compile once, before the first example: what does not compile fails here and is not shrunk."""
    play(load_scenario("baseline_feb2021", months=1), runs=1)
