"""Conditions on columns: what they mean, and all that is refused."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import UsageError
from sim.outcomes.condition import LONGEST, read_condition
from sim.outcomes.streamed import OutcomeTable

COLUMNS = {"x": "number", "y": "number", "outcome": "text"}
FRAME = pd.DataFrame(
    {
        "x": [0.0, 1.0, 2.0, None, 1.0],
        "y": [1, 1, 0, 3, -2],
        "outcome": ["rupture", "deep_integration", "rupture", "deep_integration", None],
    }
)
TABLE = OutcomeTable("here", ds.dataset(pa.Table.from_pandas(FRAME)), len(FRAME))

comparisons = st.builds(
    "{} {} {}".format,
    st.sampled_from(["x", "y"]),
    st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
    st.sampled_from(["x", "y", "1", "-2", "0.5", "+3"]),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=5,
)


def met(text):
    return TABLE.meeting(read_condition(text, COLUMNS)).tolist()


@given(conditions)
def test_rows_that_have_all_values_meet_it_as_in_python(text):
    expected = [bool(eval(text, {}, dict(row))) for _, row in FRAME.dropna(subset=["x"]).iterrows()]  # noqa: S307 - our own text
    assert [hit for hit, x in zip(met(text), FRAME["x"], strict=True) if pd.notna(x)] == expected


@given(conditions)
def test_nothing_is_met_both_ways(text):
    assert not any(a and b for a, b in zip(met(text), met(f"not ({text})"), strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x > 0", [False, True, True, False, True]),
        ("not x > 0", [True, False, False, False, False]),  # missing: neither
        ("x > 0 or y == 3", [False, True, True, True, True]),
        ("0 < x < 2", [False, True, False, False, True]),
        ("x in (0, 2)", [True, False, True, False, False]),
        ("x not in (0, 2)", [False, True, False, False, True]),
        ("outcome == 'rupture'", [True, False, True, False, False]),
        ("outcome != 'rupture'", [False, True, False, True, False]),
        ("outcome in ('rupture', 'deep_integration')", [True, True, True, True, False]),
        ("y == -2", [False, False, False, False, True]),
        ("x <= y", [True, True, False, False, False]),
        (f"y < 1{'0' * 400}", [True, True, True, True, True]),
    ],
)
def test_conditions_by_hand(text, expected):
    assert met(text) == expected


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("z > 1", "no column 'z'"),
        ("outcom == 'rupture'", "did you mean outcome"),
        ("x == rupture", "no column 'rupture'"),
        ("x", "no condition by itself"),
        ("x >", "cannot be read"),
        ("", "cannot be read"),
        ("x = 1", "cannot be read"),
        ("(x > 1) & (y > 1)", "write and, or, not"),
        ("x > '1'", "two kinds"),
        ("outcome < 'rupture'", "no order"),
        ("1 < 2", "both values"),
        ("x in 3", "no list"),
        ("x is 3", "write =="),
        ("x == True", "write 1 or 0"),
        ("x + 1 > 2", "neither a column nor a value"),
        ("abs(x) > 1", "neither a column nor a value"),
        ("x.real > 1", "neither a column nor a value"),
        ("__import__('os').system('true') == 0", "neither a column nor a value"),
        ("(lambda: 1)() == x", "neither a column nor a value"),
        ("[y for y in (1,)] == x", "neither a column nor a value"),
        ("x\0 > 1", "cannot be read"),
        ("(" * 500 + "x > 1" + ")" * 500, "cannot be read"),
        ("x > 1 or " * LONGEST, "longer than"),
    ],
)
def test_what_is_no_condition_is_told_in_one_line(text, reported):
    with pytest.raises(UsageError, match=reported) as error:
        read_condition(text, COLUMNS)
    assert "\n" not in str(error.value)


def test_a_single_word_held_against_text_needs_no_quotes():
    columns = {"outcome": "text", "scenario": "text", "leaks": "number"}
    for bare, quoted in (
        ("outcome == rupture", "outcome == 'rupture'"),
        ("rupture != outcome", "'rupture' != outcome"),
        (
            "outcome in (rupture, regime_collapse) and leaks > 2",
            "outcome in ('rupture', 'regime_collapse') and leaks > 2",
        ),
    ):
        one, other = read_condition(bare, columns), read_condition(quoted, columns)
        assert one.expression.equals(other.expression)
        assert one.texts == other.texts
    assert read_condition("outcome == scenario", columns).texts == ()  # a column is a column
    with pytest.raises(UsageError, match="no column 'rupture'"):
        read_condition("leaks == rupture", columns)
