"""What is drawn: the uncertain quantities that all sides of a comparison leave open, and leave open alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.experiments.parameter_space import AxisChoice, Space, choose
from sim.experiments.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.analysis.robustness.findings import SignedFinding


def drawn_in(finding: SignedFinding, wanted: str | Sequence[str] | None) -> AxisChoice:
    """Return the quantities that are drawn, and those asked for that the comparison itself sets.

    Parameters
    ----------
    finding : SignedFinding
        The effect, whose sides set some of them.
    wanted : str or sequence of str, optional
        Which quantities, as for `sim.experiments.parameter_space.choose`.

    Returns
    -------
    AxisChoice

    Raises
    ------
    UsageError
        A quantity is unknown or has no prior, or none is left.
    ScenarioErrors
        A scenario is not valid.
    """
    choices = []
    stages = [side.stage for side in finding.sides]
    for stage in [stage for place, stage in enumerate(stages) if stage not in stages[:place]]:
        arms = tuple(side.arm for side in finding.sides if side.stage == stage)
        choices.append(choose(stage, Subject(finding.says, finding.metric, arms), wanted))
    first, *others = choices
    laws = first.space.distributions
    kept = {
        flat: law
        for flat, law in laws.items()
        if all(other.space.distributions.get(flat) == law for other in others)
    }
    if not kept:
        raise UsageError("no uncertain quantity is left to draw: the two scenarios share none")
    set_apart = [flat for one in choices for flat in (*one.space.axes, *one.left_out) if flat not in kept]
    return AxisChoice(Space(kept), tuple(dict.fromkeys(set_apart)))
