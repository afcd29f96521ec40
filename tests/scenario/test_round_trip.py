"""Any scenario that can be written can be read, and its resolved form says the same again."""

import dataclasses
import json
import tempfile
from pathlib import Path

import numpy as np
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioErrors
from sim.quantities import DRAWN, INDICES
from sim.scenario import load_scenario, to_yaml
from sim.scenario.compile import compile_inputs
from sim.scenario.parse import parse
from sim.scenario.schema import LAWS, flat_entries, quantities
from sim.scenario.values import no_effect
from sim.scenario.write import document, inline

SHARES = ("agreed", "signed", "implemented", "hidden")
FREE = [
    flat
    for flat, entry in flat_entries().items()
    if not entry.quantity.levels and entry.quantity.name not in (*LAWS, *SHARES)
]


def legal(flat):
    """A value that a quantity may take."""
    quantity = flat_entries()[flat].quantity
    low, high = quantity.legal
    if quantity.integer:
        return st.integers(int(low), int(high))
    return st.floats(low, high, allow_nan=False)


@st.composite
def issue_shares(draw):
    """Shares of the issues with hidden, implemented <= signed <= agreed."""
    table = {name: {} for name in SHARES}
    for issue in INDICES["issue"]:
        implemented, signed, agreed = sorted(draw(st.lists(st.floats(0, 1), min_size=3, max_size=3)))
        table["agreed"][issue], table["signed"][issue] = agreed, signed
        table["implemented"][issue], table["hidden"][issue] = implemented, draw(st.floats(0, signed))
    return table


def chosen(section):
    """Some quantities of a section, each with a legal value."""
    names = [flat for flat in FREE if flat_entries()[flat].section == section]
    return st.lists(st.sampled_from(names), unique=True, max_size=6).flatmap(
        lambda picked: st.fixed_dictionaries({flat: legal(flat) for flat in picked})
    )


def types():
    """The types of both leaders, by name."""
    return st.fixed_dictionaries(
        {},
        optional={
            name: st.sampled_from(quantities()[name].levels) for name in ("kremlin_type", "minsk_type")
        },
    )


@st.composite
def laws(draw):
    """Thirds and quarters for a law of chance: they sum to 1."""
    shares = st.permutations([0.25, 0.25, 0.5])
    names = draw(st.lists(st.sampled_from(("belief_about_minsk", "belief_about_kremlin")), unique=True))
    return {name: list(draw(shares)) for name in names}


@st.composite
def events(draw, horizon):
    """One event with all that it may say."""
    operation = draw(st.sampled_from(("add", "set", "multiply")))
    month = draw(st.integers(1, horizon))
    flat = draw(st.sampled_from([flat for flat in FREE if no_effect(flat, month) is None]))
    low, high = flat_entries()[flat].quantity.legal
    most = int(min(5, high - low))
    summands, factors = st.integers(-most, most), st.integers(0 if low >= 0 else -5, 5)
    number = {"set": legal(flat), "add": summands, "multiply": factors}[operation]
    event = {"month": month, operation: {flat: draw(number)}}
    extras = {
        "duration": st.integers(1, 240),
        "probability": st.floats(0, 1),
        "slot": st.integers(0, 50),
        "why": st.text(max_size=20).filter(str.isprintable),
    }
    return event | draw(st.fixed_dictionaries({}, optional=extras))


def distributions():
    """A distribution whose centre is legal for a share."""
    inside, wide = st.floats(0.01, 0.99), st.floats(0.1, 2)
    families = {
        "lognormal": {"median": inside, "sigma": wide},
        "normal": {"mean": inside, "sd": wide},
        "beta": {"mean": inside, "size": st.floats(1, 50)},
        "uniform": {"low": st.floats(0, 0.4), "high": st.floats(0.5, 1)},
        "loguniform": {"low": st.floats(0.01, 0.9), "high": st.just(1)},
        "triangular": {"low": st.just(0), "mode": st.floats(0, 1), "high": st.just(1)},
    }
    return st.one_of(
        st.fixed_dictionaries({"distribution": st.just(family), **arguments})
        for family, arguments in families.items()
    )


def months(first, last):
    """A month of the calendar."""
    of = st.integers(1, 12)
    return st.builds(lambda year, number: f"{year}-{number:02d}", st.integers(first, last), of)


month = months(2022, 2030)
words = st.text(max_size=40).filter(lambda text: text.isprintable() or not text)


@st.composite
def scenario_files(draw):
    """The plain data of a scenario file that breaks no rule."""
    horizon = draw(st.integers(1, 240))
    shares = ["mobilisation", "isolation", "colour_revolution_belief", "implementation_rate"]
    optional = {
        "name": st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}", fullmatch=True),
        "question": words,
        "claims": st.lists(st.from_regex(r"C[1-9][0-9]?b?", fullmatch=True), max_size=4),
        "start": months(1990, 2021),
        "runs": st.integers(1, 10**9),
        "seed": st.integers(0, 2**53 - 1),
        "minds": st.fixed_dictionaries({}, optional={"kremlin": st.just("aspiration")}),
        "parameters": chosen("parameters"),
        "initial": st.builds(lambda *parts: {k: v for p in parts for k, v in p.items()},
                             chosen("initial"), issue_shares(), types(), laws()),
        "uncertain": st.dictionaries(st.sampled_from(shares), distributions()),
        "menu": st.fixed_dictionaries(
            {},
            optional={
                "loans": st.builds(lambda a, b: [0, a, a + b], st.floats(0.1, 100), st.floats(0.1, 100)),
                "bundles": st.one_of(st.just("all"), st.lists(st.integers(0, 12), unique=True)),
            },
        ),
        "calendar": st.fixed_dictionaries(
            {},
            optional={
                "summits": st.lists(month, unique=True, max_size=4),
                "exercise": st.one_of(st.none(), st.just("none"), month),
                "referendum": month,
            },
        ),
        "events": st.lists(events(horizon), max_size=4),
    }  # fmt: skip
    return {"horizon": horizon, **draw(st.fixed_dictionaries({}, optional=optional))}


def written(text):
    """A scenario read from a file with this text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return load_scenario(path)


def same_inputs(one, other):
    """Whether the engines cannot tell two scenarios apart."""
    for field in dataclasses.fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        same = np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b
        assert same, field.name
    return True


@settings(max_examples=100, deadline=None)
@given(scenario_files())
def test_the_resolved_form_of_a_scenario_decides_the_same_numbers(data):
    scenario = written(json.dumps(data, ensure_ascii=False))
    resolved = to_yaml(scenario)
    again = written(resolved)
    assert to_yaml(again) == resolved
    assert same_inputs(compile_inputs(scenario), compile_inputs(again))
    assert (again.name, again.question, again.claims) == (scenario.name, scenario.question, scenario.claims)


@settings(max_examples=20, deadline=None)
@given(scenario_files())
def test_a_scenario_written_in_flow_style_reads_like_the_same_in_json(data):
    one, other = written(json.dumps(data, ensure_ascii=False)), written(inline(data) + "\n")
    assert same_inputs(compile_inputs(one), compile_inputs(other))


# read as truth values, numbers, dates or nothing by version 1.1 of YAML, by 1.2, or by some readers of either
LOOKALIKES = (
    *("no", "on", "y", "N", "Yes", "OFF", "true", "~", "null", "=", "<<", "", "1:30", "190:20:30.15", "017"),
    *("0o17", "08", "0x1F", "0b1", "1_000", "1e-5", "1e5", "+1", ".5", "1.", "-.inf", ".NaN", "2021-03"),
    *("2021-03-01", "2021-03-01 10:00:00", "a: b", "- a", "#x", "a #b", "?", " a ", "one\ntwo", "\u2028"),
)
printable = st.characters(codec="utf-8", exclude_categories=("Cc",))
words = st.one_of(st.sampled_from(LOOKALIKES), st.text(printable))
keys = words.filter(lambda key: key != "<<")  # a merge key, which no scenario has
values = st.recursive(
    st.one_of(words, st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4), st.dictionaries(keys, inner, min_size=1, max_size=4)
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(keys, values, min_size=1, max_size=4), st.booleans())
def test_what_is_written_reads_alike_in_both_versions_of_yaml(data, compact):
    text = document(data, compact=compact)
    assert yaml.safe_load(text) == data
    assert parse(text, "case.yaml").root.plain() == data


@settings(max_examples=30, deadline=None)
@given(scenario_files(), st.sampled_from(LOOKALIKES))
def test_a_resolved_scenario_reads_alike_in_both_versions_of_yaml(data, question):
    scenario = written(json.dumps(data | {"question": question.strip() or "why"}, ensure_ascii=False))
    text = to_yaml(scenario)
    assert yaml.safe_load(text) == parse(text, "case.yaml").root.plain()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_either_a_scenario_or_told_what_is_wrong_in_single_lines(text):
    problems = ()
    try:
        written(text.encode("utf-8", "replace").decode())
    except ScenarioErrors as error:
        problems = error.problems or ("no problem reported",)
    assert not any("\n" in str(problem) for problem in problems)
    assert "no problem reported" not in problems


def test_a_scenario_cut_short_by_an_option_keeps_the_draws_of_its_events(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(
        "events:\n"
        "  - {month: 20, add: {reserves: 1}, probability: 0.5}\n"
        "  - {month: 3, add: {reserves: 1}, probability: 0.5}\n"
    )
    short = load_scenario(path, months=12)
    assert [event.slot for event in short.events] == [1]
    assert [event.slot for event in written(to_yaml(short)).events] == [1]


def test_the_resolved_form_names_every_parameter_but_those_that_follow_another(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text("runs: 5\n")
    again = written(to_yaml(load_scenario(path)))
    following = {flat for flat, entry in flat_entries().items() if entry.quantity.default_from}
    assert {*again.parameters, *again.initial} == set(flat_entries()) - following
    assert following
    assert DRAWN in to_yaml(again)
