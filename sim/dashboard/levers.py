"""The levers and pressures of the briefing that the page offers, in groups, and what a person calls them.

Only names stand here; ranges, units, descriptions and claims come from seeds/, the minds from `sim.minds`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sim.minds.kinds import MINDS
from sim.quantities.reading import read_entries
from sim.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping


class Option(NamedTuple):
    """A value of a choice, as it stands after `--set`, and what it is called."""

    text: str
    label: str


class Choice(NamedTuple):
    """What is chosen from a list and is no quantity: its options, what it means, the claims behind it."""

    options: tuple[Option, ...]
    about: str
    claims: tuple[str, ...]


class Group(NamedTuple):
    """Levers that belong together: key as after `--set` to label."""

    title: str
    levers: Mapping[str, str]


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
        {
            "subsidy_step": "Subsidy agreed at the start",
            "subsidy_cost_linear": "What subsidies cost Moscow",
            "menu.loans": "Loans on the table",
            "loan_cost": "What lending costs Moscow",
            "strength_cost": "What a strong Minsk costs Moscow",
            "reserves": "Reserves of Minsk",
        },
    ),
    Group(
        "Road maps and demands",
        {
            "menu.bundles": "What may be demanded",
            "agreed.RM": "Road maps agreed in text",
            "roadmap_text_rate": "Pace of new road-map texts",
            "integration_value": "Worth of integration to Moscow",
            "pressure_cost_linear": "What pressing costs Moscow",
        },
    ),
    Group(
        "Protest",
        {
            "mobilisation": "Protest at the start",
            "grievance": "Grievance at the start",
            "threshold_mean": "Caution of the citizens",
            "hazard_collapse_mobilisation": "Danger of protest to the regime",
        },
    ),
    Group(
        "Isolation",
        {
            "isolation": "Western isolation at the start",
            "isolation_base": "Isolation without repression",
            "open_shock": "Opening by the West",
            "repression_cost": "What repression costs Minsk",
        },
    ),
    Group(
        "Moscow's view of the protests",
        {
            "colour_revolution_belief": "Belief in a colour revolution",
            "belief_speed": "How fast that belief learns",
            "push_cost": "What pushing him out costs Moscow",
        },
    ),
    Group(
        "Trouble in Russia",
        {
            "russian_trouble": "Trouble at home at the start",
            "trouble_normal": "Trouble it returns to",
            "pressure_cost_trouble": "How much trouble eases pressure",
            "russia_west_tension": "Tension with the West at the start",
            "tension_normal": "Tension it returns to",
        },
    ),
    Group(
        "Prices",
        {
            "log_brent": "Oil price at the start",
            "oil_mean": "Oil price it returns to",
            "gas_hub": "Hub price of gas at the start",
            "gas_mean": "Hub price it returns to",
            "gas_contract": "Gas price for Minsk",
        },
    ),
    Group(
        "Who bargains",
        {
            "minds.kremlin": "Mind of the Kremlin",
            "minds.minsk": "Mind of Minsk",
            "kremlin_type": "Type of the Kremlin",
            "minsk_type": "Type of Minsk",
            "choice_precision": "Precision of choices",
        },
    ),
)

CHOICES: Mapping[str, Choice] = {
    "menu.loans": Choice(
        (
            Option("[0, 0.5, 1.5]", "0.5 or 1.5 bn USD"),
            Option("[0, 1.5, 3]", "1.5 or 3 bn USD"),
            Option("[0, 0.25, 0.5]", "0.25 or 0.5 bn USD"),
        ),
        "Russian loans that can be offered when the leaders meet; no loan always can.",
        ("C6", "C34", "C35"),
    ),
    "menu.bundles": Choice(
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
    "minds.kremlin": Choice(_MINDS, "How the Kremlin decides.", ("C23", "C42")),
    "minds.minsk": Choice(_MINDS, "How Minsk decides.", ("C19",)),
}


@cache
def claims() -> Mapping[str, str]:
    """What each claim of the briefing says, by its number."""
    return {entry.name: entry.text("content") for entry in read_entries(shipped("seeds") / "claims.yaml")}


@cache
def labels() -> Mapping[str, str]:
    """What each lever is called, by its key."""
    return {key: label for group in GROUPS for key, label in group.levers.items()}
