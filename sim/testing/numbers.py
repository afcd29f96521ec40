"""Single numbers: seeds, runs, packages, and values of the quantities in seeds/."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from sim.scenario import ranges
from sim.scenario.schema import LAWS, flat_entries

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from sim.scenario.schema import Entry

SUBSIDY_CHANGES = (-1, 0, 1, 2)
BUNDLES = 13


def seeds() -> SearchStrategy[int]:
    """Draw the seed of a scenario: a whole number from 0 to 2^53 - 1.

    Returns
    -------
    SearchStrategy of int
        Small numbers are drawn more often.
    """
    return st.one_of(st.integers(0, 20), st.integers(0, ranges.SEED.high))


def runs() -> SearchStrategy[int]:
    """Draw the number of a run, from 0: small ones mostly, at times one of a batch of 10^9.

    Returns
    -------
    SearchStrategy of int
        Up to `RUN.high` of `sim.scenario.ranges`.
    """
    return st.one_of(st.integers(0, 50), st.integers(0, ranges.RUN.high))


def packages(*, summit: bool = True) -> SearchStrategy[int]:
    """Draw the number of a package: a change of the subsidy, a loan of the menu and a bundle of demands.

    Parameters
    ----------
    summit : bool
        Whether leaders meet: 156 packages, numbers 0 to 155. Ministers have 15 of them: no loan, one step
        of subsidy at most, bundles 0, 1, 3, 4 and 6.

    Returns
    -------
    SearchStrategy of int
        Numbers as `sim.rules.issues` takes apart.

    Examples
    --------
    >>> from sim.rules.issues import bundle_of, loan_of, subsidy_change_of
    >>> subsidy_change_of(39), loan_of(39), bundle_of(39)  # the status quo
    (0, 0, 0)
    """
    if summit:
        return st.integers(0, len(SUBSIDY_CHANGES) * 3 * BUNDLES - 1)
    return st.builds(
        lambda change, bundle: (change + 1) * 3 * BUNDLES + bundle,
        st.sampled_from(SUBSIDY_CHANGES[:3]),
        st.sampled_from((0, 1, 3, 4, 6)),
    )


@cache
def values(flat: str, *, plausible: bool = True) -> SearchStrategy[float]:
    """Draw a value of a parameter or initial quantity, by its flat name (`strength_cost`, `agreed.RM`).

    Parameters
    ----------
    flat : str
        Such as `strength_cost` or `agreed.RM`.
    plausible : bool
        Between `low` and `high` of seeds/ for a parameter; for an initial quantity between `low` and `high`
        moved apart by its size, so that all of a share is covered. Otherwise anything legal, both ends
        included.

    Returns
    -------
    SearchStrategy of float
        In the unit of seeds/.

    Examples
    --------
    >>> from sim.testing import values
    >>> steps = values("subsidy_step")  # whole numbers 0 to 6
    >>> rates = values("hazard_collapse", plausible=False)  # log monthly rates from -1000 to 5
    """
    entry = flat_entries()[flat]
    low, high = plausible_range(entry) if plausible else entry.quantity.legal
    if entry.quantity.integer or entry.quantity.levels:
        return st.integers(int(low), int(high)).map(float)
    inside = st.floats(low, high, allow_subnormal=False)
    return inside if plausible else st.one_of(inside, st.sampled_from((low, high)))


def plausible_range(entry: Entry) -> tuple[float, float]:
    """Return the ends of what `values` draws where it keeps to the plausible.

    Parameters
    ----------
    entry : Entry
        Quantity and the position of the value in it.

    Returns
    -------
    low, high : float
        Both included, in the unit of seeds/; within the legal range.
    """
    quantity, position = entry
    low, high = quantity.low[position], quantity.high[position]
    if quantity.kind == "parameter":
        return low, high
    if quantity.levels or quantity.legal == (0.0, 1.0):
        return quantity.legal
    room = abs(quantity.central[position])
    return max(quantity.legal[0], low - room), min(quantity.legal[1], high + room)


@cache
def free_names(section: str) -> tuple[str, ...]:
    """Return the flat names of a section that can be set alone: those of no law of chance, alphabetical.

    Parameters
    ----------
    section : str
        `parameters` or `initial`.

    Returns
    -------
    tuple of str
        Such as `strength_cost` or `agreed.RM`.
    """
    return tuple(
        flat
        for flat, entry in flat_entries().items()
        if entry.section == section and entry.quantity.name not in LAWS
    )


def laws_of_chance() -> SearchStrategy[tuple[float, float, float]]:
    """Draw probabilities of three types, which sum to 1; any of them may be 0.

    Returns
    -------
    SearchStrategy of tuple of float
        Three probabilities, in the order of the types in seeds/.
    """
    weights = st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)).filter(any)
    return weights.map(lambda w: (w[0] / sum(w), w[1] / sum(w), w[2] / sum(w)))
