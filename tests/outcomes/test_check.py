"""A result folder whose parts contradict each other is reported in one message, whoever opens it."""

from __future__ import annotations

import hashlib
import json
import math
import re
import shutil
from contextlib import contextmanager, suppress

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.batch.plan import make_plan
from sim.batch.store import Wanted, check_target
from sim.errors import ResultsError, SimError
from sim.outcomes.check import check_folder, check_given
from sim.outcomes.read import read_table
from sim.outcomes.summary import summarise, summary_tables
from sim.pages.reading import find
from sim.pages.report import page
from sim.scenario import load_many

FILES = {
    "calm": "name: calm\nquestion: What if nothing changes?\nruns: 12\nhorizon: 4\n",
    "doubtful": (
        "name: doubtful\nextends: calm\nruns: 9\nhorizon: 3\n"
        "uncertain:\n  strength_cost: prior\n  leak: {distribution: uniform, low: 0, high: 0.1}\n"
        "sweep: {grid: {colour_revolution_belief: [0, 0.5]}}\n"
    ),
    "unsure": "name: unsure\nextends: calm\nruns: 16\nhorizon: 3\nuncertain: {strength_cost: prior}\n",
}
DESCRIPTOR = "datapackage.json"
TABLES = ("outcomes.csv", "distributions.csv", "monthly.csv", "uncertainty.csv")
WORDS = ["", "nan", "inf", "-inf", "1e999", "x", "-1", "0.5", "9999999999999999999", "\0", '"', "calm", "a,b"]
NOTHING_LEFT = (OSError, ValueError, LookupError, TypeError, AttributeError)  # to change, after the first
VALUES = [None, True, -1, 0, 7, 10**30, 0.5, math.nan, "", "x", "../x", "\0", "\ud800", [], {}, [1], {"a": 1}]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The batch, and its folder as CSV and as Parquet."""
    place = tmp_path_factory.mktemp("played")
    (place / "questions").mkdir()
    for name, text in FILES.items():
        (place / "questions" / f"{name}.yaml").write_text(text)
    batch = sim.run(place / "questions", panel=1)
    batch.save(place / "csv")
    batch.save(place / "parquet", "parquet")
    return batch, place


@contextmanager
def copied(played, table_format="csv"):
    batch, place = played
    copy = shutil.copytree(place / table_format, place / "copy")
    try:
        yield batch, copy
    finally:
        shutil.rmtree(copy)


def edit(folder, change):
    """Change the descriptor."""
    data = json.loads((folder / DESCRIPTOR).read_text())
    change(data)
    (folder / DESCRIPTOR).write_text(json.dumps(data))


def renew_sums(folder):
    """Let the descriptor agree with the files as they are: only contradictions between them are left."""

    def renew(data):
        for resource in data["resources"]:
            content = (folder / resource["path"]).read_bytes()
            for key in {"hash", "sha256"} & set(resource):
                resource[key] = ("sha256:" if key == "hash" else "") + hashlib.sha256(content).hexdigest()

    edit(folder, renew)


def resources_of(data):
    return {resource["path"]: resource for resource in data["resources"]}


def complete(batch, folder):
    """What `sim run` does with a folder that is there already."""
    check_target(folder, batch.plan)
    runs = {"calm": 12, "doubtful": 18, "unsure": 16}
    return summary_tables(summarise(read_table(folder, "distributions"), runs))


READERS = {
    "report": lambda _, folder: page(find(folder)),
    "compare": lambda _, folder: sim.compare(folder, baseline="calm", metrics=["outcome", "leaks"]),
    "trace": lambda _, folder: sim.trace(folder, scenario="calm", run=3).months,
    "trace of a sweep": lambda _, folder: sim.trace(folder, scenario="doubtful", run=2, point=1).months,
    "discover": lambda _, folder: sim.discover(folder, "p_strength_cost > 0.8", scenario="unsure"),
    "run": complete,
}


paths_in_json = st.lists(st.integers(0, 40), max_size=8)


def alter(data, path, how, value):
    """Walk down some JSON data, and remove or replace what is found there."""
    node, above, key = data, None, None
    for step in path:
        keys = (
            list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
        )
        if not keys:
            break
        above, key = node, keys[step % len(keys)]
        node = node[key]
    if above is None:
        return value
    if how == "remove":
        del above[key]
    elif how == "double" and isinstance(above, list):
        above.append(node)
    else:
        above[key] = value
    return data


json_changes = st.builds(
    lambda path, how, value: (
        lambda folder: (folder / DESCRIPTOR).write_text(
            json.dumps(alter(json.loads((folder / DESCRIPTOR).read_text()), path, how, value))
        )
    ),
    paths_in_json,
    st.sampled_from(["remove", "double", "replace"]),
    st.sampled_from(VALUES),
)


def change_table(folder, name, row, column, how, word):
    path = folder / name
    rows = [line.split(",") for line in path.read_text().splitlines()]
    row, column = row % len(rows), column % len(rows[0])
    if how == "cell":
        rows[row][column] = word
    elif how == "head":
        rows[0][column] = word
    elif how == "row removed":
        del rows[row]
    elif how == "row doubled":
        rows.insert(row, rows[row])
    elif how == "rows swapped":
        rows[row], rows[-1] = rows[-1], rows[row]
    elif how == "column removed":
        for cells in rows:
            del cells[column]
    elif how == "column filled":
        for cells in rows[1:]:
            cells[column] = word
    else:
        rows = rows[:1]
    path.write_text("".join(",".join(cells) + "\n" for cells in rows))


table_changes = st.builds(
    lambda *what: lambda folder: change_table(folder, *what),
    st.sampled_from(TABLES),
    st.integers(0, 10**4),
    st.integers(0, 100),
    st.sampled_from(
        [
            *("cell", "cell", "head", "row removed", "row doubled"),
            *("rows swapped", "column removed", "column filled", "all rows removed"),
        ]
    ),
    st.sampled_from(WORDS),
)


def change_file(folder, name, other, how, where):
    path = folder / name
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    elif how == "cut":
        path.write_bytes(content[: where % len(content)])
    elif how == "byte":
        place = where % len(content)
        path.write_bytes(content[:place] + bytes([where % 256]) + content[place + 1 :])
    elif how == "a folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes((folder / other).read_bytes())


EVERY_FILE = (DESCRIPTOR, *TABLES, *(f"scenarios/{name}.yaml" for name in FILES))
file_changes = st.builds(
    lambda *what: lambda folder: change_file(folder, *what),
    st.sampled_from(EVERY_FILE),
    st.sampled_from(EVERY_FILE),
    st.sampled_from(["gone", "cut", "byte", "a folder", "swapped"]),
    st.integers(0, 10**6),
)


def change_scenario(folder, name, old, new):
    path = folder / "scenarios" / f"{name}.yaml"
    path.write_text(re.sub(old, new, path.read_text(), count=1))


scenario_changes = st.builds(
    lambda *what: lambda folder: change_scenario(folder, *what),
    st.sampled_from(list(FILES)),
    st.sampled_from([r"name: \w+", r"seed: \d+", r"horizon: \d+", r"strength_cost", r"\d\.\d+", "\n", ":"]),
    st.sampled_from(["name: other", "seed: 5", "horizon: 240", "no_such_key", "x", ".nan", ": :", ""]),
)


@settings(
    max_examples=250,
    suppress_health_check=[HealthCheck.function_scoped_fixture, *settings().suppress_health_check],
)
@given(
    st.lists(table_changes | json_changes | file_changes | scenario_changes, min_size=1, max_size=2),
    st.booleans(),
    st.sampled_from(list(READERS)),
)
def test_whatever_is_changed_a_reader_works_or_says_what_is_wrong(played, changes, renewed, reader):
    with copied(played) as (batch, folder):
        for change in changes:
            with suppress(*NOTHING_LEFT):
                change(folder)
        if renewed:
            with suppress(*NOTHING_LEFT):
                renew_sums(folder)
        try:
            READERS[reader](batch, folder)
        except SimError as error:
            said, code = str(error), error.exit_code
            assert (len(said.splitlines()), code) == (1, 2)


@pytest.mark.parametrize("table_format", ["csv", "parquet"])
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_whole_folder_is_read_by_all(played, reader, table_format):
    with copied(played, table_format) as (batch, folder):
        assert check_folder(folder, panel=True)["sim"]["hash"] == batch.plan.digest
        reader(batch, folder)


def rename_in(name):
    def rename(folder):
        path = folder / name
        path.write_text(re.sub(r"\bcalm\b", "kalm", path.read_text()))

    return rename


def rows_of(name, keep):
    def change(folder):
        path = folder / name
        head, *rows = path.read_text().splitlines(keepends=True)
        path.write_text(head + "".join(row for row in rows if keep(row)))

    return change


def cell(name, line, column, text):
    def change(folder):
        path = folder / name
        rows = [row.split(",") for row in path.read_text().splitlines()]
        rows[line][rows[0].index(column)] = text
        path.write_text("".join(",".join(cells) + "\n" for cells in rows))

    return change


def described(path, change):
    return lambda folder: edit(folder, lambda data: change(resources_of(data)[path]))


def batch_says(**changes):
    return lambda folder: edit(folder, lambda data: data["sim"].update(changes))


CONTRADICTIONS = {
    "a scenario renamed in the outcomes": (rename_in("outcomes.csv"), r"outcomes\.csv: row 1 is not the run"),
    "a scenario renamed in its file": (rename_in("scenarios/calm.yaml"), r"calm\.yaml: has name 'kalm', but"),
    "a scenario renamed in the statistics": (rename_in("distributions.csv"), "lacks calm, "),
    "a scenario renamed in the months": (rename_in("monthly.csv"), r"monthly\.csv: lacks calm, 1, "),
    "a scenario renamed in the uncertainty": (
        lambda folder: (folder / "uncertainty.csv").write_text(
            (folder / "uncertainty.csv").read_text().replace("unsure", "sure")
        ),
        "a scenario that was not played",
    ),
    "a statistic missing": (rows_of("distributions.csv", lambda row: "leaks,p50" not in row), "has .* rows"),
    "a month missing": (rows_of("monthly.csv", lambda row: not row.startswith("calm,2,")), "has .* rows"),
    "no months at all": (rows_of("monthly.csv", lambda _: False), "has 0 rows"),
    "no outcomes at all": (rows_of("outcomes.csv", lambda _: False), r"outcomes\.csv: has 0 rows, but"),
    "a run missing": (rows_of("outcomes.csv", lambda row: not row.startswith("calm,0,5,")), "row 6 is not"),
    "NaN among the outcomes": (cell("outcomes.csv", 3, "pressure_mean", "nan"), "row 3 is not finite"),
    "infinity among the outcomes": (cell("outcomes.csv", 4, "payoff_minsk", "-inf"), "row 4 is not finite"),
    "infinity in the statistics": (cell("distributions.csv", 9, "value", "inf"), "is inf"),
    "NaN in the months": (cell("monthly.csv", 9, "p50", "nan"), "is nan"),
    "an unknown outcome": (cell("outcomes.csv", 2, "outcome", "victory"), "row 2 has an unknown outcome"),
    "an outcome that the shares do not count": (
        lambda folder: (folder / "outcomes.csv").write_text(
            re.sub(
                r"(calm,0,\d,)muddling_through", r"\1rupture", (folder / "outcomes.csv").read_text(), count=1
            )
        ),
        "share_muddling_through of calm is",
    ),
    "a month after the horizon": (cell("outcomes.csv", 2, "end_month", "5"), "row 2 has an end_month"),
    "a word among the numbers": (cell("outcomes.csv", 2, "leaks", "few"), r"outcomes\.csv: damaged"),
    "a column renamed": (
        lambda folder: (folder / "outcomes.csv").write_text(
            (folder / "outcomes.csv").read_text().replace("leaks", "leeks", 1)
        ),
        r"outcomes\.csv: damaged.*leaks",
    ),
    "versions that are no mapping": (
        batch_says(versions=["1"]),
        "sim.versions: Input should be a valid dict",
    ),
    "a path with NUL": (described("monthly.csv", lambda one: one.update(path="a\0b")), "no path of a file"),
    "a path that leads out": (
        described("monthly.csv", lambda one: one.update(path="../m.csv")),
        "no path of",
    ),
    "a file named twice": (
        described("monthly.csv", lambda one: one.update(path="distributions.csv")),
        "distributions.csv twice",
    ),
    "other numbers of runs": (
        lambda folder: edit(folder, lambda data: data["sim"]["scenarios"][0].update(runs=13)),
        "the outcomes have 46 rows, and sim.scenarios 47 runs",
    ),
    "another seed": (
        lambda folder: edit(folder, lambda data: data["sim"]["scenarios"][0].update(seed=1)),
        r"calm\.yaml: has seed 20210222, but datapackage.json says 1",
    ),
    "a scenario that does not load": (
        lambda folder: change_scenario(folder, "calm", "strength_cost", "strength_prize"),
        "calm does not load under this version",
    ),
    "a descriptor cut short": (
        lambda folder: (folder / DESCRIPTOR).write_text((folder / DESCRIPTOR).read_text()[:999]),
        "a damaged one: datapackage.json",
    ),
    "a descriptor of another shape": (lambda folder: (folder / DESCRIPTOR).write_text("[1]"), "valid dict"),
    "a second table of outcomes": (lambda folder: (folder / "outcomes.parquet").mkdir(), "in two formats"),
}


@pytest.mark.parametrize(("change", "said"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_contradiction_is_named_with_its_file(played, change, said):
    with copied(played) as (_, folder):
        change(folder)
        if said not in ("valid dict", "no path of a file", "no path of", "a damaged one: datapackage.json"):
            renew_sums(folder)
        with pytest.raises(ResultsError, match=said) as raised:
            find(folder)
        assert str(raised.value).startswith(str(folder))
        assert len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize("name", [*TABLES, "scenarios/calm.yaml"])
def test_a_byte_more_is_noticed_without_reading_the_table(played, name):
    with copied(played) as (batch, folder):
        (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
        with pytest.raises(ResultsError, match=f"{name}: gone or changed since the batch was played"):
            check_given(folder)
        with pytest.raises(ResultsError, match=f"{name}: gone or changed .* was left as it is"):
            check_target(folder, batch.plan)


@pytest.mark.parametrize("damage", ["a part gone", "a part too many", "another type", "a column less"])
def test_a_damaged_table_in_parquet_is_told(played, damage):
    with copied(played, "parquet") as (_, folder):
        part = folder / "outcomes.parquet" / "part-00000.parquet"
        table = pq.read_table(part)
        if damage == "a part gone":
            part.unlink()
        elif damage == "a part too many":
            shutil.copy(part, part.with_name("part-00001.parquet"))
        elif damage == "another type":
            pq.write_table(table.set_column(2, "run", table["run"].cast(pa.float64())), part)
            renew_sums(folder)
        else:
            pq.write_table(table.drop_columns(["leaks"]), part)
            renew_sums(folder)
        with pytest.raises(ResultsError, match=r"outcomes\.parquet"):
            check_folder(folder)


def test_a_table_from_elsewhere_is_left_alone(played, tmp_path):
    batch, _ = played
    batch.outcomes.to_csv(tmp_path / "mine.csv", index=False)
    (tmp_path / DESCRIPTOR).write_text('{"name": "mine", "resources": [{"path": "mine.csv"}]}')
    assert len(sim.compare(tmp_path, baseline="calm", metrics=["leaks"]).table) == 2


def test_the_same_batch_is_found_complete_again(played):
    batch, place = played
    plan = make_plan(load_many([place / "questions"]))
    check_target(place / "csv", plan)
    assert plan.digest == batch.plan.digest
    assert Wanted("x").table_format == "csv"
