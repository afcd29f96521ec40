"""The mechanisms that can be left out, as `seeds/channels.yaml` has them: each with its settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from sim.quantities.reading import read_entries
from sim.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Channel:
    """A mechanism: what leaving it out means in words, by which settings, and what stays all the same."""

    name: str
    says: str
    settings: tuple[str, ...]
    leaves: str = ""


@cache
def channels() -> Mapping[str, Channel]:
    """Load every channel by name, in the order of the file.

    Returns
    -------
    mapping
        Channels by name.

    Raises
    ------
    SimError
        An entry is malformed; the error names its file, line and name.
    """
    found = {}
    for entry in read_entries(shipped("seeds") / "channels.yaml"):
        entry.expect(("says", "set", "leaves"), ("says", "set"))
        found[entry.name] = Channel(entry.name, entry.text("says"), entry.texts("set"), entry.text("leaves"))
    return MappingProxyType(found)
