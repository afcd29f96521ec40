"""Oil and gas: prices, the January reset of the contract, and the subsidy as it is reported.

The policy subsidy is what the two bargain over; hub prices move only what is reported and what
Moscow forgoes, never Minsk's cash.
"""

from __future__ import annotations

import math

from sim.rules.compiled import rule
from sim.rules.numerics import exp, log
from sim.rules.shapes import Parameters

MONTHS_A_YEAR = 12.0
_BN_PER_BCM_PRICE = 1.0 / 1000.0  # USD per 1000 m3 times bcm is mn USD


@rule
def log_price_after(log_price: float, mean_log: float, speed: float, noise: float, shock: float) -> float:
    """Return next month's log price: the exact step of an Ornstein-Uhlenbeck process.

    Sources: Uhlenbeck and Ornstein 1930; Gillespie 1996.
    """
    keep = exp(-speed)
    if speed == 0.0:
        return log_price + noise * shock
    spread = math.sqrt(noise * noise * (1.0 - keep * keep) / (2.0 * speed))
    return mean_log + (log_price - mean_log) * keep + spread * shock


@rule
def price_after(price: float, mean: float, speed: float, noise: float, shock: float) -> float:
    """Return next month's price where its logarithm reverts to that of `mean`."""
    return exp(log_price_after(log(price), log(mean), speed, noise, shock))


@rule
def contract_price_for(subsidy_step: float, p: Parameters) -> float:
    """Return the gas price, USD per 1000 m3, that a subsidy step means for the next calendar year."""
    steps = subsidy_step - p.subsidy_step_reference
    return p.gas_contract_reference - p.gas_share_of_step * p.gas_price_of_step * steps


@rule
def windfall(gas_hub: float, p: Parameters) -> float:
    """Return the discount against the European hub at the reference contract price, bn USD a month."""
    margin = gas_hub - p.gas_transport - p.gas_contract_reference
    return p.gas_volume * _BN_PER_BCM_PRICE / MONTHS_A_YEAR * margin
