"""The quantity behind a column `p_NAME`, and the limits of a box in words."""

from __future__ import annotations

from sim.outcomes.columns import drawn_name
from sim.scenario.schema import flat_entries


def flat_name(column: str) -> str:
    """Return the flat name of the quantity of a column `p_NAME`; of another program's, its own name.

    Parameters
    ----------
    column : str
        Name of a column of what was drawn.

    Returns
    -------
    str
        For a column of another program, its name without `p_`.
    """
    return next((flat for flat in flat_entries() if drawn_name(flat) == column), column.removeprefix("p_"))


def unit_of(column: str) -> str:
    """Return the unit of the quantity of a column, empty for another program's.

    Parameters
    ----------
    column : str
        Name of a column of what was drawn.

    Returns
    -------
    str
        As in seeds/.
    """
    entry = flat_entries().get(flat_name(column))
    return entry.quantity.unit if entry else ""


def limits_words(low: float | None, high: float | None) -> str:
    """Return what a box asks of a parameter: `above 0.77`, `below 0.55`, `0.2 to 0.4`.

    Parameters
    ----------
    low, high : float, optional
        Limits in the unit of the parameter, one of them at least; None where the box has no such limit.

    Returns
    -------
    str
        Limits with four significant digits.
    """
    if low is not None and high is not None:
        return f"{low:.4g} to {high:.4g}"
    return f"above {low:.4g}" if low is not None else f"below {high:.4g}"
