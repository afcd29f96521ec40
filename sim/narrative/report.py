"""A run less one thing, on the terminal and as plain data: where two paths part, and what they came to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.narrative.parting import ENDING, MEETING, SHOWN, Parting, Step
from sim.narrative.telling import months
from sim.quantities import monthly_measures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.engines.trace import Trace
    from sim.narrative.removal import Removal

MOST_MEASURES = 3  # that are named of those that drift first
PLAYED, WITHOUT = "as played", "without"


@dataclass(frozen=True)
class Replay:
    """A run as it was and less one thing: what was left out, both traces, and where they part."""

    removal: Removal
    played: Trace
    without: Trace
    parting: Parting


def parting_lines(replay: Replay) -> Iterator[str]:
    """What a person reads: what is left out, where the paths part, and what each came to.

    Parameters
    ----------
    replay : Replay
        As `sim.narrative.account.replay_without` returns it.

    Yields
    ------
    str
        A line of text; a table of the `SHOWN` measures is last, unless the paths are the same.
    """
    part = replay.parting
    yield f"without {replay.removal.name}: {replay.removal.says}"
    if replay.removal.leaves and "aspiration" in (
        replay.removal.scenario.kremlin_mind,
        replay.removal.scenario.minsk_mind,
    ):
        yield f"what stays all the same: {replay.removal.leaves}"
    yield f"as played: {_end(part, 0)}; without: {_end(part, 1)}"
    if part.same:
        yield "the two paths are the same to the last bit: it played no part in this run"
        return
    if part.drift is not None:
        date = replay.played.date(part.drift.month)
        yield f"numbers differ from month {part.drift.month} ({date}) on: {_drifted(part)}"
    if part.fork is None:
        yield "no decision and no meeting comes out otherwise"
    else:
        date = replay.played.date(part.fork.month)
        forked = _forked(part.fork.played, part.fork.without)
        yield f"the paths part in month {part.fork.month} ({date}), at {forked}"
    yield ""
    yield from _table(part)


def _end(part: Parting, path: int) -> str:
    outcome, month = (part.ends[name][path] for name in ("outcome", "end_month"))
    if outcome == "muddling_through":
        return f"muddling through for {months(month)}"
    return f"{outcome.replace('_', ' ')} in month {month}"


def _drifted(part: Parting) -> str:
    """The measures that drift furthest by the width of their ordinary range, and how many others do."""
    if part.drift is None:
        return ""
    bands = {measure.name: measure.band for measure in monthly_measures() if measure.band}
    moved = {
        name: abs(b - a) / (bands[name][1] - bands[name][0])
        for name, (a, b) in part.drift.measures.items()
        if name in bands and not math.isnan(a + b)
    }
    most = (
        sorted(moved, key=lambda name: -moved[name])[:MOST_MEASURES]
        or list(part.drift.measures)[:MOST_MEASURES]
    )
    named = [
        f"{name} {part.drift.measures[name][0]:.4g}, without it {part.drift.measures[name][1]:.4g}"
        for name in most
    ]
    left = len(part.drift.measures) - len(most)
    return "; ".join([*named, *([f"and {left} more"] if left else [])])


def _forked(played: Step | None, other: Step | None) -> str:
    """What came out otherwise, on either path."""
    first = played or other
    if first is None:
        return ""
    what = {MEETING: "the meeting", ENDING: "the end of the month"}.get(
        first.name, f"{first.side}'s {first.name}"
    )
    if played and other and (played.side, played.name) != (other.side, other.name):
        return f"what comes next: {_step(played)}; without it {_step(other)}"
    return f"{what}: {_choice(played)}; without it {_choice(other)}"


def _step(step: Step) -> str:
    return " ".join(part for part in (step.side, step.name, step.choice) if part)


def _choice(step: Step | None) -> str:
    return "the run goes on" if step is None else step.choice.replace("_", " ")


def _table(part: Parting) -> Iterator[str]:
    rows = [("", PLAYED, WITHOUT)]
    for name in SHOWN:
        a, b = part.ends[name]
        rows.append((name, _number(a), _number(b)))
    width = max(len(name) for name, _, _ in rows)
    for name, a, b in rows:
        yield f"{name:{width}}  {a:>12}  {b:>12}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


def parting_data(replay: Replay) -> dict[str, Any]:
    """What was left out, where the paths part and what both came to, as plain data.

    Parameters
    ----------
    replay : Replay
        As `sim.narrative.account.replay_without` returns it.

    Returns
    -------
    dict
        Each measure is a mapping with `played` and `without`, NaN or None where it has no value;
        `numbers_differ_from` and `paths_part` are None where the paths do not differ in that way.
    """
    part, date = replay.parting, replay.played.date
    return {
        "name": replay.removal.name,
        "says": replay.removal.says,
        "same": part.same,
        "numbers_differ_from": part.drift
        and {
            "month": part.drift.month,
            "date": date(part.drift.month),
            "measures": {name: {"played": a, "without": b} for name, (a, b) in part.drift.measures.items()},
        },
        "paths_part": part.fork
        and {
            "month": part.fork.month,
            "date": date(part.fork.month),
            "played": part.fork.played and part.fork.played._asdict(),
            "without": part.fork.without and part.fork.without._asdict(),
        },
        "ends": {name: {"played": a, "without": b} for name, (a, b) in part.ends.items()},
    }
