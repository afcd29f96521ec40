"""The patterns as `seeds/patterns.yaml` states them: arms, readings, expectations, ablations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from sim.errors import ScenarioErrors, nearest
from sim.experiments.arm import Arm, ArmComparison
from sim.experiments.metrics import metric
from sim.quantities.reading import SeedEntry, read_entries
from sim.scenario.channels import channels
from sim.scenario.document import Document, node_of
from sim.scenario.layer import read_layer
from sim.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sim.scenario import Event

Status = Literal["required", "reported"]
CountsAs = Literal["evidence", "calibrated", "imposed"]
Expectation = Literal["rises", "falls", "unmoved", "small", "above", "below", "zero", "interior"]
AblationExpectation = Literal["nothing", "gone", "weaker"]

BOUNDED = ("small", "above", "below")
OF_ONE_ARM = ("above", "below", "zero", "interior")
REQUIRED = ("says", "compares", "claims", "status", "counts_as", "mechanism", "readings")
FIELDS = (*REQUIRED, "because", "control", "treatment", "against", "ablation")
READING_FIELDS = (
    *("metric", "expect", "at_least", "bound", "beside", "arms"),
    *("control", "treatment", "against"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is measured in a comparison, or in the scenario as it stands, and what it should come to.

    `bound` is what a mean is held against (`above`, `below`), or the size in standard deviations that
    an effect must stay under (`small`); `at_least` the size it must have. A reading `beside` decides
    nothing. `arms` says in words what its own arms are, where it has some.
    """

    metric: str
    expect: Expectation
    comparison: ArmComparison | None
    bound: float = 0.0
    at_least: float = 0.0
    beside: bool = False
    arms: str = ""

    @property
    def of_one_arm(self) -> bool:
        """Whether the scenario as it stands is looked at, and nothing is compared."""
        return self.comparison is None


@dataclass(frozen=True, slots=True)
class Ablation:
    """A channel switched off: what that is, by which settings, and what should become of the effect."""

    off: str
    settings: tuple[str, ...]
    expect: AblationExpectation


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern: in words, as arms and readings, and what it is worth as evidence."""

    name: str
    says: str
    compares: str
    claims: tuple[str, ...]
    status: Status
    counts_as: CountsAs
    because: str
    mechanism: str
    readings: tuple[Reading, ...]
    ablation: Ablation | None

    @property
    def deciding(self) -> tuple[Reading, ...]:
        """The readings that decide whether the pattern holds."""
        return tuple(reading for reading in self.readings if not reading.beside)


@cache
def patterns() -> Mapping[str, Pattern]:
    """Load every pattern by name, in the order of the file.

    Returns
    -------
    mapping of str to Pattern
        Read-only, loaded once.
    """
    return MappingProxyType({pattern.name: pattern for pattern in read(shipped("seeds") / "patterns.yaml")})


def read(path: Path) -> list[Pattern]:
    """Read the patterns of one file.

    Parameters
    ----------
    path : Path
        A file like `seeds/patterns.yaml`.

    Returns
    -------
    list of Pattern
        In the order of the file.

    Raises
    ------
    SimError
        An entry is malformed; the error names its file, line and name.
    """
    return [read_pattern(entry) for entry in read_entries(path)]


def read_pattern(entry: SeedEntry) -> Pattern:
    """Read one pattern, and check it.

    Parameters
    ----------
    entry : SeedEntry
        The fields of a pattern, with file and line for messages.

    Returns
    -------
    Pattern
        Each reading that compares has its arms, by default those of the pattern.

    Raises
    ------
    SimError
        A field is missing, misspelt or of the wrong shape.
    """
    entry.expect(FIELDS, REQUIRED)
    counts_as = _one_of(entry, "counts_as", get_args(CountsAs))
    because = entry.text("because")
    if (counts_as == "evidence") == bool(because):
        entry.fail("because belongs to what is no evidence, and to nothing else")
    return Pattern(
        name=entry.name,
        says=entry.text("says"),
        compares=entry.text("compares"),
        claims=entry.texts("claims"),
        status=cast("Status", _one_of(entry, "status", get_args(Status))),
        counts_as=cast("CountsAs", counts_as),
        because=because,
        mechanism=entry.text("mechanism"),
        readings=tuple(_reading(entry, given) for given in _mappings(entry, "readings")),
        ablation=_ablation(entry),
    )


def _reading(entry: SeedEntry, given: Mapping[str, Any]) -> Reading:
    here = SeedEntry(entry.file, entry.line, f"{entry.name}.readings", given)
    here.expect(READING_FIELDS, ("metric", "expect"))
    name = here.text("metric")
    if not metric(name):
        here.fail(f"no metric {name!r}")
    expect = cast("Expectation", _one_of(here, "expect", get_args(Expectation)))
    if (expect in BOUNDED) != ("bound" in given):
        here.fail(f"bound belongs to {', '.join(BOUNDED)}, and to nothing else")
    comparison = _comparison(SeedEntry(entry.file, entry.line, here.name, {**entry.fields, **given}))
    if (comparison is None) != (expect in OF_ONE_ARM):
        here.fail(f"control and treatment are what every expectation needs but {', '.join(OF_ONE_ARM)}")
    return Reading(
        metric=name,
        expect=expect,
        comparison=comparison,
        bound=here.number("bound", given.get("bound", 0.0)),
        at_least=here.number("at_least", given.get("at_least", 0.0)),
        beside=here.flag("beside"),
        arms=here.text("arms"),
    )


def _comparison(entry: SeedEntry) -> ArmComparison | None:
    if "control" not in entry.fields and "treatment" not in entry.fields:
        return None
    against = entry.fields.get("against")
    if against is None:
        return ArmComparison(_arm(entry, "control"), _arm(entry, "treatment"))
    other = SeedEntry(entry.file, entry.line, f"{entry.name}.against", _mapping(entry, "against", against))
    return ArmComparison(
        _arm(entry, "control"),
        _arm(entry, "treatment"),
        (_arm(other, "control"), _arm(other, "treatment")),
    )


def _arm(entry: SeedEntry, field: str) -> Arm:
    name = f"{entry.name}.{field}"
    here = SeedEntry(entry.file, entry.line, name, _mapping(entry, field, entry.fields.get(field)))
    here.expect(("set", "events"), ())
    events = here.fields.get("events", [])
    return Arm(here.texts("set"), _events(here, events) if events else ())


def _events(entry: SeedEntry, given: object) -> tuple[Event, ...]:
    """Read events as a scenario file has them."""
    layer = read_layer(Document(str(entry.file), node_of({"events": given})), "patterns", 0)
    if layer.problems:
        entry.fail(str(ScenarioErrors(layer.problems)))
    return cast("tuple[Event, ...]", layer.settings["events"].value)


def _ablation(entry: SeedEntry) -> Ablation | None:
    if "ablation" not in entry.fields:
        return None
    given = _mapping(entry, "ablation", entry.fields["ablation"])
    here = SeedEntry(entry.file, entry.line, f"{entry.name}.ablation", given)
    here.expect(("channel", "expect"), ("channel", "expect"))
    expect = cast("AblationExpectation", _one_of(here, "expect", get_args(AblationExpectation)))
    channel = channels()[_one_of(here, "channel", tuple(channels()))]
    return Ablation(channel.says, channel.settings, expect)


def _mapping(entry: SeedEntry, field: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        entry.fail(f"{field} must be a mapping of fields, not {value!r}")
    return value


def _mappings(entry: SeedEntry, field: str) -> list[Mapping[str, Any]]:
    value = entry.fields[field]
    if not isinstance(value, list):
        entry.fail(f"{field} must be a list, not {value!r}")
    return [_mapping(entry, field, item) for item in value]


def _one_of(entry: SeedEntry, field: str, allowed: tuple[str, ...]) -> str:
    value = entry.text(field)
    if value not in allowed:
        close = nearest(value, allowed, 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        entry.fail(f"{field} must be one of {', '.join(allowed)}, not {value!r}{hint}")
    return value
