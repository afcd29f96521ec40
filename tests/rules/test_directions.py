"""Every coefficient and every cause pushes the way the equations and the claims say (see `directions`)."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache

import pytest

from sim.quantities import parameters
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
from sim.scenario import load_scenario
from sim.testing import parameters_of
from tests.rules.directions import DIRECTIONS, ELSEWHERE, Month

MODULES = (commitment, diplomacy, economy, endings, energy, issues, measures, payoffs, russia, society, west)


@cache
def central():
    """Return the parameters at their central values."""
    return parameters_of(load_scenario("baseline_feb2021"))


def source_of(rule):
    """Return the function behind a rule, compiled or not."""
    rule = rule.of if isinstance(rule, Month) else rule
    return getattr(rule, "py_func", rule)


def arguments_of(rule):
    extra = rule.extra if isinstance(rule, Month) else ()
    return [*extra, *(name for name in inspect.signature(source_of(rule)).parameters)]


def parameters_read_by(rule):
    """Return the parameters that a rule reads itself, with the entry where it takes one of a list."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(source_of(rule))))
    read = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "p":
            read.add(node.attr)
    return read


def evaluated(direction, p, arguments):
    names = arguments_of(direction.rule)
    values = [p if name == "p" else arguments[name] for name in names]
    return direction.result(direction.rule(*values))


def moved(direction, name, step):
    """Return the result with one argument or parameter moved by `step`, up from where it is."""
    p = central().copy()
    for flat, value in direction.given.items():
        p[flat] = value
    arguments = dict(direction.at)
    if name in arguments:
        arguments[name] += step
    else:
        field, _, entry = name.partition(".")
        if entry:
            p[field][int(entry)] += step
        else:
            whole = parameters()[field].integer
            p[field] += float(step > 0) if whole else step * max(1.0, abs(float(p[field])))
    return evaluated(direction, p, arguments)


CASES = [
    pytest.param(direction, name, sign, id=f"{title}: {name} {word}")
    for title, direction in DIRECTIONS.items()
    for sign, word, names in (
        (1, "raises", direction.up),
        (-1, "lowers", direction.down),
        (0, "leaves", direction.still),
    )
    for name in names.split()
]


@pytest.mark.parametrize(("direction", "name", "sign"), CASES)
def test_it_pushes_the_way_the_equations_say(direction, name, sign):
    before, after = moved(direction, name, 0.0), moved(direction, name, 0.01)
    assert (after > before) - (after < before) == sign


RULES = {
    name: value
    for module in MODULES
    for name, value in vars(module).items()
    if getattr(source_of(value), "__module__", None) == module.__name__
    and inspect.isfunction(source_of(value))
}


# What decides which term counts and is no part of it: looked at in the tests of each rule.
SWITCHES = {
    *(
        "issue",
        "summit",
        "help",
        "months_to_exercise",
        "exercise_window",
        "protest_change",
        "isolation_change",
    ),
    *("belief_protest_jump", "belief_isolation_jump", "sanctions_protest_jump", "turnout_largest"),
}


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_has_a_direction_for_every_cause_and_coefficient(name):
    """So that a new term cannot come without saying which way it pushes."""
    rule = RULES[name]
    reported = {
        word.partition(".")[0]
        for direction in DIRECTIONS.values()
        if source_of(direction.rule) is source_of(rule)
        for word in f"{direction.up} {direction.down} {direction.still}".split()
    }
    if not reported:
        assert name in ELSEWHERE, f"{name}: no direction in tests/rules/directions.py"
        return
    causes = set(arguments_of(rule)) - {"p"}
    pushes = {
        word.partition(".")[0]
        for direction in DIRECTIONS.values()
        if source_of(direction.rule) is source_of(rule)
        for word in f"{direction.up} {direction.down}".split()
    }
    assert causes | parameters_read_by(rule) <= pushes | SWITCHES
