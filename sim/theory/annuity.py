"""A loan paid back in equal instalments.

Sources: the textbook formula of the present value of an annuity.
"""

from __future__ import annotations

import math


def instalment(principal: float, rate: float, payments: int) -> float:
    """Return the equal payment that clears a loan; without interest, its equal part.

    Parameters
    ----------
    principal : float
        What was lent, in any currency.
    rate : float
        Interest a period, not negative.
    payments : int
        Number of periods, from 1; the first payment falls due after one period.

    Returns
    -------
    float
        Payment a period, in the currency of `principal`.
    """
    if rate == 0.0:
        return principal / payments
    return principal * rate / -math.expm1(-payments * math.log1p(rate))
