"""Numbers and intervals as text: the default form, in the tables and sentences of every report."""

from __future__ import annotations

import math

MISSING = "-"
NUMBER = "number"  # the form that takes as many digits as a number needs


def number(value: float) -> str:
    """Return a number to read: four significant digits, thousands separated, `-` where it is missing.

    Parameters
    ----------
    value : float
        NaN where it is missing.

    Returns
    -------
    str
        Without decimals from 1,000 on.
    """
    if math.isnan(value):
        return MISSING
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def formatted(value: float, form: str = NUMBER) -> str:
    """Return a number in a form.

    Parameters
    ----------
    value : float
        NaN where it is missing.
    form : str
        `NUMBER`, or a format specification of Python's (`+.2f`, `.0%`).

    Returns
    -------
    str
        `-` for what is missing.
    """
    if math.isnan(value):
        return MISSING
    return number(value) if form == NUMBER else f"{value:{form}}"


def interval(low: float, high: float, form: str = NUMBER) -> str:
    """Return the two limits of an interval, `LOW to HIGH`, each as by `formatted`.

    Parameters
    ----------
    low, high : float
        NaN where a limit is missing.
    form : str
        As for `formatted`.

    Returns
    -------
    str
        `-` in place of a limit that is missing.
    """
    return f"{formatted(low, form)} to {formatted(high, form)}"
