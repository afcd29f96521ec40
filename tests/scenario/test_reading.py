"""What a file may say, and what is made of it."""

import pytest

from sim.errors import ScenarioErrors
from sim.scenario import load_scenario
from sim.scenario.distributions import Lognormal, Uniform
from sim.scenario.kinds import Month


@pytest.fixture
def load(tmp_path):
    def write_and_load(text, *overrides, **options):
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return load_scenario(path, overrides, **options)

    return write_and_load


def test_a_file_that_says_nothing_but_its_question_is_the_model_as_it_stands(load):
    scenario = load("question: What then?\n")
    assert (scenario.name, scenario.horizon, scenario.runs, scenario.seed) == ("case", 24, 10_000, 20_210_222)
    assert (scenario.start, scenario.exercise, scenario.referendum) == (Month(2021, 3), 7, 11)
    assert (scenario.loans, scenario.bundles) == ((0.0, 0.5, 1.5), tuple(range(13)))
    assert (scenario.kremlin_mind, scenario.minsk_mind) == ("quantal", "quantal")
    assert scenario.parameters == {}
    assert scenario.initial == {}


def test_no_and_off_and_a_month_are_words_and_1e3_is_a_number(load):
    scenario = load("name: no\nquestion: off\nruns: 1e3\nstart: 2021-04\nseed: +7\ninitial: {reserves: .5}\n")
    assert (scenario.name, scenario.question, scenario.runs, scenario.seed) == ("no", "off", 1000, 7)
    assert isinstance(scenario.runs, int)
    assert scenario.start == Month(2021, 4)
    assert scenario.initial == {"reserves": 0.5}


def test_the_largest_seed_stays_exact(load):
    assert load("seed: 9007199254740991\n").seed == 2**53 - 1


@pytest.mark.parametrize(
    "written",
    [
        "{agreed: [0.9, 0.2, 0.6, 0.5, 0.1]}",
        "{agreed: {RM: 0.9, CR: 0.2, FU: 0.6, SE: 0.5, SU: 0.1}}",
        "{agreed.RM: 0.9, agreed.CR: 0.2, agreed: {FU: 0.6, SE: 0.5, SU: 0.1}}",
    ],
)
def test_a_list_may_be_given_whole_by_entries_or_one_by_one(load, written):
    assert load(f"initial: {written}\n").initial == {
        "agreed.RM": 0.9, "agreed.CR": 0.2, "agreed.FU": 0.6, "agreed.SE": 0.5, "agreed.SU": 0.1,
    }  # fmt: skip


def test_types_and_help_are_given_by_name(load):
    initial = load("initial: {kremlin_type: replacer, minsk_type: drawn, help: none}\n").initial
    assert initial == {"help": 0.0, "kremlin_type": 2.0, "minsk_type": -1.0}


def test_a_plain_alias_stands_for_its_value(load):
    scenario = load("parameters: {oil_mean: &low 40}\ninitial: {gas_hub: *low}\n")
    assert (scenario.parameters, scenario.initial) == ({"oil_mean": 40.0}, {"gas_hub": 40.0})


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: x\r\nruns: 5\r\n")
    assert load_scenario(path).runs == 5


def test_bundle_0_is_always_on_the_menu(load):
    assert load("menu: {bundles: [11, 3]}\n").bundles == (0, 3, 11)
    assert load("menu: {bundles: []}\n").bundles == (0,)


def test_dates_become_months_of_the_run_and_may_lie_after_its_end(load):
    scenario = load(
        "start: 2021-01\nhorizon: 6\n"
        "calendar: {summits: [2021-06, 2021-02], exercise: none, referendum: 2023-01}\n"
    )
    assert (scenario.summits, scenario.exercise, scenario.referendum) == ((2, 6), None, 25)


def test_a_run_that_starts_after_the_dates_of_the_default_calendar_has_none(load):
    scenario = load("start: 2022-06\n")
    assert (scenario.exercise, scenario.referendum) == (None, None)


def test_an_event_lasts_one_month_and_happens_for_certain_unless_it_says_otherwise(load):
    scenario = load("events: [{month: 3, add: {mobilisation: 0.3, agreed: {RM: 0.1}}}]\n")
    (event,) = scenario.events
    assert (event.slot, event.month, event.duration, event.operation) == (0, 3, 1, "add")
    assert event.changes == {"mobilisation": 0.3, "agreed.RM": 0.1}
    assert (event.probability, event.why) == (1.0, "")


def test_a_quantity_is_drawn_from_a_written_distribution_or_from_its_prior(load):
    scenario = load(
        "uncertain:\n  reserves: {distribution: uniform, low: 2, high: 9}\n  strength_cost: prior\n"
    )
    assert scenario.uncertain["reserves"] == Uniform(low=2, high=9)
    drawn = scenario.uncertain["strength_cost"]
    assert isinstance(drawn, Lognormal)
    assert drawn.median == scenario.value("strength_cost")


def test_all_draws_every_parameter_with_a_prior_that_stands_at_its_default(load):
    everything = load("uncertain: all\n").uncertain
    assert len(everything) > 50
    but_one = load("uncertain: all\nparameters: {strength_cost: 1.3}\n").uncertain
    assert set(everything) - set(but_one) == {"strength_cost"}


def test_a_negative_parameter_is_drawn_from_a_mirrored_lognormal(load):
    negative = [
        d for d in load("uncertain: all\n").uncertain.values() if isinstance(d, Lognormal) and d.median < 0
    ]
    assert negative


def test_the_prior_of_a_list_is_the_prior_of_each_entry(load):
    from sim.quantities import parameters

    name = next(name for name, q in parameters().items() if q.members and q.prior)
    drawn = load(f"uncertain: {{{name}: prior}}\n").uncertain
    assert tuple(drawn) == tuple(sorted(parameters()[name].entries))


def test_a_sweep_is_read(load):
    grid = load("sweep: {grid: {colour_revolution_belief: [0, 0.5, 0.85], kremlin_type: [replacer]}}\n").sweep
    assert grid.grid == {"colour_revolution_belief": (0.0, 0.5, 0.85), "kremlin_type": (2.0,)}
    assert (grid.axes, grid.points) == (("colour_revolution_belief", "kremlin_type"), 3)
    sobol = load("sweep: {sobol: {n: 256, over: {leak: [0, 0.1], strength_cost: prior}}}\n").sweep
    assert (sobol.design, sobol.axes, sobol.points) == ("sobol", ("leak", "strength_cost"), 256)
    assert sobol.over["leak"] == Uniform(low=0, high=0.1)


def test_a_minds_file_is_told_apart_from_a_mistyped_mind(load):
    for quote in ("'", ""):
        text = f"minds: {{kremlin: {quote}my_minds.py:Stubborn{quote}}}\n"
        assert load(text).kremlin_mind == "my_minds.py:Stubborn"
    with pytest.raises(ScenarioErrors, match="quantal"):
        load("minds: {kremlin: stubborn}\n")
