"""What is looked at: a number a run, be it a metric or the effect of a comparison on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import UsageError, nearest
from sim.experiments.arm import AS_IT_STANDS
from sim.experiments.metrics import BEST_SUBSIDY_STEP, OWN, metric
from sim.quantities import metrics, share_metrics

if TYPE_CHECKING:
    from sim.experiments.arm import Arm, ArmComparison

EFFECT, DIFFERENCE_OF_EFFECTS = (-1.0, 1.0), (-1.0, 1.0, 1.0, -1.0)  # of the arms of a comparison


@dataclass(frozen=True, slots=True)
class Subject:
    """A sum over arms of a metric, run by run; `signs` are the weights of the arms."""

    says: str
    metric: str
    arms: tuple[Arm, ...] = (AS_IT_STANDS,)
    signs: tuple[float, ...] = (1.0,)

    @property
    def is_effect(self) -> bool:
        """Whether arms are compared.

        Returns
        -------
        bool
            False for a metric of one arm.
        """
        return len(self.arms) > 1


def effect_of(says: str, name: str, comparison: ArmComparison) -> Subject:
    """Return the effect of a comparison on a metric: treatment less control, less the same of the others.

    Parameters
    ----------
    says : str
        What the effect is, in words.
    name : str
        Name of a metric of a run.
    comparison : ArmComparison
        Control and treatment, and the pair that their effect is compared with, if any.

    Returns
    -------
    Subject
        In the unit of the metric; weights -1, 1 for control and treatment and 1, -1 for the other pair.
    """
    signs = EFFECT if comparison.against is None else DIFFERENCE_OF_EFFECTS
    return Subject(says, name, comparison.arms, signs)


def check_metric(name: str) -> str:
    """Return the name of a metric, or say that there is none.

    Parameters
    ----------
    name : str
        As for `sim.experiments.metrics.metric`.

    Returns
    -------
    str
        The name as given.

    Raises
    ------
    UsageError
        There is no such metric, or it is not one of a run.
    """
    if name == BEST_SUBSIDY_STEP:
        raise UsageError(f"{name} belongs to a scenario, not to a run: choose another metric")
    if metric(name) is None:
        known = [*(one.name for one in metrics()), *share_metrics(), *OWN]
        close = nearest(name, known)
        hint = (
            f"did you mean {' or '.join(close)}?" if close else "a column of outcomes.csv, or share_OUTCOME"
        )
        raise UsageError(f"no metric {name!r}; {hint}")
    return name
