"""The map of the package shows what is there."""

from __future__ import annotations

import re
from pathlib import Path

SIM = Path(__file__).resolve().parents[2] / "sim"
LINE = re.compile(r"^(?P<indent>[│ ]*)[├└]── (?P<name>[\w.]+/?)", re.MULTILINE)
STEP = 4  # columns a level of the tree is indented by


def shown() -> set[str]:
    """The paths of the map, relative to the package; folders end in a slash."""
    text = (SIM / "README.md").read_text(encoding="utf-8")
    paths = set()
    above: list[str] = []
    for line in LINE.finditer(text):
        level = len(line["indent"]) // STEP
        above = [*above[:level], line["name"]]
        paths.add("".join(above))
    return paths


def folders() -> set[str]:
    return {f"{path.parent.relative_to(SIM).as_posix()}/" for path in SIM.glob("*/__init__.py")}


def test_the_map_can_be_read() -> None:
    assert {"MODEL.md", "rules/", "rules/society.py", "cli/app.py"} <= shown()


def test_everything_on_the_map_exists() -> None:
    assert not [path for path in shown() if not (SIM / path).exists()]


def test_every_folder_of_the_package_is_on_the_map() -> None:
    assert not folders() - shown()
