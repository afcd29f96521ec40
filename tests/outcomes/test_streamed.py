"""Outcome tables of any origin: the same columns come out, however they went in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.errors import ResultsError
from sim.outcomes import csv_table
from sim.outcomes.streamed import find_table, opened

FRAME = pd.DataFrame(
    {
        "scenario": ["a", "a", "b"],
        "run": [0, 1, 0],
        "outcome": ["rupture", None, "NAmed"],
        "whole": [1, 2, 3],
        "share": [0.1, np.nan, 0.30000000000000004],
        "flag": [True, False, True],
        "empty": [None, None, None],
    }
)


def written(folder, form):
    if form == "frame":
        return FRAME
    path = folder / f"table.{form}"
    if form == "parquet":
        FRAME.to_parquet(path)
    else:
        FRAME.assign(flag=[1, 0, 1]).to_csv(path, index=False)
    return path


@pytest.fixture(params=["frame", "parquet", "csv", "csv.gz", "large csv"])
def table(request, tmp_path, monkeypatch):
    """The same table in every form; a CSV file that does not fit goes by way of a temporary one."""
    if request.param == "large csv":
        monkeypatch.setattr(csv_table, "IN_MEMORY", 0)
    with opened(written(tmp_path, request.param.removeprefix("large ")), "here") as opened_table:
        yield opened_table


def test_columns_come_out_as_they_went_in(table):
    assert table.rows == 3
    assert table.numbers("share").tolist() == pytest.approx([0.1, np.nan, 0.30000000000000004], nan_ok=True)
    assert table.numbers("share")[2] == 0.30000000000000004
    assert table.numbers("flag").tolist() == [1, 0, 1]
    assert np.isnan(table.numbers("empty")).all()
    assert table.whole("whole").tolist() == [1, 2, 3]
    labels = table.labels("outcome")
    assert labels.names == ("rupture", "NAmed")
    assert labels.codes.tolist() == [0, -1, 1]


def test_kinds_are_numbers_or_texts(table):
    assert {name for name, kind in table.kinds.items() if kind == "text"} <= {"scenario", "outcome"}
    assert table.kinds["whole"] == table.kinds["empty"] == table.kinds["flag"] == "number"


def test_whole_numbers_are_insisted_on(table):
    for name in ("share", "scenario", "empty"):
        with pytest.raises(ResultsError, match="must hold whole numbers"):
            table.whole(name)


def test_a_number_may_look_whole_for_a_long_time(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_table, "BLOCK", 64)
    path = tmp_path / "t.csv"
    path.write_text("x,y\n" + "1,\n" * 200 + "0.5,7\nNA,8\n")
    with opened(path, "here") as table:
        assert table.numbers("x")[-2:].tolist() == pytest.approx([0.5, np.nan], nan_ok=True)
        assert table.numbers("y")[-2:].tolist() == [7, 8]


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_table, "IN_MEMORY", 0)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(csv_table.tempfile, "tempdir", str(scratch))
    with opened(written(tmp_path, "csv"), "here"):
        assert list(scratch.iterdir())
    assert not list(scratch.iterdir())


def test_a_folder_stands_for_the_table_in_it(tmp_path):
    with pytest.raises(ResultsError, match="has no outcomes"):
        find_table(tmp_path)
    other = written(tmp_path, "csv")
    assert find_table(tmp_path) == other
    (tmp_path / "outcomes.csv").write_text("x\n1\n")
    assert find_table(tmp_path) == tmp_path / "outcomes.csv"
    (tmp_path / "outcomes.parquet").mkdir()
    assert find_table(tmp_path) == tmp_path / "outcomes.parquet"


@pytest.mark.parametrize(
    ("name", "content", "reported"),
    [
        ("t.csv", b"", "empty"),
        ("t.csv", b"x,y\n", "holds no rows"),
        ("t.csv", b"x,x\n1,2\n", "two columns named x"),
        ("t.csv", b"x,y\n1,2\n3\n", "cannot be read as a table"),
        ("t.csv", b"x\n\x001\n", ":2: holds a zero byte"),
        ("t.csv", b"x\ny\xff\n", ":2: not UTF-8"),
        ("t.parquet", b"PAR1 no", "cannot be read as a table"),
        ("t.txt", b"x\n1\n", "must end in .csv or .parquet"),
    ],
)
def test_what_is_no_table_is_told_in_one_line(tmp_path, name, content, reported):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ResultsError, match=reported) as error, opened(path, str(path)):
        pass
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(ResultsError, match="no such file or folder"):
        find_table(tmp_path / "none.csv")
