"""The five issues, the thirteen demands that can be made on them, and how large a demand is.

Structure, not numbers: which issues a bundle asks for. Step sizes and weights are parameters.
"""

from __future__ import annotations

import numpy as np

from sim.rules.compiled import rule
from sim.rules.numerics import relu
from sim.rules.shapes import Parameters, Vector

ISSUES = 5
ROAD_MAPS, CONSTITUTION, FUEL, SECURITY, SUPRANATIONAL = range(ISSUES)

BUNDLES = 13
NO_DEMAND = 0
FUEL_ONLY = 3
ROAD_MAPS_AND_FUEL = 6
THREE_ISSUES = 9
EVERYTHING = 10
ULTIMATUM = 11
ROAD_MAP_PACKAGE = 12

# Steps asked for on each issue (road maps, constitution, fuel, security, supranational bodies).
STEPS_ASKED = np.array(
    [
        [0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 0, 1, 0],
        [0, 0, 0, 0, 1],
        [1, 0, 1, 0, 0],
        [1, 0, 0, 1, 0],
        [0, 1, 0, 1, 0],
        [1, 0, 1, 1, 0],
        [1, 1, 1, 1, 1],
        [2, 2, 2, 2, 2],  # the ultimatum: all five, doubled
        [1, 0, 0, 0, 0],  # the road-map package: all the text agreed so far, signed at one table
    ],
    dtype=np.float64,
)
MINISTERIAL = np.array([b in (0, 1, 3, 4, 6) for b in range(BUNDLES)])

# Bundles that differ by one issue added or dropped: what a counter-offer may change a demand into.
_ONE_ISSUE_APART = (
    *((0, b) for b in (1, 2, 3, 4, 5, 12)),
    *((1, 6), (1, 7), (1, 12), (2, 8), (3, 6), (4, 7), (4, 8), (6, 9), (7, 9), (10, 11)),
)
ONE_ISSUE_APART = np.zeros((BUNDLES, BUNDLES), dtype=np.bool_)
for _a, _b in _ONE_ISSUE_APART:
    ONE_ISSUE_APART[_a, _b] = ONE_ISSUE_APART[_b, _a] = True

SUBSIDY_STEPS = 4  # a package moves the subsidy by -1, 0, +1 or +2 steps
LOANS = 3
PACKAGES = SUBSIDY_STEPS * LOANS * BUNDLES
STATUS_QUO = (1 * LOANS + 0) * BUNDLES + NO_DEMAND
SMALLEST_STEP = 1e-9  # an issue that can move by less cannot move


@rule
def package_number(subsidy_change: int, loan: int, bundle: int) -> int:
    """Return the number of the package of a subsidy change (-1..2), a loan (0..2) and a bundle (0..12).

    Parameters
    ----------
    subsidy_change : int
        In steps.
    loan : int
        Position in the menu of loans.
    bundle : int
        Number of the bundle, a row of `STEPS_ASKED`.

    Returns
    -------
    int
        Number from 0 to 155.
    """
    return ((subsidy_change + 1) * LOANS + loan) * BUNDLES + bundle


@rule
def subsidy_change_of(package: int) -> int:
    """Return the change of the subsidy in a package, in steps.

    Parameters
    ----------
    package : int
        Number of a package, 0 to 155.

    Returns
    -------
    int
        From -1 to 2.
    """
    return package // (LOANS * BUNDLES) - 1


@rule
def loan_of(package: int) -> int:
    """Return which loan of the menu a package holds.

    Parameters
    ----------
    package : int
        Number of a package, 0 to 155.

    Returns
    -------
    int
        Position in the menu of loans, 0 to 2.
    """
    return package // BUNDLES % LOANS


@rule
def bundle_of(package: int) -> int:
    """Return the bundle of demands in a package.

    Parameters
    ----------
    package : int
        Number of a package, 0 to 155.

    Returns
    -------
    int
        Row of `STEPS_ASKED`, 0 to 12.
    """
    return package % BUNDLES


@rule
def agreed_after(agreed: float, signed: float, step: float, steps: float, summit: bool) -> float:
    """Return the agreed text of an issue after a demand: at a summit text is agreed at the table.

    Parameters
    ----------
    agreed, signed : float
        Agreed and signed share of the issue before the demand, 0 to 1.
    step : float
        Size of a step, share of the issue.
    steps : float
        Steps asked for; 0 where the demand leaves the issue alone.
    summit : bool
        Whether the leaders meet.

    Returns
    -------
    float
        Agreed share, 0 to 1; without a summit it is unchanged.
    """
    if summit and steps > 0.0:
        return min(1.0, max(agreed, signed + step * steps))
    return agreed


@rule
def signed_after(agreed: float, signed: float, step: float, steps: float) -> float:
    """Return the signed share of an issue after a demand that the agreed text caps.

    Parameters
    ----------
    agreed, signed : float
        Agreed share after the demand and signed share before it, 0 to 1.
    step : float
        Size of a step, share of the issue.
    steps : float
        Steps asked for.

    Returns
    -------
    float
        Signed share, not below `signed`.
    """
    return max(signed, min(agreed, signed + step * steps))


@rule
def text_size(increment: float, step: float, text_weight: float) -> float:
    """Return how much of a demand a pile of agreed text is: beyond one step it counts by its weight.

    Parameters
    ----------
    increment : float
        Share of the road maps that the demand signs.
    step : float
        Size of a step, share of the issue.
    text_weight : float
        Weight of what exceeds one step, 0 to 1.

    Returns
    -------
    float
        Size in units of the share of the issue.
    """
    return min(increment, step) + text_weight * relu(increment - step)


@rule
def costly_road_maps(share: float, last_at: float, extra: float) -> float:
    """Return the share of road maps with the last ones counted dearer (C5): x + extra * relu(x - last_at).

    Parameters
    ----------
    share : float
        Share of the road maps, 0 to 1.
    last_at : float
        Share beyond which they count more.
    extra : float
        Additional weight beyond it, a pure number.

    Returns
    -------
    float
        Weighted share; above 1 where all road maps count and `extra` is positive.
    """
    return share + extra * relu(share - last_at)


@rule
def largest_demand(weight_by_issue: Vector, step_by_issue: Vector) -> float:
    """Return the size of an ultimatum with nothing in its way, the measure of all demands.

    `weight_by_issue` and `step_by_issue` have shape (5,).

    Parameters
    ----------
    weight_by_issue : (5,) float64
        Share of each issue in all five.
    step_by_issue : (5,) float64
        Size of a step, share of the issue.

    Returns
    -------
    float
        Size in weighted shares, the divisor of all demands.
    """
    total = 0.0
    for j in range(ISSUES):
        total += weight_by_issue[j] * STEPS_ASKED[ULTIMATUM, j] * step_by_issue[j]
    return total


@rule
def sovereignty_size(issue: int, share: float, p: Parameters) -> float:
    """Return how much sovereignty a share of an issue takes, by Minsk's weights (C5: the last is dear).

    Parameters
    ----------
    issue : int
        Number of the issue, 0 to 4.
    share : float
        Share of it, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Weighted share of all issues.
    """
    if issue == ROAD_MAPS:
        share = costly_road_maps(share, p.last_road_maps_at, p.last_road_maps_minsk)
    return p.sovereignty_weight_by_issue[issue] * share


@rule
def prize_size(issue: int, share: float, p: Parameters) -> float:
    """Return how much a share of an issue is prized by the Kremlin.

    Parameters
    ----------
    issue : int
        Number of the issue, 0 to 4.
    share : float
        Share of it, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Weighted share of all issues.
    """
    if issue == ROAD_MAPS:
        share = costly_road_maps(share, p.last_road_maps_at, p.last_road_maps_kremlin)
    return p.kremlin_weight_by_issue[issue] * share


@rule
def implemented_prize(implemented: Vector, p: Parameters) -> float:
    """Return the Kremlin's weighted implemented share (5,), the last road maps counted more.

    Parameters
    ----------
    implemented : (5,) float64
        Implemented share by issue, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Sum over the issues: `Prize(x)` in sim/MODEL.md, section "Packages and bundles".
    """
    total = 0.0
    for j in range(ISSUES):
        total += prize_size(j, implemented[j], p)
    return total


@rule
def implemented_sacrifice(implemented: Vector, p: Parameters) -> float:
    """Return Minsk's weighted implemented share (5,), the last road maps counted dearer.

    Parameters
    ----------
    implemented : (5,) float64
        Implemented share by issue, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Sum over the issues: `Sac(x)` in sim/MODEL.md, section "Packages and bundles".
    """
    total = 0.0
    for j in range(ISSUES):
        total += sovereignty_size(j, implemented[j], p)
    return total
