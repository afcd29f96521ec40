"""The runs that boxes are looked for in: what each drew, whether it meets the target, which are set aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.comparison.provenance import known_of
from sim.analysis.comparison.sides import sides_of
from sim.errors import ResultsError, UsageError, nearest
from sim.outcomes.condition import condition_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from sim.analysis.comparison.sides import Side
    from sim.outcomes.streamed import OutcomeTable

    Vector = NDArray[np.float64]
    Flags = NDArray[np.bool_]

DRAWN = "p_"
MOST_ASIDE = 100_000  # runs: a share is then known to 0.2 percentage points, and more only fill memory


@dataclass(frozen=True)
class Runs:
    """The runs of one scenario, as far as they matter here.

    `names` are the columns of what was drawn or swept; `met` (runs,) says which meet the target; `searched`
    and `aside` number the runs that boxes are looked for in, and those that they are checked on.
    """

    table: OutcomeTable
    side: Side
    names: tuple[str, ...]
    met: Flags
    searched: NDArray[np.int64]
    aside: NDArray[np.int64]

    @property
    def source(self) -> str:
        """Where the table comes from."""
        return self.table.source

    def values(self, name: str) -> Vector:
        """What every run drew of one parameter, shape (runs,).

        Parameters
        ----------
        name : str
            One of `names`.

        Returns
        -------
        (runs,) float64
            In the unit of the parameter.
        """
        return self.table.numbers(name)[self.side.rows]

    def drawn(self) -> pd.DataFrame:
        """What the searched runs drew: a row a run, a column a parameter; read a column at a time.

        Returns
        -------
        DataFrame (searched, parameters)
            Columns named as in the table, each in the unit of its parameter.
        """
        import pandas as pd

        return pd.DataFrame({name: self.values(name)[self.searched] for name in self.names})


def runs_of(
    table: OutcomeTable,
    given: Path,
    target: str,
    scenario: str | None,
    sample: int,
    held_out: float,
) -> Runs:
    """Read the runs of a scenario that draws or sweeps something.

    Parameters
    ----------
    table : OutcomeTable
        The outcomes, a row a run; parameters that were drawn or swept are columns `p_NAME`.
    given : Path
        The result folder or file, by which scenarios and their seeds are known.
    target : str
        A condition on the columns, as for `sim compare --where`.
    scenario : str, optional
        Which scenario; needed where several draw something.
    sample : int
        At most how many runs are searched.
    held_out : float
        Share of all runs that is set aside at least.

    Returns
    -------
    Runs
        Runs of one scenario, split into those searched and those set aside.

    Raises
    ------
    UsageError
        The target cannot be read, or is met always or never; or it is not clear which scenario is meant.
    ResultsError
        Nothing was drawn.
    """
    condition = condition_on(target, [table])
    sides = sides_of(table, known_of(given), name=given.name)
    varying = {name: _varying(table, side) for name, side in sides.items()}
    side = sides[_chosen(table, varying, scenario)]
    met = table.meeting(condition)[side.rows]
    if met.all() or not met.any():
        how = "by all" if met.all() else "by none"
        raise UsageError(f"--target {target!r}: met {how} of the {len(met):,} runs of {side.scenario}")
    searched, aside = split(len(met), side.provenance.seed or 0, sample, held_out)
    if not met[searched].any() or met[searched].all():
        raise UsageError(
            f"--target {target!r}: too few of {len(met):,} runs are met or missed to look for a box"
        )
    return Runs(table, side, varying[side.scenario], met, searched, aside)


def split(runs: int, seed: int, sample: int, held_out: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which runs are searched, at most `sample` of them, and which are set aside, in their order.

    Parameters
    ----------
    runs : int
        Number of runs.
    seed : int
        Names the permutation by which runs are split.
    sample : int
        At most how many runs are searched.
    held_out : float
        Share of the runs that is not searched, at least.

    Returns
    -------
    searched, aside : (m,) int64 each
        Positions of runs, rising. Of those that are not searched, 100,000 are set aside at most.
    """
    order = np.random.default_rng(seed).permutation(runs)
    searched = min(runs - int(held_out * runs), sample)
    return np.sort(order[:searched]), np.sort(order[searched : searched + MOST_ASIDE])


def _varying(table: OutcomeTable, side: Side) -> tuple[str, ...]:
    """The columns of parameters that are not the same in all runs of a scenario."""
    found = []
    for name, kind in table.kinds.items():
        if not name.startswith(DRAWN) or kind != "number":
            continue
        values = table.numbers(name)[side.rows]
        if np.isnan(values).any():
            raise ResultsError(f"{table.source}: the column {name} is empty in some runs of {side.scenario}")
        if values.min() < values.max():
            found.append(name)
    return tuple(found)


def _chosen(table: OutcomeTable, varying: Mapping[str, tuple[str, ...]], wanted: str | None) -> str:
    """The scenario that is meant: the one that is named, or the only one that draws something."""
    able = [name for name, columns in varying.items() if columns]
    if wanted is not None and wanted not in varying:
        close = nearest(wanted, varying)
        hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(varying)}"
        raise UsageError(f"{table.source}: holds no scenario {wanted!r}; {hint}")
    if not able or (wanted is not None and wanted not in able):
        who = wanted or ", ".join(varying)
        raise ResultsError(
            f"{table.source}: {who} draws and sweeps no parameter, so there is nothing to search; write "
            "`uncertain: all`, or a sweep, into a scenario and play that"
        )
    if wanted is None and len(able) > 1:
        raise UsageError(
            f"{table.source}: several scenarios draw something: name one with --scenario: {', '.join(able)}"
        )
    return wanted or able[0]
