"""The workspace a month is worked out on: this month's demands, packages and alternatives.

One record of working arrays for one run, overwritten every month; its fields stand in
`sim.engines.records.workspace_dtype`. Rules are handed the whole workspace, which costs no more than one
number.

`ahead` is what all action paths of the month share (see `sim.rules.projection`), `demands` (13,) by bundle.
Tables by columns, so that the processor can work on several rows at once: `packages`, the admissible ones
first, in the order of their numbers; `paths`, the different action paths that they come to, after the status
quo without and with an overture West (rows `REFUSED` and `TURNED_WEST`); `options`, the alternatives of a
smaller decision; `projections`, the issues as projected after refusing and after each possible demand, later
after each alternative. Values are as `sim.rules.valuation` writes them. `row_of` (156,) is the row of a
package number, -1 if it is not admissible; `pushes` and `crowds` what moves people and how many it moves, in
the order of the projections; `weights` scratch of a choice. `needed` (2,) is 1 where somebody asks what a
side's alternatives are worth, its mind or who takes notes (`noted` is 1); elsewhere only what the other side
infers something from is weighed.

For learning minds: `mix` (2, 6) the chance of each stance, the Kremlin's first; `payoffs` (6,) what each
would have brought and `settled` (6,) at which row of the packages, -1 for none; `kremlin_game` and
`minsk_game` (6, 6) what a pair of stances brings in practice, the Kremlin's stance first.

For farsighted minds: `farsighted` (2,) which side is one; `near` as `ahead`, for one month;
`near_projections` and `near_crowds` what refusing and each demand come to by then, as do the columns `near_`
of the action paths; `values` (2, 960) what the states of `sim.rules.state_grid` are worth to either side;
column `far` what a farsighted side finds a package to promise, or an alternative to be worth.

For minds of the user's own, `own`: `functions` (2, 4) the addresses of a mind's functions, 0 for one that it
lacks; `memory` (2, 32) what it remembers; `countered` the row that a reply counters
with; `failed` whether one failed in this run.

Decisions D6a, D11 in sim/DECISIONS.md.
"""

from __future__ import annotations

from sim.rules.compiled import fused, rule
from sim.rules.projection import ActionPath, Integration
from sim.rules.shapes import PathColumns, Projections, ValueColumns, Workspace

KREMLIN, MINSK = 0, 1
SIDES = 2
TYPES = 3
REFUSED, TURNED_WEST = 0, 1  # rows of the action paths


@fused
def minsk_value(table: ValueColumns, row: int, sensitivity: float) -> float:
    """Return what a row of a table of the workspace is worth to a type of Minsk.

    Parameters
    ----------
    table : ValueColumns
        Packages, action paths or alternatives, with Minsk's values written.
    row : int
        Row of the table.
    sensitivity : float
        Sovereignty sensitivity of the type (pure number, staller = 1).

    Returns
    -------
    float
        Payoff units.
    """
    return table.minsk_base[row] - sensitivity * table.minsk_sovereignty[row]


@rule
def minsk_reservation(workspace: Workspace, sensitivity: float) -> float:
    """Return Minsk's reservation value: the better of refusing and of refusing and turning West.

    Parameters
    ----------
    workspace : Workspace
        Its paths `REFUSED` and `TURNED_WEST` are read.
    sensitivity : float
        Sovereignty sensitivity of the type (pure number, staller = 1).

    Returns
    -------
    float
        Payoff units.
    """
    return max(
        minsk_value(workspace.paths, REFUSED, sensitivity),
        minsk_value(workspace.paths, TURNED_WEST, sensitivity),
    )


@rule
def kremlin_refusal(overture: float) -> int:
    """Return the row of the action path that follows the Kremlin's refusal: last month's overture goes on.

    Parameters
    ----------
    overture : float
        Last month's overture, 0 or 1.

    Returns
    -------
    int
        `TURNED_WEST` or `REFUSED`.
    """
    return TURNED_WEST if overture > 0.0 else REFUSED


@rule
def own_value(side: int, table: ValueColumns, row: int, sensitivity: float) -> float:
    """Return what a row of a table of the workspace is worth to a side, at its true type.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    table : ValueColumns
        Packages, action paths or alternatives, with the side's values written.
    row : int
        Row of the table.
    sensitivity : float
        Sovereignty sensitivity of Minsk's true type (pure number, staller = 1); not used for the Kremlin.

    Returns
    -------
    float
        Payoff units.
    """
    if side == KREMLIN:
        return table.kremlin_own[row]
    return minsk_value(table, row, sensitivity)


@rule
def own_reservation(side: int, workspace: Workspace, overture: float, sensitivity: float) -> float:
    """Return a side's reservation value; the Kremlin takes last month's overture as given.

    Parameters
    ----------
    side : int
        `KREMLIN` or `MINSK`.
    workspace : Workspace
        Its paths `REFUSED` and `TURNED_WEST` are read.
    overture : float
        Last month's overture, 0 or 1; not used for Minsk.
    sensitivity : float
        Sovereignty sensitivity of Minsk's true type (pure number, staller = 1); not used for the Kremlin.

    Returns
    -------
    float
        Payoff units.
    """
    if side == KREMLIN:
        return workspace.paths.kremlin_own[kremlin_refusal(overture)]
    return minsk_reservation(workspace, sensitivity)


@fused
def path_at(paths: PathColumns, k: int) -> ActionPath:
    """Return the action path in row `k` of the workspace's action paths.

    Parameters
    ----------
    paths : PathColumns
        Action paths or alternatives of the workspace.
    k : int
        Row of the table.

    Returns
    -------
    ActionPath
        Money in bn USD a month, the rest shares or 0/1.
    """
    return ActionPath(
        paths.subsidy_now[k],
        paths.subsidy_ahead[k],
        paths.tranches_ahead[k],
        paths.backing[k],
        paths.repression[k],
        paths.overture[k],
        paths.help[k],
        paths.rhetoric[k],
        paths.confrontation[k],
        paths.friction_ahead[k],
        paths.pushed[k],
        paths.push_seen[k],
    )


@rule
def write_integration(table: Projections, k: int, integration: Integration) -> None:
    """Put the issues as projected into row `k` of a table of the workspace.

    Parameters
    ----------
    table : Projections
        Overwritten in row `k`.
    k : int
        Row of the table.
    integration : Integration
        Sums and shares of issues, weighed as `Integration` says.
    """
    table.weighted[k] = integration.weighted
    table.prized[k] = integration.prized
    table.surrendered[k] = integration.surrendered
    table.reform[k] = integration.reform
    table.fuel[k] = integration.fuel
    table.security[k] = integration.security
    table.supranational[k] = integration.supranational
    table.provocation[k] = integration.provocation


@fused
def integration_at(table: Projections, k: int) -> Integration:
    """Return the issues as projected in row `k` of a table of the workspace.

    Parameters
    ----------
    table : Projections
        `projections` or `near_projections` of the workspace.
    k : int
        Row of the table.

    Returns
    -------
    Integration
        As `write_integration` wrote it.
    """
    return Integration(
        table.weighted[k],
        table.prized[k],
        table.surrendered[k],
        table.reform[k],
        table.fuel[k],
        table.security[k],
        table.supranational[k],
        table.provocation[k],
    )
