from __future__ import annotations

import csv
import io
import math
import os
import struct
import threading
from itertools import pairwise

import frictionless
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ResultsError
from sim.outcomes.columns import Column
from sim.outcomes.rows import Layout, numbers_of, outcome_rows, panel_rows, schema
from sim.outcomes.write import CsvWriter, ParquetFolder, check_file, write_csv, write_frame
from sim.quantities import run_measures

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


INFERRING = {
    "pandas": lambda path: pd.read_csv(path)["value"].dtype == "float64",
    "pyarrow": lambda path: arrow_csv.read_csv(path).schema.field("value").type == pa.float64(),
    "frictionless": lambda path: frictionless.describe(path).schema.get_field("value").type == "number",
}
some_whole = st.one_of(st.integers(-(2**53), 2**53).map(float), st.sampled_from([0.0, -0.0, 1e10, 1e22, 0.5]))


@pytest.mark.parametrize("reader", INFERRING)
@given(values=st.lists(some_whole, min_size=1, max_size=20), as_frame=st.booleans())
def test_readers_that_infer_types_see_floats_in_any_row(tmp_path_factory, reader, values, as_frame):
    path = tmp_path_factory.mktemp("inferred") / "t.csv"
    if as_frame:
        write_frame(path, pd.DataFrame({"value": values}))
    else:
        written(path, NUMBER, values)
    head, *lines = path.read_text().splitlines()
    for line in lines:  # each row stands for a prefix that is all that a reader looks at
        path.write_text(f"{head}\n{line}\n")
        assert INFERRING[reader](path)


def test_columns_of_counts_stay_whole_where_some_are_missing(tmp_path):
    frame = pd.DataFrame({"count": pd.array([1, None], dtype="Int64"), "mean": [1.0, None]})
    write_frame(tmp_path / "t.csv", frame)
    assert (tmp_path / "t.csv").read_text() == "count,mean\n1,1.0\n,\n"


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


def rows_of(block, layout):
    return outcome_rows("one", 0, block.first_run, numbers_of(block, layout), layout)


def test_a_table_may_come_in_pieces(tmp_path, block_of):
    layout = Layout.of({"strength_cost"})
    whole = rows_of(block_of(50), layout)
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
    whole = rows_of(block_of(70), layout)
    for name, cuts in (("a", [0, 70]), ("b", [0, 1, 40, 70])):
        writer = ParquetFolder(tmp_path / name, layout.columns)
        for start, end in pairwise(cuts):
            writer.write(whole.slice(start, end - start))
        assert [part.rows for part in writer.close()] == [32, 32, 6]
    for part in sorted((tmp_path / "a").iterdir()):
        assert part.read_bytes() == (tmp_path / "b" / part.name).read_bytes()


def test_rows_say_which_run_and_keep_every_number(block_of):
    block = block_of(20, first_run=100)
    layout = Layout.of({"strength_cost"})
    rows = outcome_rows("one", 3, 100, numbers_of(block, layout), layout).to_pandas()
    assert list(rows["run"]) == list(range(100, 120))
    assert set(rows["scenario"]) == {"one"}
    assert set(rows["point"]) == {3}
    for k, measure in enumerate(run_measures()):
        assert all(
            (math.isnan(a) and pd.isna(b)) or b == (measure.levels[int(a)] if measure.levels else a)
            for a, b in zip(block.metrics[:, k], rows[measure.name], strict=True)
        )


def test_a_row_with_nothing_missing_reads_back_from_csv_as_it_was(tmp_path, block_of):
    layout = Layout.of({"step_by_issue.RM", "reserves"})
    table = rows_of(block_of(30), layout)
    file = write_csv(tmp_path / "t.csv", layout.columns, table)
    with file.path.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    for column in layout.columns:
        read = {"string": str, "integer": int, "number": float}[column.type]
        values = [None if row[column.name] == "" else read(row[column.name]) for row in rows]
        assert values == table.column(column.name).to_pylist()


def test_a_panel_has_a_row_for_each_run_month_and_variable(block_of):
    block = block_of(10, first_run=5, horizon=4, kept=3)
    rows = panel_rows("one", 5, block.months).to_pandas()
    assert len(rows) == block.months.size
    assert sorted(set(rows["run"])) == [5, 6, 7]
    grid = rows.pivot_table(index=["run", "month"], columns="variable", values="value", sort=False)
    assert (grid.to_numpy() == block.months.reshape(12, -1)).all()


FRAME = pd.DataFrame({"month": [1, 2], "said": ["yes", "no, not yet"]})


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_frame_replaces_a_file_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("earlier")
    write_frame(path, FRAME)
    assert pd.read_csv(path).equals(FRAME)
    assert names(tmp_path) == ["t.csv"]


def test_a_file_has_the_rights_that_the_user_gives_new_files(tmp_path):
    (tmp_path / "other").touch()
    write_frame(tmp_path / "t.csv", FRAME)
    assert (tmp_path / "t.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "there").mkdir()
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "there" / "t.csv")
    for _ in range(2):
        write_frame(link, FRAME)
        assert link.is_symlink()
        assert pd.read_csv(tmp_path / "there" / "t.csv").equals(FRAME)


def test_a_device_stays_a_device(tmp_path):
    link = tmp_path / "nothing.csv"
    link.symlink_to("/dev/null")
    write_frame(link, FRAME)
    assert link.is_char_device()
    assert names(tmp_path) == ["nothing.csv"]


def test_a_pipe_takes_the_table(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    while True:
        try:
            write_frame(pipe, FRAME)
            break
        except ResultsError:  # the reader is not there yet
            pass
    reader.join()
    assert pd.read_csv(io.StringIO(read[0])).equals(FRAME)
    assert pipe.is_fifo()


def loop(path):
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("t.csv", os.mkdir, "is a folder"),
        ("gone/t.csv", None, "no folder .*gone; make it first"),
        ("file/t.csv", None, "cannot be written: Not a directory"),
        ("pipe", os.mkfifo, "cannot be written: No such device"),
        ("loop", loop, "cannot be written: Too many levels"),
        ("x" * 300, None, "cannot be written: File name too long"),
        ("", None, "is a folder"),
    ],
)
def test_a_place_that_takes_no_file_is_told_and_nothing_is_left(tmp_path, name, make, said):
    (tmp_path / "file").touch()
    path = tmp_path / name
    if make:
        make(path)
    before = names(tmp_path)
    with pytest.raises(ResultsError, match=said):
        write_frame(path, FRAME)
    if name != "pipe":  # somebody may come to read it
        with pytest.raises(ResultsError, match=said):
            check_file(path)
    assert names(tmp_path) == before


def test_a_full_disk_is_told_with_the_file_and_nothing_is_left(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "detail of ours")

    monkeypatch.setattr("pathlib.Path.write_bytes", fail)
    with pytest.raises(ResultsError, match=r"t\.csv: cannot be written: No space left on device"):
        write_frame(tmp_path / "t.csv", FRAME)
    assert names(tmp_path) == []


def test_looking_whether_a_file_can_be_written_changes_nothing(tmp_path):
    (tmp_path / "t.csv").write_text("earlier")
    for name in ("t.csv", "new.csv"):
        check_file(tmp_path / name)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("t.csv", "earlier")]
