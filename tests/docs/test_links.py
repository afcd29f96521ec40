"""Every link in the documents of the project leads somewhere, and every function named in one exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = {"build", "dist", "_shipped"}
WRITTEN = {".github"}  # a hidden folder with documents
FENCED = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]+)\]\((?P<target>[^)\s]+)\)")
NAME = re.compile(r"`(?P<name>[A-Za-z_][A-Za-z0-9_.]*)`")
HEADING = re.compile(r"^#+ +(?P<title>.+?) *$", re.MULTILINE)


class Link(NamedTuple):
    """A link as it stands in a document."""

    document: Path
    text: str
    target: str

    @property
    def path(self) -> Path:
        """The file it leads to."""
        file = self.target.partition("#")[0]
        return (self.document.parent / file).resolve() if file else self.document

    @property
    def anchor(self) -> str:
        """The heading it leads to, empty where it leads to a whole file."""
        return self.target.partition("#")[2]

    def __str__(self) -> str:
        return f"[{self.text}]({self.target})"


def hidden(folder: str) -> bool:
    return folder.startswith(".") and folder not in WRITTEN


def documents() -> list[Path]:
    """The written documents: no hidden folder but .github, nothing that a build or a run put there."""
    found = []
    for path in ROOT.rglob("*.md"):
        folders = path.relative_to(ROOT).parts[:-1]
        generated = folders[:1] == ("results",) and len(folders) > 1
        if not generated and not any(hidden(part) or part in OUTPUT for part in folders):
            found.append(path)
    return sorted(found)


@cache
def prose(document: Path) -> str:
    return FENCED.sub("", document.read_text(encoding="utf-8"))


def links(document: Path) -> list[Link]:
    """The links of a document that do not lead into the web."""
    return [
        Link(document, match["text"], match["target"])
        for match in LINK.finditer(prose(document))
        if "://" not in match["target"] and not match["target"].startswith("mailto:")
    ]


@cache
def anchors(document: Path) -> set[str]:
    titles = (match["title"] for match in HEADING.finditer(prose(document)))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@cache
def defined(source: Path) -> set[str]:
    """Functions and classes of a module, methods as `Class.method`, and the names it assigns."""
    names: set[str] = set()
    for node in ast.parse(source.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)}
        if isinstance(node, ast.Assign | ast.AnnAssign):
            stored = (part for part in ast.walk(node) if isinstance(part, ast.Name))
            names |= {part.id for part in stored if isinstance(part.ctx, ast.Store)}
    return names


def entries(source: Path) -> set[str]:
    """Names at the left margin of a YAML file."""
    return set(re.findall(r"^([A-Za-z_]\w*):", source.read_text(encoding="utf-8"), re.MULTILINE))


def leads_somewhere(link: Link) -> bool:
    return link.path.exists() and link.path.is_relative_to(ROOT)


def finds_its_heading(link: Link) -> bool:
    return not link.anchor or link.path.suffix != ".md" or link.anchor in anchors(link.path)


def names_something(link: Link) -> bool:
    """Whether the text is a name, not of the file itself but of something in it."""
    return link.path.suffix in NAMES and NAME.fullmatch(link.text) is not None and not names_its_file(link)


def names_its_file(link: Link) -> bool:
    return link.path.as_posix().endswith(link.text.strip("`"))


def finds_its_name(link: Link) -> bool:
    return link.text.strip("`") in NAMES[link.path.suffix](link.path)


NAMES = {".py": defined, ".yaml": entries}
each_document = pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))


def test_there_are_documents_with_names_to_look_up() -> None:
    model = ROOT / "sim" / "MODEL.md"
    assert model in documents()
    assert sum(map(names_something, links(model))) > 100


@each_document
def test_every_link_leads_to_something_in_the_project(document: Path) -> None:
    assert not [str(link) for link in links(document) if not leads_somewhere(link)]


@each_document
def test_every_link_to_a_heading_finds_it(document: Path) -> None:
    found = filter(leads_somewhere, links(document))
    assert not [str(link) for link in found if not finds_its_heading(link)]


@each_document
def test_every_name_that_links_to_a_source_is_defined_there(document: Path) -> None:
    found = filter(leads_somewhere, links(document))
    assert not [str(link) for link in found if names_something(link) and not finds_its_name(link)]
