"""What a scenario fixes for all its runs, as both engines read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engines import records
from sim.engines.foresight import foresight_of, needs_foresight
from sim.play.opening import Agenda
from sim.rules.compiled import COMPILED

if TYPE_CHECKING:
    from sim.engines.foresight import Foresight
    from sim.rules.shapes import Setting
    from sim.scenario.compile import Inputs


def setting_of(inputs: Inputs) -> Setting:
    """Return what a compiled scenario fixes for all its runs and months."""
    setting = _without_foresight(inputs)
    if needs_foresight(inputs):
        foresight = foresight_in(inputs.foreseen or inputs)
        setting["kremlin_table"], setting["minsk_table"] = foresight.kremlin, foresight.minsk
    return setting


def foresight_in(inputs: Inputs) -> Foresight:
    """Return what farsighted minds foresee in a compiled scenario."""
    return foresight_of(inputs, _without_foresight(inputs))


def _without_foresight(inputs: Inputs) -> Setting:
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
    """Return what a compiled scenario has in store for single months."""
    return Agenda(inputs.summits, inputs.events if COMPILED else inputs.events.view(np.recarray))
