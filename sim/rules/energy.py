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

    Parameters
    ----------
    log_price : float
        Logarithm of this month's price.
    mean_log : float
        Logarithm of the price that it reverts to.
    speed : float
        Speed of reversion per month; 0 gives a random walk.
    noise : float
        Volatility, log points a month.
    shock : float
        Standard normal number.

    Returns
    -------
    float
        Logarithm of the price, in the unit of `log_price`.
    """
    keep = exp(-speed)
    if speed == 0.0:
        return log_price + noise * shock
    spread = math.sqrt(noise * noise * (1.0 - keep * keep) / (2.0 * speed))
    return mean_log + (log_price - mean_log) * keep + spread * shock


@rule
def price_after(price: float, mean: float, speed: float, noise: float, shock: float) -> float:
    """Return next month's price where its logarithm reverts to that of `mean`.

    Parameters
    ----------
    price : float
        This month's price, above 0.
    mean : float
        Long-run median of the price, in the same unit.
    speed : float
        Speed of reversion per month.
    noise : float
        Volatility, log points a month.
    shock : float
        Standard normal number.

    Returns
    -------
    float
        Price in the same unit.
    """
    return exp(log_price_after(log(price), log(mean), speed, noise, shock))


@rule
def contract_price_for(subsidy_step: float, p: Parameters) -> float:
    """Return the gas price, USD per 1000 m3, that a subsidy step means for the next calendar year.

    Parameters
    ----------
    subsidy_step : float
        Step of the subsidy in force.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Price in USD per 1000 m3; it falls as the step rises.
    """
    steps = subsidy_step - p.subsidy_step_reference
    return p.gas_contract_reference - p.gas_share_of_step * p.gas_price_of_step * steps


@rule
def windfall(gas_hub: float, p: Parameters) -> float:
    """Return the discount against the European hub at the reference contract price, bn USD a month.

    Parameters
    ----------
    gas_hub : float
        European hub price, USD per 1000 m3.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Negative where the hub lies below the contract price and transport.
    """
    margin = gas_hub - p.gas_transport - p.gas_contract_reference
    return p.gas_volume * _BN_PER_BCM_PRICE / MONTHS_A_YEAR * margin
