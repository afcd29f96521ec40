"""The numbers of a scenario's runs, kept aside until its distributions are due.

They arrive block by block and are needed metric by metric, over all runs. What does not fit into a modest
piece of memory waits in a temporary file, so that any number of runs needs the memory of one metric.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Self

import numpy as np

from sim.errors import ResultsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

IN_MEMORY = 2**28  # bytes
FLOAT = np.dtype(np.float64)


class Scratch:
    """A matrix that is written in blocks of rows and read in columns; vanishes when it is closed."""

    def __init__(self) -> None:
        """Start empty."""
        self.file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed on exit
        self.blocks: list[tuple[int, int]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def add(self, rows: NDArray[np.float64]) -> None:
        """Add rows, shape (n, columns).

        Raises
        ------
        ResultsError
            The temporary file cannot take them.
        """
        self.blocks.append((self.file.tell(), len(rows)))
        try:
            self.file.write(np.ascontiguousarray(rows.T).data)
        except OSError as error:
            place = tempfile.gettempdir()
            raise ResultsError(
                f"{place}: no room for intermediate figures: {error.strerror}; TMPDIR names another place"
            ) from error

    def column(self, position: int) -> NDArray[np.float64]:
        """Return one column of all rows, shape (rows,)."""
        return np.concatenate([self._read(start, count, position) for start, count in self.blocks])

    def _read(self, start: int, count: int, position: int) -> NDArray[np.float64]:
        self.file.seek(start + position * count * FLOAT.itemsize)
        return np.frombuffer(self.file.read(count * FLOAT.itemsize), FLOAT)
