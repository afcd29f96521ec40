from __future__ import annotations

import re

import pytest

from sim.outcomes.columns import DISTRIBUTIONS, MONTHLY, PANEL, drawn_column, outcome_columns
from sim.outcomes.rows import Layout

PROMISED = """
    scenario point run outcome end_month
    agreements agreement_share stall_share pressure_mean subsidy_policy_mean subsidy_policy_usd_bn
    subsidy_reported_usd_bn withheld_share signed_index implemented_index roadmaps_signed
    sovereignty_index reserves_min_usd_bn debt_to_russia_end_usd_bn mobilisation_max
    mobilisation_end strength_end isolation_end belief_resolute_end payoff_kremlin payoff_minsk
    nash_distance_mean hidden_deals leaks push_months
    package_signed supranational_signed security_signed referendum_held reform_content loans_promised_usd_bn
    loans_paid_usd_bn gas_price_usd gas_price_next_year oil_compensation_in_force debt_deferred_usd_m
    reserves_usd_bn gdp_growth_yoy turnout_peak political_prisoners eu_rounds leader_meetings leader_in_office
    exercise_held
""".split()  # noqa: SIM905 - a list of names reads best as words


def test_the_promised_columns_come_first_and_in_their_order():
    names = [column.name for column in outcome_columns()]
    assert names[: len(PROMISED)] == PROMISED


def test_no_column_stands_twice():
    names = [column.name for column in outcome_columns(["strength_cost", "step_by_issue.RM"])]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("columns", [outcome_columns(["step_by_issue.RM"]), DISTRIBUTIONS, MONTHLY, PANEL])
def test_every_column_is_snake_case_with_unit_and_description(columns):
    for column in columns:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
        assert column.unit
        assert column.description


def test_a_drawn_entry_of_a_list_becomes_one_snake_case_name():
    assert drawn_column("step_by_issue.RM").name == "p_step_by_issue_rm"
    assert drawn_column("strength_cost").name == "p_strength_cost"


def test_drawn_columns_stand_between_identity_and_metrics_parameters_first():
    layout = Layout.of({"reserves", "strength_cost", "choice_precision"})
    names = [column.name for column in layout.columns]
    assert names[5:9] == ["p_choice_precision", "p_strength_cost", "p_reserves", "agreements"]
