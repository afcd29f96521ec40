"""PRIM by ema_workbench: boxes peeled off the space of parameters, and what of them is worth keeping.

Decisions D26d, D58 in sim/DECISIONS.md.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

P = ParamSpec("P")
Value = TypeVar("Value")

Ends = Mapping[str, tuple[float, float]]  # from and to, ends included, of each restricted column

SIGNIFICANT = 0.05  # quasi-p value above which a restriction is dropped (Bryant and Lempert 2010)


@dataclass(frozen=True, slots=True)
class PeelingStep:
    """A box on the way: coverage of the target, density, share of all runs, restricted parameters."""

    coverage: float
    density: float
    mass: float
    restricted: int


@dataclass(frozen=True, slots=True)
class Limit:
    """How a box restricts a parameter: its ends, None where it does not, each with its quasi-p value.

    The quasi-p value is the chance of so dense a box if the restriction did nothing (binomial, one-sided).
    It is worked out on the runs in which the box was found, so it flatters.
    """

    low: float | None
    high: float | None
    quasi_p_low: float | None
    quasi_p_high: float | None


@dataclass(frozen=True, slots=True)
class Peeled:
    """A box as it was chosen, and the way to it: the steps of its peeling and pasting, each with its ends.

    `limits` and `ends` are by name of the column.
    """

    limits: Mapping[str, Limit]
    chosen: PeelingStep
    steps: tuple[PeelingStep, ...]
    ends: tuple[Ends, ...]


def peel(
    drawn: pd.DataFrame, met: Flags, boxes: int, density: float | None, alpha: float, mass: float
) -> Iterator[Peeled]:
    """Find boxes one after the other, each in the runs that the boxes before it left (covering).

    A box is taken where coverage and density are best together (their harmonic mean), or the largest one of
    at least `density`, or the densest where none is as dense as that; then restrictions that are not
    significant are dropped, the least first, as long as the box stays as dense as `density` asks. It stops
    where what is left is nowhere denser than all runs are.

    Parameters
    ----------
    drawn : DataFrame (n, k)
        What each run drew.
    met : (n,) bool
        Which meet the target.
    boxes : int
        At most how many boxes are found.
    density : float, optional
        Smallest density of a box, a share of its runs; None where coverage and density decide together.
    alpha : float
        Share of a box that a step peels off, and pastes back.
    mass : float
        Smallest share of all runs that a box may hold.

    Yields
    ------
    Peeled
        A box, with the steps that led to it.

    Raises
    ------
    UsageError
        ema_workbench is not installed.
    """
    made = _made(drawn.astype(np.float64), met.astype(np.int64), alpha, mass)
    for _ in range(boxes):
        box = _next(made, density)
        if box is None:
            return
        yield box


def _quietly(work: Callable[P, Value]) -> Callable[P, Value]:
    """Do work of ema_workbench without what it warns of: packages for notebooks, and pandas of the future."""

    @wraps(work)
    def quiet(*arguments: P.args, **named: P.kwargs) -> Value:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return work(*arguments, **named)

    return quiet


@_quietly
def _made(drawn: pd.DataFrame, met: NDArray[np.int64], alpha: float, mass: float) -> Any:
    return _patient()(
        drawn, met, threshold=float(met.mean()), peel_alpha=alpha, paste_alpha=alpha, mass_min=mass
    )


@_quietly
def _next(made: Any, density: float | None) -> Peeled | None:
    """Find the next box; None where what is left is nowhere denser than the whole."""
    box = made.find_box()
    if box is None or box.res_dim == 0:
        return None
    steps = tuple(_step(row) for row in box.peeling_trajectory.to_dict("records"))
    ends = tuple(_ends(made, limits) for limits in box.box_lims)
    best = _best(steps, density, made.threshold)
    if best is None:
        return None
    box.select(best)
    reached = density is not None and steps[best].density >= density
    _drop_the_insignificant(made, box, density if reached and density is not None else 0.0)
    chosen = box.peeling_trajectory.iloc[box._cur_box]  # noqa: SLF001
    return Peeled(_limits(made, box), _step(chosen.to_dict()), steps, ends)


def _best(steps: tuple[PeelingStep, ...], density: float | None, rate: float) -> int | None:
    """The step that is taken, of those that restrict something and are denser than all runs are."""
    able = [k for k, step in enumerate(steps) if step.restricted and step.density > rate]
    enough = [k for k in able if density is not None and steps[k].density >= density]
    if enough:
        return max(enough, key=lambda k: steps[k].coverage)
    if density is not None:
        return max(able, key=lambda k: steps[k].density, default=None)
    return max(able, key=lambda k: harmonic(steps[k].coverage, steps[k].density), default=None)


def harmonic(coverage: float, density: float) -> float:
    """Return the harmonic mean of two shares.

    Parameters
    ----------
    coverage, density : float
        Shares, 0 to 1.

    Returns
    -------
    float
        0 to 1; 0 where both are 0.
    """
    return 2 * coverage * density / (coverage + density) if coverage + density > 0 else 0.0


def _step(row: Mapping[Any, Any]) -> PeelingStep:
    return PeelingStep(float(row["coverage"]), float(row["density"]), float(row["mass"]), int(row["res_dim"]))


def _ends(made: Any, limits: pd.DataFrame) -> Ends:
    """The ends of a step's box, for the columns that it restricts."""
    moved = (limits.to_numpy() != made.box_init.to_numpy()).any(axis=0)
    return {
        str(name): (float(limits[name].iloc[0]), float(limits[name].iloc[1]))
        for name in limits.columns[moved]
    }


def _limits(made: Any, box: Any) -> dict[str, Limit]:
    """The restrictions of the box that is selected, by name."""
    place = box._cur_box  # noqa: SLF001
    ends, whole = box.box_lims[place], made.box_init
    found = {}
    for name, chances in box.qp[place].items():
        held = [
            float(ends[name].iloc[k]) if ends[name].iloc[k] != whole[name].iloc[k] else None for k in (0, 1)
        ]
        p = [float(chance) if end is not None else None for chance, end in zip(chances, held, strict=True)]
        found[str(name)] = Limit(held[0], held[1], p[0], p[1])
    return found


def _drop_the_insignificant(made: Any, box: Any, density: float) -> None:
    """Drop restrictions of the selected box, the least significant first, until all are significant.

    It ends earlier where the box would become less dense than `density`.
    """
    while True:
        chances = {
            (name, k): chance
            for name, limit in _limits(made, box).items()
            for k, chance in enumerate((limit.quasi_p_low, limit.quasi_p_high))
            if chance is not None
        }
        if len(chances) <= 1 or max(chances.values()) <= SIGNIFICANT:
            return
        name, k = max(chances, key=lambda key: chances[key])
        wider = box.box_lims[box._cur_box].copy()  # noqa: SLF001
        wider.iloc[k, wider.columns.get_loc(name)] = made.box_init[name].iloc[k]
        inside = within(made.x.loc[made.yi_remaining], _ends(made, wider), len(made.yi_remaining))
        rows = made.yi_remaining[inside]
        if made.y[rows].mean() < density:
            return
        box.update(wider, rows)


def within(drawn: Mapping[str, Any] | pd.DataFrame, ends: Ends, runs: int) -> Flags:
    """Return which of the runs lie within the ends, shape (runs,); without any, all do.

    Parameters
    ----------
    drawn : mapping or DataFrame
        What the runs drew, (runs,) by name of the column.
    ends : mapping of str to (float, float)
        Limits of each restricted column, both included; infinite where there is none.
    runs : int
        Number of runs.

    Returns
    -------
    (runs,) bool
        A run without a value in a restricted column lies outside.
    """
    inside = np.ones(runs, dtype=bool)
    for name, (low, high) in ends.items():
        values = np.asarray(drawn[name])
        inside &= (values >= low) & (values <= high)
    return inside


@cache
def _patient() -> Callable[..., Any]:
    """The class `Prim` of ema_workbench, peeling step by step instead of each step within the one before.

    As it stands, it keeps the candidates of all steps in memory until the last: 0.12 MB a run with 258
    parameters. Here they are gone with their step.
    """
    try:
        from ema_workbench.analysis.prim import Prim
    except ImportError as error:
        raise UsageError("sim discover needs ema_workbench: pip install 'sim[analysis]'") from error

    class Patient(Prim):  # type: ignore[misc]
        """PRIM that forgets the candidates of a step before the next."""

        within_a_step = False

        def _peel(self, box: Any) -> Any:
            if self.within_a_step:
                return box
            steps = -1
            while steps != len(box.box_lims):
                steps = len(box.box_lims)
                self.within_a_step = True
                super()._peel(box)
                self.within_a_step = False
            return box

    return Patient
