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
    """Return the unit cube of a space as SALib describes one."""
    return {"num_vars": len(space.axes), "names": list(space.axes), "bounds": [[0.0, 1.0]] * len(space.axes)}


def generator(seed: int, use: int) -> np.random.Generator:
    """Return the draws of one use: of the design or of the bootstrap."""
    return np.random.default_rng((seed, use))


def bootstrap_seed(seed: int, use: int) -> int:
    """Return a seed as SALib's bootstrap takes one; it takes 0 for none."""
    return int(generator(seed, use).integers(1, LARGEST_SEED))
