"""What an option names: a metric of a run, or the effect of a pattern on one."""

from __future__ import annotations

from sim.analysis.claims.catalogue import patterns
from sim.errors import UsageError, nearest
from sim.experiments.subject import Subject, check_metric, effect_of


def subject_of(name: str | None, pattern: str | None) -> Subject:
    """Return a metric as the subject, or a pattern's effect on its own metric or on another.

    Parameters
    ----------
    name : str, optional
        A metric of a run; None for the metric of the pattern's first reading that decides.
    pattern : str, optional
        Name of a pattern (`F1`); None for the metric in the scenario as it stands.

    Returns
    -------
    Subject
        The metric itself also where the pattern compares nothing.

    Raises
    ------
    UsageError
        Neither is given, there is no such metric or pattern, or the metric is none of a run.
    """
    if pattern is None:
        if name is None:
            raise UsageError(
                "--metric or --pattern: say what is to be looked at, e.g. --metric pressure_mean"
            )
        return Subject(check_metric(name), name)
    if pattern not in patterns():
        close = nearest(pattern, patterns(), 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise UsageError(f"no pattern {pattern!r}; one of {', '.join(patterns())}{hint}")
    reading = patterns()[pattern].deciding[0]
    looked_at = check_metric(name or reading.metric)
    if reading.comparison is None:
        return Subject(f"{looked_at} ({pattern})", looked_at)
    return effect_of(f"the effect of {pattern} on {looked_at}", looked_at, reading.comparison)
