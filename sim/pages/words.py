"""What the report calls things, how it writes numbers, and the sentences it opens with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.quantities import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.pages.findings import Contrast, Findings, ScenarioFindings
    from sim.scenario.kinds import Month
    from sim.stats.estimate import Estimate

USUAL = "muddling_through"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def plain(name: str) -> str:
    """A name in the program as words: `one_off` becomes `One off`.

    Parameters
    ----------
    name : str
        With underscores between the words.

    Returns
    -------
    str
        With a capital at its head.
    """
    return name.replace("_", " ").capitalize()


def ending(name: str) -> str:
    """What an outcome is called.

    Parameters
    ----------
    name : str
        Name in `OUTCOMES`.

    Returns
    -------
    str
        In lower case, with spaces for underscores.
    """
    return name.replace("_", " ")


def minus(text: str) -> str:
    """Write a real minus sign.

    Parameters
    ----------
    text : str
        A number; each hyphen in it is taken as a minus sign.

    Returns
    -------
    str
        The number with U+2212.
    """
    return text.replace("-", "−")


def percent(share: float) -> str:
    """A share in per cent: `89.2`; a very small one with one digit more.

    Parameters
    ----------
    share : float
        As a fraction of 1; it may be negative where it is a difference.

    Returns
    -------
    str
        Without the sign `%`; a dash where the share is not finite.
    """
    if not math.isfinite(share):
        return "–"
    value = 100 * share
    return minus(f"{value:.2f}" if 0 < abs(value) < 0.1 else f"{value:.1f}")


def percent_interval(interval: Estimate) -> str:
    """A share with its interval: `5.7 (5.3 to 6.2)`.

    Parameters
    ----------
    interval : Estimate
        As fractions of 1.

    Returns
    -------
    str
        In per cent, without the sign.
    """
    return f"{percent(interval.value)} ({percent(interval.low)} to {percent(interval.high)})"


def number(value: float | None) -> str:
    """A number with three significant digits: `0.0742`, `4.74`, `1,230`.

    Parameters
    ----------
    value : float or None
        In any unit.

    Returns
    -------
    str
        A dash where the value is missing or not finite; exponents below 1e-6 and from 1e7 on.
    """
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if not -6 <= size < 7:
        return minus(f"{value:.2e}")
    decimals = max(0, 2 - size)
    return minus(f"{value:,.{decimals}f}")


def signed(value: float, decimals: int = 2) -> str:
    """A difference with its sign: `+0.21`, `−1.30`, `0`.

    Parameters
    ----------
    value : float
        In any unit.
    decimals : int
        Digits after the point.

    Returns
    -------
    str
        `0` for what is rounded to 0; a dash where the value is not finite.
    """
    if not math.isfinite(value):
        return "–"
    text = f"{value:+.{decimals}f}"
    return "0" if float(text) == 0 else minus(text)


def signed_number(value: float) -> str:
    """A difference in the unit of its measure, three significant digits, with its sign.

    Parameters
    ----------
    value : float
        In the unit of the measure.

    Returns
    -------
    str
        A dash where the value is not finite.
    """
    return f"+{number(value)}" if math.isfinite(value) and value > 0 else number(value)


def month_name(month: Month, *, short: bool = False) -> str:
    """A calendar month: `Mar 2021`, or short `Mar 21`.

    Parameters
    ----------
    month : Month
        Of the calendar.
    short : bool
        Whether the year has two digits.

    Returns
    -------
    str
        In English.
    """
    year = f"{month.year % 100:02d}" if short else str(month.year)
    return f"{MONTHS[month.month - 1]} {year}"


def plural(count: int, noun: str) -> str:
    """`1 run`, `10,000 runs`.

    Parameters
    ----------
    count : int
        Number of things, at least 0.
    noun : str
        In the singular; its plural takes an `s`.

    Returns
    -------
    str
        With commas between thousands.
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def plurals(counts: Sequence[int], noun: str) -> str:
    """`1 run`, `50 to 60 runs`.

    Parameters
    ----------
    counts : sequence of int
        Numbers of things, at least one number.
    noun : str
        In the singular; its plural takes an `s`.

    Returns
    -------
    str
        The least and the largest number where they differ.
    """
    return f"{range_of(counts)} {noun}{'' if max(counts) == 1 else 's'}"


def range_of(values: Sequence[int]) -> str:
    """One number, or the range of several.

    Parameters
    ----------
    values : sequence of int
        At least one.

    Returns
    -------
    str
        With commas between thousands.
    """
    low, high = min(values), max(values)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def opening(findings: Findings) -> list[str]:
    """Sentences that say what was played, how it ended, and which scenario differs most.

    Parameters
    ----------
    findings : Findings
        Of all scenarios of the page.

    Returns
    -------
    list of str
        Two sentences; more where there is a baseline and another scenario was compared with it.
    """
    sentences = [_played(findings), _usual_endings(findings.baseline or findings.scenarios[0])]
    if findings.baseline is None:
        return sentences
    contrasts = [scenario.contrast for scenario in findings.scenarios if scenario.contrast is not None]
    return [*sentences, *_most_different(contrasts)]


def _played(findings: Findings) -> str:
    scenarios = findings.scenarios
    runs = plurals([scenario.runs for scenario in scenarios], "run")
    months = plurals([scenario.scenario.horizon for scenario in scenarios], "month")
    each = " each" if len(scenarios) > 1 else ""
    starts = {scenario.scenario.start for scenario in scenarios}
    start = month_name(min(starts)) + (" or later" if len(starts) > 1 else "")
    return f"{plural(len(scenarios), 'scenario')} of {runs}{each}, over {months} from {start}."


def _usual_endings(scenario: ScenarioFindings) -> str:
    others = [name for name in OUTCOMES if name != USUAL and scenario.shares[name].value > 0]
    text = (
        f"In {scenario.name}, {percent(scenario.shares[USUAL].value)}% of the runs muddle through to the end"
    )
    if not others:
        return f"{text}; no other ending occurs."
    first = max(others, key=lambda name: scenario.shares[name].value)
    share = percent(scenario.shares[first].value)
    return f"{text}; the most frequent other ending is {ending(first)} ({share}%)."


def _most_different(contrasts: Sequence[Contrast]) -> list[str]:
    if not contrasts:
        return []
    sentences = []
    most = max(contrasts, key=lambda contrast: contrast.moved)
    if any(interval.excludes_zero for interval in most.shares.values()):
        name = max(most.shares, key=lambda name: abs(most.shares[name].value))
        sentences.append(
            f"Endings differ most from the baseline in {most.name}: {ending(name)} is "
            f"{percent(abs(most.shares[name].value))} percentage points "
            f"{'more' if most.shares[name].value > 0 else 'less'} frequent."
        )
    else:
        sentences.append("No scenario's endings differ from the baseline's beyond chance.")
    effects = [
        (abs(row.effect.value), contrast.name, row)
        for contrast in contrasts
        for row in contrast.metrics
        if row.effect.excludes_zero
    ]
    if effects:
        _, name, row = max(effects, key=lambda effect: effect[0])
        sentences.append(
            f"The largest shift of a measure: {row.measure.label} in {name}, "
            f"{signed(row.effect.value)} standard deviations."
        )
    return sentences
