"""Kinds of the ladder: protest as a threshold process, in a crowd that can be counted and in a large one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from sim.rules.numerics import normal_cdf, normal_density
from sim.rules.society import willing_share
from sim.theory import mean_field, thresholds
from sim.verification.cases.fields import Count, NumberField, Positive, Real, Reals
from sim.verification.cases.kind import CaseFields, CaseKind

if TYPE_CHECKING:
    from sim.verification.cases.kind import Answer

NO_PUSH = 0.0  # nothing moves people but the crowd


class RiotInputs(CaseFields):
    """Thresholds in people, in any order."""

    thresholds: Reals


class RiotExpected(CaseFields):
    """How many are active in the end."""

    rioters: Count


def _riot(given: RiotInputs) -> Answer:
    return {"rioters": thresholds.joined(given.thresholds)}


class CrowdInputs(CaseFields):
    """Mean and spread of normal thresholds, as shares of the population."""

    mu: Real
    sd: Positive


class CrowdExpected(CaseFields):
    """Where a crowd comes to rest."""

    fixed_points: Reals
    map_slope: Reals
    stable: list[bool]


def _fixed_points(given: CrowdInputs) -> Answer:
    found = mean_field.fixed_points(
        lambda active: float(willing_share(active, NO_PUSH, given.mu, given.sd)),
        mean_field.slope_is_one(given.mu, given.sd),
    )
    slopes = [float(normal_density((active - given.mu) / given.sd)) / given.sd for active in found]
    return {"fixed_points": found, "map_slope": slopes, "stable": [slope < 1.0 for slope in slopes]}


class SpreadInputs(CaseFields):
    """Mean threshold, as a share of the population."""

    mu: Annotated[float, NumberField(0.0, 0.5, open_low=True, open_high=True)]


class SpreadExpected(CaseFields):
    """Where the calm state vanishes."""

    sd_critical: Real
    m_at_tangency: Real


def _critical_spread(given: SpreadInputs) -> Answer:
    found = mean_field.critical_spread(given.mu, normal_cdf, normal_density)
    return {"sd_critical": found.spread, "m_at_tangency": found.active}


KINDS = (
    CaseKind("threshold_riot", RiotInputs, RiotExpected, _riot),
    CaseKind("mean_field_fixed_points", CrowdInputs, CrowdExpected, _fixed_points),
    CaseKind("mean_field_critical_spread", SpreadInputs, SpreadExpected, _critical_spread),
)
