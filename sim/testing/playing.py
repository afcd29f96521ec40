"""Playing what was drawn, and looking at the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.quantities import monthly_measures, run_measures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.engines.kernel import Block
    from sim.engines.mesa_model import Model
    from sim.scenario import Scenario


def play(scenario: Scenario, runs: int = 4, first_run: int = 0, **options: Any) -> Block:
    """Play some runs of a scenario in the batch engine and keep all their months.

    Parameters
    ----------
    scenario : Scenario
        Any scenario, drawn or loaded.
    runs, first_run : int
        How many, from which number on.
    **options
        As for `sim.engines.kernel.play_block`, e.g. `bands`.

    Returns
    -------
    Block
        `metrics` (runs, metrics) and `months` (runs, horizon, measures), NaN where missing; `outcome` and
        `end_month` (runs,).

    """
    from sim.engines.kernel import play_block
    from sim.scenario.compile import compile_inputs

    options.setdefault("keep_months", runs)
    return play_block(compile_inputs(scenario), first_run, runs, **options)


def play_one(scenario: Scenario, run: int = 0, *, noting: bool = False) -> Model:
    """Play one run in the engine that can be looked at, decision by decision.

    Parameters
    ----------
    scenario : Scenario
        Any scenario, drawn or loaded.
    run : int
        Number of the run, from 0.
    noting : bool
        Whether every decision is kept with its reasons, in `.decisions` of the model.

    Returns
    -------
    Model
        The run after its last month.
    """
    from sim.engines.mesa_model import Model

    return Model(scenario, run, noting=noting).play()


def month_column(block: Block, name: str) -> NDArray[Any]:
    """Return one monthly measure of a block, shape (runs kept, horizon).

    Parameters
    ----------
    block : Block
        What `play` returns.
    name : str
        A measure of seeds/measures/monthly.yaml.

    Returns
    -------
    array
        NaN where a month has no value.
    """
    names = [measure.name for measure in monthly_measures()]
    return block.months[:, :, names.index(name)]


def metric_column(block: Block, name: str) -> NDArray[Any]:
    """Return one metric of a block, shape (runs,).

    Parameters
    ----------
    block : Block
        What `play` returns.
    name : str
        A metric of seeds/measures/run.yaml.

    Returns
    -------
    array
        NaN where a run has no value.
    """
    names = [measure.name for measure in run_measures()]
    return block.metrics[:, names.index(name)]


def state_of(scenario: Scenario, run: int = 0) -> Any:
    """Return the state of a run before month 1, as rules read it (a copy): `state["reserves"]`, bn USD.

    Parameters
    ----------
    scenario : Scenario
        Any scenario, drawn or loaded.
    run : int
        Number of the run, from 0.

    Returns
    -------
    numpy record
        Every field a float64.
    """
    from sim.engines.mesa_model import Model

    return Model(scenario, run, noting=False).state.copy()


def parameters_of(scenario: Scenario, run: int = 0) -> Any:
    """Return the parameters of a run as rules read them (a copy): `p["strength_cost"]`.

    Parameters
    ----------
    scenario : Scenario
        Any scenario, drawn or loaded.
    run : int
        Number of the run, from 0.

    Returns
    -------
    numpy record
        Every field a float64.
    """
    from sim.engines.mesa_model import Model

    return Model(scenario, run, noting=False).p.copy()


def same_bits(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Tell whether two arrays of floats are equal to the last bit; missing equals missing.

    Parameters
    ----------
    one, other : array of float64
        Of any shape.

    Returns
    -------
    bool
        False where the shapes differ too.
    """
    import numpy as np

    if one.shape != other.shape:
        return False
    left, right = (np.where(np.isnan(array), np.nan, array).view(np.int64) for array in (one, other))
    return bool((left == right).all())
