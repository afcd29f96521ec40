"""What seeds/effects.yaml says of each quantity is what the model does, derived anew by playing it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.quantities import effect_of, entries
from sim.scenario import Event, load_scenario
from sim.scenario.schema import flat_entries
from sim.scenario.warn import clipped
from sim.testing import play
from tests.properties.effects import (
    FARSIGHTED,
    MINDS,
    can_be_added_to,
    column,
    columns_without_decisions,
    course,
    decided,
    read_at_start,
    readers,
    strongest,
)
from tests.properties.renew_effects import said

FLATS = (*entries("parameter"), *entries("initial"))
ADDED_TO = [flat for flat in entries("initial") if can_be_added_to(flat) and not effect_of(flat).decided]


def reported(field):
    """Return what the file says in one field, by flat name, where it says anything."""
    return {flat: said(effect_of(flat))[field] for flat in FLATS if field in said(effect_of(flat))}


def test_what_a_side_decides_is_told_and_by_whom():
    assert decided() == reported("decided")


def test_of_what_is_decided_the_strongest_levers_are_told():
    assert {flat: list(found) for flat, found in strongest(reported("decided")).items()} == reported(
        "moved_by"
    )


@pytest.mark.parametrize("kind", ["parameter", "initial"])
def test_what_moves_no_decision_is_told_with_all_that_it_moves(kind):
    found = {flat: list(columns_without_decisions(flat)) for flat in entries(kind)}
    expected = {flat: moves for flat, moves in reported("moves").items() if flat in found}
    assert {flat: moves for flat, moves in found.items() if moves} == expected


def test_what_is_read_before_month_1_only_is_told():
    assert {flat for flat in FLATS if read_at_start(flat)} == set(reported("read_at_start"))


def test_the_minds_that_read_a_number_are_told():
    """Those of farsighted minds are seen at play only; the slow test works their tables out anew."""
    found = {flat: set(readers(flat, solving=False)) for flat in FLATS}
    assert {flat: minds for flat, minds in found.items() if minds != everyone()} == {
        **{flat: set(minds) for flat, minds in reported("minds").items() if minds != [FARSIGHTED]},
        **{flat: set() for flat in FLATS if moves_nothing_at_play(flat)},
    }


@pytest.mark.slow
@pytest.mark.parametrize("flat", sorted(reported("minds")))
def test_the_minds_that_read_a_number_are_told_with_their_tables(flat):
    assert list(readers(flat, solving=True)) == reported("minds")[flat]


def everyone():
    return {minds for minds in MINDS if minds != "attracted"}


def moves_nothing_at_play(flat):
    """Tell whether only the tables of farsighted minds read a number, or it is what other chances leave."""
    left = ("prior_minsk_type.resolute", "prior_kremlin_type.replacer")
    return flat in left or reported("minds").get(flat) == [FARSIGHTED]


def test_how_long_an_addition_lasts_is_told():
    found = {flat: course(flat) for flat in ADDED_TO}
    assert found == {flat: (effect_of(flat).kept, effect_of(flat).level) for flat in ADDED_TO}


def share_cut_off(scenario, flat, step, months):
    """Return the share that met a bound in a month of an event, of the runs that outlived it."""
    low, high = flat_entries()[flat].quantity.legal
    values = column(play(scenario, runs=60), flat)
    first, last = months
    before = values[:, first - 2 : last - 1] + step
    alive = np.isfinite(before[:, -1])
    return ((before < low) | (before > high)).any(axis=1)[alive].mean()


SHARES = [flat for flat in ADDED_TO if flat_entries()[flat].quantity.legal == (0.0, 1.0)]
TEXT = ("agreed", "signed", "implemented")  # held by one another, before they reach a bound


@pytest.mark.parametrize("flat", [flat for flat in SHARES if not flat.startswith(TEXT)])
def test_a_warning_of_saturation_is_right(flat):
    """What is warned of happens in some runs, and what happens in nearly all of them is warned of."""
    base = load_scenario("baseline_feb2021", months=16)
    for step, duration in ((0.05, 8), (0.1, 6), (0.2, 4), (0.3, 4), (0.45, 3), (-0.05, 8), (-0.3, 4)):
        event = Event(0, 4, duration, "add", {flat: step}, 1.0, "a test")
        scenario = replace(base, events=(event,))
        share = share_cut_off(scenario, flat, step, (4, 3 + duration))
        warned = any(clipped(scenario))
        assert not (warned and share < 0.02), (step, duration, share)
        assert warned or share < 0.98, (step, duration, share)
