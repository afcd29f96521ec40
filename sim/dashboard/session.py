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

    from sim.dashboard.catalogue import Catalogue
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Loaded:
    """The scenario of a view: as its file has it, and with the changes.

    Where these do not go together, `wrong` tells what is wrong, line by line, and `now` has those before.
    """

    base: Scenario
    now: Scenario
    wrong: tuple[str, ...] = ()


def load(view: View, catalogue: Catalogue) -> Loaded | tuple[str, ...]:
    """Read the scenario of a view, afresh, since a file may have been changed; or tell all that is wrong.

    Parameters
    ----------
    view : View
        Its scenario is read, and its changes are applied in order.
    catalogue : Catalogue
        What the page may read.

    Returns
    -------
    Loaded or tuple of str
        Where the scenario cannot be read at all, what is wrong with it, a line a problem.
    """
    try:
        base = load_scenario(source_of(view, catalogue))
    except SimError as error:
        return lines_of(error)
    wrong: tuple[str, ...] = ()
    for count in range(len(view.changes), -1, -1):
        try:
            return Loaded(base, load_scenario(base, view.changes[:count]), wrong)
        except SimError as error:
            wrong = wrong or lines_of(error)
    return wrong


def beside(view: View, loaded: Loaded, catalogue: Catalogue) -> Scenario | None:
    """What a scenario is explored against: the one that is wished for, or itself without the changes.

    None where that is the same. What cannot be read is left out: there is a list to choose another from.

    Parameters
    ----------
    view : View
        `against` names the scenario that is wished for.
    loaded : Loaded
        The scenario of the view.
    catalogue : Catalogue
        What the page may read.

    Returns
    -------
    Scenario or None
        None where the two are equal.
    """
    other = loaded.base
    if view.against:
        try:
            other = load_scenario(catalogue.scenario(view.against))
        except SimError:
            other = loaded.base
    return None if other == loaded.now else other


def lines_of(error: SimError) -> tuple[str, ...]:
    """What is wrong, a line a problem.

    Parameters
    ----------
    error : SimError
        With several problems where it is of scenarios.

    Returns
    -------
    tuple of str
        At least one line.
    """
    problems = error.problems if isinstance(error, ScenarioErrors) else ()
    return tuple(map(str, problems)) or (str(error) or type(error).__name__,)


def source_of(view: View, catalogue: Catalogue) -> Path:
    """The file of the scenario that a view shows.

    Parameters
    ----------
    view : View
        Its scenario, and its result folder if it has one.
    catalogue : Catalogue
        What the page may read.

    Returns
    -------
    Path
        In a result folder, the copy of the scenario as it was played; it need not exist.

    Raises
    ------
    UsageError
        Neither scenario nor result folder of that name was given.
    """
    if view.results:
        name = view.scenario if view.scenario.replace("_", "").replace("-", "").isalnum() else "?"
        return catalogue.result(view.results) / "scenarios" / f"{name}.yaml"
    return catalogue.scenario(view.scenario)


def settled(view: View, catalogue: Catalogue, *, first: bool = False) -> View:
    """A view in which nothing is left open: what a page shows that was asked for nothing.

    Parameters
    ----------
    view : View
        What an address or a click asks for.
    catalogue : Catalogue
        What the page opens with.
    first : bool
        Whether the page has just been opened: then a result folder that was given is shown.

    Returns
    -------
    View
        With a scenario, unless it shows results.
    """
    if first and view == View() and catalogue.results_given:
        return view.but(view="results", results=catalogue.results_given)
    if view.view != "results" and not view.scenario:
        view = view.but(scenario=catalogue.given, results="")
    return view


def command(view: View, catalogue: Catalogue, loaded: Loaded) -> str:
    """The command that shows the same in a terminal.

    Parameters
    ----------
    view : View
        What is shown.
    catalogue : Catalogue
        Where the result folders are.
    loaded : Loaded
        Names the file of a scenario that is not shipped.

    Returns
    -------
    str
        `sim run` or `sim trace` with its arguments, quoted for a shell.
    """
    changes = [word for change in view.changes for word in ("--set", shlex.quote(change))]
    if view.results:
        point = ["--point", str(view.point)] if view.point else []
        where = shlex.quote(str(catalogue.results[view.results]))
        return " ".join(["sim trace", where, "--scenario", view.scenario, *point, "--run", str(view.run)])
    name = view.scenario if view.scenario in shipped_names() else shlex.quote(loaded.base.file)
    if view.view == "explore":
        return " ".join(["sim run", name, "--runs", str(view.runs), *changes])
    return " ".join(["sim trace", name, "--run", str(view.run), *changes])
