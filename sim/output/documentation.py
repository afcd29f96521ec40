"""The tables of columns in results/README.md, from their declarations: `python -m sim.output.documentation`.

A table stands between `<!-- columns: MODULE:NAME -->` and `<!-- /columns -->`, where NAME is a `Declaration`
in the module.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from sim.errors import SimError
from sim.output.table import Declaration, markdown

DOCUMENT = Path(__file__).parents[2] / "results" / "README.md"
MARKED = re.compile(
    r"(?P<begin><!-- columns: (?P<module>[\w.]+):(?P<name>\w+) -->\n).*?(?P<end><!-- /columns -->)", re.DOTALL
)


def rewritten(text: str) -> str:
    """Return a document with each table between its markers as it is declared now.

    Parameters
    ----------
    text : str
        A document in Markdown, of any number of markers.

    Returns
    -------
    str
        The same text outside the markers.

    Raises
    ------
    SimError
        A marker names nothing that is declared.
    """

    def one(match: re.Match[str]) -> str:
        found = getattr(import_module(match["module"]), match["name"], None)
        if not isinstance(found, Declaration):
            raise SimError(f"{match['module']}:{match['name']}: no declaration of a table")
        return f"{match['begin']}\n{markdown(found)}\n\n{match['end']}"

    return MARKED.sub(one, text)


if __name__ == "__main__":
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
