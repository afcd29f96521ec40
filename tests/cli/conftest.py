from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIM = [sys.executable, "-m", "sim.cli.app"]
ENVIRONMENT = {**os.environ, "COLUMNS": "100"}


@pytest.fixture
def sim(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command, called in an empty folder."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*SIM, *arguments], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False
        )

    return call


@pytest.fixture
def calm(tmp_path: Path) -> Path:
    """A small scenario."""
    file = tmp_path / "calm.yaml"
    file.write_text("name: calm\nruns: 30\nhorizon: 6\n")
    return file
