"""Random numbers by name: Philox against its published answers, and the laws of what is made of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.minds.kinds import DECISIONS
from sim.rules import draws
from sim.rules.numerics import normal_quantile
from sim.testing import runs, seeds
from tests.rules.equations import DrawKey

MONTHS = st.integers(0, 240)
STREAMS = st.integers(0, 30)
SLOTS = st.integers(0, 1000)

# Known-answer vectors of Random123 (Salmon, Moraes, Dror and Shaw 2011), philox4x32 with 10 rounds.
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text):
    return [np.uint64(int(word, 16)) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(counter, key, answer):
    assert list(draws.philox(*words(counter), *words(key))) == words(answer)


def uniform(seed, run, month, stream, slot):
    return draws.uniform(*(np.uint64(part) for part in (seed, run, month, stream, slot)))


@given(seeds(), runs(), MONTHS, STREAMS, SLOTS)
def test_a_draw_is_philox_of_its_name(seed, run, month, stream, slot):
    """Key: the seed. Counter: the run, the month, and stream * 65536 + slot. 53 bits, never 0 or 1."""
    value = uniform(seed, run, month, stream, slot)
    assert value == DrawKey(seed, run, month).u(stream, slot)
    assert 0.0 < value < 1.0


@given(seeds(), runs(), MONTHS, STREAMS, SLOTS, st.integers(1, 20))
def test_many_runs_at_once_are_the_runs_one_by_one(seed, run, month, stream, slot, count):
    together = draws.uniforms(
        np.uint64(seed), np.uint64(run), count, np.uint64(month), np.uint64(stream), np.uint64(slot)
    )
    assert together.tolist() == [uniform(seed, run + i, month, stream, slot) for i in range(count)]


@given(seeds(), runs(), MONTHS, STREAMS, st.integers(0, 4), st.data())
def test_another_name_is_another_draw(seed, run, month, stream, part, data):
    name = [seed, run, month, stream, 3]
    other = list(name)
    other[part] = data.draw(st.integers(0, 30).filter(lambda value: value != name[part]))
    assert uniform(*name) != uniform(*other)


def test_streams_have_their_numbers_for_ever():
    """A stream that changed its number would change every result there is."""
    names = (
        *("INIT", "OIL", "RUSSIA", "WEST", "COVID", "PROTEST", "SUMMIT", "KREMLIN_OFFER", "MINSK_OFFER"),
        *("REPLY", "COUNTER_REPLY", "HIDE", "EFFORT", "PAY", "LEAK", "REPRESS", "OVERTURE", "PUSH"),
        *("HAZARD", "LEARN_KREMLIN", "LEARN_MINSK", "PUSH_SEEN", "SCENARIO", "PRETRAIN", "ROLLOUT"),
        *("GAS", "MEASURE", "REFERENDUM", "TENSION", "HELP", "RHETORIC"),
    )
    assert [int(getattr(draws, name)) for name in names] == list(range(31))
    of_decisions = {name: int(stream) for name, stream in zip(DECISIONS, draws.DECISION_STREAMS, strict=True)}
    assert of_decisions == {
        "pay": 13,
        "push": 17,
        "help": 29,
        "effort": 12,
        "referendum": 27,
        "repress": 15,
        "overture": 16,
        "rhetoric": 30,
    }


def test_draws_are_uniform_and_unrelated():
    """Chi-square over 100 bins, and no correlation between neighbours in run, month or stream."""
    n = 100_000
    draw_key = {
        (month, stream): draws.uniforms(
            np.uint64(20_210_222), np.uint64(0), n, np.uint64(month), np.uint64(stream), np.uint64(0)
        )
        for month, stream in ((1, 1), (2, 1), (1, 2))
    }
    for values in draw_key.values():
        counts = np.histogram(values, bins=100, range=(0.0, 1.0))[0]
        chi_square = ((counts - n / 100) ** 2 / (n / 100)).sum()
        assert chi_square < 99 + 5 * math.sqrt(2 * 99)
    first = draw_key[1, 1]
    for other in (draw_key[2, 1], draw_key[1, 2], np.roll(first, 1)):
        assert abs(np.corrcoef(first, other)[0, 1]) < 5 / math.sqrt(n)


@given(seeds(), runs(), MONTHS, st.sampled_from([1, 2, 3, 5, 25, 28]))
def test_a_normal_draw_is_the_quantile_of_the_uniform_of_the_same_name(seed, run, month, stream):
    draw_key = draws.DrawKey(np.uint64(seed), np.uint64(run), np.uint64(month))
    assert draws.draw_normal(draw_key, np.uint64(stream)) == pytest.approx(
        DrawKey(seed, run, month).z(stream), rel=1e-12, abs=1e-15
    )


@pytest.mark.parametrize("word", [0, 1, 2**52 - 1, 2**52, 2**53 - 2, 2**53 - 1])
def test_every_word_is_a_number_between_0_and_1_and_has_a_normal_quantile(word):
    """The middle of the last interval is rounded to 1 by float64, where the quantile is infinite."""
    uniform = draws.open_unit(np.uint64(word))
    assert 0.0 < uniform < 1.0
    assert uniform == pytest.approx((word + 0.5) / 2**53, rel=1e-12)
    assert math.isfinite(normal_quantile(uniform))
