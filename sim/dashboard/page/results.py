"""Results: a folder that a batch left, with the report's pictures, and its runs to replay."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard.address import View, address_of
from sim.dashboard.page.background import use_found
from sim.dashboard.page.parts import Choose, Fragment
from sim.dashboard.render import html
from sim.dashboard.session import lines_of
from sim.errors import SimError
from sim.pages.words import ending
from sim.quantities import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sim.dashboard.catalogue import Catalogue
    from sim.dashboard.folders import Folder, Rows

ON_A_PAGE = 10


@solara.component
def Results(view: View, catalogue: Catalogue, go: Callable[..., None]) -> None:
    """A result folder that was given.

    Parameters
    ----------
    view : View
        What is shown; a folder or scenario that it leaves open is chosen here.
    catalogue : Catalogue
        What the page may read.
    go : function
        Shows another view, or the present one with the parts given by name changed.
    """
    name = view.results or next(iter(catalogue.results), "")
    task = use_found(lambda: _open(name, catalogue), name)
    if not name:
        Fragment(html=html("empty"))
        return
    folder: Folder | None = task.value
    scenario = _scenario(view, folder)
    view = view.but(results=name, scenario=scenario)
    turn = partial(go, results=name, scenario=scenario)  # which the address may have left open
    _choose(view, folder, catalogue, turn)
    if task.error is not None:
        lines = lines_of(task.error) if isinstance(task.error, SimError) else [repr(task.error)]
        title, hint = f"{name} cannot be read", "Choose another folder above, or play the batch again."
        Fragment(html=html("trouble", title=title, lines=lines, hint=hint, ways=[]))
    elif folder is None:
        Fragment(html=html("waiting", what=f"Reading {name} …", compiling=False))
    else:
        _Report(folder, scenario, view, turn)


def _open(name: str, catalogue: Catalogue) -> Folder | None:
    from sim.dashboard.folders import folder_of

    return folder_of(catalogue.result(name)) if name else None


def _scenario(view: View, folder: Folder | None) -> str:
    if folder is None:
        return view.scenario
    names = [scenario.name for scenario in folder.findings.scenarios]
    if view.scenario in names and view.results:
        return view.scenario
    return folder.findings.baseline.name if folder.findings.baseline else names[0]


@solara.component
def _Report(folder: Folder, scenario: str, view: View, go: Callable[..., None]) -> None:
    """All scenarios, the runs of one to replay, and the report's part on it."""
    reported = use_found(lambda: _report(folder, scenario), (view.results, scenario))
    waiting = html("waiting", what="Preparing the month …", compiling=False)
    before, after = reported.value or (waiting, "")
    Fragment(html=before)
    _Runs(view, folder, go)
    Fragment(html=after)


def _report(folder: Folder, scenario: str) -> tuple[str, str]:
    """The report's part on all scenarios, and that on one."""
    from sim.pages.report import page_data

    page = page_data(folder.findings, scenario)
    several = len(folder.findings.scenarios) > 1
    return (
        html("results", page=page, several=several),
        html("scenario", page=page, part=page["parts"][0]),
    )


def _choose(view: View, folder: Folder | None, catalogue: Catalogue, go: Callable[..., None]) -> None:
    fields: list[dict[str, Any]] = [
        {
            "name": "results",
            "kind": "list",
            "label": "Result folder",
            "value": view.results,
            "options": [{"value": name, "label": name} for name in catalogue.results],
        }
    ]
    if folder is not None:
        names = [scenario.name for scenario in folder.findings.scenarios]
        fields.append(
            {
                "name": "scenario",
                "kind": "list",
                "label": "Scenario",
                "value": view.scenario,
                "options": [{"value": name, "label": name} for name in names],
            }
        )

    def choose(data: dict[str, Any]) -> None:
        if data["name"] == "results":
            go(View(view="results", results=str(data["value"])), step=True)
        else:
            go(scenario=str(data["value"]), page=0, step=True)

    Choose(fields=fields, buttons=[], event_choose=choose, event_press=lambda _: None)


@solara.component
def _Runs(view: View, folder: Folder, go: Callable[..., None]) -> None:
    """The runs of the scenario, to be replayed."""
    rows = folder.rows[view.scenario]
    places = rows.ended(view.outcome)
    last = max(-(-len(places) // ON_A_PAGE) - 1, 0)
    page = min(view.page, last)

    def choose(data: dict[str, Any]) -> None:
        go(outcome=str(data["value"]), page=0)

    def press(name: str) -> None:
        go(page=page + (1 if name == "on" else -1))

    def replay(which: str) -> None:
        point, run = which.split()
        go(_replayed(view, int(point), int(run)), step=True)

    endings = [{"value": name, "label": ending(name)} for name in OUTCOMES]
    chosen = {"name": "outcome", "kind": "list", "label": "Ending", "value": view.outcome}
    shown = places[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    with solara.v.Html(tag="div", class_="runs-of"):
        Fragment(html=_listed(view, rows, shown, len(places)), event_go=replay)
        Choose(
            fields=[chosen | {"options": [{"value": "", "label": "all"}, *endings]}],
            buttons=[
                {"name": "back", "label": "Earlier runs", "off": page == 0},
                {"name": "on", "label": "Later runs", "off": page >= last},
            ],
            event_choose=choose,
            event_press=press,
        )


def _listed(view: View, rows: Rows, places: Iterable[int], total: int) -> str:
    """A table of the runs at some places."""
    from sim.dashboard.folders import cells, heads

    listed = [
        {
            "run": int(rows.runs[place]),
            "point": int(rows.points[place]),
            "outcome": OUTCOMES[int(rows.outcomes[place])],
            "end_month": int(rows.months[place]),
            "cells": cells(rows, place),
            "href": address_of(_replayed(view, int(rows.points[place]), int(rows.runs[place]))),
        }
        for place in places
    ]
    return html(
        "runs",
        scenario=view.scenario,
        total=total,
        outcome=view.outcome if view.outcome in OUTCOMES else "",
        swept=len(rows.points) > 0 and rows.points.max() > 0,
        heads=heads(rows),
        rows=listed,
    )


def _replayed(view: View, point: int, run: int) -> View:
    return View(view="play", results=view.results, scenario=view.scenario, point=point, run=run)
