"""What packages are worth to a farsighted side: see `sim.rules.farsight` for a single course."""

from __future__ import annotations

from sim.minds.desk import KREMLIN, REFUSED, TURNED_WEST, course_at, integration_at, kremlin_refusal
from sim.rules.compiled import rule
from sim.rules.farsight import kremlin_farsight, minsk_farsight, this_month
from sim.rules.outlook import Course, Integration
from sim.rules.shapes import Desk, Parameters, State


@rule
def farsight(
    side: int,
    state: State,
    p: Parameters,
    desk: Desk,
    integration: Integration,
    crowd: float,
    course: Course,
    tranche: float,
) -> float:
    """Return what a course is worth to a farsighted side, what happens once apart.

    `tranche` is the loan paid out this month, bn USD; issues and crowd are foreseen one month ahead.
    """
    ahead = this_month(course, tranche)
    if side == KREMLIN:
        return kremlin_farsight(desk.kremlin_table, state, p, desk.near, integration, crowd, ahead)
    return minsk_farsight(desk.minsk_table, state, p, desk.near, integration, crowd, ahead)


@rule
def farsight_of_course(side: int, state: State, p: Parameters, desk: Desk, k: int, tranches: float) -> float:
    """Return what row `k` of the desk's courses is worth; tranches ahead come in even shares."""
    place = int(desk.courses.place[k])
    outlook, crowd = integration_at(desk.near_outlooks, place), desk.near_crowds[place]
    return farsight(side, state, p, desk, outlook, crowd, course_at(desk.courses, k), tranches / p.lookahead)


@rule
def farsight_of_package(side: int, state: State, p: Parameters, desk: Desk, row: int) -> float:
    """Return what a package is worth, with what happens once when it is agreed in public."""
    packages, courses = desk.packages, desk.courses
    k = int(packages.course[row])
    value = farsight_of_course(side, state, p, desk, k, packages.tranches[row])
    if side == KREMLIN:
        return value + (packages.kremlin_own[row] - courses.kremlin_own[k])
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    return value - sensitivity * (packages.minsk_sovereignty[row] - courses.minsk_sovereignty[k])


@rule
def farsighted_reservation(side: int, state: State, p: Parameters, desk: Desk) -> float:
    """Return what refusing is worth: Minsk may turn West, the Kremlin expects no change."""
    tranches = desk.courses.tranches_ahead
    if side == KREMLIN:
        row = kremlin_refusal(state.overture)
        return farsight_of_course(side, state, p, desk, row, tranches[row])
    return max(
        farsight_of_course(side, state, p, desk, REFUSED, tranches[REFUSED]),
        farsight_of_course(side, state, p, desk, TURNED_WEST, tranches[TURNED_WEST]),
    )
