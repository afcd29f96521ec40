"""Scenarios that nobody wrote: legal from end to end, small enough to be played by the hundred."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from sim.minds.kinds import FARSIGHTED, MINDS
from sim.quantities import INDICES
from sim.scenario import Event, Scenario
from sim.scenario.distributions import Uniform
from sim.scenario.scenario import OPERATIONS
from sim.scenario.schema import LAST_BUNDLE, LAWS, ORDERED_SHARES, flat_entries, quantities
from sim.scenario.values import no_effect
from sim.testing.numbers import free_names, laws_of_chance, plausible_range, seeds, values
from sim.testing.ready import ordinary, value_tables_ready

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import DrawFn, SearchStrategy

    from sim.scenario.distributions import Distribution

SHARES_OF_ISSUES = frozenset(name for pair in ORDERED_SHARES for name in pair)
# Fields of a scenario that decide what farsighted minds foresee; events are put to another use.
DECIDING_FORESIGHT = frozenset(
    {"parameters", "initial", "uncertain", "loans", "bundles", "exercise", "referendum", "events"}
)
NEWS = "drawn by Hypothesis"
MONTHS_BEYOND = 3  # dates may lie beyond the horizon


def scenarios(
    *,
    horizon: tuple[int, int] = (1, 6),
    plausible: bool = True,
    changes: int = 8,
    events: int = 2,
    uncertain: int = 2,
    foresight: bool = False,
    parameters: Mapping[str, float] | None = None,
    initial: Mapping[str, float] | None = None,
    base: str = "baseline_feb2021",
    **fixed: Any,
) -> SearchStrategy[Scenario]:
    """Draw a scenario: a shipped one with parameters, start, minds, menu, dates and events of its own.

    Parameters
    ----------
    horizon : tuple of int
        Fewest and most months.
    plausible : bool
        Whether numbers keep to the plausible (see `values`) or go anywhere legal.
    changes : int
        Most parameters that differ from the base; as many initial quantities may, beside the shares of the
        five issues and the two beliefs.
    events, uncertain : int
        Most events, and most quantities that are drawn anew each run.
    foresight : bool
        Whether minds may be farsighted too. All that such a scenario changes comes as news in month 1.
    parameters, initial : mapping, optional
        Values by flat name that hold in every scenario drawn, and that no event touches.
    base : str
        The shipped scenario they all start from.
    **fixed
        Fields of `Scenario` that hold in every scenario drawn: `minsk_mind="quantal"`, `events=()`, ...

    Returns
    -------
    SearchStrategy[Scenario]

    Examples
    --------
    Both minds quantal, no news, an empty treasury:

    >>> from sim.testing import scenarios
    >>> poor = scenarios(kremlin_mind="quantal", minsk_mind="quantal", events=0, initial={"reserves": 0.0})
    """
    if foresight:
        value_tables_ready(base)
    return _scenarios(
        horizon=horizon,
        plausible=plausible,
        changes=changes,
        events=events,
        uncertain=uncertain,
        foresight=foresight,
        held={**(parameters or {}), **(initial or {})},
        parameters=parameters or {},
        initial=initial or {},
        base=base,
        fixed=fixed,
    )


@st.composite
def _scenarios(
    draw: DrawFn,
    *,
    horizon: tuple[int, int],
    plausible: bool,
    changes: int,
    events: int,
    uncertain: int,
    foresight: bool,
    held: Mapping[str, float],
    parameters: Mapping[str, float],
    initial: Mapping[str, float],
    base: str,
    fixed: Mapping[str, Any],
) -> Scenario:
    minds = [mind for mind in MINDS if foresight or mind != MINDS[FARSIGHTED]]
    months = int(fixed["horizon"]) if "horizon" in fixed else draw(st.integers(*horizon))
    drawn: dict[str, Any] = {
        "horizon": months,
        "seed": draw(seeds()),
        "kremlin_mind": draw(st.sampled_from(minds)),
        "minsk_mind": draw(st.sampled_from(minds)),
        "parameters": draw(_parameters(changes, plausible)) | dict(parameters),
        "initial": draw(_start(changes, plausible)) | dict(initial),
        "loans": draw(_loans()),
        "bundles": draw(st.one_of(st.just(tuple(range(LAST_BUNDLE + 1))), _bundles())),
        "exercise": draw(st.none() | st.integers(1, months + MONTHS_BEYOND)),
        "referendum": draw(st.none() | st.integers(1, months + MONTHS_BEYOND)),
        "summits": tuple(sorted(draw(st.sets(st.integers(1, months), max_size=2)))),
        "events": tuple(_event_list(draw, events, months, frozenset(held), plausible=plausible)),
        "uncertain": draw(_uncertain(uncertain, frozenset(held))),
        "start": ordinary(base).start.later(draw(st.integers(0, 11))),
        "origins": {},  # they would fill the report of a failure
    }
    scenario = replace(ordinary(base), **(drawn | dict(fixed)))
    farsighted = MINDS[FARSIGHTED] in (scenario.kremlin_mind, scenario.minsk_mind)
    return _foreseen_as(ordinary(base), scenario) if foresight and farsighted else scenario


def _foreseen_as(base: Scenario, scenario: Scenario) -> Scenario:
    """Have all that a scenario changes come as news in month 1: farsighted minds foresee the base.

    What they foresee takes a second or more to work out; so it is worked out once for all that is drawn.
    """
    changed = {flat: value for flat, value in scenario.parameters.items() if no_effect(flat, 1) is None}
    first = Event(len(scenario.events), 1, scenario.horizon, "set", changed, 1.0, NEWS)
    start = {
        flat: value
        for flat, value in scenario.initial.items()
        if not flat_entries()[flat].quantity.levels and no_effect(flat, 1) is None
    }
    second = Event(len(scenario.events) + 1, 1, 1, "set", start, 1.0, NEWS)
    kept = {name: getattr(base, name) for name in DECIDING_FORESIGHT - {"events"}}
    return replace(scenario, **kept, events=(*scenario.events, first, second))


@st.composite
def _parameters(draw: DrawFn, changes: int, plausible: bool) -> dict[str, float]:  # noqa: FBT001
    names = draw(st.lists(st.sampled_from(free_names("parameters")), max_size=changes, unique=True))
    chosen = {flat: draw(values(flat, plausible=plausible)) for flat in names}
    for law in LAWS[:2]:
        if draw(st.booleans()):
            chosen |= dict(zip(quantities()[law].entries, draw(laws_of_chance()), strict=True))
    return chosen


@st.composite
def _start(draw: DrawFn, changes: int, plausible: bool) -> dict[str, float]:  # noqa: FBT001
    alone = [name for name in free_names("initial") if name.partition(".")[0] not in SHARES_OF_ISSUES]
    names = draw(st.lists(st.sampled_from(alone), max_size=changes, unique=True))
    chosen = {flat: draw(values(flat, plausible=plausible)) for flat in names}
    if draw(st.booleans()):
        chosen |= draw(_contracts())
    for law in LAWS[2:]:
        if draw(st.booleans()):
            chosen |= dict(zip(quantities()[law].entries, draw(laws_of_chance()), strict=True))
    return chosen


@st.composite
def _contracts(draw: DrawFn) -> dict[str, float]:
    """Draw the shares of the five issues: implemented <= signed <= agreed, hidden <= signed."""
    share = st.floats(0.0, 1.0, allow_subnormal=False)
    chosen = {}
    for issue in INDICES["issue"]:
        agreed = draw(share)
        signed = agreed * draw(share)
        chosen[f"agreed.{issue}"], chosen[f"signed.{issue}"] = agreed, signed
        chosen[f"implemented.{issue}"] = signed * draw(share)
        chosen[f"hidden.{issue}"] = signed * draw(st.just(0.0) | share)
    return chosen


@st.composite
def _loans(draw: DrawFn) -> tuple[float, float, float]:
    small = draw(st.sampled_from((0.5, 0.25, 1.0)))
    return (0.0, small, small + draw(st.sampled_from((1.0, 0.5, 2.0))))


def _bundles() -> SearchStrategy[tuple[int, ...]]:
    """Draw what may be demanded: any bundles, and always no demand."""
    return st.sets(st.integers(1, LAST_BUNDLE)).map(lambda some: (0, *sorted(some)))


def _event_list(
    draw: DrawFn, most: int, months: int, held: frozenset[str], *, plausible: bool
) -> list[Event]:
    return [draw(_events(slot, months, held, plausible)) for slot in range(draw(st.integers(0, most)))]


@st.composite
def _events(draw: DrawFn, slot: int, months: int, held: frozenset[str], plausible: bool) -> Event:  # noqa: FBT001
    month = draw(st.integers(1, months))
    free = [flat for part in ("parameters", "initial") for flat in free_names(part) if flat not in held]
    flat = draw(st.sampled_from([flat for flat in free if no_effect(flat, month) is None]))
    quantity = flat_entries()[flat].quantity
    operation = "set" if quantity.levels else draw(st.sampled_from(OPERATIONS))
    return Event(
        slot=slot,
        month=month,
        duration=draw(st.integers(1, 3)),
        operation=operation,
        changes={flat: draw(_change(flat, operation, plausible))},
        probability=draw(st.sampled_from((1.0, 0.5, 0.0))),
        why=NEWS,
    )


@st.composite
def _change(draw: DrawFn, flat: str, operation: str, plausible: bool) -> float:  # noqa: FBT001
    """Draw what an event does to a number: a new value, a summand of its size, or a factor."""
    entry = flat_entries()[flat]
    if operation == "set":
        lowest = 0.0 if entry.quantity.levels else -float("inf")  # a type is drawn before month 1 only
        return draw(values(flat, plausible=plausible).filter(lambda value: value >= lowest))
    if operation == "multiply":
        return draw(st.floats(0.0, 2.0, allow_subnormal=False))
    if entry.quantity.integer:
        most = min(2, int(entry.quantity.legal[1] - entry.quantity.legal[0]))
        return float(draw(st.integers(-most, most)))
    low, high = plausible_range(entry)
    return draw(st.floats(low - high, high - low, allow_subnormal=False))


@st.composite
def _uncertain(draw: DrawFn, most: int, held: frozenset[str]) -> dict[str, Distribution]:
    """Draw which quantities are drawn once a run; the shares of the issues come out in order all the same."""
    wide = {}
    for section in ("parameters", "initial"):
        for flat in free_names(section):
            low, high = plausible_range(flat_entries()[flat])
            if low < high and flat not in held and not flat_entries()[flat].quantity.levels:
                wide[flat] = Uniform(low=low, high=high)
    names = draw(st.lists(st.sampled_from(sorted(wide)), max_size=most, unique=True))
    return {flat: wide[flat] for flat in names}
