"""What a method comes to: the quantities in the order of their weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.scenario.schema import flat_entries

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from sim.experiments.parameter_space import Space

    Vector = NDArray[np.float64]

RESAMPLES = 1000
LEVEL = 0.95
Method = Literal["morris", "sobol", "identifiability"]


@dataclass(frozen=True)
class Ranking:
    """A row a quantity, the weightiest first, and what that took: so many points of so many runs.

    `constant` is the output that all points share, None where they differ.
    """

    method: Method
    by: str
    table: pd.DataFrame
    points: int
    runs: int
    constant: float | None = None

    def strongest(self, count: int) -> tuple[str, ...]:
        """Return the names of the weightiest quantities.

        Parameters
        ----------
        count : int
            At most so many names are returned.

        Returns
        -------
        tuple of str
            Flat names, the weightiest first.
        """
        return tuple(self.table["quantity"].head(count))


def ranked(
    method: Method,
    space: Space,
    columns: Mapping[str, Vector],
    *,
    by: str,
    points: int,
    runs: int,
    constant: float | None,
) -> Ranking:
    """Put the quantities of a space into order; those of one weight by their name's place in the space.

    Parameters
    ----------
    method : {"morris", "sobol", "identifiability"}
        The method that made the columns.
    space : Space
        The D quantities, in the order of the columns.
    columns : mapping of str to (D,) float64
        What the method measured of each quantity, by name of the column.
    by : str
        The column by which quantities are ranked, largest first; NaN comes last.
    points, runs : int
        How many points were played, and how many runs at each.
    constant : float, optional
        The output that all points share; None where they differ.

    Returns
    -------
    Ranking
        Its table has `rank` (from 1), `quantity`, `unit`, and the columns.
    """
    import pandas as pd

    order = np.argsort(-columns[by], kind="stable")
    units = [_unit(flat) for flat in space.axes]
    table = pd.DataFrame({"quantity": space.axes, "unit": units, **columns}).iloc[order]
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    return Ranking(method, by, table.reset_index(drop=True), points, runs, constant)


def _unit(flat: str) -> str:
    return flat_entries()[flat].quantity.unit if flat in flat_entries() else ""
