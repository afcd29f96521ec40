"""The single-run engine: two Mesa agents bargain month by month, and every decision can be looked at.

It plays the same steps in the same order as the kernel; a test holds the two equal to the last
bit. A model can be pickled and copied at any month: the copy goes on to the same numbers.
"""

from __future__ import annotations

import copy
import inspect
from typing import TYPE_CHECKING, Any, NamedTuple

import mesa
import numpy as np
from mesa import batchrunner

from sim.engines import records
from sim.engines.agents import Decision, Gain, Kremlin, Minsk
from sim.engines.collector import MonthCollector
from sim.engines.compiled_minds import seat
from sim.engines.setting import agenda_of, setting_of
from sim.errors import SimError, UsageError
from sim.minds import decide
from sim.minds.workspace import KREMLIN
from sim.play import accounts, bargaining, continuation, learning_step, month, moves, start, summary
from sim.quantities import monthly_measures, run_measures
from sim.rules import draws
from sim.rules.compiled import COMPILED, rules_version
from sim.rules.projection import look_ahead
from sim.scenario import load_scenario
from sim.scenario.compile import compile_inputs, draw
from sim.scenario.ranges import RUN

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from sim.scenario import Overrides, ScenarioLike
    from sim.scenario.compile import Inputs


class Memory(NamedTuple):
    """The tables that a run is played in, one record each; what rules read and write are views of these."""

    parameters: Any
    state: Any
    setting: Any
    workspace: Any


# Attributes that are views of `Memory` and of the log.
VIEWS = frozenset({"p", "state", "setting", "workspace", "now", "_parameters", "_stocks"})


class Model(mesa.Model):
    """One run of a scenario, to be stepped through.

    Parameters
    ----------
    scenario : str, Path, mapping or Scenario
        A file, the name of a shipped scenario, a mapping with the keys of a file, or a loaded scenario.
    run : int, optional
        Number of the run, from 0; the same run of a batch is equal to the last bit. By default 0, and in
        `mesa.batch_run` the number of the iteration.
    point : int
        Point of a sweep, from 0.
    overrides : str, mapping, or several of these
        What to change, as for `sim.load`.
    seed, rng : int, optional
        Seed of the scenario in place of its own, under either of Mesa's two names.
    months : int, optional
        Horizon in place of the scenario's own.
    minds : mapping or str, optional
        `{"minsk": "aspiration"}`, or text as after `--minds`.
    allow_code : bool
        Whether minds may come from a file of code, which runs with all your rights.
    noting : bool
        Whether decisions are noted with their reasons (slower).

    Raises
    ------
    ScenarioErrors
        For a scenario that is not valid, with all that is wrong.
    UsageError
        For a run that there cannot be, a point that there is not, or both a seed and a rng.

    Notes
    -----
    `mesa.batch_run` plays it like any model of Mesa. Its rows hold the number of the run, the month and all
    of `sim.quantities.monthly_measures()`, once for each side with its mind and its payoff of the month.
    Runs are numbered by `run` (`{"run": range(100)}`) or, without it, by `iterations`: iteration 3 plays
    run 3. A single mapping is given in a list, since Mesa takes its keys for values otherwise.

    Examples
    --------
    >>> import sim
    >>> model = sim.Model("baseline_feb2021", run=17)
    >>> model.step()
    >>> model.kremlin.mind_name, model.month
    ('quantal', 1)
    """

    seats: tuple[type[Kremlin], type[Minsk]] = (Kremlin, Minsk)  # who plays the two sides
    datacollector: mesa.DataCollector | None = None

    def __init__(
        self,
        scenario: ScenarioLike,
        run: int | None = None,
        *,
        point: int = 0,
        overrides: Overrides = (),
        seed: int | None = None,
        rng: int | None = None,
        months: int | None = None,
        minds: Mapping[str, str] | str | None = None,
        allow_code: bool = False,
        noting: bool = True,
    ) -> None:
        """Set up the run at the end of the month before the first."""
        if seed is not None and rng is not None:
            raise UsageError("seed and rng are one number under two names; give one of them")
        run = _iteration(type(self)) if run is None else RUN.checked("run", run)
        super().__init__(rng=run)
        self.resolved = load_scenario(
            scenario,
            overrides,
            seed=rng if seed is None else seed,
            months=months,
            minds=minds,
            allow_code=allow_code,
        )
        self.prepare(compile_inputs(self.resolved, point), run, noting=noting)
        self.datacollector = MonthCollector()

    @classmethod
    def of(cls, inputs: Inputs, run: int) -> Model:
        """Return a run of inputs that are made ready already; nothing is noted.

        Parameters
        ----------
        inputs : Inputs
            A scenario, or a point of it, as arrays.
        run : int
            Number of the run, from 0.

        Returns
        -------
        Model
            Before month 1.
        """
        model = cls.__new__(cls)
        mesa.Model.__init__(model, rng=run)
        model.prepare(inputs, run, noting=False)
        return model

    def prepare(self, inputs: Inputs, run: int, *, noting: bool) -> None:
        """Set a run of these inputs up at the end of the month before the first.

        Parameters
        ----------
        inputs : Inputs
            A scenario, or a point of it, as arrays.
        run : int
            Number of the run, from 0.
        noting : bool
            Whether decisions are noted with their reasons.
        """
        self.inputs = inputs
        self.run_number = run
        self.month = 0
        self.noting = noting
        self.decisions: list[Decision] = []
        self.gains: list[Gain] = []
        self.agenda = agenda_of(self.inputs)
        self._lay_out_memory(run)
        kremlin, minsk = self.seats
        self.kremlin = kremlin(self, self.inputs.kremlin_mind)
        self.minsk = minsk(self, self.inputs.minsk_mind)
        _let_go(self)

    def _lay_out_memory(self, run: int) -> None:
        ordinary, starts = draw(self.inputs, run, 1)
        self._ordinary = ordinary[0]
        self._memory = Memory(
            parameters=records.records(records.parameter_dtype(), 1),
            state=records.records(records.state_dtype(), 1),
            setting=setting_of(self.inputs).base,
            workspace=records.new_workspace().base,
        )
        self._view_memory()
        self._parameters[:] = self._ordinary
        self.log = records.records(records.month_dtype(), self.inputs.horizon)
        self.workspace["noted"] = float(self.noting)
        seat(self.workspace, self.inputs)
        self.scratch = np.zeros(self.workspace["weights"].shape)
        self.draw_key = self._draw_key(0)
        start.set_up(self.state, self._stocks, starts[0], self.p, self.setting, self.draw_key)
        learning_step.train(self.state, self.p, self.setting, self.draw_key, self.workspace)
        self._start_activity = float(self.state["activity_gap"])

    def _view_memory(self) -> None:
        """Set the views by which rules reach the memory."""
        memory = self._memory
        self.p, self.state = memory.parameters[0], memory.state[0]
        self._parameters, self._stocks = records.flat(memory.parameters)[0], records.flat(memory.state)[0]
        self.setting, self.workspace = memory.setting[0], memory.workspace[0]

    def __getstate__(self) -> dict[str, Any]:
        """Return the run as it stands; views of its memory are left out."""
        held = {name: value for name, value in vars(self).items() if name not in VIEWS}
        return {**held, "_played_by": (rules_version(), COMPILED)}

    def __setstate__(self, held: dict[str, Any]) -> None:
        """Take a run up where it stands.

        Raises
        ------
        SimError
            Other rules played it: their memory is not ours.
        """
        if held.pop("_played_by") != (rules_version(), COMPILED):
            raise SimError("a pickled model is read by the version that wrote it only; play the run again")
        self.__dict__.update(held)
        self._view_memory()
        if self.month:
            self.now = self.log[self.month - 1]
        remembered = self.workspace["own"]["memory"].copy()
        seat(self.workspace, self.inputs)  # machine code lies elsewhere in another process
        self.workspace["own"]["memory"] = remembered

    def __repr__(self) -> str:
        """Which run it is, and how many months were played."""
        played = f"{self.month} of {self.inputs.horizon} months"
        return f"<{type(self).__name__} of {self.inputs.name}, run {self.run_number}: {played}>"

    def __copy__(self) -> Model:
        """Return a deep copy: two runs cannot share a memory."""
        return copy.deepcopy(self)

    def _draw_key(self, number: int) -> draws.DrawKey:
        return draws.DrawKey(np.uint64(self.inputs.seed), np.uint64(self.run_number), np.uint64(number))

    @property
    def sensitivity(self) -> float:
        """Minsk's true sensitivity to sovereignty.

        Returns
        -------
        float
            Pure number, 1 for the staller's central value.
        """
        return float(self.p["sovereignty_sensitivity_by_type"][int(self.state["minsk_type"])])

    @property
    def alive(self) -> bool:
        """Whether the bargaining goes on."""
        return bool(self.state["outcome"] == 0.0)

    @property
    def finished(self) -> bool:
        """Whether all months of the scenario were played."""
        return self.month >= self.inputs.horizon

    def step(self) -> None:
        """Play one month; after the end of the bargaining nothing moves any more."""
        if self.finished:
            return
        self.month += 1
        self.draw_key = self._draw_key(self.month)
        self.now = self.log[self.month - 1]
        if self.alive:
            self._play_month()
        else:
            month.freeze(self.now, self.log[self.month - 2])
        month.log_month(self.state, self.now, self.log, self.month, self._start_activity, self.p)
        if self.now["alive"] == 0.0:
            month.leave_out(records.flat(self.log)[self.month - 1], self.setting)
        self.running = not self.finished
        if self.datacollector is not None:
            self.datacollector.collect(self)

    def _play_month(self) -> None:
        state, now, p = self.state, self.now, self.p
        now["alive"] = 1.0
        setting, agenda = self.setting, self.agenda
        month.begin(
            state, now, self._stocks, self._parameters, self._ordinary, p, setting, agenda, self.draw_key
        )
        learning_step.take_stances(state, p, self.setting, self.draw_key, self.workspace)
        look_ahead(self.workspace["ahead"], state, p)
        continuation.open_tables(state, p, self.setting, self.workspace)
        moves.need(self.setting, self.workspace)
        self._meet()
        self._move()
        learning_step.learn_from_month(state, now, p, self.workspace["ahead"], self.setting, self.workspace)
        effort = decide.fuel_effort(self.minsk.mind, float(now["effort"]))
        month.carry_out(state, now, p, self.draw_key, effort)
        if self.noting:
            self._note_gains()
        month.close(state, now, p, self.setting, self.draw_key)

    def _note_gains(self) -> None:
        """Note the terms of both sides' month: the Kremlin's for its type, Minsk's for its own."""
        state, now, p = self.state, self.now, self.p
        kremlin = accounts.kremlin_month(state, now, p)._asdict()
        kremlin["strength"] *= p["replacement_appetite_by_type"][int(state["kremlin_type"])]
        kremlin["protest"] *= state["colour_revolution_belief"]
        kremlin["pressing"] = -now["pressing"]
        kremlin["one_off"] = now["oneoff_kremlin"]
        minsk = accounts.minsk_month(state, now, p)._asdict()
        minsk["sovereignty"] *= self.sensitivity
        minsk["one_off"] = now["oneoff_minsk"]
        for side, terms in (("Kremlin", kremlin), ("Minsk", minsk)):
            self.gains.extend(Gain(self.month, side, term, float(value)) for term, value in terms.items())

    def _meet(self) -> None:
        state, now, p, workspace, draw_key = self.state, self.now, self.p, self.workspace, self.draw_key
        count = bargaining.convene(
            state, now, p, self.workspace["ahead"], self.setting, self.agenda, draw_key, workspace
        )
        proposer, responder = self.minsk, self.kremlin
        if now["kremlin_proposes"] > 0.0:
            proposer, responder = self.kremlin, self.minsk
        offered = proposer.offer(count)
        bargaining.make_offer(state, now, p, workspace, offered)
        reply, countered = responder.reply(offered)
        bargaining.take_reply(state, now, p, workspace, offered, reply, countered)
        if reply == bargaining.COUNTERED:
            accepted = proposer.answer(countered)
            bargaining.take_answer(state, now, p, workspace, countered, accepted)
        bargaining.conclude(state, now, p, self.setting, draw_key, workspace, count, offered, countered)

    def _move(self) -> None:
        """Let the side whose question is in the workspace answer it, until there is none."""
        state, now, p, workspace = self.state, self.now, self.p, self.workspace
        ahead = workspace["ahead"]
        moves.first_question(state, now, p, ahead, workspace)
        while (decision := int(now["asked"])) > moves.NO_QUESTION:
            leader = self.kremlin if decide.decider(decision) == KREMLIN else self.minsk
            moves.proceed(state, now, p, ahead, self.draw_key, workspace, leader.choose())

    def play(self) -> Model:
        """Play all months that are left.

        Returns
        -------
        Model
            The model itself, after its last month.

        Raises
        ------
        MindError
            A mind of the user's own raises, or answers what there is not.
        """
        while not self.finished:
            self.step()
        return self

    def metrics(self) -> dict[str, float]:
        """Return the run's metrics so far, as in `outcomes.csv`; NaN where missing.

        Returns
        -------
        dict
            Metrics of seeds/measures/run.yaml to values in their units, in the order of `run_measures()`.
        """
        metric = records.records(records.metric_dtype(), 1)
        played = self.log[: self.month]
        summary.summarise(played, int(self.state["end_month"]), self.state, metric[0])
        names = [measure.name for measure in run_measures()]
        return dict(zip(names, records.flat(metric)[0].tolist(), strict=True))

    def month_rows(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return the months played so far, shape (months, measures), as the kernel logs them.

        Returns
        -------
        array of float64
            A copy, in the units of `monthly_measures()`; NaN where missing.
        """
        return records.flat(self.log)[: self.month, : len(monthly_measures())].copy()

    @property
    def months(self) -> pd.DataFrame:
        """The months played so far as a table, a row a month, with the units of `monthly_measures()`.

        Returns
        -------
        DataFrame
            Column `month` (from 1), then the monthly measures in their order; NaN where missing.
        """
        import pandas as pd

        names = [measure.name for measure in monthly_measures()]
        frame = pd.DataFrame(self.month_rows(), columns=names)
        frame.insert(0, "month", range(1, self.month + 1))
        return frame


def _iteration(kind: type[Model]) -> int:
    """Return the number of the iteration of `mesa.batch_run` that makes a model now; 0 outside of one.

    Mesa hands the number to no model, and by default its iterations would all be the same run.
    """
    frame = inspect.currentframe()
    while frame is not None:
        made_here = frame.f_code is batchrunner._model_run_func.__code__  # noqa: SLF001 - mesa has no other way
        if made_here and frame.f_locals["model_cls"] is kind and "model" not in frame.f_locals:
            return int(frame.f_locals["iteration"])
        frame = frame.f_back
    return 0


def _let_go(model: Model) -> None:
    """Have mesa forget a model: mesa 3.3 keeps every one that ever was, to number agents to come.

    Agents that somebody adds later are numbered from 1 again; nothing here goes by numbers.
    """
    numbers = getattr(mesa.Agent, "_ids", None)
    if numbers is not None:
        numbers.pop(model, None)
