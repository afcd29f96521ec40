"""Play: one run month by month, with what was weighed, said, agreed and done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard.address import View
from sim.dashboard.controls import split
from sim.dashboard.page.background import Found, use_batch, use_found
from sim.dashboard.page.parts import Choose, Fragment, Player
from sim.dashboard.render import html
from sim.dashboard.session import Loaded, command, lines_of
from sim.errors import SimError
from sim.pages.words import month_name
from sim.scenario.ranges import RUN, SEED

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.dashboard.catalogue import Catalogue
    from sim.dashboard.replay import ReplayedRun
    from sim.scenario import Scenario

MANY = 1_000  # runs behind the one that is looked at


@solara.component
def Play(view: View, loaded: Loaded, catalogue: Catalogue, go: Callable[..., None]) -> None:
    """One run of the scenario of a view.

    Parameters
    ----------
    view : View
        What is shown.
    loaded : Loaded
        The scenario of the view, as it stands and changed.
    catalogue : Catalogue
        What the page may read.
    go : function
        Shows another view, or the present one with the parts given by name changed.
    """
    scenario = loaded.now
    task = use_found(lambda: _replay(view, scenario, catalogue), (view.run_key, loaded))
    band = use_batch((scenario,), MANY if scenario.sweep is None else 0)
    replay: ReplayedRun | None = task.value
    month = replay.until(view.month) if replay else view.month
    solara.use_effect(lambda: go(month=month) if month != view.month else None, [month, view.month])
    _choose(view, scenario, catalogue, go)
    if replay is None:
        _waiting(task)
        return
    horizon = scenario.horizon
    Player(
        month=month,
        last=horizon,
        stop=replay.end or horizon,
        names=[month_name(scenario.start.later(m - 1)) for m in range(horizon + 1)],
        run=repr(view.run_key),
        event_show=lambda wanted: go(month=int(wanted)),
    )
    Fragment(html=_reported(view, loaded, replay, month, catalogue, band.value))


def _replay(view: View, scenario: Scenario, catalogue: Catalogue) -> ReplayedRun:
    from sim.dashboard import replay

    if view.results:
        return replay.replay_recorded(catalogue.result(view.results), view.scenario, view.point, view.run)
    found = replay.replay(scenario, view.run, view.point)
    found.until(view.month)
    return found


def _waiting(task: Found) -> None:
    if task.error is not None:
        lines = lines_of(task.error) if isinstance(task.error, SimError) else [repr(task.error)]
        title, hint = "This run cannot be shown", "Choose another run or scenario above."
        Fragment(html=html("trouble", title=title, lines=lines, hint=hint, ways=[]))
    else:
        Fragment(html=html("waiting", what="Setting up the run …", compiling=not _ready()))


def _ready() -> bool:
    """Whether the rules are compiled; imported late, since the page is painted before the engine is there."""
    import sys

    run = sys.modules.get("sim.batch.run")
    return run is not None and run.compiled_before()


def _reported(
    view: View, loaded: Loaded, replay: ReplayedRun, month: int, catalogue: Catalogue, band: Any
) -> str:
    from sim.dashboard.month_view import month_of

    recorded = replay.matches if replay.recorded is not None and replay.model.finished else None
    return html(
        "play",
        shown=month_of(replay, month, band[0].months if band else None),
        question=replay.scenario.question,
        recorded=recorded,
        other_rules=replay.other_rules,
        row=replay.recorded,
        runs=MANY,
        command=command(view, catalogue, loaded),
    )


def _choose(view: View, scenario: Scenario, catalogue: Catalogue, go: Callable[..., None]) -> None:
    """Which scenario, run and seed."""

    def choose(data: dict[str, Any]) -> None:
        name, value = data["name"], data["value"]
        if name == "scenario" and value in catalogue.scenarios:
            go(View(view="play", scenario=value, run=view.run, month=view.month), step=True)
        elif name == "run":
            go(run=int(value), step=True)
        elif name == "seed":
            rest = tuple(change for change in view.changes if split(change)[0] != "seed")
            go(changes=(*rest, f"seed={int(value)}"), step=True)

    def press(name: str) -> None:
        if name == "next":
            go(run=(view.run + 1) % scenario.runs if view.results else view.run + 1, step=True)
        elif name == "plain":
            go(changes=(), step=True)
        else:
            go(View(view="play", scenario=catalogue.given), step=True)

    Choose(
        fields=_fields(view, scenario, catalogue),
        buttons=_buttons(view),
        event_choose=choose,
        event_press=press,
    )


def _fields(view: View, scenario: Scenario, catalogue: Catalogue) -> list[dict[str, Any]]:
    run = {"name": "run", "kind": "number", "label": "Run", "value": view.run, "low": 0}
    if view.results:
        return [run | {"high": scenario.runs - 1}]
    names = [{"value": name, "label": name} for name in catalogue.scenarios]
    chosen = {"name": "scenario", "kind": "list", "label": "Scenario", "value": view.scenario}
    seed = {"name": "seed", "kind": "number", "label": "Seed", "value": scenario.seed, "low": 0}
    return [chosen | {"options": names}, run | {"high": RUN.high}, seed | {"high": SEED.high}]


def _buttons(view: View) -> list[dict[str, Any]]:
    buttons = [{"name": "next", "label": "Another run", "title": "The run of the next number"}]
    if view.changes:
        count = len(view.changes)
        label = f"Without the {count} changes" if count > 1 else "Without the change"
        buttons.append({"name": "plain", "label": label, "title": "; ".join(view.changes)})
    if view.results:
        leave = {"name": "leave", "label": "Leave the results", "title": "Play the scenarios of this page"}
        buttons.append(leave)
    return buttons
