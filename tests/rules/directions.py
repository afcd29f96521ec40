"""Which way everything pushes: for each rule, what raises its result and what lowers it.

Read from the claims of the briefing and the equations, in political words, not from the output. `at` is the
point at which the direction is looked at: everything differs from its reference there, so that no term is
idle. Names that are not arguments are parameters, at their central values unless `given` says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.rules import (
    commitment,
    diplomacy,
    economy,
    endings,
    energy,
    issues,
    measures,
    payoffs,
    russia,
    society,
    west,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Direction:
    """What raises, lowers and does not move the result of a rule.

    `result` picks a number from what the rule returns; `given` are parameters at other than central values.
    """

    rule: Any
    at: Mapping[str, float]
    up: str = ""
    down: str = ""
    still: str = ""
    given: Mapping[str, float] = field(default_factory=dict)
    result: Callable[[Any], float] = float


# A state in which a crowd is out, repression is hard, reserves are thin and arrears are owed.
HARD_TIMES = {
    "activity_gap": -0.05,
    "mobilisation": 0.3,
    "repression": 0.7,
    "isolation": 0.8,
    "strength": 0.7,
    "backing": 0.4,
    "confrontation": 0.2,
    "reserves": 1.5,
    "in_arrears": 1.0,
    "covid_load": 0.3,
    "rhetoric": 1.0,
    "overture": 1.0,
    "tension": 0.6,
    "trouble": 0.5,
    "belief": 0.7,
    "subsidy": 0.12,
    "appetite": 0.5,
    "sensitivity": 1.0,
}


def at(*names: str, **more: float) -> dict[str, float]:
    """Return the point of `HARD_TIMES` for these names, and more."""
    return {**{name: HARD_TIMES[name] for name in names}, **more}


def _kremlin_month(appetite, belief, *arguments):
    return payoffs.kremlin_total(payoffs.kremlin_flow(*arguments), appetite, belief)


def _minsk_month(sensitivity, *arguments):
    return payoffs.minsk_total(payoffs.minsk_flow(*arguments), sensitivity)


@dataclass(frozen=True)
class Month:
    """The whole payoff of a month as one rule: its terms and their sum."""

    of: Any
    total: Callable[..., float]
    extra: tuple[str, ...]

    def __call__(self, *arguments):
        return self.total(*arguments)


KREMLIN_MONTH = Month(payoffs.kremlin_flow, _kremlin_month, ("appetite", "belief"))
MINSK_MONTH = Month(payoffs.minsk_flow, _minsk_month, ("sensitivity",))

DIRECTIONS = {
    # --- implementing, paying, trusting
    "what was signed is worked off": Direction(
        commitment.implemented_after,
        {"implemented": 0.2, "signed": 0.6, "effort": 0.5, "implementation_rate": 0.3},
        up="implemented signed effort implementation_rate",
    ),
    "Minsk expects to be paid by what it delivers": Direction(
        commitment.expected_payment,
        {"effort": 0.4, "trust_if_delivers": 0.9, "trust_if_stalls": 0.5},
        up="effort trust_if_delivers trust_if_stalls",
    ),
    "withholding prods a staller and sours one who delivers": Direction(
        commitment.effort_if_withheld,
        {"effort_expected": 0.5, "effort": 0.4},
        up="effort_expected punishment_belief",
        down="effort resentment_belief",
    ),
    "what was seen moves an expectation": Direction(
        commitment.blended, {"memory": 0.8, "old": 0.6, "new": 0.2}, up="memory old new"
    ),
    # --- meetings, secrecy, quarrels
    "leaders meet when he is backed and there is no quarrel": Direction(
        diplomacy.summit_chance,
        at("backing", "confrontation"),
        up="backing summit_base summit_backing summit_confrontation summit_confrontation_reference",
        down="confrontation summit_backing_reference",
        given={"summit_confrontation": -0.3},
    ),
    "the dearer a deal in public, the likelier it is hidden": Direction(
        diplomacy.secrecy_chance,
        {"public_cost": 0.1},
        up="public_cost secrecy_base secrecy_sensitivity",
        down="leak_penalty leak lookahead",
    ),
    "backing fades and is renewed": Direction(
        diplomacy.backing_after,
        {"backing": 0.4, "gain": 0.3, "backing_decay": 0.9},
        up="backing gain backing_decay",
    ),
    "a quarrel fades and is renewed": Direction(
        diplomacy.confrontation_after,
        {"confrontation": 0.2, "friction": 0.1, "confrontation_decay": 0.85},
        up="confrontation friction confrontation_decay",
    ),
    "loud words excuse, where Moscow believes them and has not heard them too often": Direction(
        diplomacy.friction_left,
        {"rhetoric": 0.5, "belief": 0.8, "rhetoric_stock": 0.3, "rhetoric_relief": 0.5},
        up="rhetoric_stock",
        down="rhetoric belief rhetoric_relief",
    ),
    "words wear out": Direction(
        diplomacy.rhetoric_stock_after,
        {"stock": 0.2, "rhetoric": 1.0, "rhetoric_wear": 0.3},
        up="stock rhetoric rhetoric_wear",
    ),
    "a leak angers by what it reveals": Direction(
        diplomacy.leak_anger,
        {"provocation": 0.3, "revealed": 0.2, "leak_shock": 0.5},
        up="provocation revealed leak_shock",
    ),
    # --- economy and accounts
    "reserves are thin below a level": Direction(
        economy.shortage, {"reserves": 1.5, "reserves_thin": 3.0}, up="reserves_thin", down="reserves"
    ),
    "money and oil lift activity; covid, isolation, protest and default weigh on it": Direction(
        economy.activity_target,
        at(
            "covid_load",
            "isolation",
            "mobilisation",
            "in_arrears",
            "reserves",
            support=0.2,
            oil_log_ratio=0.1,
        ),
        up="support oil_log_ratio reserves activity_base activity_subsidy activity_oil activity_covid "
        "activity_isolation activity_mobilisation activity_arrears activity_isolation_reference",
        down="covid_load isolation mobilisation in_arrears activity_loss reserves_thin "
        "activity_subsidy_reference",
    ),
    "oil, trade and thrift bring currency; growth, duties, transit lost and isolation cost it": Direction(
        economy.current_account,
        at(
            "isolation", "reserves", januaries=2.0, activity_gap=0.05, oil_log_ratio=0.1, fuel=0.5, trade=0.05
        ),
        up="oil_log_ratio trade current_account_base current_account_oil current_account_activity "
        "current_account_fuel current_account_isolation import_compression reserves_thin",
        down="januaries activity_gap fuel isolation reserves oil_duty_loss",
    ),
    "interest grows with debt and rate": Direction(
        economy.interest, {"debt": 8.0, "annual_rate": 0.04}, up="debt annual_rate"
    ),
    "interest to Russia": Direction(
        economy.debt_service,
        {"debt_to_russia": 8.0, "debt_other": 10.0},
        up="debt_to_russia interest_russia",
        still="debt_other interest_other amortisation_russia amortisation_other",
        result=lambda service: float(service.interest_russia),
    ),
    "interest to others": Direction(
        economy.debt_service,
        {"debt_to_russia": 8.0, "debt_other": 10.0},
        up="debt_other interest_other",
        still="debt_to_russia interest_russia amortisation_russia amortisation_other",
        result=lambda service: float(service.interest_other),
    ),
    "repayment to Russia": Direction(
        economy.debt_service,
        {"debt_to_russia": 8.0, "debt_other": 10.0},
        up="debt_to_russia amortisation_russia",
        still="debt_other interest_russia interest_other amortisation_other",
        result=lambda service: float(service.amortisation_russia),
    ),
    "repayment to others": Direction(
        economy.debt_service,
        {"debt_to_russia": 8.0, "debt_other": 10.0},
        up="debt_other amortisation_other",
        still="debt_to_russia interest_russia interest_other amortisation_russia",
        result=lambda service: float(service.amortisation_other),
    ),
    "the West rolls debt over as far as it is open": Direction(
        economy.market_borrowing,
        at("isolation", amortisation_other=0.12, rollover=0.9),
        up="amortisation_other rollover",
        down="isolation",
    ),
    # --- endings
    "protest, weakness and empty coffers bring collapse": Direction(
        endings.collapse_rate,
        at("mobilisation", "strength", "reserves", "in_arrears"),
        up="mobilisation in_arrears hazard_collapse hazard_collapse_mobilisation hazard_collapse_strength "
        "hazard_collapse_reserves hazard_collapse_arrears hazard_strength_reference reserves_thin "
        "hazard_multiplier_by_ending.0",
        down="strength reserves",
        still="hazard_multiplier_by_ending.1 hazard_multiplier_by_ending.2 hazard_multiplier_by_ending.3",
    ),
    "a push, reform and joint services make replacement likelier, strength and backing rarer": Direction(
        endings.replaced_rate,
        at("strength", "backing", pushed=1.0, reform=0.4, security=0.4),
        up="reform security hazard_replaced_push hazard_replaced_strength hazard_replaced_reform "
        "hazard_replaced_security hazard_replaced_backing hazard_strength_reference "
        "hazard_multiplier_by_ending.1",
        down="strength backing",
        still="pushed hazard_replaced hazard_multiplier_by_ending.0 hazard_multiplier_by_ending.2 "
        "hazard_multiplier_by_ending.3",
    ),
    "without a push replacement has a rate of its own": Direction(
        endings.replaced_rate,
        at("strength", "backing", pushed=0.0, reform=0.4, security=0.4),
        up="pushed reform security hazard_replaced hazard_replaced_strength hazard_replaced_reform "
        "hazard_replaced_security hazard_replaced_backing hazard_strength_reference "
        "hazard_multiplier_by_ending.1",
        down="strength backing",
        still="hazard_replaced_push hazard_multiplier_by_ending.0 hazard_multiplier_by_ending.2 "
        "hazard_multiplier_by_ending.3",
    ),
    "the West reopens to one who courts it and represses little, if Russia leaves it calm": Direction(
        endings.reopening_rate,
        at("repression", "overture", "tension", isolation=0.4, security=0.4),
        up="overture hazard_reopening hazard_reopening_isolation hazard_reopening_repression "
        "hazard_reopening_security hazard_reopening_overture hazard_reopening_tension "
        "hazard_isolation_reference hazard_multiplier_by_ending.2",
        down="isolation repression security tension",
        still="hazard_multiplier_by_ending.0 hazard_multiplier_by_ending.1 hazard_multiplier_by_ending.3",
    ),
    "quarrels and an open West bring the break with Moscow": Direction(
        endings.rupture_rate,
        at("confrontation", isolation=0.4),
        up="confrontation hazard_rupture hazard_rupture_confrontation hazard_rupture_isolation "
        "hazard_isolation_reference hazard_multiplier_by_ending.3",
        down="isolation",
        still="hazard_multiplier_by_ending.0 hazard_multiplier_by_ending.1 hazard_multiplier_by_ending.2",
    ),
    "a larger rate strikes more often": Direction(
        endings.chance_of_any, {"total_rate": 0.1}, up="total_rate"
    ),
    # --- energy
    "a price above its mean stays above, the longer the slower it returns": Direction(
        energy.log_price_after,
        {"log_price": 4.5, "mean_log": 4.0, "speed": 0.2, "noise": 0.1, "shock": 0.5},
        up="log_price mean_log noise shock",
        down="speed",
    ),
    "so does its level": Direction(
        energy.price_after,
        {"price": 90.0, "mean": 60.0, "speed": 0.2, "noise": 0.1, "shock": 0.5},
        up="price mean noise shock",
        down="speed",
    ),
    "each step of subsidy makes next year's gas cheaper": Direction(
        energy.contract_price_for,
        {"subsidy_step": 4.0},
        up="gas_contract_reference subsidy_step_reference",
        down="subsidy_step gas_share_of_step gas_price_of_step",
    ),
    "a dear hub makes the contract a gift": Direction(
        energy.windfall,
        {"gas_hub": 300.0},
        up="gas_hub gas_volume",
        down="gas_transport gas_contract_reference",
    ),
    # --- issues
    "text is agreed at the table": Direction(
        issues.agreed_after,
        {"agreed": 0.3, "signed": 0.25, "step": 0.1, "steps": 2.0, "summit": True},
        up="signed step steps",
        still="agreed",
    ),
    "what was agreed before stays agreed": Direction(
        issues.agreed_after,
        {"agreed": 0.6, "signed": 0.25, "step": 0.1, "steps": 2.0, "summit": True},
        up="agreed",
        still="signed step steps",
    ),
    "signing goes by steps": Direction(
        issues.signed_after,
        {"agreed": 0.8, "signed": 0.2, "step": 0.1, "steps": 2.0},
        up="signed step steps",
        still="agreed",
    ),
    "agreed text is the limit of signing": Direction(
        issues.signed_after,
        {"agreed": 0.3, "signed": 0.2, "step": 0.1, "steps": 2.0},
        up="agreed",
        still="signed step steps",
    ),
    "a pile of agreed text counts by its weight": Direction(
        issues.text_size,
        {"increment": 0.5, "step": 0.1, "text_weight": 0.5},
        up="increment step text_weight",
    ),
    "the last road maps are the dear ones": Direction(
        issues.costly_road_maps,
        {"share": 0.9, "last_at": 0.8, "extra": 1.5},
        up="share extra",
        down="last_at",
    ),
    "sovereignty goes by Minsk's weights": Direction(
        issues.sovereignty_size,
        {"issue": issues.ROAD_MAPS, "share": 0.9},
        up="share sovereignty_weight_by_issue.0 last_road_maps_minsk",
        down="last_road_maps_at",
    ),
    "the prize goes by the Kremlin's weights": Direction(
        issues.prize_size,
        {"issue": issues.ROAD_MAPS, "share": 0.9},
        up="share kremlin_weight_by_issue.0 last_road_maps_kremlin",
        down="last_road_maps_at",
        given={"last_road_maps_kremlin": 0.5},
    ),
    # --- observables
    "a crowd shows": Direction(
        measures.turnout,
        {"mobilisation": 0.3, "shock": 0.5},
        up="mobilisation shock turnout_start turnout_ratio turnout_noise",
        down="turnout_reference mobilisation_august_2020",
        still="turnout_largest",
    ),
    "repression of visible protest fills prisons": Direction(
        measures.prisoners_after,
        {"prisoners": 200.0, "repression": 0.7, "mobilisation": 0.3},
        up="prisoners repression mobilisation prisoners_inflow prisoners_release",
        down="prisoners_repression_reference prisoners_mobilisation_reference prisoners_floor",
    ),
    "repression and a jump of protest bring sanctions": Direction(
        measures.sanctions_chance,
        {"repression": 0.7, "protest_change": 0.2},
        up="repression sanctions_base sanctions_repression sanctions_protest eu_trigger",
        down="sanctions_repression_reference",
        still="protest_change sanctions_protest_jump",
    ),
    "growth compares with a year ago": Direction(
        measures.yearly_growth,
        {"activity_gap": -0.01, "activity_gap_year_ago": -0.03, "growth_trend": 0.01},
        up="activity_gap growth_trend",
        down="activity_gap_year_ago",
    ),
    # --- payoffs
    "streets and talks must be calm for an exercise to look well": Direction(
        payoffs.exercise_calm,
        at("mobilisation", "confrontation", months_to_exercise=2.0, exercise_window=3.0),
        down="mobilisation confrontation",
        still="months_to_exercise exercise_window",
    ),
    "the Kremlin wants integration and calm, cheaply, and no strong client": Direction(
        KREMLIN_MONTH,
        at(
            *("appetite", "belief", "subsidy", "confrontation", "strength", "mobilisation"),
            prized_integration=0.3,
            calm=0.6,
            windfall=0.2,
            pro_russian_share=0.4,
            help=2.0,
        ),
        up="prized_integration calm pro_russian_share dominance_value integration_value exercise_value",
        down="appetite belief subsidy confrontation windfall strength mobilisation subsidy_cost_linear "
        "subsidy_cost_quadratic confrontation_cost_kremlin windfall_cost image_cost image_reference "
        "suppression_cost strength_cost protest_cost",
        still="in_kind_cost",
    ),
    "help in kind costs what it costs": Direction(
        KREMLIN_MONTH,
        at(
            *("appetite", "belief", "subsidy", "confrontation", "strength", "mobilisation"),
            prized_integration=0.3,
            calm=0.6,
            windfall=0.2,
            pro_russian_share=0.4,
            help=1.0,
        ),
        down="in_kind_cost",
        still="suppression_cost",
    ),
    "Minsk wants money, backing and its chair, and sovereignty": Direction(
        MINSK_MONTH,
        at(
            *(
                "sensitivity",
                "backing",
                "mobilisation",
                "repression",
                "confrontation",
                "overture",
                "rhetoric",
            ),
            activity_gap=0.05,
            income=0.2,
            surrendered=0.3,
        ),
        up="activity_gap income backing tenure_value activity_value subsidy_value backing_value",
        down="sensitivity mobilisation repression confrontation overture rhetoric surrendered "
        "protest_cost_minsk repression_cost confrontation_cost_minsk overture_cost rhetoric_cost "
        "sovereignty_cost",
    ),
    "a debtor in trouble does not pay back": Direction(
        payoffs.default_risk,
        at("in_arrears", reserves=1.5),
        up="in_arrears default_risk_base default_risk_reserves default_risk_arrears reserves_thin",
        down="reserves",
    ),
    "a promised loan costs by its size and its risk": Direction(
        payoffs.loan_burden, {"loan": 1.5, "risk": 0.3}, up="loan risk loan_cost default_cost"
    ),
    "pressing costs the more, the larger the demand and the more else is going on": Direction(
        payoffs.pressing_burden,
        at("trouble", "tension", demand=0.4),
        up="demand trouble tension pressure_cost pressure_cost_linear pressure_cost_trouble "
        "pressure_cost_tension",
    ),
    "collapse is the worse the more it looks like a Western revolution": Direction(
        payoffs.kremlin_endings,
        at("belief", "trouble", "tension", "appetite"),
        up="value_kremlin_collapse value_kremlin_collapse_belief value_kremlin_collapse_belief_trouble "
        "value_kremlin_collapse_tension",
        down="belief trouble tension",
        still="appetite value_kremlin_replaced value_kremlin_replaced_appetite value_kremlin_reopening "
        "value_kremlin_rupture",
        result=lambda value: float(value.collapse),
    ),
    "another leader is worth more to those who want one": Direction(
        payoffs.kremlin_endings,
        at("belief", "trouble", "tension", "appetite"),
        up="appetite value_kremlin_replaced value_kremlin_replaced_appetite",
        still="belief trouble tension value_kremlin_collapse value_kremlin_reopening value_kremlin_rupture",
        result=lambda value: float(value.replaced),
    ),
    "reopening is worth what it is worth to the Kremlin": Direction(
        payoffs.kremlin_endings,
        at("belief", "trouble", "tension", "appetite"),
        up="value_kremlin_reopening",
        still="belief appetite value_kremlin_rupture",
        result=lambda value: float(value.reopening),
    ),
    "so is a rupture": Direction(
        payoffs.kremlin_endings,
        at("belief", "trouble", "tension", "appetite"),
        up="value_kremlin_rupture",
        still="belief appetite value_kremlin_reopening",
        result=lambda value: float(value.rupture),
    ),
    "reopening is worth the more to Minsk, the wider the West opens": Direction(
        payoffs.minsk_endings,
        at("isolation"),
        up="value_minsk_reopening",
        down="isolation",
        still="value_minsk_collapse value_minsk_replaced value_minsk_rupture",
        result=lambda value: float(value.reopening),
    ),
    "collapse to Minsk": Direction(
        payoffs.minsk_endings,
        at("isolation"),
        up="value_minsk_collapse",
        still="isolation value_minsk_replaced",
        result=lambda value: float(value.collapse),
    ),
    "replacement to Minsk": Direction(
        payoffs.minsk_endings,
        at("isolation"),
        up="value_minsk_replaced",
        still="isolation value_minsk_collapse",
        result=lambda value: float(value.replaced),
    ),
    "rupture to Minsk": Direction(
        payoffs.minsk_endings,
        at("isolation"),
        up="value_minsk_rupture",
        still="isolation value_minsk_collapse",
        result=lambda value: float(value.rupture),
    ),
    "a flow that lasts is worth more, and more to the patient": Direction(
        payoffs.annuity,
        {"flow": 1.0, "patience": 0.97, "ending": 0.1, "survival": 0.95},
        up="flow patience ending survival",
    ),
    "a surplus is what lies above refusing": Direction(
        payoffs.surplus, {"value": 2.0, "disagreement": 1.0}, up="value", down="disagreement"
    ),
    # --- Russia
    "trouble and tension return to normal": Direction(
        russia.reverting_share,
        {"share": 0.3, "normal": 0.6, "speed": 0.2, "noise": 0.1, "shock": 0.5},
        up="share normal speed noise shock",
    ),
    "protest beside a closing West confirms the belief in a colour revolution": Direction(
        russia.belief_after,
        at("belief", "tension", protest_change=0.1, isolation_change=0.05),
        up="belief tension belief_speed belief_tension_base belief_evidence_western",
        down="belief_decay",
        still="protest_change isolation_change belief_evidence_domestic belief_protest_jump "
        "belief_isolation_jump",
    ),
    "protest without it speaks against": Direction(
        russia.belief_after,
        at("belief", "tension", protest_change=0.1, isolation_change=-0.05),
        up="belief",
        down="tension belief_speed belief_tension_base belief_evidence_domestic belief_decay",
        still="protest_change isolation_change belief_evidence_western belief_protest_jump "
        "belief_isolation_jump",
    ),
    "in quiet months the belief fades": Direction(
        russia.belief_after,
        at("belief", "tension", protest_change=0.0, isolation_change=0.05),
        up="belief",
        down="belief_speed belief_decay",
        still="tension belief_tension_base belief_evidence_western belief_evidence_domestic",
    ),
    "backing an unloved man costs Russia's image": Direction(
        russia.image_target,
        {"backing": 0.3, "mobilisation": 0.3, "suppression": 0.5, "rhetoric": 1.0},
        up="image_base image_protest_reference",
        down="backing mobilisation suppression rhetoric image_backing image_suppression image_protest "
        "image_rhetoric",
    ),
    # --- society
    "everything approaches where it heads": Direction(
        society.approach, {"value": 0.2, "target": 0.6, "speed": 0.2}, up="value target speed"
    ),
    "a crowd draws a crowd": Direction(
        society.willing_share,
        {"active": 0.3, "push": 0.1, "threshold_mean": 0.5, "threshold_spread": 0.3},
        up="active push threshold_spread",
        down="threshold_mean",
    ),
    "a crowd grows towards those willing": Direction(
        society.mobilisation_after,
        {
            "mobilisation": 0.2,
            "push": 0.1,
            "threshold_mean": 0.5,
            "threshold_spread": 0.3,
            "protest_speed": 0.5,
        },
        up="mobilisation push threshold_spread protest_speed",
        down="threshold_mean",
    ),
    "grievance drives people out, repression and Moscow's backing keep them in": Direction(
        society.protest_push,
        at("repression", "backing", grievance=0.5),
        up="grievance grievance_pull",
        down="repression backing repression_deterrence backing_deterrence",
    ),
    "hard times, visible integration, beaten protest, covid and leaks anger": Direction(
        society.grievance_target,
        at("activity_gap", "repression", "mobilisation", "covid_load", provocation=0.05, leak_shock=0.05),
        up="provocation repression mobilisation covid_load leak_shock grievance_base grievance_activity "
        "grievance_repression grievance_covid",
        down="activity_gap",
    ),
    "text signed weighs a part of what is done": Direction(
        society.provocation_of,
        {"weight": 0.3, "signed": 0.6, "implemented": 0.2, "text_provocation": 0.25},
        up="weight signed implemented text_provocation",
    ),
    "money, backing, growth and repression make the regime firm; protest and reform weaken it": Direction(
        society.strength_target,
        at(
            "subsidy", "backing", "mobilisation", "repression", activity_gap=0.02, reform=0.4, suppression=1.0
        ),
        up="subsidy backing activity_gap repression suppression strength_base strength_subsidy "
        "strength_backing "
        "strength_activity strength_mobilisation strength_reform strength_repression suppression_strength",
        down="mobilisation reform",
    ),
    "the epidemic ebbs, faster with vaccines": Direction(
        society.covid_after,
        {"covid_load": 0.4, "vaccine_capacity": 0.5, "covid_decay": 0.9, "covid_vaccine": 0.5},
        up="covid_load covid_decay",
        down="vaccine_capacity covid_vaccine",
    ),
    "vaccines come": Direction(
        society.vaccine_after,
        {"vaccine_capacity": 0.3, "vaccine_speed": 0.1},
        up="vaccine_capacity vaccine_speed",
    ),
    # --- the West
    "repression in sight of the world closes the West, courting it opens": Direction(
        west.isolation_target,
        at("rhetoric", "overture", repression=0.5, mobilisation=0.08, security=0.2, fuel=0.3),
        up="repression mobilisation security fuel rhetoric isolation_base isolation_repression "
        "isolation_overture "
        "isolation_repression_floor isolation_security transit_isolation rhetoric_isolation",
        down="overture open_shock isolation_mobilisation_reference",
    ),
    "courting the West pays where it is open and repression mild": Direction(
        west.overture_trade,
        at("isolation", "repression", "overture", overture_income=0.25),
        up="overture overture_income",
        down="isolation repression",
    ),
}

# Rules whose results are no single direction: their tests are in the file named.
ELSEWHERE = {
    "bayes": "test_beliefs",
    "mix": "test_beliefs",
    "tranche_due": "test_commitment",
    "cash_need": "test_economy",
    "close_accounts": "test_economy",
    "chances": "test_endings",
    "which_strikes": "test_endings",
    "outcome_of": "test_endings",
    "deeply_integrated": "test_endings",
    "expected_ending": "test_endings",
    "largest_demand": "test_issues",
    "implemented_prize": "test_issues",
    "implemented_sacrifice": "test_issues",
    "package_number": "test_issues",
    "subsidy_change_of": "test_issues",
    "loan_of": "test_issues",
    "bundle_of": "test_issues",
    "road_maps_signed": "test_measures",
    "help_cost": "test_payoffs",
    "publicity": "test_payoffs",
    "kremlin_total": "here, as the Kremlin's month",
    "minsk_steady": "here, as Minsk's month",
    "minsk_total": "here, as Minsk's month",
}
