"""Where two replays of the same random numbers differ: first number, first decision, and ending."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.quantities import monthly_measures, run_measures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.engines.trace import Trace

# What a person looks at first where two runs came to different things; JSON has all of them.
SHOWN = (
    *("agreements", "pressure_mean", "subsidy_policy_mean", "withheld_share", "stall_share"),
    *("signed_index", "implemented_index", "reserves_usd_bn", "mobilisation_max", "strength_end"),
    *("payoff_kremlin", "payoff_minsk"),
)
MEETING, ENDING = "meeting", "ending"


class Step(NamedTuple):
    """One thing that is settled in a month, by chance or by a side: who, what, and how it came out."""

    side: str
    name: str
    choice: str


class Drift(NamedTuple):
    """The first month in which any number differs, and the measures that do, as (as it was, without)."""

    month: int
    measures: dict[str, tuple[float, float]]


class Fork(NamedTuple):
    """The first thing that came out otherwise: when, and how it came out on either path.

    A side is missing where the one path has no such step, as when it has ended.
    """

    month: int
    played: Step | None
    without: Step | None


@dataclass(frozen=True, slots=True)
class Parting:
    """Two paths of the same random numbers compared; `drift` and `fork` are None where they never differ."""

    drift: Drift | None
    fork: Fork | None
    ends: dict[str, tuple[Any, Any]]

    @property
    def same(self) -> bool:
        """Whether the two paths are one.

        Returns
        -------
        bool
            True where no number and no decision differs.
        """
        return self.drift is None and self.fork is None


def parting(played: Trace, without: Trace) -> Parting:
    """Compare a run as it was with the same run less one thing; both of one horizon.

    Parameters
    ----------
    played : Trace
        The run as it was.
    without : Trace
        The same run less one thing; the decisions of both must have been noted.

    Returns
    -------
    Parting
        First differences, and for the outcome, the last month and every run measure a pair: as it was,
        and without.
    """
    rows = played.row, without.row
    names = ("outcome", "end_month", *(measure.name for measure in run_measures()))
    return Parting(
        _drift(played, without),
        _fork(played, without),
        {name: (rows[0][name], rows[1][name]) for name in names},
    )


def _drift(played: Trace, without: Trace) -> Drift | None:
    names = [measure.name for measure in monthly_measures()]
    tables = played.model.month_rows(), without.model.month_rows()
    for month, (here, there) in enumerate(zip(*tables, strict=True), 1):
        differing = {
            name: (float(a), float(b))
            for name, a, b in zip(names, here, there, strict=True)
            if a != b and not (math.isnan(a) and math.isnan(b))
        }
        if differing:
            return Drift(month, differing)
    return None


def _fork(played: Trace, without: Trace) -> Fork | None:
    for month in range(1, played.model.inputs.horizon + 1):
        here, there = list(_steps(played, month)), list(_steps(without, month))
        for k in range(max(len(here), len(there))):
            a, b = (steps[k] if k < len(steps) else None for steps in (here, there))
            if a != b:
                return Fork(month, a, b)
    return None


def _steps(trace: Trace, month: int) -> Iterator[Step]:
    """What a month settles, in the order of the month: the meeting, every decision, and how it ends."""
    model = trace.model
    now = model.log[month - 1]
    if now["alive"] == 0.0:
        return
    who = "Kremlin" if now["kremlin_proposes"] else "Minsk"
    yield Step("", MEETING, f"{'leaders' if now['summit'] else 'ministers'} meet, {who} proposes")
    for decision in model.decisions:
        if decision.month == month:
            yield Step(decision.side, decision.name, decision.choice)
    if month == int(model.state["end_month"]):
        yield Step("", ENDING, trace.row["outcome"])
