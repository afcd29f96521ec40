"""What packages and alternatives are worth to a farsighted side; equations in `sim.rules.farsight`."""

from __future__ import annotations

from sim.minds.workspace import KREMLIN, REFUSED, TURNED_WEST, course_at, integration_at, kremlin_refusal
from sim.rules.compiled import fused, rule
from sim.rules.farsight import Glimpse, kremlin_glimpse, minsk_glimpse, month_value, this_month
from sim.rules.outlook import Course, Integration, in_lanes
from sim.rules.shapes import Parameters, State, Table, Workspace


@rule
def farsight(
    side: int,
    state: State,
    p: Parameters,
    workspace: Workspace,
    integration: Integration,
    crowd: float,
    course: Course,
    tranche: float,
) -> float:
    """Return what a course is worth to a farsighted side, what happens once apart.

    `tranche` is the loan paid out this month, bn USD; issues and crowd are foreseen one month ahead.
    """
    month = this_month(course, tranche)
    if side == KREMLIN:
        seen = kremlin_glimpse(state, p, workspace.near, integration, crowd, month)
    else:
        seen = minsk_glimpse(state, p, workspace.near, integration, crowd, month)
    return month_value(workspace.values[side], seen, 0.0)


@rule
def look_into_courses(side: int, state: State, p: Parameters, workspace: Workspace, count: int) -> None:
    """Write what the workspace's first courses come to in a month, for the side that proposes.

    Side by side, so that the processor works on several at once.
    """
    courses, near = workspace.courses, workspace.near
    if side == KREMLIN:
        for k in range(in_lanes(count)):
            month = this_month(course_at(courses, k), courses.tranches_ahead[k] / p.lookahead)
            place = int(courses.place[k])
            outlook, crowd = integration_at(workspace.near_outlooks, place), workspace.near_crowds[place]
            write_glimpse(courses, k, kremlin_glimpse(state, p, near, outlook, crowd, month))
    else:
        for k in range(in_lanes(count)):
            month = this_month(course_at(courses, k), courses.tranches_ahead[k] / p.lookahead)
            place = int(courses.place[k])
            outlook, crowd = integration_at(workspace.near_outlooks, place), workspace.near_crowds[place]
            write_glimpse(courses, k, minsk_glimpse(state, p, near, outlook, crowd, month))


@fused
def write_glimpse(courses: Table, k: int, seen: Glimpse) -> None:
    """Put what a course comes to in a month into its row."""
    courses.near_sure[k] = seen.sure
    courses.near_alive[k] = seen.alive
    courses.near_strength[k] = seen.strength
    courses.near_mobilisation[k] = seen.mobilisation
    courses.near_integration[k] = seen.integration
    courses.near_reserves[k] = seen.reserves
    courses.near_isolation[k] = seen.isolation


@fused
def glimpse_at(courses: Table, k: int) -> Glimpse:
    """Return what a course comes to in a month, from its row."""
    return Glimpse(
        courses.near_sure[k],
        courses.near_alive[k],
        courses.near_strength[k],
        courses.near_mobilisation[k],
        courses.near_integration[k],
        courses.near_reserves[k],
        courses.near_isolation[k],
    )


@rule
def look_into_course(side: int, state: State, p: Parameters, workspace: Workspace, k: int) -> None:
    """Write what one of the workspace's courses comes to in a month, for a side."""
    courses, near = workspace.courses, workspace.near
    month = this_month(course_at(courses, k), courses.tranches_ahead[k] / p.lookahead)
    place = int(courses.place[k])
    outlook, crowd = integration_at(workspace.near_outlooks, place), workspace.near_crowds[place]
    if side == KREMLIN:
        seen = kremlin_glimpse(state, p, near, outlook, crowd, month)
    else:
        seen = minsk_glimpse(state, p, near, outlook, crowd, month)
    write_glimpse(courses, k, seen)


@rule
def seen_package(side: int, p: Parameters, workspace: Workspace, row: int, sensitivity: float) -> float:
    """Return what a package is worth whose course was looked into, with what happens once in public.

    Of tranches ahead an even share falls to this month: a larger loan brings more than its course has.
    """
    packages, courses = workspace.packages, workspace.courses
    k = int(packages.course[row])
    lent = (packages.tranches[row] - courses.tranches_ahead[k]) / p.lookahead
    value = month_value(workspace.values[side], glimpse_at(courses, k), lent / p.reserves_thin)
    if side == KREMLIN:
        return value + (packages.kremlin_own[row] - courses.kremlin_own[k])
    return value - sensitivity * (packages.minsk_sovereignty[row] - courses.minsk_sovereignty[k])


@rule
def farsight_of_package(side: int, state: State, p: Parameters, workspace: Workspace, row: int) -> float:
    """Return what a package is worth to a farsighted side."""
    look_into_course(side, state, p, workspace, int(workspace.packages.course[row]))
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    return seen_package(side, p, workspace, row, sensitivity)


@rule
def farsighted_reservation(side: int, state: State, p: Parameters, workspace: Workspace) -> float:
    """Return what refusing is worth: Minsk may turn West, the Kremlin expects no change."""
    table = workspace.values[side]
    if side == KREMLIN:
        row = kremlin_refusal(state.overture)
        look_into_course(side, state, p, workspace, row)
        return month_value(table, glimpse_at(workspace.courses, row), 0.0)
    look_into_course(side, state, p, workspace, REFUSED)
    look_into_course(side, state, p, workspace, TURNED_WEST)
    return max(
        month_value(table, glimpse_at(workspace.courses, REFUSED), 0.0),
        month_value(table, glimpse_at(workspace.courses, TURNED_WEST), 0.0),
    )
