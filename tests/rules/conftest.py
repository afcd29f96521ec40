from __future__ import annotations

import pytest

from sim.scenario import load_scenario
from sim.testing import parameters_of


@pytest.fixture
def p():
    """The parameters at their central values; a test may change its copy."""
    return parameters_of(load_scenario("baseline_feb2021"))
