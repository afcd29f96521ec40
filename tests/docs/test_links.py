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
        return f"{self.document.relative_to(ROOT)}: [{self.text}]({self.target})"


def documents() -> list[Path]:
    """The written documents: no hidden folders, nothing that a build or a run put there."""
    found = []
    for path in ROOT.rglob("*.md"):
        folders = path.relative_to(ROOT).parts[:-1]
        generated = folders[:1] == ("results",) and len(folders) > 1
        if not generated and not any(part.startswith(".") or part in OUTPUT for part in folders):
            found.append(path)
    return sorted(found)


@cache
def prose(document: Path) -> str:
    return FENCED.sub("", document.read_text(encoding="utf-8"))


def links() -> list[Link]:
    return [
        Link(document, match["text"], match["target"])
        for document in documents()
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
            inner = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.FunctionDef)]
            names |= {f"{node.name}.{part.name}" for part in inner if isinstance(node, ast.ClassDef)}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
    return names


def entries(source: Path) -> set[str]:
    """Names at the left margin of a YAML file."""
    return set(re.findall(r"^([A-Za-z_]\w*):", source.read_text(encoding="utf-8"), re.MULTILINE))


every_link = pytest.mark.parametrize("link", links(), ids=str)
named_links = [link for link in links() if link.path.suffix in (".py", ".yaml") and NAME.fullmatch(link.text)]


def test_there_are_documents_with_links_to_look_at() -> None:
    assert len(named_links) > 100
    assert ROOT / "sim" / "MODEL.md" in documents()


@every_link
def test_a_link_leads_to_something_that_exists(link: Link) -> None:
    assert link.path.exists()
    assert link.path.is_relative_to(ROOT), "it leads out of the project"


@every_link
def test_a_link_to_a_heading_finds_it(link: Link) -> None:
    if link.anchor and link.path.suffix == ".md":
        assert link.anchor in anchors(link.path)


@pytest.mark.parametrize("link", named_links, ids=str)
def test_a_name_that_links_to_a_source_is_defined_there(link: Link) -> None:
    name = link.text.strip("`")
    if name == link.path.name:
        return
    assert name in (defined(link.path) if link.path.suffix == ".py" else entries(link.path))
