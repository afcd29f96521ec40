"""What a scenario fixes for all its runs, as both engines read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engines import records
from sim.minds.desk import Setting
from sim.rules.compiled import COMPILED

if TYPE_CHECKING:
    from sim.scenario.inputs import Inputs


def setting_of(inputs: Inputs) -> Setting:
    """Return what a compiled scenario fixes for all its runs."""
    lowest, highest = records.legal_limits()
    return Setting(
        seed=np.uint64(inputs.seed),
        horizon=inputs.horizon,
        calendar_month=inputs.start_month,
        months_to_exercise=inputs.months_to_exercise,
        months_to_referendum=inputs.months_to_referendum,
        kremlin_mind=inputs.kremlin_mind,
        minsk_mind=inputs.minsk_mind,
        loans=inputs.loans,
        bundles=inputs.bundles,
        summits=inputs.summits,
        events=inputs.events if COMPILED else inputs.events.view(np.recarray),
        lowest=lowest,
        highest=highest,
    )
