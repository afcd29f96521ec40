"""The evidence: claims that the model represents, sources that exist, and nothing known only later."""

from __future__ import annotations

import csv
import math
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from sim.quantities import initial, monthly_measures, parameters, run_measures
from sim.quantities.reading import read_entries
from sim.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path

    from sim.quantities.reading import SeedEntry

SEEDS = shipped("seeds")
HISTORY = SEEDS / "history"
CLAIMS = {entry.name: entry for entry in read_entries(SEEDS / "claims.yaml")}
QUANTITIES = {**parameters(), **initial()}
MEASURES = {measure.name for measure in (*run_measures(), *monthly_measures())} | {"outcome", "end_month"}
KINDS = {"fact", "lever", "payoff", "belief", "institution", "mechanism", "forecast"}

BRIEFING = date(2021, 2, 22)
FIRST_FIGURE_AFTER = date(2021, 3, 1)

each_claim = pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_from() -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in rows(HISTORY / "initial.csv")}


def day(text: str) -> date:
    year, month, number = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, number)


def test_every_claim_of_the_briefing_is_here() -> None:
    assert set(CLAIMS) == {f"C{number}" for number in range(1, 50)} | {"C21b", "C36b"}


@each_claim
def test_every_claim_says_who_what_which_way_how_firmly_and_how_to_test_it(claim: SeedEntry) -> None:
    fields = ("kind", "actor", "content", "sign", "hedge", "test", "represented_by")
    claim.expect(fields, fields)
    assert set(claim.texts("kind")) <= KINDS


@each_claim
def test_every_claim_is_represented_by_something_that_exists(claim: SeedEntry) -> None:
    carriers = claim.fields["represented_by"]
    assert set(carriers) <= {"parameters", "initial", "measures", "scenarios"}
    assert set(carriers.get("parameters", [])) <= set(parameters())
    assert set(carriers.get("initial", [])) <= set(initial())
    assert set(carriers["measures"]) <= MEASURES
    assert {*carriers.get("parameters", []), *carriers.get("initial", [])}


@each_claim
def test_what_represents_a_claim_names_it_in_return(claim: SeedEntry) -> None:
    carriers = claim.fields["represented_by"]
    for name in (*carriers.get("parameters", []), *carriers.get("initial", [])):
        assert claim.name in QUANTITIES[name].claims, name


@each_claim
def test_every_claim_is_played_by_a_shipped_scenario(claim: SeedEntry) -> None:
    names = {path.stem for path in shipped("scenarios").glob("*.yaml")}
    played = claim.fields["represented_by"]["scenarios"]
    assert played
    assert set(played) <= names


@pytest.mark.parametrize("path", sorted(shipped("scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_claim_that_a_scenario_names_names_it_in_return(path: Path) -> None:
    for claim in YAML(typ="safe").load(path).get("claims", []):
        assert path.stem in CLAIMS[claim].fields["represented_by"]["scenarios"], claim


@pytest.mark.parametrize("name", QUANTITIES)
def test_every_claim_a_quantity_names_exists(name: str) -> None:
    assert set(QUANTITIES[name].claims) <= set(CLAIMS)


@pytest.mark.parametrize("name", QUANTITIES)
def test_every_source_a_quantity_names_can_be_found(name: str) -> None:
    known = {row["short"] for row in rows(HISTORY / "sources.csv")}
    for source in QUANTITIES[name].sources:
        file, _, names = source.partition(": ")
        if file.startswith("history/"):
            assert (SEEDS / file).is_file(), source
            assert not names or set(names.split(", ")) <= set(read_from()), source
        else:
            assert source in known or source.startswith("https://"), source


@pytest.mark.parametrize("row", rows(HISTORY / "sources.csv"), ids=lambda row: row["short"])
def test_every_source_points_somewhere(row: dict[str, str]) -> None:
    assert re.match(r"https?://\S+$", row["url"])


def test_no_event_of_the_record_is_later_than_the_briefing_and_they_stand_in_order() -> None:
    dates = [day(row["date"]) for row in rows(HISTORY / "record.csv")]
    assert dates == sorted(dates)
    assert date(2018, 12, 1) <= dates[0]
    assert dates[-1] == BRIEFING


@pytest.mark.parametrize(
    "row", rows(HISTORY / "record.csv"), ids=lambda row: f"{row['date']} {row['event_type']}"
)
def test_every_event_says_who_did_what_and_where_it_was_read(row: dict[str, str]) -> None:
    assert all(row[column] for column in ("actor(s)", "event_type", "direction", "description", "source"))
    assert row["confidence"] in {"high", "medium", "low"}
    assert bool(row["quantity"]) <= bool(row["unit"])


@pytest.mark.parametrize("path", sorted((HISTORY / "monthly").glob("*.csv")), ids=lambda path: path.stem)
def test_no_series_goes_beyond_february_2021(path: Path) -> None:
    first = next(iter(rows(path)[0]))
    assert first.lower() in {"date", "month", "year"}
    dates = [day(row[first]) for row in rows(path)]
    assert dates == sorted(dates)
    latest = FIRST_FIGURE_AFTER if path.stem == "reserves" else BRIEFING
    assert dates[-1] <= latest


@pytest.mark.parametrize("row", read_from().values(), ids=lambda row: row["name"])
def test_every_quantity_read_for_the_start_is_in_range_and_not_from_later(row: dict[str, str]) -> None:
    assert float(row["low"]) <= float(row["value"]) <= float(row["high"])
    assert row["unit"]
    assert row["source"]
    exact = re.fullmatch(r"20\d\d(-(0[1-9]|1[0-2])(-\d\d)?)?", row["date"])
    since = day(row["date"] if exact else row["date"][:4])  # else a span of years
    assert since <= FIRST_FIGURE_AFTER


@pytest.mark.parametrize(
    "path", sorted(SEEDS.rglob("*.yaml")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_no_date_in_the_seeds_is_later_than_the_first_figure_after_the_briefing(path: Path) -> None:
    for found in re.findall(r"\b20\d\d-\d\d(?:-\d\d)?\b", path.read_text(encoding="utf-8")):
        if int(found[5:7]) in range(1, 13):  # 2005-18 is a span of years
            assert day(found) <= FIRST_FIGURE_AFTER, found


STARTING_STOCKS = {
    "reserves": lambda read: read("reserves") / 1000,
    "debt_to_russia": lambda read: read("debt_owed_to_russia"),
    "debt_other": lambda read: read("external_public_debt") - read("debt_owed_to_russia"),
    "loan_committed": lambda read: (
        (read("russian_loan_package_decided") - read("russian_loan_package_disbursed")) / 1000
    ),
    "log_brent": lambda read: math.log(read("brent")),
    "gas_hub": lambda read: read("gas_price_europe_hub"),
    "gas_contract": lambda read: read("gas_price_contract"),
    "political_prisoners": lambda read: read("political_prisoners"),
    "pro_russian_share": lambda read: read("union_with_russia_preference_baw") / 100,
    "agreed": lambda read: read("road_maps_agreed_share"),
}


@pytest.mark.parametrize("name", STARTING_STOCKS)
def test_a_starting_stock_is_what_was_read(name: str) -> None:
    record = read_from()
    expected = STARTING_STOCKS[name](lambda row: float(record[row]["value"]))
    assert initial()[name].central[0] == pytest.approx(expected, rel=1e-3)


def test_the_series_end_where_the_state_of_the_start_begins() -> None:
    last = {path.stem: rows(path)[-1] for path in (HISTORY / "monthly").glob("*.csv")}
    assert math.log(float(last["brent"]["Price"])) == pytest.approx(
        initial()["log_brent"].central[0], abs=1e-6
    )
    assert float(last["reserves"]["reserves_usd_m"]) / 1000 == pytest.approx(
        initial()["reserves"].central[0], abs=0.005
    )
    gas = float(last["gas_hub_and_fertiliser"]["gas_europe_usd_per_1000m3_approx"])
    assert gas == pytest.approx(initial()["gas_hub"].central[0], abs=0.5)
