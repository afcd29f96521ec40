"""Tables from elsewhere: what is clear is read, what is not is refused, nothing vanishes without a reason."""

from __future__ import annotations

import csv
import gzip
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ResultsError
from sim.outcomes import csv_table
from sim.outcomes.csv_form import MISSING, SEPARATORS
from sim.outcomes.streamed import opened

finite = st.floats(-1e6, 1e6, allow_nan=False)


def read(folder, content, name="t.csv"):
    """Columns of numbers of a table as lists, and why others are none."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with opened(path, name) as table:
        columns = {key: table.values(key).tolist() for key, kind in table.kinds.items() if kind == "number"}
        return columns, {
            key: table.no_metric(key) for key in table.dataset.schema.names if key not in columns
        }


@given(
    values=st.lists(st.tuples(finite, finite), min_size=1, max_size=20),
    separator=st.sampled_from(list(SEPARATORS)),
    comma=st.booleans(),
    above=st.sampled_from(["", "\ufeff", "# made by hand; or not, who knows\n"]),
    end=st.sampled_from(["\n", "\r\n"]),
    marked=st.booleans(),
)
def test_the_way_in_which_a_table_is_written_changes_no_number(
    tmp_path_factory, values, separator, comma, above, end, marked
):
    decimal = "," if comma and separator != "," else "."
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerow(["first", "second"])
    rows = [(0.5, 0.5), *values]  # 0.5 says which decimal sign is meant
    writer.writerows([[repr(value).replace(".", decimal) for value in row] for row in rows])
    mark = f"sep={separator}{end}" if marked and not above.startswith("#") else ""
    content = f"{above.replace(chr(10), end)}{mark}{text.getvalue()}"
    columns, left_out = read(tmp_path_factory.mktemp("form"), content)
    assert [*zip(columns["first"], columns["second"], strict=True)] == rows
    assert left_out == {}


@given(st.lists(st.tuples(finite, st.sampled_from(MISSING)), min_size=1, max_size=10), st.booleans())
def test_codes_for_missing_are_missing_wherever_they_stand(tmp_path_factory, cells, first):
    pairs = [(code, repr(value)) if first else (repr(value), code) for value, code in cells]
    lines = "".join(f"{a},{b}\n" for a, b in pairs)
    columns, left_out = read(tmp_path_factory.mktemp("missing"), f"a,b\n{lines}")
    there, gone = ("b", "a") if first else ("a", "b")
    assert columns[there] == [value for value, _ in cells]
    assert np.isnan(columns[gone]).all()
    assert left_out == {}


@pytest.mark.parametrize("block", [2**21, 16])
@pytest.mark.parametrize("place", [0, 20, 39])
def test_a_word_costs_its_column_and_no_other(tmp_path, monkeypatch, place, block):
    monkeypatch.setattr(csv_table, "BLOCK", block)
    cells = ["1"] * 40
    cells[place] = "lost"
    columns, left_out = read(tmp_path, "a,b\n" + "".join(f"{cell},{k}\n" for k, cell in enumerate(cells)))
    assert columns == {"b": list(range(40))}
    assert f"row {place + 1}" in left_out["a"] or block == 16  # a first block of words alone makes a text
    assert "'lost', which is no number" in left_out["a"]


@pytest.mark.parametrize("cells", [["True", "False", "True"], ["1", "0", "TRUE"], ["true", "0", "1"]])
def test_truth_values_are_1_and_0(tmp_path, cells):
    assert read(tmp_path, "a\n" + "\n".join(cells))[0] == {"a": [1, 0, 1]}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b\n5%,1\n6%,2\n", "'5%', which is no number"),
        ('a,b\n"1,234.5",1\n"2,5",2\n', "'1,234.5', which may have a separator of thousands"),
        ("a;b\n1.234,5;1\n", "thousands"),
        (",b\n0,1\n1,2\n", "row index"),
        ("Unnamed: 0,b\n0,1\n1,2\n", "row index"),
        ("b,\n1,\n2,\n", "row index"),
    ],
)
def test_a_column_that_is_no_metric_has_its_reason(tmp_path, text, reason):
    columns, left_out = read(tmp_path, text)
    assert list(columns) == ["b"]
    assert reason in next(iter(left_out.values()))


def test_signs_blanks_and_quotes_around_numbers_do_not_matter(tmp_path):
    text = 'a , b,c\n +1 ,"2.5",-.5\n"3", 4 ,1e5'
    assert read(tmp_path, text)[0] == {"a": [1, 3], "b": [2.5, 4], "c": [-0.5, 1e5]}


def test_comments_between_rows_are_left_out(tmp_path):
    assert read(tmp_path, "a,b\n1,2\n# a pause\n3,4\n")[0] == {"a": [1, 3], "b": [2, 4]}


@pytest.mark.parametrize(
    ("content", "reported"),
    [
        ("a,b;c\n1,2;3\n", "commas and semicolons"),
        ("sep=x\naxb\n", "no separator of cells"),
        ("a;b\n1,5;2.5\n", "1,5 in row 1, column a and 2.5 in row 1, column b"),
        ("a;b\n1,234;5\n", "1,234 in row 1, column a: a decimal comma, or one between thousands"),
        ("1,2\n3,4\n", "no names of columns"),
        ("a, a\n1,2\n", "two columns named a"),
        ("# nothing\n", "empty"),
        (",".join(f"m{k}" for k in range(10_001)) + "\n", "10,001 columns; at most 10,000"),
        *(("run,leaks\n0,1\n".encode(f"utf-{size}"), f"UTF-{size}") for size in (16, 32)),
        *(("run,leaks\n0,1\n".encode(f"utf-{size}-le"), f"UTF-{size}") for size in (16, 32)),
        *(("run,leaks\n0,1\n".encode(f"utf-{size}-be"), f"UTF-{size}") for size in (16, 32)),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_what_is_not_clear_is_refused_with_what_was_found(tmp_path, content, reported, packed):
    content = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(ResultsError) as error:
        read(tmp_path, gzip.compress(content) if packed else content, "t.csv.gz" if packed else "t.csv")
    assert reported in str(error.value)


@pytest.mark.parametrize("form", ["parquet", "frame"])
def test_types_that_are_no_numbers_have_their_reason(tmp_path, form):
    frame = pd.DataFrame(
        {
            "when": pd.to_datetime(["2021-03-01"]),
            "many": [[1, 2]],
            "flag": [True],
            "kind": pd.Categorical([3]),
        }
    )
    frame["kind"] = pd.Categorical([3])
    path = tmp_path / "t.parquet"
    frame.to_parquet(path)
    with opened(path if form == "parquet" else frame, "here") as table:
        assert table.kinds == {"flag": "number", "kind": "number"}
        assert table.values("kind").tolist() == [3]
        assert "timestamp" in table.no_metric("when")
        assert "list" in table.no_metric("many")


def test_a_frame_with_values_of_several_types_in_a_column_keeps_the_others():
    with opened(pd.DataFrame({"mixed": [1, "a", None], 0: [1, 2, 3]}), "here") as table:
        assert table.values("0").tolist() == [1, 2, 3]
        assert table.no_metric("mixed") == "values of several types"


def test_infinite_numbers_are_kept_and_refused_where_finite_ones_are_needed(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("run,a\n0,1\n1,-inf\n")
    with opened(path, "here") as table:
        assert table.values("a").tolist() == [1, -np.inf]
        with pytest.raises(ResultsError, match="a is -inf in row 2"):
            table.numbers("a")


def test_no_warning_is_given_for_numbers_too_large_to_be_counted():
    with (
        opened(pd.DataFrame({"run": [1.0, 1e300]}), "here") as table,
        pytest.raises(ResultsError, match=r"row 2 holds 1e\+300"),
    ):
        table.whole("run")
