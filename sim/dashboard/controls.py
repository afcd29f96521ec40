"""Controls: a slider or a list for each lever, with unit, range, meaning and claims; any number can be one.

A change is text as after `--set` (`strength_cost=1.2`). A value that the scenario has anyhow is no change.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.dashboard.levers import CHOICES, GROUPS, Option, claims, labels
from sim.pages.svg import step_of
from sim.pages.words import number
from sim.scenario.schema import LAWS, flat_entries, level_name
from sim.scenario.write import data_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.quantities import Quantity
    from sim.scenario import Scenario

STEPS = 100  # about so many from one end of a slider to the other
FEW = 12  # whole numbers: so many, and the slider spans all that are legal
NARROW = 0.1  # a plausible range that is so small a part of the legal one decides the slider
DIGITS = 9
LOGARITHM = "log of "
SAME = 1e-9  # relative: what differs by rounding alone is no change


class Track(NamedTuple):
    """A slider in the unit that is shown: its ends, and its step."""

    low: float
    high: float
    step: float


def split(change: str) -> tuple[str, str]:
    """Key and value of a change.

    Parameters
    ----------
    change : str
        As after `--set`: `key=value`.

    Returns
    -------
    (str, str)
        Without surrounding spaces; an empty value where there is no equals sign.
    """
    key, _, text = change.partition("=")
    return key.strip(), text.strip()


def controls(base: Scenario, now: Scenario, changes: Sequence[str]) -> list[dict[str, Any]]:
    """All groups of controls as plain data for the browser; `base` is what the file has, `now` is changed.

    Parameters
    ----------
    base : Scenario
        The scenario as its file has it.
    now : Scenario
        The same with the changes.
    changes : sequence of str
        As after `--set`; a key of `others` gets a control in a group of its own.

    Returns
    -------
    list of dict
        A group each: `title`, and `controls` as `control` returns them.
    """
    groups = [
        {"title": group.title, "controls": [control(key, base, now) for key in group.levers]}
        for group in GROUPS
    ]
    if added := [key for key, _ in map(split, changes) if key in set(others())]:
        own = [control(key, base, now) for key in dict.fromkeys(added)]
        groups.append({"title": "Other numbers", "controls": own})
    return groups


def others() -> list[str]:
    """The numbers that are no lever, by name: each can be had as a control too.

    The entries of a law of chance are left out: they sum to 1, so that none can be moved alone.

    Returns
    -------
    list of str
        Flat names in alphabetical order.
    """
    free = (key for key, entry in flat_entries().items() if entry.quantity.name not in LAWS)
    return sorted(key for key in free if key not in labels())


def control(key: str, base: Scenario, now: Scenario) -> dict[str, Any]:
    """One control as plain data for the browser.

    Parameters
    ----------
    key : str
        Key of a choice, or flat name of a quantity.
    base : Scenario
        The scenario as its file has it.
    now : Scenario
        The same with the changes.

    Returns
    -------
    dict
        Key, label, meaning and claims; `kind` is `choice` with its options as text, or `number` with
        range, step and values in the unit that is shown.
    """
    if key in CHOICES:
        choice = CHOICES[key]
        values = [chosen(key, side) for side in (base, now)]
        return _head(key, choice.about, choice.claims) | _list(choice.options, *values)
    quantity = flat_entries()[key].quantity
    head = _head(key, quantity.description, quantity.claims)
    if quantity.levels:
        levels = [Option(level, level) for level in quantity.levels]
        return head | _list(levels, *(str(level_name(quantity, side.value(key))) for side in (base, now)))
    return head | _slider(key, base, now)


def chosen(key: str, scenario: Scenario) -> str:
    """What a scenario has for a choice, as it stands after `--set`.

    Parameters
    ----------
    key : str
        Key of a choice, as `menu.loans`.
    scenario : Scenario
        The scenario whose choice is read.

    Returns
    -------
    str
        A list is written in brackets.
    """
    section, _, name = key.partition(".")
    value = data_of(scenario, "set")[section][name]
    return f"[{', '.join(f'{item:g}' for item in value)}]" if isinstance(value, list) else str(value)


def _head(key: str, about: str, names: Iterable[str]) -> dict[str, Any]:
    known = claims()
    return {
        "key": key,
        "label": labels().get(key) or flat_entries()[key].quantity.label_of(key),
        "about": about,
        "claims": [{"name": name, "content": known.get(name, "")} for name in names],
    }


def _list(options: Iterable[Option], base: str, value: str) -> dict[str, Any]:
    listed = {option.text: option.label for option in options}
    for text in (base, value):  # what a file sets and the list does not have
        listed.setdefault(text, text)
    return {
        "kind": "choice",
        "unit": "",
        "options": [{"text": text, "label": label} for text, label in listed.items()],
        "base": base,
        "value": value,
        "note": "",
    }


def _slider(key: str, base: Scenario, now: Scenario) -> dict[str, Any]:
    quantity = flat_entries()[key].quantity
    before, after = (shown(quantity, side.value(key)) for side in (base, now))
    track = track_of(key, before, after)
    return {
        "kind": "number",
        "unit": quantity.unit.removeprefix(LOGARITHM),
        "value": after,
        "base": before,
        **track._asdict(),
        "legal": [shown(quantity, end) for end in quantity.legal],
        "note": _note(key, now),
    }


def _note(key: str, now: Scenario) -> str:
    quantity, position = flat_entries()[key]
    low, high = (shown(quantity, ends[position]) for ends in (quantity.low, quantity.high))
    drawn = "Drawn anew in each run unless it is set here." if key in now.uncertain else ""
    plausible = f"Plausible: {number(low)} to {number(high)}." if low < high else ""
    return " ".join(filter(None, (drawn, plausible)))


def track_of(key: str, *within: float) -> Track:
    """The slider of a number: what is legal where that is a share or a few steps, else what is plausible.

    Where no prior says what is plausible, from half to twice the central value. `within` are values that must
    have a place on it.

    Parameters
    ----------
    key : str
        Flat name of a quantity.
    *within : float
        In the unit that is shown.

    Returns
    -------
    Track
        Ends are multiples of the step where the legal range allows it; the step is 1 for whole numbers.
    """
    quantity, position = flat_entries()[key]
    low, high = quantity.legal
    narrow = quantity.high[position] - quantity.low[position] < NARROW * (high - low)
    if narrow or high - low > (FEW if quantity.integer else 1):
        low, high = _roomy(quantity, position)
    low, high = min([low, *within]), max([high, *within])
    step = 1.0 if quantity.integer else step_of(low, high, STEPS)
    first, last = math.floor(low / step + SAME), math.ceil(high / step - SAME)
    least, most = (shown(quantity, end) for end in quantity.legal)
    return Track(max(round(first * step, DIGITS), least), min(round(last * step, DIGITS), most), step)


def _roomy(quantity: Quantity, position: int) -> tuple[float, float]:
    low, central, high = (
        shown(quantity, ends[position]) for ends in (quantity.low, quantity.central, quantity.high)
    )
    room = (high - low) / 2
    if quantity.prior is None:
        low, high, room = min(low, central / 2, central * 2), max(high, central / 2, central * 2), 0.0
    if low == high:
        room = 1.0
    least, most = (shown(quantity, end) for end in quantity.legal)
    least, most = (max(least, 0.0) if low > 0 else least), (min(most, 0.0) if high < 0 else most)
    return max(low - room, least), min(high + room, most)


def shown(quantity: Quantity, value: float) -> float:
    """A value in the unit that is shown: not the logarithm but the number.

    Parameters
    ----------
    quantity : Quantity
        Its unit decides whether the value is a logarithm.
    value : float
        In the unit of seeds/.

    Returns
    -------
    float
        In the unit that is shown.
    """
    return math.exp(value) if quantity.unit.startswith(LOGARITHM) else value


def stored(quantity: Quantity, value: float) -> float:
    """A value that is shown in the unit of the scenario.

    Parameters
    ----------
    quantity : Quantity
        Its unit decides whether a logarithm is taken.
    value : float
        In the unit that is shown; of a quantity stored as a logarithm, what is not positive stays as it
        is.

    Returns
    -------
    float
        In the unit of seeds/.
    """
    return math.log(value) if quantity.unit.startswith(LOGARITHM) and value > 0 else value


def changed(changes: Sequence[str], key: str, value: Any, base: Scenario) -> tuple[str, ...]:
    """The changes after a control was moved to a value, as the browser tells it; None takes a change back.

    A key that is no control is left out, so that a page sets nothing but these.

    Parameters
    ----------
    changes : sequence of str
        The changes before, as after `--set`.
    key : str
        Key of the control that was moved.
    value : str, float or None
        Text of a choice, or a number in the unit that is shown; what cannot be set counts as None.
    base : Scenario
        The scenario as its file has it; its own value is no change.

    Returns
    -------
    tuple of str
        At most one change of the key, which stands last.
    """
    rest = tuple(change for change in changes if split(change)[0] != key)
    text = _text(key, value, base)
    return rest if text is None else (*rest, f"{key}={text}")


def _text(key: str, value: Any, base: Scenario) -> str | None:
    """A value as it stands after `--set`; None where it is the scenario's own, or nothing that can be set."""
    if key in CHOICES:
        text = str(value)
        return (
            text if text in {option.text for option in CHOICES[key].options} - {chosen(key, base)} else None
        )
    if key not in flat_entries():
        return None
    quantity = flat_entries()[key].quantity
    if quantity.levels:
        own = level_name(quantity, base.value(key))
        return str(value) if value in quantity.levels and value != own else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    wanted, own = stored(quantity, float(value)), base.value(key)
    if abs(wanted - own) <= SAME * max(abs(wanted), abs(own)) and key not in base.uncertain:
        return None
    return str(int(wanted)) if quantity.integer and wanted == int(wanted) else repr(wanted)
