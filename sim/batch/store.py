"""Result folders: written in hiding, put in place when whole, recognised when they are there already.

Nothing stands under a final name before all of it is written, so an interruption leaves either no result or a
complete one. A folder that is not one of ours, or that holds another batch, is never touched.

Decision D21 in sim/DECISIONS.md.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from glob import escape
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from sim.batch.value_tables import solutions
from sim.engines import rules_version
from sim.errors import ResultsError
from sim.outcomes.check import check_folder
from sim.outcomes.columns import DISTRIBUTIONS, FAILURES, MONTHLY, PANEL, UNCERTAINTY
from sim.outcomes.datapackage import write_descriptor
from sim.outcomes.places import PARTIAL, check_folder_place, hidden_prefix, is_hidden_work
from sim.outcomes.read import DESCRIPTOR, OUTCOMES_CSV, OUTCOMES_PARQUET, is_whole, read_descriptor
from sim.outcomes.write import (
    CsvWriter,
    ParquetFile,
    ParquetFolder,
    TableWriter,
    WrittenFile,
    unwritable,
    write_csv,
)
from sim.scenario import to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from sim.batch.plan import Plan
    from sim.batch.tables import Figures, Sink
    from sim.outcomes.rows import Layout

TableFormat = Literal["csv", "parquet"]
REPORT = "report.html"
FAILURES_FILE = "failures.csv"
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

    Parameters
    ----------
    target : Path
        The result folder: new, empty, or with results of the same batch, which are replaced.
    plan : Plan
        The batch.
    wanted : Wanted
        Title, format and number of runs of the panel.
    play : callable
        Called once.

    Raises
    ------
    ResultsError
        The target is taken by something else or another batch, or cannot be written.
    """
    check_target(target, plan)
    with _placed(target) as folder:
        sink = FolderSink(folder, plan.layout, wanted.table_format)
        figures = play(sink)
        tables = sink.close()
        tables.append(write_csv(folder / "distributions.csv", DISTRIBUTIONS, figures.distributions))
        tables.append(write_csv(folder / "monthly.csv", MONTHLY, figures.monthly))
        if figures.uncertainty is not None:
            tables.append(write_csv(folder / "uncertainty.csv", UNCERTAINTY, figures.uncertainty))
        if figures.failures is not None:
            tables.append(write_csv(folder / FAILURES_FILE, FAILURES, figures.failures, any_text=True))
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
        """Add rows of the outcome table.

        Parameters
        ----------
        rows : pyarrow.Table
            With the columns of the layout, in the order of the table.
        """
        self.writers[0].write(rows)

    def panel(self, rows: pa.Table) -> None:
        """Add rows of the panel, which is opened at the first.

        Parameters
        ----------
        rows : pyarrow.Table
            With the columns of `PANEL`, in the order of the table.
        """
        if len(self.writers) == 1:
            self.writers.append(ParquetFile(self.folder / PANEL_FILE, PANEL))
        self.writers[1].write(rows)

    def close(self) -> list[WrittenFile]:
        """Finish all files.

        Returns
        -------
        list of WrittenFile
            The outcomes, then the panel if there is one.
        """
        return [file for writer in self.writers for file in writer.close()]


def check_target(target: Path, plan: Plan, *, same_runs: bool = True) -> None:
    """Make sure that results may be put there: a new place, an empty folder, or results of the same batch.

    Without `same_runs` results of the same batch with another number of runs will do, too.

    Parameters
    ----------
    target : Path
        Path of the folder, which need not exist.
    plan : Plan
        The batch whose results are to be put there.
    same_runs : bool
        Whether the number of runs has to be the same, too.

    Raises
    ------
    ResultsError
        Something else is there, or no folder can be there.
    """
    check_folder_place(target)
    try:
        if target.exists() and not target.is_dir():
            raise ResultsError(f"{target}: is a file; results need a folder: name a new one")
        if not target.exists() or all(map(is_hidden_work, target.iterdir())):
            return
    except OSError as error:
        raise unwritable(target, error) from error
    advice = "name a new or empty one; nothing was changed"
    try:
        known = read_descriptor(target)["sim"]
    except ResultsError as error:
        raise ResultsError(f"{target}: holds something else than results ({error}); {advice}") from error
    if known["hash"] != plan.digest and (same_runs or known.get("stem") != plan.stem):
        names = ", ".join(dict.fromkeys(scenario["name"] for scenario in known["scenarios"]))
        what = "other scenarios or options" if known["rules"] == rules_version() else "other rules"
        raise ResultsError(f"{target}: holds another batch, of {what} ({names}); {advice}")
    try:
        check_folder(target, panel=True)
    except ResultsError as error:
        raise ResultsError(f"{error}, or name another; {target} was left as it is") from error


def is_complete(target: Path, plan: Plan, wanted: Wanted) -> bool:
    """Whether the folder already holds this very batch, whole and in the form wanted.

    Parameters
    ----------
    target : Path
        Path of the folder, which need not exist.
    plan : Plan
        The batch.
    wanted : Wanted
        Format and number of runs of the panel; a larger panel will do.

    Returns
    -------
    bool
        False also where the folder holds no results or damaged ones.
    """
    try:
        descriptor = read_descriptor(target)
    except ResultsError:
        return False
    known = descriptor["sim"]
    if (known["hash"], known["format"]) != (plan.digest, wanted.table_format) or known[
        "panel"
    ] < wanted.panel:
        return False
    return all(is_whole(target, resource) for resource in descriptor["resources"])


def _provenance(plan: Plan, wanted: Wanted) -> dict[str, Any]:
    return {
        "hash": plan.digest,
        "stem": plan.stem,
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
        **({"farsighted": [one._asdict() for one in found]} if (found := solutions(plan)) else {}),
    }


def _write_scenarios(folder: Path, plan: Plan) -> None:
    folder.mkdir()
    for part in {part.scenario.name: part for part in plan.parts}.values():
        scenario, (kremlin, minsk) = part.scenario, part.inputs.own_minds
        for own in filter(None, (kremlin, minsk)):
            (folder / own.copy).write_text(own.source, encoding="utf-8")
        if kremlin is not None:
            scenario = replace(scenario, kremlin_mind=kremlin.label)
        if minsk is not None:
            scenario = replace(scenario, minsk_mind=minsk.label)
        (folder / f"{scenario.name}.yaml").write_text(to_yaml(scenario), encoding="utf-8")


@contextmanager
def _placed(target: Path) -> Iterator[Path]:
    """A hidden folder whose content becomes the target's at the end, or vanishes if the work fails.

    It lies in the target where that exists (which may be a disk of its own), else beside it.
    """
    shown, target = target, target.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(target)
        hidden = (
            target if target.is_dir() else target.parent
        ) / f"{hidden_prefix(target)}{uuid4().hex}{PARTIAL}"
        hidden.mkdir()
        try:
            with _held(hidden):
                yield hidden
                _put_in_place(hidden, target)
        finally:
            shutil.rmtree(hidden, ignore_errors=True)
    except OSError as error:
        raise unwritable(shown, error) from error


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Lock a folder as long as this process lives; says whether it could be locked."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        locked = False
        with suppress(OSError):  # another process holds it, or the disk knows no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            locked = True
        yield locked
    finally:
        os.close(descriptor)


def _clear_leftovers(target: Path) -> None:
    """Remove what a process that was killed left of this target: hidden folders that nobody holds."""
    for folder in (target, target.parent):
        for left in folder.glob(f"{escape(hidden_prefix(target))}*{PARTIAL}"):
            with suppress(OSError), _held(left) as nobody_else:
                if nobody_else:
                    shutil.rmtree(left, ignore_errors=True)


def _put_in_place(hidden: Path, target: Path) -> None:
    """Move everything into the target, the descriptor last; files that are not ours stay where they are."""
    if not target.exists():
        hidden.rename(target)
        return
    files = [path.relative_to(hidden) for path in hidden.rglob("*") if path.is_file()]
    for place in {(target / file).parent for file in files}:
        if not place.resolve().is_relative_to(target):
            raise ResultsError(f"{place}: is a link that leads out of the folder; nothing was changed")
    _remove_results(target)
    for file in sorted(files, key=lambda file: file.name == DESCRIPTOR):
        (target / file).parent.mkdir(exist_ok=True)
        (hidden / file).rename(target / file)


def _remove_results(folder: Path) -> None:
    """Take an earlier result away: the files that its descriptor names, the descriptor itself first."""
    if not (folder / DESCRIPTOR).is_file():
        return
    files = [folder / resource["path"] for resource in read_descriptor(folder)["resources"]]
    for file in (folder / DESCRIPTOR, folder / REPORT, *files):
        if file.resolve().is_relative_to(folder) and file.is_file():
            file.unlink()
    for emptied in {file.parent for file in files} - {folder}:
        if emptied.is_dir() and not any(emptied.iterdir()):
            emptied.rmdir()
