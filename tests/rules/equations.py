"""The equations of a month once more, in plain Python, as sim/MODEL.md states them.

Written from the equations and not from the rules, with its own Philox, exponentials and normals: where
the engines disagree with it beyond rounding, one of the two is wrong. Numbers of streams, bundles and
outcomes stand here as numbers on purpose.

A state `s`, parameters `p` and the decisions of a month `d` are plain namespaces with the names of seeds/;
lists of issues are in the order RM, CR, FU, SE, SU. Every function moves `s` by one step of the month.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from types import SimpleNamespace

RM, CR, FU, SE, SU = ISSUES = range(5)
STEPS = [
    (0, 0, 0, 0, 0),
    (1, 0, 0, 0, 0),
    (0, 1, 0, 0, 0),
    (0, 0, 1, 0, 0),
    (0, 0, 0, 1, 0),
    (0, 0, 0, 0, 1),
    (1, 0, 1, 0, 0),
    (1, 0, 0, 1, 0),
    (0, 1, 0, 1, 0),
    (1, 0, 1, 1, 0),
    (1, 1, 1, 1, 1),
    (2, 2, 2, 2, 2),
    (1, 0, 0, 0, 0),
]
ROAD_MAP_PACKAGE = 12
NONE, IN_KIND, SUPPRESSION = range(3)
STATUS_QUO = 39
WORD = 2**32


def clip(x):
    return min(1.0, max(0.0, x))


def relu(x):
    return max(0.0, x)


def logistic(x):
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def normal_cdf(x):
    return 0.5 * math.erfc(-x / math.sqrt(2))


def philox(counter, key):
    """Philox4x32-10, Salmon et al. 2011: four words from a counter of four and a key of two."""
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k[0], b % WORD, (a >> 32) ^ c[3] ^ k[1], a % WORD]
        k = [(k[0] + 0x9E3779B9) % WORD, (k[1] + 0xBB67AE85) % WORD]
    return c


@dataclass(frozen=True)
class DrawKey:
    """The draws of one month of one run."""

    seed: int
    run: int
    month: int

    def u(self, stream, slot=0):
        """Return a uniform in (0, 1)."""
        counter = (self.run % WORD, self.run // WORD, self.month, stream * 65536 + slot)
        o = philox(counter, (self.seed % WORD, self.seed // WORD))
        return ((o[0] >> 5) * 2**26 + (o[1] >> 6) + 0.5) / 2**53

    def z(self, stream, slot=0):
        """Return a standard normal."""
        return NormalDist().inv_cdf(self.u(stream, slot))


def plain(record):
    """Return a record as a namespace of floats and lists."""
    values = {name: record[name] for name in record.dtype.names}
    return SimpleNamespace(
        **{name: value.tolist() if value.shape else float(value) for name, value in values.items()}
    )


def weighted(weights, shares):
    return sum(w * x for w, x in zip(weights, shares, strict=True))


def with_last_road_maps(shares, p, extra):
    """The last road maps count more: x + extra * relu(x - last_at)."""
    return [shares[RM] + extra * relu(shares[RM] - p.last_road_maps_at), *shares[1:]]


def prized(s, p):
    return weighted(
        p.kremlin_weight_by_issue, with_last_road_maps(s.implemented, p, p.last_road_maps_kremlin)
    )


def sacrifice(shares, p):
    dear = with_last_road_maps(shares, p, p.last_road_maps_minsk)
    return weighted(p.sovereignty_weight_by_issue, dear)


def thinness(s, p):
    return relu(1 - s.reserves / p.reserves_thin)


# --- step 1 --------------------------------------------------------------------------------------


def reverting_price(log_price, mean, speed, noise, z):
    keep = math.exp(-speed)
    mu = math.log(mean)
    return mu + (log_price - mu) * keep + noise * math.sqrt((1 - keep**2) / (2 * speed)) * z


def contract_price(s, p):
    steps = s.subsidy_step - p.subsidy_step_reference
    return p.gas_contract_reference - p.gas_share_of_step * p.gas_price_of_step * steps


def begin(s, p, draw_key, calendar_month):
    s.months_to_referendum -= 1
    s.months_to_exercise -= 1
    if calendar_month == 1:
        s.gas_contract = contract_price(s, p)
        s.januaries = min(p.oil_duty_januaries, s.januaries + 1)
    s.log_brent = reverting_price(s.log_brent, p.oil_mean, p.oil_speed, p.oil_noise, draw_key.z(1))
    s.gas_hub = math.exp(
        reverting_price(math.log(s.gas_hub), p.gas_mean, p.gas_speed, p.gas_noise, draw_key.z(25))
    )
    s.russian_trouble = clip(
        s.russian_trouble
        + p.trouble_speed * (p.trouble_normal - s.russian_trouble)
        + p.trouble_noise * draw_key.z(2)
    )
    s.russia_west_tension = clip(
        s.russia_west_tension
        + p.tension_speed * (p.tension_normal - s.russia_west_tension)
        + p.tension_noise * draw_key.z(28)
    )
    s.hidden_before, s.hidden_loan_before = list(s.hidden), s.hidden_loan


# --- steps 2 and 3 -------------------------------------------------------------------------------


def meeting(s, p, draw_key, announced):
    """Return whether the leaders meet and whether the Kremlin proposes."""
    chance = clip(
        p.summit_base
        + p.summit_backing * (s.backing - p.summit_backing_reference)
        + p.summit_confrontation * (s.confrontation - p.summit_confrontation_reference)
    )
    summit = announced or draw_key.u(6, 0) < chance
    kremlin = draw_key.u(6, 1) < 0.5 if summit else draw_key.month % 2 == 1
    return summit, kremlin


def parts(package):
    """Return the change of the subsidy, the loan of the menu and the bundle of a package."""
    package = int(package)
    return package // 39 - 1, package // 13 % 3, package % 13


def demanded(s, p, bundle, summit):
    """Return agreed and signed text after a bundle of demands."""
    agreed, signed = list(s.agreed), list(s.signed)
    for j in ISSUES:
        steps = STEPS[bundle][j]
        if steps and bundle == ROAD_MAP_PACKAGE:
            signed[j] = agreed[j]
        elif steps:
            target = s.signed[j] + steps * p.step_by_issue[j]
            if summit:
                agreed[j] = min(1, max(agreed[j], target))
            signed[j] = max(s.signed[j], min(agreed[j], target))
    return agreed, signed


def largest(p):
    return sum(2 * w * step for w, step in zip(p.kremlin_weight_by_issue, p.step_by_issue, strict=True))


def demand_size(s, p, bundle, summit):
    """Return how large a demand is, as a share of the largest."""
    _, signed = demanded(s, p, bundle, summit)
    moved = [new - old for new, old in zip(signed, s.signed, strict=True)]
    if bundle == ROAD_MAP_PACKAGE:
        step = p.step_by_issue[RM]
        moved[RM] = min(moved[RM], step) + p.package_text_weight * relu(moved[RM] - step)
    return weighted(p.kremlin_weight_by_issue, moved) / largest(p)


def admissible(s, p, summit, bundles):
    """Return the packages that may be offered, in the order of their numbers."""
    tabled = range(13) if summit else (0, 1, 3, 4, 6)
    allowed = [b for b in tabled if bundles[b] and can_move(s, p, b, summit)]
    changes = [
        change
        for change in ((-1, 0, 1, 2) if summit else (-1, 0, 1))
        if change == 0
        or (s.subsidy_step + change >= 0 if change < 0 else s.subsidy_step + change <= p.subsidy_step_max)
    ]
    return [
        ((change + 1) * 3 + loan) * 13 + bundle
        for change in changes
        for loan in (range(3) if summit else (0,))
        for bundle in allowed
    ]


def can_move(s, p, bundle, summit):
    _, signed = demanded(s, p, bundle, summit)
    movable = [signed[j] - s.signed[j] > 1e-9 for j in ISSUES if STEPS[bundle][j]]
    return any(movable) if bundle in (10, 11) else all(movable)


def default_risk(s, p):
    return clip(
        p.default_risk_base
        + p.default_risk_reserves * thinness(s, p)
        + p.default_risk_arrears * (s.arrears > 0)
    )


def pressing(s, p, size):
    dearer = 1 + p.pressure_cost_trouble * s.russian_trouble + p.pressure_cost_tension * s.russia_west_tension
    return dearer * (p.pressure_cost_linear * size + p.pressure_cost * size**2)


def publicity(p, bundle):
    if STEPS[bundle][FU]:
        return p.publicity_fuel
    return p.publicity_other if bundle else 0.0


def loan_burden(s, p, loan):
    return (p.loan_cost + p.default_cost * default_risk(s, p)) * loan


def exchange(s, p, d, draw_key, loans, summit, kremlin_proposes):
    """Settle what was agreed, or note who refused; `d` has the offer, the counter and the answers."""
    d.friction_minsk = d.friction_kremlin = d.one_off_kremlin = d.one_off_minsk = d.backing_gain = 0.0
    d.new_loan = d.hidden_now = d.demand_agreed = 0.0
    d.package = STATUS_QUO
    if kremlin_proposes:
        d.one_off_kremlin -= pressing(s, p, demand_size(s, p, parts(d.offer)[2], summit))
    d.accepted = float(d.response == 0 or d.answer == 0)
    if d.accepted:
        d.package = d.offer if d.response == 0 else d.counter
        settle(s, p, d, draw_key, loans, summit)
    else:
        refused = d.counter if d.response == 2 else d.offer
        minsk_refused = (d.response == 2) != kremlin_proposes
        if minsk_refused:
            d.friction_minsk += p.confrontation_refusal * demand_size(s, p, parts(refused)[2], summit)
        else:
            d.friction_kremlin += p.confrontation_refusal_kremlin
    if not summit:
        s.agreed[RM] = min(1, s.agreed[RM] + p.roadmap_text_rate)


def settle(s, p, d, draw_key, loans, summit):
    change, menu, bundle = parts(d.package)
    loan = loans[menu]
    agreed, signed = demanded(s, p, bundle, summit)
    d.demand_agreed = demand_size(s, p, bundle, summit)
    kappa = p.sovereignty_sensitivity_by_type[int(s.minsk_type)]
    cost = kappa * p.audience_cost * (sacrifice(signed, p) - sacrifice(s.signed, p))
    risk = 1 - (1 - p.leak) ** p.lookahead
    secret = logistic(p.secrecy_base + p.secrecy_sensitivity * cost * (1 - p.leak_penalty * risk))
    d.hidden_now = float((bundle > 0 or loan > 0) and draw_key.u(11) < secret)
    d.one_off_kremlin -= loan_burden(s, p, loan)
    if d.hidden_now:
        s.hidden_loan += loan
        s.hidden = [min(new, h + new - old) for h, new, old in zip(s.hidden, signed, s.signed, strict=True)]
    else:
        d.one_off_kremlin += publicity(p, bundle)
        d.one_off_minsk -= cost
    s.subsidy_step += change
    s.loan_committed += loan
    s.loans_promised += loan
    s.agreed, s.signed = agreed, signed
    d.new_loan = loan
    d.backing_gain += p.backing_summit * summit


# --- steps 4 to 7 --------------------------------------------------------------------------------


def kremlin_moves(s, p, d, draw_key):
    d.subsidy_due = p.subsidy_step_size * s.subsidy_step
    d.tranche_due = min(p.tranche_size, s.loan_committed) if draw_key.month % p.tranche_interval == 0 else 0.0
    d.due = float(d.subsidy_due > 0 or d.tranche_due > 0)
    d.withheld = float(d.due and not d.paid)
    d.subsidy_paid = 0.0 if d.withheld else d.subsidy_due
    d.tranche_paid = 0.0 if d.withheld else d.tranche_due
    if d.withheld:
        d.friction_kremlin += p.confrontation_withheld
    d.one_off_kremlin -= p.default_cost * default_risk(s, p) * d.tranche_paid
    s.push = d.push
    s.push_seen = float(d.push and draw_key.u(21) < p.push_seen_probability)
    d.one_off_kremlin -= p.push_cost * d.push
    s.help = d.help
    if d.help == IN_KIND:
        d.backing_gain += p.in_kind_backing
        s.vaccine_shared = 1.0


def backlog(s):
    return sum(s.signed[j] - s.implemented[j] for j in ISSUES if j != CR or s.referendum_held)


def minsk_moves(s, p, d):
    d.backlog = backlog(s)
    d.stalled = float(d.backlog > p.stall_backlog and d.effort <= p.stall_effort)
    d.friction_minsk += p.confrontation_stall * d.stalled
    d.vote_due = float(not s.referendum_held and s.months_to_referendum == 0)
    if d.vote_postponed:
        s.months_to_referendum = p.postpone_months
        s.postponed += 1
        d.friction_minsk += p.confrontation_postponed
    elif d.vote_due:
        s.referendum_held = 1.0
    s.repression = d.repression
    s.overture = d.overture
    d.friction_minsk += p.confrontation_overture * d.overture
    s.rhetoric = d.rhetoric
    d.friction_minsk *= friction_left(d.rhetoric, s.colour_revolution_belief, s, p)


def friction_left(rhetoric, belief, s, p):
    return 1 - p.rhetoric_relief * rhetoric * belief * (1 - s.rhetoric_stock)


def implement(s, p, d, fuel_always):
    for j in ISSUES:
        effort = 1.0 if j == FU and fuel_always else d.effort
        if j != CR or s.referendum_held:
            s.implemented[j] += effort * p.implementation_rate * (s.signed[j] - s.implemented[j])


def leak(s, p, d, draw_key):
    d.leaks_now, d.leak_anger = 0.0, 0.0
    for j in ISSUES:
        if s.hidden_before[j] > 0 and draw_key.u(14, j) < p.leak:
            s.hidden[j] = relu(s.hidden[j] - s.hidden_before[j])
            d.leaks_now += 1
            d.leak_anger += p.leak_shock * relu(p.provocation_by_issue[j]) * s.hidden_before[j]
    if s.hidden_loan_before > 0 and draw_key.u(14, 5) < p.leak:
        s.hidden_loan = relu(s.hidden_loan - s.hidden_loan_before)
        d.leaks_now += 1


# --- step 8: payoffs and accounts -----------------------------------------------------------------


def windfall(s, p):
    return p.gas_volume / 12000 * (s.gas_hub - p.gas_transport - p.gas_contract_reference)


def calm_before_exercise(months, mobilisation, confrontation, p):
    return (1 - mobilisation) * (1 - confrontation) if 0 <= months <= p.exercise_window else 0.0


def help_cost(help_given, p):
    return {NONE: 0.0, IN_KIND: p.in_kind_cost, SUPPRESSION: p.suppression_cost}[int(help_given)]


def kremlin_flow(
    prize, calm, subsidy, confrontation, gift, image, help_given, strength, crowd, appetite, belief, p
):
    return (
        p.dominance_value
        + p.integration_value * prize
        + p.exercise_value * calm
        - p.subsidy_cost_linear * subsidy
        - p.subsidy_cost_quadratic * subsidy**2
        - appetite * p.strength_cost * strength
        - p.protest_cost * belief * crowd
        - p.confrontation_cost_kremlin * confrontation
        - p.windfall_cost * gift
        - p.image_cost * (p.image_reference - image)
        - help_cost(help_given, p)
    )


def minsk_flow(
    gap, income, backing, given_up, crowd, repression, confrontation, overture, rhetoric, kappa, p
):
    return (
        p.tenure_value
        + p.activity_value * gap
        + p.subsidy_value * income
        + p.backing_value * backing
        - kappa * p.sovereignty_cost * given_up
        - p.protest_cost_minsk * crowd
        - p.repression_cost * repression**2
        - p.confrontation_cost_minsk * confrontation
        - p.overture_cost * overture
        - p.rhetoric_cost * rhetoric
    )


def trade(isolation, repression, overture, p):
    return p.overture_income * (1 - isolation) * (1 - repression) * overture


def earn(s, p, d):
    kind, kappa = int(s.kremlin_type), p.sovereignty_sensitivity_by_type[int(s.minsk_type)]
    quarrel = clip(s.confrontation + d.friction_minsk + d.friction_kremlin)
    calm = calm_before_exercise(s.months_to_exercise, s.mobilisation, quarrel, p)
    d.overture_trade = trade(s.isolation, s.repression, s.overture, p)
    d.windfall = windfall(s, p)
    d.subsidy_reported = d.subsidy_paid + d.windfall
    d.payoff_kremlin_now = d.one_off_kremlin + kremlin_flow(
        prized(s, p),
        calm,
        d.subsidy_paid,
        quarrel,
        d.windfall,
        s.pro_russian_share,
        s.help,
        s.strength,
        s.mobilisation,
        p.replacement_appetite_by_type[kind],
        s.colour_revolution_belief,
        p,
    )
    d.payoff_minsk_now = d.one_off_minsk + minsk_flow(
        s.activity_gap,
        d.subsidy_paid + d.overture_trade,
        s.backing,
        sacrifice(s.implemented, p),
        s.mobilisation,
        s.repression,
        quarrel,
        s.overture,
        s.rhetoric,
        kappa,
        p,
    )
    s.payoff_kremlin += s.discount_kremlin * d.payoff_kremlin_now
    s.payoff_minsk += s.discount_minsk * d.payoff_minsk_now
    s.discount_kremlin *= p.kremlin_patience_by_type[kind]
    s.discount_minsk *= p.minsk_patience


def current_account(s, p, fuel, western_trade):
    return (
        p.current_account_base
        - p.oil_duty_loss * s.januaries
        + p.current_account_activity * s.activity_gap
        + p.current_account_oil * (s.log_brent - math.log(p.oil_reference))
        + p.current_account_fuel * fuel
        + p.current_account_isolation * s.isolation
        + western_trade
        + p.import_compression * thinness(s, p)
    )


def service(s, p):
    """Return interest to Russia and to others, amortisation to Russia and to others, new market debt."""
    to_others = p.amortisation_other * s.debt_other
    return (
        p.interest_russia / 12 * s.debt_to_russia,
        p.interest_other / 12 * s.debt_other,
        p.amortisation_russia * s.debt_to_russia,
        to_others,
        p.rollover * (1 - s.isolation) * to_others,
    )


def keep_accounts(s, p, d):
    """Close the books; the stocks of the month's start stay in `s` until the end of step 9."""
    i_russia, i_other, a_russia, a_other, borrowed = service(s, p)
    flight = p.flight * s.mobilisation
    account = current_account(s, p, s.implemented[FU], d.overture_trade)
    change = (
        account
        + d.subsidy_paid
        + d.tranche_paid
        + borrowed
        - i_russia
        - i_other
        - a_russia
        - a_other
        - flight
    )
    cash = s.reserves + change
    d.deferred = 0.0 if d.withheld else min(a_russia, relu(p.reserves_floor - cash))
    cash += d.deferred
    reserves, arrears = relu(cash), s.arrears + relu(-cash)
    if cash > p.reserves_floor and arrears > 0:
        spare = min(arrears, cash - p.reserves_floor)
        reserves, arrears = reserves - spare, arrears - spare
    s.loans_disbursed += d.tranche_paid
    s.debt_deferred += d.deferred
    s.loan_committed -= d.tranche_paid
    s.kremlin_wealth += i_russia + a_russia - d.deferred - d.subsidy_paid - d.tranche_paid
    s.next_accounts = {
        "reserves": reserves,
        "arrears": arrears,
        "debt_to_russia": s.debt_to_russia + d.tranche_paid - a_russia + d.deferred,
        "debt_other": s.debt_other + borrowed - a_other,
    }
    d.current_account, d.interest_russia, d.interest_other, d.flight = account, i_russia, i_other, flight


# --- step 9 --------------------------------------------------------------------------------------


def provocation(s, p):
    """Return how much the public part of all issues provokes: p - h, and min(x, p - h) of what is done."""
    total = 0.0
    for j in ISSUES:
        text = s.signed[j] - s.hidden[j]
        done = min(s.implemented[j], text)
        total += p.provocation_by_issue[j] * (done + p.text_provocation * (text - done))
    return total


def anger_target(s, p, provoked, repression, leak_anger):
    return clip(
        p.grievance_base
        + p.grievance_activity * relu(-s.activity_gap)
        + provoked
        + p.grievance_repression * repression * s.mobilisation
        + p.grievance_covid * s.covid_load
        + leak_anger
    )


def crowd_after(crowd, grievance, deterrence, backing, shock, p):
    """One month of the threshold process, before it is cut to a share."""
    seen = crowd + p.grievance_pull * grievance - p.repression_deterrence * deterrence
    seen += p.protest_noise * shock - p.backing_deterrence * backing
    return crowd + p.protest_speed * (normal_cdf((seen - p.threshold_mean) / p.threshold_spread) - crowd)


def isolation_target(s, p, repression, overture, security, fuel, rhetoric):
    floor = p.isolation_repression_floor
    sight = floor + (1 - floor) * min(1, s.mobilisation / p.isolation_mobilisation_reference)
    return clip(
        p.isolation_base
        + p.isolation_repression * repression * sight
        + p.isolation_overture * overture
        - p.open_shock
        + p.isolation_security * security
        + p.transit_isolation * fuel
        + p.rhetoric_isolation * rhetoric
    )


def strength_target(s, p, subsidy, backing, reform, repression, suppressed):
    return clip(
        p.strength_base
        + p.strength_subsidy * subsidy
        + p.strength_backing * backing
        + p.strength_activity * s.activity_gap
        + p.strength_mobilisation * s.mobilisation
        + p.strength_reform * reform
        + p.strength_repression * repression
        + p.suppression_strength * suppressed
    )


def activity_target(s, p, support):
    return (
        p.activity_base
        + p.activity_subsidy * (support - p.activity_subsidy_reference)
        + p.activity_oil * (s.log_brent - math.log(p.oil_reference))
        + p.activity_covid * s.covid_load
        + p.activity_isolation * (s.isolation - p.activity_isolation_reference)
        + p.activity_mobilisation * s.mobilisation
        + p.activity_arrears * (s.arrears > 0)
        - p.activity_loss * thinness(s, p)
    )


def image_target(s, p, backing, suppressed, rhetoric):
    return clip(
        p.image_base
        - p.image_backing * backing
        - p.image_suppression * suppressed
        - p.image_protest * relu(s.mobilisation - p.image_protest_reference)
        - p.image_rhetoric * rhetoric
    )


def belief_after(s, p, rise, closing):
    c = s.colour_revolution_belief
    if p.belief_speed == 0 or c <= 0 or c >= 1:
        return c
    evidence = 0.0
    if rise > p.belief_protest_jump:
        western = closing > p.belief_isolation_jump
        evidence = p.belief_evidence_western if western else -p.belief_evidence_domestic
    sharpness = p.belief_tension_base + s.russia_west_tension
    odds = math.log(c / (1 - c)) + p.belief_speed * (sharpness * evidence - p.belief_decay)
    return logistic(odds)


def move_society(s, p, d, draw_key):
    """Move everything at once: all right-hand sides are those of the month's start."""
    suppressed = float(s.help == SUPPRESSION)
    deterrence = s.repression + p.suppression_deterrence * suppressed
    crowd = clip(crowd_after(s.mobilisation, s.grievance, deterrence, s.backing, draw_key.z(5), p))
    text = [s.signed[j] - s.hidden[j] for j in ISSUES]
    security, fuel = (min(s.implemented[j], text[j]) for j in (SE, FU))
    closing = isolation_target(s, p, s.repression, s.overture, security, fuel, s.rhetoric)
    isolation = clip(
        s.isolation + p.isolation_speed * (closing - s.isolation) + p.isolation_noise * draw_key.z(3)
    )
    heading = {
        "activity_gap": (activity_target(s, p, d.subsidy_paid + d.overture_trade), p.activity_speed),
        "grievance": (anger_target(s, p, provocation(s, p), s.repression, d.leak_anger), p.grievance_speed),
        "strength": (
            strength_target(s, p, d.subsidy_paid, s.backing, s.implemented[CR], s.repression, suppressed),
            p.strength_speed,
        ),
        "pro_russian_share": (image_target(s, p, s.backing, suppressed, s.rhetoric), p.image_speed),
    }
    moved = {
        name: getattr(s, name) + speed * (to - getattr(s, name)) for name, (to, speed) in heading.items()
    }
    moved |= s.next_accounts
    d.protest_change = crowd - s.mobilisation
    moved |= {
        "colour_revolution_belief": belief_after(s, p, d.protest_change, isolation - s.isolation),
        "mobilisation": crowd,
        "mobilisation_before": s.mobilisation,
        "isolation": isolation,
        "backing": clip(p.backing_decay * s.backing + d.backing_gain),
        "confrontation": clip(
            p.confrontation_decay * s.confrontation + d.friction_minsk + d.friction_kremlin
        ),
        "rhetoric_stock": (1 - p.rhetoric_wear) * s.rhetoric_stock + p.rhetoric_wear * s.rhetoric,
        "russia_west_tension": clip(s.russia_west_tension + p.suppression_tension * suppressed),
        "covid_load": clip(p.covid_decay * s.covid_load * (1 - p.covid_vaccine * s.vaccine_capacity)),
    }
    if draw_key.month >= p.vaccine_start and s.vaccine_shared:
        moved["vaccine_capacity"] = s.vaccine_capacity + p.vaccine_speed * (1 - s.vaccine_capacity)
    for name, value in moved.items():
        setattr(s, name, value)


# --- steps 10 to 13 ------------------------------------------------------------------------------


def expect(s, p, d):
    if d.due:
        name = "trust_if_delivers" if s.effort >= p.effort_delivers else "trust_if_stalls"
        setattr(s, name, p.trust_memory * getattr(s, name) + (1 - p.trust_memory) * d.paid)
    s.effort_expected = p.effort_memory * s.effort_expected + (1 - p.effort_memory) * d.effort
    s.effort = d.effort
    s.stall_streak = s.stall_streak + 1 if d.stalled else 0.0


def rates(
    p,
    crowd,
    strength,
    thin,
    arrears,
    pushed,
    reform,
    security,
    backing,
    isolation,
    repression,
    overture,
    tension,
    quarrel,
):
    """Return the monthly rates of collapse, replacement, reopening and rupture."""
    weakness = p.hazard_strength_reference - strength
    openness = p.hazard_isolation_reference - isolation
    logs = (
        p.hazard_collapse
        + p.hazard_collapse_mobilisation * crowd
        - p.hazard_collapse_strength * weakness
        + p.hazard_collapse_reserves * thin
        + p.hazard_collapse_arrears * arrears,
        (p.hazard_replaced_push if pushed else p.hazard_replaced)
        - p.hazard_replaced_strength * weakness
        + p.hazard_replaced_reform * reform
        + p.hazard_replaced_security * security
        + p.hazard_replaced_backing * (1 - backing),
        p.hazard_reopening
        + p.hazard_reopening_isolation * openness
        + p.hazard_reopening_repression * repression
        + p.hazard_reopening_security * security
        + p.hazard_reopening_overture * overture
        + p.hazard_reopening_tension * tension,
        p.hazard_rupture + p.hazard_rupture_confrontation * quarrel + p.hazard_rupture_isolation * openness,
    )
    return [
        multiplier * math.exp(x) for multiplier, x in zip(p.hazard_multiplier_by_ending, logs, strict=True)
    ]


def chances(rate):
    """Return the chance of each ending within a month: competing exponential clocks."""
    total = sum(rate)
    return [r * -math.expm1(-total) / total for r in rate] if total > 0 else [0.0] * 4


def kremlin_endings(p, belief, trouble, tension, appetite):
    collapse = p.value_kremlin_collapse + belief * (
        p.value_kremlin_collapse_belief
        + p.value_kremlin_collapse_belief_trouble * trouble
        + p.value_kremlin_collapse_tension * tension
    )
    replaced = p.value_kremlin_replaced + p.value_kremlin_replaced_appetite * appetite
    return [collapse, replaced, p.value_kremlin_reopening, p.value_kremlin_rupture]


def minsk_endings(p, isolation):
    return [
        p.value_minsk_collapse,
        p.value_minsk_replaced,
        p.value_minsk_reopening * (1 - isolation),
        p.value_minsk_rupture,
    ]


def is_deep(p, shares):
    index = weighted(p.kremlin_weight_by_issue, shares)
    return index >= p.deep_integration_index and shares[SU] >= p.deep_integration_supranational


def end_or_go_on(s, p, draw_key):
    s.end_month = float(draw_key.month)
    kind, kappa = int(s.kremlin_type), p.sovereignty_sensitivity_by_type[int(s.minsk_type)]
    if is_deep(p, s.implemented):
        s.outcome = 1.0
        s.payoff_kremlin += s.discount_kremlin * p.value_kremlin_deep_integration
        s.payoff_minsk += s.discount_minsk * kappa * p.value_minsk_deep_integration
        return
    chance = chances(
        rates(
            p,
            s.mobilisation,
            s.strength,
            thinness(s, p),
            float(s.arrears > 0),
            s.push,
            s.implemented[CR],
            s.implemented[SE],
            s.backing,
            s.isolation,
            s.repression,
            s.overture,
            s.russia_west_tension,
            s.confrontation,
        )
    )
    reached, u = 0.0, draw_key.u(18)
    for cause in range(4):
        reached += chance[cause]
        if u < reached:
            s.outcome = float((3, 2, 4, 5)[cause])
            appetite = p.replacement_appetite_by_type[kind]
            kremlin = kremlin_endings(
                p, s.colour_revolution_belief, s.russian_trouble, s.russia_west_tension, appetite
            )
            s.payoff_kremlin += s.discount_kremlin * kremlin[cause]
            s.payoff_minsk += s.discount_minsk * minsk_endings(p, s.isolation)[cause]
            return


def remember(s, p, d, month):
    keep = 0.0 if month == 1 else p.aspiration_memory
    s.aspiration_kremlin = keep * s.aspiration_kremlin + (1 - keep) * d.payoff_kremlin_now
    s.aspiration_minsk = keep * s.aspiration_minsk + (1 - keep) * d.payoff_minsk_now
    s.last_payoff_kremlin, s.last_payoff_minsk = d.payoff_kremlin_now, d.payoff_minsk_now


def observe(s, p, d, draw_key, calendar_month, gap_a_year_ago):
    """Measure what a reader of newspapers would."""
    scale = (s.mobilisation - p.turnout_reference) / (p.mobilisation_august_2020 - p.turnout_reference)
    crowd = p.turnout_start * math.exp(
        math.log(p.turnout_ratio) * scale + p.turnout_noise * draw_key.z(26, 1)
    )
    d.turnout_peak = min(crowd, p.turnout_largest)
    sight = p.prisoners_floor + (1 - p.prisoners_floor) * s.mobilisation / p.prisoners_mobilisation_reference
    s.political_prisoners = (
        p.prisoners_release * s.political_prisoners
        + p.prisoners_inflow * s.repression / p.prisoners_repression_reference * sight
    )
    rate = (
        p.sanctions_base
        + p.sanctions_repression * relu(s.repression - p.sanctions_repression_reference)
        + p.sanctions_protest * (d.protest_change > p.sanctions_protest_jump)
        + p.eu_trigger
    )
    s.eu_rounds += draw_key.u(26, 0) < 1 - math.exp(-rate)
    if s.months_to_exercise == 0 and s.confrontation < p.exercise_confrontation and s.outcome == 0:
        s.exercise_held = 1.0
    d.gas_price_next_year = contract_price(s, p) if calendar_month == 12 else s.gas_contract
    d.oil_compensation_in_force = float(s.subsidy_step >= p.oil_compensation_step and d.subsidy_paid > 0)
    d.gdp_growth_yoy = 100 * (p.growth_trend + s.activity_gap - gap_a_year_ago)
    d.roadmaps_signed = float(math.floor(p.road_maps_total * s.signed[RM] + 0.5))
    d.package_signed = float(s.signed[RM] >= p.package_signed_at)
    d.supranational_signed = float(s.signed[SU] >= p.supranational_signed_at)
    d.security_signed = float(s.signed[SE] >= p.security_signed_at)
    d.leader_in_office = float(s.outcome not in (2, 3))
    d.signed_index = weighted(p.kremlin_weight_by_issue, s.signed)
    d.implemented_index = weighted(p.kremlin_weight_by_issue, s.implemented)
    d.sovereignty_index = 1 - weighted(p.sovereignty_weight_by_issue, s.implemented)
    d.hidden_share = sum(s.hidden)


def write_log(s, d):
    """Add to what the month brought how things stand at its end, under the names of the monthly measures."""
    d.alive = 1.0
    d.brent = math.exp(s.log_brent)
    d.gas_price_usd = s.gas_contract
    d.reform_content = s.implemented[CR]
    for name in ("agreed", "signed", "implemented"):
        for issue, share in zip(("RM", "CR", "FU", "SE", "SU"), getattr(s, name), strict=True):
            setattr(d, f"{name}_{issue}", share)
    d.loans_promised_usd_bn = s.loans_promised
    d.loans_paid_usd_bn = s.loans_disbursed
    d.reserves_usd_bn = s.reserves
    d.debt_deferred_usd_m = 1000 * s.debt_deferred


DECIDED = (
    *("offer", "counter", "response", "answer", "paid", "push", "help", "effort"),
    *("vote_postponed", "repression", "overture", "rhetoric"),
)


def play_month(
    before, decided, p, draw_key, loans, announced, calendar_month, gap_a_year_ago, *, fuel_always
):
    """Return the state after a month and what the month brought, from what was `DECIDED` in it."""
    s, d = (
        SimpleNamespace(**vars(before)),
        SimpleNamespace(**{name: getattr(decided, name) for name in DECIDED}),
    )
    for name in ("agreed", "signed", "implemented", "hidden"):
        setattr(s, name, list(getattr(s, name)))
    begin(s, p, draw_key, calendar_month)
    summit, kremlin_proposes = meeting(s, p, draw_key, announced)
    s.leader_meetings += summit
    d.summit, d.kremlin_proposes = float(summit), float(kremlin_proposes)
    exchange(s, p, d, draw_key, loans, summit, kremlin_proposes)
    kremlin_moves(s, p, d, draw_key)
    minsk_moves(s, p, d)
    implement(s, p, d, fuel_always)
    leak(s, p, d, draw_key)
    earn(s, p, d)
    keep_accounts(s, p, d)
    move_society(s, p, d, draw_key)
    expect(s, p, d)
    end_or_go_on(s, p, draw_key)
    remember(s, p, d, draw_key.month)
    observe(s, p, d, draw_key, calendar_month, gap_a_year_ago)
    write_log(s, d)
    return s, d
