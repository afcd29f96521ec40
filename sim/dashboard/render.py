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
    """The templates of the page, and those of the report for what both show."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader([TEMPLATES, PAGES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def html(template: str, **given: Any) -> str:
    """A template filled in; text in it is escaped."""
    return environment().get_template(f"{template}.html.j2").render(**given)
