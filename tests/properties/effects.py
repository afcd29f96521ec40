"""Derives from the model, by playing it, what seeds/effects.yaml says of each quantity.

Every quantity is moved alone, from the start and by an event, under the same random numbers; what it moves is
read off the months. `python -m tests.properties.renew_effects` writes the file anew.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.engines.agents import Kremlin, Minsk
from sim.engines.kernel import play_block
from sim.engines.mesa_model import Model
from sim.quantities import entries, monthly_measures
from sim.quantities.effects import QuantityEffect
from sim.scenario import Event, load_scenario
from sim.scenario.compile import EVENT, PARAMETER, STATE, compile_inputs, positions
from sim.scenario.scenario import OPERATIONS
from sim.scenario.schema import LAWS, flat_entries
from sim.testing import month_column, play
from tests.properties.perturbed import MINDS, RUNS, TIMES, inputs_of, ordinary, other_values

COLUMNS = [measure.name for measure in monthly_measures()]
# Initial quantities that months show under another name
COLUMN_OF = {measure.continues: measure.name for measure in monthly_measures()} | {"log_brent": "brent"}
CHOICES = np.array([measure.kind == "decision" for measure in monthly_measures()])
FARSIGHTED = "farsighted"
QUICK = tuple(minds for minds in MINDS if minds != FARSIGHTED)
HORIZON = 26
FIRST = 2  # the month of events: nothing that is read before month 1 can be moved any more
MANY, SOME = 200, 60
WATCHED_RUNS = 3
NARROW = 2.0  # a range that is used from end to end; others are only bounds of sense


def changed_inputs(flat, way, value, times, minds):
    """Return the inputs with a number moved: from the `start`, or by an `event` from month 2 on."""
    inputs, kind = inputs_of(times, minds), flat_entries()[flat].quantity.kind
    place = positions(kind)[flat]
    if way == "event":
        target = PARAMETER if kind == "parameter" else STATE
        row = (FIRST, HORIZON, target, place, OPERATIONS.index("set"), value, 1.0, 0)
        return replace(inputs, events=np.array([row], EVENT))
    field = "parameters" if kind == "parameter" else "initial"
    vector = getattr(inputs, field).copy()
    vector[place] = value
    return replace(inputs, **{field: vector})


def moved(flat, way, minds, *, foreseen=False, once=False, enough=None):
    """Return which columns of the months a number moves, as flags, in any times and by any other value.

    `foreseen` leaves farsighted minds the tables of the unchanged inputs, `once` tries one value in ordinary
    times only; it stops where `enough(flags)` holds.
    """
    found = np.zeros(len(COLUMNS), bool)
    for times in TIMES if not once else ("ordinary",):
        before = ordinary(times, minds).months
        for value in other_values(flat)[: 1 if once else None]:
            inputs = changed_inputs(flat, way, value, times, minds)
            if foreseen:
                inputs = replace(inputs, foreseen=inputs_of(times, minds))
            after = play_block(inputs, 0, RUNS, keep_months=RUNS).months
            same = (after == before) | (np.isnan(after) & np.isnan(before))
            found |= ~same.all(axis=(0, 1))
            if enough is not None and enough(found):
                return found
    return found


def decides(flags):
    """Tell whether a decision is among the columns that moved."""
    return bool(flags[CHOICES].any())


def columns_without_decisions(flat):
    """Return the columns that a number moves, none of them a decision; empty where it moves decisions."""
    found = np.zeros(len(COLUMNS), bool)
    for minds in QUICK:
        for way in ("start", "event"):
            found |= moved(flat, way, minds, enough=decides)
            if decides(found):
                return ()
    for way in ("start", "event"):
        found |= moved(flat, way, FARSIGHTED, foreseen=True, enough=decides)
    return () if decides(found) else tuple(np.array(COLUMNS)[found].tolist())


def readers(flat, *, solving):
    """Return the minds that are moved by a number at all; `solving` works farsighted tables out anew."""
    found = {minds for minds in QUICK if moved(flat, "start", minds, enough=np.any).any()}
    kinds = {"learning" if minds == "attracted" else minds for minds in found}
    if len(kinds) == len(QUICK) - 1:  # whatever everybody else reads
        return tuple(sorted({*kinds, FARSIGHTED}))
    if moved(flat, "start", FARSIGHTED, foreseen=True, enough=np.any).any() or (
        solving and moved(flat, "start", FARSIGHTED, once=True).any()
    ):
        kinds.add(FARSIGHTED)
    return tuple(sorted(kinds))


def read_at_start(flat):
    """Tell whether an event on a number moves nothing, under any mind: it is read before month 1 only."""
    if any(moved(flat, "event", minds, enough=np.any).any() for minds in QUICK):
        return False
    return not moved(flat, "event", FARSIGHTED, foreseen=True, enough=np.any).any()


class Scripted:
    """A leader who takes the choices of a script, where it has one, and notes what is chosen."""

    def offer(self, count):
        return self._taken("offer", lambda: super(Scripted, self).offer(count))

    def reply(self, offered):
        return self._taken("reply", lambda: super(Scripted, self).reply(offered))

    def answer(self, countered):
        return self._taken("answer", lambda: super(Scripted, self).answer(countered))

    def choose(self):
        chosen = self._taken(int(self.model.now["asked"]), super().choose)
        if isinstance(self, self.model.turned):
            chosen = (chosen + self.model.turn) % int(self.model.now["alternatives"])
        return chosen

    def _taken(self, question, decide):
        choices = self.model.choices
        if question not in choices:
            choices[question] = decide()
        return choices[question]


class ScriptedKremlin(Scripted, Kremlin):
    """The Kremlin, by a script."""


class ScriptedMinsk(Scripted, Minsk):
    """Minsk, by a script."""


class ScriptedModel(Model):
    """A run whose first month can be played again with the same choices."""

    seats = (ScriptedKremlin, ScriptedMinsk)


SIDES = {"Kremlin": ScriptedKremlin, "Minsk": ScriptedMinsk}


def first_month(inputs, run, choices, change=None, turned=(), turn=0):
    """Return the initial quantities at the end of month 1, played by the script `choices`.

    `change` is (position, value) of a quantity that starts elsewhere; `turned` is the side that takes, in
    its smaller decisions, the alternative `turn` places further on than the script says.
    """
    model = ScriptedModel.of(inputs, run)
    model.choices, model.turned, model.turn = dict(choices), turned, turn
    if change is not None:
        model._stocks[change[0]] = change[1]
    model.step()
    return model._stocks[: len(entries("initial"))].copy(), model.choices


def decided():
    """Return which initial quantities a side decides every month, and which side.

    With the same choices their value at the end of a month does not depend on that of its start, and with
    other choices of the side it is another.
    """
    flats = entries("initial")
    depends, follows = set(), {}
    for times in TIMES:
        inputs = inputs_of(times, "quantal")
        for run in range(WATCHED_RUNS):
            end, choices = first_month(inputs, run, {})
            for place, flat in enumerate(flats):
                for value in other_values(flat):
                    after, _ = first_month(inputs, run, choices, (place, value))
                    if after[place] != end[place]:
                        depends.add(flat)
                        break
            for side, leader in SIDES.items():
                for turn in (1, 2):
                    after, _ = first_month(inputs, run, choices, turned=leader, turn=turn)
                    for place in np.flatnonzero(after != end):
                        follows.setdefault(flats[place], set()).add(side)
    return {flat: min(sides) for flat, sides in follows.items() if flat not in depends and len(sides) == 1}


def course(flat):
    """Return the share of a deviation of a state that is left a month later, and where the state tends to.

    Both in the baseline: a fifth of the range (or of the usual size) is added in each of six months, and
    taken away; what counts is how far the runs are from those without, before and after each month. The level
    is the mean of the last year.
    """
    entry = flat_entries()[flat]
    low, high = entry.quantity.legal
    size = (high - low if high - low <= NARROW else max(1.0, abs(entry.central))) / 5
    base = load_scenario("baseline_feb2021")
    plain = column(play(base, runs=MANY), flat)
    before = after = 0.0
    for step in (size, -size):
        event = Event(0, 2, 6, "add", {flat: step}, 1.0, "a test")
        shifted = column(play(replace(base, events=(event,)), runs=MANY), flat)
        for month in range(1, 7):  # positions of months 2 to 7
            met = shifted[:, month - 1] + step
            gap, left = met - plain[:, month - 1], shifted[:, month] - plain[:, month]
            free = (met > low) & (met < high) & np.isfinite(gap) & np.isfinite(left)
            before += float(np.sign(step) * gap[free].sum())
            after += float(np.sign(step) * left[free].sum())
    return round(min(1.0, max(0.0, after / before)), 2), float(f"{np.nanmean(plain[:, -12:]):.2g}")


def strongest(flats):
    """Return the three parameters that move each decided quantity most between the ends of their ranges."""
    base = load_scenario("baseline_feb2021", months=12)
    inputs, moves = compile_inputs(base), {flat: {} for flat in flats}
    for place, name in enumerate(entries("parameter")):
        quantity, position = flat_entries()[name]
        if quantity.low[position] < quantity.high[position] and quantity.name not in LAWS:
            means = []
            for value in (quantity.low[position], quantity.high[position]):
                vector = inputs.parameters.copy()
                vector[place] = value
                block = play_block(replace(inputs, parameters=vector), 0, SOME, keep_months=SOME)
                means.append({flat: float(np.nanmean(column(block, flat))) for flat in flats})
            for flat in flats:
                moves[flat][name] = abs(means[1][flat] - means[0][flat])
    return {flat: tuple(sorted(found, key=found.get)[:-4:-1]) for flat, found in moves.items()}


def column(block, flat):
    """Return a state month by month, (runs, months); NaN after the end of a run."""
    name = COLUMN_OF.get(flat, flat.replace(".", "_"))
    values = month_column(block, name)
    alive = month_column(block, "alive") > 0.0
    return np.where(alive, np.log(values) if flat == "log_brent" else values, np.nan)


def can_be_added_to(flat):
    """Tell whether an event may add to a quantity that is a state shown month by month."""
    quantity = flat_entries()[flat].quantity
    shown = COLUMN_OF.get(flat, flat.replace(".", "_")) in COLUMNS
    return quantity.kind == "initial" and not quantity.levels and quantity.name not in LAWS and shown


def derived(*, solving):
    """Return what the model says of every quantity, by flat name; only those of which there is something.

    `solving` works out the tables of farsighted minds for moved numbers too, which takes minutes.
    """
    sides = decided()
    movers = strongest(sides)
    found = {}
    for flat in sorted({*entries("parameter"), *entries("initial")}):
        minds = readers(flat, solving=solving)
        everyone = len(minds) == len(MINDS) - 1
        keeps, level = course(flat) if can_be_added_to(flat) and flat not in sides else (1.0, None)
        effect = QuantityEffect(
            decided=sides.get(flat, ""),
            moved_by=movers.get(flat, ()),
            read_at_start=read_at_start(flat),
            moves=columns_without_decisions(flat),
            minds=() if everyone else minds,
            kept=keeps,
            level=level,
        )
        if effect != QuantityEffect():
            found[flat] = effect
    return found
