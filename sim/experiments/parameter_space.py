"""The uncertain quantities as the axes of a space: from the unit cube to values, by their quantiles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.errors import UsageError, nearest
from sim.experiments.arm import AS_IT_STANDS
from sim.quantities import initial, parameters
from sim.scenario.distributions import prior
from sim.scenario.options import names_in
from sim.scenario.sampling import legal_values, quantile
from sim.scenario.schema import flat_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.experiments.arms import ArmSetup
    from sim.experiments.subject import Subject
    from sim.scenario.distributions import Distribution

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

ALL = "all"
SMALLEST, LARGEST = 2.0**-32, 1.0 - 2.0**-32  # of a coordinate: the quantiles at 0 and 1 may be infinite


@dataclass(frozen=True)
class Space:
    """Quantities by flat name, each with its distribution; `cut` makes the values (n,) of one legal."""

    distributions: Mapping[str, Distribution]
    cut: Callable[[str, Vector], Vector] = legal_values

    @property
    def axes(self) -> tuple[str, ...]:
        """The flat names, in order.

        Returns
        -------
        tuple of str
            The order of the columns in `at`.
        """
        return tuple(self.distributions)

    def at(self, cube: Matrix) -> Matrix:
        """Return the values at points (n, axes) of the unit cube: a coordinate is a share of the prior.

        Parameters
        ----------
        cube : (n, axes) float64
            Coordinates from 0 to 1, held within 2**-32 and 1 - 2**-32.

        Returns
        -------
        (n, axes) float64
            Each in the unit of its quantity, legal after `cut`.
        """
        inside = np.clip(cube, SMALLEST, LARGEST)
        columns = [
            self.cut(flat, quantile(distribution, inside[:, axis]))
            for axis, (flat, distribution) in enumerate(self.distributions.items())
        ]
        return np.column_stack(columns)

    def only(self, axes: Sequence[str]) -> Space:
        """Return the space of some of the quantities.

        Parameters
        ----------
        axes : sequence of str
            Flat names of the quantities that stay, in their new order.

        Returns
        -------
        Space
            With the same `cut`.
        """
        return replace(self, distributions={flat: self.distributions[flat] for flat in axes})


class AxisChoice(NamedTuple):
    """The space that is looked at, and the quantities that were asked for but that the comparison sets."""

    space: Space
    left_out: tuple[str, ...]


def choose(stage: ArmSetup, subject: Subject, wanted: str | Iterable[str] | None) -> AxisChoice:
    """Return the space of the quantities that are wanted, or of all uncertain ones.

    What a comparison sets in one of its arms is no axis of the space.

    Parameters
    ----------
    stage : ArmSetup
        The scenario.
    subject : Subject
        What is looked at; its arms are those of the comparison.
    wanted : str or iterable of str, optional
        Names of quantities, of lists and of files of seeds/ (`society`), one text with commas or several; or
        `all`. By default the quantities that the scenario draws; if it draws none, every parameter that has
        a prior and stands at its default.

    Returns
    -------
    AxisChoice

    Raises
    ------
    UsageError
        A quantity is unknown or has no prior, or none is left.
    ScenarioErrors
        The scenario is not valid.
    """
    own = stage.scenario_of(AS_IT_STANDS).uncertain
    asked_for = None if wanted is None else names_in(wanted)
    names = tuple(own) if asked_for is None else named(asked_for, tuple(own))
    settings: tuple[str, ...] = tuple(f"uncertain.{flat}=prior" for flat in names if flat not in own)
    if names == () or asked_for == [ALL]:
        settings = (f"uncertain={ALL}",)
    exposed = replace(stage, settings=(*settings, *stage.settings))
    found = exposed.scenario_of(AS_IT_STANDS).uncertain
    asked = [flat for flat in found if not names or flat in names]
    if missing := [flat for flat in names if flat not in found]:
        raise UsageError(f"{', '.join(missing)}: set by an option, so there is nothing uncertain about it")
    free = [exposed.scenario_of(arm).uncertain for arm in subject.arms]
    kept = {flat: found[flat] for flat in asked if all(flat in drawn for drawn in free)}
    if not kept:
        raise UsageError("no uncertain quantity is left to look at: all are set by the scenario or the arms")
    return AxisChoice(Space(kept), tuple(flat for flat in asked if flat not in kept))


def named(names: Sequence[str], drawn: tuple[str, ...]) -> tuple[str, ...]:
    """Return the flat names that names, lists and groups of the seeds mean; none for `all` alone.

    Parameters
    ----------
    names : sequence of str
        Flat names, names of lists, names of groups (files of seeds/), or `all` alone.
    drawn : tuple of str
        Flat names of what the scenario draws; these need no prior.

    Returns
    -------
    tuple of str
        In the order in which they are first named, each once.

    Raises
    ------
    UsageError
        There is no such name, or a quantity has no prior and is not drawn either.
    """
    if list(names) == [ALL]:
        return ()
    found: dict[str, None] = {}
    for name in names:
        found |= dict.fromkeys(_entries(name, drawn))
    return tuple(found)


def _entries(name: str, drawn: tuple[str, ...]) -> list[str]:
    """Return the uncertain entries that a name means: an entry, a whole list, or a file of the seeds."""
    known = {**parameters(), **initial()}
    groups = {quantity.group for quantity in known.values()}
    if name in flat_entries():
        entries = [name]
    elif name in known:
        entries = list(known[name].entries)
    elif name in groups:
        entries = [flat for one in known.values() if one.group == name for flat in one.entries]
    else:
        close = nearest(name, [*flat_entries(), *known, *groups])
        hint = f"did you mean {' or '.join(close)}?" if close else f"{ALL}, names, or {', '.join(groups)}"
        raise UsageError(f"--parameters: no quantity or group {name!r}; {hint}")
    uncertain = [flat for flat in entries if flat in drawn or prior(*flat_entries()[flat]) is not None]
    if not uncertain:
        advice = "give it a distribution under uncertain in a scenario"
        raise UsageError(f"--parameters: {name} has no prior; {advice}")
    return uncertain
