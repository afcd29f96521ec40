"""From a file and options to the scenario that is played: parents below, the file on them, options on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Problem, ScenarioErrors
from sim.scenario import files
from sim.scenario.check import default_of, horizon_of, inconsistencies, start_of, sweep_of, value_in
from sim.scenario.document import Document, Problems, node_of
from sim.scenario.layer import OWN, Layer, Settings, read_layer
from sim.scenario.options import as_layers, data_layer, listed
from sim.scenario.scenario import Event, Scenario, Sweep
from sim.scenario.schema import MOST_POINTS, SECTIONS, CalendarPart, MenuPart, MindsPart, flat_entries
from sim.scenario.write import data_of, event_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.scenario.kinds import Month
    from sim.scenario.options import Override, Overrides

ScenarioLike = str | Path | Scenario | Mapping[str, Any]


def load_scenario(
    given: ScenarioLike,
    overrides: Overrides = (),
    *,
    runs: int | None = None,
    seed: int | None = None,
    months: int | None = None,
    minds: Mapping[str, str] | str | None = None,
    allow_code: bool = False,
) -> Scenario:
    """Read a scenario, from a file, a shipped one or a mapping, over its parents and with options on top.

    One that is loaded already takes the options too; without any it is returned as it is.

    The file is validated as it stands, also where an option overrides one of its values. Months below the
    horizon of the file drop the later events, and the scenario's notes say so.

    Parameters
    ----------
    given
        A file, the name of a shipped scenario, a mapping with the keys of a file, or a loaded scenario. In a
        mapping, `extends` and files of code are looked up in the working folder.
    overrides
        Text as after `--set`, one `key=value` each (`strength_cost=1.2`, `menu.loans=[0, 1, 2]`); or a
        mapping, by the keys of `--set` or by section (`{"leak": 0.1}`, `{"initial": {"reserves": 5}}`), all
        of which counts as set at once; or several of these, of which the later win.
    runs, seed, months, minds
        As the options of `sim run`; minds as `{"kremlin": "aspiration"}` or `kremlin=aspiration`.
    allow_code
        Whether minds may come from a file of code (`my_minds.py:Stubborn`), which runs with all your rights.

    Returns
    -------
    Scenario
        The resolved scenario.

    Raises
    ------
    ScenarioErrors
        Something is wrong with a file or an option: all problems found, each with its place.
    """
    options = {"runs": runs, "seed": seed, "horizon": months, "minds": minds}
    found = _loaded(given, listed(overrides), options)
    return replace(found, allow_code=True) if allow_code else found


def _loaded(given: ScenarioLike, overrides: Sequence[Override], options: Mapping[str, object]) -> Scenario:
    """Return a scenario with options on top of it."""
    if isinstance(given, Mapping):
        return _resolved("", _stack(_chain(Document("", node_of(given)))), overrides, options)
    if not isinstance(given, Scenario):
        path = files.locate(given)
        return _resolved(str(path), _stack(_chain(path)), overrides, options)
    if not overrides and all(value is None for value in options.values()):
        return given
    return _carried(given, _resolved(given.file, _settings_of(given), overrides, options))


def add_events(scenario: Scenario, events: Iterable[Event | Mapping[str, Any]]) -> Scenario:
    """Return a scenario with events after its own, as if they stood in its file.

    Parameters
    ----------
    scenario : Scenario
        The scenario to add to; it stays as it is.
    events : iterable of Event or mapping
        Events, or mappings with the keys of an event in a file.

    Returns
    -------
    Scenario
        The scenario with all events, checked.

    Raises
    ------
    ScenarioErrors
        All that is wrong with the events, each with its position in the whole list.
    """
    settings = _settings_of(scenario)
    data = [
        event_data(position, event) if isinstance(event, Event) else event
        for position, event in enumerate((*scenario.events, *events))
    ]
    layer = data_layer({"events": data}, "with_events", _next_rank(settings))
    _stop(layer.problems)
    # the keys of events that were there keep their origin
    settings = {**layer.settings, **settings, "events": layer.settings["events"]}
    _stop(list(inconsistencies(settings)))
    return _carried(scenario, _scenario(scenario.file, settings))


def _carried(given: Scenario, changed: Scenario) -> Scenario:
    """Return a changed scenario with what the one it was changed from says beside its values."""
    notes = tuple(dict.fromkeys((*given.notes, *changed.notes)))
    return replace(changed, notes=notes, allow_code=given.allow_code)


def _resolved(
    file: str, settings: Settings, overrides: Sequence[Override], options: Mapping[str, object]
) -> Scenario:
    """Return the scenario of a file's settings with options on top of them."""
    _stop(list(inconsistencies(settings)))
    layers = as_layers(overrides, options, _next_rank(settings))
    if not layers:
        return _scenario(file, settings)
    settings, notes = _shortened(_stack(layers, settings))
    _stop(list(inconsistencies(settings)))
    return _scenario(file, settings, notes)


def _settings_of(scenario: Scenario) -> Settings:
    """Return a loaded scenario as the settings that it came from, each with its origin."""
    layer = read_layer(Document(scenario.file, node_of(data_of(scenario, "set"))), "file", 0)
    _stop(layer.problems)
    return {
        key: setting._replace(origin=scenario.origin(key))
        for key, setting in layer.settings.items()
        if not _stands_by_default(key, setting.value, scenario)
    }


def _stands_by_default(key: str, value: Any, scenario: Scenario) -> bool:
    """Tell whether a date of the calendar was set by nobody: it goes where the run starts after it."""
    if key not in ("calendar.exercise", "calendar.referendum") or key in scenario.origins:
        return False
    return bool(value == _date(key.partition(".")[2], scenario.start))


def load_many(
    given: Iterable[ScenarioLike],
    overrides: Overrides = (),
    *,
    runs: int | None = None,
    seed: int | None = None,
    months: int | None = None,
    minds: Mapping[str, str] | str | None = None,
    allow_code: bool = False,
) -> tuple[Scenario, ...]:
    """Read the scenarios of one batch: files, folders, shipped names, mappings and loaded ones.

    Options are those of `load_scenario`.

    Parameters
    ----------
    given : iterable of str, Path, mapping or Scenario
        What to load; a folder stands for the files in it.
    overrides, runs, seed, months, minds, allow_code
        As for `load_scenario`, for all of them.

    Returns
    -------
    tuple of Scenario
        In the order given.

    Raises
    ------
    ScenarioErrors
        Everything that is wrong with any of them; two of one name are an error too.
    """
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    changes = listed(overrides)
    for each in given:
        found: Sequence[ScenarioLike] = [each]
        if not isinstance(each, Scenario | Mapping):
            found, missing = files.expand([each])
            problems += missing
        for one in found:
            try:
                scenarios.append(
                    load_scenario(
                        one, changes, runs=runs, seed=seed, months=months, minds=minds, allow_code=allow_code
                    )
                )
            except ScenarioErrors as error:
                problems += error.problems
    _stop([*problems, *same_names(scenarios)])
    return tuple(scenarios)


def same_names(scenarios: Sequence[Scenario]) -> list[Problem]:
    """Say which scenarios bear the name of an earlier one: in one batch that is an error.

    Names become files, and not every disk tells capitals from small letters.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The scenarios of a batch.

    Returns
    -------
    list of Problem
        One for each scenario whose name is taken.
    """
    first: dict[str, Scenario] = {}
    problems = []
    for scenario in scenarios:
        earlier = first.setdefault(scenario.name.lower(), scenario)
        if earlier is not scenario:
            origin = scenario.origin("name")
            wrong = f"{earlier.name} is the name of {earlier.file or 'another one'} too"
            allowed = "one scenario of a name in a batch, in whatever letters"
            problems.append(Problem(origin.file, origin.line, origin.column, "name", wrong, allowed))
    return problems


def _chain(first: Path | Document) -> list[Layer]:
    """Read a file and its parents; the eldest first. All problems of any of them are raised together."""
    documents, problems = _documents(first)
    layers = []
    for rank, document in enumerate(reversed(documents)):
        what = "file" if rank == len(documents) - 1 else "parent"
        layers.append(read_layer(document, what, rank))
    problems += [problem for layer in layers for problem in layer.problems]
    if problems and all(problem.key not in ("", "extends") for problem in problems):
        # Every key of the chain is known: what does not fit together can be reported with the rest.
        problems += inconsistencies(_stack(layers), problems)
    _stop(problems)
    return layers


def _documents(first: Path | Document) -> tuple[list[Document], list[Problem]]:
    """Return the documents from the first up to its eldest parent, and what is wrong on the way."""
    documents: list[Document] = []
    seen: dict[Path, str] = {}
    problems: list[Problem] = []
    following: Path | None = first if isinstance(first, Path) else None
    if isinstance(first, Document):
        documents.append(first)
        following, problems = _parent(first, Path("mapping"), seen)  # as if a file of the working folder
    while following is not None:
        seen[following.resolve()] = str(following)
        try:
            documents.append(files.read(following))
        except ScenarioErrors as error:
            return documents, [*problems, *error.problems]
        following, found = _parent(documents[-1], following, seen)
        problems += found
    return documents, problems


def _parent(document: Document, path: Path, seen: Mapping[Path, str]) -> tuple[Path | None, list[Problem]]:
    """Return the parent that a document names, or what is wrong with it."""
    problems = Problems(document)
    node = document.root.value.get("extends") if isinstance(document.root.value, dict) else None
    if node is None or not isinstance(node.value, str):
        return None, []
    parent = files.parent_file(path, node.value)
    if parent is None:
        names = files.parent_names(path)
        wrong = f"no scenario {node.value[:80]!r}"
        where = f"beside {document.file}" if document.file else "in the working folder"
        problems.add(("extends",), wrong, f"one {where} or a shipped one", name=node.value, legal=names)
    elif parent.resolve() in seen:
        chain = " -> ".join([*seen.values(), str(parent)])
        problems.add(("extends",), f"a cycle: {chain}", "a chain that ends")
    else:
        return parent, []
    return None, problems.found


def _stack(layers: Iterable[Layer], below: Settings | None = None) -> Settings:
    """Put layers on one another, key by key; the later one wins.

    A quantity set by name or swept is not drawn, unless the same layer says so or a later one; `uncertain:
    all` leaves those alone that stand at another value than their default or are swept.
    """
    settings = dict(below or {})
    for layer in layers:
        _forget(settings, layer.settings)
        settings |= layer.settings
        if layer.draws_all:
            swept = _axes(settings)
            for flat, drawn in layer.draws_all.value.items():
                if flat not in swept and value_in(settings, flat) == flat_entries()[flat].central:
                    settings.setdefault(f"uncertain.{flat}", layer.draws_all._replace(value=drawn))
    return settings


def _forget(settings: Settings, new: Settings) -> None:
    """Drop what a new layer replaces though it does not name it."""
    if "name" in new:  # a file, not an option: it does not speak for its parent
        for key in OWN:
            settings.pop(key, None)
    if "events" in new:
        for key in [key for key in settings if key.startswith("events[")]:
            del settings[key]
    for key in new:
        section, _, flat = key.partition(".")
        if section in SECTIONS:
            settings.pop(f"uncertain.{flat}", None)
    for flat in _axes(new):
        settings.pop(f"uncertain.{flat}", None)


def _axes(settings: Settings) -> tuple[str, ...]:
    """Return the quantities that are swept."""
    sweep = sweep_of(settings)
    return sweep.axes if sweep else ()


def _next_rank(settings: Settings) -> int:
    return 1 + max(setting.rank for setting in settings.values())


def _shortened(settings: Settings) -> tuple[Settings, tuple[str, ...]]:
    """Drop the events that an option's horizon leaves out, and say so."""
    horizon = horizon_of(settings)
    if "events" not in settings:
        return settings, ()
    events: tuple[Event, ...] = settings["events"].value
    late = {position: event.month for position, event in enumerate(events) if event.month > horizon}
    if not late:
        return settings, ()
    kept = [position for position in range(len(events)) if position not in late]
    listed = ", ".join(f"events[{position}] of month {month}" for position, month in late.items())
    note = f"{horizon} months leave out {listed}"
    whole = settings["events"]._replace(value=tuple(events[position] for position in kept))
    places = {
        f"events[{i}].{key.partition('.')[2]}": setting
        for i, position in enumerate(kept)
        for key, setting in settings.items()
        if key.startswith(f"events[{position}].")
    }
    others = {key: setting for key, setting in settings.items() if not key.startswith("events")}
    return others | {"events": whole} | places, (note,)


def _scenario(file: str, settings: Settings, notes: tuple[str, ...] = ()) -> Scenario:
    """Return the scenario that settings describe; what they leave out is the default."""
    start = start_of(settings)

    def value(key: str, otherwise: Any) -> Any:
        return settings[key].value if key in settings else otherwise

    def section(name: str) -> dict[str, Any]:
        found = {key: setting.value for key, setting in settings.items() if key.partition(".")[0] == name}
        return {key.partition(".")[2]: found[key] for key in sorted(found)}

    def month(key: str) -> int | None:
        given = value(f"calendar.{key}", _date(key, start))
        return None if given is None else given.since(start)

    return Scenario(
        name=settings["name"].value,
        file=file,
        question=value("question", ""),
        claims=tuple(value("claims", ())),
        start=start,
        horizon=horizon_of(settings),
        runs=value("runs", default_of("runs")),
        seed=value("seed", default_of("seed")),
        kremlin_mind=value("minds.kremlin", MindsPart().kremlin),
        minsk_mind=value("minds.minsk", MindsPart().minsk),
        parameters=section("parameters"),
        initial=section("initial"),
        uncertain=section("uncertain"),
        loans=value("menu.loans", MenuPart().loans),
        bundles=value("menu.bundles", MenuPart().bundles),
        summits=tuple(sorted(summit.since(start) for summit in value("calendar.summits", ()))),
        exercise=month("exercise"),
        referendum=month("referendum"),
        events=value("events", ()),
        sweep=sweep_of(settings),
        notes=(*notes, *_unbalanced(sweep_of(settings))),
        origins={key: setting.origin for key, setting in settings.items()},
    )


def _unbalanced(sweep: Sweep | None) -> Iterator[str]:
    """Say so where a Sobol sequence is broken off before it is balanced."""
    if sweep and sweep.design == "sobol" and sweep.n & (sweep.n - 1):
        lower = 1 << (sweep.n.bit_length() - 1)
        better = " or ".join(f"{n:,}" for n in (lower, 2 * lower) if n <= MOST_POINTS)
        yield f"sweep.sobol.n: {sweep.n:,} points are not balanced, as {better} would be (a power of two)"


def _date(key: str, start: Month) -> Month | None:
    """Return the date of the calendar where none is set: none where the run starts after it."""
    date: Month = CalendarPart.model_fields[key].default
    return date if date.since(start) >= 1 else None


def _stop(problems: Sequence[Problem]) -> None:
    if problems:
        raise ScenarioErrors(problems)
