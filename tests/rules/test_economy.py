"""The accounts of a month against numbers worked out by hand, and what holds for any (I13)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.economy import (
    Service,
    activity_target,
    cash_need,
    close_accounts,
    current_account,
    debt_service,
    interest,
    market_borrowing,
    shortage,
)

MONEY = st.floats(0.0, 20.0, allow_subnormal=False)
PAID, WITHHELD = True, False
FLOWS = st.floats(-5.0, 5.0, allow_subnormal=False)


def test_a_month_of_accounts_by_hand(p):
    """Debt to Russia 8.4 bn at 4% a year and 0.8% a month, 10 bn to others at 6% and 1.2%; half open West."""
    p["interest_russia"], p["interest_other"] = 0.04, 0.06
    p["amortisation_russia"], p["amortisation_other"] = 0.008, 0.012
    service = debt_service(8.4, 10.0, p)
    assert tuple(service) == pytest.approx((0.028, 0.05, 0.0672, 0.12))
    borrowed = market_borrowing(0.5, service.amortisation_other, 1.0)
    assert borrowed == pytest.approx(0.06)
    need = cash_need(-0.03, 0.12, borrowed, service, 0.05)
    assert need == pytest.approx(-0.03 + 0.12 + 0.06 - 0.028 - 0.05 - 0.0672 - 0.12 - 0.05)
    ample = close_accounts(7.0, 0.0, need, service.amortisation_russia, PAID, 1.0)
    assert tuple(ample) == pytest.approx((7.0 + need, 0.0, 0.0))
    thin = close_accounts(1.1, 0.0, need, service.amortisation_russia, PAID, 1.0)
    assert thin.deferred == pytest.approx(min(0.0672, 1.0 - (1.1 + need)))
    assert thin.reserves == pytest.approx(1.1 + need + thin.deferred)
    refused = close_accounts(1.1, 0.0, need, service.amortisation_russia, WITHHELD, 1.0)
    assert refused.deferred == 0.0
    assert refused.reserves == pytest.approx(1.1 + need)


def test_an_empty_treasury_runs_into_arrears_and_pays_them_from_what_is_spare():
    short = close_accounts(0.1, 0.2, -0.5, 0.1, WITHHELD, 1.0)
    assert tuple(short) == pytest.approx((0.0, 0.2 + 0.4, 0.0))
    rich = close_accounts(1.2, 0.3, 0.5, 0.1, PAID, 1.0)
    assert tuple(rich) == pytest.approx((1.7 - 0.3, 0.0, 0.0))
    some = close_accounts(1.0, 0.3, 0.1, 0.1, PAID, 1.0)
    assert tuple(some) == pytest.approx((1.0, 0.2, 0.0))


def test_a_current_account_by_hand(p):
    for name, value in {
        "current_account_base": -0.05,
        "oil_duty_loss": 0.02,
        "current_account_activity": -0.5,
        "current_account_oil": 0.15,
        "current_account_fuel": -0.04,
        "current_account_isolation": -0.05,
        "import_compression": 0.2,
        "reserves_thin": 3.0,
    }.items():
        p[name] = value
    account = current_account(2.0, -0.04, 0.2, 0.5, 0.8, 0.03, 1.5, p)
    assert account == pytest.approx(-0.05 - 0.04 + 0.02 + 0.03 - 0.02 - 0.04 + 0.03 + 0.1)


def test_activity_heads_where_the_sum_says(p):
    for name, value in {
        "activity_base": -0.02,
        "activity_subsidy": 0.25,
        "activity_subsidy_reference": 0.12,
        "activity_oil": 0.05,
        "activity_covid": -0.05,
        "activity_isolation": -0.06,
        "activity_isolation_reference": 0.7,
        "activity_mobilisation": -0.1,
        "activity_arrears": -0.08,
        "activity_loss": 0.02,
        "reserves_thin": 3.0,
    }.items():
        p[name] = value
    target = activity_target(0.2, 0.1, 0.4, 0.8, 0.3, 1.0, 1.5, p)
    assert target == pytest.approx(-0.02 + 0.02 + 0.005 - 0.02 - 0.006 - 0.03 - 0.08 - 0.01)


def test_reserves_are_ample_at_the_thin_level_and_wholly_short_at_nothing():
    assert shortage(3.0, 3.0) == 0.0
    assert shortage(9.0, 3.0) == 0.0
    assert shortage(0.0, 3.0) == 1.0
    assert shortage(1.5, 3.0) == pytest.approx(0.5)


def test_interest_is_a_twelfth_of_a_years():
    assert interest(12.0, 0.05) == pytest.approx(0.05)


@given(MONEY, MONEY, FLOWS, MONEY, st.booleans(), st.floats(0.0, 3.0))
def test_books_close_whatever_the_month_brings(reserves, arrears, change, amortisation, paying, floor):
    accounts = close_accounts(reserves, arrears, change, amortisation, paying, floor)
    net = accounts.reserves - accounts.arrears - (reserves - arrears)
    assert net == pytest.approx(change + accounts.deferred, abs=1e-12)
    assert accounts.reserves >= 0.0
    assert accounts.arrears >= 0.0
    assert 0.0 <= accounts.deferred <= (amortisation if paying else 0.0)
    assert accounts.deferred == 0.0 or reserves + change + accounts.deferred <= floor + 1e-12


@settings(max_examples=100)
@given(
    MONEY,
    st.floats(0.0, 3.0),
    st.lists(
        st.tuples(FLOWS, st.floats(0.0, 1.0), st.floats(0.0, 0.3), st.booleans()), min_size=1, max_size=24
    ),
)
def test_an_added_transfer_never_leaves_less_in_reserve_or_more_in_arrears(reserves, arrears, months):
    """Along a whole path, with every other flow as it was (I13)."""
    plain = given_more = (reserves, arrears)
    added = 0.0
    for change, transfer, amortisation, paying in months:
        plain = close_accounts(*plain[:2], change, amortisation, paying, 1.0)
        given_more = close_accounts(*given_more[:2], change + transfer, amortisation, paying, 1.0)
        added += transfer - (plain.deferred - given_more.deferred)
        assert given_more.reserves >= plain.reserves - 1e-12
        assert given_more.arrears <= plain.arrears + 1e-12
        gained = (given_more.reserves - given_more.arrears) - (plain.reserves - plain.arrears)
        assert gained == pytest.approx(added, abs=1e-9)


def test_debt_service_keeps_its_names_in_order():
    assert Service._fields == (
        "interest_russia",
        "interest_other",
        "amortisation_russia",
        "amortisation_other",
    )
