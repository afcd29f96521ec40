"""SALib, where it is installed; what both methods ask of it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.experiments.parameter_space import Space

LARGEST_SEED = 2**31 - 1


def salib(module: str) -> Any:
    """Return a module of SALib.

    Parameters
    ----------
    module : str
        Its dotted name below `SALib`, such as `sample.morris`.

    Returns
    -------
    module
        Imported when first asked for: SALib is an extra, and slow to import.

    Raises
    ------
    UsageError
        It is not installed.
    """
    try:
        return import_module(f"SALib.{module}")
    except ImportError:
        raise UsageError("sim sensitivity needs SALib: pip install 'sim[analysis]'") from None


def problem(space: Space) -> dict[str, Any]:
    """Return the unit cube of a space as SALib describes one.

    Parameters
    ----------
    space : Space
        The D quantities; their priors enter later, when points of the cube are turned into values.

    Returns
    -------
    dict
        `num_vars`, `names` and `bounds` (0 to 1 for each), as SALib's functions take them.
    """
    return {"num_vars": len(space.axes), "names": list(space.axes), "bounds": [[0.0, 1.0]] * len(space.axes)}


def generator(seed: int, use: int) -> np.random.Generator:
    """Return the draws of one use: of the design or of the bootstrap.

    Parameters
    ----------
    seed : int
        The scenario's seed.
    use : int
        Number of the use; each analysis has numbers of its own, so that no two uses share draws.

    Returns
    -------
    Generator
        The same draws for the same seed and use.
    """
    return np.random.default_rng((seed, use))


def bootstrap_seed(seed: int, use: int) -> int:
    """Return a seed as SALib's bootstrap takes one; it takes 0 for none.

    Parameters
    ----------
    seed, use : int
        As for `generator`.

    Returns
    -------
    int
        From 1 to 2^31 - 2.
    """
    return int(generator(seed, use).integers(1, LARGEST_SEED))
