from __future__ import annotations

import math
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.pages.svg import Scale, marker, path, picture, rounded, step_of, tag, tick_text, ticks

WHERE = st.floats(-1e6, 1e6)
WIDTHS = st.floats(1e-6, 1e6)


def test_what_a_tag_holds_is_escaped():
    assert tag("text", "<b> & c", class_="a", x=1.0) == '<text class="a" x="1">&lt;b&gt; &amp; c</text>'
    assert tag("desc", id='"<') == '<desc id="&#34;&lt;"/>'


def test_tags_within_tags_stay_tags():
    assert tag("g", tag("line", x1=0.125)) == '<g><line x1="0.12"/></g>'


def test_a_picture_names_and_describes_itself():
    root = ET.fromstring(picture("p1", 50, "A <title>", "what it shows", []))  # noqa: S314 - our own text
    assert root.attrib["aria-labelledby"] == "p1-t p1-d"
    assert [child.text for child in root] == ["A <title>", "what it shows"]


@given(low=WHERE, width=WIDTHS, count=st.integers(2, 8))
def test_a_rounded_range_holds_the_range_and_ends_in_ticks(low, width, count):
    start, end = rounded(low, low + width, count)
    tolerance = 1e-6 * max(abs(low), width, 1)
    assert start <= low + tolerance
    assert end >= low + width - tolerance
    assert start < end


@given(low=st.floats(-100, 100), width=st.floats(0.01, 100), count=st.integers(2, 8))
def test_ticks_are_few_and_within_the_range(low, width, count):
    found = ticks(low, low + width, count)
    assert len(found) <= count + 1
    step = step_of(low, low + width, count)
    assert all(low - 1e-6 * step <= value <= low + width + 1e-6 * step for value in found)


@given(low=st.floats(-100, 100), width=st.floats(0.01, 1000), count=st.integers(2, 8))
def test_ticks_are_told_apart_by_their_words(low, width, count):
    step = step_of(low, low + width, count)
    found = [tick_text(value, step) for value in ticks(low, low + width, count)]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [(2.5, 2.5, "2.5"), (5.0, 2.5, "5.0"), (-0.25, 0.25, "−0.25"), (20000, 5000, "20,000"), (0, 0.1, "0.0")],
)
def test_ticks_have_as_many_decimals_as_their_step(value, step, text):
    assert tick_text(value, step) == text


def test_a_range_of_one_point_becomes_a_range_around_it():
    low, high = rounded(3.0, 3.0)
    assert low < 3 < high
    assert rounded(math.nan, math.nan) == (0.0, 1.0)


def test_a_line_is_broken_where_there_is_no_value():
    assert 'd="M0 1M2 3L3 4"' in path([(0, 1), (1, math.nan), (2, 3), (3, 4)], "c")


def test_a_scale_holds_what_lies_beyond_at_its_end():
    scale = Scale(0, 10, 100, 200)
    assert (scale(5), scale.held(-3), scale.held(30)) == (150, 100, 200)


def test_markers_differ():
    shapes = ("circle", "square", "triangle", "diamond", "cross")
    assert len({marker(shape, 0, 0, "c") for shape in shapes}) == len(shapes)
