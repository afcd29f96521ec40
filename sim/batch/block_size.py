"""How fast a batch goes: how large the next block should be.

Blocks of about a second keep all cores busy to the end, lose little when a batch is killed, and cost next to
nothing to hand out and to keep. Their size never shows in the results.
"""

from __future__ import annotations

BLOCK_SECONDS = 1.0
FIRST_BLOCK_MONTHS = 3_000  # run-months
FEWEST_MONTHS = 1_000
MOST_MONTHS = 2**19
# Run-months a second of one core before anything was measured: what `--dry-run` can go by.
USUAL_RATE = 60_000.0


class BlockSize:
    """Measures finished blocks and sizes the next ones; `fixed` sets a size once and for all.

    Sizes are in run-months, the months of all runs of a block taken together.
    """

    def __init__(self, workers: int, fixed: int | None = None) -> None:
        """Start without a measurement."""
        self.workers, self.fixed = workers, fixed
        self.rate: float | None = None

    def block_months(self, left: int) -> int:
        """Size of the next block where `left` run-months are left to hand out; at least 1.

        Parameters
        ----------
        left : int
            Run-months that no block holds yet.

        Returns
        -------
        int
            Run-months: `fixed` where it is given; else 3,000 before anything was measured, then what
            a core plays in a second.
        """
        if self.fixed:
            return self.fixed
        if self.rate is None:
            return FIRST_BLOCK_MONTHS
        by_time = min(int(self.rate * BLOCK_SECONDS), MOST_MONTHS)
        return max(min(by_time, left // self.workers), FEWEST_MONTHS)

    def note(self, run_months: int, seconds: float) -> None:
        """Learn from a finished block: the rate of one core, the latest blocks counting most.

        Parameters
        ----------
        run_months : int
            Size of the block.
        seconds : float
            Time that one core took for it.
        """
        rate = run_months / max(seconds, 1e-6)
        self.rate = rate if self.rate is None else (self.rate + rate) / 2
