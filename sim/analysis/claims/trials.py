"""The claims' own tests: which there are, and playing and judging them."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from sim.analysis.claims.arms import Arm, Played, play_arm
from sim.analysis.claims.register import claims
from sim.scenario import Scenario, load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from sim.analysis.claims.figures import Figure

    Test = Callable[..., Iterator[Figure]]

Result = Literal["holds", "partly", "fails", "not testable"]

MODULES = ("meeting", "moscow", "support", "minsk", "course")
AHEAD = 3  # how many claims' arms are being played while one is judged: bounds the memory


@dataclass(frozen=True)
class Trial:
    """The test of one claim: a function over arms, or why there is none.

    `note` says what the figures leave open.
    """

    claim: str
    summary: str
    test: Test | None
    arms: Mapping[str, tuple[Arm, ...]]
    note: str = ""

    @property
    def testable(self) -> bool:
        """Whether there is a test at all."""
        return self.test is not None

    def all_arms(self) -> Iterator[Arm]:
        """Yield every arm that is to be played."""
        for several in self.arms.values():
            yield from several


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a claim's test: its figures, and all of them in a word."""

    trial: Trial
    result: Result
    figures: tuple[Figure, ...]


_TRIALS: dict[str, Trial] = {}


def trial(claim: str, *, note: str = "", **arms: Arm | tuple[Arm, ...]) -> Callable[[Test], Test]:
    """Make a function the test of a claim: it is given the arms, played, by these names."""

    def register(test: Test) -> Test:
        summary = " ".join((test.__doc__ or "").split())
        several = {name: one if isinstance(one, tuple) else (one,) for name, one in arms.items()}
        _TRIALS[claim] = Trial(claim, summary, test, several, note)
        return test

    return register


def no_trial(claim: str, why: str) -> None:
    """Say why a claim has no test here."""
    _TRIALS[claim] = Trial(claim, why, None, {})


@cache
def trials() -> Mapping[str, Trial]:
    """Return the tests of all claims, in the order of the briefing."""
    for module in MODULES:
        import_module(f"sim.analysis.claims.{module}")
    return {name: _TRIALS[name] for name in claims() if name in _TRIALS}


def trial_of(claim: str) -> Trial:
    """Return the test of a claim."""
    return trials()[claim]


class Stage:
    """Plays arms in threads: each distinct one once, and no longer kept than it is needed."""

    def __init__(
        self, wanted: Sequence[Trial], runs: int, workers: int, reported: Callable[[int, int], None]
    ) -> None:
        """Note how often each arm is needed; `reported` hears how many arms of how many are played."""
        self.runs, self.reported = runs, reported
        self.needed = Counter(arm.key for trial in wanted for arm in trial.all_arms())
        self.total, self.done = len(self.needed), 0
        self.playing: dict[str, Future[Played]] = {}
        self.threads = ThreadPoolExecutor(workers, thread_name_prefix="sim-worker")

    @staticmethod
    @cache
    def base(name: str) -> Scenario:
        """Read a shipped scenario once."""
        return load_scenario(name)

    def call(self, trial: Trial) -> None:
        """Have the arms of a test played."""
        for arm in trial.all_arms():
            if arm.key not in self.playing:
                self.playing[arm.key] = self.threads.submit(self._play, arm)

    def _play(self, arm: Arm) -> Played:
        scenario = replace(arm.scenario(self.base), sweep=None)
        return play_arm(scenario, max(1, self.runs // arm.part), keep_months=arm.part == 1)

    def judge(self, trial: Trial) -> Verdict:
        """Give a test its arms, and judge it."""
        if trial.test is None:
            return Verdict(trial, "not testable", ())
        played = {name: [self._result(arm) for arm in several] for name, several in trial.arms.items()}
        given = {name: many if len(many) > 1 else many[0] for name, many in played.items()}
        figures = tuple(trial.test(**given))
        return Verdict(trial, result_of(figures), figures)

    def _result(self, arm: Arm) -> Played:
        played = self.playing[arm.key].result()
        self.needed[arm.key] -= 1
        if self.needed[arm.key] == 0:  # the last test that needs it
            del self.playing[arm.key]
            self.done += 1
            self.reported(self.done, self.total)
        return played

    def shutdown(self) -> None:
        """Send the threads home."""
        self.threads.shutdown(wait=False, cancel_futures=True)


def judge(
    names: Iterable[str],
    runs: int,
    workers: int | None = None,
    reported: Callable[[int, int], None] = lambda _done, _total: None,
) -> Iterator[Verdict]:
    """Play the tests of claims and yield each verdict as soon as it is there.

    Parameters
    ----------
    names
        Claims by number; all those that there are for none.
    runs : int
        Runs of each arm.
    workers : int, optional
        Number of threads; the figures do not depend on it.
    reported
        Hears how many arms are done with, of how many.
    """
    wanted = [trial_of(name) for name in names] or list(trials().values())
    stage = Stage(wanted, runs, workers or os.cpu_count() or 1, reported)
    try:
        for position, one in enumerate(wanted):
            for coming in wanted[position : position + AHEAD]:
                stage.call(coming)
            yield stage.judge(one)
    finally:
        stage.shutdown()


def result_of(figures: Iterable[Figure]) -> Result:
    """Return a test's figures in a word: all hold, none does, or some do and some are undecided."""
    judgements = {figure.judgement for figure in figures} - {"reported"}
    if judgements == {"holds"}:
        return "holds"
    return "fails" if judgements == {"fails"} else "partly"
