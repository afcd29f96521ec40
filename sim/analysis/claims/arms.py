"""Arms of the claims' tests: scenarios that differ in one thing, played with the same random numbers.

The same run number meets the same random numbers in every arm, so arms are compared run by run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.quantities import OUTCOMES, monthly_measures, run_measures
from sim.rules.issues import BUNDLES, LOANS
from sim.scenario import Event, Scenario
from sim.scenario.compile import compile_inputs, positions
from sim.scenario.schema import flat_entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.engines.kernel import Block
    from sim.scenario.compile import Inputs

    Vector = NDArray[np.float64]
    Flags = NDArray[np.bool_]

MONTHS = 10  # from the meeting to the end of 2021: what a claim is about unless it says otherwise
LONG = 24
BASELINE = "baseline_feb2021"


@dataclass(frozen=True)
class Arm:
    """A shipped scenario over so many months, with changes of its own.

    Attributes
    ----------
    changes : mapping
        Parameters and initial quantities by flat name; a level by its name.
    events : tuple of Event
        What happens beside the events of the scenario.
    fields : mapping
        Fields of `Scenario` to be replaced (`exercise=None`).
    part : int
        The arm plays one run in so many.
    """

    base: str = BASELINE
    months: int = MONTHS
    changes: Mapping[str, float | str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    part: int = 1

    @cached_property
    def key(self) -> str:
        """A text that is the same for arms that are played alike."""
        return repr(
            (self.base, self.months, sorted(self.changes.items()), self.events, self.fields, self.part)
        )

    def scenario(self, load: Callable[[str], Scenario]) -> Scenario:
        """Return the arm as a scenario; `load` reads its base."""
        base = load(self.base)
        numbers = {flat: _value(flat, value) for flat, value in self.changes.items()}
        sections: dict[str, dict[str, float]] = {"parameters": {}, "initial": {}}
        for flat, value in numbers.items():
            sections[flat_entries()[flat].section][flat] = value
        own = tuple(replace(event, slot=OWN_SLOTS + slot) for slot, event in enumerate(self.events))
        return replace(
            base,
            horizon=self.months,
            parameters={**base.parameters, **sections["parameters"]},
            initial={**base.initial, **sections["initial"]},
            events=tuple(event for event in base.events if event.month <= self.months) + own,
            **self.fields,
        )


OWN_SLOTS = 100  # beyond those of any shipped scenario


def _value(flat: str, value: float | str) -> float:
    quantity = flat_entries()[flat].quantity
    return float(quantity.level_value(value) if isinstance(value, str) else value)


def arm(changes: Mapping[str, float | str] | None = None, **options: Any) -> Arm:
    """Return the baseline with changes, or another scenario (`base`), over `months`, with `events`."""
    return Arm(changes=changes or {}, **options)


def shock(name: str, size: float, months: tuple[int, int]) -> Event:
    """Return an event that adds to a quantity in each month from the first to the last."""
    first, last = months
    return Event(0, first, last - first + 1, "add", {name: size}, 1.0, "shock")


def put(name: str, value: float, month: int) -> Event:
    """Return an event that sets a quantity at the start of one month."""
    return Event(0, month, 1, "set", {name: value}, 1.0, "set")


Numbers = Mapping[str, float | str]

SURE: Numbers = {"colour_revolution_belief": 0.85, "belief_speed": 0}
UNSURE: Numbers = {"colour_revolution_belief": 0, "belief_speed": 0}
TROUBLE_AT_HOME = (shock("russian_trouble", 0.4, (1, 2)),)
TENSION_ABROAD = (shock("russia_west_tension", 0.35, (1, 2)),)


class Played:
    """An arm that has been played: vectors over runs, matrices over runs and months; missing is NaN."""

    def __init__(self, scenario: Scenario, inputs: Inputs, block: Block) -> None:
        """Keep the block."""
        self.scenario, self.inputs, self.block = scenario, inputs, block

    @property
    def runs(self) -> int:
        """How many runs were played."""
        return self.block.runs

    def metric(self, name: str) -> Vector:
        """Return a metric of every run, shape (runs,)."""
        names = [measure.name for measure in run_measures()]
        return np.asarray(self.block.metrics[:, names.index(name)])

    def month(self, name: str) -> Vector:
        """Return a monthly measure, shape (runs, months), missing after the end of a run."""
        names = [measure.name for measure in monthly_measures()]
        column = self.block.months[:, :, names.index(name)]
        return np.where(self.alive, column, np.nan)

    @cached_property
    def alive(self) -> Flags:
        """Tell in which months a run was still going on, shape (runs, months)."""
        months = np.arange(1, self.inputs.horizon + 1)
        return np.asarray(months[None, :] <= self.block.end_month[:, None])

    def at(self, name: str, month: int) -> Vector:
        """Return a monthly measure in one month (from 1), shape (runs,).

        A run that has ended keeps its last state and lacks flows and decisions.
        """
        names = [measure.name for measure in monthly_measures()]
        return np.asarray(self.block.months[:, month - 1, names.index(name)])

    def start(self, name: str) -> Vector:
        """Return an initial quantity by flat name, shape (runs,)."""
        return np.asarray(self.block.initial[:, positions("initial")[name]])

    def parameter(self, name: str) -> Vector:
        """Return a parameter by flat name, shape (runs,)."""
        return np.asarray(self.block.parameters[:, positions("parameter")[name]])

    def ended(self, *outcomes: str) -> Flags:
        """Tell which runs ended in one of these ways, shape (runs,)."""
        codes = [OUTCOMES.index(outcome) for outcome in outcomes]
        return np.isin(self.block.outcome, codes)

    def mean(self, name: str, first: int = 1, last: int | None = None) -> Vector:
        """Return each run's mean of a monthly measure over months first to last, where it has one."""
        return mean_over(self.month(name)[:, first - 1 : last])

    def total(self, name: str, first: int = 1, last: int | None = None) -> Vector:
        """Return each run's sum of a monthly measure over months first to last."""
        return np.asarray(np.nansum(self.month(name)[:, first - 1 : last], axis=1))

    def by_type(self, name: str) -> Vector:
        """Return a parameter of Minsk's type (`..._by_type`) in every run, shape (runs,)."""
        types = ("pliable", "staller", "resolute")
        table = np.stack([self.parameter(f"{name}.{each}") for each in types], axis=1)
        return np.asarray(table[np.arange(self.runs), self.metric("minsk_type").astype(int)])


def mean_over(values: Vector) -> Vector:
    """Return the mean of each row, NaN where a row has no value."""
    there = ~np.isnan(values)
    count = there.sum(axis=1)
    total = np.where(there, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def subsidy_change(package: Vector) -> Vector:
    """Return the change of the subsidy in packages, in steps; NaN stays NaN."""
    return np.floor(package / (LOANS * BUNDLES)) - 1.0


def loan_place(package: Vector) -> Vector:
    """Return which loan of the menu packages hold (0: none)."""
    return np.floor(package / BUNDLES) % LOANS


def demand(package: Vector) -> Vector:
    """Return the bundle of demands in packages (0: none)."""
    return np.mod(package, BUNDLES)


def asked_by_minsk(played: Played) -> Vector:
    """Tell in which months Minsk asks for money (1) or not (0), shape (runs, months).

    It asks by an offer of more subsidy or a loan, or by a counter that holds more than was offered.
    """
    own = played.month("kremlin_proposes") == 0
    offer, counter = played.month("offer"), played.month("counter")
    opened = (subsidy_change(offer) > 0) | (loan_place(offer) > 0)
    more = (subsidy_change(counter) > subsidy_change(offer)) | (loan_place(counter) > loan_place(offer))
    asked = np.where(own, opened, (counter >= 0) & more)
    return np.where(played.alive, asked.astype(np.float64), np.nan)


def play_arm(scenario: Scenario, runs: int, *, keep_months: bool = True) -> Played:
    """Play an arm."""
    from sim.engines.kernel import play_block

    inputs = compile_inputs(replace(scenario, runs=runs))
    return Played(scenario, inputs, play_block(inputs, 0, runs, keep_months=runs if keep_months else 0))
