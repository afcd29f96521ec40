"""Courses of action after the meeting, and what each is worth to the side that decides."""

from __future__ import annotations

from sim.minds.workspace import TYPES, course_at, integration_at, write_integration
from sim.rules.compiled import rule
from sim.rules.numerics import clip
from sim.rules.outlook import (
    Course,
    Integration,
    foresee,
    foresee_integration,
    in_lanes,
    push_ahead,
)
from sim.rules.shapes import Ahead, Month, Parameters, State, Table
from sim.rules.valuation import write_kremlin_value, write_minsk_value


@rule
def write_course(
    courses: Table, k: int, course: Course, integration: Integration, crowd: float, place: int
) -> None:
    """Put a course into row `k` of a table of the workspace, with the issues and the crowd foreseen on it.

    `place` is where these stand among the outlooks.
    """
    courses.subsidy_now[k] = course.subsidy_now
    courses.subsidy_ahead[k] = course.subsidy_ahead
    courses.tranches_ahead[k] = course.tranches_ahead
    courses.backing[k] = course.backing
    courses.repression[k] = course.repression
    courses.overture[k] = course.overture
    courses.help[k] = course.help
    courses.rhetoric[k] = course.rhetoric
    courses.confrontation[k] = course.confrontation
    courses.friction_ahead[k] = course.friction_ahead
    courses.pushed[k] = course.pushed
    courses.push_seen[k] = course.push_seen
    write_integration(courses, k, integration)
    courses.mobilisation[k] = crowd
    courses.place[k] = place


@rule
def going_on(state: State, now: Month) -> Course:
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
    friction: float,
    friction_ahead: float,
) -> Course:
    """Return a course with the same money and another conduct; `friction` comes at once."""
    return Course(
        course.subsidy_now,
        course.subsidy_ahead,
        course.tranches_ahead,
        course.backing,
        repression,
        overture,
        help,
        rhetoric,
        clip(course.confrontation + friction),
        friction_ahead,
        course.pushed,
        course.push_seen,
    )


@rule
def helping(course: Course, help: float) -> Course:
    """Return a course with another help from the Kremlin."""
    return steer(course, course.repression, course.overture, help, course.rhetoric, 0.0, 0.0)


@rule
def repressing(course: Course, repression: float) -> Course:
    """Return a course with another level of repression."""
    return steer(course, repression, course.overture, course.help, course.rhetoric, 0.0, 0.0)


@rule
def courting(course: Course, overture: float, friction: float) -> Course:
    """Return a course with or without an overture to the West, and the friction it makes."""
    return steer(course, course.repression, overture, course.help, course.rhetoric, friction, 0.0)


@rule
def speaking(course: Course, rhetoric: float, friction_ahead: float) -> Course:
    """Return a course with or without loud words, and the friction that each month ahead would add."""
    return steer(course, course.repression, course.overture, course.help, rhetoric, 0.0, friction_ahead)


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
def foreseen(state: State, p: Parameters, ahead: Ahead, effort: float, frozen: bool) -> Integration:
    """Return the issues as foreseen at an effort, from what is signed by now."""
    return foresee_integration(state.implemented, state.signed, effort, frozen, ahead, p)


@rule
def push_on(state: State, p: Parameters, ahead: Ahead, integration: Integration, course: Course) -> float:
    """Return what will move people beside the crowd on a course."""
    return push_ahead(
        state, p, ahead, integration.provocation, course.repression, course.backing, course.help
    )


@rule
def evaluate_for_kremlin(
    state: State, p: Parameters, ahead: Ahead, courses: Table, count: int, telling: bool
) -> None:
    """Write what the first courses of a table are worth to the Kremlin.

    Where the choice will be `telling`, also what Minsk takes them to be worth to each type.
    """
    kremlin_type = int(state.kremlin_type)
    for k in range(in_lanes(count)):
        course, integration = course_at(courses, k), integration_at(courses, k)
        prospect = foresee(state, p, ahead, integration, courses.mobilisation[k], course)
        write_kremlin_value(courses, k, state, p, ahead, integration, prospect, course, kremlin_type, telling)


@rule
def evaluate_for_minsk(state: State, p: Parameters, ahead: Ahead, courses: Table, count: int) -> None:
    """Write what the first courses of a table are worth to Minsk."""
    for k in range(in_lanes(count)):
        course, integration = course_at(courses, k), integration_at(courses, k)
        prospect = foresee(state, p, ahead, integration, courses.mobilisation[k], course)
        write_minsk_value(courses, k, state, p, ahead, integration, prospect, course)


@rule
def add_once(options: Table, option: int, gain: float) -> None:
    """Add what happens once to the Kremlin's values of an alternative in the workspace."""
    options.kremlin_own[option] += gain
    options.far[option] += gain
    for kind in range(TYPES):
        options.kremlin_by_type[kind, option] += gain
