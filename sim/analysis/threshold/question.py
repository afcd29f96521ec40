"""What a threshold is asked for: the effect of what, along which quantity, in which range of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.claims.catalogue import patterns
from sim.analysis.claims.subject import subject_of
from sim.errors import UsageError, nearest
from sim.experiments.arm import Arm, ArmComparison
from sim.experiments.subject import check_metric, effect_of
from sim.quantities import parameters
from sim.scenario.schema import LAWS, flat_entries

if TYPE_CHECKING:
    from sim.experiments.subject import Subject

SHARE = (0.0, 1.0)  # the legal range of a share: looked at from end to end


@dataclass(frozen=True)
class ThresholdQuestion:
    """What is asked: the effect of what, over which quantity, in which range of it."""

    subject: Subject
    over: str
    low: float
    high: float


def question_of(
    of: str,
    over: str,
    name: str | None,
    arms: tuple[str, str] | None,
    ends: tuple[float, float] | None,
) -> ThresholdQuestion:
    """Return what is asked, checked.

    Parameters
    ----------
    of : str
        A pattern, or a quantity that is moved from one value to another.
    over : str
        The quantity that is looked along.
    name : str, optional
        The metric: needed where a quantity is moved, and else the pattern's own.
    arms : pair of str, optional
        From which value to which the quantity is moved: by default through its plausible range.
    ends : pair of float, optional
        The range looked at: by default 0 to 1 for a share, and the plausible range of all else.

    Returns
    -------
    ThresholdQuestion

    Raises
    ------
    UsageError
        Something of this makes no sense.
    """
    return ThresholdQuestion(_effect(of, name, arms), over, *_range(over, ends))


def _effect(of: str, name: str | None, arms: tuple[str, str] | None) -> Subject:
    if of in patterns():
        if arms is not None:
            raise UsageError(f"--from, --to: {of} has arms of its own")
        subject = subject_of(name, of)
        if not subject.is_effect:
            raise UsageError(f"--of {of}: looks at one scenario and compares nothing, so there is no effect")
        return subject
    if of not in flat_entries():
        close = nearest(of, [*patterns(), *flat_entries()])
        hint = f"did you mean {' or '.join(close)}?" if close else f"a quantity, or {', '.join(patterns())}"
        raise UsageError(f"--of: no pattern or single quantity {of!r}; {hint}")
    if name is None:
        raise UsageError(
            f"--metric: say on what the effect of {of} is looked at, e.g. --metric pressure_mean"
        )
    quantity, position = flat_entries()[of]
    low, high = arms or (f"{quantity.low[position]:g}", f"{quantity.high[position]:g}")
    if _is_same(low, high):
        raise UsageError(f"--from {low} --to {high}: nothing moves; two values of {of}")
    section = "parameters" if of.partition(".")[0] in parameters() else "initial"
    compared = ArmComparison(Arm((f"{section}.{of}={low}",)), Arm((f"{section}.{of}={high}",)))
    return effect_of(f"the effect of {of} from {low} to {high} on {name}", check_metric(name), compared)


def _is_same(low: str, high: str) -> bool:
    """Whether two values as written are one number; what is no number is reported where it is set."""
    try:
        return float(low) == float(high)
    except ValueError:
        return False


def _range(over: str, ends: tuple[float, float] | None) -> tuple[float, float]:
    if over not in flat_entries():
        close = nearest(over, flat_entries())
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        raise UsageError(f"--over: no single quantity {over!r}{hint}")
    quantity, position = flat_entries()[over]
    if quantity.levels or quantity.integer or quantity.name in LAWS:
        raise UsageError(f"--over {over}: takes steps or belongs to a law; choose a number that can be moved")
    usual = SHARE if quantity.legal == SHARE else (quantity.low[position], quantity.high[position])
    low, high = ends or usual
    if not quantity.legal[0] <= low < high <= quantity.legal[1]:
        legal = f"{quantity.legal[0]:g} to {quantity.legal[1]:g}"
        raise UsageError(f"--range {low:g} {high:g}: two rising values of {over} within {legal}")
    return low, high
