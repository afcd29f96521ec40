from __future__ import annotations

import csv
import math
import struct
from itertools import pairwise

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.outcomes.columns import Column
from sim.outcomes.rows import Layout, outcome_rows, panel_rows, schema
from sim.outcomes.write import CsvWriter, ParquetFolder, write_csv

NUMBER = (Column("value", "number", "1", "any"),)
WHOLE = (Column("count", "integer", "1", "any"),)
TEXT = (Column("name", "string", "1", "any"),)


def same_bits(a: float, b: float) -> bool:
    return struct.pack("d", a) == struct.pack("d", b)


def written(path, columns, values):
    write_csv(
        path, columns, pa.table([pa.array(values, schema(columns).field(0).type)], schema=schema(columns))
    )
    return path.read_bytes().decode("utf-8")


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_floats_read_back_to_the_same_bits(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("floats") / "t.csv"
    lines = written(path, NUMBER, values).splitlines()[1:]
    assert all(same_bits(float(line), value) for line, value in zip(lines, values, strict=True))
    types = arrow_csv.ConvertOptions(column_types={"value": pa.float64()})
    read = arrow_csv.read_csv(path, convert_options=types).column("value").to_pylist()
    assert all(same_bits(a, b) for a, b in zip(read, values, strict=True))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_have_no_more_digits_than_they_need(tmp_path_factory, value):
    def digits(text: str) -> str:
        return text.lower().partition("e")[0].lstrip("-").replace(".", "").strip("0")

    text = written(tmp_path_factory.mktemp("digits") / "t.csv", NUMBER, [value]).splitlines()[1]
    assert digits(text) == digits(repr(value))


def test_whole_numbers_have_no_point_and_missing_values_are_empty(tmp_path):
    assert written(tmp_path / "t.csv", WHOLE, [3, None, -(2**62)]) == f"count\n3\n\n{-(2**62)}\n"


def test_text_that_would_need_quotes_is_refused(tmp_path):
    with pytest.raises(pa.ArrowInvalid):
        written(tmp_path / "t.csv", TEXT, ["a,b"])


def test_a_table_may_come_in_pieces(tmp_path, block_of):
    layout = Layout.of({"strength_cost"})
    whole = outcome_rows("one", 0, block_of(50), layout)
    for name, cuts in (("a.csv", [0, 50]), ("b.csv", [0, 1, 7, 49, 50])):
        writer = CsvWriter(tmp_path / name, layout.columns)
        for start, end in pairwise(cuts):
            writer.write(whole.slice(start, end - start))
        assert writer.close()[0].rows == 50
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_parquet_bytes_do_not_depend_on_the_pieces(tmp_path, block_of, monkeypatch):
    monkeypatch.setattr("sim.outcomes.write.GROUP_ROWS", 16)
    monkeypatch.setattr("sim.outcomes.write.PART_ROWS", 32)
    layout = Layout.of(())
    whole = outcome_rows("one", 0, block_of(70), layout)
    for name, cuts in (("a", [0, 70]), ("b", [0, 1, 40, 70])):
        writer = ParquetFolder(tmp_path / name, layout.columns)
        for start, end in pairwise(cuts):
            writer.write(whole.slice(start, end - start))
        assert [part.rows for part in writer.close()] == [32, 32, 6]
    for part in sorted((tmp_path / "a").iterdir()):
        assert part.read_bytes() == (tmp_path / "b" / part.name).read_bytes()


def test_rows_say_which_run_and_keep_every_number(block_of):
    block = block_of(20, first_run=100)
    rows = outcome_rows("one", 3, block, Layout.of({"strength_cost"})).to_pandas()
    assert list(rows["run"]) == list(range(100, 120))
    assert set(rows["scenario"]) == {"one"}
    assert set(rows["point"]) == {3}
    for k, name in enumerate(rows.columns[6:]):
        assert all(
            a == b or (math.isnan(a) and pd.isna(b))
            for a, b in zip(block.metrics[:, k], rows[name], strict=True)
        )


def test_a_row_with_nothing_missing_reads_back_from_csv_as_it_was(tmp_path, block_of):
    layout = Layout.of({"step_by_issue.RM", "reserves"})
    table = outcome_rows("one", 0, block_of(30), layout)
    file = write_csv(tmp_path / "t.csv", layout.columns, table)
    with file.path.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    for column in layout.columns:
        read = {"string": str, "integer": int, "number": float}[column.type]
        values = [None if row[column.name] == "" else read(row[column.name]) for row in rows]
        assert values == table.column(column.name).to_pylist()


def test_a_panel_has_a_row_for_each_run_month_and_variable(block_of):
    block = block_of(10, first_run=5, horizon=4, kept=3)
    rows = panel_rows("one", block).to_pandas()
    assert len(rows) == block.months.size
    assert sorted(set(rows["run"])) == [5, 6, 7]
    grid = rows.pivot_table(index=["run", "month"], columns="variable", values="value", sort=False)
    assert (grid.to_numpy() == block.months.reshape(12, -1)).all()
