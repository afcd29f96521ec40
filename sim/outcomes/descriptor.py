"""The shape of `datapackage.json` in a result folder, checked by pydantic, and what must agree within it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveInt,
    StrictStr,
    ValidationError,
    model_validator,
)

from sim.outcomes.columns import (
    DISTRIBUTIONS,
    FAILURES,
    IDENTITY,
    MONTHLY,
    PANEL,
    UNCERTAINTY,
    ColumnType,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = {  # those that each table must have; others may stand beside them
    "outcomes": IDENTITY,
    "distributions": DISTRIBUTIONS,
    "monthly": MONTHLY,
    "uncertainty": UNCERTAINTY,
    "failures": FAILURES,
    "panel": PANEL,
}
NEEDED = ("outcomes", "distributions", "monthly")


def _inside(path: str) -> str:
    """Complain about a path that leads out of the folder, or that no file can have."""
    place = PurePosixPath(path)
    if place.is_absolute() or not place.parts or ".." in place.parts or not path.isprintable():
        raise ValueError(f"{path[:80]!r} is no path of a file within the folder")
    return path


Sha256 = Annotated[str, Field(pattern="^(sha256:)?[0-9a-f]{64}$")]


class TablePart(BaseModel):
    """Any part of the descriptor: of the exact types, with further keys as anybody likes."""

    model_config = ConfigDict(strict=True, extra="allow")


class FieldShape(TablePart):
    """A column of a table."""

    name: StrictStr
    type: ColumnType


class SchemaShape(TablePart):
    """The columns of a table."""

    fields: Annotated[list[FieldShape], Field(min_length=1)]


class ResourceShape(TablePart):
    """A file of the folder."""

    path: Annotated[str, AfterValidator(_inside)]
    rows: NonNegativeInt | None = None
    table: Annotated[SchemaShape | None, Field(alias="schema")] = None
    variables: list[FieldShape] | None = None
    sha256: Sha256 | None = None
    hash: Sha256 | None = None

    @model_validator(mode="after")
    def _has_a_sum(self) -> ResourceShape:
        if self.sha256 is None and self.hash is None:
            raise ValueError("has neither sha256 nor hash")
        return self

    @property
    def stem(self) -> str:
        """The table that the file is, or is a part of: `outcomes`, `monthly`, ...

        Returns
        -------
        str
            First part of the path, without its suffix.
        """
        return PurePosixPath(self.path).parts[0].partition(".")[0]


class ScenarioShape(TablePart):
    """A scenario that was played, at one point of its sweep."""

    name: Annotated[str, Field(min_length=1)]
    runs: PositiveInt
    seed: NonNegativeInt
    horizon: PositiveInt


class BatchShape(TablePart):
    """What the batch knows of itself."""

    hash: str
    stem: str | None = None
    rules: str
    format: Literal["csv", "parquet"]
    panel: NonNegativeInt
    command: str = ""
    scenarios: Annotated[list[ScenarioShape], Field(min_length=1)]
    versions: dict[str, str] = {}


class Shape(TablePart):
    """The whole descriptor."""

    title: str = ""
    resources: list[ResourceShape]
    sim: BatchShape


def check_descriptor(data: object) -> None:
    """Make sure that a descriptor has everything that is relied on, and does not contradict itself.

    Parameters
    ----------
    data : object
        Content of `datapackage.json`, as JSON gave it.

    Raises
    ------
    ValueError
        It lacks something, or contradicts itself; the text says what.
    """
    try:
        shape = Shape.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        place = ".".join(map(str, details[0]["loc"])) or "the whole"
        what = details[0]["msg"].partition(" or instance of")[0]
        more = f" (and {len(details) - 1} problems more)" if len(details) > 1 else ""
        raise ValueError(f"{place}: {what}{more}") from None
    for problem in _contradictions(shape):
        raise ValueError(problem)


def _contradictions(shape: Shape) -> Iterator[str]:
    paths = [resource.path for resource in shape.resources]
    yield from (f"names {path} twice" for path in sorted({path for path in paths if paths.count(path) > 1}))
    names = [scenario.name for scenario in shape.sim.scenarios]
    if names != sorted(names):
        yield "sim.scenarios: is not in the order of the names"
    for name in dict.fromkeys(names):
        settings = {(one.seed, one.horizon) for one in shape.sim.scenarios if one.name == name}
        if len(settings) > 1:
            yield f"sim.scenarios: {name} has several seeds or horizons"
    files = {path for path in paths if path.startswith("scenarios/")}
    if files != (wanted := {f"scenarios/{name}.yaml" for name in names}):
        odd = min(files ^ wanted)
        yield f"{odd} is in resources and its scenario is not in sim.scenarios, or the other way round"
    yield from _of_tables(shape)


def _of_tables(shape: Shape) -> Iterator[str]:
    tables: dict[str, list[ResourceShape]] = {}
    for resource in shape.resources:
        if not resource.path.startswith("scenarios/"):
            tables.setdefault(resource.stem, []).append(resource)
    yield from (f"resources: has no table {name}" for name in NEEDED if name not in tables)
    for name, files in tables.items():
        for file in files:
            yield from _of_file(name, file, shape.sim.format)
    rows = sum(file.rows or 0 for file in tables["outcomes"])
    runs = sum(scenario.runs for scenario in shape.sim.scenarios)
    if rows != runs:
        yield f"resources: the outcomes have {rows:,} rows, and sim.scenarios {runs:,} runs"


def _of_file(table: str, file: ResourceShape, outcome_format: str) -> Iterator[str]:
    """What is wrong with the description of a file that is a table, or a part of one."""
    if table not in COLUMNS:
        yield f"resources: {file.path} is no table of a result folder"
    elif file.path != (allowed := _path_of(table, file.path, outcome_format)):
        yield f"resources: the table {table} is the file {file.path}, where {allowed} is allowed"
    elif file.rows is None or file.table is None:
        yield f"resources: {file.path} has no rows or no schema"
    else:
        known = {field.name: field.type for field in file.table.fields}
        if len(known) < len(file.table.fields):
            yield f"resources: {file.path} has two columns of one name"
        for column in COLUMNS[table]:
            if known.get(column.name) != column.type:
                yield f"resources: {file.path} has no column {column.name} of type {column.type}"


def _path_of(table: str, given: str, outcome_format: str) -> str:
    """The path that a table has to have; of a part of the outcomes, the given one if it can be a part."""
    if table == "panel":
        return "panel.parquet"
    if table == "outcomes" and outcome_format == "parquet":
        place = PurePosixPath(given)
        is_part = place.parent == PurePosixPath("outcomes.parquet") and place.suffix == ".parquet"
        return given if is_part else "outcomes.parquet/part-00000.parquet"
    return f"{table}.csv"
