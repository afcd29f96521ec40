"""What a scenario fixes for all its runs, as both engines read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engines import records
from sim.engines.value_tables import needs_value_tables, value_tables_of
from sim.play.opening import Agenda
from sim.rules.compiled import COMPILED

if TYPE_CHECKING:
    from sim.engines.value_tables import ValueTables
    from sim.rules.shapes import Setting
    from sim.scenario.compile import Inputs


def setting_of(inputs: Inputs) -> Setting:
    """Return what a compiled scenario fixes for all its runs and months.

    Parameters
    ----------
    inputs : Inputs
        A compiled scenario.

    Returns
    -------
    Setting
        One record; its value tables are zeros unless a side is farsighted.
    """
    setting = _without_value_tables(inputs)
    if needs_value_tables(inputs):
        value_tables = value_tables_in(inputs.foreseen or inputs)
        setting["kremlin_table"], setting["minsk_table"] = value_tables.kremlin, value_tables.minsk
    return setting


def value_tables_in(inputs: Inputs) -> ValueTables:
    """Return the value tables of farsighted minds in a compiled scenario.

    Parameters
    ----------
    inputs : Inputs
        A compiled scenario.

    Returns
    -------
    ValueTables
        From memory, from disk, or worked out, which takes a second or more.
    """
    return value_tables_of(inputs, _without_value_tables(inputs))


def _without_value_tables(inputs: Inputs) -> Setting:
    setting = records.records(records.setting_dtype(), 1)[0]
    setting["seed"] = inputs.seed
    setting["horizon"] = inputs.horizon
    setting["calendar_month"] = inputs.start_month
    setting["months_to_exercise"] = inputs.months_to_exercise
    setting["months_to_referendum"] = inputs.months_to_referendum
    setting["kremlin_mind"] = inputs.kremlin_mind
    setting["minsk_mind"] = inputs.minsk_mind
    setting["loans"] = inputs.loans
    setting["bundles"] = inputs.bundles
    setting["lowest"], setting["highest"] = records.legal_limits()
    setting["missing_after_end"] = records.missing_after_end()
    return setting


def agenda_of(inputs: Inputs) -> Agenda:
    """Return what a compiled scenario has in store for single months.

    Parameters
    ----------
    inputs : Inputs
        A compiled scenario.

    Returns
    -------
    Agenda
        The arrays of `inputs`, not copied.
    """
    return Agenda(inputs.summits, inputs.events if COMPILED else inputs.events.view(np.recarray))
