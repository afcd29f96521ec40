"""The pieces of the page that run in the browser: each a template that exchanges plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from solara import component_vue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Heard = Callable[[Any], None] | None


@component_vue("fragment.vue", vuetify=False)
def Fragment(html: str = "", event_go: Heard = None) -> None:
    """A piece of the page as HTML; what is clicked in it and has `data-go` is heard.

    Parameters
    ----------
    html : str
        As `sim.dashboard.render.html` returns it, with all text escaped.
    event_go : function, optional
        Receives the text of `data-go`.
    """


@component_vue("address.vue", vuetify=False)
def Address(place: Any = None, event_moved: Heard = None) -> None:
    """Keeps the browser's `address`; each of the `steps` can be taken back with the browser's button.

    Parameters
    ----------
    place : dict
        `address`, from the slash on, and `steps`, a count; one that differs makes an entry in the
        browser's history.
    event_moved : function, optional
        Receives the address that the browser's button leads to.
    """


@component_vue("top.vue", vuetify=False)
def Top(view: str = "", views: Sequence[Any] = (), event_go: Heard = None) -> None:
    """The head of the page with its views.

    Parameters
    ----------
    view : str
        Name of the view that is shown.
    views : sequence of dict
        `name`, `label` and `href` of each view.
    event_go : function, optional
        Receives the name of the view that was clicked.
    """


@component_vue("choose.vue", vuetify=False)
def Choose(
    fields: Sequence[Any] = (),
    buttons: Sequence[Any] = (),
    event_choose: Heard = None,
    event_press: Heard = None,
) -> None:
    """A row of lists, numbers and buttons.

    Parameters
    ----------
    fields : sequence of dict
        `name`, `label`, `value`, and `kind`: `list` with `options` (`value` and `label`), or `number`
        with its limits `low` and `high`.
    buttons : sequence of dict
        `name` and `label`; `title` and `off` if wanted.
    event_choose : function, optional
        Receives `name` and `value` of a field that was changed.
    event_press : function, optional
        Receives the name of a button.
    """


@component_vue("player.vue", vuetify=False)
def Player(
    month: int = 0,
    last: int = 0,
    stop: int = 0,
    names: Sequence[str] = (),
    run: str = "",
    event_show: Heard = None,
) -> None:
    """Step, play, pause, reset, and jump to a month; `stop` is where playing ends.

    Parameters
    ----------
    month : int
        The one that is shown; 0 is the eve of the first.
    last : int
        The last month that can be shown.
    stop : int
        A month number.
    names : sequence of str
        Calendar months from the eve on, `last` + 1 of them.
    run : str
        Another text means another run: playing stops.
    event_show : function, optional
        Receives the month that is wished for.
    """


@component_vue("controls.vue", vuetify=False)
def Controls(
    groups: Sequence[Any] = (),
    others: Sequence[str] = (),
    turns: int = 0,
    event_change: Heard = None,
    event_add: Heard = None,
) -> None:
    """Sliders and lists in groups; another count of `turns` makes them forget where they were moved to.

    Parameters
    ----------
    groups : sequence of dict
        As `sim.dashboard.controls.controls` returns them.
    others : sequence of str
        Flat names that can be added as controls.
    turns : int
        As in `Open`.
    event_change : function, optional
        Receives `key` and `value` of a control that was moved.
    event_add : function, optional
        Receives the name that was chosen among the others.
    """


@component_vue("save.vue", vuetify=False)
def Save(
    folder: str = "",
    parent: str = "",
    answer: Any = None,
    empty: bool = True,  # noqa: FBT001, FBT002 - a property of the template
    event_save: Heard = None,
    event_leave: Heard = None,
) -> None:
    """A name, a question and a button; what came of it.

    Parameters
    ----------
    folder : str
        Where the file would go.
    parent : str
        Name of the scenario that it would extend.
    answer : dict
        `kind` (`saved`, `asks` before it overwrites, `wrong`, or empty), `text`, and `file`, the text
        that was written.
    empty : bool
        Whether nothing is changed that could be saved.
    event_save : function, optional
        Receives `name`, `question` and `overwrite`.
    event_leave : function, optional
        Called when the user does not want to overwrite.
    """


@component_vue("progress.vue", vuetify=False)
def Progress(
    busy: bool = False,  # noqa: FBT001, FBT002 - a property of the template
    share: float = 0.0,
    text: str = "",
) -> None:
    """How far the batch in the background has come.

    Parameters
    ----------
    busy : bool
        Whether something is played now.
    share : float
        Done so far, between 0 and 1.
    text : str
        What is played, or what came of it.
    """
