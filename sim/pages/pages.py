"""How a page becomes text: templates beside this file, the style sheet they share, everything escaped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent


def rendered(template: str, page: Mapping[str, Any]) -> str:
    """A template filled in; what it is given is escaped unless it is markup of ours.

    Parameters
    ----------
    template : str
        Name of a template file in `sim/pages`.
    page : mapping
        What the template knows as `page`; what it uses and does not find is an error.

    Returns
    -------
    str
        HTML.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(page=page)


def style() -> Markup:
    """The style sheet of all pages.

    Returns
    -------
    Markup
        Text of `report.css`.
    """
    return Markup((HERE / "report.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
