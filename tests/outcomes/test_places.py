"""Where results may be put is known before anything is played; nothing is made by asking."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import sim
from sim.errors import ResultsError
from sim.outcomes.places import check_file_place, check_folder_place, check_place, hidden_prefix
from sim.output.folder import check_folder, new_folder

NAMES = st.text(min_size=1, max_size=70).filter(
    lambda name: not set(name) & set("/\0") and name not in (".", "..") and name.isprintable()
)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A result folder."""
    return sim.run("baseline_feb2021", runs=2, months=2).save(tmp_path_factory.mktemp("r") / "results")


def everything(folder):
    return sorted(folder.rglob("*"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("n" * 256, "File name too long, at most 255 bytes"),
        ("é" * 128, "File name too long, at most 255 bytes"),
        ("a/" + "n" * 256 + "/b", "File name too long, at most 255 bytes"),
        ("/".join(["d"] * 2000), "more than 200 folders deep"),
        ("/".join(["d" * 200] * 25), "longer than 3840 bytes"),
        ("loop", "Too many levels of symbolic links"),
        ("loop/a/b", "Too many levels of symbolic links"),
        ("file/a", "Not a directory"),
        ("pipe/a", "Not a directory"),
        ("missing/../a", "leads through .*missing, which is no folder"),
        ("a\0b", "a NUL character"),
        (".x-1.under-way", "where a batch is kept or written"),
        (".x-1.under-way/a/b", "where a batch is kept or written"),
        (".x-1.partial/a", "where a batch is kept or written"),
        ("to_work/a", "where a batch is kept or written"),
    ],
)
@pytest.mark.parametrize("check", [check_place, check_folder_place, check_file_place])
def test_a_place_where_nothing_can_be_is_told_in_a_short_line_and_nothing_is_made(
    tmp_path, check, name, said
):
    (tmp_path / "loop").symlink_to("pool")
    (tmp_path / "pool").symlink_to("loop")
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / ".x-1.under-way").mkdir()
    (tmp_path / "to_work").symlink_to(".x-1.under-way")
    before = everything(tmp_path)
    with pytest.raises(ResultsError, match=said) as caught:
        check(tmp_path / name)
    assert len(str(caught.value)) < 400
    assert everything(tmp_path) == before


@given(names=st.lists(NAMES, min_size=1, max_size=5))
@example(names=["😀" * 63])
@example(names=["n" * 255])
def test_any_name_that_a_disk_takes_may_be_used_with_the_hidden_ones_beside_it(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("places")
    place = folder.joinpath(*names)
    if any(len(os.fsencode(name)) > 255 for name in names):
        with pytest.raises(ResultsError, match="File name too long"):
            check_folder(place, ["table.csv"])
        return
    check_folder(place, ["table.csv"])
    with new_folder(place, ["table.csv"]) as hidden:
        (hidden / "table.csv").write_text("a\n1\n")
    assert [file.name for file in place.iterdir()] == ["table.csv"]
    assert not list(folder.rglob("*.partial"))


@given(name=NAMES)
def test_the_hidden_names_of_a_target_are_short_and_hidden(name):
    prefix = hidden_prefix(Path(name))
    assert prefix.startswith(".")
    assert len(os.fsencode(prefix)) <= 62


@pytest.mark.parametrize("inside", ["a", "scenarios/a", "deep/er/a"])
def test_no_results_are_put_into_other_results(results, inside):
    before = everything(results)
    with pytest.raises(ResultsError, match="lies in the results"):
        check_folder_place(results / inside)
    with pytest.raises(ResultsError, match="lies in the results"):
        sim.run("baseline_feb2021", runs=1, months=1).save(results / inside)
    assert everything(results) == before


@pytest.mark.parametrize("file", ["outcomes.csv", "datapackage.json", "scenarios/baseline_feb2021.yaml"])
def test_no_file_of_results_is_overwritten_by_a_table(results, file):
    with pytest.raises(ResultsError, match="is a file of the results"):
        check_file_place(results / file)


def test_a_table_may_stand_beside_the_files_of_results(results):
    check_file_place(results / "comparison.csv")
    check_file_place(results / "report.html")


def test_a_data_package_of_somebody_else_is_no_reason_to_refuse(tmp_path):
    (tmp_path / "datapackage.json").write_text('{"name": "theirs", "resources": []}')
    check_folder_place(tmp_path / "out")


def test_an_empty_name_is_not_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(sim.errors.UsageError, match="an empty name"):
        sim.run("baseline_feb2021", runs=1, months=1).save("")
    assert everything(tmp_path) == []
