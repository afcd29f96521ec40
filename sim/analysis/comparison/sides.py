"""What is compared with what: the scenarios of a table, restricted to a condition, and the pairs of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.comparison.provenance import UNKNOWN, Provenance
from sim.errors import ResultsError, UsageError, nearest
from sim.outcomes.columns import SCENARIO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.outcomes.condition import Condition
    from sim.outcomes.streamed import OutcomeTable

    Rows = slice | NDArray[np.int64]

BASELINE = "baseline_feb2021"


@dataclass(frozen=True)
class Side:
    """The runs of one scenario of one table: `rows` of it, those of `runs` that meet the condition."""

    table: OutcomeTable
    scenario: str
    rows: Rows
    runs: int
    met: int
    provenance: Provenance = UNKNOWN


def sides_of(
    table: OutcomeTable,
    known: Mapping[str, Provenance],
    condition: Condition | None = None,
    name: str = "",
) -> dict[str, Side]:
    """Return the scenarios of a table by name; a table without the column `scenario` is one, called `name`.

    Parameters
    ----------
    table : OutcomeTable
        An open table, one row a run.
    known : mapping of str to Provenance
        As by `known_of`; a scenario that is not there counts as unknown.
    condition : Condition, optional
        Which runs count; all without one.
    name : str
        What a table without the column `scenario` is called.

    Returns
    -------
    dict of str to Side
        In the order in which the names first occur.

    Raises
    ------
    ResultsError
        The column is there, but not filled in.
    """
    met = None if condition is None else table.meeting(condition)
    if SCENARIO.name not in table.kinds:
        only = next(iter(known.values()), UNKNOWN) if len(known) == 1 else UNKNOWN
        return {name: _side(table, name, np.arange(table.rows), met, only)}
    labels = table.labels(SCENARIO.name)
    nameless = int(np.sum(labels.codes < 0))
    if nameless:
        raise ResultsError(f"{table.source}: the column {SCENARIO.name} is empty in {nameless:,} rows")
    return {
        scenario: _side(
            table, scenario, np.flatnonzero(labels.codes == code), met, known.get(scenario, UNKNOWN)
        )
        for code, scenario in enumerate(labels.names)
    }


def _side(
    table: OutcomeTable,
    scenario: str,
    rows: NDArray[np.int64],
    met: NDArray[np.bool_] | None,
    provenance: Provenance,
) -> Side:
    left = rows if met is None else rows[met[rows]]
    return Side(table, scenario, compact(left), len(rows), len(left), provenance)


def without_failed(side: Side, outcomes: NDArray[np.int64]) -> Side:
    """Return a side without the runs that failed, which have no outcome.

    Parameters
    ----------
    side : Side
        Runs of one scenario.
    outcomes : (rows of the table,) int64
        How each run ended; negative for a run without outcome.

    Returns
    -------
    Side
        With fewer `rows` and a smaller `met`; `runs` stays.
    """
    rows = np.arange(len(outcomes))[side.rows]
    ended = rows[outcomes[rows] >= 0]
    return replace(side, rows=compact(ended), met=len(ended))


def compact(rows: NDArray[np.int64]) -> Rows:
    """Return the same rows as a slice where they follow one another.

    Parameters
    ----------
    rows : (n,) int64
        Positions in a table, from 0.

    Returns
    -------
    slice or (n,) int64
        A slice reads a column without a copy.
    """
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows) and bool(np.all(np.diff(rows) == 1)):
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def against_baseline(sides: Mapping[str, Side], baseline: str | None, source: str) -> list[tuple[Side, Side]]:
    """Pair every scenario of one table with its baseline.

    Parameters
    ----------
    sides : mapping of str to Side
        The scenarios by name.
    baseline : str, optional
        Name of the baseline; None for the likely one.
    source : str
        The table as messages name it.

    Returns
    -------
    list of tuple of Side
        (scenario, baseline), by name of the scenario; the baseline itself is left out.

    Raises
    ------
    UsageError
        There is no such baseline, or nothing to compare with it.
    """
    names = sorted(sides)
    if len(names) == 1:
        raise UsageError(
            f"{source}: has only the scenario {names[0]}; give a second table to compare it with"
        )
    chosen = baseline if baseline is not None else likely_baseline(names)
    if chosen is None:
        raise UsageError(f"{source}: which scenario is the baseline? --baseline {'|'.join(names)}")
    if chosen not in sides:
        close = nearest(chosen, names, 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise UsageError(f"--baseline: no scenario {chosen!r} in {source}; it has {', '.join(names)}{hint}")
    return [(sides[name], sides[chosen]) for name in names if name != chosen]


def likely_baseline(names: Sequence[str]) -> str | None:
    """Return the scenario meant as the baseline where nobody says which; None where that is not clear.

    Parameters
    ----------
    names : sequence of str
        The scenarios of a table.

    Returns
    -------
    str, optional
        `BASELINE` if it is there, else the only name with `baseline` in it.
    """
    if BASELINE in names:
        return BASELINE
    likely = [name for name in names if "baseline" in name.lower()]
    return likely[0] if len(likely) == 1 else None


def matched(a: Mapping[str, Side], b: Mapping[str, Side]) -> list[tuple[Side, Side]]:
    """Match scenarios of one name; without any, all of one table with the only one of the other.

    Parameters
    ----------
    a, b : mapping of str to Side
        The scenarios of two tables by name.

    Returns
    -------
    list of tuple of Side
        (side of a, side of b), in the order of a.

    Raises
    ------
    UsageError
        It is not clear what to compare with what.
    """
    common = [name for name in a if name in b]
    if common:
        return [(a[name], b[name]) for name in common]
    if len(a) == 1 or len(b) == 1:
        return [(one, other) for one in a.values() for other in b.values()]
    raise UsageError(
        f"no scenario is on both sides: A has {', '.join(a)}; B has {', '.join(b)}; "
        "a table of one scenario can be compared with any other"
    )
