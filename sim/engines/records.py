"""The memory of a run: one record of parameters, one of state, one row a month, and the workspace.

Every field is a float64, so that a record is also a flat vector: events and draws address a
quantity by its position, rules by its name. Names and order come from seeds/.

Decisions D7, D37 in sim/DECISIONS.md.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.minds.own import FUNCTIONS, REMEMBERED
from sim.minds.stances import STANCES
from sim.minds.workspace import SIDES, TYPES
from sim.quantities import INDICES, entries, initial, monthly_measures, parameters, run_measures
from sim.rules.compiled import COMPILED
from sim.rules.continuation import MonthAhead
from sim.rules.issues import BUNDLES, ISSUES, LOANS, PACKAGES
from sim.rules.projection import AHEAD, LANES, ActionPath, Integration, in_lanes
from sim.rules.state_grid import NODES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.quantities import Quantity
    from sim.rules.shapes import Workspace

FLOAT_BYTES = 8

# What a run remembers beside the quantities that a scenario may set.
MEMORY = [
    "months_to_referendum",
    "months_to_exercise",
    "referendum_held",
    "postponed",
    "outcome",
    "end_month",
    "stall_streak",
    "aspiration_kremlin",
    "aspiration_minsk",
    "last_payoff_kremlin",
    "last_payoff_minsk",
    "mobilisation_before",
    "kremlin_wealth",
    "januaries",
    "loans_promised",
    "loans_disbursed",
    "debt_deferred",
    "eu_rounds",
    "leader_meetings",
    "exercise_held",
    "vaccine_shared",
    "discount_kremlin",
    "discount_minsk",
    "payoff_kremlin",
    "payoff_minsk",
    "kremlin_stance",
    "minsk_stance",
    "kremlin_stance_seen",
    "minsk_stance_seen",
    "kremlin_experience",
    "minsk_experience",
]
MEMORY_VECTORS = {"kremlin_propensities": STANCES, "minsk_propensities": STANCES}

# What a month remembers beside the measures that are shown: scratch of the steps within it.
SCRATCH = [
    "backing_gain",
    "friction_kremlin",
    "friction_minsk",
    "fuel_effort",
    "pressing",
    "oneoff_kremlin",
    "oneoff_minsk",
    "subsidy_ahead",
    "tranches_ahead",
    "effort_ahead",
    "hidden_loan_before",
    "leak_anger",
    "reserves_before",
    "arrears_before",
    "tranche_due",
    "protest_change",
    "turnout_shock",
    "current_account",
    "interest_russia",
    "interest_other",
    "flight",
    "asked",
    "alternatives",
    "mobilisation_ahead",
    "help_crowds",
    "admissible",
]
SCRATCH_VECTORS = {"evidence_minsk": 3, "evidence_kremlin": 3, "hidden_before": ISSUES}

VALUES = {"minsk_base": (), "minsk_sovereignty": (), "kremlin_own": (), "kremlin_by_type": (TYPES,)}
FAR: dict[str, tuple[int, ...]] = {"far": ()}
PACKAGE = (
    dict.fromkeys(("number", "path", "share", "pressing", "believed", "appeal", "tranches"), ())
    | VALUES
    | FAR
)
NEAR = [f"near_{name}" for name in MonthAhead._fields]
OPTION = dict.fromkeys((*ActionPath._fields, *Integration._fields, "mobilisation", "place"), ()) | VALUES
PATH = OPTION | dict.fromkeys(NEAR, ())
ROWS = in_lanes(PACKAGES)  # of the long tables of the workspace
DEMAND = np.dtype(
    [
        ("possible", "f8"),
        ("agreed", "f8", (ISSUES,)),
        ("signed", "f8", (ISSUES,)),
        ("share", "f8"),
        ("sacrifice", "f8"),
        ("publicity", "f8"),
        ("pressing", "f8"),
    ]
)

OWN = np.dtype(
    [
        ("functions", "i8", (SIDES, len(FUNCTIONS))),
        ("memory", "f8", (SIDES, REMEMBERED)),
        ("countered", "i8"),
        ("failed", "i8"),
    ]
)


def _fields(quantities: Mapping[str, Quantity]) -> list[Any]:
    return [
        (name, "f8", (len(INDICES[quantity.index]),)) if quantity.index else (name, "f8")
        for name, quantity in quantities.items()
    ]


@cache
def parameter_dtype() -> np.dtype[Any]:
    """Return the record of a run's parameters, in the order of `entries("parameter")`.

    Returns
    -------
    dtype
        Fields named as in seeds/parameters, P numbers in their units; a vector where a quantity has an
        index.
    """
    return np.dtype(_fields(parameters()))


@cache
def state_dtype() -> np.dtype[Any]:
    """Return the record of a run's state: the initial quantities first, in their flat order.

    Returns
    -------
    dtype
        Fields named as in seeds/initial, S numbers in their units, then `MEMORY` and `MEMORY_VECTORS`.
    """
    vectors = [(name, "f8", (size,)) for name, size in MEMORY_VECTORS.items()]
    return np.dtype([*_fields(initial()), *((name, "f8") for name in MEMORY), *vectors])


@cache
def month_dtype() -> np.dtype[Any]:
    """Return the row of a month: the monthly measures first, in their order, then scratch.

    Returns
    -------
    dtype
        Fields named as in seeds/measures/monthly.yaml, then `SCRATCH` and `SCRATCH_VECTORS`.
    """
    shown = [(measure.name, "f8") for measure in monthly_measures()]
    hidden = [(name, "f8") for name in SCRATCH]
    vectors = [(name, "f8", (size,)) for name, size in SCRATCH_VECTORS.items()]
    return np.dtype([*shown, *hidden, *vectors])


@cache
def metric_dtype() -> np.dtype[Any]:
    """Return the row of a run's metrics, in the order of `run_measures()`.

    Returns
    -------
    dtype
        Fields named as in seeds/measures/run.yaml, in their units.
    """
    return np.dtype([(measure.name, "f8") for measure in run_measures()])


def records(dtype: np.dtype[Any], count: int) -> Any:
    """Return `count` empty records of a dtype, shape (count,).

    Plain Python reads `record.name` from a `recarray` only, which is slow to hand to compiled rules.

    Parameters
    ----------
    dtype : dtype
        Of fields of eight bytes.
    count : int
        Number of records, 0 or more.

    Returns
    -------
    array
        All zeros; a `recarray` where numba is switched off.
    """
    table = np.zeros(count, dtype)
    return table if COMPILED else table.view(np.recarray)


def flat(table: Any) -> NDArray[np.float64]:
    """Return the same memory as a matrix of floats, shape (records, fields).

    Parameters
    ----------
    table : array
        Records of float64 only, shape (records,).

    Returns
    -------
    array of float64
        A view: what is written to it is written to the records.
    """
    fields = table.dtype.itemsize // FLOAT_BYTES
    matrix: NDArray[np.float64] = table.view(np.float64).view(np.ndarray).reshape(len(table), fields)
    return matrix


def _columns(fields: Mapping[str, tuple[int, ...]], rows: int) -> np.dtype[Any]:
    """Return a table of floats, each field a column of its own: `table.field[..., row]`."""
    return np.dtype([(name, "f8", (*shape, rows)) for name, shape in fields.items()])


@cache
def workspace_dtype() -> np.dtype[Any]:
    """Return the record of the workspace; `sim.minds.workspace` explains it.

    Returns
    -------
    dtype
        Fields of eight bytes each, float64 or int64.
    """
    crowded = in_lanes(BUNDLES + 1)
    return np.dtype(
        [
            ("ahead", [(name, "f8") for name in AHEAD]),
            ("demands", DEMAND, (BUNDLES,)),
            ("packages", _columns(PACKAGE, ROWS)),
            ("paths", _columns(PATH, ROWS)),
            ("projections", _columns(dict.fromkeys(Integration._fields, ()), crowded)),
            ("options", _columns(OPTION | FAR, LANES)),
            ("row_of", "i8", (PACKAGES,)),
            ("weights", "f8", (ROWS,)),
            ("needed", "f8", (SIDES,)),
            ("noted", "f8"),
            ("pushes", "f8", (crowded,)),
            ("crowds", "f8", (crowded,)),
            ("farsighted", "f8", (SIDES,)),
            ("near", [(name, "f8") for name in AHEAD]),
            ("near_projections", _columns(dict.fromkeys(Integration._fields, ()), crowded)),
            ("near_crowds", "f8", (crowded,)),
            ("pushes_now", "f8", (1,)),
            ("crowds_now", "f8", (1,)),
            ("values", "f8", (SIDES, NODES)),
            ("mix", "f8", (2, STANCES)),
            ("payoffs", "f8", (STANCES,)),
            ("settled", "f8", (STANCES,)),
            ("kremlin_game", "f8", (STANCES, STANCES)),
            ("minsk_game", "f8", (STANCES, STANCES)),
            ("own", OWN),
        ]
    )


def rows_of(table: Any, count: int) -> NDArray[Any]:
    """Return a copy of the first rows of a column table as records, shape (count,).

    Parameters
    ----------
    table : record
        A table of the workspace, such as `packages`.
    count : int
        Number of rows.

    Returns
    -------
    array
        Records of float64 with the names of the columns.
    """
    columns = {name: np.asarray(table[name])[..., :count] for name in table.dtype.names}
    rows = np.zeros(count, [(name, "f8", column.shape[:-1]) for name, column in columns.items()])
    for name, column in columns.items():
        rows[name] = np.moveaxis(column, -1, 0)
    return rows


def new_workspace() -> Workspace:
    """Return an empty workspace for one run at a time.

    Returns
    -------
    Workspace
        All zeros, but no package is admissible (`row_of` is -1).
    """
    workspace = records(workspace_dtype(), 1)[0]
    workspace["row_of"] = -1
    return workspace


def words(workspace: Workspace) -> NDArray[np.int64]:
    """Return the memory of a workspace, to be copied whole.

    Parameters
    ----------
    workspace : Workspace
        As `new_workspace` makes it.

    Returns
    -------
    array of int64
        A view of all its fields, eight bytes a number.
    """
    table: NDArray[np.int64] = workspace.base.view(np.int64).view(np.ndarray)
    return table


@cache
def setting_dtype() -> np.dtype[Any]:
    """Return the record of what a scenario fixes for all its runs.

    `calendar_month` is 1..12 of month 1; `loans` (3,) bn USD; `bundles` (13,) 0/1; `lowest` and `highest`
    the legal range of state and parameter entries, as in `legal_limits`; `missing_after_end` as there.

    Returns
    -------
    dtype
        Numbers of eight bytes.
    """
    limits = len(legal_limits()[0])
    whole = ("horizon", "calendar_month", "months_to_exercise", "months_to_referendum")
    return np.dtype(
        [
            ("seed", "u8"),
            *((name, "i8") for name in (*whole, "kremlin_mind", "minsk_mind")),
            ("kremlin_table", "f8", (TYPES, TYPES, NODES)),
            ("minsk_table", "f8", (TYPES, TYPES, NODES)),
            ("loans", "f8", (LOANS,)),
            ("bundles", "i8", (BUNDLES,)),
            ("lowest", "f8", (limits,)),
            ("highest", "f8", (limits,)),
            ("missing_after_end", "i8", (len(missing_after_end()),)),
        ]
    )


@cache
def missing_after_end() -> NDArray[np.int64]:
    """Return the positions of the monthly measures that a run lacks after its end, in the row of a month.

    Returns
    -------
    array of int64
        Shape (number of such measures,), rising.
    """
    places = [place for place, measure in enumerate(monthly_measures()) if measure.missing_after_end]
    return np.array(places, dtype=np.int64)


@cache
def legal_limits() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the legal range of every state entry and parameter entry, shapes (S + P,) each.

    Events are held within these limits; the initial quantities come first.

    Returns
    -------
    low, high : array of float64
        Both included, in the units of seeds/.
    """
    limits = [initial()[name.split(".")[0]].legal for name in entries("initial")]
    limits += [parameters()[name.split(".")[0]].legal for name in entries("parameter")]
    low, high = zip(*limits, strict=True)
    return np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)
