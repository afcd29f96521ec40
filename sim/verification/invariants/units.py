"""Units are a way of writing: nobody decides otherwise because money or payoffs are counted in another one.

Units are changed by powers of two, so that rounding is the same in both and equal means to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.minds.choice import BEST_REPLY
from sim.quantities import entries, monthly_measures
from sim.scenario.schema import flat_entries
from sim.verification.invariants.case import CannotTell, seen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.verification.invariants.case import Case

MONEY_UNIT = 1024.0
PAYOFF_UNIT = 4.0
IN_PAYOFFS = "payoff units"
IN_MONEY = ("bn USD", "million USD")


def power_of_payoff(flat: str) -> int:
    """Return how often a unit of payoff stands in the unit of a quantity, as seeds/ says it.

    Parameters
    ----------
    flat : str
        Flat name of a parameter or initial quantity.

    Returns
    -------
    int
        1 for payoff units, -1 for a unit per payoff unit, else 0.
    """
    unit = flat_entries()[flat].quantity.unit
    if "per payoff unit" in unit:
        return -1
    return 1 if unit.startswith(IN_PAYOFFS) else 0


def power_of_money(flat: str) -> int:
    """Return how often a unit of money stands in the unit of a quantity.

    Parameters
    ----------
    flat : str
        Flat name of a parameter or initial quantity.

    Returns
    -------
    int
        1 for sums of money and for the volume of gas, -1 for a unit per bn USD, -2 for a curvature, else 0.
    """
    quantity = flat_entries()[flat].quantity
    if quantity.name == "gas_volume":  # times a price it is money
        return 1
    if "(bn USD a month) squared" in quantity.unit:
        return -2
    if "per bn USD" in quantity.unit:
        return -1
    return 1 if quantity.unit.startswith(IN_MONEY) else 0


def payoffs_in_another_unit(case: Case) -> str:
    """See whether payoffs four times as large, and a precision of a quarter, lead to the same decisions.

    Parameters
    ----------
    case : Case
        Played as it is, and with all numbers in payoff units converted.

    Returns
    -------
    str
        The monthly measure that differs after conversion, with both values; empty where none does.

    Raises
    ------
    CannotTell
        An event or a draw moves what is counted in payoffs, or the choice is the best reply already.
    """
    factors = _factors(power_of_payoff, PAYOFF_UNIT)
    if case.moved(factors) or case.scenario.value("choice_precision") >= BEST_REPLY:
        raise CannotTell("what is counted in payoffs is moved by an event, or drawn")
    other = case.changed({flat: factor * case.scenario.value(flat) for flat, factor in factors.items()})
    return _compared(case, other, {IN_PAYOFFS: PAYOFF_UNIT})


def money_in_another_unit(case: Case) -> str:
    """See whether money counted in units 1024 times smaller leads to the same decisions.

    Parameters
    ----------
    case : Case
        Played as it is, and with all numbers and the loans of the menu converted.

    Returns
    -------
    str
        The monthly measure that differs after conversion, with both values; empty where none does.

    Raises
    ------
    CannotTell
        An event or a draw moves what is counted in money.
    """
    factors = _factors(power_of_money, MONEY_UNIT)
    if case.moved(factors):
        raise CannotTell("what is counted in money is moved by an event, or drawn")
    numbers = {flat: factor * case.scenario.value(flat) for flat, factor in factors.items()}
    first, second, third = (MONEY_UNIT * loan for loan in case.scenario.loans)
    other = case.changed(numbers, loans=(first, second, third))
    return _compared(case, other, dict.fromkeys(IN_MONEY, MONEY_UNIT))


def _factors(power: Callable[[str], int], unit: float) -> dict[str, float]:
    numbers = (*entries("parameter"), *entries("initial"))
    return {flat: unit ** power(flat) for flat in numbers if power(flat)}


def _compared(case: Case, other: Case, units: Mapping[str, float]) -> str:
    """Compare two cases month by month, what is counted in a changed unit by its factor."""
    for measure in monthly_measures():
        factor = next((f for unit, f in units.items() if measure.unit.startswith(unit)), 1.0)
        here, there = factor * case.month(measure.name), other.month(measure.name)
        missing = (here != here) & (there != there)  # noqa: PLR0124 - NaN alone differs from itself
        wrong = ~((here == there) | missing)
        if found := seen(case, wrong, f"{measure.name} in both units, converted", here, there):
            return found
    return ""
