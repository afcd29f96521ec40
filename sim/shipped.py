"""Where the files that come with the program lie: the seeds of the model and the shipped scenarios."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim.errors import SimError

PACKAGE = Path(__file__).resolve().parent


@cache
def shipped(name: str) -> Path:
    """Find the folder `seeds` or `scenarios` that came with this copy of the program.

    An installed wheel carries both inside the package; a checkout has them beside it.

    Parameters
    ----------
    name : str
        `seeds` or `scenarios`.

    Returns
    -------
    Path
        An absolute path.

    Raises
    ------
    SimError
        The folder is in neither place: the installation is incomplete.
    """
    places = (PACKAGE / "_shipped" / name, PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    looked = " and ".join(map(str, places))
    raise SimError(f"{name}/: not found; looked in {looked}; install the program again")
