"""The page: which view is shown, of what, and the address that shows it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import solara

from sim.dashboard.address import VIEWS, View, address_of, view_of
from sim.dashboard.page.explore import Explore
from sim.dashboard.page.parts import Address, Fragment, Top
from sim.dashboard.page.play import Play
from sim.dashboard.page.results import Results
from sim.dashboard.render import html
from sim.dashboard.session import Loaded, load, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.dashboard.catalogue import Catalogue

SHELVES: list[Catalogue] = []  # the one that the server was started with
LABELS = {"play": "Play a run", "explore": "Explore", "results": "Results"}


class Open(NamedTuple):
    """What the page shows.

    `steps` count what the browser's button takes back; `turns` count changes by anything but a lever, after
    which levers forget where they were moved to. One state: its parts reach the browser together, or the step
    would be no step back, and a lever would forget a move that is still on its way.
    """

    view: View
    steps: int = 0
    turns: int = 0

    def turned(self, view: View, *, step: bool) -> Open:
        """Another view is shown.

        Parameters
        ----------
        view : View
            What is shown next.
        step : bool
            Whether the browser's button takes it back.

        Returns
        -------
        Open
            `steps` is larger by 1 for a step, `turns` by 1 where the place or the changes are others.
        """
        moved = (view.place, view.changes) != (self.view.place, self.view.changes)
        return Open(view, self.steps + step, self.turns + moved)


@solara.component
def Page() -> None:
    """The whole page."""
    catalogue = SHELVES[-1]
    router = solara.use_router()
    start = solara.use_memo(lambda: settled(view_of(f"/?{router.search or ''}"), catalogue, first=True), [])
    at, set_at = solara.use_state(Open(start))
    view = at.view
    read, set_read = solara.use_state(0)

    def alter(change: Callable[[Open], Open]) -> None:
        """Change what is shown now.

        What comes late, when the page has turned to something else, is dropped: it would turn it back.
        """
        set_at(lambda at: change(at) if at.view.place == view.place else at)

    def go(new: View | None = None, *, step: bool = False, **parts: Any) -> None:
        """Show another view, or the present one with `parts` of it changed.

        A `step` is one that the browser's button takes back.
        """
        alter(lambda at: at.turned(settled(new or at.view.but(**parts), catalogue), step=step))

    def adjust(change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> None:
        """Levers were moved: the changes there are now become others."""
        alter(lambda at: at._replace(view=at.view.but(changes=change(at.view.changes))))

    def present() -> View:
        """Return the view there is now; the one on the screen may be older."""
        views: list[View] = []

        def look(at: Open) -> Open:
            views.append(at.view)
            return at

        set_at(look)
        return views[0]

    def follow(name: str) -> None:
        set_at(lambda at: at.turned(settled(_turned(at.view, name), catalogue), step=True))

    def back(address: str) -> None:
        set_at(lambda at: at.turned(settled(view_of(str(address)), catalogue), step=False))

    key = [view.view != "results", view.scenario, view.results, view.changes, read]
    loaded = solara.use_memo(lambda: load(view, catalogue) if view.view != "results" else (), key)

    solara.Title("sim: Kremlin and Minsk")
    Fragment(html=html("hatches"))
    Address(
        place={"address": address_of(view), "steps": at.steps},
        event_moved=back,
    )
    views = [{"name": name, "label": LABELS[name], "href": address_of(_turned(view, name))} for name in VIEWS]
    Top(view=view.view, views=views, event_go=follow)
    _Body(at, loaded, catalogue, go, adjust, present, lambda: set_read(read + 1))


@solara.component
def _Body(
    at: Open,
    loaded: Loaded | tuple[str, ...],
    catalogue: Catalogue,
    go: Callable[..., None],
    adjust: Callable[..., None],
    present: Callable[[], View],
    read_again: Callable[[], None],
) -> None:
    """The view itself; where it fails, the rest of the page lives on."""
    view = at.view
    broken, mended = solara.use_exception()
    with solara.v.Html(tag="main", attributes={"id": "content", "tabindex": "-1"}):
        if broken is not None:
            _broken(broken, lambda: go(View(view=view.view), step=True), mended)
        elif view.view == "results":
            Results(view, catalogue, go)
        elif isinstance(loaded, tuple) or (loaded.wrong and view.view == "play"):
            wrong = loaded if isinstance(loaded, tuple) else loaded.wrong
            _trouble(view, wrong, catalogue, go, read_again)
        elif view.view == "play":
            Play(view, loaded, catalogue, go)
        else:
            Explore(view, at.turns, loaded, catalogue, go, adjust, present)


def _turned(view: View, name: str) -> View:
    """The same in another view: a run of a result folder is explored from its scenario, without changes."""
    return view.but(view=name, page=0) if name in VIEWS else view


def _trouble(view: View, wrong: tuple[str, ...], catalogue: Catalogue, go: Any, read_again: Any) -> None:
    """What is wrong with a scenario or an address, and the ways out."""
    ways = [("read", "Read it again"), ("start", f"Show {catalogue.given}")]
    if view.changes:
        ways.insert(1, ("plain", "Leave out the changes"))

    def out(way: str) -> None:
        if way == "plain":
            go(changes=(), step=True)
        elif way == "start":
            go(View(view=view.view), step=True)
        else:
            read_again()

    what = f"{view.results}: {view.scenario}" if view.results else view.scenario
    Fragment(
        html=html(
            "trouble",
            title=f"{what} cannot be played as it stands",
            lines=wrong,
            hint="Mend the file, then read it again; nothing else is lost.",
            ways=ways,
        ),
        event_go=out,
    )


def _broken(error: BaseException, start: Callable[[], None], mended: Callable[[], None]) -> None:
    """A defect of the page: what it was, and the ways out; the server has said where it is."""

    def out(way: str) -> None:
        if way == "start":
            start()
        mended()

    Fragment(
        html=html(
            "trouble",
            title="The page itself failed here",
            lines=[f"{type(error).__name__}: {error}"],
            hint="This is a defect of the program; where it lies stands in the terminal.",
            ways=[("again", "Try it again"), ("start", "Start afresh")],
        ),
        event_go=out,
    )


@solara.component
def Layout(children: list[Any]) -> None:
    """No frame of solara's around the page.

    Parameters
    ----------
    children : list of elements
        The page, as solara passes it.
    """
    solara.v.Html(tag="div", attributes={"id": "page"}, children=children)
