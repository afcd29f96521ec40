"""The JSON Schema of scenario files: what editors complete and check from, with units, ranges and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.distributions import CUT, FAMILIES
from sim.scenario.kinds import Schema, number
from sim.scenario.scenario import OPERATIONS
from sim.scenario.schema import (
    LAWS,
    ScenarioFile,
    flat_entries,
    legal_names,
    level_name,
    quantities,
    section_of,
)

if TYPE_CHECKING:
    from sim.quantities import Quantity

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Properties = dict[str, Schema]
PRIOR: Schema = {"const": "prior", "description": "the prior that the seeds have for it"}
PAIR: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}


def json_schema() -> Schema:
    """Return the JSON Schema of a scenario file, complete with every parameter and initial quantity.

    Returns
    -------
    dict
        A JSON Schema of draft 2020-12, as plain data.
    """
    schema: dict[str, Any] = ScenarioFile.model_json_schema()
    keys, parts = schema["properties"], schema["$defs"]
    for part in ("minds", "menu", "calendar", "sweep"):
        del keys[part]["default"]  # its keys have their own
    parts |= {name: family.model_json_schema() for name, family in FAMILIES.items()}
    for name in FAMILIES:
        parts[name]["required"] = [key for key in parts[name]["properties"] if key not in CUT]
    parts["distribution"] = {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in FAMILIES]}
    parts["drawn"] = {"anyOf": [{"$ref": "#/$defs/distribution"}, PRIOR]}
    parts["swept"] = {"anyOf": [{"$ref": "#/$defs/drawn"}, PAIR]}
    parts["changes"] = _names(legal_names(), {"type": ["number", "string", "array", "object"]})
    _replace(keys, "parameters", _section("parameters"))
    _replace(keys, "initial", _section("initial"))
    _replace(keys, "uncertain", {"anyOf": [{"const": "all"}, _chances("drawn")]})
    for operation in OPERATIONS:
        _replace(parts["EventPart"]["properties"], operation, {"$ref": "#/$defs/changes"})
    _replace(parts["DesignPart"]["properties"], "over", _chances("swept"))
    for design in ("latin_hypercube", "sobol"):
        _replace(parts["SweepPart"]["properties"], design, {"$ref": "#/$defs/DesignPart"})
    values = {"type": "array", "items": {"type": ["number", "string"]}, "minItems": 1}
    _replace(parts["SweepPart"]["properties"], "grid", _names(tuple(flat_entries()), values))
    return {"$schema": DIALECT, **schema, "title": "Scenario"}


def _chances(form: str) -> Schema:
    """Return a mapping from quantities to distributions; a list has one for each of its entries."""
    one = {"$ref": f"#/$defs/{form}"}
    properties: Properties = {}
    for quantity in quantities().values():
        if not quantity.levels and quantity.name not in LAWS:
            properties |= dict.fromkeys(quantity.entries, one)
            if quantity.members:
                properties[quantity.name] = {"anyOf": [_names(quantity.members, one), PRIOR]}
    return {"type": "object", "properties": dict(sorted(properties.items())), "additionalProperties": False}


def _section(name: str) -> Schema:
    """Return a mapping with a property for each quantity of a section and each entry of its lists."""
    properties: Properties = {}
    for quantity in quantities().values():
        if section_of(quantity) != name:
            continue
        for position, flat in enumerate(quantity.entries):
            properties[flat] = _described(quantity, flat, quantity.central[position])
        if quantity.members:
            properties[quantity.name] = _described_list(quantity)
    return {"type": "object", "properties": dict(sorted(properties.items())), "additionalProperties": False}


def _described(quantity: Quantity, flat: str, central: float) -> Schema:
    """Return the schema of a single number, with all that is known of it."""
    default = {} if quantity.default_from else {"default": level_name(quantity, central)}
    said = {"title": quantity.label_of(flat), "description": _sentence(quantity, flat)}
    return {**said, **_number(quantity), **default, **_background(quantity)}


def _described_list(quantity: Quantity) -> Schema:
    """Return the schema of a list: as a list, or as a mapping of some of its entries."""
    one = _number(quantity)
    size = len(quantity.members)
    forms = [
        {"type": "array", "items": one, "minItems": size, "maxItems": size},
        {"type": "object", "properties": dict.fromkeys(quantity.members, one), "additionalProperties": False},
    ]
    default = {} if quantity.default_from else {"default": list(quantity.central)}
    return {
        "title": quantity.label,
        "description": _sentence(quantity, quantity.name),
        "anyOf": forms,
        **default,
        **_background(quantity),
    }


def _number(quantity: Quantity) -> Schema:
    """Return type and legal range; a level may be given by its name."""
    low, high = quantity.legal
    whole = quantity.integer or bool(quantity.levels)
    found: Schema = {"type": "integer" if whole else "number", "minimum": low, "maximum": high}
    return {"anyOf": [{"enum": list(quantity.levels)}, found]} if quantity.levels else found


def _sentence(quantity: Quantity, flat: str) -> str:
    """Return description, unit, range, default and source in one text, as an editor shows it."""
    low, high = (number(end) for end in quantity.legal)
    if quantity.default_from:
        default = f"as {quantity.default_from}"
    else:
        default = ", ".join(str(level_name(quantity, value)) for value in _central(quantity, flat))
    source = "; ".join(
        [*quantity.claims, *quantity.sources, *([quantity.judgement] if quantity.judgement else [])]
    )
    known = f"Unit: {quantity.unit}. Range: {low} to {high}. Default: {default}. Source: {source}"
    return f"{quantity.description.rstrip('.')}. {known}"


def _central(quantity: Quantity, flat: str) -> tuple[float, ...]:
    """Return the default of one entry, or of all where the name is that of the list."""
    if flat in flat_entries():
        return (flat_entries()[flat].central,)
    return quantity.central


def _background(quantity: Quantity) -> Schema:
    """Return what no validator needs: unit, symbol, plausible range, claims, sources, judgement."""
    found = {
        "x-unit": quantity.unit,
        "x-symbol": quantity.symbol,
        "x-plausible": [list(quantity.low), list(quantity.high)],
        "x-claims": list(quantity.claims),
        "x-sources": list(quantity.sources),
        "x-judgement": quantity.judgement,
    }
    return {key: value for key, value in found.items() if value}


def _names(names: tuple[str, ...], values: Schema) -> Schema:
    """Return a mapping from legal names to one kind of value."""
    legal = {"enum": sorted(set(names))}
    return {"type": "object", "propertyNames": legal, "additionalProperties": values}


def _replace(properties: Properties, key: str, schema: Schema) -> None:
    """Put a schema in place of a mapping of any names; its description stays."""
    properties[key] = {"description": properties[key]["description"], **schema}
