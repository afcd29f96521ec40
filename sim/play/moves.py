"""What each side does after the meeting: the alternatives of the smaller decisions and their effects.

For each decision one function lays the alternatives on the desk and notes how many there are (0
where nothing is to be decided), and one carries out the choice. The Kremlin pays or withholds,
pushes or not, helps; then Minsk implements, votes, represses, courts the West, speaks.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.minds.desk import Desk
from sim.minds.kinds import EFFORT, HELP, OVERTURE, PAY, PUSH, REFERENDUM, REPRESS, RHETORIC
from sim.play import evidence, menu
from sim.rules import draws
from sim.rules.commitment import effort_if_withheld, expected_payment, tranche_due
from sim.rules.compiled import rule
from sim.rules.diplomacy import Parameters, friction_left
from sim.rules.issues import CONSTITUTION, ISSUES
from sim.rules.numerics import clip
from sim.rules.outlook import (
    Ahead,
    Course,
    Integration,
    State,
    foresee,
    foresee_integration,
    foresee_isolation,
    foresee_mobilisation,
    implemented_prize,
    implemented_sacrifice,
    write_kremlin_worth,
    write_minsk_worth,
)
from sim.rules.payoffs import IN_KIND, default_risk

EFFORT_LEVELS = 4  # 0, 1/3, 2/3, 1
REPRESSION_LEVELS = 5  # 0, 1/4, 1/2, 3/4, 1
HELP_LEVELS = 3
YES_OR_NO = 2


class Standing(NamedTuple):
    """What is implemented by now, by each side's weights: the same for all of a month's moves."""

    prized: float
    surrendered: float


@rule
def standing(state: State, p: Parameters) -> Standing:
    """Return what is implemented by now."""
    return Standing(implemented_prize(state.implemented, p), implemented_sacrifice(state.implemented, p))


@rule
def effort_level(option: int) -> float:
    """Return the effort of an alternative."""
    return option / (EFFORT_LEVELS - 1)


@rule
def repression_level(option: int) -> float:
    """Return the repression of an alternative."""
    return option / (REPRESSION_LEVELS - 1)


@rule
def backlog(state: State) -> float:
    """Return what is signed and could be implemented but is not, summed over issues."""
    total = 0.0
    for j in range(ISSUES):
        if j != CONSTITUTION or state.referendum_held > 0.0:
            total += state.signed[j] - state.implemented[j]
    return total


@rule
def is_stall(effort: float, waiting: float, p: Parameters) -> bool:
    """Return whether an effort counts as stalling: little done while much waits."""
    return waiting > p.stall_backlog and effort <= p.stall_effort


@rule
def going_on(state: State, now: object) -> Course:
    """Return the course as decided so far this month; what is not yet decided goes on as last month."""
    return Course(
        subsidy_now=float(now.subsidy_paid),
        subsidy_ahead=float(now.subsidy_ahead),
        tranches_ahead=float(now.tranches_ahead),
        backing=clip(state.backing + now.backing_gain),
        repression=float(state.repression),
        overture=0.0 if now.accepted > 0.0 else float(state.overture),
        help=float(state.help),
        rhetoric=float(state.rhetoric),
        confrontation=float(state.confrontation),
        friction_ahead=0.0,
        pushed=float(state.push),
        push_seen=float(state.push_seen),
    )


@rule
def vary(
    course: Course,
    subsidy_now: float,
    subsidy_ahead: float,
    tranches: float,
    friction: float,
) -> Course:
    """Return a course with other money and with friction added this month."""
    return Course(
        subsidy_now,
        subsidy_ahead,
        tranches,
        course.backing,
        course.repression,
        course.overture,
        course.help,
        course.rhetoric,
        clip(course.confrontation + friction),
        course.friction_ahead,
        course.pushed,
        course.push_seen,
    )


@rule
def steer(
    course: Course,
    repression: float,
    overture: float,
    help: float,
    rhetoric: float,
    confrontation: float,
    friction_ahead: float,
) -> Course:
    """Return a course with the same money and another conduct."""
    return Course(
        course.subsidy_now,
        course.subsidy_ahead,
        course.tranches_ahead,
        course.backing,
        repression,
        overture,
        help,
        rhetoric,
        confrontation,
        friction_ahead,
        course.pushed,
        course.push_seen,
    )


@rule
def pushing(course: Course, pushed: float) -> Course:
    """Return a course with or without a push, judged by both sides as if it were seen."""
    return Course(
        course.subsidy_now,
        course.subsidy_ahead,
        course.tranches_ahead,
        course.backing,
        course.repression,
        course.overture,
        course.help,
        course.rhetoric,
        course.confrontation,
        course.friction_ahead,
        pushed,
        pushed,
    )


@rule
def crowd_ahead(state: State, p: Parameters, ahead: Ahead, integration: Integration, course: Course) -> float:
    """Return the mobilisation foreseen on a course."""
    return foresee_mobilisation(
        state, p, ahead, integration.provocation, course.repression, course.backing, course.help
    )


@rule
def put_to_kremlin(
    row: object,
    state: State,
    p: Parameters,
    ahead: Ahead,
    base: Standing,
    integration: Integration,
    mobilisation: float,
    course: Course,
) -> None:
    """Write what a course is worth to the Kremlin as an alternative on the desk."""
    isolation = foresee_isolation(state, p, ahead, integration, course)
    prospect = foresee(state, p, ahead, integration, mobilisation, isolation, course)
    write_kremlin_worth(row, state, p, ahead, integration, prospect, course, base.prized)
    row.mobilisation = mobilisation


@rule
def put_to_minsk(
    row: object,
    state: State,
    p: Parameters,
    ahead: Ahead,
    base: Standing,
    integration: Integration,
    mobilisation: float,
    course: Course,
) -> None:
    """Write what a course is worth to Minsk as an alternative on the desk."""
    isolation = foresee_isolation(state, p, ahead, integration, course)
    prospect = foresee(state, p, ahead, integration, mobilisation, isolation, course)
    write_minsk_worth(row, state, p, integration, prospect, course, base.surrendered)
    row.mobilisation = mobilisation


@rule
def ask(now: object, decision: int, alternatives: int) -> None:
    """Note which decision is on the desk and how many alternatives it has."""
    now.asked = decision
    now.alternatives = alternatives


@rule
def foreseen(state: State, p: Parameters, ahead: Ahead, effort: float, frozen: bool) -> Integration:
    """Return the issues as foreseen at an effort, from what is signed by now."""
    return foresee_integration(state.implemented, state.signed, effort, frozen, ahead, p)


# --- the Kremlin -------------------------------------------------------------------------------


@rule
def fall_due(state: State, now: object, p: Parameters, month: int) -> None:
    """Note what is due this month: the agreed subsidy and, every few months, a tranche."""
    now.subsidy_due = p.subsidy_step_size * state.subsidy_step
    now.tranche_due = tranche_due(month, state.loan_committed, p)
    now.due = 1.0 if now.subsidy_due + now.tranche_due > 0.0 else 0.0
    now.subsidy_paid = now.subsidy_due
    now.subsidy_ahead = now.subsidy_due
    now.tranches_ahead = menu.tranches_ahead(state.loan_committed, p)
    now.effort_ahead = state.effort_expected


@rule
def weigh_paying(
    state: State, now: object, p: Parameters, ahead: Ahead, base: Standing, desk: Desk
) -> None:
    """Lay out withholding (0) and paying (1); nothing to decide where nothing is due."""
    course = going_on(state, now)
    frozen = menu.reform_frozen(state, p)
    integration = foreseen(state, p, ahead, state.effort_expected, frozen)
    now.mobilisation_ahead = crowd_ahead(state, p, ahead, integration, course)
    if now.due == 0.0:
        ask(now, PAY, 0)
        return
    put_to_kremlin(
        desk.options[1], state, p, ahead, base, integration, now.mobilisation_ahead, course
    )
    menu.add_kremlin(desk.options[1], -tranche_risk(state, now, p, ahead))
    held = vary(
        course,
        0.0,
        p.withheld_ahead * now.subsidy_due,
        p.withheld_ahead * now.tranches_ahead,
        p.confrontation_withheld,
    )
    soured = foreseen(state, p, ahead, effort_if_withheld(state.effort_expected, state.effort, p), frozen)
    crowd = crowd_ahead(state, p, ahead, soured, held)
    put_to_kremlin(desk.options[0], state, p, ahead, base, soured, crowd, held)
    ask(now, PAY, YES_OR_NO)


@rule
def tranche_risk(state: State, now: object, p: Parameters, ahead: Ahead) -> float:
    """Return what paying out this month's tranche costs the Kremlin in default risk."""
    return p.default_cost * default_risk(state.reserves, ahead.in_arrears, p) * now.tranche_due


@rule
def pay(state: State, now: object, p: Parameters, ahead: Ahead, desk: Desk, choice: int) -> None:
    """Pay what is due, or withhold all of it."""
    evidence.kremlin_paid(now, p, desk, choice == 1)
    now.mobilisation_ahead = desk.options[choice].mobilisation
    if choice == 1:
        now.paid = 1.0
        now.tranche_paid = now.tranche_due
        now.oneoff_kremlin -= tranche_risk(state, now, p, ahead)
        return
    now.paid = 0.0
    now.withheld = 1.0
    now.subsidy_paid = 0.0
    now.subsidy_ahead = p.withheld_ahead * now.subsidy_due
    now.tranches_ahead = p.withheld_ahead * now.tranches_ahead
    now.effort_ahead = effort_if_withheld(state.effort_expected, state.effort, p)
    now.friction_kremlin += p.confrontation_withheld


@rule
def weigh_pushing(
    state: State, now: object, p: Parameters, ahead: Ahead, base: Standing, desk: Desk
) -> None:
    """Lay out leaving the leader alone (0) and pushing for another (1)."""
    course = going_on(state, now)
    integration = foreseen(state, p, ahead, now.effort_ahead, menu.reform_frozen(state, p))
    for option in range(YES_OR_NO):
        pushed = pushing(course, float(option))
        put_to_kremlin(
            desk.options[option], state, p, ahead, base, integration, now.mobilisation_ahead, pushed
        )
    menu.add_kremlin(desk.options[1], -p.push_cost)
    ask(now, PUSH, YES_OR_NO)


@rule
def push(state: State, now: object, p: Parameters, luck: draws.Luck, desk: Desk, choice: int) -> None:
    """Push or not; Minsk notices a push only sometimes."""
    state.push = float(choice)
    seen = choice == 1 and draws.draw(luck, draws.PUSH_SEEN, draws.FIRST) < p.push_seen_probability
    state.push_seen = 1.0 if seen else 0.0
    evidence.push_noticed(now, p, desk, seen)
    if choice == 1:
        now.oneoff_kremlin -= p.push_cost


@rule
def weigh_help(state: State, now: object, p: Parameters, ahead: Ahead, base: Standing, desk: Desk) -> None:
    """Lay out no help (0), help in kind (1) and help in suppressing protest (2)."""
    course = going_on(state, now)
    integration = foreseen(state, p, ahead, now.effort_ahead, menu.reform_frozen(state, p))
    for option in range(HELP_LEVELS):
        helped = steer(
            course, course.repression, course.overture, float(option), course.rhetoric, course.confrontation, course.friction_ahead
        )
        crowd = now.mobilisation_ahead
        if option != state.help:
            crowd = crowd_ahead(state, p, ahead, integration, helped)
        put_to_kremlin(desk.options[option], state, p, ahead, base, integration, crowd, helped)
    ask(now, HELP, HELP_LEVELS)


@rule
def give_help(state: State, now: object, desk: Desk, choice: int) -> None:
    """Give the chosen help."""
    state.help = float(choice)
    now.mobilisation_ahead = desk.options[choice].mobilisation
    if choice == IN_KIND:
        state.vaccine_shared = 1.0


# --- Minsk -------------------------------------------------------------------------------------


@rule
def weigh_effort(state: State, now: object, p: Parameters, ahead: Ahead, base: Standing, desk: Desk) -> None:
    """Lay out the four levels of effort; Minsk expects to be paid by what it delivers."""
    course = going_on(state, now)
    waiting = backlog(state)
    frozen = menu.reform_frozen(state, p)
    relief = friction_left(state.rhetoric, p.c_common, state.rhetoric_stock, p.rhetoric_relief)
    tranches = menu.tranches_ahead(state.loan_committed - now.tranche_paid, p)
    for option in range(EFFORT_LEVELS):
        effort = effort_level(option)
        friction = p.confrontation_stall * relief if is_stall(effort, waiting, p) else 0.0
        trust = expected_payment(effort, state.trust_if_delivers, state.trust_if_stalls)
        varied = vary(course, course.subsidy_now, trust * now.subsidy_due, trust * tranches, friction)
        integration = foreseen(state, p, ahead, effort, frozen)
        crowd = crowd_ahead(state, p, ahead, integration, varied)
        put_to_minsk(desk.options[option], state, p, ahead, base, integration, crowd, varied)
    ask(now, EFFORT, EFFORT_LEVELS)


@rule
def spend_effort(state: State, now: object, p: Parameters, desk: Desk, choice: int) -> None:
    """Implement with the chosen effort; the Kremlin sees it."""
    evidence.minsk_chose_effort(now, p, desk, EFFORT_LEVELS, choice)
    effort = effort_level(choice)
    now.mobilisation_ahead = desk.options[choice].mobilisation
    now.effort = effort
    now.backlog = backlog(state)
    now.effort_ahead = effort
    trust = expected_payment(effort, state.trust_if_delivers, state.trust_if_stalls)
    now.subsidy_ahead = trust * now.subsidy_due
    now.tranches_ahead = trust * menu.tranches_ahead(state.loan_committed - now.tranche_paid, p)
    if is_stall(effort, now.backlog, p):
        now.stalled = 1.0
        now.friction_minsk += p.confrontation_stall


@rule
def weigh_referendum(
    state: State, now: object, p: Parameters, ahead: Ahead, base: Standing, desk: Desk
) -> None:
    """Lay out postponing the referendum (0) and holding it (1) in a month when it is due."""
    if state.referendum_held > 0.0 or state.months_to_referendum != 0.0:
        ask(now, REFERENDUM, 0)
        return
    now.vote_due = 1.0
    course = going_on(state, now)
    effort = max(now.effort, state.effort_expected)
    later = vary(
        course,
        course.subsidy_now,
        course.subsidy_ahead,
        course.tranches_ahead,
        p.confrontation_postponed,
    )
    waiting = foreseen(state, p, ahead, effort, True)
    crowd = crowd_ahead(state, p, ahead, waiting, later)
    put_to_minsk(desk.options[0], state, p, ahead, base, waiting, crowd, later)
    reformed = foreseen(state, p, ahead, effort, False)
    crowd = crowd_ahead(state, p, ahead, reformed, course)
    put_to_minsk(desk.options[1], state, p, ahead, base, reformed, crowd, course)
    ask(now, REFERENDUM, YES_OR_NO)


@rule
def vote(state: State, now: object, p: Parameters, choice: int) -> None:
    """Hold the referendum, or put it off once more."""
    if choice == 1:
        state.referendum_held = 1.0
        return
    state.months_to_referendum = p.postpone_months
    state.postponed += 1.0
    now.vote_postponed = 1.0
    now.friction_minsk += p.confrontation_postponed


@rule
def weigh_repression(
    state: State, now: object, p: Parameters, ahead: Ahead, base: Standing, desk: Desk
) -> None:
    """Lay out the five levels of repression."""
    course = going_on(state, now)
    integration = foreseen(state, p, ahead, now.effort_ahead, menu.reform_frozen(state, p))
    for option in range(REPRESSION_LEVELS):
        varied = steer(
            course, repression_level(option), course.overture, course.help, course.rhetoric, course.confrontation, course.friction_ahead
        )
        crowd = now.mobilisation_ahead
        if varied.repression != state.repression or now.vote_due > 0.0:
            crowd = crowd_ahead(state, p, ahead, integration, varied)
        put_to_minsk(desk.options[option], state, p, ahead, base, integration, crowd, varied)
    ask(now, REPRESS, REPRESSION_LEVELS)


@rule
def repress(state: State, now: object, desk: Desk, choice: int) -> None:
    """Set the level of repression."""
    state.repression = repression_level(choice)
    now.mobilisation_ahead = desk.options[choice].mobilisation


@rule
def weigh_overture(
    state: State, now: object, p: Parameters, ahead: Ahead, base: Standing, desk: Desk
) -> None:
    """Lay out staying away from the West (0) and courting it (1); a settled package forbids courting."""
    if now.accepted > 0.0:
        ask(now, OVERTURE, 0)
        return
    course = going_on(state, now)
    integration = foreseen(state, p, ahead, now.effort_ahead, menu.reform_frozen(state, p))
    for option in range(YES_OR_NO):
        varied = steer(
            course, course.repression, float(option), course.help, course.rhetoric, clip(course.confrontation + p.confrontation_overture * option), course.friction_ahead
        )
        put_to_minsk(
            desk.options[option], state, p, ahead, base, integration, now.mobilisation_ahead, varied
        )
    ask(now, OVERTURE, YES_OR_NO)


@rule
def court_west(state: State, now: object, p: Parameters, choice: int) -> None:
    """Court the West or not."""
    state.overture = float(choice)
    if choice == 1:
        now.friction_minsk += p.confrontation_overture


@rule
def weigh_rhetoric(
    state: State, now: object, p: Parameters, ahead: Ahead, base: Standing, desk: Desk
) -> None:
    """Lay out silence (0) and loud words about a common threat (1), which excuse this month's friction."""
    course = going_on(state, now)
    integration = foreseen(state, p, ahead, now.effort_ahead, menu.reform_frozen(state, p))
    for option in range(YES_OR_NO):
        left = friction_left(float(option), p.c_common, state.rhetoric_stock, p.rhetoric_relief)
        varied = steer(
            course, course.repression, course.overture, course.help, float(option), course.confrontation, now.friction_minsk * left
        )
        put_to_minsk(
            desk.options[option], state, p, ahead, base, integration, now.mobilisation_ahead, varied
        )
    ask(now, RHETORIC, YES_OR_NO)


@rule
def speak(state: State, now: object, p: Parameters, choice: int) -> None:
    """Speak or stay silent; where Moscow believes in a common threat, words excuse Minsk's friction."""
    state.rhetoric = float(choice)
    now.friction_minsk *= friction_left(
        state.rhetoric, state.colour_revolution_belief, state.rhetoric_stock, p.rhetoric_relief
    )
