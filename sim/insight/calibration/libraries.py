"""Whether the library that calibration stands on is there: it belongs to an extra."""

from __future__ import annotations

from importlib.util import find_spec

from sim.errors import UsageError


def required() -> None:
    """Make sure that pyabc is installed.

    Raises
    ------
    UsageError
        It is not.
    """
    if find_spec("pyabc") is None:
        raise UsageError("pyabc is not installed: pip install 'sim[analysis]'")
