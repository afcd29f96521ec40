"""A scenario with a run, played when an invariant looks at it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.quantities import monthly_measures, run_measures
from sim.scenario.compile import compile_inputs, positions
from sim.scenario.schema import flat_entries
from sim.testing.playing import same_bits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from sim.engines.kernel import Block
    from sim.engines.mesa_model import Model
    from sim.scenario import Scenario
    from sim.scenario.compile import Inputs

    Matrix = NDArray[np.float64]
    Flags = NDArray[np.bool_]

RUNS = 3


class CannotTell(Exception):
    """An invariant says nothing about a case: what it would look at is moved from outside, or not there."""


@dataclass(frozen=True)
class Case:
    """Runs `run`, `run` + 1, ... of a scenario, `runs` of them; the Mesa engine plays the first."""

    scenario: Scenario
    run: int
    runs: int = RUNS

    @cached_property
    def inputs(self) -> Inputs:
        """The scenario as the engines read it.

        Returns
        -------
        Inputs
            The compiled scenario, its sweep left out.
        """
        return compile_inputs(replace(self.scenario, sweep=None))

    @cached_property
    def block(self) -> Block:
        """The runs, played by the kernel, with all their months.

        Returns
        -------
        Block
            Its `months` has shape (runs, horizon, measures).
        """
        return self.play()

    def play(self, first: int = 0, runs: int | None = None, **options: Any) -> Block:
        """Play some of the runs anew, `first` counted from `run`.

        Parameters
        ----------
        first : int
            The first run that is played, 0 for the run of the case.
        runs : int, optional
            Number of runs; by default all of the case.
        **options
            Passed on to `sim.engines.kernel.play_block`: `bands`, in which months are counted.

        Returns
        -------
        Block
            The runs with the log of all their months.
        """
        from sim.engines.kernel import play_block

        count = self.runs if runs is None else runs
        return play_block(self.inputs, self.run + first, count, keep_months=count, **options)

    @cached_property
    def model(self) -> Model:
        """The first run, played by the Mesa engine, with the reasons of its decisions.

        Returns
        -------
        Model
            Played to its end; `.log` holds its months, `.decisions` the decisions with their chances.
        """
        from sim.engines.mesa_model import Model

        return Model(replace(self.scenario, sweep=None), self.run).play()

    @cached_property
    def alive(self) -> Flags:
        """In which months each run was going on, (runs, months).

        Returns
        -------
        ndarray of bool
            (runs, months), true up to and in the month in which the run ends.
        """
        months = np.arange(1, self.inputs.horizon + 1)
        return np.asarray(months[None, :] <= self.block.end_month[:, None])

    def month(self, name: str) -> Matrix:
        """Return a monthly measure, shape (runs, months).

        Parameters
        ----------
        name : str
            Name of the measure (`monthly_measures`).

        Returns
        -------
        ndarray
            (runs, months) in the unit of the measure; NaN where it is missing, for flows after the end.
        """
        return column(self.block, name)

    def path(self, name: str) -> Matrix:
        """Return a state with the value it starts from before its months, shape (runs, 1 + months).

        Parameters
        ----------
        name : str
            Name of a monthly measure that continues an initial quantity.

        Returns
        -------
        ndarray
            (runs, 1 + months) in the unit of the measure.
        """
        return np.column_stack(
            [self.block.initial[:, positions("initial")[start_of(name)]], self.month(name)]
        )

    def parameter(self, flat: str) -> Matrix:
        """Return a parameter of every run by flat name, shape (runs,).

        Parameters
        ----------
        flat : str
            Flat name, such as `oil_speed` or `provocation_by_issue.RM`.

        Returns
        -------
        ndarray
            (runs,) in the unit of seeds/, as drawn where the parameter is uncertain.
        """
        return np.asarray(self.block.parameters[:, positions("parameter")[flat]])

    def changed(self, numbers: Mapping[str, float] | None = None, **fields: Any) -> Case:
        """Return the case with other numbers (by flat name) and other fields of its scenario.

        Parameters
        ----------
        numbers : mapping of str to float, optional
            Values of parameters and initial quantities by flat name, not checked against their ranges.
        **fields
            Fields of `Scenario` by name (`horizon`, `events`, `kremlin_mind`).

        Returns
        -------
        Case
            The same runs of the changed scenario, not yet played.
        """
        sections: dict[str, dict[str, float]] = {"parameters": {}, "initial": {}}
        for flat, value in (numbers or {}).items():
            sections[flat_entries()[flat].section][flat] = value
        own: dict[str, Any] = {
            part: {**getattr(self.scenario, part), **more} for part, more in sections.items() if more
        }
        return Case(replace(self.scenario, **own, **fields), self.run, self.runs)

    def moved(self, names: Iterable[str]) -> bool:
        """Tell whether an event, or a draw of each run, moves any of these quantities or entries.

        Parameters
        ----------
        names : iterable of str
            Flat names (`agreed.RM`), or names of quantities, which stand for all of their entries.

        Returns
        -------
        bool
            Whether an event changes one of them, in any month and by any amount, or it is drawn once a run.
        """
        flats = {flat for event in self.scenario.events for flat in event.changes} | set(
            self.scenario.uncertain
        )
        touched = flats | {flat.partition(".")[0] for flat in flats}
        return not touched.isdisjoint(names)

    def struck(self, names: Iterable[str]) -> Flags:
        """Tell in which months an event may act on any of these quantities, shape (months,).

        Parameters
        ----------
        names : iterable of str
            Names of quantities; an event on any of their entries counts.

        Returns
        -------
        ndarray of bool
            (months,), true from the month of an event for its duration, whatever its probability.
        """
        wanted, struck = set(names), np.zeros(self.inputs.horizon, np.bool_)
        for event in self.scenario.events:
            if not wanted.isdisjoint({flat.partition(".")[0] for flat in event.changes}):
                struck[event.month - 1 : event.month - 1 + event.duration] = True
        return struck


def column(block: Block, name: str) -> Matrix:
    """Return a monthly measure of a block, shape (runs, months).

    Parameters
    ----------
    block : Block
        Runs with the log of their months.
    name : str
        Name of the measure (`monthly_measures`).

    Returns
    -------
    ndarray
        (runs, months) in the unit of the measure, NaN where it is missing.
    """
    names = [measure.name for measure in monthly_measures()]
    return np.asarray(block.months[:, :, names.index(name)])


def metric(block: Block, name: str) -> Matrix:
    """Return a metric of a block, shape (runs,).

    Parameters
    ----------
    block : Block
        Runs that were played.
    name : str
        Name of the metric (`run_measures`).

    Returns
    -------
    ndarray
        (runs,) in the unit of the metric, NaN where a run lacks it.
    """
    names = [measure.name for measure in run_measures()]
    return np.asarray(block.metrics[:, names.index(name)])


def start_of(measure: str) -> str:
    """Return the flat name of the quantity that a monthly measure starts from: `signed_RM` is `signed.RM`.

    Parameters
    ----------
    measure : str
        Name of a monthly measure; a member of a list follows after the last underscore.

    Returns
    -------
    str
        A flat name; the name of the measure where it has no member.
    """
    name, _, member = measure.rpartition("_")
    return f"{name}.{member}" if f"{name}.{member}" in flat_entries() else measure


def first_difference(one: Block, other: Block) -> str:
    """Say where two blocks of the same runs differ first, to the last bit; nothing where they do not.

    Parameters
    ----------
    one, other : Block
        The same runs with their months; where one has more months, only those that both have are compared.

    Returns
    -------
    str
        Run, month and measure with both values; or, where the months are equal and as many, the metric that
        differs. Empty where nothing does. Two NaN are equal.
    """
    names = [measure.name for measure in monthly_measures()]
    months = min(one.months.shape[1], other.months.shape[1])
    for month in range(months):
        for position, name in enumerate(names):
            here, there = one.months[:, month, position], other.months[:, month, position]
            if not same_bits(here, there):
                place = int(np.flatnonzero(~_equal(here, there))[0])
                run = one.first_run + place
                return f"run {run}, month {month + 1}: {name} is {here[place]!r} and {there[place]!r}"
    for position, measure in enumerate(run_measures()):
        here, there = one.metrics[:, position], other.metrics[:, position]
        if one.months.shape == other.months.shape and not same_bits(here, there):
            return f"{measure.name} of the runs is {here.tolist()} and {there.tolist()}"
    return ""


def _equal(here: Matrix, there: Matrix) -> Flags:
    return np.asarray((here == there) | (np.isnan(here) & np.isnan(there)))


def seen(case: Case, wrong: Flags, what: str, *values: Matrix) -> str:
    """Say where something is wrong first, (runs, months), with the values there; nothing where it is not.

    Parameters
    ----------
    case : Case
        Gives the number of the first run.
    wrong : ndarray of bool
        (runs, months), true where it is wrong.
    what : str
        What is wrong, in words.
    *values : ndarray
        (runs, months) each; shown at that place with 17 digits.

    Returns
    -------
    str
        Run, month (from 1), `what` and the values; empty where `wrong` is nowhere true.
    """
    if not wrong.any():
        return ""
    run, month = (int(place[0]) for place in np.nonzero(wrong))
    shown = " and ".join(f"{value[run, month]:.17g}" for value in values)
    return f"run {case.run + run}, month {month + 1}: {what}" + (f": {shown}" if shown else "")
