"""What a page has open: the view, the scenario that it shows, and what is wrong with it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.dashboard.address import View
from sim.errors import ScenarioErrors, SimError
from sim.scenario import load_scenario
from sim.scenario.files import shipped_names

if TYPE_CHECKING:
    from pathlib import Path

    from sim.dashboard.shelf import Shelf
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Loaded:
    """The scenario of a view: as its file has it, and with the changes.

    Where these do not go together, `wrong` tells what is wrong, line by line, and `now` has those before.
    """

    base: Scenario
    now: Scenario
    wrong: tuple[str, ...] = ()


def load(view: View, shelf: Shelf) -> Loaded | tuple[str, ...]:
    """Read the scenario of a view, afresh, since a file may have been changed; or tell all that is wrong."""
    try:
        base = load_scenario(source_of(view, shelf))
    except SimError as error:
        return lines_of(error)
    wrong: tuple[str, ...] = ()
    for count in range(len(view.changes), -1, -1):
        try:
            return Loaded(base, load_scenario(base, view.changes[:count]), wrong)
        except SimError as error:
            wrong = wrong or lines_of(error)
    return wrong


def beside(view: View, loaded: Loaded, shelf: Shelf) -> Scenario | None:
    """What a scenario is explored against: the one that is wished for, or itself without the changes.

    None where that is the same. What cannot be read is left out: there is a list to choose another from.
    """
    other = loaded.base
    if view.against:
        try:
            other = load_scenario(shelf.scenario(view.against))
        except SimError:
            other = loaded.base
    return None if other == loaded.now else other


def lines_of(error: SimError) -> tuple[str, ...]:
    """What is wrong, a line a problem."""
    problems = error.problems if isinstance(error, ScenarioErrors) else ()
    return tuple(map(str, problems)) or (str(error) or type(error).__name__,)


def source_of(view: View, shelf: Shelf) -> Path:
    """The file of the scenario that a view shows.

    Raises
    ------
    UsageError
        Neither scenario nor result folder of that name was given.
    """
    if view.results:
        name = view.scenario if view.scenario.replace("_", "").replace("-", "").isalnum() else "?"
        return shelf.result(view.results) / "scenarios" / f"{name}.yaml"
    return shelf.scenario(view.scenario)


def settled(view: View, shelf: Shelf, *, first: bool = False) -> View:
    """A view in which nothing is left open: what a page shows that was not told what to show."""
    if first and view == View() and shelf.results_given:
        return view.but(view="results", results=shelf.results_given)
    if view.view != "results" and not view.scenario:
        view = view.but(scenario=shelf.given, results="")
    return view


def command(view: View, shelf: Shelf, loaded: Loaded) -> str:
    """The command that shows the same in a terminal."""
    changes = [word for change in view.changes for word in ("--set", shlex.quote(change))]
    if view.results:
        point = ["--point", str(view.point)] if view.point else []
        where = shlex.quote(str(shelf.results[view.results]))
        return " ".join(["sim trace", where, "--scenario", view.scenario, *point, "--run", str(view.run)])
    name = view.scenario if view.scenario in shipped_names() else shlex.quote(loaded.base.file)
    if view.view == "explore":
        return " ".join(["sim run", name, "--runs", str(view.runs), *changes])
    return " ".join(["sim trace", name, "--run", str(view.run), *changes])
