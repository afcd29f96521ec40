"""A scenario as the engines read it: plain arrays and numbers, and what each run starts from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import UsageError
from sim.quantities import Kind, entries
from sim.rules import draws
from sim.scenario.own_minds import OwnMind, code_of, own_mind
from sim.scenario.ranges import IntegerRange
from sim.scenario.sampling import legal_values, points_of, quantile
from sim.scenario.scenario import OPERATIONS
from sim.scenario.schema import LAST_BUNDLE, SECTIONS, flat_entries, followed, share_pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from sim.scenario.distributions import Distribution
    from sim.scenario.scenario import Event, Scenario, Sweep

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

FIRST_SLOT = 16  # of the draws before month 1; those below are the types'
NEVER = -1000  # months to a date that is not announced
STATE, PARAMETER = 0, 1
EVENT = np.dtype(
    [
        ("month", np.int64),
        ("duration", np.int64),
        ("target", np.int64),  # STATE or PARAMETER
        ("index", np.int64),  # position in `entries` of its kind
        ("operation", np.int64),
        ("value", np.float64),
        ("probability", np.float64),
        ("slot", np.int64),  # names the draw: the changes of one event share it
    ]
)
MEAN_SHARES = 512  # from which a mean is taken


@dataclass(frozen=True, slots=True)
class Draw:
    """A quantity drawn once a run: kind, place in `entries`, slot of its uniform, distribution."""

    kind: Kind
    index: int
    slot: int
    distribution: Distribution


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that decides the numbers of one point of a scenario.

    `parameters` and `initial` are in the order of `sim.quantities.entries`; `fixed` names what was set of
    those quantities that otherwise follow another one, `swept` the axes of the sweep that the point is of;
    `own_minds` those of the Kremlin and of Minsk that come from files of the user's, if any;
    `bundles` (13,) and `summits` (horizon + 1,) are 0 or 1, by number and by month; `months_to_exercise` and
    `months_to_referendum` count from month 0, -1000 where there is none. `foreseen` are the inputs for which
    farsighted minds have worked out what states are worth, where these are not the inputs themselves.
    """

    name: str
    point: int
    seed: int
    runs: int
    horizon: int
    start_year: int
    start_month: int
    kremlin_mind: int
    minsk_mind: int
    own_minds: tuple[OwnMind | None, OwnMind | None]
    parameters: NDArray[np.float64]
    initial: NDArray[np.float64]
    fixed: frozenset[str]
    swept: tuple[str, ...]
    uncertain: tuple[Draw, ...]
    loans: NDArray[np.float64]
    bundles: NDArray[np.uint8]
    summits: NDArray[np.uint8]
    months_to_exercise: int
    months_to_referendum: int
    events: NDArray[np.void]
    foreseen: Inputs | None = None


def compile_inputs(scenario: Scenario, point: int = 0) -> Inputs:
    """Return what the engines need of one point of a scenario; without a sweep there is point 0 alone.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    point : int
        Number of a point of its sweep, from 0.

    Returns
    -------
    Inputs
        Arrays and numbers, the same for every block of runs.

    Raises
    ------
    UsageError
        There is no such point.
    """
    if scenario.sweep is None:
        if point != 0:
            raise UsageError(f"{scenario.name}: point {point}: there is no sweep; 0 is the only point")
        return _base(scenario)
    chosen = IntegerRange(0, scenario.sweep.points - 1).checked(f"{scenario.name}: point", point)
    (inputs,) = _at_points(scenario, scenario.sweep, range(chosen, chosen + 1))
    return inputs


def compile_points(scenario: Scenario) -> tuple[Inputs, ...]:
    """Return what the engines need of each point of a scenario, in order; without a sweep of point 0.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Returns
    -------
    tuple of Inputs
        One for each point.
    """
    if scenario.sweep is None:
        return (_base(scenario),)
    return tuple(_at_points(scenario, scenario.sweep, range(scenario.sweep.points)))


def _at_points(scenario: Scenario, sweep: Sweep, points: range) -> Iterator[Inputs]:
    """Yield the inputs of some points of a sweep."""
    values = points_of(sweep, scenario.seed)[points.start : points.stop]
    return inputs_at(scenario, sweep.axes, values, points.start)


def inputs_at(
    scenario: Scenario, axes: tuple[str, ...], values: NDArray[np.float64], first_point: int = 0
) -> Iterator[Inputs]:
    """Yield the inputs of a scenario at one point after the other: as if its values were set in the scenario.

    Parameters
    ----------
    axes : (A,) tuple of str
        Flat names of the quantities that are set; they are not drawn.
    values : (points, A) float64
        One row a point; legal values.
    first_point : int
        Number of the first point.

    Yields
    ------
    Inputs
        One for each point.
    """
    base = _base(replace(scenario, uncertain={k: v for k, v in scenario.uncertain.items() if k not in axes}))
    fixed = base.fixed | {flat for flat in axes if followed(flat)}
    moved = _moved(axes, {*scenario.parameters, *scenario.initial, *axes})
    for point, row in enumerate(values, first_point):
        tables: dict[Kind, NDArray[np.float64]] = {
            "parameter": base.parameters.copy(),
            "initial": base.initial.copy(),
        }
        for kind, place, axis in moved:
            tables[kind][place] = row[axis]
        yield replace(
            base,
            point=point,
            parameters=tables["parameter"],
            initial=tables["initial"],
            fixed=fixed,
            swept=axes,
        )


def _moved(axes: tuple[str, ...], own: set[str]) -> list[tuple[Kind, int, int]]:
    """Say which numbers a sweep moves: kind, position, and the axis that they are or follow.

    `own` are the quantities that have a value of their own, and follow no other.
    """
    found: list[tuple[Kind, int, int]] = []
    for flat, entry in flat_entries().items():
        root = flat
        while root not in own and (source := followed(root)):
            root = source
        if root in axes:
            kind = entry.quantity.kind
            found.append((kind, positions(kind)[flat], axes.index(root)))
    return found


def _base(scenario: Scenario) -> Inputs:
    """Return the inputs of a scenario but for its sweep."""
    return Inputs(
        name=scenario.name,
        point=0,
        seed=scenario.seed,
        runs=scenario.runs,
        horizon=scenario.horizon,
        start_year=scenario.start.year,
        start_month=scenario.start.month,
        kremlin_mind=code_of(scenario, "kremlin"),
        minsk_mind=code_of(scenario, "minsk"),
        own_minds=(own_mind(scenario, "kremlin"), own_mind(scenario, "minsk")),
        parameters=_vector(scenario, "parameter"),
        initial=_vector(scenario, "initial"),
        fixed=frozenset(flat for flat in (*scenario.parameters, *scenario.initial) if followed(flat)),
        swept=(),
        uncertain=tuple(_draws(scenario.uncertain)),
        loans=np.array(scenario.loans, np.float64),
        bundles=_marked(LAST_BUNDLE + 1, scenario.bundles),
        summits=_marked(scenario.horizon + 1, scenario.summits),
        months_to_exercise=NEVER if scenario.exercise is None else scenario.exercise,
        months_to_referendum=NEVER if scenario.referendum is None else scenario.referendum,
        events=np.array([row for event in scenario.events for row in _rows(event)], EVENT),
    )


def positions(kind: Kind) -> dict[str, int]:
    """Return the position of each flat name in a vector of its kind.

    Parameters
    ----------
    kind : {"parameter", "initial"}
        Kind of quantity.

    Returns
    -------
    dict
        Flat names to positions from 0, in the order of `sim.quantities.entries`.
    """
    return {flat: position for position, flat in enumerate(entries(kind))}


def _vector(scenario: Scenario, kind: Kind) -> NDArray[np.float64]:
    """Return all values of a kind before anything is drawn."""
    return np.array([scenario.value(flat) for flat in entries(kind)], np.float64)


def _marked(length: int, chosen: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return a vector of 0 with 1 at the chosen positions; those beyond its end are left out."""
    marks = np.zeros(length, np.uint8)
    for position in chosen:
        if position < length:
            marks[position] = 1
    return marks


def _draws(uncertain: Mapping[str, Distribution]) -> Iterator[Draw]:
    """Yield the draws in the order of their slots, which depend on no scenario."""
    first = FIRST_SLOT
    for kind in SECTIONS.values():
        for flat, position in positions(kind).items():
            if flat in uncertain:
                yield Draw(kind, position, first + position, uncertain[flat])
        first += len(entries(kind))


def _rows(event: Event) -> Iterator[tuple[int | float, ...]]:
    """Yield one row for each change of an event."""
    for flat, value in event.changes.items():
        kind = flat_entries()[flat].quantity.kind
        target = PARAMETER if kind == "parameter" else STATE
        place = (target, positions(kind)[flat], OPERATIONS.index(event.operation))
        yield (event.month, event.duration, *place, value, event.probability, event.slot)


def draw(inputs: Inputs, first_run: int, runs: int) -> tuple[Matrix, Matrix]:
    """Return the parameters (runs, P) and initial quantities (runs, S) of `runs` runs from `first_run` on.

    Each number is a function of seed, run and its own name: neither block nor scenario moves it.

    Parameters
    ----------
    inputs : Inputs
        The point of a scenario that is played.
    first_run : int
        Number of the first run, from 0.
    runs : int
        How many runs.

    Returns
    -------
    parameters : (runs, P) float64
        A row a run, each value in the unit of its quantity.
    initial : (runs, S) float64
        The state before month 1, likewise.
    """
    seed, first = np.uint64(inputs.seed), np.uint64(first_run)

    def values(one: Draw) -> Vector:
        return quantile(
            one.distribution, draws.uniforms(seed, first, runs, np.uint64(0), draws.INIT, np.uint64(one.slot))
        )

    return _filled(inputs, runs, values)


def expected(inputs: Inputs) -> tuple[Vector, Vector]:
    """Return the parameters (P,) and initial quantities (S,) with each drawn one at the mean of its law.

    The mean is that of the values at the middle of equal shares, within the legal range.

    Parameters
    ----------
    inputs : Inputs
        The point of a scenario that is played.

    Returns
    -------
    parameters : (P,) float64
        Each value in the unit of its quantity.
    initial : (S,) float64
        The state before month 1, likewise.
    """
    shares = (np.arange(MEAN_SHARES) + 0.5) / MEAN_SHARES

    def mean(one: Draw) -> Vector:
        return np.array([fsum(quantile(one.distribution, shares)) / MEAN_SHARES])

    parameters, initial = _filled(inputs, 1, mean)
    return parameters[0], initial[0]


def _filled(inputs: Inputs, rows: int, values: Callable[[Draw], Vector]) -> tuple[Matrix, Matrix]:
    """Return `rows` rows of both tables: what is drawn from `values`, and what follows another quantity."""
    tables: dict[Kind, Matrix] = {
        "parameter": np.tile(inputs.parameters, (rows, 1)),
        "initial": np.tile(inputs.initial, (rows, 1)),
    }
    drawn = set()
    for one in inputs.uncertain:
        flat = entries(one.kind)[one.index]
        tables[one.kind][:, one.index] = legal_values(flat, values(one))
        drawn.add(flat)
    if drawn:
        keep_order(tables["initial"])
        _follow(tables, inputs.fixed | drawn)
    return tables["parameter"], tables["initial"]


def keep_order(initial: Matrix) -> None:
    """Cut drawn shares of an issue, in place, to what they never exceed: implemented <= signed <= agreed.

    Parameters
    ----------
    initial : (runs, S) float64
        Initial quantities of each run, as shares from 0 to 1 where they are cut.
    """
    place = positions("initial")
    for smaller, larger in share_pairs():
        low, high = place[smaller], place[larger]
        np.minimum(initial[:, low], initial[:, high], out=initial[:, low])


def _follow(tables: dict[Kind, Matrix], own: frozenset[str] | set[str]) -> None:
    """Give every quantity that follows another one, and is not its `own`, the other's value of the run."""
    for kind in ("parameter", "initial"):
        for flat, place in positions(kind).items():
            source = followed(flat)
            if source is not None and flat not in own:
                source_kind = flat_entries()[source].quantity.kind
                tables[kind][:, place] = tables[source_kind][:, positions(source_kind)[source]]
