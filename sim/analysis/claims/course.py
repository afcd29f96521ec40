"""Tests of the claims about how the game goes on: C39 to C43, C46, C49."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.claims import readers
from sim.analysis.claims.arms import (
    LONG,
    TENSION_ABROAD,
    TROUBLE_AT_HOME,
    arm,
    asked_by_minsk,
    shock,
)
from sim.analysis.claims.figures import (
    FALLS,
    REPORTED,
    RISES,
    above,
    apart,
    below,
    between,
    difference,
    fact,
    mean,
    pooled,
    resampled,
    share,
)
from sim.analysis.claims.trials import trial
from sim.experiments.metrics import mean_where
from sim.quantities import INDICES, initial, parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sim.analysis.claims.figures import ClaimFigure
    from sim.experiments.arm import Arm
    from sim.experiments.arm_runs import ArmRuns

    Vector = NDArray[np.float64]

ISSUES = INDICES["issue"]
BREAKS = ("western_reopening", "rupture", "leader_replaced")
RARE = 0.05
QUARTER = 0.25
LEAP = 0.5  # share of the largest demand, agreed in one month
BOTH_SHOCKS = (*TROUBLE_AT_HOME, *TENSION_ABROAD)


def started(name: str, issue: str) -> float:
    """Return the share of an issue at the start.

    Parameters
    ----------
    name : str
        An initial quantity with one entry an issue, such as `signed` or `implemented`.
    issue : str
        Label of the issue (`SE`).

    Returns
    -------
    float
        Its central value, 0 to 1.
    """
    return initial()[name].central[ISSUES.index(issue)]


@trial("C39", base=arm(), leaky=arm(base="hidden_deals"))
def secrets_come_out_later(base: ArmRuns, leaky: ArmRuns) -> Iterator[ClaimFigure]:
    """Something hidden comes out months later, which only those who know of it can expect."""
    for what, played in (("", base), (", where the two hide more", leaky)):
        going = played.alive[:, 5]
        hidden = (played.at("hidden_share", 5) + played.at("hidden_loan", 5)) > 0
        leaks = (played.total("leaks_now", 6, 10) > 0).astype(float)
        yield share(f"something hidden in month 5{what}", hidden[going], above(0))
        chance = (leaks[going & hidden], leaks[going & ~hidden])
        yield apart(f"leak in months 6 to 10, something hidden less nothing{what}", *chance, RISES)


@trial("C40", base=arm(months=LONG))
def ends_stay_while_demands_move(base: ArmRuns) -> Iterator[ClaimFigure]:
    """What Moscow wants is fixed over a run, and what it demands moves."""
    ends = (
        "integration_value",
        "kremlin_weight_by_issue",
        "dominance_value",
        "value_kremlin_deep_integration",
    )
    moved = sum(len(readers.uses_of(readers.PARAMETERS, name, "writes")) for name in ends)
    yield fact("rules that change what it wants", moved, between(0, 0))
    pressure = base.month("pressure")
    early, late = mean_where(pressure[:, :6]), mean_where(pressure[:, 6:12])
    yield difference("pressure in months 7 to 12 less 1 to 6", (late, early), REPORTED)
    yield mean("spread of demands within a run, sd", _spread(pressure), above(0.01))


def _spread(values: Vector) -> Vector:
    """Return the standard deviation of each row over the values it has."""
    square = mean_where((values - mean_where(values)[:, None]) ** 2)
    return np.sqrt(square)


@trial("C41", base=arm(), gradual=arm(base="gradualism"))
def security_grows_while_politics_is_frozen(base: ArmRuns, gradual: ArmRuns) -> Iterator[ClaimFigure]:
    """Security subordination grows also where neither reform nor supranational bodies can be demanded."""
    for what, played in (("", base), (", politics off the table", gradual)):
        signed = played.at("signed_SE", 10) - started("signed", "SE")
        yield mean(f"security signed in ten months{what}", signed, above(0))
        carried = played.at("implemented_SE", 10) - started("implemented", "SE")
        yield mean(f"security carried out{what}", carried, above(0))
    political = gradual.at("signed_CR", 10) + gradual.at("signed_SU", 10)
    yield mean("reform and bodies signed, politics off the table", political, between(0, 0))


@trial("C42", base=arm(months=LONG), shocked=arm(months=LONG, events=BOTH_SHOCKS))
def easing_is_temporary(base: ArmRuns, shocked: ArmRuns) -> Iterator[ClaimFigure]:
    """Demands return to what they were as trouble and tension fade."""
    spans = {"early": (1, 3), "middle": (4, 8), "end": (13, 24)}
    change = {
        name: shocked.mean("pressure", *span) - base.mean("pressure", *span) for name, span in spans.items()
    }
    usual = base.mean("pressure", 1, 3)
    yield difference(
        "pressure in months 1 to 3, shocks in the first two", (usual + change["early"], usual), FALLS
    )
    yield mean("the same in months 4 to 8", change["middle"], REPORTED)
    yield difference("what has come back by months 13 to 24", (change["end"], change["early"]), RISES)
    left = abs(float(np.nanmean(change["early"]))) / 2
    yield mean("effect in months 13 to 24: under half left", change["end"], between(-left, left))
    yield resampled("half-life, months", (change["early"], change["middle"]), _half_life, REPORTED)


def _half_life(early: float, middle: float) -> float:
    """Return the half-life of an effect from its size around months 2 and 6."""
    if early == 0 or not 0 < middle / early < 1:
        return math.nan
    return 4 * math.log(2) / -math.log(middle / early)


@trial("C43", base=arm())
def many_small_steps(base: ArmRuns) -> Iterator[ClaimFigure]:
    """Steps are small and many, touch more fields as time goes on, and most runs see no leap."""
    agreed = base.month("demand_agreed")
    yield pooled("size of a concession, share of the largest demand", agreed, agreed > 0, below(0.25))
    yield mean("concessions in ten months", (agreed > 0).sum(axis=1).astype(float), above(1))
    fields = [_fields_touched(base, first) for first in (1, 4, 7)]
    yield mean("fields touched, months 1 to 3", fields[0], REPORTED)
    yield difference("fields touched, months 7 to 9 less 1 to 3", (fields[2], fields[0]), RISES)
    leaps = np.asarray((agreed > LEAP).any(axis=1))
    yield share("runs without a leap of more than half of the largest demand", ~leaps, above(0.5))


def _fields_touched(played: ArmRuns, first: int) -> Vector:
    """Return in how many issues something was signed in the three months from `first` on."""
    touched = np.zeros(played.runs)
    for issue in ISSUES:
        before = started("signed", issue) if first == 1 else played.at(f"signed_{issue}", first - 1)
        touched += played.at(f"signed_{issue}", first + 2) > before
    return np.where(played.alive[:, first - 1], touched, np.nan)


@trial(
    "C46",
    base=arm(),
    wave=arm(events=(shock("covid_load", 0.5, (1, 5)),)),
    without=arm({"in_kind_cost": 10}),
)
def the_epidemic_hurts_and_brings_help(
    base: ArmRuns, wave: ArmRuns, without: ArmRuns
) -> Iterator[ClaimFigure]:
    """A wave lowers output and raises the request for help; help in kind costs no sovereignty."""
    output = (wave.at("activity_gap", 6), base.at("activity_gap", 6))
    yield difference("output gap after six months, a wave in the first five", output, FALLS)
    asks = [mean_where(asked_by_minsk(one)) for one in (wave, base)]
    yield difference("share of months in which Minsk asks for money", asks, RISES)
    kind = (wave.metric("in_kind_share"), base.metric("in_kind_share"))
    yield difference("share of months with help in kind", kind, RISES)
    sovereignty = base.metric("sovereignty_index") - without.metric("sovereignty_index")
    step = parameters()["sovereignty_weight_by_issue"].central[0] * parameters()["step_by_issue"].central[0]
    yield mean("sovereignty, help in kind possible or not: under a step", sovereignty, between(-step, step))


def _moved_by_a_quarter() -> tuple[Arm, ...]:
    """Return an arm for every single number that has a prior, a quarter up and a quarter down."""
    arms = []
    for quantity in parameters().values():
        for flat, central in zip(quantity.entries, quantity.central, strict=True):
            if quantity.prior is not None and not flat.startswith("aspiration_"):
                for factor in (1 - QUARTER, 1 + QUARTER):
                    low, high = quantity.legal
                    arms.append(arm({flat: min(high, max(low, central * factor))}, portion=10))
    return tuple(arms)


@trial(
    "C49",
    base=arm(),
    long=arm(months=LONG),
    moved=_moved_by_a_quarter(),
    reopening=arm(base="western_reopening"),
    successor=arm(base="leader_replacement"),
    note="A break is a turn West, a rupture, or a recall of the man; one number is moved at a time.",
)
def neither_has_a_better_partner(
    base: ArmRuns, long: ArmRuns, moved: Sequence[ArmRuns], reopening: ArmRuns, successor: ArmRuns
) -> Iterator[ClaimFigure]:
    """A break is rare, also with numbers moved by a quarter; not with the West open or a successor found."""
    yield share("broken in ten months", base.ended(*BREAKS), below(RARE))
    yield share("broken in two years", long.ended(*BREAKS), REPORTED)
    rare = np.array([float(np.mean(one.ended(*BREAKS))) < RARE for one in moved])
    yield share(f"of {len(moved)} numbers moved by a quarter, those that leave it rare", rare, above(0.5))
    yield share("broken in ten months, the West open", reopening.ended(*BREAKS), above(RARE))
    yield share("broken in ten months, a successor at hand", successor.ended(*BREAKS), above(RARE))
