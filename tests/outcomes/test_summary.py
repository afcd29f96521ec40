from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from sim.outcomes.distributions import distribution_table
from sim.outcomes.rows import joined
from sim.outcomes.summary import summarise, summary_tables
from sim.quantities import OUTCOMES

LONG = "no_colour_revolution_belief"


@pytest.fixture
def summaries(block_of):
    tables = [
        distribution_table(name, block.outcome, [block.end_month.astype(float), *block.metrics.T])
        for name, block in (("baseline_feb2021", block_of(4000)), (LONG, block_of(500, seed=2)))
    ]
    return summarise(joined(tables), {"baseline_feb2021": 4000, LONG: 500})


def shown(summaries, width):
    console = Console(width=width, file=io.StringIO())
    console.print(summary_tables(summaries))
    return console.file.getvalue()


def test_every_scenario_has_a_row_in_both_tables(summaries):
    text = shown(summaries, 200)
    assert text.count("baseline_feb2021") == 2
    assert text.count(LONG) == 2
    assert "500 to 4,000 runs" in text


def test_a_terminal_of_80_columns_shows_every_figure(summaries):
    wide, narrow = ([line.rstrip() for line in shown(summaries, width).splitlines()] for width in (200, 80))
    assert max(map(len, narrow)) <= 80
    figures = [[cell for cell in line.split() if cell[0].isdigit()] for line in wide if "±" in line]
    for row in figures[1:]:
        assert any(row == line.split()[1:] for line in narrow)


def test_a_share_stands_beside_its_error_in_per_cent(summaries):
    share, error = summaries[0].shares["rupture"]
    assert f"{100 * share:.1f}±{100 * error:.1f}" in shown(summaries, 80)


def test_the_summary_is_plain_data_too(summaries):
    data = json.loads(json.dumps([summary.as_json() for summary in summaries]))
    assert data[0]["scenario"] == "baseline_feb2021"
    assert list(data[0]["outcomes"]) == list(OUTCOMES)
    assert data[1]["metrics"]["pressure_mean"].keys() == {"mean", "standard_error"}
