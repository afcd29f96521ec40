"""Alternating offers: two players share a pie of 1 and take turns to propose.

Sources: Stahl 1972 (finite horizon); Rubinstein 1982 (infinite horizon); Binmore, Rubinstein and Wolinsky
1986 (breakdown); Binmore, Shaked and Sutton 1989 (outside option: deal me out, not split the difference).
"""

from __future__ import annotations

from typing import NamedTuple


class Game(NamedTuple):
    """The rules of one negotiation; utility is linear and agreement immediate.

    `patience_1`, `patience_2` in (0, 1]: what a player's payoff keeps of its worth over one rejection.
    `offers`: the largest number of offers, None for no end. `breakdown` in [0, 1]: the chance that talks
    end after a rejection, which at once pays `breakdown_1`, `breakdown_2`. `outside_option_2`: what
    player 2 may take right after rejecting an offer of player 1, None for nothing; without end only.
    """

    patience_1: float
    patience_2: float
    offers: int | None = None
    breakdown: float = 0.0
    breakdown_1: float = 0.0
    breakdown_2: float = 0.0
    outside_option_2: float | None = None


class Responder(NamedTuple):
    """What rejecting is worth to one player: `lost` for sure, and `kept` of what it gets as next proposer.

    `gap` is 1 - `kept`, held apart because patience near 1 leaves few digits of it.
    """

    lost: float
    kept: float
    gap: float


def proposers_shares(game: Game) -> tuple[float, float]:
    """Return what a player keeps as the first proposer: player 1, and player 2 in its own first offer.

    Parameters
    ----------
    game : Game
        The rules of the negotiation.

    Returns
    -------
    tuple of float
        Shares of the pie, 0 to 1: of player 1 in its first offer, of player 2 in its own.

    Raises
    ------
    ValueError
        Nothing presses for agreement: no end, no impatience and no breakdown; or an outside option in a
        game that ends.
    """
    if game.offers is not None:
        if game.outside_option_2 is not None:
            raise ValueError("an outside option needs a game without end")
        return _with_an_end(game, game.offers)
    return _without_end(game)


def _responders(game: Game) -> tuple[Responder, Responder]:
    going_on = 1.0 - game.breakdown
    first, second = (
        Responder(
            game.breakdown * at_breakdown, going_on * patience, game.breakdown + going_on * (1.0 - patience)
        )
        for patience, at_breakdown in (
            (game.patience_1, game.breakdown_1),
            (game.patience_2, game.breakdown_2),
        )
    )
    return first, second


def _without_end(game: Game) -> tuple[float, float]:
    first, second = _responders(game)
    both_gaps = first.gap + first.kept * second.gap  # 1 - kept x kept
    if both_gaps <= 0.0:
        raise ValueError("without an end, impatience or breakdown nothing presses for agreement")
    share_1 = (second.gap - second.lost + second.kept * first.lost) / both_gaps
    share_2 = 1.0 - first.lost - first.kept * share_1
    outside = game.outside_option_2
    if outside is not None and outside > second.lost + second.kept * share_2:
        share_1 = 1.0 - outside
        share_2 = 1.0 - first.lost - first.kept * share_1
    return share_1, share_2


def _with_an_end(game: Game, offers: int) -> tuple[float, float]:
    """Work back from the last offer, whose rejection pays what a breakdown pays."""
    first, second = _responders(game)
    before, now = (float("nan"), float("nan")), (1.0 - game.breakdown_2, 1.0 - game.breakdown_1)
    for left in range(offers - 1, 0, -1):
        earlier = (
            1.0 - second.lost - second.kept * now[1],
            1.0 - first.lost - first.kept * now[0],
        )
        if earlier == before:  # the last digits have settled: from here on two pairs take turns
            return earlier if left % 2 == 1 else now
        before, now = now, earlier
    return now
