"""Pieces of the page as HTML, from templates that escape whatever they are given."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.pages.pages import HERE as PAGES

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"


@cache
def environment() -> Environment:
    """The templates of the page, and those of the report for what both show.

    Returns
    -------
    Environment
        Escapes what templates are given; a name that is missing is an error.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader([TEMPLATES, PAGES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def html(template: str, **given: Any) -> str:
    """A template filled in; text in it is escaped.

    Parameters
    ----------
    template : str
        Name of a template without `.html.j2`.
    **given : object
        What the template knows, by name; `Markup` is taken as it is.

    Returns
    -------
    str
        HTML.
    """
    return environment().get_template(f"{template}.html.j2").render(**given)
