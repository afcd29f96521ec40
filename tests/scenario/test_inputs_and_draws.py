"""What the engines get: flat vectors, event rows, and the draws of each run."""

import numpy as np
import pytest
from scipy import stats

from sim.minds.kinds import MINDS
from sim.quantities import entries
from sim.scenario import load_scenario
from sim.scenario.compile import FIRST_SLOT, NEVER, PARAMETER, STATE, compile_inputs, draw, positions
from sim.scenario.distributions import FAMILIES, Lognormal
from sim.scenario.sampling import quantile
from sim.scenario.schema import flat_entries


@pytest.fixture
def inputs(tmp_path):
    def compiled(text, **options):
        path = tmp_path / "case.yaml"
        path.write_text(text)
        return compile_inputs(load_scenario(path, **options))

    return compiled


def test_vectors_are_in_the_order_of_the_flat_names(inputs):
    made = inputs("parameters: {strength_cost: 1.3}\ninitial: {agreed.SU: 0.2, kremlin_type: replacer}\n")
    assert made.parameters.shape == (len(entries("parameter")),)
    assert made.initial.shape == (len(entries("initial")),)
    assert made.parameters[positions("parameter")["strength_cost"]] == 1.3
    assert made.initial[positions("initial")["agreed.SU"]] == 0.2
    assert made.initial[positions("initial")["kremlin_type"]] == 2
    untouched = [flat for flat in entries("parameter") if flat not in ("strength_cost", "c_common")]
    for flat in untouched:
        assert made.parameters[positions("parameter")[flat]] == flat_entries()[flat].central


def test_what_is_not_set_follows_the_quantity_it_is_defined_by(inputs):
    made = inputs(
        "initial: {colour_revolution_belief: 0.4}\nparameters: {prior_minsk_type: [0.1, 0.1, 0.8]}\n"
    )
    assert made.parameters[positions("parameter")["c_common"]] == 0.4
    assert made.initial[positions("initial")["belief_about_minsk.resolute"]] == 0.8
    assert made.fixed == frozenset()
    own = inputs("initial: {colour_revolution_belief: 0.4}\nparameters: {c_common: 0.9}\n")
    assert own.parameters[positions("parameter")["c_common"]] == 0.9
    assert own.fixed == {"c_common"}


def test_an_event_gives_a_row_for_each_of_its_changes(inputs):
    made = inputs(
        "events:\n"
        "  - {month: 3, add: {mobilisation: 0.3}}\n"
        "  - {month: 4, set: {open_shock: 0.3, reserves: 5}, duration: 9, probability: 0.5}\n"
        "  - {month: 5, multiply: {gas_hub: 2}, slot: 7}\n"
    )
    rows = [tuple(row) for row in made.events.tolist()]
    place, shock = positions("initial"), positions("parameter")["open_shock"]
    assert rows == [
        (3, 1, STATE, place["mobilisation"], 0, 0.3, 1.0, 0),
        (4, 9, PARAMETER, shock, 1, 0.3, 0.5, 1),
        (4, 9, STATE, place["reserves"], 1, 5.0, 0.5, 1),
        (5, 1, STATE, place["gas_hub"], 2, 2.0, 1.0, 7),
    ]


def test_menu_calendar_and_minds_become_marks_and_codes(inputs):
    made = inputs(
        "horizon: 12\nmenu: {bundles: [11]}\nminds: {minsk: aspiration}\n"
        "calendar: {summits: [2021-03, 2023-01], exercise: none}\n"
    )
    assert made.bundles.tolist() == [1, *[0] * 10, 1, 0]
    assert made.summits.tolist() == [0, 1, *[0] * 11]
    assert (made.months_to_exercise, made.months_to_referendum) == (NEVER, 11)
    assert (made.start_year, made.start_month) == (2021, 3)
    assert (MINDS[made.kremlin_mind], MINDS[made.minsk_mind]) == ("quantal", "aspiration")


def test_a_draw_depends_on_seed_run_and_name_and_on_nothing_else(inputs):
    alone = inputs("uncertain: {strength_cost: prior}\n")
    among = inputs("uncertain: all\nhorizon: 3\n")
    place = positions("parameter")["strength_cost"]
    assert draw(alone, 0, 50)[0][:, place].tolist() == draw(among, 0, 50)[0][:, place].tolist()
    assert draw(among, 0, 50)[0][17].tolist() == draw(among, 17, 1)[0][0].tolist()
    other = inputs("uncertain: {strength_cost: prior}\nseed: 5\n")
    assert draw(alone, 0, 50)[0][:, place].tolist() != draw(other, 0, 50)[0][:, place].tolist()


def test_slots_are_named_by_the_list_of_all_quantities(inputs):
    made = inputs("uncertain: {reserves: {distribution: normal, mean: 5, sd: 1}, strength_cost: prior}\n")
    first, second = made.uncertain
    assert (first.kind, first.slot) == ("parameter", FIRST_SLOT + positions("parameter")["strength_cost"])
    beyond = FIRST_SLOT + len(entries("parameter"))
    assert (second.kind, second.slot) == ("initial", beyond + positions("initial")["reserves"])


def test_nothing_uncertain_gives_every_run_the_same_numbers(inputs):
    made = inputs("runs: 5\n")
    parameters, initial = draw(made, 3, 4)
    assert (parameters == made.parameters).all()
    assert (initial == made.initial).all()


def test_what_follows_a_drawn_quantity_follows_it_run_by_run(inputs):
    made = inputs("uncertain: {colour_revolution_belief: {distribution: uniform, low: 0, high: 1}}\n")
    parameters, initial = draw(made, 0, 20)
    belief = initial[:, positions("initial")["colour_revolution_belief"]]
    assert (parameters[:, positions("parameter")["c_common"]] == belief).all()
    assert len(set(belief)) == 20


def test_draws_stay_legal_whole_and_in_order(inputs):
    made = inputs(
        "uncertain:\n"
        "  mobilisation: {distribution: normal, mean: 0.5, sd: 5}\n"
        "  lookahead: {distribution: uniform, low: 1, high: 24}\n"
        "  signed.RM: {distribution: uniform, low: 0, high: 1}\n"
        "  implemented.RM: {distribution: uniform, low: 0, high: 1}\n"
    )
    parameters, initial = draw(made, 0, 500)
    place = positions("initial")
    assert set(initial[:, place["mobilisation"]]) > {0.0, 1.0}
    months = parameters[:, positions("parameter")["lookahead"]]
    assert (months == np.rint(months)).all()
    assert set(months) == set(range(1, 25))
    assert (initial[:, place["signed.RM"]] <= initial[:, place["agreed.RM"]]).all()
    assert (initial[:, place["implemented.RM"]] <= initial[:, place["signed.RM"]]).all()


KNOWN = {
    "lognormal": ({"median": 0.8, "sigma": 0.35}, stats.lognorm(0.35, scale=0.8)),
    "normal": ({"mean": 2, "sd": 3}, stats.norm(2, 3)),
    "uniform": ({"low": 2, "high": 5}, stats.uniform(2, 3)),
    "loguniform": ({"low": 0.1, "high": 5}, stats.loguniform(0.1, 5)),
    "triangular": ({"low": 1, "mode": 2, "high": 5}, stats.triang(0.25, 1, 4)),
    "beta": ({"mean": 0.3, "size": 20}, stats.beta(6, 14)),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_quantile_is_that_of_the_distribution(family):
    arguments, known = KNOWN[family]
    uniforms = np.array([1e-9, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-9])
    values = quantile(FAMILIES[family].model_validate(arguments), uniforms)
    np.testing.assert_allclose(values, known.ppf(uniforms), rtol=1e-9, atol=1e-9)


def test_a_mirrored_lognormal_is_the_negative_of_its_mirror():
    uniforms = np.linspace(0.01, 0.99, 9)
    mirrored = quantile(Lognormal(median=-7.1, sigma=0.5), uniforms)
    assert (mirrored == -quantile(Lognormal(median=7.1, sigma=0.5), uniforms)).all()
