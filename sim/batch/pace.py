"""How fast a batch goes: how large the next block should be, and how long the rest will take.

Blocks of some tenths of a second keep all cores busy to the end, let an interruption through at once, and
cost nothing to hand out. Their size never shows in the results.
"""

from __future__ import annotations

import math

BLOCK_SECONDS = 0.35
FIRST_BLOCK_RUNS = 128
LARGEST_BLOCK = 2**14  # runs; each holds some kilobytes while it is played
# Run-months a second of one core before anything was measured: what `--dry-run` can go by.
USUAL_RATE = 40_000.0


class Pace:
    """Measures finished blocks and sizes the next ones; `fixed` sets a size once and for all."""

    def __init__(self, workers: int, fixed: int | None = None) -> None:
        """Start without a measurement."""
        self.workers, self.fixed = workers, fixed
        self.rate: float | None = None

    def block_runs(self, horizon: int, left: int) -> int:
        """Number of runs for the next block of a scenario of which `left` are left."""
        if self.fixed:
            return min(self.fixed, left)
        if self.rate is None:
            return min(FIRST_BLOCK_RUNS, left)
        by_time = min(int(self.rate * BLOCK_SECONDS / horizon) + 1, LARGEST_BLOCK)
        fair_share = max(math.ceil(left / self.workers), FIRST_BLOCK_RUNS)
        return min(by_time, fair_share, left)

    def note(self, run_months: int, seconds: float) -> None:
        """Learn from a finished block: the rate of one core, the latest blocks counting most."""
        rate = run_months / max(seconds, 1e-6)
        self.rate = rate if self.rate is None else (self.rate + rate) / 2
