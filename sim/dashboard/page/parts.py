"""The pieces of the page that run in the browser: each a template that exchanges plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from solara import component_vue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Heard = Callable[[Any], None] | None


@component_vue("fragment.vue", vuetify=False)
def Fragment(html: str = "", event_go: Heard = None) -> None:
    """A piece of the page as HTML; what is clicked in it and has `data-go` is heard."""


@component_vue("address.vue", vuetify=False)
def Address(place: Any = None, event_moved: Heard = None) -> None:
    """Keeps the browser's `address`; each of the `steps` can be taken back with the browser's button."""


@component_vue("top.vue", vuetify=False)
def Top(view: str = "", views: Sequence[Any] = (), event_go: Heard = None) -> None:
    """The head of the page with its views."""


@component_vue("choose.vue", vuetify=False)
def Choose(
    fields: Sequence[Any] = (),
    buttons: Sequence[Any] = (),
    event_choose: Heard = None,
    event_press: Heard = None,
) -> None:
    """A row of lists, numbers and buttons."""


@component_vue("player.vue", vuetify=False)
def Player(
    month: int = 0,
    last: int = 0,
    stop: int = 0,
    names: Sequence[str] = (),
    run: str = "",
    event_show: Heard = None,
) -> None:
    """Step, play, pause, reset, and jump to a month; `stop` is where playing ends."""


@component_vue("controls.vue", vuetify=False)
def Controls(
    groups: Sequence[Any] = (),
    others: Sequence[str] = (),
    turns: int = 0,
    event_change: Heard = None,
    event_add: Heard = None,
) -> None:
    """Sliders and lists in groups; another count of `turns` makes them forget where they were moved to."""


@component_vue("save.vue", vuetify=False)
def Save(
    folder: str = "",
    parent: str = "",
    answer: Any = None,
    empty: bool = True,  # noqa: FBT001, FBT002 - a property of the template
    event_save: Heard = None,
    event_leave: Heard = None,
) -> None:
    """A name, a question and a button; what came of it."""


@component_vue("progress.vue", vuetify=False)
def Progress(
    busy: bool = False,  # noqa: FBT001, FBT002 - a property of the template
    share: float = 0.0,
    text: str = "",
) -> None:
    """How far the batch in the background has come."""
