"""The one estimate of the program: a value between the limits of its interval, with its standard error."""

from __future__ import annotations

import math
from dataclasses import dataclass

ALPHA = 0.05  # 1 less the level of an interval, unless said otherwise
LEVEL = "95%"
Z = 1.959963984540054  # the normal quantile at 1 - ALPHA / 2


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value estimated from runs; NaN where it cannot be had.

    Parameters
    ----------
    value, low, high : float
        The estimate and the limits of its interval, in the unit of what is estimated.
    n : int
        The number of runs, or of pairs of runs, that it rests on.
    standard_error : float
        In the same unit; 0 where the runs do not differ from one another.
    p_value : float
        Two-sided p-value of 0; NaN where nothing was tested.
    """

    value: float
    low: float
    high: float
    n: int = 0
    standard_error: float = math.nan
    p_value: float = math.nan

    @property
    def excludes_zero(self) -> bool:
        """Whether 0 lies outside the interval."""
        return self.low > 0 or self.high < 0

    @property
    def exactly_zero(self) -> bool:
        """Whether every run came to 0."""
        return self.n > 0 and self.value == self.low == self.high == 0.0

    def errors_from(self, bound: float) -> float:
        """Return the distance from a number in standard errors.

        Parameters
        ----------
        bound : float
            In the unit of the value.

        Returns
        -------
        float
            Positive above the bound; infinite where the runs do not differ from one another, but do from the
            bound; 0 where all of them equal it.
        """
        distance = self.value - bound
        if self.standard_error == 0:
            return math.copysign(math.inf, distance) if distance else 0.0
        return distance / self.standard_error

    @property
    def t(self) -> float:
        """Student's t: the distance from 0 in standard errors."""
        return self.errors_from(0.0)

    def over(self, unit: float) -> Estimate:
        """Return the estimate in another unit.

        Parameters
        ----------
        unit : float
            The size of the new unit in the old one.

        Returns
        -------
        Estimate
            Unknown where the unit is 0 or unknown, unless all of it is 0.
        """
        if self.value == self.low == self.high == 0:
            return self
        if not (math.isfinite(unit) and unit > 0):
            return UNKNOWN
        value, low, high = (part / unit for part in (self.value, self.low, self.high))
        return Estimate(value, low, high, self.n, self.standard_error / unit, self.p_value)

    def __neg__(self) -> Estimate:
        """The estimate with the opposite sign."""
        return Estimate(-self.value, -self.high, -self.low, self.n, self.standard_error, self.p_value)


UNKNOWN = Estimate(math.nan, math.nan, math.nan)


def normal(value: float, standard_error: float, n: int) -> Estimate:
    """Return an estimate with the 95% interval of the normal distribution.

    Parameters
    ----------
    value, standard_error : float
        In the unit of what is estimated, the error by the delta method.
    n : int
        The number of runs.

    Returns
    -------
    Estimate
    """
    reach = Z * standard_error
    return Estimate(value, value - reach, value + reach, n, standard_error)
