"""Hypothesis profiles that all tests share, and the root of the checkout on the path.

`ci` (the default) replays the same examples every time, `fresh` draws new ones:
`HYPOTHESIS_PROFILE=fresh pytest tests/parity`. `mutants` is for mutation runs (see README.md).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

# Behind everything installed: `tests.rules.equations` is found however pytest was started.
sys.path.append(str(Path(__file__).resolve().parents[1]))

# The first example of a session compiles the kernel, and a scenario is a large thing to draw.
_PATIENT = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=30,
    print_blob=True,
    suppress_health_check=_PATIENT,
)
settings.register_profile(
    "fresh", deadline=None, max_examples=200, print_blob=True, suppress_health_check=_PATIENT
)
# For mutation runs, where a test only has to fall: few examples, and none made smaller.
settings.register_profile(
    "mutants",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=10,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=_PATIENT,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True, scope="session")
def tables_are_whole():
    """Every table that a command prints in any test is whole in terminals of several widths."""
    from sim.cli import screen
    from tests.whole_tables import checked

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(screen, "_show_table", checked(screen._show_table))
        yield
