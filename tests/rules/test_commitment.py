"""What is due, done and expected, by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.commitment import (
    blended,
    effort_if_withheld,
    expected_payment,
    implemented_after,
    tranche_due,
)

SHARE = st.floats(0.0, 1.0)


def test_an_issue_is_worked_off_by_a_share_of_its_backlog():
    assert implemented_after(0.2, 0.6, 1.0, 0.15) == pytest.approx(0.2 + 0.15 * 0.4)
    assert implemented_after(0.2, 0.6, 1 / 3, 0.15) == pytest.approx(0.2 + 0.05 * 0.4)
    assert implemented_after(0.2, 0.6, 0.0, 0.15) == 0.2


@given(SHARE, SHARE, SHARE, SHARE)
def test_implementation_never_falls_and_never_outruns_signing(signed, part, effort, rate):
    implemented = signed * part
    after = implemented_after(implemented, signed, effort, rate)
    assert implemented <= after <= signed


def test_minsk_expects_the_ends_of_the_scale_at_the_ends_of_effort():
    assert expected_payment(0.0, 0.95, 0.5) == 0.5
    assert expected_payment(1.0, 0.95, 0.5) == pytest.approx(0.95)
    assert expected_payment(0.5, 0.9, 0.5) == pytest.approx(0.7)


def test_withholding_is_believed_to_prod_one_who_does_nothing_and_to_sour_one_who_does_all(p):
    p["punishment_belief"], p["resentment_belief"] = 0.2, 0.7
    assert effort_if_withheld(0.5, 0.0, p) == pytest.approx(0.7)
    assert effort_if_withheld(0.8, 1.0, p) == pytest.approx(0.1)
    assert effort_if_withheld(0.1, 1.0, p) == 0.0
    assert effort_if_withheld(0.9, 0.0, p) == 1.0


def test_tranches_come_every_few_months_and_not_beyond_what_was_promised(p):
    p["tranche_interval"], p["tranche_size"] = 3.0, 0.5
    due = [tranche_due(month, 0.8, p) for month in range(1, 8)]
    assert due == [0.0, 0.0, 0.5, 0.0, 0.0, 0.5, 0.0]
    assert tranche_due(3, 0.3, p) == 0.3
    assert tranche_due(3, 0.0, p) == 0.0


def test_an_expectation_keeps_its_memory():
    assert blended(0.8, 0.5, 1.0) == pytest.approx(0.6)
    assert blended(1.0, 0.5, 1.0) == 0.5
    assert blended(0.0, 0.5, 1.0) == 1.0
