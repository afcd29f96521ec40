"""The menu of a month: what can be demanded, which packages are admissible, what each is worth."""

from __future__ import annotations

from sim.minds.desk import KREMLIN, TYPES, Desk, Setting, own_reservation, own_value
from sim.minds.responses import belief_other_accepts, expected_gain, other_reservations
from sim.rules.compiled import rule
from sim.rules.economy import shortage
from sim.rules.issues import (
    BUNDLES,
    EVERYTHING,
    FUEL,
    ISSUES,
    LOANS,
    MINISTERIAL,
    NO_DEMAND,
    PACKAGES,
    ROAD_MAP_PACKAGE,
    ROAD_MAPS,
    SMALLEST_STEP,
    STEPS_ASKED,
    SUBSIDY_STEPS,
    ULTIMATUM,
    agreed_after,
    bundle_of,
    implemented_prize,
    implemented_sacrifice,
    largest_demand,
    package_number,
    signed_after,
    sovereignty_size,
    text_size,
)
from sim.rules.numerics import clip
from sim.rules.outlook import (
    Ahead,
    Course,
    foresee,
    foresee_crowds,
    foresee_integration,
    foresee_isolation,
    foresee_provocation,
    foresee_reserves,
    push_ahead,
)
from sim.rules.payoffs import default_risk, loan_burden, pressing_burden, publicity
from sim.rules.shapes import Parameters, Row, State
from sim.rules.worth import write_kremlin_worth, write_minsk_worth


@rule
def reform_frozen(state: State, p: Parameters) -> bool:
    """Return whether reform waits for a referendum that lies beyond the look-ahead, or for none."""
    if state.referendum_held > 0.0:
        return False
    return state.months_to_referendum < 0.0 or state.months_to_referendum >= p.lookahead


@rule
def write_demand(state: State, p: Parameters, summit: bool, bundle: int, demand: Row) -> None:
    """Write what a bundle would sign, how large it is, and whether it can be asked for at all."""
    size = 0.0
    sacrifice = 0.0
    movable = 0
    asked = 0
    for j in range(ISSUES):
        steps = STEPS_ASKED[bundle, j]
        agreed = agreed_after(state.agreed[j], state.signed[j], p.step_by_issue[j], steps, summit)
        signed = signed_after(agreed, state.signed[j], p.step_by_issue[j], steps)
        if bundle == ROAD_MAP_PACKAGE and j == ROAD_MAPS:
            agreed, signed = state.agreed[j], state.agreed[j]
        increment = signed - state.signed[j]
        if steps > 0.0:
            asked += 1
            if increment > SMALLEST_STEP:
                movable += 1
        demand.agreed[j] = agreed
        demand.signed[j] = signed
        weight = p.kremlin_weight_by_issue[j]
        if bundle == ROAD_MAP_PACKAGE:
            size += weight * text_size(increment, p.step_by_issue[j], p.package_text_weight)
        else:
            size += weight * increment
        sacrifice += sovereignty_size(j, signed, p) - sovereignty_size(j, state.signed[j], p)
    any_will_do = bundle in (EVERYTHING, ULTIMATUM)
    possible = movable == asked or (any_will_do and movable > 0)
    fuel = STEPS_ASKED[bundle, FUEL] > 0.0
    demand.possible = 1.0 if possible else 0.0
    demand.share = size / largest_demand(p.kremlin_weight_by_issue, p.step_by_issue)
    demand.sacrifice = sacrifice
    demand.fuel = 1.0 if fuel else 0.0
    demand.publicity = publicity(bundle != NO_DEMAND, fuel, p)


@rule
def on_the_menu(setting: Setting, summit: bool, bundle: int) -> bool:
    """Return whether the scenario and the track allow a bundle."""
    if setting.bundles[bundle] == 0:
        return False
    return summit or MINISTERIAL[bundle]


@rule
def list_packages(state: State, p: Parameters, setting: Setting, summit: bool, desk: Desk) -> int:
    """Write this month's demands and admissible packages on the desk; return how many there are.

    Ministers move the subsidy by one step at most and grant no loans.
    """
    for number in range(PACKAGES):
        desk.row_of[number] = -1
    for bundle in range(BUNDLES):
        demand = desk.demands[bundle]
        write_demand(state, p, summit, bundle, demand)
        if not on_the_menu(setting, summit, bundle):
            demand.possible = 0.0
    count = 0
    for change in range(-1, SUBSIDY_STEPS - 1 if summit else 2):
        step = state.subsidy_step + change
        if (change < 0 and step < 0.0) or (change > 0 and step > p.subsidy_step_max):
            continue
        for loan in range(LOANS if summit else 1):
            if loan > 0 and setting.loans[loan] <= setting.loans[loan - 1]:
                continue
            for bundle in range(BUNDLES):
                if desk.demands[bundle].possible == 0.0:
                    continue
                number = package_number(change, loan, bundle)
                desk.packages[count].number = number
                desk.row_of[number] = count
                count += 1
    return count


@rule
def meeting_course(state: State, p: Parameters, subsidy: float, loan_committed: float, gain: float) -> Course:
    """Return the course of a settled package: subsidy paid, tranches ahead, no overture.

    `gain` is the backing that a summit brings.
    """
    return Course(
        subsidy_now=subsidy,
        subsidy_ahead=subsidy,
        tranches_ahead=tranches_ahead(loan_committed, p),
        backing=clip(state.backing + gain),
        repression=float(state.repression),
        overture=0.0,
        help=float(state.help),
        rhetoric=float(state.rhetoric),
        confrontation=float(state.confrontation),
        friction_ahead=0.0,
        pushed=float(state.push),
        push_seen=float(state.push_seen),
    )


@rule
def tranches_ahead(loan_committed: float, p: Parameters) -> float:
    """Return the loan tranches that fall due within the look-ahead, bn USD."""
    return min(p.tranche_size * p.lookahead / p.tranche_interval, loan_committed)


@rule
def foresee_unrest(
    state: State, p: Parameters, ahead: Ahead, frozen: bool, backing: float, desk: Desk
) -> None:
    """Write the crowd that each possible demand would bring."""
    count = 0
    for bundle in range(BUNDLES):
        demand = desk.demands[bundle]
        if demand.possible == 0.0:
            continue
        provocation = foresee_provocation(
            state.implemented, demand.signed, state.effort_expected, frozen, ahead, p
        )
        desk.pushes[count] = push_ahead(state, p, ahead, provocation, state.repression, backing, state.help)
        count += 1
    foresee_crowds(desk.pushes, desk.crowds, count, state, p, ahead)


@rule
def value_packages(
    state: State, p: Parameters, ahead: Ahead, setting: Setting, summit: bool, desk: Desk
) -> None:
    """Write what every admissible package is worth to both sides, by type, if it is public."""
    prized = implemented_prize(state.implemented, p)
    surrendered = implemented_sacrifice(state.implemented, p)
    frozen = reform_frozen(state, p)
    gain = p.backing_summit if summit else 0.0
    risk = default_risk(state.reserves, ahead.in_arrears, p)
    foresee_unrest(state, p, ahead, frozen, clip(state.backing + gain), desk)
    place = -1
    for bundle in range(BUNDLES):
        demand = desk.demands[bundle]
        if demand.possible == 0.0:
            continue
        place += 1
        integration = foresee_integration(
            state.implemented, demand.signed, state.effort_expected, frozen, ahead, p
        )
        standing = meeting_course(state, p, 0.0, state.loan_committed, gain)
        isolation = foresee_isolation(state, p, ahead, integration, standing)
        for change in range(-1, SUBSIDY_STEPS - 1):
            subsidy = p.subsidy_step_size * (state.subsidy_step + change)
            thin = -1.0
            for loan in range(LOANS):
                row = desk.row_of[package_number(change, loan, bundle)]
                if row < 0:
                    continue
                lent = setting.loans[loan]
                course = meeting_course(state, p, subsidy, state.loan_committed + lent, gain)
                reserves = foresee_reserves(state, p, ahead, integration.fuel, 0.0, course)
                shortage_ahead = shortage(reserves, p.reserves_thin)
                if shortage_ahead != thin:  # a loan that fills no gap leaves all prospects as they are
                    thin = shortage_ahead
                    crowd = desk.crowds[place]
                    prospect = foresee(state, p, ahead, integration, crowd, isolation, course)
                    value = desk.options[0]
                    write_minsk_worth(value, state, p, integration, prospect, course, surrendered)
                    write_kremlin_worth(value, state, p, ahead, integration, prospect, course, prized)
                package = desk.packages[row]
                copy_worth(desk.options[0], package)
                package.minsk_sovereignty += p.audience_cost * demand.sacrifice
                add_kremlin(package, demand.publicity - loan_burden(lent, risk, p))


@rule
def copy_worth(source: Row, target: Row) -> None:
    """Copy what a course is worth from one row of the desk to another."""
    target.minsk_base = source.minsk_base
    target.minsk_sovereignty = source.minsk_sovereignty
    target.kremlin_own = source.kremlin_own
    for kind in range(TYPES):
        target.kremlin_by_type[kind] = source.kremlin_by_type[kind]


@rule
def add_kremlin(row: Row, gain: float) -> None:
    """Add a one-off gain to the Kremlin's values in a row of the desk."""
    row.kremlin_own += gain
    for kind in range(TYPES):
        row.kremlin_by_type[kind] += gain


@rule
def value_refusal(state: State, p: Parameters, ahead: Ahead, desk: Desk) -> None:
    """Write the status quo, without and with an overture West: the disagreement point of the month."""
    prized = implemented_prize(state.implemented, p)
    surrendered = implemented_sacrifice(state.implemented, p)
    frozen = reform_frozen(state, p)
    integration = foresee_integration(
        state.implemented, state.signed, state.effort_expected, frozen, ahead, p
    )
    provocation = foresee_provocation(
        state.implemented, state.signed, state.effort_expected, frozen, ahead, p
    )
    desk.pushes[0] = push_ahead(state, p, ahead, provocation, state.repression, state.backing, state.help)
    foresee_crowds(desk.pushes, desk.crowds, 1, state, p, ahead)
    for overture in range(2):
        course = Course(
            subsidy_now=p.subsidy_step_size * state.subsidy_step,
            subsidy_ahead=p.subsidy_step_size * state.subsidy_step,
            tranches_ahead=tranches_ahead(state.loan_committed, p),
            backing=float(state.backing),
            repression=float(state.repression),
            overture=float(overture),
            help=float(state.help),
            rhetoric=float(state.rhetoric),
            confrontation=clip(state.confrontation + p.confrontation_overture * overture),
            friction_ahead=0.0,
            pushed=float(state.push),
            push_seen=float(state.push_seen),
        )
        isolation = foresee_isolation(state, p, ahead, integration, course)
        prospect = foresee(state, p, ahead, integration, desk.crowds[0], isolation, course)
        row = desk.refusal[overture]
        write_minsk_worth(row, state, p, integration, prospect, course, surrendered)
        write_kremlin_worth(row, state, p, ahead, integration, prospect, course, prized)


@rule
def weigh_offers(side: int, state: State, p: Parameters, desk: Desk, count: int) -> None:
    """Write what every package promises the proposer: how likely it is accepted and what it yields.

    The Kremlin pays for pressing whatever the answer. A proposer does not think of counters.
    """
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    disagreement = own_reservation(side, desk, state.overture, sensitivity)
    reservations = other_reservations(side, state, p, desk)
    for row in range(count):
        package = desk.packages[row]
        package.believed = belief_other_accepts(side, state, p, package, reservations)
        package.appeal = expected_gain(package.believed, own_value(side, package, sensitivity), disagreement)
        if side == KREMLIN:
            share = desk.demands[bundle_of(int(package.number))].share
            package.appeal -= pressing_burden(share, state.russian_trouble, state.russia_west_tension, p)
