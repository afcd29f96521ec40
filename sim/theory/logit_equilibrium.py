"""Logit equilibrium of a 2x2 game: both err, the less the more it matters, and know that the other errs.

The principal branch is the curve of equilibria that starts at even chances where precision is 0. It may
fold back, so it is followed along its length, and a precision belongs to where the curve first reaches it.

Sources: McKelvey and Palfrey 1995; Turocy 2005 (following the branch).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    Vector: TypeAlias = NDArray[np.float64]

_SMALLEST_STEP = 1e-6
_FIRST_STEP = 0.02
_NEAR = 0.1  # of a step: how far its end may lie from where it was guessed
_STRAIGHT = 0.98  # cosine of the angle between two tangents
_MOST_STEPS = 100_000
_MOST_CORRECTIONS = 12
_EXACT = 1e-15


class Leads(NamedTuple):
    """How much better a player's first action is than its second: `slope` x (other's first) + `base`."""

    slope: float
    base: float


class Equilibrium(NamedTuple):
    """Chances of the row player's first row and of the column player's first column."""

    row: float
    column: float


def principal_branch(
    row_payoffs: ArrayLike, column_payoffs: ArrayLike, precisions: Sequence[float]
) -> list[Equilibrium]:
    """Return the equilibrium on the principal branch at each precision, in the order given.

    Parameters
    ----------
    row_payoffs, column_payoffs : array_like
        (2, 2) payoffs by row and column.
    precisions : sequence of float
        Not negative; payoffs times precision are pure numbers.

    Returns
    -------
    list of Equilibrium
        One a precision; even chances where the precision is 0 or no payoff depends on the action.

    Raises
    ------
    ValueError
        A negative precision, or a curve that could not be followed.
    """
    if any(precision < 0.0 for precision in precisions):
        raise ValueError("a precision must not be negative")
    row, column = _leads(np.asarray(row_payoffs, dtype=float), np.asarray(column_payoffs, dtype=float))
    size = max(abs(row.slope) + abs(row.base), abs(column.slope) + abs(column.base))
    if size == 0.0:
        return [Equilibrium(0.5, 0.5)] * len(precisions)
    branch = _Branch(Leads(row.slope / size, row.base / size), Leads(column.slope / size, column.base / size))
    reached = branch.at({precision * size for precision in precisions})
    return [reached[precision * size] for precision in precisions]


def _leads(row_payoffs: Vector, column_payoffs: Vector) -> tuple[Leads, Leads]:
    by_column = row_payoffs[0] - row_payoffs[1]
    by_row = column_payoffs[:, 0] - column_payoffs[:, 1]
    return (
        Leads(float(by_column[0] - by_column[1]), float(by_column[1])),
        Leads(float(by_row[0] - by_row[1]), float(by_row[1])),
    )


def _logistic(x: float) -> float:
    small = math.exp(-abs(x))
    return (1.0 if x >= 0.0 else small) / (1.0 + small)


def _density(x: float) -> float:
    return _logistic(x) * _logistic(-x)


class _Branch:
    """The curve of (log odds of the first row, of the first column, precision) where both are consistent."""

    def __init__(self, row: Leads, column: Leads) -> None:
        self.row, self.column = row, column

    def residual(self, x: float, y: float, precision: float) -> Vector:
        """How far the log odds are from what the other's mix calls for."""
        row, column = self.row, self.column
        return np.array(
            [
                x - precision * (row.slope * _logistic(y) + row.base),
                y - precision * (column.slope * _logistic(x) + column.base),
            ]
        )

    def jacobian(self, x: float, y: float, precision: float) -> Vector:
        """The residual's derivatives, (2, 3)."""
        row, column = self.row, self.column
        return np.array(
            [
                [1.0, -precision * row.slope * _density(y), -row.slope * _logistic(y) - row.base],
                [-precision * column.slope * _density(x), 1.0, -column.slope * _logistic(x) - column.base],
            ]
        )

    def tangent(self, point: Vector) -> Vector:
        """The direction of the curve, of length 1; along a smooth curve it never turns round by itself."""
        along_row, along_column = self.jacobian(*point)
        direction = np.cross(along_row, along_column)
        length = float(np.sqrt(direction @ direction))
        return direction / length if length > 0.0 else direction

    def corrected(self, guess: Vector, normal: Vector) -> Vector | None:
        """The point of the curve on the plane through a guess, by Newton's method; None if it strays."""
        point = guess.copy()
        for _ in range(_MOST_CORRECTIONS):
            matrix = np.vstack((self.jacobian(*point), normal))
            off = np.append(self.residual(*point), normal @ (point - guess))
            try:
                step = np.linalg.solve(matrix, off)
            except np.linalg.LinAlgError:  # exactly where two curves cross: no further than needed
                step = np.linalg.lstsq(matrix, off)[0]
            point -= step
            if np.abs(step).max() <= _EXACT * (1.0 + np.abs(point).max()):
                return point
        rounding = 4.0 * _EXACT * (1.0 + np.abs(point).max())
        return point if np.abs(self.residual(*point)).max() <= rounding else None

    def steps(self) -> Iterator[tuple[Vector, Vector]]:
        """Yield the curve in pieces from even chances on, each by its two ends."""
        point, length, side = np.zeros(3), _FIRST_STEP, 1.0
        tangent = self.tangent(point)
        for _ in range(_MOST_STEPS):
            guess = point + length * tangent
            end = self.corrected(guess, tangent)
            off = np.inf if end is None else float(np.abs(end - guess).max())
            if end is None or off > (_NEAR if length > _SMALLEST_STEP else 1.0) * length:
                length /= 2.0
                continue
            ahead = side * self.tangent(end)
            turn = float(ahead @ tangent)
            if turn < _STRAIGHT and length > _SMALLEST_STEP:
                length /= 2.0  # a bend; or a jump to another curve, which would run the other way
                continue
            if turn < 0.0:  # another curve crosses this one here: go straight on
                side, ahead = -side, -ahead
            yield point, end
            point, tangent = end, ahead
            length *= 1.5 if turn > 1.0 - (1.0 - _STRAIGHT) / 20.0 else 1.0
        raise ValueError("the branch of logit equilibria could not be followed so far")

    def at(self, precisions: Iterable[float]) -> dict[float, Equilibrium]:
        """The equilibria where the curve first reaches each precision."""
        waiting = sorted(precisions, reverse=True)
        found: dict[float, Equilibrium] = {}
        while waiting and waiting[-1] == 0.0:
            found[waiting.pop()] = Equilibrium(0.5, 0.5)
        if not waiting:
            return found
        for start, end in self.steps():
            while waiting and start[2] <= waiting[-1] <= end[2]:
                precision = waiting.pop()
                found[precision] = self.between(start, end, precision)
            if not waiting:
                break
        return found

    def between(self, start: Vector, end: Vector, precision: float) -> Equilibrium:
        """The equilibrium at a precision between the two ends of a piece."""
        share = (precision - start[2]) / (end[2] - start[2])
        guess = start + share * (end - start)
        guess[2] = precision
        point = self.corrected(guess, np.array([0.0, 0.0, 1.0]))
        if point is None:
            raise ValueError(f"no logit equilibrium found near precision {precision:g} on the branch")
        return Equilibrium(_logistic(float(point[0])), _logistic(float(point[1])))
