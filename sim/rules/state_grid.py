"""The grid of states that a farsighted leader has worked out values for, and values between its nodes.

Five stocks carry the future: regime strength z, protest m, implemented integration X, reserves R, Western
isolation w. A table has one entry a node, protest running fastest, so that the processor takes four
nodes at once. Reserves count in units of what counts as thin, so that the currency's unit is of no matter.
"""

from __future__ import annotations

import numpy as np

from sim.rules.compiled import fused, rule
from sim.rules.numerics import clip
from sim.rules.shapes import Vector

# Structure, not measurement: where the values of a smooth game are held. They cover what 24 months of the
# baseline visit and stand closer where rates of endings bend (weak regimes, thin reserves). Beyond the
# outermost nodes a value stays what it is there.
STRENGTH = np.array([0.2, 0.45, 0.7, 0.95])
MOBILISATION = np.array([0.05, 0.2, 0.4, 0.7])
INTEGRATION = np.array([0.0, 0.15, 0.3, 0.5, 0.7])
RESERVES = np.array([0.0, 2.0 / 3.0, 5.0 / 3.0, 3.0])  # in units of what counts as thin
ISOLATION = np.array([0.3, 0.6, 0.9])

STRENGTHS, MOBILISATIONS, INTEGRATIONS = len(STRENGTH), len(MOBILISATION), len(INTEGRATION)
RESERVE_LEVELS, ISOLATIONS = len(RESERVES), len(ISOLATION)
NODES = STRENGTHS * INTEGRATIONS * RESERVE_LEVELS * ISOLATIONS * MOBILISATIONS
CORNERS = 16  # of a cell, protest apart


@fused
def cell_of(axis: Vector, value: float) -> int:
    """Return the cell of an axis that a value lies in, the first or last for one beyond its ends.

    Parameters
    ----------
    axis : (n,) float64
        Coordinates of the nodes, ascending; at least two.
    value : float
        In the unit of the axis.

    Returns
    -------
    int
        Position of the cell's lower node, 0 to n - 2.
    """
    cell = 0
    for k in range(1, len(axis) - 1):
        if value >= axis[k]:
            cell = k
    return cell


@fused
def share_of(axis: Vector, cell: int, value: float) -> float:
    """Return how far into a cell a value lies, 0 to 1.

    Parameters
    ----------
    axis : (n,) float64
        Coordinates of the nodes, ascending.
    cell : int
        Position of the cell's lower node.
    value : float
        In the unit of the axis.

    Returns
    -------
    float
        0 at the lower node and below, 1 at the upper one and above.
    """
    return clip((value - axis[cell]) / (axis[cell + 1] - axis[cell]))


@fused
def node_at(strength: int, integration: int, reserves: int, isolation: int) -> int:
    """Return the first of the nodes at a place on four axes; protest runs from there.

    Parameters
    ----------
    strength, integration, reserves, isolation : int
        Positions on the four axes, from 0.

    Returns
    -------
    int
        Position in a table of values, a multiple of `MOBILISATIONS`.
    """
    place = (strength * INTEGRATIONS + integration) * RESERVE_LEVELS + reserves
    return (place * ISOLATIONS + isolation) * MOBILISATIONS


@fused
def between(low: float, high: float, share: float) -> float:
    """Return the value a share of the way from one to the other.

    Parameters
    ----------
    low, high : float
        Values at the two ends.
    share : float
        0 at `low`, 1 at `high`.

    Returns
    -------
    float
        Linear interpolation.
    """
    return low + share * (high - low)


@rule
def value_at(
    table: Vector, strength: float, mobilisation: float, integration: float, reserves: float, isolation: float
) -> float:
    """Return a table's value of a state (960 nodes), multilinear between the 32 nodes around it.

    Parameters
    ----------
    table : (960,) float64
        Value of each node, payoff units.
    strength, mobilisation, integration : float
        Shares, 0 to 1; integration by the Kremlin's weights.
    reserves : float
        In units of what counts as thin.
    isolation : float
        Western isolation, 0 to 1.

    Returns
    -------
    float
        Payoff units; outside the grid that of its nearest edge.
    """
    z, x = cell_of(STRENGTH, strength), cell_of(INTEGRATION, integration)
    r, w, m = cell_of(RESERVES, reserves), cell_of(ISOLATION, isolation), cell_of(MOBILISATION, mobilisation)
    in_z, in_x = share_of(STRENGTH, z, strength), share_of(INTEGRATION, x, integration)
    in_r, in_w = share_of(RESERVES, r, reserves), share_of(ISOLATION, w, isolation)
    in_m = share_of(MOBILISATION, m, mobilisation)
    total = 0.0
    for i in range(2):
        of_z = in_z if i == 1 else 1.0 - in_z
        for j in range(2):
            of_x = of_z * (in_x if j == 1 else 1.0 - in_x)
            for k in range(2):
                weight = of_x * (in_r if k == 1 else 1.0 - in_r)
                near = node_at(z + i, x + j, r + k, w) + m
                far = near + MOBILISATIONS
                shut = between(table[far], table[far + 1], in_m)
                total += weight * between(between(table[near], table[near + 1], in_m), shut, in_w)
    return total
