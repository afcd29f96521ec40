"""Playing a finding: under every pairing, at draws of the uncertain quantities, at the ends of some of them.

Runs of one number share their random numbers across sides and pairings. Draws are those that a scenario with
the same `uncertain` quantities would make for its first runs; each has random numbers of its own, so that the
chance in the mean over draws is averaged out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.batch.plan import Part, Plan
from sim.batch.uncertainty import played_at_draws
from sim.batch.values import play_for_values
from sim.experiments.arms import task
from sim.scenario.compile import compile_inputs, inputs_at, keep_order, positions
from sim.scenario.schema import flat_entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.analysis.robustness.findings import FindingSide, SignedFinding
    from sim.batch.values import Task
    from sim.experiments.pairings import Pairing
    from sim.experiments.parameter_space import Space
    from sim.experiments.workers import Workers

    Matrix = NDArray[np.float64]
    Cube = NDArray[np.float64]


def under_pairings(finding: SignedFinding, pairs: Sequence[Pairing], executor: Workers) -> Matrix:
    """Return the effect of each run under each pairing, (pairings, runs); NaN where it is missing.

    Parameters
    ----------
    finding : SignedFinding
        Its sides are played with as many runs as its scenario has.
    pairs : sequence of Pairing
        The minds of both sides.
    executor : Workers
        Who plays.

    Returns
    -------
    (pairings, runs) float64
        In the unit of the metric.
    """
    tasks = [task(_part(side, pairing), [finding.metric]) for side in finding.sides for pairing in pairs]
    return finding.effects(_played(tasks, executor).reshape(len(finding.sides), len(pairs), -1))


def at_draws(
    finding: SignedFinding,
    pairs: Sequence[Pairing],
    space: Space,
    draws: int,
    runs: int,
    executor: Workers,
    *,
    exact: bool = False,
) -> tuple[Cube, Matrix]:
    """Return the effects at draws, (pairings, draws, runs), and what was drawn, (draws, quantities).

    Farsighted minds foresee the means of what is drawn; with `exact` each draw itself, which takes some
    seconds a draw.

    Parameters
    ----------
    finding : SignedFinding
        The effect.
    pairs : sequence of Pairing
        The minds of both sides.
    space : Space
        The quantities that are drawn, with their priors.
    draws, runs : int
        How many draws, and pairs of runs at each of them.
    executor : Workers
        Who plays.
    exact : bool
        Whether farsighted minds foresee each draw itself.

    Returns
    -------
    effects : (pairings, draws, runs) float64
        In the unit of the metric; NaN where missing.
    drawn : (draws, quantities) float64
        In the order of the axes of `space`, each column in the unit of its quantity.
    """
    parts = [
        part
        for side in finding.sides
        for pairing in pairs
        for part in _draws_of(_part(side, pairing, space), draws, runs, exact=exact)
    ]
    tasks = [
        task(part, [finding.metric])._replace(first_run=number % draws * runs)
        for number, part in enumerate(parts)
    ]
    values = _played(tasks, executor).reshape(len(finding.sides), len(pairs), draws, runs)
    return finding.effects(values), _drawn(parts[:draws], space)


def at_points(
    finding: SignedFinding,
    pairing: Pairing,
    points: Sequence[tuple[str, float]],
    runs: int,
    executor: Workers,
) -> Matrix:
    """Return the effects at points, each one quantity set to a value in all sides, (points, runs).

    Parameters
    ----------
    finding : SignedFinding
        The effect.
    pairing : Pairing
        The minds of both sides.
    points : sequence of (str, float)
        Flat name of the quantity that is moved, and its value.
    runs : int
        Pairs of runs at each point, with the same random numbers at all of them.
    executor : Workers
        Who plays.

    Returns
    -------
    (points, runs) float64
        In the unit of the metric; NaN where missing.
    """
    tasks = []
    for side in finding.sides:
        scenario = side.under(pairing)
        own = compile_inputs(scenario)  # what farsighted minds foresee wherever a quantity is moved to
        for flat, value in points:
            (inputs,) = inputs_at(scenario, (flat,), np.array([[value]]))
            keep_order(inputs.initial.reshape(1, -1))
            part = Part(scenario, replace(inputs, runs=runs, foreseen=own))
            tasks.append(task(part, [finding.metric]))
    return finding.effects(_played(tasks, executor).reshape(len(finding.sides), len(points), -1))


def _part(side: FindingSide, pairing: Pairing, space: Space | None = None) -> Part:
    """Return a side under a pairing as a part of a batch, with what is drawn in it."""
    scenario = side.under(pairing)
    laws = {**scenario.uncertain, **(space.distributions if space else {})}
    named = replace(scenario, name=pairing.words)
    return Part(named, compile_inputs(replace(scenario, uncertain=laws)))


def _draws_of(part: Part, draws: int, runs: int, *, exact: bool) -> list[Part]:
    parts = played_at_draws(part, draws, runs)
    if not exact:
        return parts
    return [replace(one, inputs=replace(one.inputs, foreseen=None)) for one in parts]


def _played(tasks: Sequence[Task], executor: Workers) -> Matrix:
    """Play all tasks; return their metric, (tasks, runs)."""
    with executor.listening(Plan(tuple(one.part for one in tasks))) as listener:
        played = play_for_values(tasks, executor.threads, listener)
    return np.array(played)[:, 0, :]


def _drawn(parts: Sequence[Part], space: Space) -> Matrix:
    """Read the values of a space off the parts that were played at them."""
    columns = []
    for flat in space.axes:
        kind = flat_entries()[flat].quantity.kind
        place = positions(kind)[flat]
        tables = [part.inputs.parameters if kind == "parameter" else part.inputs.initial for part in parts]
        columns.append([table[place] for table in tables])
    return np.array(columns).T
