"""Data against the models of the file: pydantic's findings in our words, at their line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sim.scenario.kinds import shown
from sim.scenario.names import legal_names, quantities, section_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.scenario.problems import Problems
    from sim.scenario.tree import Path

Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")

SHAPES = {
    "model_type": ("a mapping", "`key: value` pairs"),
    "dict_type": ("a mapping", "`name: value` pairs"),
    "list_type": ("a list", "[..., ...]"),
}


def validated(model: type[Model], data: object, path: Path, problems: Problems) -> Model | None:
    """Return the data as a model, or note everything that is wrong with it under `path`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _explain(detail, model, path, problems)
    return None


def validated_in_part(model: type[Model], data: Mapping[str, object], problems: Problems) -> Model:
    """Return the data as a model, without the keys that anything is wrong with, which is noted.

    Every key of the model has a default.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
    for detail in details:
        _explain(detail, model, (), problems)
    wrong = {detail["loc"][0] for detail in details}
    return model.model_validate({key: value for key, value in data.items() if key not in wrong})


def accepted(check: Callable[[], Value], path: Path, problems: Problems) -> Value | None:
    """Return what a check returns, or note its complaint."""
    try:
        return check()
    except PydanticCustomError as error:
        problems.complain(path, error.context or {})
        return None


def _explain(detail: ErrorDetails, model: type[BaseModel], path: Path, problems: Problems) -> None:
    place, kind = (*path, *detail["loc"]), detail["type"]
    if kind == "bad_value":
        problems.complain(place, detail["ctx"])
    elif kind == "extra_forbidden":
        _unknown_key(place, _keys(model, detail["loc"][:-1]), problems)
    elif kind == "missing":
        keys = _keys(model, detail["loc"][:-1])
        problems.add(place, "missing", f"keys here: {', '.join(keys)}")
    else:
        shape, allowed = SHAPES.get(kind, ("what it should be", detail["msg"]))
        problems.add(place, f"{shown(detail['input'])} is not {shape}", allowed)


def _unknown_key(path: Path, keys: list[str], problems: Problems) -> None:
    """Note an unknown key; a quantity that stands outside its section is reported where it belongs."""
    name = str(path[-1]).partition(".")[0]
    if str(path[-1]) in legal_names():
        where = "`add`, `set` or `multiply`" if path[0] == "events" else f"`{section_of(quantities()[name])}`"
        problems.add(path, "a quantity, not a key of this place", f"write it under {where}", at_key=True)
    else:
        problems.unknown(path, keys)


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys of the part of a model that a path leads to."""
    for part in path:
        if isinstance(part, str):
            annotation = model.model_fields[part].annotation
            choices = (annotation, *getattr(annotation, "__args__", ()))
            model = next(c for c in choices if isinstance(c, type) and issubclass(c, BaseModel))
    return list(model.model_fields)
