# Types of the records that rules work on; written by `python -m sim.engines.record_types`, never by hand.

from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float64]

class Record:
    @property
    def dtype(self) -> np.dtype[Any]: ...
    @property
    def base(self) -> NDArray[Any]: ...
    def __getitem__(self, name: str) -> Any: ...
    def __setitem__(self, name: str, value: Any) -> None: ...
    def copy(self) -> Self: ...
    def tobytes(self) -> bytes: ...

class Parameters(Record):
    activity_arrears: float  # output share
    activity_base: float  # output share
    activity_covid: float  # output share at full load
    activity_isolation: float  # output share per unit of isolation
    activity_isolation_reference: float  # share
    activity_loss: float  # output share at empty reserves
    activity_mobilisation: float  # output share at full mobilisation
    activity_oil: float  # output share per log point
    activity_speed: float  # share of the gap closed a month
    activity_subsidy: float  # output share per bn USD a month
    activity_subsidy_reference: float  # bn USD a month
    activity_value: float
    amortisation_other: float  # share a month
    amortisation_russia: float  # share a month
    aspiration_accept_assertive: float  # payoff units
    aspiration_appetite: float  # share
    aspiration_assert_base: float  # share
    aspiration_assert_isolation: float  # share per unit of isolation
    aspiration_assert_isolation_reference: float  # share
    aspiration_assert_mobilisation: float  # share per unit of mobilisation
    aspiration_assert_mobilisation_reference: float  # share
    aspiration_assert_strength: float  # share per unit of strength
    aspiration_assert_strength_reference: float  # share
    aspiration_assert_trouble: float  # share at full trouble
    aspiration_calm: float  # share
    aspiration_comply_below: float  # share
    aspiration_cut_strength: float  # share
    aspiration_gradual: float  # 0 or 1
    aspiration_loan_reserves: float  # bn USD
    aspiration_memory: float  # share kept a month
    aspiration_overture_assertive: float  # share
    aspiration_overture_isolation: float  # share
    aspiration_patience: float  # months
    aspiration_pressure_base: float  # share of the largest demand
    aspiration_pressure_belief: float  # share of the largest demand
    aspiration_pressure_protest: float  # share of the largest demand
    aspiration_pressure_shortfall: float
    aspiration_pressure_trouble: float  # share of the largest demand
    aspiration_push_belief: float  # probability
    aspiration_push_strength: float  # share
    aspiration_rescue_mobilisation: float  # share
    aspiration_rescue_reserves: float  # bn USD
    aspiration_rhetoric_wear: float  # share
    aspiration_suppress_belief: float  # probability
    aspiration_suppress_mobilisation: float  # share
    aspiration_tremble: float  # probability
    audience_cost: float
    backing_decay: float  # share kept a month
    backing_deterrence: float  # share of the threshold scale
    backing_summit: float  # share
    backing_value: float  # payoff units a month at full backing
    belief_decay: float  # log odds a month
    belief_evidence_domestic: float  # log odds
    belief_evidence_western: float  # log odds
    belief_isolation_jump: float  # share a month
    belief_mixing: float  # share a month
    belief_protest_jump: float  # share a month
    belief_speed: float  # per unit of evidence
    belief_tension_base: float  # pure number
    c_common: float  # probability
    choice_precision: float  # per payoff unit
    confrontation_cost_kremlin: float
    confrontation_cost_minsk: float
    confrontation_decay: float  # share kept a month
    confrontation_overture: float  # share a month
    confrontation_postponed: float  # share a month
    confrontation_refusal: float  # share a month
    confrontation_refusal_kremlin: float  # share a month
    confrontation_stall: float  # share a month
    confrontation_withheld: float  # share a month
    covid_decay: float  # share kept a month
    covid_vaccine: float  # share
    current_account_activity: float  # bn USD a month per unit of output gap
    current_account_base: float  # bn USD a month
    current_account_fuel: float  # bn USD a month at full redirection
    current_account_isolation: float  # bn USD a month at full isolation
    current_account_oil: float
    deep_integration_index: float  # weighted share delivered
    deep_integration_supranational: float  # share delivered
    default_cost: float
    default_risk_arrears: float  # probability
    default_risk_base: float  # probability
    default_risk_reserves: float  # probability at empty reserves
    dominance_value: float  # payoff units a month
    effort_delivers: float  # share
    effort_memory: float  # share kept a month
    eu_trigger: float  # monthly rate
    exercise_confrontation: float  # share
    exercise_value: float  # payoff units a month
    exercise_window: float  # months
    farsighted_backlog: float  # share of all issues
    flight: float  # bn USD a month at full mobilisation
    gas_contract_reference: float  # USD per 1000 m3
    gas_mean: float  # USD per 1000 m3
    gas_noise: float  # log points a month
    gas_price_of_step: float  # USD per 1000 m3
    gas_share_of_step: float  # share
    gas_speed: float  # per month
    gas_transport: float  # USD per 1000 m3
    gas_volume: float  # bcm a year
    grievance_activity: float  # share per unit of output lost
    grievance_base: float  # share
    grievance_covid: float  # share at full load
    grievance_pull: float  # share of the threshold scale
    grievance_repression: float  # share
    grievance_speed: float  # share of the gap closed a month
    growth_trend: float  # share a year
    hazard_collapse: float  # log monthly rate
    hazard_collapse_arrears: float  # log monthly rate
    hazard_collapse_mobilisation: float  # log monthly rate at full mobilisation
    hazard_collapse_reserves: float  # log monthly rate at empty reserves
    hazard_collapse_strength: float  # log monthly rate per unit of strength
    hazard_isolation_reference: float  # share
    hazard_multiplier_by_ending: Vector  # pure number
    hazard_reopening: float  # log monthly rate
    hazard_reopening_isolation: float  # log monthly rate per unit of openness
    hazard_reopening_overture: float  # log monthly rate
    hazard_reopening_repression: float  # log monthly rate at full repression
    hazard_reopening_security: float  # log monthly rate at full subordination
    hazard_reopening_tension: float  # log monthly rate at full tension
    hazard_replaced: float  # log monthly rate
    hazard_replaced_backing: float  # log monthly rate without backing
    hazard_replaced_push: float  # log monthly rate
    hazard_replaced_reform: float  # log monthly rate at full reform
    hazard_replaced_security: float  # log monthly rate at full subordination
    hazard_replaced_strength: float  # log monthly rate per unit of strength
    hazard_rupture: float  # log monthly rate
    hazard_rupture_confrontation: float  # log monthly rate at full confrontation
    hazard_rupture_isolation: float  # log monthly rate per unit of openness
    hazard_strength_reference: float  # share
    image_backing: float  # share at full backing
    image_base: float  # share of Belarusians
    image_cost: float
    image_protest: float  # share per unit of protest
    image_protest_reference: float  # share
    image_reference: float  # share of Belarusians
    image_rhetoric: float  # share
    image_speed: float  # share of the gap closed a month
    image_suppression: float  # share
    implementation_rate: float  # share of the backlog a month
    import_compression: float  # bn USD a month at empty reserves
    in_kind_backing: float  # share a month
    in_kind_cost: float  # payoff units a month
    integration_value: float
    interest_other: float  # share a year
    interest_russia: float  # share a year
    isolation_base: float  # share
    isolation_mobilisation_reference: float  # share
    isolation_noise: float  # share a month
    isolation_overture: float  # share
    isolation_repression: float  # share at full repression
    isolation_repression_floor: float  # share
    isolation_security: float  # share at full subordination
    isolation_speed: float  # share of the gap closed a month
    kremlin_patience_by_type: Vector  # weight of next month
    kremlin_weight_by_issue: Vector  # share of all five
    last_road_maps_at: float  # share of the road maps
    last_road_maps_kremlin: float  # pure number
    last_road_maps_minsk: float  # pure number
    leak: float  # probability a month
    leak_penalty: float  # pure number
    leak_shock: float  # grievance per unit of provocation leaked
    learning_cumulation: float  # share
    learning_imagination: float  # share
    learning_memory: float  # share kept a month
    learning_payoff_scale: float  # payoff units per unit of attraction
    learning_precision: float  # per unit of attraction
    learning_regret_memory: float  # share kept a month
    learning_rounds: float  # rounds
    learning_rule: float  # rule
    loan_cost: float  # payoff units per bn USD, once
    lookahead: float  # months
    minsk_patience: float  # weight of next month
    mobilisation_august_2020: float  # share
    oil_compensation_step: float  # steps
    oil_duty_januaries: float  # Januaries
    oil_duty_loss: float  # bn USD a month
    oil_mean: float  # USD/bbl
    oil_noise: float  # log points a month
    oil_reference: float  # USD/bbl
    oil_speed: float  # per month
    open_shock: float  # share
    overture_cost: float  # payoff units a month
    overture_income: float
    package_signed_at: float  # share signed
    package_text_weight: float  # share
    postpone_months: float  # months
    pressure_cost: float  # payoff units at the largest demand
    pressure_cost_linear: float  # payoff units at the largest demand
    pressure_cost_tension: float  # pure number
    pressure_cost_trouble: float  # pure number
    prior_kremlin_type: Vector  # probability
    prior_minsk_type: Vector  # probability
    prisoners_floor: float  # share
    prisoners_inflow: float  # people a month
    prisoners_mobilisation_reference: float  # share
    prisoners_release: float  # share kept a month
    prisoners_repression_reference: float  # share
    protest_cost: float
    protest_cost_minsk: float
    protest_noise: float  # share a month
    protest_speed: float  # share of the gap closed a month
    provocation_by_issue: Vector  # grievance per unit delivered
    publicity_fuel: float  # payoff units, once
    publicity_other: float  # payoff units, once
    punishment_belief: float  # effort per unit of shirked effort
    push_cost: float  # payoff units a month
    push_seen_probability: float  # probability a month
    reference_precision: float  # per payoff unit
    replacement_appetite_by_type: Vector  # share
    repression_cost: float  # payoff units a month at full repression
    repression_deterrence: float  # share of the threshold scale
    resentment_belief: float  # effort per unit of effort
    reserves_floor: float  # bn USD
    reserves_thin: float  # bn USD
    rhetoric_cost: float  # payoff units a month
    rhetoric_isolation: float  # share
    rhetoric_relief: float  # share
    rhetoric_wear: float  # share a month
    road_maps_total: float  # documents
    roadmap_text_rate: float  # share a month
    rollover: float  # share at full openness
    sanctions_base: float  # rounds a month
    sanctions_protest: float  # rounds a month
    sanctions_protest_jump: float  # share a month
    sanctions_repression: float  # rounds a month per unit of repression
    sanctions_repression_reference: float  # share
    secrecy_base: float  # log odds
    secrecy_sensitivity: float  # log odds per payoff unit
    security_signed_at: float  # share signed
    sovereignty_cost: float
    sovereignty_sensitivity_by_type: Vector  # pure number (staller = 1)
    sovereignty_weight_by_issue: Vector  # share of all five
    stall_backlog: float  # share, summed over issues
    stall_effort: float  # share
    step_by_issue: Vector  # share of the issue
    strength_activity: float  # share per unit of output gap
    strength_backing: float  # share at full backing
    strength_base: float  # share
    strength_cost: float  # payoff units a month
    strength_mobilisation: float  # share at full mobilisation
    strength_reform: float  # share at full reform
    strength_repression: float  # share at full repression
    strength_speed: float  # share of the gap closed a month
    strength_subsidy: float  # share per bn USD a month
    subsidy_cost_linear: float  # payoff units per bn USD
    subsidy_cost_quadratic: float
    subsidy_step_max: float  # steps
    subsidy_step_reference: float  # steps
    subsidy_step_size: float  # bn USD a month
    subsidy_value: float  # payoff units per bn USD
    summit_backing: float  # probability per unit of backing
    summit_backing_reference: float  # share
    summit_base: float  # probability a month
    summit_confrontation: float  # probability per unit of confrontation
    summit_confrontation_reference: float  # share
    suppression_cost: float  # payoff units a month
    suppression_deterrence: float  # repression equivalent
    suppression_strength: float  # share
    suppression_tension: float  # share a month
    supranational_signed_at: float  # share signed
    tension_noise: float  # share a month
    tension_normal: float  # share
    tension_speed: float  # share of the gap closed a month
    tenure_value: float  # payoff units a month
    text_provocation: float  # share of the effect of delivery
    threshold_mean: float  # share
    threshold_spread: float  # share
    tranche_interval: float  # months
    tranche_size: float  # bn USD
    transit_isolation: float  # share at full redirection
    trouble_noise: float  # share a month
    trouble_normal: float  # share
    trouble_speed: float  # share of the gap closed a month
    trust_memory: float  # share kept a month
    turnout_largest: float  # people
    turnout_noise: float  # log points
    turnout_ratio: float  # pure number
    turnout_reference: float  # share
    turnout_start: float  # people
    vaccine_speed: float  # share of the gap closed a month
    vaccine_start: float  # month
    value_kremlin_collapse: float  # payoff units, present value
    value_kremlin_collapse_belief: float
    value_kremlin_collapse_belief_trouble: float
    value_kremlin_collapse_tension: float
    value_kremlin_deep_integration: float  # payoff units, present value
    value_kremlin_reopening: float  # payoff units, present value
    value_kremlin_replaced: float  # payoff units, present value
    value_kremlin_replaced_appetite: float
    value_kremlin_rupture: float  # payoff units, present value
    value_minsk_collapse: float  # payoff units, present value
    value_minsk_deep_integration: float
    value_minsk_reopening: float
    value_minsk_replaced: float  # payoff units, present value
    value_minsk_rupture: float  # payoff units, present value
    windfall_cost: float  # payoff units per bn USD
    withheld_ahead: float  # share of payments

class State(Record):
    activity_gap: float  # output share
    agreed: Vector  # share of the issue
    arrears: float  # bn USD
    backing: float  # share
    belief_about_kremlin: Vector  # probability
    belief_about_minsk: Vector  # probability
    colour_revolution_belief: float  # probability
    confrontation: float  # share
    covid_load: float  # share
    debt_other: float  # bn USD
    debt_to_russia: float  # bn USD
    effort: float  # share
    effort_expected: float  # share
    gas_contract: float  # USD per 1000 m3
    gas_hub: float  # USD per 1000 m3
    grievance: float  # share
    help: float  # level
    hidden: Vector  # share of the issue
    hidden_loan: float  # bn USD
    implemented: Vector  # share of the issue
    isolation: float  # share
    kremlin_type: float  # type
    loan_committed: float  # bn USD
    log_brent: float  # log of USD/bbl
    minsk_type: float  # type
    mobilisation: float  # share
    overture: float  # 0 or 1
    political_prisoners: float  # people
    pro_russian_share: float  # share of Belarusians
    push: float  # 0 or 1
    push_seen: float  # 0 or 1
    repression: float  # share
    reserves: float  # bn USD
    rhetoric: float  # 0 or 1
    rhetoric_stock: float  # share
    russia_west_tension: float  # share
    russian_trouble: float  # share
    signed: Vector  # share of the issue
    strength: float  # share
    subsidy_step: float  # steps
    trust_if_delivers: float  # probability
    trust_if_stalls: float  # probability
    vaccine_capacity: float  # share
    months_to_referendum: float
    months_to_exercise: float
    referendum_held: float
    postponed: float
    outcome: float
    end_month: float
    stall_streak: float
    aspiration_kremlin: float
    aspiration_minsk: float
    last_payoff_kremlin: float
    last_payoff_minsk: float
    mobilisation_before: float
    kremlin_wealth: float
    januaries: float
    loans_promised: float
    loans_disbursed: float
    debt_deferred: float
    eu_rounds: float
    leader_meetings: float
    exercise_held: float
    vaccine_shared: float
    discount_kremlin: float
    discount_minsk: float
    payoff_kremlin: float
    payoff_minsk: float
    kremlin_stance: float
    minsk_stance: float
    kremlin_stance_seen: float
    minsk_stance_seen: float
    kremlin_experience: float
    minsk_experience: float
    kremlin_propensities: Vector
    minsk_propensities: Vector

class Month(Record):
    alive: float  # 0 or 1
    outcome: float  # label
    summit: float  # 0 or 1
    kremlin_proposes: float  # 0 or 1
    offer: float  # package number
    counter: float  # package number
    response: float  # label
    answer: float  # label
    package: float  # package number
    accepted: float  # 0 or 1
    pressure: float  # share of the largest demand
    demand_agreed: float  # share of the largest demand
    hidden_now: float  # 0 or 1
    leaks_now: float  # leaks
    new_loan: float  # bn USD
    due: float  # 0 or 1
    paid: float  # 0 or 1
    withheld: float  # 0 or 1
    subsidy_due: float  # bn USD a month
    subsidy_paid: float  # bn USD a month
    tranche_paid: float  # bn USD
    deferred: float  # bn USD
    stalled: float  # 0 or 1
    backlog: float  # share, summed over issues
    vote_due: float  # 0 or 1
    vote_postponed: float  # 0 or 1
    windfall: float  # bn USD a month
    subsidy_reported: float  # bn USD a month
    overture_trade: float  # bn USD a month
    payoff_kremlin_now: float  # payoff units
    payoff_minsk_now: float  # payoff units
    nash_distance: float  # share
    kalai_smorodinsky_distance: float  # share
    kremlin_surplus: float  # payoff units
    minsk_surplus: float  # payoff units
    agreed_RM: float  # share
    agreed_CR: float  # share
    agreed_FU: float  # share
    agreed_SE: float  # share
    agreed_SU: float  # share
    signed_RM: float  # share
    signed_CR: float  # share
    signed_FU: float  # share
    signed_SE: float  # share
    signed_SU: float  # share
    implemented_RM: float  # share
    implemented_CR: float  # share
    implemented_FU: float  # share
    implemented_SE: float  # share
    implemented_SU: float  # share
    hidden_share: float  # share, summed over issues
    hidden_loan: float  # bn USD
    subsidy_step: float  # steps
    loan_committed: float  # bn USD
    debt_to_russia: float  # bn USD
    debt_other: float  # bn USD
    arrears: float  # bn USD
    kremlin_wealth: float  # bn USD
    activity_gap: float  # output share
    brent: float  # USD/bbl
    gas_hub: float  # USD per 1000 m3
    mobilisation: float  # share
    grievance: float  # share
    repression: float  # share
    isolation: float  # share
    strength: float  # share
    russian_trouble: float  # share
    colour_revolution_belief: float  # probability
    covid_load: float  # share
    vaccine_capacity: float  # share
    backing: float  # share
    confrontation: float  # share
    push: float  # 0 or 1
    push_seen: float  # 0 or 1
    overture: float  # 0 or 1
    russia_west_tension: float  # share
    pro_russian_share: float  # share of Belarusians
    rhetoric_stock: float  # share
    help: float  # label
    rhetoric: float  # 0 or 1
    effort: float  # share
    effort_expected: float  # share
    trust_if_delivers: float  # probability
    trust_if_stalls: float  # probability
    belief_pliable: float  # probability
    belief_staller: float  # probability
    belief_resolute: float  # probability
    belief_gradualist: float  # probability
    belief_integrator: float  # probability
    belief_replacer: float  # probability
    months_to_referendum: float  # months
    months_to_exercise: float  # months
    signed_index: float  # weighted share
    implemented_index: float  # weighted share
    sovereignty_index: float  # weighted share
    roadmaps_signed: float  # documents
    package_signed: float  # 0 or 1
    supranational_signed: float  # 0 or 1
    security_signed: float  # 0 or 1
    referendum_held: float  # 0 or 1
    reform_content: float  # share
    loans_promised_usd_bn: float  # bn USD
    loans_paid_usd_bn: float  # bn USD
    gas_price_usd: float  # USD per 1000 m3
    gas_price_next_year: float  # USD per 1000 m3
    oil_compensation_in_force: float  # 0 or 1
    debt_deferred_usd_m: float  # million USD
    reserves_usd_bn: float  # bn USD
    gdp_growth_yoy: float  # percent
    turnout_peak: float  # people
    political_prisoners: float  # people
    eu_rounds: float  # rounds
    leader_meetings: float  # meetings
    leader_in_office: float  # 0 or 1
    exercise_held: float  # 0 or 1
    backing_gain: float
    friction_kremlin: float
    friction_minsk: float
    fuel_effort: float
    pressing: float
    oneoff_kremlin: float
    oneoff_minsk: float
    subsidy_ahead: float
    tranches_ahead: float
    effort_ahead: float
    hidden_loan_before: float
    leak_anger: float
    reserves_before: float
    arrears_before: float
    tranche_due: float
    protest_change: float
    turnout_shock: float
    current_account: float
    interest_russia: float
    interest_other: float
    flight: float
    asked: float
    alternatives: float
    mobilisation_ahead: float
    help_crowds: float
    admissible: float
    evidence_minsk: Vector
    evidence_kremlin: Vector
    hidden_before: Vector

class Metrics(Record):
    agreements: float  # packages
    agreement_share: float  # share of months
    stall_share: float  # share of months
    pressure_mean: float  # share of the largest demand
    subsidy_policy_mean: float  # bn USD a month
    subsidy_policy_usd_bn: float  # bn USD
    subsidy_reported_usd_bn: float  # bn USD
    withheld_share: float  # share of months with something due
    signed_index: float  # weighted share
    implemented_index: float  # weighted share
    roadmaps_signed: float  # documents
    sovereignty_index: float  # weighted share
    reserves_min_usd_bn: float  # bn USD
    debt_to_russia_end_usd_bn: float  # bn USD
    mobilisation_max: float  # share
    mobilisation_end: float  # share
    strength_end: float  # share
    isolation_end: float  # share
    belief_resolute_end: float  # probability
    payoff_kremlin: float  # payoff units, present value
    payoff_minsk: float  # payoff units, present value
    nash_distance_mean: float  # share
    hidden_deals: float  # deals
    leaks: float  # leaks
    push_months: float  # months
    package_signed: float  # 0 or 1
    supranational_signed: float  # 0 or 1
    security_signed: float  # 0 or 1
    referendum_held: float  # 0 or 1
    reform_content: float  # share
    loans_promised_usd_bn: float  # bn USD
    loans_paid_usd_bn: float  # bn USD
    gas_price_usd: float  # USD per 1000 m3
    gas_price_next_year: float  # USD per 1000 m3
    oil_compensation_in_force: float  # 0 or 1
    debt_deferred_usd_m: float  # million USD
    reserves_usd_bn: float  # bn USD
    gdp_growth_yoy: float  # percent
    turnout_peak: float  # people
    political_prisoners: float  # people
    eu_rounds: float  # rounds
    leader_meetings: float  # meetings
    leader_in_office: float  # 0 or 1
    exercise_held: float  # 0 or 1
    minsk_type: float  # label
    kremlin_type: float  # label
    turnout_max: float  # people
    vote_delays: float  # delays
    first_concession: float  # label
    suppression_share: float  # share of months
    in_kind_share: float  # share of months
    rhetoric_share: float  # share of months
    repression_mean: float  # share
    effort_mean: float  # share
    summit_share: float  # share of months
    overture_months: float  # months
    kalai_smorodinsky_distance_mean: float  # share

class Setting(Record):
    seed: np.uint64
    horizon: int
    calendar_month: int
    months_to_exercise: int
    months_to_referendum: int
    kremlin_mind: int
    minsk_mind: int
    kremlin_table: Vector
    minsk_table: Vector
    loans: Vector
    bundles: NDArray[np.int64]
    lowest: Vector
    highest: Vector
    missing_after_end: NDArray[np.int64]

class Ahead(Record):
    months: float
    keep_activity: float
    keep_strength: float
    keep_grievance: float
    keep_isolation: float
    keep_backing: float
    keep_confrontation: float
    keep_image: float
    carried_out: float
    backing_months: float
    friction_months: float
    prized_now: float
    surrendered_now: float
    oil_log_ratio: float
    in_arrears: float
    windfall: float
    interest_russia: float
    interest_other: float
    amortisation_russia: float
    amortisation_other: float
    borrowed: float
    flight: float

class Demand(Record):
    possible: float
    agreed: Vector
    signed: Vector
    share: float
    sacrifice: float
    publicity: float
    pressing: float

class Own(Record):
    functions: NDArray[np.int64]
    memory: Vector
    countered: int
    failed: int

class ValueColumns(Record):
    minsk_base: Vector
    minsk_sovereignty: Vector
    kremlin_own: Vector
    kremlin_by_type: Vector

class Projections(Record):
    weighted: Vector
    prized: Vector
    surrendered: Vector
    reform: Vector
    fuel: Vector
    security: Vector
    supranational: Vector
    provocation: Vector

class PathColumns(ValueColumns, Projections):
    subsidy_now: Vector
    subsidy_ahead: Vector
    tranches_ahead: Vector
    backing: Vector
    repression: Vector
    overture: Vector
    help: Vector
    rhetoric: Vector
    confrontation: Vector
    friction_ahead: Vector
    pushed: Vector
    push_seen: Vector
    mobilisation: Vector
    place: Vector

class Paths(PathColumns):
    near_sure: Vector
    near_alive: Vector
    near_strength: Vector
    near_mobilisation: Vector
    near_integration: Vector
    near_reserves: Vector
    near_isolation: Vector

class Options(PathColumns):
    far: Vector

class Packages(ValueColumns):
    number: Vector
    path: Vector
    share: Vector
    pressing: Vector
    believed: Vector
    appeal: Vector
    tranches: Vector
    far: Vector

class Workspace(Record):
    ahead: Ahead
    demands: list[Demand]
    packages: Packages
    paths: Paths
    projections: Projections
    options: Options
    row_of: NDArray[np.int64]
    weights: Vector
    needed: Vector
    noted: float
    pushes: Vector
    crowds: Vector
    farsighted: Vector
    near: Ahead
    near_projections: Projections
    near_crowds: Vector
    pushes_now: Vector
    crowds_now: Vector
    values: Vector
    mix: Vector
    payoffs: Vector
    settled: Vector
    kremlin_game: Vector
    minsk_game: Vector
    own: Own
