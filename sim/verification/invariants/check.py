"""The invariants of the model, tried on scenarios of the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import ScenarioErrors
from sim.scenario import Scenario, load_many
from sim.scenario.ranges import EXAMPLES, RUN
from sim.verification.invariants.catalogue import chosen
from sim.verification.invariants.report import report, verdict_of
from sim.verification.invariants.trying import look_at, try_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sim.output.report import Report
    from sim.scenario import ScenarioLike
    from sim.verification.invariants.trying import TriedInvariant

NUMBER_OF_EXAMPLES = 100


def check(
    scenarios: ScenarioLike | Iterable[ScenarioLike],
    *,
    examples: int = NUMBER_OF_EXAMPLES,
    only: Sequence[str] = (),
    run: int | None = None,
    progress: Callable[[str], object] | None = None,
) -> Report[tuple[TriedInvariant, ...]]:
    """Try the invariants of the model on scenarios, their numbers varied around those of the files.

    The same call tries the same examples.

    Parameters
    ----------
    scenarios
        As for `sim.run`.
    examples : int
        Variations of a scenario that each invariant is tried on, 1 to 100,000.
    only : sequence of str
        Names of invariants (`I1`); by default all.
    run : int, optional
        Look at this run of each scenario as it stands, without variations.
    progress : function, optional
        Called with a line for every invariant that was tried.

    Returns
    -------
    Report
        Table `invariants`, a row an invariant and scenario; where one fails, the smallest case as a scenario
        file. `.succeeded` says whether none fails.

    Raises
    ------
    ScenarioErrors
        All that is wrong with the scenarios, at once.
    UsageError
        There is no such invariant, or a number is out of its range.
    """
    invariants = chosen(list(only))
    count = EXAMPLES.checked("examples", examples)
    one_run = None if run is None else RUN.checked("run", run)
    given = [scenarios] if isinstance(scenarios, str | Path | Scenario | Mapping) else scenarios
    loaded = load_many(given)
    if not loaded:
        raise ScenarioErrors([])
    found: list[TriedInvariant] = []
    for scenario in loaded:
        tried = (
            try_all(scenario, invariants, count)
            if one_run is None
            else look_at(scenario, invariants, one_run)
        )
        for one in tried:
            found.append(one)
            if progress is not None:
                progress(f"{scenario.name}: {one.invariant.name} {verdict_of(one)}")
    return report(found)
