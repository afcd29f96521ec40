"""The equations written out in MODEL.md give what the functions they stand for give.

A statement of a code block is read as arithmetic (`·` times, `[A]` a condition, `²` a square; what stands
three spaces apart is a remark or the next statement) and compared with the code, for numbers drawn at
random: parameters around their central values, each by a factor of its own, so that no two are mistaken for
each other.
"""

from __future__ import annotations

import math
import random
import re
import textwrap
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.engines import records
from sim.minds import aspiration
from sim.model_tables import MODEL
from sim.quantities import entries, parameters
from sim.rules import commitment, diplomacy, economy, endings, energy, payoffs, russia, society, west

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK = re.compile(r"^ *```\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
STATEMENT = re.compile(r"(?P<name>\S.*?) +=(?: +(?P<term>.*))?$")
GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
CONDITION = re.compile(r"\[([^\]]+)\]")
AS_PYTHON = (
    ("Σ_j provocation_by_issue[j]·( x~_j + text_provocation·(p~_j - x~_j) )", "provocation"),
    ("anger at this month's leaks", "anger"), ("(Sac(p') - Sac(p))", "sacrifice"),
    ("Prize(x)", "prize"), ("Sac(x)", "sacrifice"), ("shortage(R)", "shortage"),
    ("ln oil", "ln_oil"), ("ln price", "ln_price"), ("ln mean", "ln_mean"), ("in kind", "in_kind"),
    ("·", "*"), ("²", "**2"), ("~", "_public"), ("e^(", "exp("), ("^", "**"),
)  # fmt: skip
TITLES = {"shortage": "shortage(R)"}

SHARES = [
    "m", "g", "ρ", "u", "cf", "w", "z", "n", "v", "c", "pu", "rh", "ê", "e", "cv", "vac",
    "x_CR", "x_SE", "x_FU", "x_public_SE", "x_public_FU", "p_j", "x_j", "P", "prize", "sacrifice",
    "a_θ", "κ", "πL", "πH", "provocation", "anger", "R", "s", "tranche", "trade", "speed", "noise",
]  # fmt: skip
SIGNED = ["y", "ln_oil", "ln_oil_reference", "ln_price", "ln_mean", "windfall", "asp", "last", "Z"]
FLAGS = ["suppression", "in_kind", "rhetoric", "ov", "q", "AR"]
FUNCTIONS = {
    "clip": lambda x: min(1.0, max(0.0, x)),
    "relu": lambda x: max(0.0, x),
    "Λ": lambda x: 1 / (1 + math.exp(-x)),
    "Φ": NormalDist().cdf,
    "exp": math.exp,
    "sqrt": math.sqrt,
    "min": min,
}


@cache
def statements() -> dict[str, str]:
    """The statements of all code blocks by what they define."""
    found: dict[str, str] = {}
    for block in BLOCK.findall(MODEL.read_text(encoding="utf-8")):
        name = ""
        for line in textwrap.dedent(block).splitlines():
            begins = None if line.startswith(" ") else STATEMENT.match(line)
            name = begins["name"] if begins else name
            term, *others = GAP.split((begins["term"] or "") if begins else line.strip())
            found[name] = term if begins else f"{found.get(name, '')} {term}"
            found |= {more["name"]: more["term"] for other in others if (more := STATEMENT.match(other))}
    return found


class Numbers(dict[str, Any]):
    """Numbers and functions by the names that equations use; the rest as the equations define it."""

    def __missing__(self, name: str) -> float:
        return self.by_equation(TITLES.get(name, name))

    def by_equation(self, name: str) -> float:
        """What the statement about a name comes to."""
        text = statements()[name]
        for written, read in AS_PYTHON:
            text = text.replace(written, read)
        text = CONDITION.sub(r"(\1)", text)
        return float(eval(f"({text})", {"__builtins__": {}}, self))  # noqa: S307 - our own arithmetic


def some_parameters(draw_key: random.Random) -> Any:
    """A record of parameters, each its central value times a factor of its own."""
    table = records.records(records.parameter_dtype(), 1)
    quantities = [quantity for quantity in parameters().values() for _ in quantity.central]
    central = [value for quantity in parameters().values() for value in quantity.central]
    assert len(central) == len(entries("parameter"))
    records.flat(table)[0] = [
        value * (1.0 if quantity.integer else draw_key.uniform(0.7, 1.3))
        for quantity, value in zip(quantities, central, strict=True)
    ]
    return table[0]


def some_numbers(draw_key: random.Random, p: Any) -> Numbers:
    names = Numbers({name: p[name] for name in parameters()})
    names |= FUNCTIONS
    names |= {name: draw_key.uniform(0.01, 0.99) for name in SHARES}
    names |= {name: draw_key.uniform(-0.5, 0.5) for name in SIGNED}
    names |= {name: float(draw_key.random() < 0.5) for name in FLAGS}
    names["in_kind"] *= 1.0 - names["suppression"]  # help is one or the other
    names |= {
        "DR": draw_key.uniform(5, 9),
        "DX": draw_key.uniform(5, 12),
        "dl": float(draw_key.randint(-2, 5)),
    }
    names |= {"steps": float(draw_key.randint(0, 6)), "Januaries": float(draw_key.randint(0, 3))}
    return names


def kremlin(s: Numbers, p: Any) -> float:
    help_given = 2.0 if s["suppression"] else s["in_kind"]
    terms = (s["prize"], s["calm"], s["s"], s["cf"], s["windfall"], s["pu"], help_given, s["z"], s["m"])
    return float(payoffs.kremlin_total(payoffs.kremlin_flow(*terms, p), s["a_θ"], s["c"]))


def minsk(s: Numbers, p: Any) -> float:
    money = s["s"] + s["trade"]
    conduct = (s["ρ"], s["cf"], s["ov"], s["rhetoric"], s["sacrifice"])
    return float(payoffs.minsk_total(payoffs.minsk_flow(s["y"], money, s["u"], s["m"], *conduct, p), s["κ"]))


def protest(s: Numbers, p: Any) -> float:
    deterrence = s["ρ"] + p["suppression_deterrence"] * s["suppression"]
    push = society.protest_push(s["g"], deterrence, s["u"], p) + p["protest_noise"] * s["Z"]
    thresholds = (p["threshold_mean"], p["threshold_spread"], p["protest_speed"])
    return float(society.mobilisation_after(s["m"], push, *thresholds))


def cash(s: Numbers, p: Any) -> float:
    service = economy.debt_service(s["DR"], s["DX"], p)
    borrowed = economy.market_borrowing(s["w"], service.amortisation_other, p["rollover"])
    return float(economy.cash_need(s["ca"], s["s"], borrowed, service, p["flight"] * s["m"]))


def accounts(s: Numbers, p: Any) -> Any:
    change = s["need"] + s["tranche"]
    return economy.close_accounts(s["R"], s["AR"], change, s["aR"], True, p["reserves_floor"])


def state(s: Numbers) -> Any:
    """A state with what the aspiration mind looks at."""
    record = records.records(records.state_dtype(), 1)[0]
    fields = {
        "colour_revolution_belief": "c", "mobilisation": "m", "russian_trouble": "n", "strength": "z",
        "isolation": "w", "aspiration_kremlin": "asp", "last_payoff_kremlin": "last",
    }  # fmt: skip
    for field, symbol in fields.items():
        record[field] = s[symbol]
    return record


# What MODEL.md defines, and the function it stands for; rates of the endings as logarithms.
CODE: dict[str, Callable[[Numbers, Any], float]] = {
    "chance of a summit": lambda s, p: diplomacy.summit_chance(s["u"], s["cf"], p),
    "chance of secrecy": lambda s, p: diplomacy.secrecy_chance(s["C"], p),
    "share left": lambda s, p: diplomacy.friction_left(s["rhetoric"], s["c"], s["rh"], p["rhetoric_relief"]),
    "rh'": lambda s, p: diplomacy.rhetoric_stock_after(s["rh"], s["rhetoric"], p["rhetoric_wear"]),
    "pressing": lambda s, p: payoffs.pressing_burden(s["P"], s["n"], s["v"], p),
    "risk": lambda s, p: payoffs.default_risk(s["R"], s["AR"], p),
    "shortage(R)": lambda s, p: economy.shortage(s["R"], p["reserves_thin"]),
    "calm": lambda s, p: payoffs.exercise_calm(s["dl"], s["m"], s["cf"], p["exercise_window"]),
    "u_K": kremlin,
    "u_M": minsk,
    "x_j'": lambda s, p: commitment.implemented_after(s["x_j"], s["p_j"], s["e"], p["implementation_rate"]),
    "π(e)": lambda s, _: commitment.expected_payment(s["e"], s["πH"], s["πL"]),
    "effort if withheld": lambda s, p: commitment.effort_if_withheld(s["ê"], s["e"], p),
    "m'": protest,
    "g*": lambda s, p: society.grievance_target(
        s["y"], s["provocation"], s["ρ"], s["m"], s["cv"], s["anger"], p
    ),
    "z*": lambda s, p: society.strength_target(
        s["s"], s["u"], s["y"], s["m"], s["x_CR"], s["ρ"], s["suppression"], p
    ),
    "cv'": lambda s, p: society.covid_after(s["cv"], s["vac"], p["covid_decay"], p["covid_vaccine"]),
    "vac'": lambda s, p: society.vaccine_after(s["vac"], p["vaccine_speed"]),
    "pu*": lambda s, p: russia.image_target(s["u"], s["m"], s["suppression"], s["rhetoric"], p),
    "w*": lambda s, p: west.isolation_target(
        s["ρ"], s["m"], s["ov"], s["x_public_SE"], s["x_public_FU"], s["rhetoric"], p
    ),
    "trade": lambda s, p: west.overture_trade(s["w"], s["ρ"], s["ov"], p["overture_income"]),
    "n'": lambda s, p: russia.reverting_share(
        s["n"], p["trouble_normal"], p["trouble_speed"], p["trouble_noise"], s["Z"]
    ),
    "v'": lambda s, p: russia.reverting_share(
        s["v"], p["tension_normal"], p["tension_speed"], p["tension_noise"], s["Z"]
    ),
    "ln price'": lambda s, _: energy.log_price_after(
        s["ln_price"], s["ln_mean"], s["speed"], s["noise"], s["Z"]
    ),
    "y*": lambda s, p: economy.activity_target(
        s["s"] + s["trade"], s["ln_oil"] - s["ln_oil_reference"], s["cv"], s["w"], s["m"], s["AR"], s["R"], p
    ),
    "ca": lambda s, p: economy.current_account(
        s["Januaries"], s["y"], s["ln_oil"] - s["ln_oil_reference"], s["x_FU"], s["w"], s["trade"], s["R"], p
    ),
    "need": cash,
    "R'": lambda s, p: accounts(s, p).reserves,
    "AR'": lambda s, p: accounts(s, p).arrears,
    "df": lambda s, p: accounts(s, p).deferred,
    "ln collapse": lambda s, p: math.log(endings.collapse_rate(s["m"], s["z"], s["R"], s["AR"], p)),
    "ln replaced": lambda s, p: math.log(
        endings.replaced_rate(s["q"], s["z"], s["x_CR"], s["x_SE"], s["u"], p)
    ),
    "ln reopening": lambda s, p: math.log(
        endings.reopening_rate(s["w"], s["ρ"], s["x_SE"], s["ov"], s["v"], p)
    ),
    "ln rupture": lambda s, p: math.log(endings.rupture_rate(s["cf"], s["w"], p)),
    "P*": lambda s, p: aspiration.pressure_wanted(state(s), p),
    "bold": lambda s, p: aspiration.assertiveness(state(s), p),
}


@pytest.mark.parametrize("name", CODE)
def test_an_equation_is_what_the_code_computes(name: str) -> None:
    for case in range(50):
        draw_key = random.Random(f"{name} {case}")  # noqa: S311 - no secret
        p = some_parameters(draw_key)
        p["hazard_multiplier_by_ending"] = 1.0
        s = some_numbers(draw_key, p)
        assert np.isclose(s.by_equation(name), CODE[name](s, p), rtol=1e-9, atol=1e-12)
