"""How each quantity acts in the model, as `seeds/effects.yaml` says, which is derived by playing the model.

The file is never written by hand: `python -m tests.properties.renew_effects` writes it, and a test derives it
anew and demands equality.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from sim.quantities.reading import SeedEntry, read_entries
from sim.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class QuantityEffect:
    """How a quantity acts; the defaults are those of a quantity of which there is nothing to say.

    Parameters
    ----------
    decided
        The side that decides it every month, whatever it was before.
    moved_by
        The parameters that move it most where it is decided, the strongest first.
    read_at_start
        Whether nothing reads it after the start of a run.
    moves
        The monthly columns that it moves, where no decision is among them.
    minds
        The minds that read it, where not all of them do.
    kept
        The share of a deviation of a state from its usual course that is left a month later.
    level
        Where a state tends to in the baseline; None for whatever stays where it is put.
    """

    decided: str = ""
    moved_by: tuple[str, ...] = ()
    read_at_start: bool = False
    moves: tuple[str, ...] = ()
    minds: tuple[str, ...] = ()
    kept: float = 1.0
    level: float | None = None


def effect_of(flat: str) -> QuantityEffect:
    """Return how a quantity acts, by flat name.

    Parameters
    ----------
    flat : str
        Flat name of a parameter or an initial quantity: `step_by_issue.RM`.

    Returns
    -------
    QuantityEffect
        `Effect()` where `seeds/effects.yaml` says nothing of the name.

    Raises
    ------
    SimError
        `seeds/effects.yaml` is malformed.
    """
    return _effects().get(flat, QuantityEffect())


@cache
def _effects() -> Mapping[str, QuantityEffect]:
    path = shipped("seeds") / "effects.yaml"
    return MappingProxyType({entry.name: _effect(entry) for entry in read_entries(path)})


def _effect(entry: SeedEntry) -> QuantityEffect:
    entry.expect(QuantityEffect.__slots__, ())
    return QuantityEffect(
        decided=entry.text("decided"),
        moved_by=entry.texts("moved_by"),
        read_at_start=entry.flag("read_at_start"),
        moves=entry.texts("moves"),
        minds=entry.texts("minds"),
        kept=entry.number("kept", entry.fields.get("kept", 1.0)),
        level=entry.number("level", entry.fields["level"]) if "level" in entry.fields else None,
    )
