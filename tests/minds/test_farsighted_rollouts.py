"""The tables of the farsighted mind against rollouts: a stance of month 1 played on for half a year.

Both sides follow the rules of thumb afterwards, in paired chance, and what is reached is worth what the table
says. Rollouts know all of the world, tables five stocks of it, so they can only agree where much is at stake.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.engines import value_tables
from sim.engines.agents import Kremlin, Minsk
from sim.engines.mesa_model import Model
from sim.engines.setting import setting_of
from sim.minds.equilibrium import equilibrium, scratch_for
from sim.minds.kinds import PAY, PUSH
from sim.minds.stances import HOLD, LINKED_STEP, PRESS, PUNISH, SMALL_STEP, STANCES, SUPPORT, best_offer
from sim.minds.workspace import KREMLIN
from sim.play import stage as stages
from sim.rules import state_grid
from sim.scenario import load_scenario
from sim.scenario.compile import compile_inputs, expected

MONTHS, ROLLOUTS = 6, 8
INTEGRATOR, STALLER = 1, 1
NAMES = dict(enumerate(("support", "hold", "small step", "linked step", "press", "punish")))


class Opening(Kremlin):
    """A Kremlin that takes a stance in month 1 and follows rules of thumb afterwards."""

    stance = HOLD

    def offer(self, count):
        if self.model.month > 1:
            return super().offer(count)
        summit = bool(self.model.now["summit"])
        return int(best_offer(KREMLIN, self.stance, summit, self.model.workspace))

    def choose(self):
        asked = int(self.model.now["asked"])
        if self.model.month > 1 or asked not in (PAY, PUSH):
            return super().choose()
        return int((self.stance == PUNISH) != (asked == PAY))


class OpeningModel(Model):
    """A run with such a Kremlin."""

    seats = (Opening, Minsk)


def place_of(model):
    """Return where a model's state lies on the grid."""
    state, p = model.state, model.p
    integrated = float(p["kremlin_weight_by_issue"] @ state["implemented"])
    reserves = state["reserves"] / p["reserves_thin"]
    return state["strength"], state["mobilisation"], integrated, reserves, state["isolation"]


def rolled_out(scenario, stance, run, table):
    """Return what a stance brought the Kremlin in six months, and what it has reached by then."""
    model = OpeningModel(scenario, run, noting=False)
    model.kremlin.stance = stance
    model.step()
    assert model.now["summit"]
    while model.alive and not model.finished:
        model.step()
    reached = state_grid.value_at(table, *place_of(model)) if model.alive else 0.0
    return model.state["payoff_kremlin"] + model.state["discount_kremlin"] * reached


@pytest.fixture(scope="module")
def both():
    """What each stance is worth by the tables (above the mean), and by rollouts (rollouts, stances)."""
    minds = {"kremlin": "aspiration", "minsk": "aspiration"}
    scenario = load_scenario(
        "baseline_feb2021",
        [f"initial.kremlin_type={INTEGRATOR}", f"initial.minsk_type={STALLER}"],
        minds=minds,
        months=MONTHS,
    )
    scenario = replace(scenario, summits=(1,))
    inputs = compile_inputs(scenario)
    world = value_tables._world(*expected(inputs), setting_of(inputs))
    offers = np.zeros((3, STANCES))
    stages.note_offers(world.begin(), world.p, world.setting, world.workspace, offers)
    _, game = list(value_tables._games(world, INTEGRATOR, offers))[STALLER]
    room = scratch_for(game)
    nothing = np.zeros(state_grid.NODES)
    found = equilibrium(game, nothing, nothing, room)
    chances = room.pairs.reshape(state_grid.NODES, STANCES, STANCES).sum(axis=2)
    worth = np.log(chances) / game.precision  # a logit choice tells what its alternatives are worth
    start = place_of(Model(scenario, 0, noting=False))
    by_table = np.array([state_grid.value_at(np.ascontiguousarray(column), *start) for column in worth.T])
    runs = [run for run in range(100) if proposes(scenario, run)][:ROLLOUTS]
    rolled = np.array([[rolled_out(scenario, k, run, found.first) for k in range(STANCES)] for run in runs])
    return by_table - by_table.mean(), rolled


def proposes(scenario, run):
    """Tell whether the Kremlin proposes in month 1."""
    model = Model(scenario, run, noting=False)
    model.step()
    return bool(model.now["kremlin_proposes"])


MUCH = 0.5  # payoff units between two stances, of which tables can be held to


def test_where_tables_put_two_stances_far_apart_rollouts_rank_them_alike(both):
    by_table, rolled = both
    apart = [(a, b) for a in range(STANCES) for b in range(STANCES) if by_table[a] - by_table[b] > MUCH]
    assert len(apart) >= 8
    for better, worse in apart:
        gain = rolled[:, better] - rolled[:, worse]
        assert gain.mean() > 0.0, (NAMES[better], NAMES[worse])


def test_pressing_for_everything_is_the_worst_and_punishing_the_next_by_tables_and_by_rollouts(both):
    by_table, rolled = both
    mild = [SUPPORT, HOLD, SMALL_STEP, LINKED_STEP]
    assert np.argsort(by_table)[:2].tolist() == [PRESS, PUNISH]
    assert np.argsort(rolled.mean(axis=0))[:2].tolist() == [PRESS, PUNISH]
    for harsh in (PRESS, PUNISH):
        losses = rolled[:, mild].mean(axis=1) - rolled[:, harsh]
        assert losses.mean() > 3.0 * losses.std(ddof=1) / np.sqrt(ROLLOUTS)
