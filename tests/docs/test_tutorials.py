"""Every block of every tutorial runs, in order, in an empty folder.

A tutorial becomes one shell script: shell blocks as they stand, Python blocks as calls of Python, blocks
after a line that ends in "as `NAME`:" as files.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

TUTORIALS = Path(__file__).resolve().parents[2] / "sim" / "tutorials"
BLOCK = re.compile(
    r"(?P<before>[^\n]*)\n\n```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
SAVED = re.compile(r"as `(?P<name>[\w.]+)`:$")
PORT = "8786"  # of the scheduler; the test puts a free one in its place
SECONDS = 1800  # far beyond what a busy machine needs


class Part(NamedTuple):
    """A block of a tutorial: its language, its text, and the name it is saved under, empty for none."""

    language: str
    text: str
    name: str


def parts(tutorial: Path) -> list[Part]:
    found = BLOCK.finditer(tutorial.read_text(encoding="utf-8"))
    saved = ((block, SAVED.search(block["before"])) for block in found)
    return [Part(block["language"], block["text"], name["name"] if name else "") for block, name in saved]


def script(tutorial: Path, aside: Path) -> str:
    """Return the shell script of a tutorial; files and Python blocks are written to a folder aside."""
    lines = ["set -euo pipefail"]
    for number, part in enumerate(parts(tutorial)):
        file = aside / f"{number}.{part.language}"
        file.write_text(part.text, encoding="utf-8")
        if part.name:
            lines.append(f"cp {file} {part.name}")
        else:
            lines.append(f"python {file}" if part.language == "python" else part.text)
    return "\n".join(lines)


def free_port() -> str:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return str(opened.getsockname()[1])


def run(text: str, folder: Path, log: Path) -> int:
    """Run a script in a folder and end whatever it leaves behind; return its exit code."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with log.open("w", encoding="utf-8") as out:
        running = subprocess.Popen(
            ["bash", "-c", text],  # noqa: S607 - the shell that readers use
            cwd=folder,
            env={**os.environ, "PATH": path},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return running.wait(SECONDS)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def names() -> list[str]:
    return sorted(path.name for path in TUTORIALS.glob("*.md") if path.name != "README.md")


def test_every_tutorial_is_in_the_list() -> None:
    text = (TUTORIALS / "README.md").read_text(encoding="utf-8")
    assert names() == sorted(set(re.findall(r"\(([a-z]+\.md)\)", text)))


@pytest.mark.parametrize("name", names())
def test_every_block_is_shell_python_or_a_file(name) -> None:
    found = parts(TUTORIALS / name)
    assert (TUTORIALS / name).read_text(encoding="utf-8").count("\n```") == 2 * len(found)
    assert not [part for part in found if not part.name and part.language not in {"sh", "python"}]


@pytest.mark.parametrize("name", names())
def test_a_tutorial_runs_from_the_first_block_to_the_last(name, tmp_path) -> None:
    aside, folder = tmp_path / "aside", tmp_path / "empty"
    aside.mkdir()
    folder.mkdir()
    text = script(TUTORIALS / name, aside).replace(PORT, free_port())
    code = run(text, folder, aside / "log")
    assert code == 0, (aside / "log").read_text(encoding="utf-8", errors="replace")
