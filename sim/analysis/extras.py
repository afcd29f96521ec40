"""Whether the libraries are there that some commands stand on: they belong to an extra."""

from __future__ import annotations

from importlib.util import find_spec

from sim.errors import UsageError


def required(library: str) -> None:
    """Make sure that a library of the extra `analysis` is installed, before anything is worked out.

    Parameters
    ----------
    library : str
        Name of the module that is imported.

    Raises
    ------
    UsageError
        It is not.
    """
    if find_spec(library) is None:
        raise UsageError(f"{library} is not installed: pip install 'sim[analysis]'")
