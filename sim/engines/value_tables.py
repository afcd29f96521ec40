"""The value tables of farsighted minds: worked out once for a scenario, kept on disk, handed to both engines.

They depend on what is certain of a scenario alone: where it draws a quantity anew each run, they hold for the
mean of its law. Events, dates of meetings, minds, seed and length have no part in them.

Decisions D39, D40 in sim/DECISIONS.md.
"""

from __future__ import annotations

import hashlib
import tempfile
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.engines import records
from sim.minds.equilibrium import CLOSE_ENOUGH, MarkovEquilibrium, MarkovGame, equilibrium, scratch_for
from sim.minds.kinds import FARSIGHTED
from sim.minds.stances import STANCES
from sim.minds.workspace import TYPES
from sim.play import stage as stages
from sim.play import start
from sim.play.stage import PAIRS, WIDTH, Stage
from sim.rules import draws, state_grid
from sim.rules.compiled import cache_folders
from sim.scenario.compile import expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.rules.shapes import Parameters, Setting, State, Vector, Workspace
    from sim.scenario.compile import Inputs

APART = 1e-3  # payoff units: solutions that differ by more are different equilibria, not rounding
DIGEST_BYTES = 32  # of the sha256 before the numbers in a file
KEPT = 256  # tables kept in memory, 140 kB each
_ONE_AT_A_TIME = Lock()


class ValueTables(NamedTuple):
    """The value tables of farsighted minds in a scenario, and how they were solved.

    `kremlin`, `minsk` (3, 3, 960) values by type of the Kremlin, type of Minsk and node; `residual` is how
    far they are from an equilibrium (payoff units), `sweeps` how often all nodes were gone through, both of
    the worst of the nine pairs of types; `distance` is the largest difference of any value between the
    solutions found from three starts.
    """

    kremlin: NDArray[np.float64]
    minsk: NDArray[np.float64]
    residual: float
    sweeps: int
    distance: float

    @property
    def solved(self) -> bool:
        """Whether the tables are an equilibrium, up to a residual that nothing depends on."""
        return self.residual < CLOSE_ENOUGH

    @property
    def only_one(self) -> bool:
        """Whether all three starts led to the same equilibrium."""
        return self.distance < APART


class _World(NamedTuple):
    """What the tables are worked out in: the records of one run at its start."""

    p: Parameters
    state: State
    stocks: Vector
    start: Vector
    setting: Setting
    workspace: Workspace

    def begin(self) -> State:
        """Return the state of the start."""
        nobody = draws.DrawKey(np.uint64(0), np.uint64(0), np.uint64(0))
        start.set_up(self.state, self.stocks, self.start, self.p, self.setting, nobody)
        return self.state


def needs_value_tables(inputs: Inputs) -> bool:
    """Return whether a side of a scenario is farsighted.

    Parameters
    ----------
    inputs : Inputs
        A compiled scenario.

    Returns
    -------
    bool
        True where at least one is.
    """
    return FARSIGHTED in (inputs.kremlin_mind, inputs.minsk_mind)


def value_tables_of(inputs: Inputs, setting: Setting) -> ValueTables:
    """Return the tables of a scenario, from memory, from disk, or worked out.

    `setting` is what the scenario fixes for all its runs; of it, dates and menu count.

    Parameters
    ----------
    inputs : Inputs
        A compiled scenario; what it draws counts by its mean.
    setting : Setting
        A record of `records.setting_dtype`; its own value tables are not read.

    Returns
    -------
    ValueTables
        Payoff units; kept in memory and, where a folder can be written, on disk.
    """
    parameters, initial = expected(inputs)
    fixed = [setting[name] for name in ("months_to_exercise", "months_to_referendum", "loans", "bundles")]
    certain = b"".join(np.asarray(part).tobytes() for part in (parameters, initial, *fixed))
    with _ONE_AT_A_TIME:
        return _Question(certain, parameters, initial, setting).tables


class _Question:
    """A question for tables; equal questions have equal bytes."""

    def __init__(self, certain: bytes, parameters: Vector, initial: Vector, setting: Setting) -> None:
        """Note what the tables depend on."""
        self.name = hashlib.sha256(certain).hexdigest()[:24]
        self.parameters, self.initial, self.setting = parameters, initial, setting

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and other.name == self.name

    @property
    def tables(self) -> ValueTables:
        """The tables."""
        return _tables(self)


@lru_cache(maxsize=KEPT)
def _tables(question: _Question) -> ValueTables:
    files = [folder / f"value_tables-{question.name}.bin" for folder in cache_folders()]
    for file in files:
        if (kept := _read(file)) is not None:
            return kept
    found = work_out(question.parameters, question.initial, question.setting)
    any(_write(file, found) for file in files)
    return found


def _read(file: Path) -> ValueTables | None:
    """Return tables kept on disk, None where there are none that are whole."""
    size = TYPES * TYPES * state_grid.NODES
    try:
        content = file.read_bytes() if file.is_file() else b""
    except OSError:
        return None
    digest, body = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    if len(body) != 8 * (2 * size + 3) or hashlib.sha256(body).digest() != digest:
        return None
    numbers = np.frombuffer(body)
    shape = (TYPES, TYPES, state_grid.NODES)
    residual, sweeps, distance = numbers[2 * size :].tolist()
    kremlin, minsk = (part.reshape(shape).copy() for part in (numbers[:size], numbers[size : 2 * size]))
    return ValueTables(kremlin, minsk, residual, int(sweeps), distance)


def _write(file: Path, found: ValueTables) -> bool:
    """Keep tables on disk, whole or not at all; return whether that was possible."""
    reported = [found.residual, found.sweeps, found.distance]
    body = np.concatenate([found.kremlin.ravel(), found.minsk.ravel(), reported]).tobytes()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".part-") as hidden:
            part = Path(hidden) / file.name
            part.write_bytes(hashlib.sha256(body).digest() + body)
            part.replace(file)
    except OSError:
        return False
    return True


def work_out(parameters: Vector, initial: Vector, setting: Setting) -> ValueTables:
    """Work out the tables of all pairs of types at given parameters (P,) and initial quantities (S,).

    Parameters
    ----------
    parameters : Vector
        In the order of `entries("parameter")`, in the units of seeds/.
    initial : Vector
        In the order of `entries("initial")`, in the units of seeds/.
    setting : Setting
        Dates and menu of the scenario.

    Returns
    -------
    ValueTables
        Payoff units; `solved` and `only_one` say how far they can be relied on.
    """
    world = _world(parameters, initial, setting)
    offers = np.zeros((TYPES, STANCES))
    stages.note_offers(world.begin(), world.p, world.setting, world.workspace, offers)
    shape = (TYPES, TYPES, state_grid.NODES)
    kremlin, minsk = np.zeros(shape), np.zeros(shape)
    residual, sweeps, distance = 0.0, 0, 0.0
    for kind in range(TYPES):
        for other, found in enumerate(_equilibria(world, kind, offers)):
            first = found[0]
            kremlin[kind, other], minsk[kind, other] = first.first, first.second
            residual = _worse(residual, *(one.residual for one in found))
            sweeps = max(sweeps, *(one.sweeps for one in found))
            distance = _worse(distance, *(_distance(first, one) for one in found[1:]))
    return ValueTables(kremlin, minsk, residual, sweeps, distance)


def _world(parameters: Vector, initial: Vector, setting: Setting) -> _World:
    parameter_records = records.records(records.parameter_dtype(), 1)
    states = records.records(records.state_dtype(), 1)
    records.flat(parameter_records)[0] = parameters
    stocks = records.flat(states)[0]
    return _World(parameter_records[0], states[0], stocks, initial, setting, records.new_workspace())


def _equilibria(world: _World, kind: int, offers: Vector) -> Iterator[list[MarkovEquilibrium]]:
    """Yield what three starts lead to, for each type of Minsk that faces a type of Kremlin.

    The starts: nothing is worth anything; what the quantal mind takes the status quo to be worth; and the
    worst of that, everywhere.
    """
    lasting = np.zeros((3, state_grid.NODES))
    stages.write_quantal_values(kind, world.begin(), world.p, world.workspace, *lasting)
    nothing = np.zeros(state_grid.NODES)
    room = None
    for sensitivity, game in _games(world, kind, offers):
        room = scratch_for(game) if room is None else room
        starts = (
            (nothing, nothing),
            (lasting[0], lasting[1] - sensitivity * lasting[2]),
            (nothing + float(lasting[0].min()), nothing + float(lasting[1].min())),
        )
        yield [equilibrium(game, kremlin, minsk, room) for kremlin, minsk in starts]


def _games(world: _World, kind: int, offers: Vector) -> Iterator[tuple[float, MarkovGame]]:
    """Yield the game that each type of Minsk plays with a type of Kremlin, and that Minsk's sensitivity."""
    p, workspace = world.p, world.workspace
    stage = _empty_stage()
    stages.lay_out_stage(kind, world.begin(), p, workspace["near"], workspace, offers, stage)
    used = int(stage.begins[-1])
    for sensitivity in p["sovereignty_sensitivity_by_type"].tolist():
        game = MarkovGame(
            first=stage.kremlin,
            second=stage.minsk_base - sensitivity * stage.minsk_sovereignty,
            leads=np.arange(PAIRS).reshape(STANCES, STANCES),
            begins=stage.begins,
            following=stage.following[:used],
            chance=stage.chance[:used],
            patience_first=float(p["kremlin_patience_by_type"][kind]),
            patience_second=float(p["minsk_patience"]),
            precision=float(p["choice_precision"]),
            soft=False,
        )
        yield sensitivity, game


def _empty_stage() -> Stage:
    pairs = (state_grid.NODES, STANCES, STANCES)
    most = state_grid.NODES * PAIRS * WIDTH + state_grid.MOBILISATIONS
    return Stage(
        kremlin=np.zeros(pairs),
        minsk_base=np.zeros(pairs),
        minsk_sovereignty=np.zeros(pairs),
        begins=np.zeros(state_grid.NODES * PAIRS + 1, np.int64),
        following=np.zeros(most, np.int64),
        chance=np.zeros(most),
    )


def _distance(one: MarkovEquilibrium, other: MarkovEquilibrium) -> float:
    return _worse(*(float(np.abs(a - b).max()) for a, b in zip(one[:2], other[:2], strict=True)))


def _worse(*figures: float) -> float:
    """Return the largest figure; one that is no number is worse than any."""
    return float(np.max(figures))
