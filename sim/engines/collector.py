"""What Mesa's tools (`mesa.batch_run`, a data collector's tables) read of a run, month by month."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import mesa

from sim.quantities import monthly_measures

if TYPE_CHECKING:
    from sim.engines.mesa_model import Model

AGENT_REPORTERS = {"side": "side_name", "mind": "mind_name", "payoff": "payoff"}


class MonthCollector(mesa.DataCollector):
    """Collects the number of the run, the month and every monthly measure; of both sides mind and payoff."""

    def __init__(self) -> None:
        """Name the reporters as `sim.quantities.monthly_measures()` names the measures."""
        measures = {measure.name: partial(monthly_value, name=measure.name) for measure in monthly_measures()}
        super().__init__(
            model_reporters={"run": "run_number", "month": "month", **measures},
            # functions, since the closures that mesa makes of names cannot be pickled
            agent_reporters={name: attrgetter(attribute) for name, attribute in AGENT_REPORTERS.items()},
        )

    def collect(self, model: Model) -> None:
        """Collect the month that was just played.

        Parameters
        ----------
        model : Model
            The run; its last month played is collected.
        """
        super().collect(model)
        if not hasattr(self, "_collection_steps"):
            # Mesa 3.3 looks for the agents of a step by its position among the columns, from 0
            self._agent_records[model.steps - 1] = self._agent_records.pop(model.steps)


def monthly_value(model: Any, name: str) -> float:
    """Return a measure of the month that was just played.

    Parameters
    ----------
    model : Model
        The run, after at least one month.
    name : str
        A measure of seeds/measures/monthly.yaml.

    Returns
    -------
    float
        In the unit of the measure; the code of a label; NaN where missing.
    """
    return float(model.now[name])
