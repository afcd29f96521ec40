"""The view as an address: everything that is seen, so that a link shows it again.

`/?view=play&scenario=loan_3bn&set=strength_cost=1.2&run=17&month=5`. Changes are written as after `--set`, so
that what a link shows can be had on the command line too. What stands at its default is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, quote, urlencode

ViewName = Literal["play", "explore", "results"]
VIEWS: tuple[ViewName, ...] = get_args(ViewName)
MOST_DIGITS = 15
MOST_CHANGES = 400
LONGEST = 30_000  # characters: more than an address with every number changed needs
RUNS = 2_000


@dataclass(frozen=True)
class View:
    """What the page shows.

    `changes` are `key=value` each. With `results`, the run is one of that folder: of `scenario` at `point`
    of its sweep, as it was played, without changes. `month` 0 is the eve of the first month. `against` is a
    scenario to explore against; empty for the same scenario as it stands.
    """

    view: ViewName = "play"
    scenario: str = ""
    changes: tuple[str, ...] = ()
    results: str = ""
    point: int = 0
    run: int = 0
    month: int = 1
    runs: int = RUNS
    against: str = ""
    outcome: str = ""
    page: int = 0

    def but(self, **parts: Any) -> View:
        """The same with parts of it changed.

        Parameters
        ----------
        **parts : fields of View
            The fields that change, by name, with their new values.

        Returns
        -------
        View
            This one stays as it is.
        """
        return replace(self, **parts)

    @property
    def place(self) -> tuple[str, ...]:
        """Where in the page it is: which view, of what.

        Returns
        -------
        tuple of str
            View, scenario and result folder; a move elsewhere changes it, a change of month does not.
        """
        return (self.view, self.scenario, self.results)

    @property
    def run_key(self) -> tuple[object, ...]:
        """What decides which run is played.

        Returns
        -------
        tuple
            Equal for two views of the same run.
        """
        return (self.scenario, self.changes, self.results, self.point, self.run)


_PLAIN = ("view", "scenario", "results", "point", "run", "month", "runs", "against", "outcome", "page")
_WORDS = ("scenario", "results", "against", "outcome")
_WHOLE = ("point", "run", "month", "runs", "page")


def address_of(view: View) -> str:
    """The address of a view, from the slash on.

    Parameters
    ----------
    view : View
        What the page shows.

    Returns
    -------
    str
        Path and query, percent-encoded, without the host; only fields that differ from their defaults.
    """
    usual = View()
    pairs = [
        (name, str(getattr(view, name))) for name in _PLAIN if getattr(view, name) != getattr(usual, name)
    ]
    pairs += [("set", change) for change in view.changes]
    return f"/?{urlencode(pairs, quote_via=quote, safe='=,[]')}" if pairs else "/"


def view_of(address: str) -> View:
    """The view that an address shows; what makes no sense in it is left out.

    Parameters
    ----------
    address : str
        An address with or without the host; what stands before the question mark is not read.

    Returns
    -------
    View
        Defaults for what is missing, unknown or not well formed; no name in it has been looked up yet.
    """
    query = address.partition("?")[2].partition("#")[0][:LONGEST]
    view = View()
    changes: list[str] = []
    for name, text in parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="replace"):
        if name == "set" and "=" in text and len(changes) < MOST_CHANGES:
            changes.append(text)
        elif name == "view" and text in VIEWS:
            view = view.but(view=text)
        elif name in _WHOLE and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
            view = view.but(**{name: int(text)})
        elif name in _WORDS:
            view = view.but(**{name: text})
    return view.but(changes=tuple(changes))
