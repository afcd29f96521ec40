"""The section of a scenario that draws: its bands are those of the table, and others have none."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.pages.findings import BANDS
from sim.pages.reading import find
from sim.pages.report import page
from sim.pages.uncertainty import section
from sim.quantities import OUTCOMES


@pytest.fixture(scope="module")
def found(results):
    return {scenario.name: scenario for scenario in find(results).scenarios}


@pytest.fixture(scope="module")
def table(results):
    return pd.read_csv(results / "uncertainty.csv")


def test_only_scenarios_that_draw_have_the_section(results, found):
    assert [name for name, scenario in found.items() if scenario.uncertainty] == ["doubtful"]
    text = page(find(results))
    assert text.count("<h3>Parameters and chance</h3>") == 1
    ((part,),) = (re.findall(r'id="s-doubtful".*?</section>', text, re.DOTALL),)
    assert "<h3>Parameters and chance</h3>" in part


def test_shares_and_bands_are_those_of_the_table(found, table):
    rows = table[table["month"].isna()].set_index("metric")
    assert set(found["doubtful"].uncertainty.whole) == set(rows.index)
    for metric, parts in found["doubtful"].uncertainty.whole.items():
        row, share = rows.loc[metric], parts.share
        reported = (
            parts.mean,
            parts.sd,
            share.value,
            share.low,
            share.high,
            *parts.parameters,
            *parts.chance,
        )
        columns = ["mean", "sd", "share_parameters", "share_low", "share_high"]
        columns += ["parameters_p10", "parameters_p90", "chance_p10", "chance_p90"]
        np.testing.assert_array_equal(reported, row[columns].to_numpy(float))


def test_months_are_those_of_the_table_in_order(found, table):
    rows = table[table["metric"] == "mobilisation"].sort_values("month")
    months = found["doubtful"].uncertainty.months["mobilisation"]
    np.testing.assert_array_equal(months.parameters[1], rows["parameters_p90"])
    assert len(months.mean) == 14


def test_every_measure_and_ending_is_in_words_beside_the_pictures(found):
    scenario = found["doubtful"]
    shown = section("f0", scenario.scenario, scenario.uncertainty)
    assert shown is not None
    assert len(shown["rows"]) > len(OUTCOMES)
    assert {len(row) for row in shown["rows"]} == {6}
    assert len(shown["months"]) == len(BANDS)
    assert "300 runs" not in shown["about"]
    assert "18 draws" in shown["about"]
    muddling = scenario.uncertainty.whole["share_muddling_through"]
    assert f"{100 * muddling.mean:.1f}" in shown["rows"][0][2]
    for picture in (shown["bands"], shown["endings"], *(fan for *_, fan in shown["months"])):
        assert picture.startswith("<svg")
        assert "nan" not in picture


def test_what_never_varies_is_left_out_of_the_bands(found):
    scenario = found["doubtful"]
    still = {name: parts._replace(sd=0.0) for name, parts in scenario.uncertainty.whole.items()}
    shown = section("f0", scenario.scenario, replace(scenario.uncertainty, whole=still))
    assert shown is not None
    assert shown["bands"] is None
    assert len(shown["rows"]) == len(OUTCOMES)


def test_a_result_folder_of_which_nothing_was_drawn_is_read_as_ever(found):
    assert section("f0", found["evil"].scenario, None) is None


def test_a_flow_is_drawn_as_far_as_runs_go_and_its_last_month_is_named(found):
    scenario = found["doubtful"]
    months = scenario.uncertainty.months["subsidy_paid"]
    values = np.array([months.mean, *months.parameters, *months.chance])
    values[:, 9:] = np.nan
    cut = months._replace(mean=values[0], parameters=tuple(values[1:3]), chance=tuple(values[3:]))
    found_less = replace(scenario.uncertainty, months={"subsidy_paid": cut})
    ((_, _, fan),) = section("f0", scenario.scenario, found_less)["months"]
    assert "in month 9; parameters" in fan
    assert "nan" not in fan
    assert len(re.findall(r'<path d="M[^"]*Z" class="of-parameters"', fan)) == 1
