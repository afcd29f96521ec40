"""Pairings of minds, and what a finding under each of them is worth."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from sim.minds.kinds import ASPIRATION, FARSIGHTED, MINDS

ENCODES = "encodes the briefing"
FORESEEN = "draws: foreseen at the means of the priors"


class Pairing(NamedTuple):
    """A mind for each side, by name."""

    kremlin: str
    minsk: str

    @property
    def words(self) -> str:
        """The pairing in words.

        Returns
        -------
        str
            Such as `quantal Kremlin, aspiration Minsk`.
        """
        return f"{self.kremlin} Kremlin, {self.minsk} Minsk"

    @property
    def is_evidence(self) -> bool:
        """Whether what it shows bears on a claim: rules of thumb that tell the story do not.

        Returns
        -------
        bool
            False where either side has the aspiration mind.
        """
        return MINDS[ASPIRATION] not in self

    @property
    def sees_far(self) -> bool:
        """Whether a side plays by tables, which hold for the means of what is drawn.

        Returns
        -------
        bool
            True where either side has the farsighted mind.
        """
        return MINDS[FARSIGHTED] in self

    @property
    def remark(self) -> str:
        """What has to be known of its figures; empty where there is nothing.

        Returns
        -------
        str
            Remarks with semicolons between them.
        """
        remarks = (("" if self.is_evidence else ENCODES), (FORESEEN if self.sees_far else ""))
        return "; ".join(filter(None, remarks))


def pairings() -> tuple[Pairing, ...]:
    """Return every mind of the Kremlin with every mind of Minsk, in the order of their codes.

    Returns
    -------
    tuple of Pairing
        The mind of Minsk changes fastest.
    """
    return tuple(Pairing(*pair) for pair in product(MINDS, MINDS))
