"""All invariants that can be tried on a scenario, with the number they have in the model's specification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import UsageError, nearest
from sim.verification.invariants import accounts, draws, endings, minds, replay, units

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.verification.invariants.case import Case


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that holds in every run: `breach` returns what was seen where it does not, else nothing."""

    name: str
    sentence: str
    breach: Callable[[Case], str]


INVARIANTS = (
    Invariant(
        "I1", "Money is neither made nor lost: stocks change by what flows.", accounts.accounts_balance
    ),
    Invariant(
        "I2",
        "Shares stay within 0 and 1 and in order; no stock is negative.",
        accounts.shares_keep_their_order,
    ),
    Invariant(
        "I3",
        "Text, signatures and delivery never shrink unless an event moves them.",
        accounts.contracts_never_fall,
    ),
    Invariant("I4", "The same run is the same again, to the last bit.", replay.played_again_the_same),
    Invariant("I5", "A run alone is the run of a batch, in any order.", replay.alone_as_in_a_batch),
    Invariant("I6", "More months change none of those before.", replay.later_months_change_none_before),
    Invariant(
        "I7", "The same random numbers meets other minds and another start.", draws.random_numbers_are_shared
    ),
    Invariant(
        "I9",
        "An event of no size or no chance changes nothing.",
        draws.nothing_happening_changes_nothing,
    ),
    Invariant("I10", "A run ends once, by one outcome, and then stands still.", endings.runs_end_once),
    Invariant("I16", "Beliefs about the other side's types sum to 1.", minds.beliefs_are_chances),
    Invariant("I17", "The unit of payoffs does not matter.", units.payoffs_in_another_unit),
    Invariant("I21", "The unit of money does not matter.", units.money_in_another_unit),
    Invariant("I23", "Oil that starts dearer stays dearer, its lead fading.", draws.prices_keep_their_order),
    Invariant("I24", "Who never errs accepts nothing worse than refusing.", minds.nobody_accepts_a_loss),
    Invariant("I26", "Without risks every run muddles through.", endings.nothing_ends_without_risk),
    Invariant("I28", "Both engines play a run alike, to the last bit.", replay.both_engines_agree),
    Invariant("I29", "Drawing what nobody reads changes nothing.", draws.drawing_the_unused_changes_nothing),
    Invariant("I30", "What is hidden angers nobody before it leaks.", minds.secrets_anger_nobody),
    Invariant(
        "I31",
        "Doubt mixed in every month keeps all beliefs above a third of it.",
        minds.nobody_is_ever_certain,
    ),
    Invariant("I32", "Two batches add up to one of both.", replay.batches_add_up),
    Invariant("I38", "Chances are chances, and no number is missing.", minds.chances_are_chances),
)


def chosen(names: Sequence[str]) -> tuple[Invariant, ...]:
    """Return the invariants of these names, all where none is given.

    Parameters
    ----------
    names : sequence of str
        Such as `I1`, in either case of letters.

    Returns
    -------
    tuple of Invariant
        In the order of the names; all, in the order of their numbers, where none is given.

    Raises
    ------
    UsageError
        There is no such invariant.
    """
    known = {one.name: one for one in INVARIANTS}
    unknown = [name for name in names if name.upper() not in known]
    if unknown:
        near = nearest(unknown[0].upper(), known)
        suggestion = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UsageError(f"no invariant {unknown[0]!r}; there are {', '.join(known)}{suggestion}")
    return tuple(known[name.upper()] for name in names) or INVARIANTS
