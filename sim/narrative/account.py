"""What is said of a run: its story, and what becomes of it with one thing less."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.engines.trace import Trace, trace
from sim.narrative.parting import parting
from sim.narrative.recall import RecalledModel
from sim.narrative.removal import without
from sim.narrative.report import PLAYED, WITHOUT, Replay, parting_data, parting_lines
from sim.narrative.telling import tell
from sim.outcomes.plain import finite

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from sim.scenario import ScenarioLike

PATH = "path"


def recalled(source: ScenarioLike, run: int, **options: Any) -> Trace:
    """Replay a run as `sim.engines.trace.trace` does, by leaders who remember why they refused.

    Parameters
    ----------
    source : str, Path, mapping or Scenario
        A scenario or a result folder, as for `trace`.
    run : int
        Number of the run, from 0.
    **options : object
        Further arguments of `trace`, but for `player`.

    Returns
    -------
    Trace
        Its model is a `RecalledModel`, which holds the refusals.
    """
    return trace(source, run, player=RecalledModel, **options)


def replay_without(played: Trace, name: str) -> Replay:
    """Replay a run with one event, ending or channel left out, and the same random numbers.

    Parameters
    ----------
    played : Trace
        The run as it was.
    name : str
        What is left out, as for `sim.narrative.removal.without`.

    Returns
    -------
    Replay
        Both paths, and where they part.

    Raises
    ------
    UsageError
        There is nothing of that name to leave out.
    """
    model = played.model
    removal = without(model.resolved, model.inputs.point, name)
    other = recalled(removal.scenario, model.run_number)
    return Replay(removal, played, other, parting(played, other))


class Account:
    """What is said of a run: its story, if asked for, and what becomes of it with one thing less."""

    def __init__(self, played: Trace, *, story: bool = True, without: str | None = None) -> None:
        """Take a recalled run; replay it once more where something is left out.

        Raises
        ------
        UsageError
            There is nothing of that name to leave out.
        """
        self.played = played
        self.replay = None if without is None else replay_without(played, without)
        self.stories = story

    @property
    def lines(self) -> Iterator[str]:
        """All of it as a person reads it.

        Yields
        ------
        str
            A line or a paragraph; empty ones stand between paragraphs.
        """
        if self.stories:
            yield from _reported(self.played)
        if self.replay is None:
            return
        yield ""
        yield from parting_lines(self.replay)
        if self.stories and not self.replay.parting.same:
            yield from ("", f"Without {self.replay.removal.name}:")
            yield from _reported(self.replay.without)

    @property
    def months(self) -> pd.DataFrame:
        """The months as a table; of two paths, one below the other, as the column `path` says.

        Returns
        -------
        DataFrame
            A row a month, with the columns of `Trace.months`; `path` is the first of them where there are
            two.
        """
        if self.replay is None:
            return self.played.months
        import pandas as pd

        frames = []
        for name, path in ((PLAYED, self.played), (WITHOUT, self.replay.without)):
            frame = path.months
            frame.insert(0, PATH, name)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data.

        Returns
        -------
        dict
            Ready for JSON: what is not finite is None. `without` is there only where something was left
            out.
        """
        model = self.played.model
        data = {
            "scenario": model.resolved.name,
            "point": model.inputs.point,
            "run": model.run_number,
            "seed": model.inputs.seed,
            "warnings": [str(warning) for warning in model.resolved.warnings],
            "matches": self.played.matches,
            **_path_data(self.played, story=self.stories),
        }
        if self.replay is not None:
            other = _path_data(self.replay.without, story=self.stories)
            data["without"] = {**parting_data(self.replay), **other}
        plain: dict[str, Any] = finite(data)
        return plain


def _reported(path: Trace) -> Iterator[str]:
    for paragraph in tell(path).paragraphs:
        yield from ("", paragraph)


def _path_data(path: Trace, *, story: bool) -> dict[str, Any]:
    data: dict[str, Any] = {"row": path.row, "refusals": _refusals(path)}
    return {**data, "story": tell(path).to_dict()} if story else data


def _refusals(path: Trace) -> list[dict[str, Any]]:
    """Every refusal of a recalled run with its reasons, as plain data."""
    model = path.model
    found = model.refusals if isinstance(model, RecalledModel) else []
    return [{**asdict(refusal), "terms": dict(refusal.terms)} for refusal in found]
