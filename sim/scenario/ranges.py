"""The range of every number that is given on the command line or as an argument in Python.

One list for both. The limits of what a scenario file holds are those of its schema. The upper limits of the
others are where a number stops to mean anything, or where it would take more memory or time than a machine
has: the reason stands beside each.

Decision D60 in sim/DECISIONS.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from sim.errors import UsageError
from sim.scenario.schema import LARGEST_SEED, LONGEST_HORIZON, MOST_POINTS, MOST_RUNS


@dataclass(frozen=True, slots=True)
class IntegerRange:
    """Whole numbers from `low` to `high`, both included."""

    low: int
    high: int

    def read(self, name: str, text: str) -> int:
        """Return a number that was typed, as `checked` does.

        Parameters
        ----------
        name : str
            What the number is, for messages.
        text : str
            What was typed.

        Returns
        -------
        int
            The number.

        Raises
        ------
        UsageError
            It is no whole number, or out of range.
        """
        try:
            return self.checked(name, int(text))
        except ValueError:
            return self.checked(name, text)

    def checked(self, name: str, value: Any) -> int:
        """Return a whole number within the range, numpy's too, as Python's own.

        Parameters
        ----------
        name : str
            What the number is, for messages.
        value : object
            What was given.

        Returns
        -------
        int
            The number.

        Raises
        ------
        UsageError
            It is no whole number, or out of range.
        """
        if isinstance(value, bool) or not isinstance(value, Integral):
            raise UsageError(f"{name}: {value!r:.80} is not a whole number; {self.low} to {self.high}")
        number = int(value)
        if not self.low <= number <= self.high:
            allowed = f"a whole number, {self.low} to {self.high}"
            raise UsageError(f"{name}: {number!s:.80} is out of range; {allowed}")
        return number


@dataclass(frozen=True, slots=True)
class RealRange:
    """Numbers from `low` to `high`, both included."""

    low: float
    high: float

    def read(self, name: str, text: str) -> float:
        """Return a number that was typed, as `checked` does.

        Parameters
        ----------
        name : str
            What the number is, for messages.
        text : str
            What was typed.

        Returns
        -------
        float
            The number.

        Raises
        ------
        UsageError
            It is no number, or out of range.
        """
        try:
            return self.checked(name, float(text))
        except ValueError:
            return self.checked(name, text)

    def checked(self, name: str, value: Any) -> float:
        """Return a number within the range, numpy's too, as Python's own.

        Parameters
        ----------
        name : str
            What the number is, for messages.
        value : object
            What was given.

        Returns
        -------
        float
            The number.

        Raises
        ------
        UsageError
            It is no number, or out of range.
        """
        if isinstance(value, bool) or not isinstance(value, Real):
            raise UsageError(f"{name}: {value!r:.80} is not a number; {self.low:g} to {self.high:g}")
        number: Any = value
        if not self.low <= number <= self.high:  # as it is: a large whole number is no float
            allowed = f"a number, {self.low:g} to {self.high:g}"
            raise UsageError(f"{name}: {number!s:.80} is out of range; {allowed}")
        return float(number)


RUNS = IntegerRange(1, MOST_RUNS)
RUN = IntegerRange(0, MOST_RUNS - 1)
SEED = IntegerRange(0, LARGEST_SEED)
MONTHS = MONTH = IntegerRange(1, LONGEST_HORIZON)
POINT = IntegerRange(0, MOST_POINTS - 1)
WORKERS = IntegerRange(1, 1024)  # threads
PANEL = IntegerRange(
    0, 100_000
)  # runs of each scenario: a row for each month and variable of every one, 10^8 rows
BLOCK = IntegerRange(1, 1_000_000)  # runs
STANDARD_ERROR = RealRange(1e-12, 1e12)  # in the unit of the metric

# Of analyses that keep what is asked of every run in memory, which `sim.batch.values` bounds as a whole.
ARM_RUNS = IntegerRange(2, 1_000_000)
POINT_RUNS = BACKTEST_RUNS = IntegerRange(1, 1_000_000)
MOVE_RUNS = IntegerRange(0, 1_000_000)  # 0: nothing is moved
TOURNAMENT_RUNS = IntegerRange(4, 1_000_000)
CLAIM_RUNS = IntegerRange(2, 20_000)  # the months of several arms are in memory, 1 kB each
DRAWS = IntegerRange(0, 10_000)  # 0: none
CLOSELY = IntegerRange(0, 1000)  # there are fewer quantities
TOP = IntegerRange(1, 1000)
SAMPLES = IntegerRange(2, 65_536)

ALPHA = RealRange(1e-6, 0.5)  # below it an interval depends on a handful of resamples; above it says nothing
MARGIN = RealRange(0.0, 100.0)  # standard deviations

BOXES = IntegerRange(1, 100)  # each is looked for in what is left by those before
SEARCHED = IntegerRange(100, 1_000_000)  # runs: with fewer every box is chance; memory grows with them
DENSITY = RealRange(1e-6, 1.0)
MASS = RealRange(1e-6, 0.9)
PEEL = RealRange(0.001, 0.5)
HELD_OUT = RealRange(0.0, 0.9)

POPULATION = IntegerRange(20, 100_000)  # each point is some thirty rows of the database
GENERATIONS = IntegerRange(1, 100)
EXAMPLES = IntegerRange(1, 100_000)
BENCH_RUNS = IntegerRange(10, 100_000)
REPEAT = IntegerRange(1, 100)
PORT = IntegerRange(1, 65_535)
