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
    """Add what Minsk's answer to a package tells the Kremlin; a counter counts as not accepting.

    Parameters
    ----------
    now : Month
        Row of the month.
    p : Parameters
        Sensitivity by type, and `reference_precision` of the logit.
    workspace : Workspace
        Packages and action paths of refusing, valued.
    row : int
        Row of the package that Minsk answered.
    accepted : bool
        False for a refusal or a counter-offer.

    Returns
    -------
    None
        `now.evidence_minsk` (3,), log likelihoods by type, is added to.
    """
    sign = 1.0 if accepted else -1.0
    for kind in range(TYPES):
        sensitivity = p.sovereignty_sensitivity_by_type[kind]
        gain = minsk_value(workspace.packages, row, sensitivity) - minsk_reservation(workspace, sensitivity)
        now.evidence_minsk[kind] += log_logistic(sign * p.reference_precision * gain)


@rule
def kremlin_answered(
    state: State, now: Month, p: Parameters, workspace: Workspace, row: int, accepted: bool
) -> None:
    """Add what the Kremlin's answer to a package tells Minsk.

    Parameters
    ----------
    state : State
        Last month's overture, which goes on after a refusal.
    now : Month
        Row of the month.
    p : Parameters
        `reference_precision` of the logit.
    workspace : Workspace
        Packages and action paths of refusing, valued for each type of the Kremlin.
    row : int
        Row of the package that the Kremlin answered.
    accepted : bool
        False for a refusal or a counter-offer.

    Returns
    -------
    None
        `now.evidence_kremlin` (3,), log likelihoods by type, is added to.
    """
    sign = 1.0 if accepted else -1.0
    standing = kremlin_refusal(state.overture)
    for kind in range(TYPES):
        gain = workspace.packages.kremlin_by_type[kind, row] - workspace.paths.kremlin_by_type[kind, standing]
        now.evidence_kremlin[kind] += log_logistic(sign * p.reference_precision * gain)


@rule
def kremlin_offered(state: State, now: Month, p: Parameters, workspace: Workspace, offered: int) -> None:
    """Add what the demand in the Kremlin's offer tells Minsk, given the money offered with it.

    Parameters
    ----------
    state : State
        Last month's overture, which goes on after a refusal.
    now : Month
        Row of the month.
    p : Parameters
        `reference_precision` of the logit.
    workspace : Workspace
        Valued packages; `weights` is overwritten.
    offered : int
        Row of the Kremlin's offer.

    Returns
    -------
    None
        `now.evidence_kremlin` (3,), log likelihoods by type, is added to.
    """
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
    """Add what Minsk's effort tells the Kremlin.

    Parameters
    ----------
    now : Month
        Row of the month.
    p : Parameters
        Sensitivity by type, and `reference_precision` of the logit.
    workspace : Workspace
        The levels of effort as valued alternatives; `weights` is overwritten.
    count : int
        Number of levels.
    chosen : int
        The level that Minsk chose, from 0.

    Returns
    -------
    None
        `now.evidence_minsk` (3,), log likelihoods by type, is added to.
    """
    for kind in range(TYPES):
        sensitivity = p.sovereignty_sensitivity_by_type[kind]
        for level in range(count):
            workspace.weights[level] = minsk_value(workspace.options, level, sensitivity)
        now.evidence_minsk[kind] += log_choice_chance(workspace.weights, count, chosen, p.reference_precision)


@rule
def kremlin_paid(now: Month, p: Parameters, workspace: Workspace, paid: bool) -> None:
    """Add what paying or withholding tells Minsk (option 0 is to withhold, 1 to pay).

    Parameters
    ----------
    now : Month
        Row of the month.
    p : Parameters
        `reference_precision` of the logit.
    workspace : Workspace
        Both alternatives, valued for each type of the Kremlin.
    paid : bool
        Whether the Kremlin paid what was due.

    Returns
    -------
    None
        `now.evidence_kremlin` (3,), log likelihoods by type, is added to.
    """
    sign = 1.0 if paid else -1.0
    for kind in range(TYPES):
        gain = workspace.options.kremlin_by_type[kind, 1] - workspace.options.kremlin_by_type[kind, 0]
        now.evidence_kremlin[kind] += log_logistic(sign * p.reference_precision * gain)


@rule
def push_noticed(now: Month, p: Parameters, workspace: Workspace, seen: bool) -> None:
    """Add what Minsk learns from having seen a push, or none, though a push is seen only sometimes.

    Parameters
    ----------
    now : Month
        Row of the month.
    p : Parameters
        `reference_precision` of the logit, and the chance that a push is seen.
    workspace : Workspace
        Not pushing (0) and pushing (1), valued for each type of the Kremlin.
    seen : bool
        Whether Minsk saw a push; False also after one that it missed.

    Returns
    -------
    None
        `now.evidence_kremlin` (3,), log likelihoods by type, is added to.
    """
    for kind in range(TYPES):
        gain = workspace.options.kremlin_by_type[kind, 1] - workspace.options.kremlin_by_type[kind, 0]
        chance = p.push_seen_probability * logistic(p.reference_precision * gain)
        now.evidence_kremlin[kind] += log(chance if seen else 1.0 - chance)
