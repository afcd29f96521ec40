"""Money and contracts: nothing is made or lost, shares stay shares, signatures are not taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.quantities import INDICES, monthly_measures
from sim.verification.invariants.case import CannotTell, seen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.verification.invariants.case import Case

    Matrix = NDArray[np.float64]

ISSUES = INDICES["issue"]
STAGES = ("agreed", "signed", "implemented", "hidden")
# The month's columns, and the initial quantities that they continue
STOCKS = {
    "reserves_usd_bn": "reserves",
    **{name: name for name in ("debt_to_russia", "debt_other", "arrears", "loan_committed")},
}
MONEY = (*STOCKS, "hidden_loan")
ROUNDING = 1e-9  # relative to the stocks
LAST_BIT = 1e-12


def accounts_balance(case: Case) -> str:
    """See whether each month's change of stocks is what flowed, in three identities.

    Parameters
    ----------
    case : Case
        Its first run is played by the Mesa engine; months in which an event moves a stock are left out.

    Returns
    -------
    str
        The first gap, in bn USD, with run and month; empty where no gap exceeds 1e-9 of the largest stock.
    """
    log = case.model.log[case.model.log["alive"] > 0]
    start = {name: case.block.initial[0, _place(flat)] for name, flat in STOCKS.items()} | {
        "kremlin_wealth": 0.0
    }
    change = {name: np.diff(np.concatenate([[value], log[name]])) for name, value in start.items()}
    net = change["reserves_usd_bn"] - change["debt_to_russia"] - change["debt_other"] - change["arrears"]
    interest = log["interest_russia"] + log["interest_other"]
    gaps = {
        "net worth": net - (log["current_account"] + log["subsidy_paid"] - interest - log["flight"]),
        "what the Kremlin got": change["kremlin_wealth"]
        + change["debt_to_russia"]
        - (log["interest_russia"] - log["subsidy_paid"]),
        "loans": change["loan_committed"] + log["tranche_paid"] - log["new_loan"],
    }
    size = max(1.0, *(float(np.abs(log[name]).max(initial=0.0)) for name in STOCKS))
    quiet = ~case.struck(STOCKS.values())[: len(log)]
    for what, gap in gaps.items():
        wrong = quiet & ~(np.abs(gap) <= ROUNDING * size)
        if wrong.any():
            month = int(np.flatnonzero(wrong)[0])
            return f"run {case.run}, month {month + 1}: {what}: {gap[month]:.3g} bn USD from nowhere"
    return ""


def _place(flat: str) -> int:
    from sim.scenario.compile import positions

    return positions("initial")[flat]


def shares_keep_their_order(case: Case) -> str:
    """See whether implemented <= signed <= agreed <= 1, shares lie in 0 to 1, and no stock is negative.

    Parameters
    ----------
    case : Case
        All of its runs are looked at.

    Returns
    -------
    str
        The measure that is out of order, with run, month and values; empty where none is.
    """
    for issue in ISSUES:
        agreed, signed, done = (case.month(f"{stage}_{issue}") for stage in STAGES[:3])
        for what, low, high in (
            (f"implemented_{issue} exceeds signed_{issue}", done, signed),
            (f"signed_{issue} exceeds agreed_{issue}", signed, agreed),
        ):
            if found := seen(case, low > high, what, low, high):
                return found
    hidden, total = case.month("hidden_share"), sum(case.month(f"signed_{issue}") for issue in ISSUES)
    if found := seen(
        case, hidden > total + LAST_BIT, "more is hidden than signed", hidden, np.asarray(total)
    ):
        return found
    for measure in monthly_measures():
        value = case.month(measure.name)
        bounded = measure.kind == "state" and measure.unit in ("share", "probability")
        if bounded and (found := seen(case, ~((value >= 0) & (value <= 1 + LAST_BIT)), measure.name, value)):
            return f"{found} is no share"
        if measure.name in MONEY and (found := seen(case, ~(value >= 0), measure.name, value)):
            return f"{found} is negative"
    return ""


def contracts_never_fall(case: Case) -> str:
    """See whether text, signatures and delivery never shrink, where no event moves the issue.

    Parameters
    ----------
    case : Case
        All of its runs are looked at, the issues that an event or a draw moves left out.

    Returns
    -------
    str
        The stage and issue that falls, with run, month and both values; empty where none does.

    Raises
    ------
    CannotTell
        Events or draws move every issue.
    """
    quiet = [issue for issue in ISSUES if not case.moved(f"{stage}.{issue}" for stage in STAGES)]
    if not quiet:
        raise CannotTell("events or draws move all issues")
    for issue in quiet:
        for stage in STAGES[:3]:
            path = case.path(f"{stage}_{issue}")
            fell = np.diff(path, axis=1) < 0
            if found := seen(case, fell, f"{stage}_{issue} falls", path[:, :-1], path[:, 1:]):
                return found
    return ""
