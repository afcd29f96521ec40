"""A scenario as text: complete for results, or with the origin of every value; and cut down to a box."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from sim.errors import UsageError
from sim.scenario.schema import ALL_BUNDLES, followed, level_name, quantities, section_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ruamel.yaml.representer import SafeRepresenter

    from sim.scenario.distributions import Distribution
    from sim.scenario.scenario import Event, Scenario, Sweep

    Limits = Mapping[str, tuple[float | None, float | None]]

Data = dict[str, Any]
Shown = Literal["set", "deciding", "all"]
_STRING, _FLOAT = "tag:yaml.org,2002:str", "tag:yaml.org,2002:float"
DIGITS = 6  # of a limit, as it is written


def to_yaml(scenario: Scenario) -> str:
    """Write a scenario so that it gives the same numbers again, even if parents or defaults change.

    Every parameter and initial quantity is written out; only those that follow another one (`c_common`) are
    left out where they do.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Returns
    -------
    str
        A scenario file.
    """
    return document(data_of(scenario))


def document(data: Data, *, compact: bool = False) -> str:
    """Write plain data as a YAML file; `compact`: what holds no other section stands on one line.

    Parameters
    ----------
    data : mapping
        The data of a scenario file.
    compact : bool
        Whether innermost mappings and lists stand on one line.

    Returns
    -------
    str
        YAML.
    """
    return _dumped(data, None if compact else False)


def _dumped(data: object, flow: bool | None) -> str:  # noqa: FBT001 - as ruamel.yaml calls it
    """Write plain data as YAML that readers of versions 1.1 and 1.2 read alike."""
    from ruamel.yaml import YAML

    writer = YAML(typ="safe")
    writer.Representer = _representer()
    writer.default_flow_style = flow
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.allow_unicode = True
    writer.width = 10_000
    out = io.StringIO()
    writer.dump(data, out)
    return out.getvalue()


@cache
def _representer() -> type[SafeRepresenter]:
    """How values are written: ruamel.yaml knows what has to be quoted in version 1.2 alone."""
    from ruamel.yaml.nodes import ScalarNode
    from ruamel.yaml.representer import SafeRepresenter
    from ruamel.yaml.resolver import VersionedResolver

    older = VersionedResolver(version=(1, 1))

    class Representer(SafeRepresenter):
        def represent_str(self, data: str) -> ScalarNode:
            # `no`, `on`, `1:30` and the like are truth values and numbers to readers of version 1.1
            text = older.resolve(ScalarNode, data, (True, False)) == older.DEFAULT_SCALAR_TAG
            return self.represent_scalar(_STRING, data, style=None if text else "'")

        def represent_float(self, data: float) -> ScalarNode:
            text = super().represent_float(data).value
            # 1e-05 is text to readers of version 1.1
            return self.represent_scalar(_FLOAT, text if "." in text else text.replace("e", ".0e"))

    Representer.add_representer(str, Representer.represent_str)
    Representer.add_representer(float, Representer.represent_float)
    return Representer


def data_of(scenario: Scenario, shown: Shown = "deciding") -> Data:
    """Return a scenario as the plain data of a file, with the quantities that are `set`, `deciding` or `all`.

    Deciding are those that follow no other quantity, and those that are set.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    shown : {"set", "deciding", "all"}
        Which quantities are written.

    Returns
    -------
    dict
        Keys of a scenario file with their values; keys that would be empty are left out.
    """
    data: Data = {
        "name": scenario.name,
        "question": scenario.question,
        "claims": list(scenario.claims),
        "start": str(scenario.start),
        "horizon": scenario.horizon,
        "runs": scenario.runs,
        "seed": scenario.seed,
        "minds": {"kremlin": scenario.kremlin_mind, "minsk": scenario.minsk_mind},
        "parameters": _values(scenario, "parameters", shown),
        "initial": _values(scenario, "initial", shown),
        "uncertain": _distributions(scenario.uncertain),
        "menu": {"loans": list(scenario.loans), "bundles": _bundles(scenario.bundles)},
        "calendar": _calendar(scenario),
        "events": [event_data(position, event) for position, event in enumerate(scenario.events)],
        "sweep": _sweep(scenario.sweep),
    }
    return {key: value for key, value in data.items() if value not in ("", [], {})}


def _values(scenario: Scenario, section: str, shown: Shown) -> Data:
    """Return a section of quantities: numbers, names of levels, and lists as mappings of their entries."""
    chosen = scenario.parameters if section == "parameters" else scenario.initial
    data: Data = {}
    for quantity in quantities().values():
        if section_of(quantity) != section:
            continue
        wanted = [flat for flat in quantity.entries if flat in chosen or _wanted(flat, shown)]
        written = {flat: _written(quantity.name, scenario.value(flat)) for flat in wanted}
        if quantity.members and written:
            data[quantity.name] = {flat.partition(".")[2]: value for flat, value in written.items()}
        else:
            data |= written
    return data


def _wanted(flat: str, shown: Shown) -> bool:
    """Tell whether a quantity that is not set is shown all the same."""
    return shown == "all" or (shown == "deciding" and not followed(flat))


def _written(name: str, value: float) -> str | int | float:
    quantity = quantities()[name]
    if quantity.levels:
        return level_name(quantity, value)
    return int(value) if quantity.integer else value


def _bundles(bundles: tuple[int, ...]) -> str | list[int]:
    return "all" if bundles == ALL_BUNDLES else list(bundles)


def _calendar(scenario: Scenario) -> Data:
    def month(number: int | None) -> str:
        return "none" if number is None else str(scenario.start.later(number - 1))

    summits = [month(summit) for summit in scenario.summits]
    return {
        "summits": summits,
        "exercise": month(scenario.exercise),
        "referendum": month(scenario.referendum),
    }


def event_data(position: int, event: Event) -> Data:
    """Return an event as the plain data of a file.

    Parameters
    ----------
    position : int
        Position in the list of events, from 0: the slot that need not be written.
    event : Event
        The event.

    Returns
    -------
    dict
        Its keys, without those that stand at their default (but for `duration`).
    """
    data: Data = {"month": event.month, event.operation: dict(event.changes), "duration": event.duration}
    if event.operation == "set":
        data["set"] = {flat: _written(flat.partition(".")[0], value) for flat, value in event.changes.items()}
    if event.probability != 1:
        data["probability"] = event.probability
    if event.slot != position:
        data["slot"] = event.slot
    return data | ({"why": event.why} if event.why else {})


def _sweep(sweep: Sweep | None) -> Data:
    if sweep is None:
        return {}
    if sweep.design == "grid":
        axes = {
            flat: [_written(flat.partition(".")[0], v) for v in values] for flat, values in sweep.grid.items()
        }
        return {"grid": axes}
    return {sweep.design: {"n": sweep.n, "over": _distributions(sweep.over)}}


def _distributions(chosen: Mapping[str, Distribution]) -> Data:
    return {flat: distribution.written for flat, distribution in chosen.items()}


def explain(scenario: Scenario, *, defaults: bool = False) -> str:
    """Write a resolved scenario with the origin of every value beside it.

    With `defaults`, the parameters and initial quantities that nobody set are shown too.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    defaults : bool
        Whether quantities at their default are shown.

    Returns
    -------
    str
        Lines of YAML, each with its origin as a comment.
    """
    lines = list(_explained(scenario, data_of(scenario, "all" if defaults else "set")))
    width = max(len(text) for text, _ in lines)
    width = min(width, 60)
    return "".join(f"{text:<{width}}  # {origin}\n" if origin else f"{text}\n" for text, origin in lines)


def _explained(scenario: Scenario, data: Data) -> Iterable[tuple[str, str]]:
    """Yield the lines of a file, each with the origin of what stands in it."""
    for key, value in data.items():
        if isinstance(value, dict) and value and key != "sweep":
            yield f"{key}:", ""
            yield from _section(scenario, key, value)
        elif key == "events" and value:
            yield "events:", ""
            for position, event in enumerate(value):
                yield f"  - {inline(event)}", str(scenario.origin(f"events[{position}].month"))
        else:
            yield f"{key}: {inline(value)}", str(scenario.origin(key))


def _section(scenario: Scenario, section: str, data: Data) -> Iterable[tuple[str, str]]:
    for name, value in data.items():
        if isinstance(value, dict) and section in ("parameters", "initial"):
            yield f"  {name}:", ""
            for member, item in value.items():
                yield f"    {member}: {inline(item)}", str(scenario.origin(f"{section}.{name}.{member}"))
        else:
            yield f"  {name}: {inline(value)}", str(scenario.origin(f"{section}.{name}"))


def inline(value: object) -> str:
    """Write a value on one line of YAML.

    Parameters
    ----------
    value : object
        Plain data.

    Returns
    -------
    str
        YAML without a line break.
    """
    return _dumped(value, flow=True).removesuffix("...\n").strip()


def cut_to(scenario: Scenario, limits: Limits) -> Scenario:
    """Return a scenario whose drawn and swept quantities lie within limits, by flat name; None is no limit.

    A distribution is cut off there: what is drawn has the law that it had, given that it lies within. Of a
    grid the values within stay.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    limits : mapping
        Flat names to (low, high), in the unit of the quantity.

    Returns
    -------
    Scenario
        A scenario that differs in what is drawn and swept.

    Raises
    ------
    UsageError
        A quantity is neither drawn nor swept, or nothing of it is left.
    """
    swept = scenario.sweep.axes if scenario.sweep else ()
    for flat in limits:
        if flat not in scenario.uncertain and flat not in swept:
            raise UsageError(f"{scenario.name}: {flat} is neither drawn nor swept")
    drawn = {
        flat: _cut(distribution, *limits[flat]) if flat in limits else distribution
        for flat, distribution in scenario.uncertain.items()
    }
    sweep = None if scenario.sweep is None else _cut_sweep(scenario.sweep, limits)
    return replace(scenario, uncertain=drawn, sweep=sweep)


def _cut(distribution: Distribution, low: float | None, high: float | None) -> Distribution:
    lowest, highest = distribution.ends
    ends: dict[str, Any] = {}
    if low is not None and _rounded(low) > lowest:
        ends["at_least"] = _rounded(low)
    if high is not None and _rounded(high) < highest:
        ends["at_most"] = _rounded(high)
    return type(distribution).model_validate({**distribution.written, **ends})


def _rounded(limit: float) -> float:
    """A limit as it is written: short, and the same on every machine."""
    return float(f"{limit:.{DIGITS}g}")


def _cut_sweep(sweep: Sweep, limits: Limits) -> Sweep:
    over = {
        flat: _cut(distribution, *limits[flat]) if flat in limits else distribution
        for flat, distribution in sweep.over.items()
    }
    grid = {
        flat: tuple(value for value in values if _between(value, *limits.get(flat, (None, None))))
        for flat, values in sweep.grid.items()
    }
    return replace(sweep, over=over, grid=grid)


def _between(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)
