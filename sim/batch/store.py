"""Result folders: written in hiding, put in place when whole, recognised when they are there already.

Nothing stands under a final name before all of it is written, so an interruption leaves either no result or a
complete one. A folder that is not one of ours is never touched.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim.engines import rules_version
from sim.errors import ResultsError
from sim.outcomes.columns import DISTRIBUTIONS, MONTHLY, PANEL
from sim.outcomes.datapackage import write_descriptor
from sim.outcomes.read import DESCRIPTOR, OUTCOMES_CSV, OUTCOMES_PARQUET, read_descriptor
from sim.outcomes.write import CsvWriter, ParquetFile, ParquetFolder, TableWriter, WrittenFile, write_csv
from sim.scenario import to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from sim.batch.plan import Plan
    from sim.batch.run import Figures, Sink
    from sim.outcomes.rows import Layout

TableFormat = Literal["csv", "parquet"]
REPORT = "report.html"
PANEL_FILE = "panel.parquet"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a batch is to be written down: nothing here changes a number."""

    title: str
    table_format: TableFormat = "csv"
    panel: int = 0
    command: str = ""


def write_results(target: Path, plan: Plan, wanted: Wanted, play: Callable[[Sink], Figures]) -> None:
    """Write a result folder; `play` hands the rows to the sink and returns the rest.

    Raises
    ------
    ResultsError
        The target is taken by something else, or cannot be written.
    """
    check_target(target)
    with _placed(target) as folder:
        sink = FolderSink(folder, plan.layout, wanted.table_format)
        figures = play(sink)
        tables = sink.close()
        tables.append(write_csv(folder / "distributions.csv", DISTRIBUTIONS, figures.distributions))
        tables.append(write_csv(folder / "monthly.csv", MONTHLY, figures.monthly))
        _write_scenarios(folder / "scenarios", plan)
        write_descriptor(folder, wanted.title, tables, _provenance(plan, wanted))


class FolderSink:
    """Writes the rows of a batch into a folder as they come."""

    def __init__(self, folder: Path, layout: Layout, table_format: TableFormat) -> None:
        """Open the outcome table."""
        self.folder = folder
        self.writers: list[TableWriter] = [
            ParquetFolder(folder / OUTCOMES_PARQUET, layout.columns)
            if table_format == "parquet"
            else CsvWriter(folder / OUTCOMES_CSV, layout.columns)
        ]

    def outcomes(self, rows: pa.Table) -> None:
        """Add rows of the outcome table."""
        self.writers[0].write(rows)

    def panel(self, rows: pa.Table) -> None:
        """Add rows of the panel, which is opened at the first."""
        if len(self.writers) == 1:
            self.writers.append(ParquetFile(self.folder / PANEL_FILE, PANEL))
        self.writers[1].write(rows)

    def close(self) -> list[WrittenFile]:
        """Finish all files."""
        return [file for writer in self.writers for file in writer.close()]


def check_target(target: Path) -> None:
    """Make sure that results may be put there: a new place, an empty folder, or an earlier result folder.

    Raises
    ------
    ResultsError
        Something else is there.
    """
    if target.is_file():
        raise ResultsError(f"{target}: is a file; results need a folder: name a new one")
    if target.is_dir() and any(target.iterdir()):
        try:
            read_descriptor(target)
        except ResultsError as error:
            advice = "name a new or empty one; nothing was changed"
            raise ResultsError(f"{target}: holds something else than results; {advice}") from error


def is_complete(target: Path, plan: Plan, wanted: Wanted) -> bool:
    """Whether the folder already holds this very batch, whole and in the form wanted."""
    try:
        descriptor = read_descriptor(target)
    except ResultsError:
        return False
    known = descriptor["sim"]
    if (known["hash"], known["format"]) != (plan.digest, wanted.table_format) or known[
        "panel"
    ] < wanted.panel:
        return False
    return all(_is_whole(target, resource) for resource in descriptor["resources"])


def _is_whole(folder: Path, resource: dict[str, Any]) -> bool:
    path = folder / str(resource["path"])
    return path.is_file() and path.stat().st_size == int(resource.get("bytes") or resource["size"])


def _provenance(plan: Plan, wanted: Wanted) -> dict[str, Any]:
    return {
        "hash": plan.digest,
        "rules": rules_version(),
        "format": wanted.table_format,
        "panel": wanted.panel,
        "command": wanted.command,
        "scenarios": [
            {
                "name": part.inputs.name,
                "runs": part.inputs.runs,
                "seed": part.inputs.seed,
                "horizon": part.inputs.horizon,
            }
            for part in plan.parts
        ],
    }


def _write_scenarios(folder: Path, plan: Plan) -> None:
    folder.mkdir()
    for scenario in plan.scenarios:
        (folder / f"{scenario.name}.yaml").write_text(to_yaml(scenario), encoding="utf-8")


@contextmanager
def _placed(target: Path) -> Iterator[Path]:
    """A hidden folder beside the target that takes its place at the end, or vanishes if the work fails."""
    target = target.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        hidden = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".partial", dir=target.parent))
    except OSError as error:
        raise ResultsError(f"{target}: cannot be written: {error.strerror}") from error
    try:
        yield hidden
        _put_in_place(hidden, target)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _put_in_place(hidden: Path, target: Path) -> None:
    """Move everything into the target, the descriptor last; files that are not ours stay where they are."""
    hidden.chmod(0o755)
    if not target.exists():
        hidden.rename(target)
        return
    _remove_results(target)
    files = [path.relative_to(hidden) for path in hidden.rglob("*") if path.is_file()]
    for file in sorted(files, key=lambda file: file.name == DESCRIPTOR):
        (target / file).parent.mkdir(exist_ok=True)
        (hidden / file).rename(target / file)


def _remove_results(folder: Path) -> None:
    """Take an earlier result away: the files that its descriptor names, the descriptor itself first."""
    if not (folder / DESCRIPTOR).is_file():
        return
    files = [folder / resource["path"] for resource in read_descriptor(folder)["resources"]]
    for file in (folder / DESCRIPTOR, folder / REPORT, *files):
        if file.resolve().is_relative_to(folder):
            file.unlink(missing_ok=True)
    for emptied in {file.parent for file in files} - {folder}:
        if emptied.is_dir() and not any(emptied.iterdir()):
            emptied.rmdir()
