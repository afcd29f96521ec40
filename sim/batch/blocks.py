"""What has been played of a batch, kept in a folder block by block: nothing that is done is ever lost.

A block's files are written under a hidden name, synced and renamed; then a line in the journal says that the
block is done. Whatever the journal does not name does not count. The tables of a batch are put together from
here, in the memory of one column or one block, when all is done.

Files of block K: `K.numbers.npy` (columns, runs) float64, in each column the block's stretches one after the
other; `K.bands.npz`, the packed bands of each scenario in it; `K.months.npz`, the months of the runs kept
for the panel, by the position of their stretch in the block: a block may hold several stretches of one part.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from itertools import accumulate
from typing import IO, TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from sim.batch.order import Stretch
from sim.outcomes.bands import Bands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.batch.plan import Plan

JOURNAL = "journal.jsonl"


@dataclass(frozen=True, slots=True)
class PlayedBlock:
    """A block that has been played, as it is kept: N runs in all its stretches.

    `numbers` (C, N) are the columns of `sim.outcomes.rows.numbers_of`; `bands` packed, by scenario;
    `months` (k, T, measures) of the first k runs of a stretch, where any are kept, by its position in the
    block.
    """

    stretches: tuple[Stretch, ...]
    numbers: NDArray[np.float64]
    bands: Mapping[str, Mapping[str, NDArray[Any]]]
    months: Mapping[int, NDArray[np.float64]]
    seconds: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal: a block that is done, and for how many runs of a part it kept the months."""

    number: int
    stretches: tuple[Stretch, ...]
    panel: int
    files: dict[str, int] = field(default_factory=dict)  # name: bytes

    def serves(self, plan: Plan, panel: int) -> bool:
        """Whether the block belongs to this plan as a whole, with the months that are wanted."""
        return all(
            stretch.part < len(plan.parts)
            and stretch.end <= plan.parts[stretch.part].inputs.runs
            and min(panel, stretch.end) <= max(self.panel, stretch.first_run)
            for stretch in self.stretches
        )


class BlockStore:
    """The blocks of one batch in one folder; only one process may use it at a time."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        """Open a folder and read what is done; `durable`: wait for the disk, against power cuts."""
        self.folder, self.durable = folder, durable
        folder.mkdir(parents=True, exist_ok=True)
        self.entries = [entry for entry in _journal(folder / JOURNAL) if self._is_there(entry)]
        self._next = 1 + max((entry.number for entry in self.entries), default=-1)

    def _is_there(self, entry: Entry) -> bool:
        return all(_size(self.folder / name) == size for name, size in entry.files.items())

    def keep(self, played: PlayedBlock, panel: int) -> None:
        """Write a block down, then say in the journal that it is done."""
        number, self._next = self._next, self._next + 1
        bands: dict[str, Any] = {
            f"{scenario}/{name}": array
            for scenario, packed in played.bands.items()
            for name, array in packed.items()
        }
        months: dict[str, Any] = {str(place): array for place, array in played.months.items()}
        files: dict[str, Callable[[BinaryIO], None]] = {
            f"{number:06d}.numbers.npy": lambda file: np.save(file, played.numbers),
            f"{number:06d}.bands.npz": lambda file: np.savez_compressed(file, **bands),
        }
        if months:
            files[f"{number:06d}.months.npz"] = lambda file: np.savez(file, **months)
        for name, write in files.items():
            self._write(name, write)
        sizes = {name: _size(self.folder / name) for name in files}
        entry = Entry(number, played.stretches, panel, sizes)
        with (self.folder / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(json.dumps([entry.number, entry.stretches, entry.panel, entry.files]) + "\n")
            self._sync(journal)
        self.entries.append(entry)

    def _write(self, name: str, write: Callable[[BinaryIO], None]) -> None:
        hidden = self.folder / f".{name}"
        with hidden.open("wb") as file:
            write(file)
            self._sync(file)
        hidden.rename(self.folder / name)

    def _sync(self, file: IO[Any]) -> None:
        file.flush()
        if self.durable:
            os.fsync(file.fileno())

    def of(self, plan: Plan, panel: int) -> Done:
        """What of a plan is done.

        A run may stand in several blocks, since another number of runs or another panel may have had it
        played again; the first of these blocks counts.
        """
        covered = Covered()
        serving = (entry for entry in self.entries if entry.serves(plan, panel))
        return Done(self.folder, plan, [entry for entry in serving if covered.takes(entry.stretches)])


class Covered:
    """The runs that the blocks taken so far hold, by part."""

    def __init__(self) -> None:
        """Start with none."""
        self.by_part: dict[int, list[Stretch]] = {}

    def takes(self, stretches: tuple[Stretch, ...]) -> bool:
        """Take a block unless it holds a run that is covered already; say whether it was taken."""
        if any(self._overlaps(stretch) for stretch in stretches):
            return False
        for stretch in stretches:
            insort(self.by_part.setdefault(stretch.part, []), stretch)
        return True

    def _overlaps(self, stretch: Stretch) -> bool:
        """Whether the last covered stretch that begins before the end of this one reaches into it."""
        covered = self.by_part.get(stretch.part, [])
        before = bisect_left(covered, Stretch(stretch.part, stretch.end, 0))
        return before > 0 and covered[before - 1].end > stretch.first_run


class Place(NamedTuple):
    """Where a stretch is kept: in which block, as which of its stretches, from which of its columns on."""

    stretch: Stretch
    block: int
    position: int
    start: int


class Done:
    """The blocks of a plan that are done, by part and by column."""

    def __init__(self, folder: Path, plan: Plan, entries: list[Entry]) -> None:
        """Index the stretches: where in which file the runs of a part stand."""
        self.folder, self.plan, self.entries = folder, plan, entries
        self.places: dict[int, list[Place]] = {}
        for entry in entries:
            starts = accumulate((stretch.runs for stretch in entry.stretches), initial=0)
            for position, (stretch, start) in enumerate(zip(entry.stretches, starts, strict=False)):
                place = Place(stretch, entry.number, position, start)
                self.places.setdefault(stretch.part, []).append(place)
        for places in self.places.values():
            places.sort()

    @property
    def stretches(self) -> dict[int, list[Stretch]]:
        """The stretches that are done, by part."""
        return {part: [place.stretch for place in places] for part, places in self.places.items()}

    @property
    def runs(self) -> int:
        """Number of runs that are done."""
        return sum(stretch.runs for stretches in self.stretches.values() for stretch in stretches)

    def numbers(self, part: int) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """The runs of a part in order: number of the first, and a matrix (columns, runs)."""
        for stretch, number, _, start in self.places[part]:
            matrix = np.load(self.folder / f"{number:06d}.numbers.npy", mmap_mode="r")
            yield stretch.first_run, np.asarray(matrix[:, start : start + stretch.runs])

    def column(self, parts: list[int], position: int) -> NDArray[np.float64]:
        """One column over all runs of some parts, shape (runs,)."""
        pieces = []
        for part in parts:
            for stretch, number, _, start in self.places[part]:
                matrix = np.load(self.folder / f"{number:06d}.numbers.npy", mmap_mode="r")
                pieces.append(np.array(matrix[position, start : start + stretch.runs]))
        return np.concatenate(pieces)

    def bands(self, scenario: str, horizon: int) -> Bands:
        """The bands of a scenario over all its blocks."""
        total = Bands.empty(horizon)
        for entry in self.entries:
            if any(self.plan.parts[stretch.part].scenario.name == scenario for stretch in entry.stretches):
                with np.load(self.folder / f"{entry.number:06d}.bands.npz") as kept:
                    names = [name for name in kept.files if name.rpartition("/")[0] == scenario]
                    total.merge_packed({name.rpartition("/")[2]: kept[name] for name in names})
        return total

    def months(self, part: int, panel: int) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """The months of the first `panel` runs of a part: number of the first run, array (k, T, measures)."""
        for stretch, number, position, _ in self.places[part]:
            if stretch.first_run < panel:
                with np.load(self.folder / f"{number:06d}.months.npz") as kept:
                    yield stretch.first_run, kept[str(position)][: panel - stretch.first_run]


def _journal(path: Path) -> Iterator[Entry]:
    """The lines of a journal; one that was cut off is left out."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            number, stretches, panel, files = json.loads(line)
        except ValueError:
            continue
        yield Entry(number, tuple(Stretch(*stretch) for stretch in stretches), panel, files)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1
