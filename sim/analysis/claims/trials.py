"""The claims' own tests: which there are, and how they are played and assessed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from sim.analysis.claims.register import claims

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sim.analysis.claims.figures import ClaimFigure
    from sim.experiments.arm import Arm
    from sim.experiments.arms import Arms

    Test = Callable[..., Iterator[ClaimFigure]]

ClaimVerdict = Literal["holds", "partly", "fails", "not testable"]

MODULES = ("meeting", "moscow", "support", "minsk", "course")


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

    def all_arms(self) -> Iterator[Arm]:
        """Yield every arm that is to be played.

        Yields
        ------
        Arm
            By name of the test's argument, in the order declared.
        """
        for several in self.arms.values():
            yield from several


@dataclass(frozen=True, slots=True)
class AssessedClaim:
    """What came of a claim's test: its figures, and all of them in a word."""

    trial: Trial
    verdict: ClaimVerdict
    figures: tuple[ClaimFigure, ...]

    @property
    def figure(self) -> ClaimFigure | None:
        """The figure behind the verdict: the first that does not hold, or the first that decides."""
        deciding = [one for one in self.figures if not one.expected.reported]
        contrary = [one for one in deciding if one.verdict != "holds"]
        return next(iter(contrary or deciding), None)


_TRIALS: dict[str, Trial] = {}


def trial(claim: str, *, note: str = "", **arms: Arm | tuple[Arm, ...]) -> Callable[[Test], Test]:
    """Make a function the test of a claim: it is given the runs of the arms, by these names.

    Parameters
    ----------
    claim : str
        Name of the claim (`C13`).
    note : str
        What the figures leave open.
    **arms : Arm or tuple of Arm
        By name of the function's argument; several arms are given to it as a list.

    Returns
    -------
    callable
        A decorator that registers a function and returns it unchanged; the function yields figures, and its
        docstring is the summary of the test.
    """

    def register(test: Test) -> Test:
        summary = " ".join((test.__doc__ or "").split())
        several = {name: one if isinstance(one, tuple) else (one,) for name, one in arms.items()}
        _TRIALS[claim] = Trial(claim, summary, test, several, note)
        return test

    return register


def no_trial(claim: str, why: str) -> None:
    """Say why a claim has no test here.

    Parameters
    ----------
    claim : str
        Name of the claim (`C13`).
    why : str
        A sentence, shown as the summary of the test.
    """
    _TRIALS[claim] = Trial(claim, why, None, {})


@cache
def trials() -> Mapping[str, Trial]:
    """Return the tests of all claims, in the order of the briefing.

    Returns
    -------
    mapping of str to Trial
        By name of the claim, worked out once.
    """
    for module in MODULES:
        import_module(f"sim.analysis.claims.{module}")
    return {name: _TRIALS[name] for name in claims() if name in _TRIALS}


def ask_for(arms: Arms, wanted: Iterable[Trial]) -> None:
    """Ask for the whole runs of all arms of tests.

    Parameters
    ----------
    arms : Arms
        The arms are added to these; they are not yet played.
    wanted : iterable of Trial
        Tests; those without a function ask for nothing.
    """
    for one in wanted:
        for arm in one.all_arms():
            arms.add(arm, one.claim, whole=True)


def assessed(arms: Arms, one: Trial) -> AssessedClaim:
    """Take the runs that a test needs, and assess it; to be called while the arms are being played.

    Parameters
    ----------
    arms : Arms
        After `ask_for` with this test.
    one : Trial
        The test of one claim.

    Returns
    -------
    AssessedClaim
        `not testable` without figures where the claim has no test.
    """
    if one.test is None:
        return AssessedClaim(one, "not testable", ())
    taken = {name: [arms.take(arm) for arm in several] for name, several in one.arms.items()}
    given = {name: many if len(many) > 1 else many[0] for name, many in taken.items()}
    figures = tuple(one.test(**given))
    return AssessedClaim(one, verdict_of(figures), figures)


def verdict_of(figures: Iterable[ClaimFigure]) -> ClaimVerdict:
    """Return a test's figures in a word: all hold, none does, or some do and some are undecided.

    Parameters
    ----------
    figures : iterable of ClaimFigure
        Of one test; those that are only reported do not count.

    Returns
    -------
    str
        `holds`, `fails`, or `partly` for everything else.
    """
    verdicts = {figure.verdict for figure in figures} - {"reported"}
    if verdicts == {"holds"}:
        return "holds"
    return "fails" if verdicts == {"fails"} else "partly"
