"""The West: how closed it is to Minsk, and what an overture earns."""

from __future__ import annotations

from sim.rules.compiled import fused
from sim.rules.numerics import clip
from sim.rules.shapes import Parameters


@fused
def isolation_target(
    repression: float,
    mobilisation: float,
    overture: float,
    security: float,
    fuel: float,
    rhetoric: float,
    p: Parameters,
) -> float:
    """Return where Western isolation heads: repression in sight of the world closes, courting opens.

    `security` and `fuel` are the publicly implemented shares of these issues (C8: lost transit).

    Parameters
    ----------
    repression, mobilisation : float
        Shares, 0 to 1.
    overture : float
        1 if Minsk courts the West, else 0.
    security, fuel : float
        Publicly implemented shares of the two issues, 0 to 1.
    rhetoric : float
        1 if Minsk speaks loudly of the common threat, else 0.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        A share, 0 (open) to 1 (shut).
    """
    seen = min(1.0, mobilisation / p.isolation_mobilisation_reference)
    floor = p.isolation_repression_floor
    return clip(
        p.isolation_base
        + p.isolation_repression * repression * (floor + (1.0 - floor) * seen)
        + p.isolation_overture * overture
        - p.open_shock
        + p.isolation_security * security
        + p.transit_isolation * fuel
        + p.rhetoric_isolation * rhetoric
    )


@fused
def overture_trade(isolation: float, repression: float, overture: float, overture_income: float) -> float:
    """Return what courting the West earns in trade and credit, bn USD a month: nothing where it is shut.

    Parameters
    ----------
    isolation, repression : float
        Shares, 0 to 1.
    overture : float
        1 if Minsk courts the West, else 0.
    overture_income : float
        Income at an open West and no repression, bn USD a month.

    Returns
    -------
    float
        0 without an overture.
    """
    return overture_income * (1.0 - isolation) * (1.0 - repression) * overture
