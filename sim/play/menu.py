"""The menu of a month: what can be demanded, which packages are admissible, what each is worth."""

from __future__ import annotations

from sim.minds.responses import (
    belief_kremlin_accepts,
    belief_minsk_accepts,
    expected_gain,
    kremlin_reservations,
    minsk_reservations,
)
from sim.minds.workspace import (
    KREMLIN,
    MINSK,
    REFUSED,
    TURNED_WEST,
    TYPES,
    integration_at,
    minsk_value,
    own_reservation,
    path_at,
    write_integration,
)
from sim.play import continuation
from sim.play.action_paths import (
    project_signed,
    write_path,
)
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
    SMALLEST_STEP,
    STEPS_ASKED,
    SUBSIDY_STEPS,
    ULTIMATUM,
    agreed_after,
    bundle_of,
    largest_demand,
    loan_of,
    package_number,
    signed_after,
    sovereignty_size,
    text_size,
)
from sim.rules.numerics import clip
from sim.rules.payoffs import default_risk, loan_burden, pressing_burden, publicity
from sim.rules.projection import (
    ActionPath,
    in_lanes,
    project,
    project_cash,
    project_crowds,
    project_integration,
    push_ahead,
    reserves_with,
)
from sim.rules.shapes import Ahead, Demand, Parameters, PathColumns, Setting, State, Workspace
from sim.rules.valuation import write_kremlin_value, write_minsk_value


@rule
def reform_frozen(state: State, p: Parameters) -> bool:
    """Return whether reform waits for a referendum that lies beyond the look-ahead, or for none.

    Parameters
    ----------
    state : State
        Whether the referendum was held, and the months until it is due; negative where none is ahead.
    p : Parameters
        Its `lookahead` is in months.

    Returns
    -------
    bool
        False once the referendum was held.
    """
    if state.referendum_held > 0.0:
        return False
    return state.months_to_referendum < 0.0 or state.months_to_referendum >= p.lookahead


@rule
def write_demand(
    state: State, p: Parameters, summit: bool, bundle: int, largest: float, demand: Demand
) -> None:
    """Write what a bundle would sign, how large it is, and whether it can be asked for at all.

    `largest` is the size of the largest demand there could be, the measure of all.

    Equations: sim/MODEL.md, section "Packages and bundles".

    Parameters
    ----------
    state : State
        Shares agreed and signed, (5,), and Russian trouble and tension.
    p : Parameters
        Steps, weights and costs by issue.
    summit : bool
        Whether leaders meet, who may agree on text at the table.
    bundle : int
        0 to 12, a row of `sim.rules.issues.STEPS_ASKED`.
    largest : float
        By the Kremlin's weights, from `sim.rules.issues.largest_demand`.
    demand : Demand
        Record of the workspace; all its fields are overwritten.

    Returns
    -------
    None
        `demand.share` is a share of the largest demand, `agreed` and `signed` (5,) shares of the issues,
        `sacrifice` by Minsk's weights; `pressing` and `publicity` are in payoff units, `possible` is 0 or 1.
    """
    size = 0.0
    sacrifice = 0.0
    movable = 0
    asked = 0
    for j in range(ISSUES):
        steps = STEPS_ASKED[bundle, j]
        demand.agreed[j] = state.agreed[j]
        demand.signed[j] = state.signed[j]
        if steps == 0.0:
            continue
        agreed = agreed_after(state.agreed[j], state.signed[j], p.step_by_issue[j], steps, summit)
        signed = signed_after(agreed, state.signed[j], p.step_by_issue[j], steps)
        if bundle == ROAD_MAP_PACKAGE:
            agreed, signed = state.agreed[j], state.agreed[j]
        demand.agreed[j] = agreed
        demand.signed[j] = signed
        increment = signed - state.signed[j]
        asked += 1
        if increment > SMALLEST_STEP:
            movable += 1
        weight = p.kremlin_weight_by_issue[j]
        if bundle == ROAD_MAP_PACKAGE:
            size += weight * text_size(increment, p.step_by_issue[j], p.package_text_weight)
        else:
            size += weight * increment
        sacrifice += sovereignty_size(j, signed, p) - sovereignty_size(j, state.signed[j], p)
    any_will_do = bundle in (EVERYTHING, ULTIMATUM)
    possible = movable == asked or (any_will_do and movable > 0)
    demand.possible = 1.0 if possible else 0.0
    demand.share = size / largest
    demand.pressing = pressing_burden(demand.share, state.russian_trouble, state.russia_west_tension, p)
    demand.sacrifice = sacrifice
    demand.publicity = publicity(bundle != NO_DEMAND, STEPS_ASKED[bundle, FUEL] > 0.0, p)


@rule
def on_the_menu(setting: Setting, summit: bool, bundle: int) -> bool:
    """Return whether the scenario and the track allow a bundle.

    Parameters
    ----------
    setting : Setting
        Its `bundles` (13,) are 0 where the scenario forbids one.
    summit : bool
        Whether leaders meet, and not ministers.
    bundle : int
        0 to 12.

    Returns
    -------
    bool
        Ministers may only make the demands of `sim.rules.issues.MINISTERIAL`.
    """
    if setting.bundles[bundle] == 0:
        return False
    return summit or MINISTERIAL[bundle]


@rule
def list_packages(state: State, p: Parameters, setting: Setting, summit: bool, workspace: Workspace) -> int:
    """Write this month's demands and admissible packages in the workspace; return how many there are.

    Ministers move the subsidy by one step at most and grant no loans.

    Equations: sim/MODEL.md, section "Packages and bundles".

    Parameters
    ----------
    state : State
        Subsidy step, and shares agreed and signed.
    p : Parameters
        Parameters in force this month.
    setting : Setting
        Bundles and loans that the scenario allows; a loan no larger than the one before it is left out.
    summit : bool
        Whether leaders meet, and not ministers.
    workspace : Workspace
        Demands, `row_of` and the columns `number`, `share` and `pressing` of the packages are written.

    Returns
    -------
    int
        Number of admissible packages: the first rows of `workspace.packages`.
    """
    for number in range(PACKAGES):
        workspace.row_of[number] = -1
    largest = largest_demand(p.kremlin_weight_by_issue, p.step_by_issue)
    for bundle in range(BUNDLES):
        demand = workspace.demands[bundle]
        if on_the_menu(setting, summit, bundle):
            write_demand(state, p, summit, bundle, largest, demand)
        else:
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
                if workspace.demands[bundle].possible > 0.0:
                    number = package_number(change, loan, bundle)
                    workspace.packages.number[count] = number
                    workspace.packages.share[count] = workspace.demands[bundle].share
                    workspace.packages.pressing[count] = workspace.demands[bundle].pressing
                    workspace.row_of[number] = count
                    count += 1
    return count


@rule
def meeting_path(
    state: State, p: Parameters, subsidy: float, loan_committed: float, gain: float
) -> ActionPath:
    """Return the action path of a settled package: subsidy paid, tranches ahead, no overture.

    `gain` is the backing that a summit brings.

    Parameters
    ----------
    state : State
        Conduct of last month, which goes on.
    p : Parameters
        Size and interval of tranches.
    subsidy : float
        Bn USD a month, now and in the months ahead.
    loan_committed : float
        Loans promised and not yet paid, with that of the package, bn USD.
    gain : float
        Share; backing is held within 0 and 1.

    Returns
    -------
    ActionPath
        The agreed money in every month, without friction.
    """
    return ActionPath(
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
def refusing_path(state: State, p: Parameters, overture: float) -> ActionPath:
    """Return the action path of the status quo: the agreed subsidy goes on, with or without an overture.

    Parameters
    ----------
    state : State
        Agreed subsidy step, and conduct of last month, which goes on.
    p : Parameters
        Size of a subsidy step, tranches, and friction of an overture.
    overture : float
        0 or 1.

    Returns
    -------
    ActionPath
    """
    subsidy = p.subsidy_step_size * state.subsidy_step
    return ActionPath(
        subsidy_now=subsidy,
        subsidy_ahead=subsidy,
        tranches_ahead=tranches_ahead(state.loan_committed, p),
        backing=float(state.backing),
        repression=float(state.repression),
        overture=overture,
        help=float(state.help),
        rhetoric=float(state.rhetoric),
        confrontation=clip(state.confrontation + p.confrontation_overture * overture),
        friction_ahead=0.0,
        pushed=float(state.push),
        push_seen=float(state.push_seen),
    )


@rule
def tranches_ahead(loan_committed: float, p: Parameters) -> float:
    """Return the loan tranches that fall due within the look-ahead, bn USD.

    Parameters
    ----------
    loan_committed : float
        Loans promised and not yet paid, bn USD.
    p : Parameters
        Size (bn USD) and interval (months) of tranches, and the look-ahead.

    Returns
    -------
    float
        Bn USD over the whole look-ahead; a part of a tranche counts where the interval does not fit.
    """
    return min(p.tranche_size * p.lookahead / p.tranche_interval, loan_committed)


@rule
def project_demands(state: State, p: Parameters, ahead: Ahead, backing: float, workspace: Workspace) -> None:
    """Write what refusing and each possible demand would come to, in this order: the issues and the crowd.

    `backing` is what a settlement would leave Minsk with.

    Equations: sim/MODEL.md, section "Looking ahead".

    Parameters
    ----------
    state : State
        Issues, expected effort, repression and help at the month's start.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        How far the projection reaches, and what all action paths share.
    backing : float
        0 to 1; refusing leaves backing as it is.
    workspace : Workspace
        Demands are read; `projections`, `pushes` and `crowds` are written, refusing in row 0.

    Returns
    -------
    None
        The crowds are projected mobilisation, 0 to 1.
    """
    frozen = reform_frozen(state, p)
    effort = state.effort_expected
    projection = project_signed(state, p, ahead, effort, frozen)
    write_integration(workspace.projections, 0, projection)
    workspace.pushes[0] = push_ahead(
        state, p, ahead, projection.provocation, state.repression, state.backing, state.help
    )
    count = 1
    for bundle in range(BUNDLES):
        demand = workspace.demands[bundle]
        if demand.possible > 0.0:
            projection = project_integration(state.implemented, demand.signed, effort, frozen, ahead, p)
            write_integration(workspace.projections, count, projection)
            workspace.pushes[count] = push_ahead(
                state, p, ahead, projection.provocation, state.repression, backing, state.help
            )
            count += 1
    project_crowds(workspace.pushes, workspace.crowds, count, state, p, ahead)


@rule
def value_menu(
    state: State,
    p: Parameters,
    ahead: Ahead,
    setting: Setting,
    summit: bool,
    workspace: Workspace,
    count: int,
) -> None:
    """Write what refusing and every admissible package are worth to both sides, by type, if it is public.

    Parameters
    ----------
    state : State
        Stocks of the month's start.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    setting : Setting
        Loans on the menu, bn USD.
    summit : bool
        Whether leaders meet, which brings Minsk backing.
    workspace : Workspace
        Listed packages; projections, action paths and values are written.
    count : int
        Number of admissible packages.

    Returns
    -------
    None
        Values are in payoff units, in the columns `minsk_base`, `minsk_sovereignty`, `kremlin_own` and
        `kremlin_by_type` of `workspace.packages` and `workspace.paths`.
    """
    gain = p.backing_summit if summit else 0.0
    project_demands(state, p, ahead, clip(state.backing + gain), workspace)
    continuation.project_demands(state, p, workspace, clip(state.backing + gain))
    lay_out_refusals(state, p, workspace)
    paths = lay_out_packages(state, p, ahead, setting, gain, workspace)
    evaluate_paths(state, p, ahead, workspace.paths, paths)
    risk = default_risk(state.reserves, ahead.in_arrears, p)
    for row in range(count):
        value_package(p, setting, risk, workspace, row)


@rule
def lay_out_refusals(state: State, p: Parameters, workspace: Workspace) -> None:
    """Put the status quo in the workspace, without and with an overture West: the disagreement point.

    Parameters
    ----------
    state : State
        Agreed subsidy step, and conduct of last month, which goes on.
    p : Parameters
        Size of a subsidy step, tranches, and friction of an overture.
    workspace : Workspace
        Row 0 of the projections and the crowds is read.

    Returns
    -------
    None
        Rows `REFUSED` and `TURNED_WEST` of `workspace.paths` are written.
    """
    projection = integration_at(workspace.projections, 0)
    write_path(workspace.paths, REFUSED, refusing_path(state, p, 0.0), projection, workspace.crowds[0], 0)
    write_path(workspace.paths, TURNED_WEST, refusing_path(state, p, 1.0), projection, workspace.crowds[0], 0)


@rule
def lay_out_packages(
    state: State, p: Parameters, ahead: Ahead, setting: Setting, gain: float, workspace: Workspace
) -> int:
    """Put the action paths that the packages lead to into the workspace; return their number with refusals.

    A loan that fills no gap leaves every projected state as it is, and shares the action path of the smaller
    one.

    Parameters
    ----------
    state : State
        Subsidy step, loans and reserves.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    setting : Setting
        Loans on the menu, bn USD.
    gain : float
        Backing that a summit brings, a share.
    workspace : Workspace
        Listed packages and projections; the columns `path` and `tranches` (bn USD) of the packages are
        written.

    Returns
    -------
    int
        Rows of `workspace.paths` in use, the two of refusing included.
    """
    count = TURNED_WEST + 1
    place = 0
    for bundle in range(BUNDLES):
        if workspace.demands[bundle].possible == 0.0:
            continue
        place += 1
        projection = integration_at(workspace.projections, place)
        for change in range(-1, SUBSIDY_STEPS - 1):
            subsidy = p.subsidy_step_size * (state.subsidy_step + change)
            cash = project_cash(state, p, ahead, projection.fuel, 0.0, subsidy)
            missing = -1.0
            for loan in range(LOANS):
                row = workspace.row_of[package_number(change, loan, bundle)]
                if row < 0:
                    continue
                committed = state.loan_committed + setting.loans[loan]
                workspace.packages.tranches[row] = tranches_ahead(committed, p)
                still = shortage(reserves_with(cash, workspace.packages.tranches[row]), p.reserves_thin)
                if still != missing:
                    missing = still
                    path = meeting_path(state, p, subsidy, committed, gain)
                    write_path(workspace.paths, count, path, projection, workspace.crowds[place], place)
                    count += 1
                workspace.packages.path[row] = count - 1
    return count


@rule
def evaluate_paths(state: State, p: Parameters, ahead: Ahead, paths: PathColumns, count: int) -> None:
    """Write what each of the first action paths is worth to both sides, all types of them.

    Parameters
    ----------
    state : State
        Stocks of the month's start.
    p : Parameters
        Parameters in force this month.
    ahead : Ahead
        What all action paths of the month share.
    paths : PathColumns
        Action paths with their projections; values are written beside them.
    count : int
        Number of rows that are read later; up to `in_lanes(count)` are worked out.

    Returns
    -------
    None
        Values are in payoff units, one-off gains not included.
    """
    kremlin_type = int(state.kremlin_type)
    for k in range(in_lanes(count)):
        path, integration = path_at(paths, k), integration_at(paths, k)
        projected = project(state, p, ahead, integration, paths.mobilisation[k], path)
        write_minsk_value(paths, k, state, p, ahead, integration, projected, path)
        write_kremlin_value(paths, k, state, p, ahead, integration, projected, path, kremlin_type, True)


@rule
def value_package(p: Parameters, setting: Setting, risk: float, workspace: Workspace, row: int) -> None:
    """Write what a package is worth: its action path, and what happens once when it is agreed in public.

    Parameters
    ----------
    p : Parameters
        Costs of publicity and of a loan.
    setting : Setting
        Loans on the menu, bn USD.
    risk : float
        Probability that a Russian loan is not paid back.
    workspace : Workspace
        Valued action paths; the package's values are written.
    row : int
        Row of the package.

    Returns
    -------
    None
        Values are in payoff units, one-off gains included.
    """
    packages, paths = workspace.packages, workspace.paths
    number, k = int(packages.number[row]), int(packages.path[row])
    demand = workspace.demands[bundle_of(number)]
    once = demand.publicity - loan_burden(setting.loans[loan_of(number)], risk, p)
    packages.minsk_base[row] = paths.minsk_base[k]
    packages.minsk_sovereignty[row] = paths.minsk_sovereignty[k] + p.audience_cost * demand.sacrifice
    packages.kremlin_own[row] = paths.kremlin_own[k] + once
    for kind in range(TYPES):
        packages.kremlin_by_type[kind, row] = paths.kremlin_by_type[kind, k] + once


@rule
def evaluate_offers(side: int, state: State, p: Parameters, workspace: Workspace, count: int) -> None:
    """Write what every package promises the proposer: how likely it is accepted and what it yields.

    The Kremlin pays for pressing whatever the answer. A proposer does not think of counters. What Minsk would
    gain is left out where nobody asks; from the Kremlin's offers Minsk infers its type.

    Equations: sim/MODEL.md, section "The quantal mind".

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`: who proposes.
    state : State
        Beliefs about types, and last month's overture.
    p : Parameters
        `reference_precision` of the logit by which the other is judged.
    workspace : Workspace
        Valued packages; the columns `believed` and `appeal` are written.
    count : int
        Number of admissible packages.

    Returns
    -------
    None
        `believed` is the probability of acceptance, `appeal` what an offer promises in payoff units.
    """
    if (
        side == MINSK
        and workspace.needed[KREMLIN] + workspace.needed[MINSK] + workspace.farsighted[MINSK] == 0.0
    ):
        return
    packages = workspace.packages
    sensitivity = p.sovereignty_sensitivity_by_type[int(state.minsk_type)]
    refusing = own_reservation(side, workspace, state.overture, sensitivity)
    if side == KREMLIN:
        reservations = minsk_reservations(p, workspace)
        for row in range(in_lanes(count)):
            accepting = belief_minsk_accepts(state, p, packages, row, reservations)
            gain = expected_gain(accepting, packages.kremlin_own[row], refusing)
            packages.believed[row] = accepting
            packages.appeal[row] = gain - packages.pressing[row]
        return
    reservations = kremlin_reservations(state, workspace)
    for row in range(in_lanes(count)):
        accepting = belief_kremlin_accepts(state, p, packages, row, reservations)
        packages.believed[row] = accepting
        packages.appeal[row] = expected_gain(accepting, minsk_value(packages, row, sensitivity), refusing)
