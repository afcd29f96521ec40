"""Pairings of minds, and what a finding under each of them is worth."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from sim.minds.kinds import ASPIRATION, MINDS

ENCODES = "encodes the briefing"


class Pairing(NamedTuple):
    """A mind for each side, by name."""

    kremlin: str
    minsk: str

    @property
    def words(self) -> str:
        """The pairing in words."""
        return f"{self.kremlin} Kremlin, {self.minsk} Minsk"

    @property
    def is_evidence(self) -> bool:
        """Whether what it shows bears on a claim: rules of thumb that tell the story do not."""
        return MINDS[ASPIRATION] not in self

    @property
    def remark(self) -> str:
        """What has to be known of its figures; empty where there is nothing."""
        return "" if self.is_evidence else ENCODES


def pairings() -> tuple[Pairing, ...]:
    """Return every mind of the Kremlin with every mind of Minsk, in the order of their codes."""
    return tuple(Pairing(*pair) for pair in product(MINDS, MINDS))
