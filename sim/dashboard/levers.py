"""The levers and pressures of the briefing that the page offers, in groups.

Names, ranges, units, descriptions and claims of quantities come from seeds/, the minds from `sim.minds`; only
choices that are no quantities are described here.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sim.minds.kinds import MINDS
from sim.quantities.reading import read_entries
from sim.scenario.schema import flat_entries
from sim.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping


class Option(NamedTuple):
    """A value of a choice, as it stands after `--set`, and what it is called."""

    text: str
    label: str


class LeverChoice(NamedTuple):
    """What is chosen from a list and is no quantity: its options, what it means, the claims behind it."""

    label: str
    options: tuple[Option, ...]
    about: str
    claims: tuple[str, ...]


class Group(NamedTuple):
    """Levers that belong together, by their keys as after `--set`."""

    title: str
    levers: tuple[str, ...]


MIND_LABELS = {
    "quantal": "quantal (weighs, and errs)",
    "aspiration": "aspiration (rules of thumb)",
    "learning": "learning (tries stances)",
    "farsighted": "farsighted (plans ahead)",
}
_MINDS = tuple(Option(name, MIND_LABELS.get(name, name)) for name in MINDS)

GROUPS = (
    Group(
        "Money",
        (
            "subsidy_step",
            "subsidy_cost_linear",
            "menu.loans",
            "loan_cost",
            "strength_cost",
            "reserves",
        ),
    ),
    Group(
        "Road maps and demands",
        (
            "menu.bundles",
            "agreed.RM",
            "roadmap_text_rate",
            "integration_value",
            "pressure_cost_linear",
        ),
    ),
    Group(
        "Protest",
        (
            "mobilisation",
            "grievance",
            "threshold_mean",
            "hazard_collapse_mobilisation",
        ),
    ),
    Group(
        "Isolation",
        (
            "isolation",
            "isolation_base",
            "open_shock",
            "repression_cost",
        ),
    ),
    Group(
        "Moscow's view of the protests",
        (
            "colour_revolution_belief",
            "belief_speed",
            "push_cost",
        ),
    ),
    Group(
        "Trouble in Russia",
        (
            "russian_trouble",
            "trouble_normal",
            "pressure_cost_trouble",
            "russia_west_tension",
            "tension_normal",
        ),
    ),
    Group(
        "Prices",
        (
            "log_brent",
            "oil_mean",
            "gas_hub",
            "gas_mean",
            "gas_contract",
        ),
    ),
    Group(
        "Who bargains",
        (
            "minds.kremlin",
            "minds.minsk",
            "kremlin_type",
            "minsk_type",
            "choice_precision",
        ),
    ),
)

CHOICES: Mapping[str, LeverChoice] = {
    "menu.loans": LeverChoice(
        "Loans on the table",
        (
            Option("[0, 0.5, 1.5]", "0.5 or 1.5 bn USD"),
            Option("[0, 1.5, 3]", "1.5 or 3 bn USD"),
            Option("[0, 0.25, 0.5]", "0.25 or 0.5 bn USD"),
        ),
        "Russian loans that can be offered when the leaders meet; no loan always can.",
        ("C6", "C34", "C35"),
    ),
    "menu.bundles": LeverChoice(
        "What may be demanded",
        (
            Option("all", "everything"),
            Option("[0, 1, 3, 4, 6]", "small steps only"),
            Option("[0, 11]", "the ultimatum only"),
            Option("[0]", "nothing"),
        ),
        "Which demands may be tabled: all of them; road maps, fuel and security in small steps; all five "
        "issues at double step or nothing; none at all.",
        ("C40", "C43"),
    ),
    "minds.kremlin": LeverChoice("Mind of the Kremlin", _MINDS, "How the Kremlin decides.", ("C23", "C42")),
    "minds.minsk": LeverChoice("Mind of Minsk", _MINDS, "How Minsk decides.", ("C19",)),
}


@cache
def claims() -> Mapping[str, str]:
    """What each claim of the briefing says, by its number.

    Returns
    -------
    mapping of str to str
        From `seeds/claims.yaml`: number, as `C6`, to content.
    """
    return {entry.name: entry.text("content") for entry in read_entries(shipped("seeds") / "claims.yaml")}


@cache
def labels() -> Mapping[str, str]:
    """What each lever is called, by its key: as seeds/ say, or as its choice does.

    Returns
    -------
    mapping of str to str
        Keys as after `--set`, in the order of the groups.
    """
    return {key: _label(key) for group in GROUPS for key in group.levers}


def _label(key: str) -> str:
    return CHOICES[key].label if key in CHOICES else flat_entries()[key].quantity.label_of(key)
