"""What action paths are worth, once more from the equations: the look-ahead, and what follows from it.

See `equations` for what this is for. An `ActionPath` is what is done and taken to go on; `values_of` gives
its value to each type of both sides, one-off gains apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from tests.rules import equations as eq
from tests.rules.equations import CR, FU, IN_KIND, ISSUES, SE, SU, SUPPRESSION, clip, relu

TYPES = range(3)
OVERTURES = (0.0, 1.0)


@dataclass(frozen=True)
class ActionPath:
    """What is done this month and taken to go on."""

    signed: list[float]
    effort: float
    frozen: bool
    subsidy_now: float
    subsidy_ahead: float
    tranches: float
    backing: float
    repression: float
    overture: float
    help: float
    rhetoric: float
    confrontation: float
    pushed: float
    seen: float
    friction_ahead: float = 0.0


@dataclass(frozen=True)
class Values:
    """The value of a path to the Kremlin as it is, to its types in Minsk's eyes, and to Minsk's types."""

    kremlin: float
    kremlin_types: list[float]
    minsk_types: list[float]

    def plus(self, kremlin=0.0, minsk=(0.0, 0.0, 0.0)):
        """Return the value with one-off gains."""
        return Values(
            self.kremlin + kremlin,
            [value + kremlin for value in self.kremlin_types],
            [value + gain for value, gain in zip(self.minsk_types, minsk, strict=True)],
        )


def reform_is_frozen(s, p):
    """Reform waits for the vote, which must lie within the look-ahead to count."""
    return not s.referendum_held and not 0 <= s.months_to_referendum < p.lookahead


def carried_out(s, p, path):
    """Return what is implemented some months on, by issue."""
    done = 1 - (1 - p.implementation_rate) ** p.lookahead
    return [
        s.implemented[j]
        if j == CR and path.frozen
        else s.implemented[j] + path.effort * done * (path.signed[j] - s.implemented[j])
        for j in ISSUES
    ]


def project(s, p, path):
    """Return the state some months on at frozen targets, as a dictionary."""
    months, shares = int(p.lookahead), carried_out(s, p, path)
    suppressed, in_kind = float(path.help == SUPPRESSION), float(path.help == IN_KIND)

    def heading(value, target, speed):
        return target + (value - target) * (1 - speed) ** months

    provoked = sum(
        p.provocation_by_issue[j] * (shares[j] + p.text_provocation * (path.signed[j] - shares[j]))
        for j in ISSUES
    )
    anger = eq.anger_target(s, p, provoked, path.repression, 0.0)
    grievance = heading(s.grievance, anger, p.grievance_speed)
    crowd = s.mobilisation
    for _ in range(months):
        crowd = eq.crowd_after(
            crowd,
            grievance,
            path.repression + p.suppression_deterrence * suppressed,
            path.backing + p.in_kind_backing * in_kind,
            0.0,
            p,
        )
    closing = eq.isolation_target(s, p, path.repression, path.overture, shares[SE], shares[FU], path.rhetoric)
    trade = eq.trade(s.isolation, path.repression, path.overture, p)
    firmness = eq.strength_target(
        s, p, path.subsidy_ahead, path.backing, shares[CR], path.repression, suppressed
    )
    view = eq.image_target(s, p, path.backing, suppressed, path.rhetoric)
    i_russia, i_other, a_russia, a_other, borrowed = eq.service(s, p)
    need = (
        eq.current_account(s, p, shares[FU], trade)
        + path.subsidy_ahead
        + borrowed
        - i_russia
        - i_other
        - a_russia
        - a_other
        - p.flight * s.mobilisation
    )
    return {
        "shares": shares,
        "crowd": crowd,
        "isolation": heading(s.isolation, closing, p.isolation_speed),
        "activity": heading(
            s.activity_gap, eq.activity_target(s, p, path.subsidy_ahead + trade), p.activity_speed
        ),
        "strength": heading(s.strength, firmness, p.strength_speed),
        "image": heading(s.pro_russian_share, view, p.image_speed),
        "backing": clip(
            path.backing * p.backing_decay**months
            + in_kind * p.in_kind_backing * geometric(p.backing_decay, months)
        ),
        "confrontation": clip(
            path.confrontation * p.confrontation_decay**months
            + path.friction_ahead * geometric(p.confrontation_decay, months)
        ),
        "tension": clip(s.russia_west_tension + p.suppression_tension * suppressed),
        "reserves": relu(s.reserves + months * need + path.tranches),
    }


def geometric(keep, months):
    return (1 - keep**months) / (1 - keep)


def chances_ahead(s, p, path, then, pushed):
    thin = relu(1 - then["reserves"] / p.reserves_thin)
    return eq.chances(
        eq.rates(
            p,
            then["crowd"],
            then["strength"],
            thin,
            float(s.arrears > 0),
            pushed,
            then["shares"][CR],
            then["shares"][SE],
            then["backing"],
            then["isolation"],
            path.repression,
            path.overture,
            then["tension"],
            then["confrontation"],
        )
    )


def annuity(flow, patience, chance, values):
    """A flow for ever that may end each month: (u + δ Σ h V) / (1 - δ (1 - H))."""
    ending = sum(h * value for h, value in zip(chance, values, strict=True))
    return (flow + patience * ending) / (1 - patience * (1 - sum(chance)))


def values_of(s, p, path):
    """Return what an action path is worth: this month's flow, and the state foreseen as if it lasted."""
    then = project(s, p, path)
    deep = eq.is_deep(p, then["shares"])
    seen = chances_ahead(s, p, path, then, path.seen)
    known = chances_ahead(s, p, path, then, path.pushed)

    def to_kremlin(kind, belief, chance):
        appetite, patience = p.replacement_appetite_by_type[kind], p.kremlin_patience_by_type[kind]
        now = eq.kremlin_flow(
            eq.prized(s, p),
            eq.calm_before_exercise(s.months_to_exercise, s.mobilisation, path.confrontation, p),
            path.subsidy_now,
            path.confrontation,
            eq.windfall(s, p),
            s.pro_russian_share,
            path.help,
            s.strength,
            s.mobilisation,
            appetite,
            belief,
            p,
        )
        if deep:
            return now + patience * p.value_kremlin_deep_integration
        prize = eq.weighted(
            p.kremlin_weight_by_issue, eq.with_last_road_maps(then["shares"], p, p.last_road_maps_kremlin)
        )
        flow = eq.kremlin_flow(
            prize,
            eq.calm_before_exercise(s.months_to_exercise, then["crowd"], then["confrontation"], p),
            path.subsidy_ahead,
            then["confrontation"],
            eq.windfall(s, p),
            then["image"],
            path.help,
            then["strength"],
            then["crowd"],
            appetite,
            belief,
            p,
        )
        values = eq.kremlin_endings(p, belief, s.russian_trouble, then["tension"], appetite)
        return now + patience * annuity(flow, patience, chance, values)

    def to_minsk(kind):
        kappa, patience = p.sovereignty_sensitivity_by_type[kind], p.minsk_patience
        now = eq.minsk_flow(
            s.activity_gap,
            path.subsidy_now + eq.trade(s.isolation, path.repression, path.overture, p),
            s.backing,
            eq.sacrifice(s.implemented, p),
            s.mobilisation,
            path.repression,
            path.confrontation,
            path.overture,
            path.rhetoric,
            kappa,
            p,
        )
        if deep:
            return now + patience * kappa * p.value_minsk_deep_integration
        flow = eq.minsk_flow(
            then["activity"],
            path.subsidy_ahead + eq.trade(then["isolation"], path.repression, path.overture, p),
            then["backing"],
            eq.sacrifice(then["shares"], p),
            then["crowd"],
            path.repression,
            then["confrontation"],
            path.overture,
            path.rhetoric,
            kappa,
            p,
        )
        values = eq.minsk_endings(p, then["isolation"])
        return now + patience * annuity(flow, patience, seen, values)

    return Values(
        to_kremlin(int(s.kremlin_type), s.colour_revolution_belief, known),
        [to_kremlin(kind, p.c_common, seen) for kind in TYPES],
        [to_minsk(kind) for kind in TYPES],
    )


# --- the alternatives of each decision -----------------------------------------------------------


def tranches(p, committed):
    return min(p.tranche_size * p.lookahead / p.tranche_interval, committed)


def standing(s, p, now):
    """Return the path as decided so far; what is not yet decided goes on as last month."""
    due = p.subsidy_step_size * s.subsidy_step
    path = ActionPath(
        signed=list(s.signed),
        effort=s.effort_expected,
        frozen=reform_is_frozen(s, p),
        subsidy_now=due,
        subsidy_ahead=due,
        tranches=tranches(p, s.loan_committed),
        backing=s.backing,
        repression=s.repression,
        overture=s.overture,
        help=s.help,
        rhetoric=s.rhetoric,
        confrontation=s.confrontation,
        pushed=s.push,
        seen=s.push_seen,
    )
    if now is None:
        return path
    if now.accepted:
        path = replace(path, overture=0.0, backing=clip(s.backing + p.backing_summit * now.summit))
    return replace(path, **after_withholding(s, p, path)) if now.withheld else path


def after_withholding(s, p, path):
    soured = clip(s.effort_expected + p.punishment_belief * (1 - s.effort) - p.resentment_belief * s.effort)
    return {
        "subsidy_now": 0.0,
        "subsidy_ahead": p.withheld_ahead * path.subsidy_ahead,
        "tranches": p.withheld_ahead * path.tranches,
        "effort": soured,
    }


def at_effort(s, p, now, path, effort):
    """Return the path at an effort of Minsk, which expects to be paid by what it delivers."""
    trust = s.trust_if_stalls + (s.trust_if_delivers - s.trust_if_stalls) * effort
    return replace(
        path,
        effort=effort,
        subsidy_ahead=trust * p.subsidy_step_size * s.subsidy_step,
        tranches=trust * tranches(p, s.loan_committed - now.tranche_paid),
    )


def excused(s, p, rhetoric):
    return eq.friction_left(rhetoric, p.c_common, s, p)


def package_value(s, p, package, loans, summit):
    """Return what a package is worth if it is public, with its one-off gains and losses."""
    change, menu, bundle = eq.parts(package)
    _, signed = eq.demanded(s, p, bundle, summit)
    subsidy = p.subsidy_step_size * (s.subsidy_step + change)
    path = replace(
        standing(s, p, None),
        signed=signed,
        subsidy_now=subsidy,
        subsidy_ahead=subsidy,
        tranches=tranches(p, s.loan_committed + loans[menu]),
        backing=clip(s.backing + p.backing_summit * summit),
        overture=0.0,
    )
    ceded = eq.sacrifice(signed, p) - eq.sacrifice(s.signed, p)
    return values_of(s, p, path).plus(
        eq.publicity(p, bundle) - eq.loan_burden(s, p, loans[menu]),
        [-kappa * p.audience_cost * ceded for kappa in p.sovereignty_sensitivity_by_type],
    )


def refusal_values(s, p):
    """Return what refusing is worth, without and with an overture to the West."""
    return [
        values_of(
            s,
            p,
            replace(
                standing(s, p, None),
                overture=overture,
                confrontation=clip(s.confrontation + p.confrontation_overture * overture),
            ),
        )
        for overture in OVERTURES
    ]


def option_values(name, s, p, now):
    """Return what each alternative of a smaller decision is worth."""
    path = standing(s, p, now)
    if name in ("referendum", "repress", "overture", "rhetoric"):
        path = at_effort(s, p, now, path, now.effort)
    return [values_of(s, p, option).plus(gain) for option, gain in ALTERNATIVES[name](s, p, now, path)]


def quarrel(path, friction):
    return clip(path.confrontation + friction)


def _pay(s, p, now, path):
    held = replace(
        path, **after_withholding(s, p, path), confrontation=quarrel(path, p.confrontation_withheld)
    )
    return [(held, 0.0), (path, -p.default_cost * eq.default_risk(s, p) * now.tranche_due)]


def _push(_s, p, _now, path):
    return [(replace(path, pushed=q, seen=q), -p.push_cost * q) for q in (0.0, 1.0)]


def _help(_s, _p, _now, path):
    return [(replace(path, help=float(given)), 0.0) for given in range(3)]


def _effort(s, p, now, path):
    options = []
    for effort in (0, 1 / 3, 2 / 3, 1):
        stall = eq.backlog(s) > p.stall_backlog and effort <= p.stall_effort
        friction = p.confrontation_stall * stall * excused(s, p, s.rhetoric)
        worked = replace(at_effort(s, p, now, path, effort), confrontation=quarrel(path, friction))
        options.append((worked, 0.0))
    return options


def _referendum(s, p, now, path):
    path = replace(path, effort=max(now.effort, s.effort_expected))
    later = replace(path, frozen=True, confrontation=quarrel(path, p.confrontation_postponed))
    return [(later, 0.0), (replace(path, frozen=False), 0.0)]


def _repress(_s, _p, _now, path):
    return [(replace(path, repression=level / 4), 0.0) for level in range(5)]


def _overture(_s, p, _now, path):
    return [
        (
            replace(path, overture=ov, confrontation=quarrel(path, p.confrontation_overture * ov)),
            0.0,
        )
        for ov in OVERTURES
    ]


def _rhetoric(s, p, now, path):
    return [
        (replace(path, rhetoric=loud, friction_ahead=now.friction_minsk * excused(s, p, loud)), 0.0)
        for loud in (0.0, 1.0)
    ]


ALTERNATIVES = {
    "pay": _pay,
    "push": _push,
    "help": _help,
    "effort": _effort,
    "referendum": _referendum,
    "repress": _repress,
    "overture": _overture,
    "rhetoric": _rhetoric,
}


# --- choices and evidence ------------------------------------------------------------------------


def reservations(refusals, overture):
    """Return the disagreement point: the Kremlin takes last month's overture as given, Minsk chooses."""
    standing_offer = refusals[int(overture > 0)]
    minsk = [max(values) for values in zip(*(r.minsk_types for r in refusals), strict=True)]
    return Values(standing_offer.kremlin, standing_offer.kremlin_types, minsk)


def believed(s, p, side, package, refused):
    """Return how likely a proposer thinks the other is to accept."""
    if side == "Kremlin":
        beliefs, gains = s.belief_about_minsk, zip(package.minsk_types, refused.minsk_types, strict=True)
    else:
        beliefs, gains = (
            s.belief_about_kremlin,
            zip(package.kremlin_types, refused.kremlin_types, strict=True),
        )
    chances = [logistic(p.reference_precision * (value - least)) for value, least in gains]
    return eq.weighted(beliefs, chances)


def logistic(x):
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))


def log_logistic(x):
    return -math.log1p(math.exp(-x)) if x > 0 else x - math.log1p(math.exp(x))


def log_softmax(values, chosen, precision):
    best = max(values)
    total = sum(math.exp(precision * (value - best)) for value in values)
    return precision * (values[chosen] - best) - math.log(total)


def answered(p, package, refused, accepted):
    """Return the log likelihood of a yes or no by type."""
    sign = 1 if accepted else -1
    return [
        log_logistic(sign * p.reference_precision * (value - least))
        for value, least in zip(package, refused, strict=True)
    ]


def posterior(prior, evidence, mixing):
    """Bayes' rule, then a little forgetting."""
    logs = [math.log(b) + e if b > 0 else -math.inf for b, e in zip(prior, evidence, strict=True)]
    best = max(logs)
    weights = [math.exp(x - best) for x in logs]
    return [(1 - mixing) * w / sum(weights) + mixing / len(weights) for w in weights]


SUPRANATIONAL = SU
