"""A ladder file, checked as a whole: every problem at once, each with its case and its key."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import ValidationError

from sim.errors import DataError, Problem, nearest
from sim.paths import read_text
from sim.scenario.kinds import shown
from sim.verification.cases.fields import NotNegative, Positive, WholeNumber
from sim.verification.cases.kind import CaseFields
from sim.verification.cases.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from sim.verification.cases.kind import CaseKind

Model = TypeVar("Model", bound=CaseFields)

FORMAT = "bilateral-bargaining verification ladder 2"
SHAPES = {
    "model_type": "an object",
    "dict_type": "an object",
    "list_type": "a list",
    "string_type": "text",
    "bool_type": "true or false",
}


class Absolute(CaseFields):
    """Every number within `abs` of what is expected."""

    abs: NotNegative


class Simulated(CaseFields):
    """Every quantity that can be estimated within `se` standard errors after `runs` runs."""

    se: Positive
    runs: Annotated[int, WholeNumber(2)]


class Outline(CaseFields):
    """A case before its kind is looked at. Title and notes decide nothing and may be left out."""

    id: str
    kind: str
    inputs: dict[str, Any]
    expected: dict[str, Any]
    tolerance: dict[str, Any]
    title: str = ""
    notes: str = ""


@dataclass(frozen=True)
class BenchmarkCase:
    """One case, checked: it can be run."""

    id: str
    kind: CaseKind
    title: str
    inputs: CaseFields
    expected: dict[str, Any]
    tolerance: Absolute | Simulated
    place: Problem

    def problem(self, key: str, wrong: str, allowed: str = "") -> Problem:
        """Return a problem of this case, with its place in the file.

        Parameters
        ----------
        key : str
            Key path in the case (`inputs.delta`).
        wrong : str
            What is wrong with its value.
        allowed : str
            What is allowed in its place; empty where nothing can be said.

        Returns
        -------
        Problem
            At the line of the case's `id`; the key path starts with the name of the case.
        """
        return _problem(self.place, key, wrong, allowed)


class Object(dict[str, Any]):
    """An object of the file that remembers which keys were given twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        """Take the pairs as they stand in the file."""
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.twice = [key for key in self if keys.count(key) > 1]


def read_ladder(path: Path) -> tuple[list[BenchmarkCase], list[Problem]]:
    """Read a file: the cases that can be run, and all that is wrong with the others.

    Parameters
    ----------
    path : Path
        A JSON file in UTF-8, with a list `cases` (seeds/ladder/README.md).

    Returns
    -------
    cases : list of BenchmarkCase
        The cases without a problem of their own, in the order of the file.
    problems : list of Problem
        All problems of all cases, with line and column; empty where every case can be run.

    Raises
    ------
    DataError
        The file is no ladder at all.
    """
    text = _text(path)
    cases: list[BenchmarkCase] = []
    problems: list[Problem] = []
    names: set[str] = set()
    for position, data in enumerate(_cases(text, str(path))):
        place = _place(data, position, text, str(path))
        if place.key in names:
            problems.append(
                _problem(place, "id", "given to more than one case", "a name of its own for each")
            )
        names.add(place.key)
        case, found = _case(data, place)
        problems += found
        if case:
            cases.append(case)
    return cases, problems


def _text(path: Path) -> str:
    try:
        return read_text(path, "utf-8-sig")
    except FileNotFoundError:
        raise DataError(f"{path}: no such file") from None
    except UnicodeDecodeError:
        raise DataError(f"{path}: not a text in UTF-8") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None


def _cases(text: str, file: str) -> list[Any]:
    """Return the cases of a file as they stand; what else the file says about itself is not looked at."""
    try:
        data = json.loads(text, object_pairs_hook=Object)
    except json.JSONDecodeError as error:
        raise DataError(
            str(Problem(file, error.lineno, error.colno, wrong=f"not JSON: {error.msg}"))
        ) from None
    except RecursionError:
        raise DataError(f"{file}: nested too deeply") from None
    if not isinstance(data, dict) or not isinstance(data.get("cases"), list):
        raise DataError(f'{file}: no list of cases; {{"format": "{FORMAT}", "cases": [...]}}')
    if data.get("format", FORMAT) != FORMAT:
        raise DataError(f"{file}: format: {shown(data['format'])} is not known; '{FORMAT}'")
    cases: list[Any] = data["cases"]
    if not cases:
        raise DataError(f"{file}: cases: none; at least one")
    return cases


def _place(data: object, position: int, text: str, file: str) -> Problem:
    """Return where a case stands: the line of its id, and what it is called."""
    name = data.get("id") if isinstance(data, dict) else None
    if not isinstance(name, str) or not name:
        return Problem(file, key=f"cases[{position}]")
    at = re.search(rf'"id"\s*:\s*({re.escape(json.dumps(name))})', text)
    if at is None:
        return Problem(file, key=name)
    before = text[: at.start(1)]
    return Problem(file, before.count("\n") + 1, len(before) - before.rfind("\n"), name)


def _problem(place: Problem, key: str, wrong: str, allowed: str = "", close: tuple[str, ...] = ()) -> Problem:
    named = f"{place.key}: {key}" if key else place.key
    return Problem(place.file, place.line, place.column, named, wrong, allowed, close)


def _case(data: object, place: Problem) -> tuple[BenchmarkCase | None, list[Problem]]:
    """Return a case, or all that is wrong with it."""
    problems = [_problem(place, key, "given twice", "once") for key in _twice(data)]
    outline, found = _checked(Outline, data, "", place)
    problems += found
    if outline is None:
        return None, problems
    if not outline.id:
        problems.append(_problem(place, "id", "empty", "a name"))
    tolerance, found = _tolerance(outline.tolerance, place)
    problems += found
    kind = KINDS.get(outline.kind)
    if kind is None:
        allowed = f"one of {', '.join(KINDS)}"
        close = nearest(outline.kind, KINDS)
        return None, [*problems, _problem(place, "kind", f"unknown: {shown(outline.kind)}", allowed, close)]
    inputs, found = _checked(kind.inputs, outline.inputs, "inputs", place)
    problems += found
    expected, found = _checked(kind.expected, outline.expected, "expected", place)
    problems += found
    if problems or inputs is None or expected is None or tolerance is None:
        return None, problems
    values = expected.model_dump(by_alias=True)
    return BenchmarkCase(outline.id, kind, outline.title, inputs, values, tolerance, place), []


def _tolerance(data: dict[str, Any], place: Problem) -> tuple[Absolute | Simulated | None, list[Problem]]:
    if "abs" in data:
        return _checked(Absolute, data, "tolerance", place)
    if "se" in data or "runs" in data:
        return _checked(Simulated, data, "tolerance", place)
    forms = '{"abs": x} or {"se": k, "runs": N}'
    return None, [_problem(place, "tolerance", "says nothing", forms)]


def _twice(data: object, path: str = "") -> Iterator[str]:
    """Yield the keys that were given twice, anywhere in a case."""
    if isinstance(data, Object):
        yield from (f"{path}{key}" for key in data.twice)
        for key, value in data.items():
            yield from _twice(value, f"{path}{key}.")
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from _twice(value, f"{path[:-1]}[{position}].")


def _checked(
    model: type[Model], data: object, path: str, place: Problem
) -> tuple[Model | None, list[Problem]]:
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [_explained(detail, model, path, place) for detail in details]


def _explained(detail: ErrorDetails, model: type[CaseFields], path: str, place: Problem) -> Problem:
    """Return one of pydantic's findings in our words."""
    kind, context = detail["type"], detail.get("ctx", {})
    key = _key(path, detail["loc"])
    if kind == "bad_value":
        key = key if not context["name"] else f"{key}.{context['name']}"
        return _problem(place, key, context["wrong"], context["allowed"])
    if kind in ("missing", "extra_forbidden"):
        keys = _keys(model) if len(detail["loc"]) == 1 else []
        close = nearest(str(detail["loc"][-1]), keys) if kind == "extra_forbidden" else ()
        allowed = f"the keys here: {', '.join(keys)}" if keys else ""
        return _problem(place, key, "missing" if kind == "missing" else "unknown key", allowed, close)
    if kind in ("too_short", "too_long"):
        allowed = f"at least {context.get('min_length')}" if kind == "too_short" else ""
        allowed = allowed or f"at most {context.get('max_length')}"
        return _problem(place, key, f"{context['actual_length']} entries", allowed)
    return _problem(place, key, f"{shown(detail['input'])} is not {SHAPES.get(kind, 'what it should be')}")


def _key(path: str, location: tuple[int | str, ...]) -> str:
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _keys(model: type[CaseFields]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
