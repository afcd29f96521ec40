"""What may strike: the law for any number of causes, and that the model's four obey it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import endings
from sim.rules.endings import Rates
from sim.theory.absorption import absorbed
from sim.theory.competing_risks import chances, which_strikes
from sim.theory.secrecy import survival

rate = st.just(0.0) | st.floats(0, 3)
four = st.lists(rate, min_size=4, max_size=4)


@given(four)
def test_the_chances_of_the_models_four_endings_are_those_of_theory(rates):
    assert tuple(endings.chances(Rates(*rates))) == pytest.approx(chances(rates), abs=1e-14)


@given(four, st.lists(st.floats(0, 1, exclude_max=True), max_size=20))
def test_the_models_four_endings_are_selected_as_in_theory(rates, uniforms):
    law = [float(chance) for chance in endings.chances(Rates(*rates))]
    selected = [endings.which_strikes(Rates(*law), u) for u in [*uniforms, *np.cumsum(law).tolist()] if u < 1]
    assert selected == which_strikes(law, [u for u in [*uniforms, *np.cumsum(law)] if u < 1]).tolist()


@given(st.lists(rate, min_size=1, max_size=8), st.integers(0, 7))
def test_a_cause_switched_off_is_never_selected(rates, off):
    rates[off % len(rates)] = 0.0
    law = chances(rates)
    edges = np.cumsum(law)
    uniforms = [u for u in (0.0, *edges, *(edges - 1e-16)) if 0.0 <= u < 1.0]
    assert off % len(rates) not in which_strikes(law, uniforms)


@given(st.lists(rate, min_size=1, max_size=8), st.floats(0.1, 5))
def test_faster_clocks_leave_the_shares_of_the_causes_as_they_are(rates, faster):
    law, sooner = chances(rates), chances(np.multiply(rates, faster))
    assert sooner.sum() == pytest.approx(-np.expm1(-faster * sum(rates)))
    assert law * sooner.sum() == pytest.approx(sooner * law.sum(), abs=1e-12)


@given(
    st.lists(st.floats(0, 0.12), min_size=1, max_size=8).filter(lambda law: sum(law) > 1e-3),
    st.integers(0, 80),
)
def test_absorption_is_a_power_of_the_chain(law, rounds):
    chain = np.eye(len(law) + 1)
    chain[0] = [1 - sum(law), *law]
    found = absorbed(law, rounds)
    assert [found.going_on, *found.ended] == pytest.approx(
        np.linalg.matrix_power(chain, rounds)[0], abs=1e-12
    )


@pytest.mark.parametrize("law", [[0.0], [0.5, 0.5], [2.0]])
def test_chances_without_an_ending_or_without_a_future_are_refused(law):
    with pytest.raises(ValueError, match="between 0 and 1"):
        absorbed(law, 3)


@given(st.floats(0.001, 1), st.integers(0, 200))
def test_a_secret_is_kept_by_the_truncated_geometric_law(leak, months):
    found = survival(leak, months)
    law = leak * (1 - leak) ** np.arange(max(0, months - 1))
    law = np.append(law, 1 - law.sum()) if months else np.array([1.0])
    waited = np.arange(1, months + 1) if months else np.array([0])
    mean = law @ waited
    assert found.mean == pytest.approx(mean, rel=1e-9, abs=1e-12)
    assert found.spread == pytest.approx(np.sqrt(max(0.0, law @ waited**2 - mean**2)), rel=1e-6, abs=1e-6)
    assert (1 - leak) ** found.median <= 0.5 + 1e-9
    assert found.median == 1 or (1 - leak) ** (found.median - 1) > 0.5


def test_a_leak_at_even_chances_has_its_median_in_the_first_month():
    assert survival(0.5, 3).median == 1


def test_a_secret_that_cannot_leak_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        survival(0.0, 5)
