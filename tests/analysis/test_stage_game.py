"""A month's menu against the theory: the same menu, disagreement point and distances as the run has."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.analysis.stage_game.meeting import WatchedModel, meeting
from sim.analysis.stage_game.report import report
from sim.analysis.stage_game.stage_game import game_of
from sim.cli.app import main
from sim.errors import UsageError
from sim.minds.kinds import MINDS
from sim.output.figure import svg_of

BASELINE = "baseline_feb2021"
PAIRS = st.tuples(st.sampled_from(MINDS), st.sampled_from(MINDS)).map(
    lambda pair: f"kremlin={pair[0]},minsk={pair[1]}"
)


def seated(run, month, **options):
    try:
        return game_of(meeting(BASELINE, run, month, **options))
    except UsageError:  # it had ended
        return None


@settings(max_examples=25)
@given(st.integers(0, 500), st.integers(1, 12), PAIRS)
def test_the_distances_of_a_run_follow_from_the_menu_and_the_theory(run, month, minds):
    game = seated(run, month, minds=minds)
    if game is None:
        return
    found, settled = game.solutions, game.meeting.settled
    if found.nash_product is None or found.nash_product <= 0:
        assert math.isnan(game.meeting.nash_distance)
        return
    gain = np.maximum(game.gains[settled], 0.0) if settled is not None else np.zeros(2)
    assert game.meeting.nash_distance == pytest.approx(1 - gain.prod() / found.nash_product, abs=1e-12)
    ideal = game.gains[game.rational].max(axis=0)
    best = (game.gains[found.kalai_smorodinsky] / ideal).min()
    expected = 1 - (gain / ideal).min() / best
    assert game.meeting.kalai_smorodinsky_distance == pytest.approx(expected, abs=1e-12)


def test_a_watched_run_is_any_other_replay():
    watched, plain = WatchedModel(BASELINE, 17).play(), sim.Model(BASELINE, 17).play()
    np.testing.assert_array_equal(watched.month_rows(), plain.month_rows())


@settings(max_examples=10)
@given(st.integers(0, 300), st.integers(1, 8))
def test_what_theory_picks_is_undominated_and_no_worse_than_disagreement(run, month):
    game = seated(run, month)
    if game is None:
        return
    for concept in game.concepts:
        if concept.package is not None:
            assert game.rational[concept.package]
        if concept.point is not None:
            assert min(concept.point) >= -1e-9
    for row in (game.solutions.nash, game.solutions.egalitarian):
        if row is not None and game.gains[row].min() > 0:
            assert game.solutions.undominated[row]
    line = game.gains[game.frontier]
    assert (np.diff(line[:, 0]) >= 0).all()
    assert (np.diff(line[:, 1]) <= 0).all()


def test_what_was_said_is_what_the_trace_has():
    game = game_of(meeting(BASELINE, 17, 3))
    month = sim.trace(BASELINE, run=17).months.iloc[2]
    said = {what.split()[0]: game.meeting.names[row] for what, row in game.moves}
    assert said["offered"] == month["offered"]
    assert said.get("countered", "") == month["countered"]
    assert said.get("settled", "nothing") == month["settled"]
    assert game.meeting.proposer == month["proposer"]


def test_the_disagreement_point_is_named_and_is_the_better_of_both_refusals():
    game = game_of(meeting(BASELINE, 17, 3))
    text = report(game).heading
    way = "turns West" if game.meeting.menu.turns_west else "stays away from the West"
    assert f"nothing agreed, the subsidy goes on, Minsk {way}" in text
    assert f"{game.meeting.menu.disagreement[1]:.3f} to Minsk" in text


def test_the_menu_has_a_row_a_package_and_one_of_each_solution():
    game = game_of(meeting(BASELINE, 17, 3))
    reported = report(game)
    frame = reported.tables["menu"]
    assert len(frame) == len(game.meeting.menu.numbers) == frame["package"].nunique()
    assert frame[["nash", "kalai_smorodinsky", "egalitarian", "offered"]].sum().tolist() == [1, 1, 1, 1]
    assert (frame["undominated"] == game.solutions.undominated).all()
    np.testing.assert_allclose(
        frame["kremlin_gain"], frame["kremlin_payoff"] - game.meeting.menu.disagreement[0]
    )
    assert "settled" in reported.sentences[0]
    points = reported.tables["points"].set_index("what")
    assert points.loc["Nash", "words"] == game.meeting.names[game.solutions.nash]
    assert svg_of(reported.figure()) == svg_of(reported.figure())


@pytest.mark.parametrize(
    ("run", "month", "message"),
    [(0, 0, "month: 0 is out of range"), (0, 25, "month: 25 is out of range"), (-1, 1, "run: -1")],
)
def test_a_meeting_that_there_cannot_be_is_told(run, month, message):
    with pytest.raises(UsageError, match=message):
        meeting(BASELINE, run, month)


def test_after_the_end_nobody_meets():
    settings = ["hazard_collapse=5"]
    ended = int(sim.trace(BASELINE, run=3, overrides=settings).row["end_month"])
    assert ended < 24
    meeting(BASELINE, 3, ended, overrides=settings)
    with pytest.raises(UsageError, match=f"ended in month {ended}: nobody meets in month {ended + 1}"):
        meeting(BASELINE, 3, ended + 1, overrides=settings)


def test_the_command_writes_menu_and_picture(tmp_path, capsys):
    out = tmp_path / "stage.csv"
    arguments = ["stage-game", BASELINE, "--month", "3", "--run", "17", "--out", str(out), "--json"]
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 0
    data = json.loads(capsys.readouterr().out)
    assert len(pd.read_csv(out)) == len(data["menu"])
    assert "<svg" in out.with_suffix(".svg").read_text()
