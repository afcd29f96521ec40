"""Arms of the claims' tests, and what packages of their months hold.

The same run number meets the same random numbers in every arm, so arms are compared run by run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.experiments.arm import Arm
from sim.rules.issues import BUNDLES, LOANS
from sim.scenario import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.experiments.arm_runs import ArmRuns

    Vector = NDArray[np.float64]
    Settings = Mapping[str, float | str]

MONTHS = 10  # from the meeting to the end of 2021: what a claim is about unless it says otherwise
LONG = 24


def arm(
    changes: Settings | None = None,
    *,
    base: str | None = None,
    months: int = MONTHS,
    events: tuple[Event, ...] = (),
    portion: int = 1,
) -> Arm:
    """Return an arm of a claim's test.

    Parameters
    ----------
    changes : mapping, optional
        What is set, by the keys of a scenario file.
    base : str, optional
        Name of the scenario; the baseline where it is left out.
    months : int
        How long the runs are.
    events : tuple of Event
        Beside those of the scenario.
    portion : int
        The arm plays one run in so many.

    Returns
    -------
    Arm
        Not yet played; arms with the same content are played once for all tests.
    """
    settings = tuple(f"{key}={value}" for key, value in (changes or {}).items())
    return Arm(settings, events, base, months, portion)


def shock(name: str, size: float, months: tuple[int, int]) -> Event:
    """Return an event that adds to a quantity in each month from the first to the last.

    Parameters
    ----------
    name : str
        Flat name of a quantity of the state.
    size : float
        What is added, in the unit of the quantity as in seeds/.
    months : tuple of int
        The first and the last month, from 1, both included.

    Returns
    -------
    Event
        One that happens in every run.
    """
    first, last = months
    return Event(0, first, last - first + 1, "add", {name: size}, 1.0, "shock")


def put(name: str, value: float, month: int) -> Event:
    """Return an event that sets a quantity at the start of one month.

    Parameters
    ----------
    name : str
        Flat name of a quantity of the state.
    value : float
        Its new value, in its unit as in seeds/.
    month : int
        From 1.

    Returns
    -------
    Event
        One that happens in every run.
    """
    return Event(0, month, 1, "set", {name: value}, 1.0, "set")


SURE: Settings = {"colour_revolution_belief": 0.85, "belief_speed": 0}
UNSURE: Settings = {"colour_revolution_belief": 0, "belief_speed": 0}
TROUBLE_AT_HOME = (shock("russian_trouble", 0.4, (1, 2)),)
TENSION_ABROAD = (shock("russia_west_tension", 0.35, (1, 2)),)


def subsidy_change(package: Vector) -> Vector:
    """Return the change of the subsidy in packages, in steps; NaN stays NaN.

    Parameters
    ----------
    package : array of float64
        Codes of packages (`sim.rules.issues`), of any shape; NaN where missing.

    Returns
    -------
    array of float64
        -1 to 2, of the same shape.
    """
    return np.floor(package / (LOANS * BUNDLES)) - 1.0


def loan_place(package: Vector) -> Vector:
    """Return which loan of the menu packages hold (0: none).

    Parameters
    ----------
    package : array of float64
        Codes of packages (`sim.rules.issues`), of any shape; NaN where missing.

    Returns
    -------
    array of float64
        0 to 2, of the same shape; NaN stays NaN.
    """
    return np.floor(package / BUNDLES) % LOANS


def demand(package: Vector) -> Vector:
    """Return the bundle of demands in packages (0: none).

    Parameters
    ----------
    package : array of float64
        Codes of packages (`sim.rules.issues`), of any shape; NaN where missing.

    Returns
    -------
    array of float64
        0 to 12, of the same shape; NaN stays NaN.
    """
    return np.mod(package, BUNDLES)


def asked_by_minsk(played: ArmRuns) -> Vector:
    """Tell in which months Minsk asks for money (1) or not (0), shape (runs, months).

    It asks by an offer of more subsidy or a loan, or by a counter that holds more than was offered.

    Parameters
    ----------
    played : ArmRuns
        An arm whose months were kept.

    Returns
    -------
    (runs, months) float64
        0 or 1; NaN after the end of a run.
    """
    own = played.month("kremlin_proposes") == 0
    offer, counter = played.month("offer"), played.month("counter")
    opened = (subsidy_change(offer) > 0) | (loan_place(offer) > 0)
    more = (subsidy_change(counter) > subsidy_change(offer)) | (loan_place(counter) > loan_place(offer))
    asked = np.where(own, opened, (counter >= 0) & more)
    return np.where(played.alive, asked.astype(np.float64), np.nan)
