"""What has been played of a batch, kept in a folder block by block: nothing that is done is ever lost.

A block's files are written under a hidden name, synced and renamed; then a line in the journal says that the
block is done, and what the sha256 of each file is. Whatever the journal does not name does not count, and
what does not match its checksum is played again. The tables of a batch are put together from here, in the
memory of one column or one block, when all is done.

Files of block K: `K.numbers.npy` (columns, runs) float64, in each column the block's run ranges one after the
other; `K.bands.npz`, the packed bands of each scenario in it; `K.months.npz`, the months of the runs kept
for the panel, by the position of their run range in the block: a block may hold several run ranges of one
part.

Decisions D19a, D46 in sim/DECISIONS.md.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from bisect import bisect_left, insort
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.batch.journal import JOURNAL, line_of, read_journal, text_of
from sim.batch.order import RunRange
from sim.errors import ResultsError
from sim.outcomes.bands import Bands
from sim.outcomes.read import sha256_of_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.batch.plan import Plan

NUMBERS, BANDS, MONTHS = "numbers.npy", "bands.npz", "months.npz"
OWN_NAME = re.compile(rf"\.?(\d{{6,}}\.({NUMBERS}|{BANDS}|{MONTHS})|{JOURNAL})")


@dataclass(frozen=True, slots=True)
class PlayedBlock:
    """A block that has been played, as it is kept: N runs in all its run ranges.

    `numbers` (C, N) are the columns of `sim.outcomes.rows.numbers_of`; `bands` packed, by scenario;
    `months` (k, T, measures) of the first k runs of a run range, where any are kept, by its position in the
    block.
    """

    run_ranges: tuple[RunRange, ...]
    numbers: NDArray[np.float64]
    bands: Mapping[str, Mapping[str, NDArray[Any]]]
    months: Mapping[int, NDArray[np.float64]]
    seconds: float


@dataclass(frozen=True, slots=True)
class BlockEntry:
    """A line of the journal: a block that is done, and for how many runs of a part it kept the months."""

    number: int
    run_ranges: tuple[RunRange, ...]
    panel: int
    files: dict[str, str]  # name: sha256

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> BlockEntry:
        """Read a record of the journal.

        Parameters
        ----------
        record : mapping
            As `Entry.record` wrote it and JSON gave it back.

        Returns
        -------
        BlockEntry
            The same entry.

        Raises
        ------
        KeyError
            A field is missing.
        """
        run_ranges = tuple(RunRange(*run_range) for run_range in record["run_ranges"])
        return cls(record["number"], run_ranges, record["panel"], record["files"])

    @property
    def record(self) -> dict[str, Any]:
        """The entry as a record of the journal.

        Returns
        -------
        dict
            Plain data that JSON can hold: `number`, `run_ranges`, `panel`, `files`.
        """
        return {
            "number": self.number,
            "run_ranges": self.run_ranges,
            "panel": self.panel,
            "files": self.files,
        }

    @property
    def runs(self) -> int:
        """Number of runs in the block.

        Returns
        -------
        int
            Over all run ranges of the block.
        """
        return sum(run_range.runs for run_range in self.run_ranges)

    def serves(self, plan: Plan, panel: int) -> bool:
        """Whether the block belongs to this plan as a whole, with the months that are wanted.

        Parameters
        ----------
        plan : Plan
            The plan, which may have other numbers of runs than the one the block was played for.
        panel : int
            Number of runs of each scenario whose months are wanted.

        Returns
        -------
        bool
            False where any run is beyond the plan, or the months of a wanted run were not kept.
        """
        return all(
            run_range.part < len(plan.parts)
            and run_range.end <= plan.parts[run_range.part].inputs.runs
            and min(panel, run_range.end) <= max(self.panel, run_range.first_run)
            for run_range in self.run_ranges
        )


class BlockStore:
    """The blocks of one batch in one folder; only one process may use it at a time.

    `damage` says, a sentence each, what of an earlier process cannot be used; it is removed and played again.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        """Open a folder and read what is done; `durable`: wait for the disk, against power cuts."""
        self.folder, self.durable = folder, durable
        folder.mkdir(parents=True, exist_ok=True)
        blocks = any(OWN_NAME.fullmatch(file.name) and file.name != JOURNAL for file in folder.iterdir())
        records, damage, tidy = read_journal(folder / JOURNAL, expected=blocks)
        self.damage = [damage] if damage else []
        named = [BlockEntry.of(record) for record in records]
        self.entries = [entry for entry in named if self._is_whole(entry)]
        if not tidy or len(self.entries) < len(named):
            self._tidy_up()
        self._next = 1 + max((entry.number for entry in self.entries), default=-1)

    def _is_whole(self, entry: BlockEntry) -> bool:
        """Whether all files of a block are as they were written; what is not is noted."""
        wrong = [(name, _wrong(self.folder / name, sha256)) for name, sha256 in entry.files.items()]
        self.damage += [
            f"{self.folder / name}: {why}; its {entry.runs:,} runs are played again"
            for name, why in wrong
            if why
        ]
        return not any(why for _, why in wrong)

    def _tidy_up(self) -> None:
        """Write the journal anew, with the blocks that are whole, and remove what it does not name."""
        named = {name for entry in self.entries for name in entry.files}
        if (self.folder / JOURNAL).is_file():
            named.add(JOURNAL)  # stays until the new one is whole
        for path in list(self.folder.iterdir()):
            if OWN_NAME.fullmatch(path.name) and path.name not in named:
                remove(path)
        self._write(JOURNAL, text_of(entry.record for entry in self.entries))

    @property
    def runs(self) -> int:
        """Number of runs in the blocks that are kept, as far as their files are still there.

        Returns
        -------
        int
            Runs of blocks that no present plan uses count, too.
        """
        there = (
            entry for entry in self.entries if all((self.folder / name).is_file() for name in entry.files)
        )
        return sum(entry.runs for entry in there)

    def keep(self, played: PlayedBlock, panel: int) -> None:
        """Write a block down, then say in the journal that it is done.

        Parameters
        ----------
        played : PlayedBlock
            The block.
        panel : int
            For how many of the first runs of a part the months were kept.

        Raises
        ------
        ResultsError
            The folder was removed meanwhile.
        OSError
            The block cannot be written.
        """
        number, self._next = self._next, self._next + 1
        contents = {f"{number:06d}.{kind}": content for kind, content in _contents(played).items()}
        checksums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
        entry = BlockEntry(number, played.run_ranges, panel, checksums)
        try:
            for name, content in contents.items():
                self._write(name, content)
            self._note(entry)
        except FileNotFoundError as error:
            raise ResultsError(
                f"{self.folder}: was removed while the batch was played, with all runs that were done; "
                "the same command starts over"
            ) from error

    def _note(self, entry: BlockEntry) -> None:
        """Say in the journal that a block is done.

        It counts before the disk confirms it: an interruption while that is waited for must not take a
        folder with one block for an empty one, which is removed.
        """
        self.entries.append(entry)
        try:
            with (self.folder / JOURNAL).open("ab") as journal:
                self._put(journal, line_of(entry.record))
        except OSError:
            self.entries.remove(entry)
            raise

    def _write(self, name: str, content: bytes) -> None:
        hidden = self.folder / f".{name}"
        try:
            with hidden.open("wb") as file:
                self._put(file, content)
            hidden.replace(self.folder / name)
        except OSError:
            hidden.unlink(missing_ok=True)  # a disk that is full needs the room
            raise

    def _put(self, file: IO[bytes], content: bytes) -> None:
        file.write(content)
        file.flush()
        if self.durable:
            os.fsync(file.fileno())

    def of(self, plan: Plan, panel: int) -> Done:
        """What of a plan is done.

        A run may stand in several blocks, since another number of runs or another panel may have had it
        played again; the first of these blocks counts.

        Parameters
        ----------
        plan : Plan
            The plan, of the batch that the folder belongs to.
        panel : int
            Number of runs of each scenario whose months are wanted.

        Returns
        -------
        Done
            The blocks that serve the plan as a whole, chosen so that no run stands in two.
        """
        covered = Covered()
        serving = (entry for entry in self.entries if entry.serves(plan, panel))
        return Done(self.folder, plan, [entry for entry in serving if covered.takes(entry.run_ranges)])


class Covered:
    """The runs that the blocks taken so far hold, by part."""

    def __init__(self) -> None:
        """Start with none."""
        self.by_part: dict[int, list[RunRange]] = {}

    def takes(self, run_ranges: tuple[RunRange, ...]) -> bool:
        """Take a block unless it holds a run that is covered already; say whether it was taken.

        Parameters
        ----------
        run_ranges : tuple of RunRange
            The run ranges of the block.

        Returns
        -------
        bool
            False where it was left out, as a whole.
        """
        if any(self._overlaps(run_range) for run_range in run_ranges):
            return False
        for run_range in run_ranges:
            insort(self.by_part.setdefault(run_range.part, []), run_range)
        return True

    def _overlaps(self, run_range: RunRange) -> bool:
        """Whether the last covered run range that begins before the end of this one reaches into it."""
        covered = self.by_part.get(run_range.part, [])
        before = bisect_left(covered, RunRange(run_range.part, run_range.end, 0))
        return before > 0 and covered[before - 1].end > run_range.first_run


class Place(NamedTuple):
    """Where a run range is kept: in which block, as which of its run ranges, from which of its columns on."""

    run_range: RunRange
    block: int
    position: int
    start: int


class Done:
    """The blocks of a plan that are done, by part and by column."""

    def __init__(self, folder: Path, plan: Plan, entries: list[BlockEntry]) -> None:
        """Index the run ranges: where in which file the runs of a part stand."""
        self.folder, self.plan, self.entries = folder, plan, entries
        self._checksums = {name: sha256 for entry in entries for name, sha256 in entry.files.items()}
        self._checked: set[str] = set()
        self.places: dict[int, list[Place]] = {}
        for entry in entries:
            starts = accumulate((run_range.runs for run_range in entry.run_ranges), initial=0)
            for position, (run_range, start) in enumerate(zip(entry.run_ranges, starts, strict=False)):
                place = Place(run_range, entry.number, position, start)
                self.places.setdefault(run_range.part, []).append(place)
        for places in self.places.values():
            places.sort()

    def _file(self, number: int, kind: str) -> Path:
        """A file of a block, which is held against its checksum when it is first read.

        Raises
        ------
        ResultsError
            It is gone, or was changed since it was written.
        """
        name = f"{number:06d}.{kind}"
        path = self.folder / name
        if name not in self._checked and (why := _wrong(path, self._checksums.get(name, ""))):
            raise ResultsError(f"{path}: {why} while the batch was played; the same command plays it again")
        self._checked.add(name)
        return path

    @property
    def run_ranges(self) -> dict[int, list[RunRange]]:
        """The run ranges that are done, by part.

        Returns
        -------
        dict of int to list of RunRange
            By position of the part in the plan, in the order of the runs; without parts of which nothing is
            done.
        """
        return {part: [place.run_range for place in places] for part, places in self.places.items()}

    @property
    def runs(self) -> int:
        """Number of runs that are done.

        Returns
        -------
        int
            Over all parts.
        """
        return sum(run_range.runs for run_ranges in self.run_ranges.values() for run_range in run_ranges)

    def numbers(self, part: int) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """The runs of a part in order: number of the first, and a matrix (columns, runs).

        Parameters
        ----------
        part : int
            Position of the part in the plan; some of its runs must be done.

        Yields
        ------
        tuple of int and (columns, runs) float64
            One for each run range that is done; the rows of the matrix are those of
            `sim.outcomes.rows.numbers_of`.

        Raises
        ------
        ResultsError
            A file is gone, or was changed since it was written.
        """
        for run_range, number, _, start in self.places[part]:
            matrix = np.load(self._file(number, NUMBERS), mmap_mode="r")
            yield run_range.first_run, np.asarray(matrix[:, start : start + run_range.runs])

    def column(self, parts: list[int], position: int) -> NDArray[np.float64]:
        """One column over all runs of some parts, shape (runs,).

        Parameters
        ----------
        parts : list of int
            Positions of the parts in the plan.
        position : int
            Row of `sim.outcomes.rows.numbers_of`.

        Returns
        -------
        (runs,) float64
            Part after part, in the order of the runs; NaN where missing.

        Raises
        ------
        ResultsError
            A file is gone, or was changed since it was written.
        """
        pieces = []
        for part in parts:
            for run_range, number, _, start in self.places[part]:
                matrix = np.load(self._file(number, NUMBERS), mmap_mode="r")
                pieces.append(np.array(matrix[position, start : start + run_range.runs]))
        return np.concatenate(pieces)

    def bands(self, scenario: str, horizon: int) -> Bands:
        """The bands of a scenario over all its blocks.

        Parameters
        ----------
        scenario : str
            Name of the scenario.
        horizon : int
            Its number of months.

        Returns
        -------
        Bands
            Over all points of its sweep.

        Raises
        ------
        ResultsError
            A file is gone, or was changed since it was written.
        """
        total = Bands.empty(horizon)
        for entry in self.entries:
            if any(
                self.plan.parts[run_range.part].scenario.name == scenario for run_range in entry.run_ranges
            ):
                with np.load(self._file(entry.number, BANDS)) as kept:
                    names = [name for name in kept.files if name.rpartition("/")[0] == scenario]
                    total.merge_packed({name.rpartition("/")[2]: kept[name] for name in names})
        return total

    def months(self, part: int, panel: int) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """The months of the first `panel` runs of a part: number of the first run, array (k, T, measures).

        Parameters
        ----------
        part : int
            Position of the part in the plan.
        panel : int
            Number of runs wanted; as many as were asked for when the blocks were chosen, or fewer.

        Yields
        ------
        tuple of int and (k, T, measures) float64
            In the order of the runs; NaN where missing.

        Raises
        ------
        ResultsError
            A file is gone, or was changed since it was written.
        """
        for run_range, number, position, _ in self.places[part]:
            if run_range.first_run < panel:
                with np.load(self._file(number, MONTHS)) as kept:
                    yield run_range.first_run, kept[str(position)][: panel - run_range.first_run]


def _contents(played: PlayedBlock) -> dict[str, bytes]:
    """The files of a block by kind."""
    bands: dict[str, Any] = {
        f"{scenario}/{name}": array
        for scenario, packed in played.bands.items()
        for name, array in packed.items()
    }
    months: dict[str, Any] = {str(place): array for place, array in played.months.items()}
    files = {kind: BytesIO() for kind in (NUMBERS, BANDS, *([MONTHS] if months else []))}
    np.save(files[NUMBERS], played.numbers)
    np.savez_compressed(files[BANDS], **bands)
    if months:
        np.savez(files[MONTHS], **months)
    return {kind: file.getvalue() for kind, file in files.items()}


def _wrong(path: Path, sha256: str) -> str:
    """What is wrong with a file of a known checksum, in a word or two; empty where nothing is."""
    if not path.is_file():
        return "missing"
    try:
        return "" if sha256_of_file(path) == sha256 else "damaged"
    except OSError as error:
        return f"unreadable ({error.strerror})"


def remove(path: Path) -> None:
    """Remove a file, or a folder in the place of one.

    Parameters
    ----------
    path : Path
        A link is removed, not what it leads to.

    Raises
    ------
    OSError
        Nothing is there, or it cannot be removed.
    """
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
