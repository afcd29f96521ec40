"""The base page around the views: solara's, with our title, style and language, and without its icon.

Solara's page is a template of its own. Each piece that is replaced must be found, so that a
version of solara with another page fails at the first request.
"""

from __future__ import annotations

import re
from functools import cache

from sim.dashboard.render import HERE
from sim.pages.pages import HERE as PAGES

RULES = "* { box-sizing"  # where in the report's sheet the colours end and the rules begin
WAITING = "The two sides take their seats …"  # as in templates/loader-plain.html, until the scripts are there
# What stands in solara's page, and what stands there for us. Its style sheet becomes a layer below ours.
PLACES = (
    (r"<html>", '<html lang="en">'),
    (r"<title>[^<]*</title>", "<title>sim: Kremlin and Minsk</title>"),
    (
        r'<meta name="viewport"[^>]*>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
    ),
    (r'<link rel="icon"[^>]*png">', '<link rel="icon" href="data:,">'),
    (r'<link rel="icon"[^>]*svg">', ""),
    (
        r'<div id="pre-rendered-html-present"',
        f'<div id="loader-container"><b>sim</b>{WAITING}</div><div id="pre-rendered-html-present"',
    ),
    (
        r'<link href="([^"]+/main\d\.css)" rel="stylesheet" class="solara-template-css">(?:</link>)?',
        r'<style>@import url("\1") layer(solara);</style>',
    ),
)


def adapted_page(page: str) -> str:
    """Return solara's page with our title, style and language.

    Parameters
    ----------
    page : str
        HTML as solara makes it.

    Returns
    -------
    str
        HTML in which each pattern of `PLACES` is replaced once, with the style sheet in its head.

    Raises
    ------
    RuntimeError
        It is not the page that we know.
    """
    for pattern, ours in PLACES:
        page, count = re.subn(pattern, ours, page, count=1)
        if not count:
            raise RuntimeError(f"solara's page has no {pattern}")
    return page.replace("</head>", f"<style>\n{style()}</style>\n</head>", 1)


@cache
def style() -> str:
    """The report's style sheet, whose rules hold within the page here, and what the page needs beside it.

    Returns
    -------
    str
        Text of a style sheet.
    """
    report = (PAGES / "report.css").read_text(encoding="utf-8")
    own = (HERE / "dashboard.css").read_text(encoding="utf-8")
    colours, rules = report.split(RULES, 1)
    return f"{colours}#page {{\n{RULES}{rules.replace('body {', '& {', 1)}}}\n{own}"
