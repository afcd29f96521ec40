"""Learning and quantal minds in the ladder's small games: where play comes to the logit equilibrium, or not.

The quantal mind answers how often the other has played each action so far with its logit; the learning mind
takes its stances. Its six stances are the game's actions and, where these are fewer, ones that nobody
would want. All chances are those of the minds' own functions.

Sources: Fudenberg and Levine 1998 (smooth fictitious play converges in 2x2 games, in zero-sum games and in
games with common interests); Hofbauer and Sandholm 2002; Hart and Mas-Colell 2000 (regret matching: to
correlated equilibria, on average, in zero-sum games to the values); Shapley 1964 (the game that cycles).
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.minds import learning
from sim.minds.choice import logit_weights
from sim.minds.stances import STANCES
from sim.rules import draws
from sim.scenario import load_scenario
from sim.shipped import shipped
from sim.testing import parameters_of
from sim.theory.logit_equilibrium import principal_branch

UNWANTED = -50.0
# By a player's own action, the same for both: each gains where it is one step ahead, and never both at once.
SHAPLEY = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def small_games():
    """Yield the ladder's games with a precision each: title, payoffs of both by row and column, precision."""
    ladder = json.loads((shipped("seeds") / "ladder" / "ladder.json").read_text(encoding="utf-8"))
    for case in ladder["cases"]:
        if case["kind"] == "logit_qre":
            given = case["inputs"]
            for precision in given["lambda"]:
                yield pytest.param(
                    np.array(given["A"], float),
                    np.array(given["B"], float),
                    precision,
                    id=f"{case['title']}, {precision:g}",
                )


class Quantal:
    """A quantal mind that answers how often the other has played; payoffs by its own action first."""

    def __init__(self, payoffs, precision):
        self.payoffs, self.precision = payoffs, precision
        self.seen = np.ones(payoffs.shape[1])

    def chances(self):
        """Return the chance of each action."""
        weights = self.payoffs @ (self.seen / self.seen.sum())
        total = logit_weights(weights, len(weights), self.precision)
        return weights / total

    def learn(self, _own, other):
        """See how likely each action of the other was, or which was played."""
        self.seen += other


class Learning:
    """A learning mind whose stances are the actions of a small game, with a memory that keeps everything."""

    def __init__(self, payoffs, precision, **settings):
        self.payoffs = np.full((STANCES, payoffs.shape[1]), UNWANTED)
        self.payoffs[: len(payoffs)] = payoffs
        self.actions, self.mix = len(payoffs), np.zeros(STANCES)
        self.propensities, self.experience = np.full(STANCES, UNWANTED), 0.0
        self.propensities[: self.actions] = 0.0
        self.p = parameters_of(load_scenario("baseline_feb2021"))
        ideal = {"rule": 1.0, "regret_memory": 1.0, "memory": 1.0, "imagination": 1.0, "cumulation": 0.0}
        for name, value in {**ideal, "precision": precision, "payoff_scale": 1.0, **settings}.items():
            self.p[f"learning_{name}"] = value

    def chances(self):
        """Return the chance of each action."""
        learning.take_stance(self.propensities, self.mix, self.p, 0.5)
        return self.mix[: self.actions] / self.mix.sum()

    def learn(self, own, other):
        """Learn from what each action brings against the other's chances, or against what was played."""
        payoffs = self.payoffs @ other
        self.experience = learning.learn(
            self.propensities, self.mix, payoffs, self.experience, int(np.argmax(own)), self.p
        )


def met(one, other, rounds):
    """Let two players see each other's chances for some rounds; return the chances they end with."""
    for _ in range(rounds):
        mine, theirs = one.chances().copy(), other.chances().copy()
        one.learn(mine, theirs)
        other.learn(theirs, mine)
    return one.chances(), other.chances()


def played(one, other, rounds, run=0):
    """Let two players see only what is drawn; return how often each pair of actions was played, as shares."""
    count = np.zeros((len(one.chances()), len(other.chances())))
    for number in range(rounds):
        mine = drawn(one.chances(), run, number, 0)
        theirs = drawn(other.chances(), run, number, 1)
        one.learn(mine, theirs)
        other.learn(theirs, mine)
        count += np.outer(mine, theirs)
    return count / rounds


def drawn(chances, run, number, slot):
    """Return the action drawn, as a vector with a 1."""
    name = (20210222, run, number, int(draws.PRETRAIN), slot)
    action = int(np.searchsorted(np.cumsum(chances), draws.uniform(*(np.uint64(part) for part in name))))
    return np.eye(len(chances))[min(action, len(chances) - 1)]


PAIRS = [(Learning, Learning), (Learning, Quantal), (Quantal, Learning), (Quantal, Quantal)]


# --- where play comes to the logit equilibrium ---------------------------------------------------


@pytest.mark.parametrize("minds", PAIRS, ids=lambda pair: "-".join(kind.__name__ for kind in pair))
@pytest.mark.parametrize(("row", "column", "precision"), list(small_games()))
def test_minds_that_keep_all_they_see_come_to_the_logit_equilibrium_of_2x2_games(
    row, column, precision, minds
):
    """The gap closes as 1 / t to a power, the slower the nearer another equilibrium branches off."""
    (expected,) = principal_branch(row, column, [precision])
    early, late = (
        met(minds[0](row, precision), minds[1](column.T, precision), rounds) for rounds in (50, 1500)
    )
    gaps = [abs(np.array([mine[0], theirs[0]]) - expected).max() for mine, theirs in (early, late)]
    assert gaps[1] < 0.02
    assert gaps[1] < 0.6 * gaps[0] or gaps[1] < 1e-3


def test_drawn_play_comes_to_the_logit_equilibrium_as_well():
    """A game of opposed interests: on average over runs, within four standard errors between runs."""
    row, column, precision = np.array([[9.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]]), 0.5
    shares = np.array(
        [
            (counts.sum(axis=1)[0], counts.sum(axis=0)[0])
            for run in range(6)
            for counts in [played(Learning(row, precision), Quantal(column.T, precision), 1200, run)]
        ]
    )
    (expected,) = principal_branch(row, column, [precision])
    error = shares.std(axis=0, ddof=1) / np.sqrt(len(shares))
    assert (abs(shares.mean(axis=0) - expected) < 4.0 * error + 0.01).all()


@pytest.mark.parametrize("minds", PAIRS, ids=lambda pair: "-".join(kind.__name__ for kind in pair))
def test_imprecise_minds_settle_even_in_a_game_that_cycles(minds):
    counts = played(minds[0](SHAPLEY, 1.0), minds[1](SHAPLEY, 1.0), 1500)
    assert counts == pytest.approx(np.full((3, 3), 1 / 9), abs=0.03)


# --- where it does not ---------------------------------------------------------------------------


@pytest.mark.parametrize("minds", PAIRS, ids=lambda pair: "-".join(kind.__name__ for kind in pair))
def test_precise_minds_go_round_in_shapleys_game_and_never_come_to_its_one_equilibrium(minds):
    """There both would play all three alike and meet on each pair alike often; they shun the diagonal."""
    counts = played(minds[0](SHAPLEY, 8.0), minds[1](SHAPLEY, 8.0), 1500)
    assert np.trace(counts) < 0.25


def test_regret_matching_comes_to_the_equilibrium_of_those_who_never_err():
    """Opposed interests: 1/2 and 1/10 on average, whatever the precision, where logit has .83 and .42."""
    row, column = np.array([[9.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    counts = played(Learning(row, 0.5, rule=0.0), Learning(column.T, 0.5, rule=0.0), 4000)
    assert (counts.sum(axis=1)[0], counts.sum(axis=0)[0]) == pytest.approx((0.5, 0.1), abs=0.05)


def test_regret_matching_picks_a_side_of_chicken_where_logit_mixes():
    row, column = np.array([[2.0, 1.0], [4.0, -1.0]]), np.array([[3.0, 5.0], [1.0, 0.0]])
    counts = played(Learning(row, 0.2, rule=0.0), Learning(column.T, 0.2, rule=0.0), 1500)
    assert counts.max() > 0.95
    (expected,) = principal_branch(row, column, [0.2])
    assert max(np.outer([expected.row, 1 - expected.row], [expected.column, 1 - expected.column]).flat) < 0.3


def test_who_counts_what_was_not_earned_for_less_stays_away_from_the_logit_equilibrium():
    """With an imagination of one half what is played feeds itself: chicken at a precision of .6."""
    row, column = np.array([[2.0, 1.0], [4.0, -1.0]]), np.array([[3.0, 5.0], [1.0, 0.0]])
    (expected,) = principal_branch(row, column, [0.6])
    pairs = [(Learning(row, 0.6, imagination=x), Learning(column.T, 0.6, imagination=x)) for x in (0.5, 1.0)]
    half, whole = (
        [counts.sum(axis=1)[0], counts.sum(axis=0)[0]] for counts in (played(*pair, 3000) for pair in pairs)
    )
    assert abs(np.array(half) - expected).max() > 0.05
    assert abs(np.array(whole) - expected).max() < 0.05
