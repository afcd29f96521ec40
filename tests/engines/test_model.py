"""The Mesa model as mesa's own tools and a user's script meet it."""

from __future__ import annotations

import numpy as np
import pytest

from sim import Model, load
from sim.errors import UsageError
from sim.minds.kinds import MINDS


@pytest.fixture(scope="module")
def calm(tmp_path_factory):
    path = tmp_path_factory.mktemp("calm") / "calm.yaml"
    path.write_text("name: calm\nhorizon: 4\n")
    return path


def test_a_model_stops_when_all_months_are_played(calm):
    model = Model(calm)
    steps = 0
    while model.running and steps < 10:  # as mesa's run_model does, which knows no limit
        model.step()
        steps += 1
    assert (model.running, model.month, steps) == (False, 4, 4)


def test_a_loaded_scenario_takes_options_like_its_file(calm):
    options = {"months": 3, "seed": 5, "minds": "minsk=aspiration"}
    one, other = (
        Model(source, 2, overrides=["strength_cost=1.2"], **options).play() for source in (calm, load(calm))
    )
    assert other.resolved == one.resolved
    assert other.metrics() == pytest.approx(one.metrics(), rel=0, abs=0, nan_ok=True)
    assert other.minsk.mind_name == "aspiration"


def test_the_number_of_a_run_may_be_one_of_numpy(calm):
    model = Model(calm, np.int64(7))
    assert (type(model.run_number), model.run_number) == (int, 7)


@pytest.mark.parametrize("run", [-1, 10**9, 1.5, "1", True])
def test_a_run_that_there_cannot_be_is_told(calm, run):
    with pytest.raises(UsageError, match=r"run: .*0 to 999999999"):
        Model(calm, run)


@pytest.mark.parametrize("mind", MINDS)
@pytest.mark.parametrize("noting", [False, True])
def test_what_alternatives_are_worth_is_worked_out_where_a_mind_or_a_trace_asks(mind, noting):
    model = Model("baseline_feb2021", run=3, minds={"kremlin": mind, "minsk": mind}, noting=noting)
    model.step()
    asks = noting or mind in ("quantal", "learning")
    assert model.workspace["needed"].tolist() == [float(asks)] * 2


def test_the_reasons_of_an_aspiration_mind_are_told_although_it_does_not_ask_for_them():
    """It represses and speaks by rules of thumb; each alternative is worth something else all the same."""
    model = Model("baseline_feb2021", run=3, minds={"kremlin": "aspiration", "minsk": "aspiration"}).play()
    reported = {name: [] for name in ("help", "repress", "overture", "rhetoric")}
    for decision in model.decisions:
        if decision.name in reported:
            reported[decision.name].append(decision.values)
    for name, values in reported.items():
        assert values, name
        assert all(len(set(month)) == len(month) for month in values), name
        assert len(set(values)) == len(values), name
