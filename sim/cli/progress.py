"""How a batch goes on, on standard error: a bar where somebody is looking, a few lines where nobody is."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from sim.output.streams import undisguised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.batch.plan import Plan
    from sim.batch.run import ProgressListener

COMPILING = "compiling the rules, once per version"
SECONDS_BETWEEN_LINES = 15.0


class Lines:
    """A line now and then: for logs."""

    def __init__(self, plan: Plan, *, compiling: bool) -> None:
        """Say what is to be played, and whether it has to be waited for."""
        self.total, self.total_months = plan.runs, plan.run_months
        self.done = self.months = self.before = self.months_before = 0
        self.start = self.last = time.monotonic()
        wait = f"; {COMPILING} ..." if compiling else ""
        typer.echo(f"playing {self.total:,} runs of {len(plan.scenarios)} scenario(s){wait}", err=True)

    def ready(self, done: int = 0, done_months: int = 0) -> None:
        """Start the clock.

        Parameters
        ----------
        done, done_months : int
            Runs, and months of runs, that an earlier call had played.
        """
        self.start = self.last = time.monotonic()
        self.before, self.done, self.months = done, done, done_months
        self.months_before = done_months
        if done:
            typer.echo(f"going on: {done:,} of {self.total:,} runs were done before", err=True)

    def played(self, scenario: str, runs: int, horizon: int) -> None:
        """Count, and say so if it is time.

        Parameters
        ----------
        scenario : str
            Name of the scenario that they belong to.
        runs : int
            Number of runs done since the last call.
        horizon : int
            Months of each of these runs.
        """
        self.done += runs
        self.months += runs * horizon
        now = time.monotonic()
        if self.done == self.total or now - self.last >= SECONDS_BETWEEN_LINES:
            self.last = now
            seconds = max(now - self.start, 1e-3)
            left = seconds * (self.total_months - self.months) / (self.months - self.months_before)
            rate = (self.done - self.before) / seconds
            typer.echo(
                f"{self.done:,} of {self.total:,} runs, {rate:,.0f} a second, {left:.0f} s left ({scenario})",
                err=True,
            )


class Bar:
    """A bar with rate and time left."""

    def __init__(self, plan: Plan, *, compiling: bool) -> None:
        """Draw the bar; it may have to wait for the compiler first."""
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            SpinnerColumn,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = ("{task.description}", "{task.fields[runs]}", "{task.fields[rate]}")
        name, runs, rate = (TextColumn(column, markup=False) for column in columns)
        self.bar = Progress(
            SpinnerColumn(),
            name,
            BarColumn(),
            TaskProgressColumn(),
            runs,
            rate,
            TimeRemainingColumn(elapsed_when_finished=True),
            console=Console(file=undisguised(sys.stderr)),
        )
        self.plan, self.done, self.before = plan, 0, 0
        self.start = time.monotonic()
        waiting = COMPILING if compiling else "loading the rules"
        self.task = self.bar.add_task(f"{waiting} ...", total=None, runs="", rate="")

    def ready(self, done: int = 0, done_months: int = 0) -> None:
        """Start the clock.

        Parameters
        ----------
        done, done_months : int
            Runs, and months of runs, that an earlier call had played.
        """
        self.start = time.monotonic()
        self.before = self.done = done
        name = self.plan.scenarios[0].name
        self.bar.reset(self.task, total=self.plan.run_months, completed=done_months, description=name)

    def played(self, scenario: str, runs: int, horizon: int) -> None:
        """Move the bar.

        Parameters
        ----------
        scenario : str
            Name of the scenario that they belong to, shown before the bar.
        runs : int
            Number of runs done since the last call.
        horizon : int
            Months of each of these runs.
        """
        self.done += runs
        rate = (self.done - self.before) / max(time.monotonic() - self.start, 1e-3)
        self.bar.update(
            self.task,
            advance=runs * horizon,
            description=scenario,
            runs=f"{self.done:,}/{self.plan.runs:,} runs",
            rate=f"{rate:,.0f}/s",
        )


@contextmanager
def listening(plan: Plan, *, quiet: bool) -> Iterator[ProgressListener]:
    """Whoever tells the user how this batch goes on.

    Parameters
    ----------
    plan : Plan
        The batch that is to be played.
    quiet : bool
        Whether nothing is shown.

    Returns
    -------
    context manager of ProgressListener
        A bar on a terminal, lines elsewhere; the bar is taken down at the end.
    """
    from rich.console import Console

    from sim.batch.run import Silent, compiled_before

    if quiet:
        yield Silent()
        return

    compiling = not compiled_before()
    if not Console(stderr=True).is_terminal:
        yield Lines(plan, compiling=compiling)
    else:
        bar = Bar(plan, compiling=compiling)
        with bar.bar:
            yield bar
