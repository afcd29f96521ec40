"""Explore: levers and pressures changed, some thousand runs played, and what that moves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard.address import View
from sim.dashboard.controls import changed, controls, others
from sim.dashboard.page.background import use_batch
from sim.dashboard.page.parts import Choose, Controls, Fragment, Progress, Save
from sim.dashboard.render import html
from sim.dashboard.session import Loaded, beside, command, lines_of, load, source_of
from sim.errors import SimError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.dashboard.catalogue import Catalogue
    from sim.dashboard.page.background import BackgroundBatch

RUNS = (500, 2_000, 10_000)


@solara.component
def Explore(
    view: View,
    turns: int,
    loaded: Loaded,
    catalogue: Catalogue,
    go: Callable[..., None],
    adjust: Callable[..., None],
    present: Callable[[], View],
) -> None:
    """The scenario of a view with its changes, beside itself without them.

    Parameters
    ----------
    view : View
        What is shown.
    turns : int
        As in `Open`: another count makes levers forget where they were moved to.
    loaded : Loaded
        The scenario of the view, as it stands and changed.
    catalogue : Catalogue
        What the page may read.
    go : function
        Shows another view, or the present one with the parts given by name changed.
    adjust : function
        Takes a function from the present changes to the new ones.
    present : function
        Returns the view there is now; `view` may be older.
    """
    base, now = loaded.base, loaded.now
    runs = view.runs if view.runs in RUNS else RUNS[1]
    other = solara.use_memo(lambda: beside(view, loaded, catalogue), [view.against, loaded])
    wanted = (now,) if other is None else (other, now)
    batch = use_batch(tuple(replace(scenario, sweep=None) for scenario in wanted), runs)

    def change(data: dict[str, Any]) -> None:
        adjust(lambda changes: changed(changes, str(data["key"]), data["value"], base))

    def add(name: str) -> None:
        value = base.value(name) if name in others() else None
        if value is not None:
            adjust(lambda changes: (*changes, f"{name}={value!r}"))

    _choose(view, runs, catalogue, go)
    with solara.v.Html(tag="div", class_="explore"):
        with solara.v.Html(tag="section", class_="levers", attributes={"aria-label": "Levers and pressures"}):
            Controls(
                groups=controls(base, now, view.changes),
                others=others(),
                turns=turns,
                event_change=change,
                event_add=add,
            )
            _Save(view, loaded, catalogue, present)
        with solara.v.Html(tag="div", class_="found"):
            _Progress(batch, runs)
            if loaded.wrong:
                _Wrong(view, loaded, go)
            else:
                _Found(view, loaded, catalogue, batch)


def _choose(view: View, runs: int, catalogue: Catalogue, go: Callable[..., None]) -> None:
    """Which scenario, how many runs, and back to where it started."""
    scenarios = [{"value": name, "label": name} for name in catalogue.scenarios]
    names = list(scenarios)
    if view.results:
        names.insert(0, {"value": "", "label": f"{view.scenario} of {view.results}"})
    options = [{"value": str(count), "label": f"{count:,}"} for count in RUNS]
    fields = [
        {
            "name": "scenario",
            "kind": "list",
            "label": "Scenario",
            "value": "" if view.results else view.scenario,
            "options": names,
        },
        {
            "name": "against",
            "kind": "list",
            "label": "Against",
            "value": view.against,
            "options": [{"value": "", "label": "itself, as it stands"}, *scenarios],
        },
        {"name": "runs", "kind": "list", "label": "Runs", "value": str(runs), "options": options},
    ]
    buttons = [
        {"name": "reset", "label": "Take all changes back", "off": not view.changes},
        {"name": "play", "label": "Play a run of it", "title": "One run with these changes, month by month"},
    ]

    def choose(data: dict[str, Any]) -> None:
        if data["name"] == "scenario" and data["value"] in catalogue.scenarios:
            go(View(view="explore", scenario=data["value"], runs=runs, against=view.against), step=True)
        elif data["name"] == "against":
            go(against=str(data["value"]))
        elif data["name"] == "runs" and str(data["value"]).isdigit():
            go(runs=int(data["value"]))

    def press(name: str) -> None:
        if name == "reset":
            go(changes=(), step=True)
        else:
            go(view="play", step=True)

    Choose(fields=fields, buttons=buttons, event_choose=choose, event_press=press)


@solara.component
def _Progress(batch: BackgroundBatch, runs: int) -> None:
    text = ""
    if batch.value:
        shares = [100 * float((side.outcomes == 0).mean()) for side in batch.value]
        beside = f" (against {shares[0]:.1f}%)" if len(shares) > 1 else ""
        time = f" in {batch.seconds:.1f} s" if batch.seconds >= 0.05 else ""
        text = f"{runs:,} runs{time}: {shares[-1]:.1f}% muddle through{beside}"
    if batch.busy:
        text = f"playing {runs:,} runs …"
    Progress(busy=batch.busy, share=batch.share, text=text)


@solara.component
def _Wrong(view: View, loaded: Loaded, go: Callable[..., None]) -> None:
    """What is wrong with the changes, with the levers still at hand."""

    def out(way: str) -> None:
        go(changes=view.changes[:-1] if way == "last" else (), step=True)

    Fragment(
        html=html(
            "trouble",
            title="These changes do not go together",
            lines=loaded.wrong,
            hint="Move a lever back, or take back what was changed last.",
            ways=[("last", "Take the last change back"), ("all", "Take all changes back")],
        ),
        event_go=out,
    )


@solara.component
def _Found(view: View, loaded: Loaded, catalogue: Catalogue, batch: BackgroundBatch) -> None:
    """The pictures of the last batch that is whole."""
    reported = solara.use_memo(lambda: _reported(view, loaded, catalogue, batch), [batch.value])
    if batch.error is not None:
        error = batch.error
        lines = lines_of(error) if isinstance(error, SimError) else [f"{type(error).__name__}: {error}"]
        title, hint = "These runs cannot be played", "Take the last change back; the page lives on."
        Fragment(html=html("trouble", title=title, lines=lines, hint=hint, ways=[]))
        return
    if reported is None:
        Fragment(html=html("waiting", what="Playing the first runs …", compiling=batch.share == 0.0))
    else:
        Fragment(html=reported)


def _reported(view: View, loaded: Loaded, catalogue: Catalogue, batch: BackgroundBatch) -> str | None:
    if batch.value is None:
        return None
    from sim.dashboard.exploring import explored

    return html("explore", **explored(batch.value), command=command(view, catalogue, loaded), stale=False)


@solara.component
def _Save(view: View, loaded: Loaded, catalogue: Catalogue, present: Callable[[], View]) -> None:
    """Save the scenario with its changes as one of its own."""
    answer, set_answer = solara.use_state({"kind": "", "text": "", "file": ""})

    def save(data: dict[str, Any]) -> None:
        from sim.dashboard import saving

        # what is on the screen, the button too, may be older than the last move of a lever
        latest = present()
        found = load(latest, catalogue)
        if isinstance(found, tuple) or found.wrong or not latest.changes:
            set_answer({"kind": "wrong", "text": "Nothing is changed that could be saved.", "file": ""})
            return
        name = str(data["name"])
        source = source_of(latest, catalogue)
        try:
            place, text = saving.save(
                catalogue.folder,
                name,
                str(data["question"]),
                source,
                found.base,
                found.now,
                overwrite=bool(data["overwrite"]),
            )
        except FileExistsError:
            said = f"{catalogue.folder / name}.yaml is there already."
            set_answer({"kind": "asks", "text": said, "file": ""})
        except SimError as error:
            set_answer({"kind": "wrong", "text": "\n".join(lines_of(error)), "file": ""})
        else:
            catalogue.add(place)
            set_answer({"kind": "saved", "text": f"Saved as {place}", "file": text})

    Save(
        folder=str(catalogue.folder.resolve()),
        parent=view.scenario,
        answer=answer,
        empty=not view.changes or bool(loaded.wrong),
        event_save=save,
        event_leave=lambda _: set_answer({"kind": "", "text": "", "file": ""}),
    )
