"""Money and contracts, path by path: books balance, shares stay shares, signatures are not taken back."""

# covers: I1 I2 I3 I13 I21

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.engines.kernel import play_block
from sim.quantities import INDICES, entries
from sim.rules.economy import close_accounts
from sim.scenario.compile import compile_inputs
from sim.scenario.schema import flat_entries
from sim.testing import month_column, play, play_one, runs, same_bits, scenarios

ISSUES = INDICES["issue"]
SHARES = (
    *("mobilisation", "grievance", "repression", "isolation", "strength", "russian_trouble"),
    *("russia_west_tension", "colour_revolution_belief", "covid_load", "vaccine_capacity"),
    *("pro_russian_share", "backing", "confrontation", "rhetoric_stock", "effort", "effort_expected"),
    *("trust_if_delivers", "trust_if_stalls", "belief_pliable", "belief_staller", "belief_resolute"),
    *("belief_gradualist", "belief_integrator", "belief_replacer"),
)


def accounts(model):
    """Return the months played, and what stocks were before each of them, by name."""
    alive = model.log["alive"] > 0.0
    start = dict(zip(entries("initial"), model.inputs.initial, strict=True)) | {"kremlin_wealth": 0.0}
    start["reserves_usd_bn"] = start["reserves"]
    log = model.log[alive]

    def before(name):
        return np.concatenate([[start[name]], log[name][:-1]])

    return log, before


def close(one, other):
    return np.allclose(one, other, rtol=1e-12, atol=1e-9)


@settings(max_examples=40)
@given(scenarios(horizon=(1, 12), events=0, uncertain=0), runs())
def test_every_dollar_comes_from_somewhere_and_goes_somewhere(scenario, run):
    model = play_one(scenario, run)
    p = model.p
    log, before = accounts(model)
    interest = log["interest_russia"] + log["interest_other"]
    repaid_russia = p["amortisation_russia"] * before("debt_to_russia") - log["deferred"]
    repaid_other = p["amortisation_other"] * before("debt_other")
    rolled_over = p["rollover"] * (1.0 - before("isolation")) * repaid_other
    earned = log["current_account"] + log["subsidy_paid"] - interest - log["flight"]

    debt_to_russia = before("debt_to_russia") + log["tranche_paid"] - repaid_russia
    assert close(log["debt_to_russia"], debt_to_russia)
    assert close(log["debt_other"], before("debt_other") + rolled_over - repaid_other)

    cash = before("reserves_usd_bn") - before("arrears") + earned + log["tranche_paid"]
    cash += rolled_over - repaid_russia - repaid_other
    assert close(log["reserves_usd_bn"] - log["arrears"], cash)

    def net_worth(stock):
        return stock("reserves_usd_bn") - stock("arrears") - stock("debt_to_russia") - stock("debt_other")

    assert close(net_worth(log.__getitem__), net_worth(before) + earned)

    paid_out = log["subsidy_paid"] + log["tranche_paid"]
    received = log["interest_russia"] + repaid_russia
    assert close(log["kremlin_wealth"], before("kremlin_wealth") + received - paid_out)


@settings(max_examples=40)
@given(scenarios(horizon=(1, 8)), runs())
def test_shares_stay_between_0_and_1_and_in_their_order(scenario, run):
    block = play(scenario, first_run=run)
    months = np.arange(1, scenario.horizon + 1)
    ended = months > block.end_month[:, None]
    for name in SHARES:
        column = month_column(block, name)
        decided_by_nobody = ended & np.isnan(column)
        assert ((column >= 0.0) | decided_by_nobody).all(), name
        assert ((column <= 1.0 + 1e-12) | decided_by_nobody).all(), name
    for issue in ISSUES:
        agreed, signed, done = (
            month_column(block, f"{part}_{issue}") for part in ("agreed", "signed", "implemented")
        )
        assert (done >= 0.0).all()
        assert (done <= signed).all()
        assert (signed <= agreed).all()
        assert (agreed <= 1.0).all()
    for name in ("reserves_usd_bn", "arrears", "loan_committed", "hidden_loan"):
        assert (month_column(block, name) >= 0.0).all(), name


@settings(max_examples=40)
@given(scenarios(horizon=(1, 8)), runs())
def test_nothing_is_hidden_that_is_not_signed(scenario, run):
    model = play_one(scenario, run)
    assert (model.state["hidden"] >= 0.0).all()
    assert (model.state["hidden"] <= model.state["signed"]).all()
    signed = np.stack([model.log[f"signed_{issue}"] for issue in ISSUES], axis=1)
    assert (model.log["hidden_before"][1:] <= signed[:-1]).all()


@settings(max_examples=40)
@given(scenarios(horizon=(2, 12), events=0), runs())
def test_text_signatures_and_reforms_are_never_taken_back(scenario, run):
    block = play(scenario, first_run=run)
    for part in ("agreed", "signed", "implemented"):
        for issue in ISSUES:
            column = month_column(block, f"{part}_{issue}")
            assert (np.diff(column, axis=1) >= 0.0).all(), (part, issue)


_MONEY = st.floats(-2.0, 2.0, allow_subnormal=False)
_GIFT = st.one_of(st.just(0.0), st.floats(0.0, 1.0, allow_subnormal=False))


@settings(max_examples=200)
@given(
    st.floats(0.0, 4.0, allow_subnormal=False),
    st.floats(0.0, 2.0, allow_subnormal=False),
    st.floats(0.0, 2.0, allow_subnormal=False),
    st.lists(st.tuples(_MONEY, _GIFT), min_size=1, max_size=12),
)
def test_a_gift_never_leaves_the_treasury_poorer(reserves, arrears, floor, months):
    assume(arrears == 0.0 or reserves <= floor)
    poor = rich = (reserves, arrears)
    given_so_far = 0.0
    for change, gift in months:
        poor = close_accounts(*poor, change, 0.0, False, floor)[:2]
        rich = close_accounts(*rich, change + gift, 0.0, False, floor)[:2]
        given_so_far += gift
        assert rich[0] >= poor[0] - 1e-12
        assert rich[1] <= poor[1] + 1e-12
        assert abs((rich[0] - rich[1]) - (poor[0] - poor[1]) - given_so_far) < 1e-12


@settings(max_examples=200)
@given(
    st.floats(0.0, 4.0, allow_subnormal=False),
    st.floats(0.0, 2.0, allow_subnormal=False),
    _MONEY,
    st.floats(0.0, 1.0, allow_subnormal=False),
    st.booleans(),
    st.floats(0.0, 2.0, allow_subnormal=False),
)
def test_books_close_without_a_hole(reserves, arrears, change, due, paying, floor):
    held, owed, deferred = close_accounts(reserves, arrears, change, due, paying, floor)
    assert held >= 0.0
    assert owed >= 0.0
    assert 0.0 <= deferred <= (due if paying else 0.0)
    assert abs((held - owed) - (reserves - arrears + change + deferred)) < 1e-12


# --- another currency ---------------------------------------------------------------------------

UNIT = 1024.0  # a power of two: rounding is the same in both currencies
DECISIONS = (
    *("offer", "response", "counter", "answer", "package", "paid", "push", "help", "effort", "repression"),
    *("overture", "rhetoric", "outcome", "mobilisation", "strength", "belief_resolute", "belief_replacer"),
)
STOCKS = ("reserves_usd_bn", "arrears", "debt_to_russia", "debt_other", "loan_committed", "subsidy_paid")


def power_of_money(flat):
    """Return how often a unit of money stands in the unit of a quantity."""
    quantity = flat_entries()[flat].quantity
    if quantity.name == "gas_volume":  # times a price it is money
        return 1
    if "(bn USD a month) squared" in quantity.unit:
        return -2
    if "per bn USD" in quantity.unit:
        return -1
    return 1 if quantity.unit.startswith("bn USD") else 0


def in_smaller_money(inputs):
    """Return the same scenario with money counted in units 1024 times smaller."""

    def converted(kind, values):
        return values * np.array([UNIT ** power_of_money(flat) for flat in entries(kind)])

    return replace(
        inputs,
        parameters=converted("parameter", inputs.parameters),
        initial=converted("initial", inputs.initial),
        loans=inputs.loans * UNIT,
    )


@settings(max_examples=40)
@given(scenarios(horizon=(1, 8), events=0, uncertain=0), runs())
def test_nobody_decides_otherwise_because_money_is_counted_in_another_unit(scenario, run):
    inputs = compile_inputs(scenario)
    large = play_block(inputs, run, 3, keep_months=3)
    small = play_block(in_smaller_money(inputs), run, 3, keep_months=3)
    for name in DECISIONS:
        assert same_bits(month_column(large, name), month_column(small, name)), name
    for name in STOCKS:
        assert same_bits(month_column(large, name) * UNIT, month_column(small, name)), name
    assert (large.outcome == small.outcome).all()
    assert (large.end_month == small.end_month).all()
