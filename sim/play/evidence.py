"""What a move tells about who made it, in the eyes of an observer who takes it for quantal."""

from __future__ import annotations

from sim.minds.choice import log_choice_chance
from sim.minds.responses import expected_gain
from sim.minds.workspace import TYPES, kremlin_refusal, minsk_reservation, minsk_value
from sim.rules.compiled import rule
from sim.rules.issues import BUNDLES, bundle_of, loan_of, package_number, subsidy_change_of
from sim.rules.numerics import log, log_logistic, logistic
from sim.rules.shapes import Month, Parameters, State, Workspace


@rule
def minsk_answered(now: Month, p: Parameters, workspace: Workspace, row: int, accepted: bool) -> None:
    """Add what Minsk's answer to a package tells the Kremlin; a counter counts as not accepting."""
    sign = 1.0 if accepted else -1.0
    for kind in range(TYPES):
        sensitivity = p.sovereignty_sensitivity_by_type[kind]
        gain = minsk_value(workspace.packages, row, sensitivity) - minsk_reservation(workspace, sensitivity)
        now.evidence_minsk[kind] += log_logistic(sign * p.reference_precision * gain)


@rule
def kremlin_answered(
    state: State, now: Month, p: Parameters, workspace: Workspace, row: int, accepted: bool
) -> None:
    """Add what the Kremlin's answer to a package tells Minsk."""
    sign = 1.0 if accepted else -1.0
    standing = kremlin_refusal(state.overture)
    for kind in range(TYPES):
        gain = workspace.packages.kremlin_by_type[kind, row] - workspace.paths.kremlin_by_type[kind, standing]
        now.evidence_kremlin[kind] += log_logistic(sign * p.reference_precision * gain)


@rule
def kremlin_offered(state: State, now: Month, p: Parameters, workspace: Workspace, offered: int) -> None:
    """Add what the demand in the Kremlin's offer tells Minsk, given the money offered with it."""
    packages = workspace.packages
    number = int(packages.number[offered])
    change, loan = subsidy_change_of(number), loan_of(number)
    standing = kremlin_refusal(state.overture)
    for kind in range(TYPES):
        count = 0
        chosen = 0
        for bundle in range(BUNDLES):
            row = workspace.row_of[package_number(change, loan, bundle)]
            if row < 0:
                continue
            gain = expected_gain(
                packages.believed[row],
                packages.kremlin_by_type[kind, row],
                workspace.paths.kremlin_by_type[kind, standing],
            )
            workspace.weights[count] = gain - packages.pressing[row]
            if bundle == bundle_of(number):
                chosen = count
            count += 1
        now.evidence_kremlin[kind] += log_choice_chance(
            workspace.weights, count, chosen, p.reference_precision
        )


@rule
def minsk_chose_effort(now: Month, p: Parameters, workspace: Workspace, count: int, chosen: int) -> None:
    """Add what Minsk's effort tells the Kremlin."""
    for kind in range(TYPES):
        sensitivity = p.sovereignty_sensitivity_by_type[kind]
        for level in range(count):
            workspace.weights[level] = minsk_value(workspace.options, level, sensitivity)
        now.evidence_minsk[kind] += log_choice_chance(workspace.weights, count, chosen, p.reference_precision)


@rule
def kremlin_paid(now: Month, p: Parameters, workspace: Workspace, paid: bool) -> None:
    """Add what paying or withholding tells Minsk (option 0 is to withhold, 1 to pay)."""
    sign = 1.0 if paid else -1.0
    for kind in range(TYPES):
        gain = workspace.options.kremlin_by_type[kind, 1] - workspace.options.kremlin_by_type[kind, 0]
        now.evidence_kremlin[kind] += log_logistic(sign * p.reference_precision * gain)


@rule
def push_noticed(now: Month, p: Parameters, workspace: Workspace, seen: bool) -> None:
    """Add what Minsk learns from having seen a push, or none, though a push is seen only sometimes."""
    for kind in range(TYPES):
        gain = workspace.options.kremlin_by_type[kind, 1] - workspace.options.kremlin_by_type[kind, 0]
        chance = p.push_seen_probability * logistic(p.reference_precision * gain)
        now.evidence_kremlin[kind] += log(chance if seen else 1.0 - chance)
