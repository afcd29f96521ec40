from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "calm": "name: calm\nquestion: What if nothing changes?\nruns: 40\nhorizon: 6\n",
    "doubtful": (
        "name: doubtful\nextends: calm\nruns: 25\nhorizon: 9\n"
        "uncertain:\n  strength_cost: prior\n  step_by_issue.RM: prior\n"
        "  colour_revolution_belief: {distribution: uniform, low: 0.2, high: 0.9}\n"
    ),
}


@pytest.fixture
def scenario_folder(tmp_path: Path) -> Path:
    """Two small scenarios, one of which draws some quantities."""
    folder = tmp_path / "questions"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder
