from __future__ import annotations

import hashlib
import json
import resource

import pytest

import sim
from sim.batch.store import Wanted, check_target, is_complete, write_results
from sim.errors import ResultsError
from sim.outcomes.read import read_run, read_table
from sim.scenario import load_scenario


@pytest.fixture
def batch(scenario_folder):
    return sim.run(scenario_folder, panel=2)


def complete(target, batch, **wanted):
    return is_complete(target, batch.plan, Wanted("x", **{"panel": 2, **wanted}))


def contents(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("table_format", ["csv", "parquet"])
def test_a_result_folder_holds_the_promised_files_and_nothing_else(batch, tmp_path, table_format):
    batch.save(tmp_path / "out", table_format)
    table = "outcomes.csv" if table_format == "csv" else "outcomes.parquet/part-00000.parquet"
    assert contents(tmp_path / "out") == {
        table,
        "distributions.csv",
        "monthly.csv",
        "uncertainty.csv",
        "panel.parquet",
        "datapackage.json",
        "scenarios/calm.yaml",
        "scenarios/doubtful.yaml",
    }
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("table_format", ["csv", "parquet"])
@pytest.mark.filterwarnings("ignore")  # frictionless and its plugins warn about themselves
def test_frictionless_finds_the_data_package_valid(batch, tmp_path, table_format):
    import frictionless

    batch.save(tmp_path / "out", table_format)
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])


@pytest.mark.filterwarnings("ignore")
def test_frictionless_notices_a_changed_number(batch, tmp_path):
    import frictionless

    batch.save(tmp_path / "out")
    table = tmp_path / "out" / "outcomes.csv"
    table.write_text(table.read_text().replace("calm,0,7,", "calm,0,8,"))
    assert not frictionless.validate(str(tmp_path / "out" / "datapackage.json")).valid


def test_the_data_package_says_what_everything_is(batch, tmp_path):
    package = json.loads((batch.save(tmp_path / "out") / "datapackage.json").read_text())
    for entry in package["resources"]:
        content = (tmp_path / "out" / entry["path"]).read_bytes()
        known = entry.get("sha256") or entry["hash"].removeprefix("sha256:")
        assert known == hashlib.sha256(content).hexdigest()
        for field in entry.get("schema", {}).get("fields", []):
            assert field["unit"]
            assert field["description"]
    rows = {entry["name"]: entry.get("rows") for entry in package["resources"]}
    assert rows["outcomes"] == 65
    assert {"sim", "python", "numpy", "numba"} <= set(package["sim"]["versions"])
    assert [entry["seed"] for entry in package["sim"]["scenarios"]] == [20210222, 20210222]
    assert package["sim"]["hash"] == batch.plan.digest


def in_words(frame):
    """The table with its categories as words, as the files hold them."""
    return frame.astype({name: frame[name].cat.categories.dtype for name in frame.select_dtypes("category")})


@pytest.mark.parametrize("table_format", ["csv", "parquet"])
def test_tables_and_single_rows_read_back_as_they_were(batch, tmp_path, table_format):
    folder = batch.save(tmp_path / "out", table_format)
    for name in ("outcomes", "distributions", "monthly"):
        assert read_table(folder, name).to_pandas().equals(in_words(getattr(batch, name))), name
    rows = read_table(folder, "outcomes").to_pylist()
    assert read_run(folder, "doubtful", 3) == rows[43]
    assert read_run(folder, "calm", 0) == rows[0]


def test_a_run_that_was_not_played_is_an_error_that_says_what_was(batch, tmp_path):
    folder = batch.save(tmp_path / "out")
    with pytest.raises(ResultsError, match=r"calm \(runs 0 to 39\)"):
        read_run(folder, "calm", 40)


def test_the_resolved_scenario_plays_the_same_runs(batch, tmp_path):
    folder = batch.save(tmp_path / "out")
    again = sim.run(load_scenario(folder / "scenarios" / "doubtful.yaml"), panel=2)
    before = in_words(batch.outcomes).query("scenario == 'doubtful'").reset_index(drop=True)
    assert in_words(again.outcomes).equals(before)


def test_a_whole_folder_is_recognised(batch, tmp_path):
    folder = batch.save(tmp_path / "out")
    assert complete(folder, batch)
    assert complete(folder, batch, panel=1)
    assert not complete(folder, batch, panel=3)
    assert not complete(folder, batch, table_format="parquet")
    assert not complete(tmp_path / "elsewhere", batch)
    assert not complete(folder, sim.run("baseline_feb2021", runs=1, months=1))


@pytest.mark.parametrize("damage", ["gone", "cut", "changed"])
@pytest.mark.parametrize("name", ["outcomes.csv", "monthly.csv", "panel.parquet", "scenarios/calm.yaml"])
def test_a_damaged_folder_is_not_complete(batch, tmp_path, name, damage):
    file = batch.save(tmp_path / "out") / name
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-1] + (b"#" if damage == "changed" else b""))
    assert not complete(tmp_path / "out", batch)


@pytest.mark.parametrize("table_format", ["csv", "parquet"])
@pytest.mark.parametrize("damage", ["gone", "changed"])
@pytest.mark.parametrize("name", ["distributions.csv", "panel.parquet", "scenarios/calm.yaml"])
def test_a_damaged_folder_is_named_and_left_as_it_is(batch, tmp_path, name, damage, table_format):
    folder = batch.save(tmp_path / "out")
    if damage == "gone":
        (folder / name).unlink()
    else:
        (folder / name).write_bytes((folder / name).read_bytes() + b"# my notes")
    files = {file: (folder / file).read_bytes() for file in contents(folder)}
    with pytest.raises(ResultsError, match=rf"{name}: gone or changed .* move the folder away"):
        batch.save(folder, table_format)
    assert {file: (folder / file).read_bytes() for file in contents(folder)} == files


def test_a_file_in_the_way_is_an_error_and_stays(batch, tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(ResultsError, match="is a file"):
        batch.save(tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("name", ["notes.txt", "datapackage.json", "outcomes.csv"])
def test_a_folder_of_something_else_is_an_error_and_stays(batch, tmp_path, name):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("{}")
    with pytest.raises(ResultsError, match="something else"):
        batch.save(tmp_path / "out")
    assert contents(tmp_path / "out") == {name}


def test_an_empty_folder_may_be_used(batch, tmp_path):
    (tmp_path / "out").mkdir()
    assert complete(batch.save(tmp_path / "out"), batch)


def test_another_batch_is_not_replaced(batch, tmp_path, scenario_folder):
    folder = batch.save(tmp_path / "out")
    files = {name: (folder / name).read_bytes() for name in contents(folder)}
    other = sim.run(scenario_folder, seed=5)
    said = (
        r"out: holds another batch, of other scenarios or options \(calm, doubtful\); name a new or empty one"
    )
    with pytest.raises(ResultsError, match=said):
        other.save(folder)
    assert {name: (folder / name).read_bytes() for name in contents(folder)} == files


def test_a_batch_of_other_rules_is_not_replaced(batch, tmp_path, scenario_folder, monkeypatch):
    folder = batch.save(tmp_path / "out")
    for module in ("plan", "store"):
        monkeypatch.setattr(f"sim.batch.{module}.rules_version", lambda: "of another time")
    with pytest.raises(ResultsError, match=r"out: holds another batch, of other rules \(calm, doubtful\)"):
        sim.run(scenario_folder, panel=2).save(folder)


def test_the_same_batch_in_another_form_replaces_it_and_other_files_stay(batch, tmp_path):
    batch.save(tmp_path / "out", "parquet")
    (tmp_path / "out" / "notes.txt").write_text("mine")
    (tmp_path / "out" / "scenarios" / "own.yaml").write_text("mine")
    (tmp_path / "out" / "report.html").write_text("of the earlier result")
    batch.save(tmp_path / "out")
    assert contents(tmp_path / "out") == {
        *("outcomes.csv", "distributions.csv", "monthly.csv", "uncertainty.csv", "panel.parquet"),
        *(
            "datapackage.json",
            "scenarios/calm.yaml",
            "scenarios/doubtful.yaml",
            "scenarios/own.yaml",
            "notes.txt",
        ),
    }
    assert complete(tmp_path / "out", batch)


def test_a_descriptor_cannot_make_us_remove_what_lies_outside(batch, tmp_path):
    (tmp_path / "precious.txt").write_text("mine")
    descriptor = batch.save(tmp_path / "out") / "datapackage.json"
    descriptor.write_text(descriptor.read_text().replace("outcomes.csv", "../precious.txt"))
    with pytest.raises(ResultsError, match="holds something else than results"):
        batch.save(tmp_path / "out")
    assert (tmp_path / "precious.txt").read_text() == "mine"


def test_a_link_in_a_result_folder_cannot_make_us_write_outside(batch, tmp_path):
    folder, outside = batch.save(tmp_path / "out"), tmp_path / "outside"
    (folder / "scenarios").rename(outside)
    (folder / "scenarios").symlink_to(outside)
    before = {name: (outside / name).read_bytes() for name in contents(outside)}
    with pytest.raises(ResultsError, match="scenarios: is a link that leads out of the folder"):
        batch.save(folder)
    assert {name: (outside / name).read_bytes() for name in contents(outside)} == before
    assert (folder / "outcomes.csv").is_file()


@pytest.mark.parametrize("before", ["nothing", "a result"])
def test_work_that_fails_leaves_everything_as_it_was(batch, tmp_path, before):
    target = tmp_path / "out"
    if before == "a result":
        batch.save(target)
    files = {name: (target / name).read_bytes() for name in contents(target)} if target.exists() else None

    def fail(sink):
        sink.outcomes(batch.memory.outcome_pieces[0])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_results(target, batch.plan, Wanted("x"), fail)
    assert (files is None) == (not target.exists())
    if files:
        assert {name: (target / name).read_bytes() for name in contents(target)} == files
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["questions", *(["out"] if files else [])]
    )


def test_a_place_that_cannot_be_written_is_an_error(batch, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ResultsError, match="cannot be written"):
        batch.save(tmp_path / "file" / "out")


def test_a_new_place_is_fine(batch, tmp_path):
    check_target(tmp_path / "new" / "deep", batch.plan)


@pytest.mark.parametrize("before", ["nothing", "an empty folder"])
def test_a_disk_that_is_full_is_told_with_the_place_and_nothing_is_left(batch, tmp_path, before):
    target = tmp_path / "out"
    if before == "an empty folder":
        target.mkdir()
    left = sorted(tmp_path.rglob("*"))
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, most))  # bytes in a file
    try:
        with pytest.raises(ResultsError, match="out: cannot be written: File too large"):
            batch.save(target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert sorted(tmp_path.rglob("*")) == left


def test_a_place_is_tried_before_anything_is_played(batch, tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "mkdir", refuse)
    with pytest.raises(ResultsError, match="out: cannot be written: Permission denied"):
        write_results(tmp_path / "out", batch.plan, Wanted("x"), lambda _: pytest.fail("was played"))


def test_results_grow_in_the_folder_itself_where_it_exists_for_it_may_be_a_disk_of_its_own(batch, tmp_path):
    (tmp_path / "out").mkdir()

    def look(_):
        assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".partial"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_results(tmp_path / "out", batch.plan, Wanted("x"), look)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_is_a_device_is_told(batch):
    with pytest.raises(ResultsError, match="/dev/null: is a file"):
        batch.save("/dev/null")


@pytest.mark.parametrize("place", ["out", "."])
def test_what_a_killed_process_left_is_cleared(batch, tmp_path, place):
    left = tmp_path / place / ".out-0123abcd.partial"
    (left / "scenarios").mkdir(parents=True)
    (left / "outcomes.csv").write_text("half a table")
    assert complete(batch.save(tmp_path / "out"), batch)
    assert not left.exists()


def test_what_another_process_is_writing_is_left_alone(batch, tmp_path):
    def meanwhile(_):
        (hidden,) = tmp_path.glob(".out-*.partial")
        batch.save(tmp_path / "out")
        assert hidden.is_dir()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_results(tmp_path / "out", batch.plan, Wanted("x"), meanwhile)
    assert complete(tmp_path / "out", batch)


def test_what_stands_in_the_rows_of_a_long_table_is_described(batch, tmp_path):
    package = json.loads((batch.save(tmp_path / "out") / "datapackage.json").read_text())
    tables = {"monthly": batch.monthly["metric"], "panel": batch.panel["variable"]}
    for name, column in tables.items():
        (described,) = (entry["variables"] for entry in package["resources"] if entry["name"] == name)
        assert [entry["name"] for entry in described] == list(dict.fromkeys(column))
        assert all(entry["unit"] and entry["description"] for entry in described)
