"""The space that is searched: each parameter by how far, in standard deviations, it lies in its prior.

A standard normal number z stands for the value below which the prior has the share Phi(z). So all priors
look alike, no proposal can be illegal, and what the data moved can be read off: prior mean 0, spread 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from sim.errors import UsageError, nearest
from sim.scenario.compile import positions
from sim.scenario.sampling import BELOW_ONE, TINY, legal_values, quantile
from sim.scenario.schema import flat_entries
from sim.scenario.values import all_priors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from sim.analysis.calibration.record import Record
    from sim.scenario import Scenario
    from sim.scenario.distributions import Distribution

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

DIGITS = 9  # of z: libraries of linear algebra differ in the last bits, and may not decide what is played


@dataclass(frozen=True)
class PriorSpace:
    """Parameters by flat name with their priors, A of them."""

    priors: Mapping[str, Distribution]

    @property
    def names(self) -> tuple[str, ...]:
        """The flat names, in order."""
        return tuple(self.priors)

    @property
    def places(self) -> list[int]:
        """Where the parameters stand in a vector of all of them.

        Returns
        -------
        list of int
            Positions in the order of `sim.quantities.entries`, one a parameter.
        """
        return [positions("parameter")[name] for name in self.priors]

    def values(self, z: Matrix) -> Matrix:
        """The values of points (n, A) of the space, shape (n, A).

        Parameters
        ----------
        z : (n, A) float64
            Standard deviations of the priors; what lies beyond the ninth digit is left out.

        Returns
        -------
        (n, A) float64
            Legal values, each column in the unit of its parameter.
        """
        shares = np.clip(ndtr(np.round(z, DIGITS)), TINY, BELOW_ONE)  # as no draw is: 0 or 1
        columns = (
            legal_values(name, quantile(prior, np.ascontiguousarray(shares[:, axis])))
            for axis, (name, prior) in enumerate(self.priors.items())
        )
        return np.column_stack(list(columns))


def candidates(scenario: Scenario, record: Record) -> dict[str, Distribution]:
    """The parameters that may be calibrated unless others are asked for: all with a prior that nobody set.

    What the scenario itself draws is drawn from its own distribution. A value that an episode sets is a fact
    of that time, one that the scenario sets is its assumption.

    Parameters
    ----------
    scenario : Scenario
        The scenario that is calibrated.
    record : Record
        Its episodes set some parameters.

    Returns
    -------
    dict of str to Distribution
        By flat name.
    """
    own = {flat: drawn for flat, drawn in scenario.uncertain.items() if _is_parameter(flat)}
    taken = set(scenario.parameters).union(*(episode.scenario.parameters for episode in record.episodes))
    return {flat: prior for flat, prior in (all_priors() | own).items() if flat not in taken}


def chosen(names: Iterable[str], scenario: Scenario, record: Record) -> dict[str, Distribution]:
    """The priors of parameters asked for by name.

    Parameters
    ----------
    names : iterable of str
        Flat names; one given twice counts once.
    scenario : Scenario
        What it draws is drawn from its own distribution instead of the prior.
    record : Record
        Its episodes set some parameters.

    Returns
    -------
    dict of str to Distribution
        By flat name, in the order in which they were given.

    Raises
    ------
    UsageError
        There is no such parameter, it has no prior, or an episode of the record sets it.
    """
    known = all_priors() | dict(scenario.uncertain)
    found, wrong = {}, []
    for name in dict.fromkeys(names):
        setters = [one.scenario.name for one in record.episodes if name in one.scenario.parameters]
        if name in flat_entries() and not _is_parameter(name):
            wrong.append(f"{name}: no parameter but a quantity of the start, which the episodes set")
        elif name not in flat_entries():
            close = nearest(name, filter(_is_parameter, known))
            wrong.append(f"{name}: no parameter" + (f"; did you mean {' or '.join(close)}?" if close else ""))
        elif name not in known:
            wrong.append(f"{name}: has no prior; give it a distribution under `uncertain` in the scenario")
        elif setters:
            wrong.append(f"{name}: set by {', '.join(setters)}, as a fact of that time")
        else:
            found[name] = known[name]
    if wrong or not found:
        raise UsageError(*(f"--parameters: {what}" for what in wrong or ["names no parameter"]))
    return found


def _is_parameter(flat: str) -> bool:
    return flat_entries()[flat].quantity.kind == "parameter"
