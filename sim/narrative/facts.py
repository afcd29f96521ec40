"""What a story is made of: facts, each read off the columns of one month of a trace.

Decision D26a in sim/DECISIONS.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from sim.outcomes.columns import drawn_name
from sim.quantities import monthly_measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.engines.trace import Trace
    from sim.narrative.reasons import Refusal

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened in a month; `kind` names its sentence in `words.SENTENCES`.

    `values` are what the sentence says, as plain data. A month is reported if one of its facts is weighty.
    """

    month: int
    kind: str
    values: Mapping[str, Any]
    weighty: bool = True


@cache
def _starts() -> Mapping[str, str]:
    """Map columns to the initial quantities that they continue, where these have other names."""
    return {measure.name: measure.continues for measure in monthly_measures() if measure.continues}


class Course:
    """The months of a run up to its end, as the trace has them, and what stood before the first."""

    def __init__(self, trace: Trace, refusals: Sequence[Refusal] = ()) -> None:
        """Read a trace; `refusals` are those of a run that was recalled."""
        self.trace = trace
        last = int(trace.model.state["end_month"])
        names = [measure.name for measure in monthly_measures()]
        logged = trace.model.month_rows()[:last]
        self.rows: list[Row] = [
            {"month": month, **dict(zip(names, row.tolist(), strict=True))}
            for month, row in enumerate(logged, 1)
        ]
        self.refusals = {refusal.month: refusal for refusal in refusals}
        self.loans = tuple(float(loan) for loan in trace.model.inputs.loans)

    @cached_property
    def played_with(self) -> dict[str, float]:
        """Parameters and initial quantities of this run, as the columns `p_NAME`.

        Returns
        -------
        dict of str to float
            In the units of seeds/.
        """
        return self.trace.played_with

    def parameter(self, flat: str) -> float:
        """Return a parameter of this run by its flat name, as it stands when no event moves it.

        Parameters
        ----------
        flat : str
            Flat name of a parameter or an initial quantity.

        Returns
        -------
        float
            In the unit of seeds/.
        """
        return self.played_with[drawn_name(flat)]

    def before(self, month: int, name: str) -> float:
        """Return a state at the end of the month before; before month 1 what the run started from, or 0.

        Parameters
        ----------
        month : int
            From 1.
        name : str
            Column of the trace.

        Returns
        -------
        float
            In the unit of the column; 0 before month 1 where no initial quantity belongs to the column.
        """
        if month > 1:
            return float(self.rows[month - 2][name])
        return self.played_with.get(drawn_name(_starts().get(name, name)), 0.0)

    def streak(self, month: int, name: str, least: float = 0.0) -> int:
        """Return how many months from this one on a column is set; 0 if it was so the month before.

        Parameters
        ----------
        month : int
            From 1.
        name : str
            Column of the trace.
        least : float
            As for `is_set`.

        Returns
        -------
        int
            Number of months, up to the end of the run.
        """
        if not self.is_set(month, name, least) or (month > 1 and self.is_set(month - 1, name, least)):
            return 0
        length = 0
        while month + length <= len(self.rows) and self.is_set(month + length, name, least):
            length += 1
        return length

    def is_set(self, month: int, name: str, least: float = 0.0) -> bool:
        """Return whether a column of a month is above 0 and at least so much; what is missing is not.

        Parameters
        ----------
        month : int
            From 1.
        name : str
            Column of the trace.
        least : float
            In the unit of the column.

        Returns
        -------
        bool
            False where the value is NaN.
        """
        value = float(self.rows[month - 1][name])
        return value > 0.0 and value >= least
