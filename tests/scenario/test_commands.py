"""`sim validate`, `sim show` and `sim schema` as a user meets them."""

import json
import subprocess
import sys

import pytest
from ruamel.yaml import YAML

from sim.cli.app import main
from sim.scenario import load_scenario
from sim.scenario.files import shipped_names

HEAVY = ("numpy", "numba", "pandas", "scipy", "pyarrow", "mesa", "matplotlib")


@pytest.fixture
def sim(capsys):
    def call(*arguments):
        code = 0
        try:
            main(list(arguments))
        except SystemExit as left:
            code = left.code or 0
        return code, *capsys.readouterr()

    return call


def test_validation_names_each_good_file_and_then_all_problems(sim, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text("runs: 5\n")
    (tmp_path / "bad.yaml").write_text("runs: 0\nseed: -1\n")
    code, out, err = sim("validate", "good.yaml", "bad.yaml", "nowhere", "baseline_feb2021")
    assert code == 2
    assert out.splitlines()[0] == "good.yaml: ok"
    assert out.splitlines()[1].endswith("baseline_feb2021.yaml: ok")
    assert [line.partition(": ")[0] for line in err.splitlines()] == [
        "bad.yaml:1:7",
        "bad.yaml:2:7",
        "nowhere",
    ]


def test_all_shipped_scenarios_are_valid(sim):
    code, out, err = sim("validate", *shipped_names())
    assert code == 0
    assert all(line.startswith("warning: ") for line in err.splitlines())
    assert out.count(": ok\n") == len(shipped_names())


def test_two_of_one_name_are_no_valid_batch(sim, tmp_path):
    for stem in ("a", "b"):
        (tmp_path / f"{stem}.yaml").write_text("name: same\n")
    code, out, err = sim("validate", str(tmp_path))
    assert code == 2
    assert out == f"{tmp_path}/a.yaml: ok\n"
    assert "name: same is the name of" in err


def test_show_prints_a_scenario_that_can_be_read_again_with_the_origin_of_every_value(sim, tmp_path):
    code, out, _ = sim("show", "protests_return", "--set", "strength_cost=1.3")
    assert code == 0
    lines = {line.split(":")[0].strip(): line for line in out.splitlines()}
    assert lines["strength_cost"].endswith("# --set strength_cost=1.3")
    assert "# parent " in lines["horizon"]
    assert "baseline_feb2021.yaml:" in lines["horizon"]
    path = tmp_path / "again.yaml"
    path.write_text(out)
    again = load_scenario(path)
    assert (again.parameters, again.name) == ({"strength_cost": 1.3}, "protests_return")


def test_show_all_has_the_defaults_too(sim):
    short = sim("show", "baseline_feb2021")[1]
    full = sim("show", "baseline_feb2021", "--all")[1]
    assert "strength_cost" not in short
    shown = YAML(typ="safe").load(full)
    assert shown["parameters"]["strength_cost"] > 0
    assert "# default, seeds/parameters/kremlin_payoff.yaml" in full
    assert "# default, as colour_revolution_belief" in full


def test_show_tells_what_is_wrong(sim, tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("runs: 0\n")
    code, out, err = sim("show", str(path))
    assert (code, out) == (2, "")
    assert err.startswith(f"{path}:1:7: runs: 0 is out of range")


def test_the_schema_is_printed_as_json(sim):
    code, out, err = sim("schema")
    assert (code, err) == (0, "")
    assert json.loads(out)["title"] == "Scenario"


@pytest.mark.parametrize("command", [["validate", "loan_3bn"], ["schema"], ["show", "loan_3bn"]])
def test_checking_a_file_waits_for_nothing_heavy(command):
    program = (
        "import sys; from sim.cli.app import main\n"
        f"try: main({command!r})\n"
        "except SystemExit: pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("command", ["validate", "show", "schema"])
def test_help_has_an_example(sim, command):
    code, out, _ = sim(command, "--help")
    assert code == 0
    assert f"sim {command}" in out
