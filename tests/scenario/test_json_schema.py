"""The JSON Schema: complete, described, and of one mind with the program."""

import json

import jsonschema
import pytest
from ruamel.yaml import YAML

from sim.quantities import initial, parameters
from sim.scenario import load_scenario, to_yaml
from sim.scenario.files import shipped_names
from sim.scenario.json_schema import json_schema
from sim.shipped import shipped


@pytest.fixture(scope="module")
def validator():
    return jsonschema.Draft202012Validator(json_schema())


def test_the_schema_is_valid_json_schema():
    jsonschema.Draft202012Validator.check_schema(json.loads(json.dumps(json_schema())))


def test_every_key_is_described():
    schema = json_schema()
    parts = [schema, *(part for part in schema["$defs"].values() if "properties" in part)]
    for part in parts:
        for name, key in part["properties"].items():
            assert key.get("description") or name == "distribution", name


@pytest.mark.parametrize("section", ["parameters", "initial"])
def test_every_quantity_has_description_unit_range_default_and_source(section):
    quantities = parameters() if section == "parameters" else initial()
    properties = json_schema()["properties"][section]["properties"]
    for quantity in quantities.values():
        described = properties[quantity.name]
        for word in ("Unit:", "Range:", "Default:", "Source:"):
            assert word in described["description"]
        assert described["x-unit"] == quantity.unit
        assert set(properties) >= set(quantity.entries)


@pytest.mark.parametrize("name", shipped_names())
def test_the_shipped_scenarios_fit_the_schema_as_written_and_as_resolved(validator, name):
    yaml = YAML(typ="safe")
    validator.validate(yaml.load((shipped("scenarios") / f"{name}.yaml").read_text()))
    validator.validate(yaml.load(to_yaml(load_scenario(name))))


@pytest.mark.parametrize(
    "data",
    [
        {"horizn": 24},
        {"horizon": 241},
        {"name": "NA"},
        {"sweep": {"grid": None}},
        {"sweep": {"sobol": None}},
        {"events": [{"month": 3, "add": None}]},
        {"runs": 0},
        {"name": "a/b"},
        {"start": "2021-13"},
        {"parameters": {"strenth_cost": 1}},
        {"parameters": {"reserves": 1}},
        {"initial": {"mobilisation": 1.5}},
        {"initial": {"agreed": [1, 1]}},
        {"initial": {"kremlin_type": "replacr"}},
        {"events": [{"add": {"mobilisation": 0.3}}]},
        {"events": [{"month": 3, "add": {"mobilization": 0.3}}]},
        {"uncertain": {"reserves": {"distribution": "normal", "mean": 5}}},
        {"minds": {"kremlin": "quantel"}},
        {"menu": {"bundles": [13]}},
        {"sweep": {"gird": {}}},
    ],
)
def test_what_the_program_refuses_the_schema_refuses(validator, data):
    assert not validator.is_valid(data)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"uncertain": "all"},
        {"uncertain": {"reserves": {"distribution": "normal", "mean": 5, "sd": 1}, "strength_cost": "prior"}},
        {"calendar": {"exercise": None, "referendum": "none", "summits": ["2021-09"]}},
        {"initial": {"agreed": {"RM": 0.9}, "signed.SU": 0, "help": "none"}},
        {"sweep": {"sobol": {"n": 256, "over": {"leak": [0, 0.1]}}}},
        {"events": [{"month": 3, "set": {"agreed": [1, 1, 1, 1, 1]}, "why": "all at once"}]},
    ],
)
def test_what_the_program_takes_the_schema_takes(validator, data):
    validator.validate(data)
