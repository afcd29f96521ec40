"""The numbers the model starts from: complete, in order, in range, and refused where they are malformed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sim.errors import SimError
from sim.quantities import (
    INDICES,
    OUTCOMES,
    Quantity,
    entries,
    initial,
    monthly_measures,
    parameters,
    run_measures,
)
from sim.quantities.catalogue import read_folder, read_measure
from sim.quantities.reading import read_entries

if TYPE_CHECKING:
    from pathlib import Path

QUANTITIES = [*parameters().values(), *initial().values()]
each = pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda quantity: quantity.name)

LAWS = ("prior_minsk_type", "prior_kremlin_type", "belief_about_minsk", "belief_about_kremlin")

# Thresholds of measurement and reference points: chosen by definition, so nothing about them is uncertain.
DEFINITIONS = {
    "image_protest_reference",
    "isolation_mobilisation_reference",
    "package_signed_at",
    "rhetoric_stock",
    "sanctions_repression_reference",
    "security_signed_at",
    "stall_effort",
    "supranational_signed_at",
}


def names(text: str) -> list[str]:
    return text.split()


OBSERVABLES = names(
    "roadmaps_signed package_signed supranational_signed security_signed referendum_held reform_content "
    "loans_promised_usd_bn loans_paid_usd_bn gas_price_usd gas_price_next_year "
    "oil_compensation_in_force debt_deferred_usd_m reserves_usd_bn gdp_growth_yoy turnout_peak "
    "political_prisoners eu_rounds leader_meetings leader_in_office exercise_held"
)

METRICS = names(
    "agreements agreement_share stall_share pressure_mean subsidy_policy_mean subsidy_policy_usd_bn "
    "subsidy_reported_usd_bn withheld_share signed_index implemented_index roadmaps_signed "
    "sovereignty_index reserves_min_usd_bn debt_to_russia_end_usd_bn mobilisation_max "
    "mobilisation_end strength_end isolation_end belief_resolute_end payoff_kremlin payoff_minsk "
    "nash_distance_mean hidden_deals leaks push_months"
)


@each
def test_every_quantity_says_what_it_is(quantity: Quantity) -> None:
    assert quantity.unit
    assert quantity.description.endswith(".")
    assert len(quantity.description.split()) >= 4
    assert quantity.description[0].isupper()


@each
def test_every_quantity_says_what_stands_behind_it(quantity: Quantity) -> None:
    assert quantity.sources or quantity.judgement
    assert quantity.judgement is None or len(quantity.judgement.split()) >= 3


@each
def test_every_central_value_lies_in_a_plausible_range_inside_the_legal_one(quantity: Quantity) -> None:
    for low, central, high in zip(quantity.low, quantity.central, quantity.high, strict=True):
        assert quantity.legal[0] <= low <= central <= high <= quantity.legal[1]


@each
def test_every_list_has_a_value_for_each_member_of_its_index(quantity: Quantity) -> None:
    size = len(INDICES[quantity.index]) if quantity.index else 1
    assert len(quantity.central) == len(quantity.low) == len(quantity.high) == size
    assert len(quantity.entries) == size


@each
def test_every_prior_is_centred_inside_the_plausible_range(quantity: Quantity) -> None:
    if quantity.prior is None:
        return
    for position, arguments in enumerate(quantity.prior.arguments):
        centre = arguments.get("median", arguments.get("mean", float("nan")))
        signed = -centre if quantity.prior.negative[position] else centre
        assert signed == quantity.central[position]
        assert quantity.low[position] < signed < quantity.high[position]


@each
def test_every_judgement_of_size_is_exposed_by_a_prior(quantity: Quantity) -> None:
    settled = quantity.sources or quantity.integer or quantity.levels or quantity.default_from
    defined = quantity.name in LAWS or quantity.name in DEFINITIONS or quantity.low == quantity.high
    zero = not any(quantity.central)
    assert quantity.prior or settled or defined or zero


@each
def test_every_default_is_taken_from_a_quantity_of_the_same_shape_and_value(quantity: Quantity) -> None:
    if quantity.default_from:
        source = {**parameters(), **initial()}[quantity.default_from]
        assert (source.index, source.central) == (quantity.index, quantity.central)


@pytest.mark.parametrize("kind", ["parameter", "initial"])
def test_flat_names_go_from_a_to_z_and_lists_in_the_order_of_their_index(kind: str) -> None:
    quantities = parameters() if kind == "parameter" else initial()
    flat = entries("parameter") if kind == "parameter" else entries("initial")
    assert list(quantities) == sorted(quantities)
    assert list(dict.fromkeys(name.partition(".")[0] for name in flat)) == list(quantities)
    assert len(set(flat)) == len(flat)
    for quantity in quantities.values():
        if quantity.index:
            first = flat.index(quantity.entries[0])
            members = [name.partition(".")[2] for name in flat[first : first + len(quantity.central)]]
            assert tuple(members) == INDICES[quantity.index]


def test_no_name_is_both_a_parameter_and_an_initial_quantity() -> None:
    assert not set(parameters()) & set(initial())


@pytest.mark.parametrize("law", LAWS)
def test_the_chances_of_the_types_sum_to_one(law: str) -> None:
    assert sum({**parameters(), **initial()}[law].central) == pytest.approx(1, abs=1e-12)


def test_at_the_start_nothing_is_carried_out_unsigned_or_signed_unagreed() -> None:
    stages = (initial()[name].central for name in ("implemented", "signed", "agreed", "hidden"))
    for implemented, signed, agreed, hidden in zip(*stages, strict=True):
        assert 0 <= implemented <= signed <= agreed <= 1
        assert 0 <= hidden <= signed


def test_a_drawn_type_counts_as_minus_one_and_other_levels_from_zero() -> None:
    types = initial()["minsk_type"]
    assert [types.level_value(level) for level in types.levels] == [-1, 0, 1, 2]
    assert types.levels[1:] == INDICES["minsk_type"]
    assert initial()["kremlin_type"].levels[1:] == INDICES["kremlin_type"]
    assert [initial()["help"].level_value(level) for level in ("none", "in_kind", "suppression")] == [0, 1, 2]


def test_every_ending_with_a_risk_is_an_outcome() -> None:
    assert set(INDICES["ending"]) == set(OUTCOMES) - {"muddling_through", "deep_integration"}


def test_the_columns_of_a_run_are_those_promised_in_their_order() -> None:
    found = [measure.name for measure in run_measures()]
    promised = [*METRICS, *OBSERVABLES[1:]]
    assert found[: len(promised)] == promised
    assert len(set(found)) == len(found)


def test_every_observable_has_a_value_a_month_with_a_band() -> None:
    monthly = {measure.name: measure for measure in monthly_measures()}
    for name in OBSERVABLES:
        assert monthly[name].kind == "observable"
        assert monthly[name].band is not None


@pytest.mark.parametrize("measures", [run_measures(), monthly_measures()], ids=["run", "monthly"])
def test_every_column_says_what_it_is_and_no_name_stands_twice(measures) -> None:
    found = [measure.name for measure in measures]
    assert len(set(found)) == len(found)
    for measure in measures:
        assert measure.unit
        assert measure.description.endswith(".")
        assert measure.band is None or measure.band[0] < measure.band[1]


def test_a_crowd_is_counted_in_a_logarithmic_band() -> None:
    logarithmic = {measure.name: measure.band for measure in monthly_measures() if measure.log}
    assert list(logarithmic) == ["turnout_peak"]
    assert logarithmic["turnout_peak"] is not None
    assert logarithmic["turnout_peak"][0] > 0


def test_reading_the_seeds_imports_no_heavy_library() -> None:
    code = (
        "import sys; from sim.quantities import *;"
        "parameters(), initial(), run_measures(), monthly_measures();"
        "print({'numpy', 'numba', 'pandas', 'scipy', 'mesa', 'pydantic'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


ENTRY = """
strength_cost:
  label: Cost of a strong Minsk
  unit: payoff units a month
  description: What a strong client costs the patron.
  central: 0.8
  low: 0.4
  high: 1.6
  legal: [0, 100]
  judgement: order of magnitude only
"""
LIST = ENTRY.replace("central: 0.8", "index: minsk_type\n  central: {pliable: 1, resolute: 2}")


def changed(old: str, new: str) -> str:
    assert old in ENTRY
    return ENTRY.replace(old, new)


MALFORMED = {
    "a missing unit": (changed("  unit: payoff units a month\n", ""), "unit is missing"),
    "a misspelt field": (changed("judgement", "jugement"), "did you mean judgement"),
    "a number in words": (changed("0.8", "much"), "central must be a number"),
    "a number that is not finite": (changed("0.8", ".inf"), "central must be a number"),
    "a list without one member": (LIST, "pliable, staller, resolute"),
    "an unknown index": (changed("central: 0.8", "index: colour\n  central: 0.8"), "index must be one of"),
    "a central value below its range": (changed("0.8", "0.3"), "low <= central <= high"),
    "a range beyond the legal one": (changed("[0, 100]", "[0, 1]"), "inside legal"),
    "a legal range upside down": (changed("[0, 100]", "[100, 0]"), "must rise"),
    "a legal range of one number": (changed("[0, 100]", "[0]"), "two numbers"),
    "a fraction of an integer": (changed("central", "integer: true\n  central"), "whole number"),
    "neither source nor judgement": (changed("  judgement: order of magnitude only\n", ""), "needs sources"),
    "a claim without its C": (changed("judgement", "claims: [21b]\n  judgement"), "claims"),
    "sources that are no list": (changed("judgement", "sources: somewhere\n  judgement"), "list of words"),
    "levels that do not fit": (changed("judgement", "levels: [none, some]\n  judgement"), "span the levels"),
    "an unknown prior": (
        changed("judgement", "prior: {distribution: cauchy}\n  judgement"),
        "one of lognormal",
    ),
    "a prior without its spread": (
        changed("judgement", "prior: {distribution: lognormal, sd: 1}\n  judgement"),
        "has the field sigma",
    ),
    "a prior of the wrong sign": (
        changed("judgement", "prior: {distribution: lognormal, sigma: 1, negative: true}\n  judgement"),
        "negative",
    ),
    "a prior around a centre it cannot have": (
        changed("0.8", "1").replace("judgement", "prior: {distribution: beta, size: 20}\n  judgement"),
        "cannot be the mean",
    ),
    "an entry that stands twice": (ENTRY + ENTRY, "stands twice"),
    "a tag": (changed("0.8", "!!float 0.8"), "only plain data"),
    "an anchor": (changed("0.8", "&x 0.8"), "only plain data"),
    "an entry without fields": ("strength_cost: 0.8\n", "a mapping of fields"),
}


@pytest.mark.parametrize("fault", MALFORMED)
def test_a_malformed_entry_is_refused_by_file_and_name(fault: str, tmp_path: Path) -> None:
    content, reason = MALFORMED[fault]
    (tmp_path / "group.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(SimError) as caught:
        list(read_folder("parameter", tmp_path))
    message = str(caught.value)
    assert "group.yaml" in message
    assert "strength_cost" in message
    assert reason in message


@pytest.mark.parametrize(
    "content", ["", "- a list\n", "a: [1\n", "\x00"], ids=["empty", "list", "broken", "binary"]
)
def test_a_file_that_holds_no_entries_is_refused_by_name(content: str, tmp_path: Path) -> None:
    path = tmp_path / "group.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SimError, match=r"group\.yaml"):
        list(read_entries(path))


def test_a_well_formed_entry_is_read_as_it_stands(tmp_path: Path) -> None:
    prior = "prior: {distribution: lognormal, sigma: 0.35}\n  judgement"
    (tmp_path / "group.yaml").write_text(changed("judgement", prior), encoding="utf-8")
    (quantity,) = read_folder("parameter", tmp_path)
    assert (quantity.name, quantity.group, quantity.central, quantity.legal) == (
        "strength_cost",
        "group",
        (0.8,),
        (0.0, 100.0),
    )
    assert quantity.prior is not None
    assert quantity.prior.arguments == ({"median": 0.8, "sigma": 0.35},)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("label: X\n  unit: people\n  kind: guess\n  description: A crowd.", "kind must be one of"),
        (
            "label: X\n  unit: people\n  kind: flow\n  description: A crowd.\n  band: [0, 9]\n  scale: log",
            "band above 0",
        ),
        (
            "label: X\n  unit: people\n  kind: flow\n  description: A crowd.\n  bands: [0, 9]",
            "did you mean band",
        ),
        ("label: X\n  kind: flow\n  description: A crowd.", "unit is missing"),
    ],
)
def test_a_malformed_column_is_refused_by_file_and_name(fields: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "monthly.yaml"
    path.write_text(f"crowd:\n  {fields}\n", encoding="utf-8")
    with pytest.raises(SimError, match=rf"monthly\.yaml.*crowd.*{reason}"):
        [read_measure(entry) for entry in read_entries(path)]
