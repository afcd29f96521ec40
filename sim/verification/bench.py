"""What the software costs on this machine: throughput, cost a month, memory, start-up.

Machines are noisy: every figure is the median of several repetitions with its range beside it, and
the ratio to `mesa.batch_run` compares turns taken one after the other.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.engines.kernel import play_block
from sim.engines.mesa_baseline import seconds_of_batch_run
from sim.engines.mesa_model import Model
from sim.outcomes.bands import Bands
from sim.output.numbers import interval
from sim.output.report import Report
from sim.output.table import Declaration, Printed, integer, real, text
from sim.rules.compiled import COMPILED
from sim.scenario import load_scenario
from sim.scenario.compile import compile_inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.output.table import Row
    from sim.scenario import Scenario
    from sim.scenario.compile import Inputs

MICRO = 1e6
MILLI = 1e3
MESA_RUNS = 10
RUNS = 1000
REPETITIONS = 5
START_UPS = 5
COLD_START_UPS = 1


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured figure: median, least and largest of its repetitions."""

    name: str
    unit: str
    median: float
    least: float
    largest: float
    repetitions: int


def figure(name: str, unit: str, values: Sequence[float]) -> Measurement:
    """Return a figure from its repetitions.

    Parameters
    ----------
    name : str
        What is measured.
    unit : str
        Unit of all values.
    values : sequence of float
        One a repetition, at least one.

    Returns
    -------
    Measurement
        Median, least and largest of the repetitions, and their number.
    """
    return Measurement(name, unit, statistics.median(values), min(values), max(values), len(values))


def _range(row: Row) -> str:
    return interval(row["least"], row["largest"]) if row["least"] < row["largest"] else ""


MEASUREMENTS = Declaration(
    name="figures",
    caption="A measured figure",
    columns=(
        text("figure", "What is measured"),
        text("unit", "Its unit"),
        real("median", "unit of the figure", "Median of the repetitions"),
        real("least", "unit of the figure", "Least of the repetitions"),
        real("largest", "unit of the figure", "Largest of the repetitions"),
        integer("repetitions", "number", "Number of repetitions"),
    ),
    printed=(
        Printed("figure", "figure"),
        Printed("median", "median"),
        Printed("unit", "unit"),
        Printed("range", "least", _range),
    ),
)
DECLARATIONS = (MEASUREMENTS,)


def bench(
    scenario: str,
    *,
    runs: int = RUNS,
    repeat: int = REPETITIONS,
    minds: str | None = None,
    progress: Callable[[str], object] | None = None,
) -> Report[tuple[Measurement, ...]]:
    """Measure throughput, cost a month, the ratio to `mesa.batch_run`, memory and start-up.

    Parameters
    ----------
    scenario : str
        Which scenario is played, with the minds it names.
    runs : int
        Runs in one repetition of the kernel.
    repeat : int
        Number of repetitions.
    minds : str, optional
        Other minds, as the option `--minds` of `sim run`.
    progress : function, optional
        Called with a line for every figure.

    Returns
    -------
    Report
        Table `figures`: median, least and largest of the repetitions.
    """
    found = []
    for one in measure(scenario, runs, repeat, minds):
        found.append(one)
        if progress is not None:
            progress(f"measured: {one.name}")
    return Report(
        name="bench",
        result=tuple(found),
        heading=f"{scenario}: {runs:,} runs a repetition of the kernel",
        parts=(MEASUREMENTS.of(_row(one) for one in found),),
        sentences=("Medians of the repetitions, on this machine.",),
        details={"scenario": scenario, "runs": runs, "repeat": repeat, "minds": minds},
    )


def _row(one: Measurement) -> dict[str, Any]:
    return {
        "figure": one.name,
        "unit": one.unit,
        "median": one.median,
        "least": one.least,
        "largest": one.largest,
        "repetitions": one.repetitions,
    }


def measure(scenario: str, runs: int, repeat: int, minds: str | None = None) -> Iterator[Measurement]:
    """Yield the figures, each as soon as it is measured; parameters as for `bench`.

    Parameters
    ----------
    scenario : str
        A shipped scenario or a file.
    runs : int
        Runs in one repetition of the kernel; the Mesa engine plays 10.
    repeat : int
        Repetitions of each figure; of the start-up at most 5.
    minds : str, optional
        Other minds, such as `kremlin=quantal,minsk=aspiration`.

    Returns
    -------
    iterator of Measurement
        Times in us, ms or s, rates in 1/s, memory in MB, ratios without unit (`times`). The start without a
        cache is left out where the rules are not compiled.
    """
    loaded = load_scenario(scenario, minds=minds)
    inputs = compile_inputs(loaded)
    play_block(inputs, 0, 1, Bands.of_a_block(inputs.horizon))
    Model(loaded, noting=False).play()
    yield from _engines(loaded, inputs, runs, repeat)
    yield from _threads(inputs, runs, repeat)
    yield figure("peak memory of this process", "MB", [_peak_megabytes()])
    yield from _start_up(repeat=min(repeat, START_UPS))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _play(inputs: Inputs, runs: int, first_run: int = 0) -> None:
    play_block(inputs, first_run, runs, Bands.of_a_block(inputs.horizon))


def _engines(scenario: Scenario, inputs: Inputs, runs: int, repeat: int) -> Iterator[Measurement]:
    kernel, mesa, ratio = [], [], []
    for _ in range(repeat):
        kernel.append(_seconds(lambda: _play(inputs, runs)) / runs)
        mesa.append(seconds_of_batch_run(scenario, MESA_RUNS) / MESA_RUNS)
        ratio.append(mesa[-1] / kernel[-1])
    horizon = inputs.horizon
    yield figure("kernel, one core: cost a run-month", "us", [MICRO * s / horizon for s in kernel])
    yield figure("kernel, one core: runs a second", "1/s", [1 / s for s in kernel])
    yield figure("mesa.batch_run: cost a run-month", "ms", [MILLI * s / horizon for s in mesa])
    yield figure("mesa.batch_run / kernel, time", "times", ratio)


def _threads(inputs: Inputs, runs: int, repeat: int) -> Iterator[Measurement]:
    speed_up, rate = [], []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(repeat):
            one = _seconds(lambda: _play(inputs, 2 * runs))
            halves = lambda: list(pool.map(lambda first: _play(inputs, runs, first), (0, runs)))  # noqa: E731
            two = _seconds(halves)
            speed_up.append(one / two)
            rate.append(2 * runs / two)
    yield figure("kernel, two threads: runs a second", "1/s", rate)
    yield figure("two threads / one, speed", "times", speed_up)


def _peak_megabytes() -> float:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / (2**20 if sys.platform == "darwin" else 2**10)


def _start_up(repeat: int) -> Iterator[Measurement]:
    bare = _times(["-c", "pass"], repeat)
    sim_help = _times(["-m", "sim.cli.app", "--help"], repeat)
    yield figure("bare interpreter", "s", bare)
    yield figure("sim --help", "s", sim_help)
    with tempfile.TemporaryDirectory() as folder:
        batch = ["-m", "sim.cli.app", "run", "baseline_feb2021", "--runs", "100", "--no-report", "--quiet"]
        warm = [_times([*batch, "--out", f"{folder}/warm{i}"], 1)[0] for i in range(repeat)]
        yield figure("sim run of 100 runs, warm", "s", warm)
        if COMPILED:
            fresh = {**os.environ, "XDG_CACHE_HOME": f"{folder}/cache"}
            cold = _times([*batch, "--out", f"{folder}/cold"], COLD_START_UPS, fresh)
            yield figure("sim run of 100 runs, cold: the rules are compiled", "s", cold)


def _times(arguments: list[str], repeat: int, environment: dict[str, str] | None = None) -> list[float]:
    command = [sys.executable, *arguments]
    return [
        _seconds(lambda: subprocess.run(command, check=True, capture_output=True, env=environment))
        for _ in range(repeat)
    ]
