"""Hypothesis profiles that all tests share, the root of the checkout on the path, and a start like any other.

Whoever starts the tests hands down signals that are ignored, variables and a file mask, and the programs that
tests start would inherit them.

`ci` (the default) replays the same examples every time, `fresh` draws new ones:
`HYPOTHESIS_PROFILE=fresh pytest tests/parity`. `mutants` is for mutation runs (see README.md).
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

# Variables by which programs write otherwise than to a reader who has set none.
WRITING = (
    *("CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "FORCE_COLOR", "LINES", "MPLBACKEND", "NO_COLOR"),
    *("PYTHONIOENCODING", "SIM_DEBUG", "TTY_COMPATIBLE", "TTY_INTERACTIVE"),
)


def start_as_from_a_terminal() -> None:
    """Have what tests start find signals, variables and file mask as a shell at a terminal leaves them.

    An ignored signal stays ignored in a child, a handled one does not: so a handler that does nothing keeps
    `nohup pytest &` running and lets tests interrupt what they start.
    """
    for number in signal.valid_signals() - {signal.SIGCHLD}:
        if signal.getsignal(number) is signal.SIG_IGN and number not in RESTORED:
            signal.signal(number, lambda *_: None)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, it would hide how children end
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.umask(0o022)
    for name in WRITING:
        os.environ.pop(name, None)


# Python ignores these itself, and `subprocess` restores them.
RESTORED = {getattr(signal, name) for name in ("SIGPIPE", "SIGXFSZ", "SIGXFZ") if hasattr(signal, name)}
start_as_from_a_terminal()

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
    from sim.output import screen
    from tests.whole_tables import checked

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(screen, "_show_table", checked(screen._show_table))
        yield
