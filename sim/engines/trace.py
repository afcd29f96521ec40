"""One run looked at: replayed on the Mesa engine, with every decision, its alternatives and reasons."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.engines.agents import package_name
from sim.engines.mesa_model import Model
from sim.engines.own_minds import MindError
from sim.errors import ResultsError, UsageError
from sim.outcomes.check import check_scenario, load_played
from sim.outcomes.columns import MONTH, drawn_name, measured
from sim.outcomes.plain import finite
from sim.outcomes.read import is_results, read_descriptor, read_run
from sim.output.table import Declaration, codebook, integer, real, text
from sim.quantities import OUTCOMES, entries, monthly_measures, run_measures
from sim.rules.compiled import rules_version
from sim.rules.issues import STATUS_QUO
from sim.scenario import Scenario
from sim.scenario.compile import draw
from sim.scenario.options import listed
from sim.scenario.ranges import RUN

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.columns import Column
    from sim.outcomes.read import Row
    from sim.quantities import Measure
    from sim.scenario import Overrides, ScenarioLike

_RECORDED_BEFORE_METRICS = ("scenario", "point", "run")
SIDES = {"kremlin": "the Kremlin", "minsk": "Minsk"}
_IN_WORDS = {
    "date": "Calendar month, YYYY-MM",
    "track": "Meeting of the month: summit or ministerial; empty after the end, as all that follows",
    "proposer": "The side that proposes: Kremlin or Minsk",
    "offered": "Package that is offered",
    "replied": "What the other side replies",
    "countered": "Package of the counter-offer; empty without one",
    "settled": "Package that is agreed, or nothing",
}
DECISIONS = Declaration(
    name="decisions",
    caption="An alternative of a decision",
    columns=(
        MONTH,
        text("side", "The side that decides: Kremlin or Minsk"),
        text("decision", "What is decided"),
        text("alternative", "What it can choose"),
        real("value", "payoff units", "Worth of the alternative to the side; of an offer: what it promises"),
        real("chance", "probability", "Chance that it is chosen; missing unless the mind is quantal"),
        integer("chosen", "true or false", "Whether it is chosen"),
    ),
)


@dataclass(frozen=True, repr=False)
class Trace:
    """A run, replayed.

    `recorded` is the row of a result folder that it was compared with, if any; `other_rules` says whether
    that was played by another version of the rules than this replay.
    """

    model: Model
    recorded: Row | None = None
    other_rules: bool = False

    @property
    def row(self) -> dict[str, Any]:
        """The run as a row of `outcomes.csv`: outcome, last month and metrics; None where missing.

        Returns
        -------
        dict
            Names to values in the units of seeds/measures/run.yaml; labels instead of codes.
        """
        ended = {
            "outcome": OUTCOMES[int(self.model.state["outcome"])],
            "end_month": int(self.model.state["end_month"]),
        }
        levels = {measure.name: measure.levels for measure in run_measures()}
        metrics = self.model.metrics()
        return {**ended, **{name: _shown(x, levels[name]) for name, x in metrics.items()}}

    @property
    def played_with(self) -> dict[str, float]:
        """What the run was played with, drawn or fixed, named as the columns `p_NAME` of `outcomes.csv`.

        Returns
        -------
        dict
            `p_NAME` to values in the units of seeds/, parameters first.
        """
        parameters, initial = draw(self.model.inputs, self.model.run_number, 1)
        values = (
            *zip(entries("parameter"), parameters[0], strict=True),
            *zip(entries("initial"), initial[0], strict=True),
        )
        return {drawn_name(entry): float(value) for entry, value in values}

    @property
    def swept(self) -> dict[str, float]:
        """The values of the point of a sweep, by flat name; empty where there is no sweep.

        Returns
        -------
        dict
            Flat names to values in the units of seeds/.
        """
        played = self.played_with
        return {flat: played[drawn_name(flat)] for flat in self.model.inputs.swept}

    @property
    def differences(self) -> dict[str, tuple[Any, Any]]:
        """Where replay and record differ: name to (replayed, recorded); empty where nothing does.

        What is missing on both sides is equal, whether as None or as NaN. A column `p_NAME` without a record
        says nothing of what the run was played with, and is not compared.

        Returns
        -------
        dict
            Name of the column to the pair.
        """
        if self.recorded is None:
            return {}
        given = self.played_with
        row = {**given, **self.row}
        return {
            name: (row.get(name), value)
            for name, value in self.recorded.items()
            if name not in _RECORDED_BEFORE_METRICS
            and not (_missing(value) and (name in given or _missing(row.get(name))))
            and row.get(name) != value
        }

    @property
    def matches(self) -> bool | None:
        """Whether the replay equals the recorded row to the last bit; None where none was given."""
        return None if self.recorded is None else not self.differences

    @property
    def months(self) -> pd.DataFrame:
        """A row a month: date, meeting and decisions in words, then every monthly measure.

        Measures of labels (`outcome`, `response`, `answer`, `help`) are pandas categoricals. Packages have
        their numbers, and beside them their names: `offered`, `countered`, `settled`.
        `codebook` describes all columns; `gain_kremlin_*` and
        `gain_minsk_*` are the terms of each side's month.

        Returns
        -------
        DataFrame
            Shape (months, columns); NaN or an empty text where a month has no value.
        """
        import pandas as pd

        frame = self.model.months
        words = [self._month_in_words(month) for month in frame["month"]]
        for position, name in enumerate(dict.fromkeys(name for row in words for name in row)):
            frame.insert(1 + position, name, [row.get(name, "") for row in words])
        gains: dict[str, dict[int, float]] = {}
        for gain in self.model.gains:
            gains.setdefault(f"gain_{gain.side.lower()}_{gain.term}", {})[gain.month] = gain.value
        for measure in monthly_measures():
            if measure.levels:
                codes = frame[measure.name].fillna(-1).astype(int)
                frame[measure.name] = pd.Categorical.from_codes(codes, pd.Index(measure.levels))
        for name, values in gains.items():
            frame[name] = frame["month"].map(values)
        return frame.copy()

    @property
    def decisions(self) -> pd.DataFrame:
        """A row an alternative: month, side, decision, alternative, value, chance, chosen.

        Returns
        -------
        DataFrame
            Columns as declared in `DECISIONS`; values in payoff units, chance NaN unless the mind is
            quantal or farsighted. Empty where nothing was noted.
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "month": decision.month,
                    "side": decision.side,
                    "decision": decision.name,
                    "alternative": alternative,
                    "value": decision.values[i],
                    "chance": decision.chances[i] if decision.chances else math.nan,
                    "chosen": i == decision.chosen,
                }
                for decision in self.model.decisions
                for i, alternative in enumerate(decision.alternatives)
            ]
        )

    @property
    def codebook(self) -> pd.DataFrame:
        """What each column of `months` and `decisions` holds: `table, column, type, unit, description`.

        Returns
        -------
        DataFrame
            A row a column, those of `months` first.
        """
        names = (str(name) for name in self.months)
        months = Declaration("months", "A month of the run", tuple(map(_column, names)))
        return codebook((months, DECISIONS))

    def __repr__(self) -> str:
        """Which run it is, and how it ended."""
        model, row = self.model, self.row
        compared = {None: "", True: ", equals its record", False: ", differs from its record"}[self.matches]
        return (
            f"<Trace of {model.resolved.name}, run {model.run_number}, seed {model.inputs.seed}: "
            f"{row['outcome']} in month {row['end_month']}{compared}>"
        )

    def date(self, month: int) -> str:
        """Return the calendar month of a month of the run, as YYYY-MM.

        Parameters
        ----------
        month : int
            Number of the month, from 1.

        Returns
        -------
        str
            Such as `2021-03`.
        """
        inputs = self.model.inputs
        months = inputs.start_year * 12 + inputs.start_month - 1 + month - 1
        return f"{months // 12}-{months % 12 + 1:02d}"

    def _month_in_words(self, month: int) -> dict[str, str]:
        now = self.model.log[month - 1]
        words = {"date": self.date(month)}
        if now["alive"] == 0:
            return words
        loans = self.model.inputs.loans
        words["track"] = "summit" if now["summit"] else "ministerial"
        words["proposer"] = "Kremlin" if now["kremlin_proposes"] else "Minsk"
        words["offered"] = package_name(int(now["offer"]), loans)
        if now["counter"] >= 0:
            words["countered"] = package_name(int(now["counter"]), loans)
        settled = int(now["package"]) if now["accepted"] else STATUS_QUO
        words["settled"] = package_name(settled, loans) if now["accepted"] else "nothing"
        for decision in self.model.decisions:
            if decision.month == month and decision.name not in ("offer", "reply", "answer"):
                words[f"decided_{decision.name}"] = decision.choice
        return words

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain data for JSON; missing and infinite numbers are None.

        Returns
        -------
        dict
            Keys `scenario, point, run, seed, warnings, row, matches, months, decisions`.
        """
        data: dict[str, Any] = finite(
            {
                "scenario": self.model.resolved.name,
                "point": self.model.inputs.point,
                "run": self.model.run_number,
                "seed": self.model.inputs.seed,
                "warnings": [str(warning) for warning in self.model.resolved.warnings],
                "row": self.row,
                "matches": self.matches,
                "months": self.months.to_dict("records"),
                "decisions": [asdict(decision) for decision in self.model.decisions],
            }
        )
        return data


def _column(name: str) -> Column:
    """Return a column of the months."""
    if name in _IN_WORDS:
        return text(name, _IN_WORDS[name])
    if name.startswith("decided_"):
        decision = name.removeprefix("decided_").replace("_", " ")
        return text(name, f"What was chosen: {decision}; the last where it was decided more than once")
    if name.startswith("gain_"):
        _, side, term = name.split("_", 2)
        return real(name, "payoff units", f"Term {term} of the month of {SIDES[side]}, weighed by its type")
    return measured(_measures()[name]) if name in _measures() else MONTH


@cache
def _measures() -> dict[str, Measure]:
    return {measure.name: measure for measure in monthly_measures()}


def _shown(value: float, levels: tuple[str, ...]) -> float | str | None:
    """Return a number, or the label of a code; None where it is missing."""
    if math.isnan(value):
        return None
    return levels[int(value)] if levels else value


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def trace(
    source: ScenarioLike,
    run: int,
    *,
    scenario: str | None = None,
    point: int = 0,
    overrides: Overrides = (),
    seed: int | None = None,
    months: int | None = None,
    minds: Mapping[str, str] | str | None = None,
    allow_code: bool = False,
    player: type[Model] = Model,
    noting: bool = True,
) -> Trace:
    """Replay one run on the Mesa engine.

    Parameters
    ----------
    source : str, Path, mapping or Scenario
        A scenario (file, shipped name, mapping with the keys of a file, or loaded), or a result folder.
    run : int
        Number of the run, from 0.
    scenario : str, optional
        Which scenario of a result folder; may be left out where it holds one only.
    point : int
        Which point of a sweep, from 0.
    overrides, seed, months, minds
        What to change, as for `sim.load`; not for a result folder.
    allow_code : bool
        Whether minds may come from a file of code, which runs with all your rights.
    player : type of Model
        The model that plays it, where it is to note more than usual.
    noting : bool
        Whether decisions are noted with their reasons (slower).

    Returns
    -------
    Trace
        `.months` and `.decisions` as tables, described by `.codebook`, `.row` as in `outcomes.csv`,
        `.matches` for a recorded run.

    Raises
    ------
    ScenarioErrors
        The scenario is not valid.
    ResultsError
        The folder holds no such run, is damaged, or its scenario was changed since.
    UsageError
        There is no such point, or a combination makes no sense.

    Examples
    --------
    >>> import sim
    >>> trace = sim.trace("baseline_feb2021", run=17, overrides={"leak": 0.1})
    >>> trace.months["month"].tolist() == list(range(1, 25))
    True
    """
    run = RUN.checked("run", run)
    changes = listed(overrides)
    if isinstance(source, Scenario | Mapping) or not (str(source).strip() and is_results(Path(source))):
        if scenario is not None:
            raise UsageError(
                f"--scenario: {source} is not a result folder; only these hold several scenarios"
            )
        model = player(
            source,
            run,
            point=point,
            overrides=changes,
            seed=seed,
            months=months,
            minds=minds,
            allow_code=allow_code,
            noting=noting,
        )
        return Trace(_played(model))
    if changes or any(option is not None for option in (seed, months, minds)):
        raise UsageError(f"{source}: is a result folder: its runs are replayed as they were, without changes")
    return _replay(Path(source), scenario, run, point, player, allow_code=allow_code, noting=noting)


def _played(model: Model) -> Model:
    """Play a run to its end; if a mind of the user's fails, say where."""
    try:
        return model.play()
    except MindError as error:
        raise MindError(
            f"{model.inputs.name}, run {model.run_number}, month {model.month}: {error}"
        ) from error


def _replay(
    folder: Path,
    scenario: str | None,
    run: int,
    point: int,
    player: type[Model],
    *,
    allow_code: bool,
    noting: bool,
) -> Trace:
    package = read_descriptor(folder)
    held = list(dict.fromkeys(entry["name"] for entry in package["sim"]["scenarios"]))
    if scenario is None:
        if len(held) > 1:
            raise UsageError(
                f"{folder}: holds several scenarios: name one with --scenario: {', '.join(held)}"
            )
        scenario = held[0]
    if scenario not in held:
        raise ResultsError(f"{folder}: holds no scenario {scenario!r}; it has {', '.join(held)}")
    check_scenario(folder, package, scenario)
    model = player(load_played(folder, scenario, allow_code=allow_code), run, point=point, noting=noting)
    recorded = read_run(folder, scenario, run, point)
    return Trace(_played(model), recorded, package["sim"]["rules"] != rules_version())
