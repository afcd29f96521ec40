"""Kinds of the ladder about bargaining, answered a second time: exact fractions, mpmath, brute force.

Nothing here uses the program. A kind is a strategy for its inputs and a function from inputs to what is
expected.
"""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.special import expit

mp.mp.dps = 40


class CannotTellError(Exception):
    """Inputs at which the second way of computing is too coarse: nearly a tie, nearly a tangency."""


def unless(*, coarse):
    if coarse:
        raise CannotTellError


def exact(value):
    """The fraction that a decimal number was written as."""
    return Fraction(str(value))


def decimals(low, high, digits=3):
    return st.integers(round(low * 10**digits), round(high * 10**digits)).map(
        lambda units: units / 10**digits
    )


# --- alternating offers


def offers_inputs():
    finite = st.fixed_dictionaries(
        {
            "d1": decimals(0.05, 1.0),
            "d2": decimals(0.05, 1.0),
            "offers": st.integers(1, 60),
            "p": decimals(0, 1),
            "b1": decimals(-0.5, 0.5),
            "b2": decimals(-0.5, 0.5),
            "outside_option_2": st.none(),
        }
    )
    endless = st.fixed_dictionaries(
        {
            "d1": decimals(0.05, 0.98),
            "d2": decimals(0.05, 1.0),
            "offers": st.none(),
            "p": decimals(0, 0.9),
            "b1": decimals(-0.5, 0.5),
            "b2": decimals(-0.5, 0.5),
            "outside_option_2": st.none() | decimals(-0.2, 1.2),
        }
    )
    return finite | endless


def offers(given):
    """Backwards from the last offer; without an end, from one so far off that it does not count."""
    number = (lambda x: mp.mpf(str(x))) if given["offers"] is None else exact
    d1, d2, p, b1, b2 = (number(given[key]) for key in ("d1", "d2", "p", "b1", "b2"))
    one, two = 1 - b2, 1 - b1
    for _ in range((given["offers"] or 4000) - 1):
        refused = p * b2 + (1 - p) * d2 * two
        if given["outside_option_2"] is not None:
            refused = max(refused, number(given["outside_option_2"]))
        one, two = 1 - refused, 1 - (p * b1 + (1 - p) * d1 * one)
    return {"share_1_when_1_proposes": float(one), "share_2_when_2_proposes": float(two)}


# --- frontiers


def frontier_inputs():
    @st.composite
    def draw_one(draw):
        d1 = draw(decimals(-1, 0.5, 2))
        falls, bends, more = (draw(decimals(0, 3, 2)) for _ in range(3))
        assume(falls + bends + more > 0.2)
        # In powers of u1 - d1 every coefficient but the first is negative, so it falls and is concave.
        around = np.polynomial.Polynomial([draw(decimals(0.5, 5, 2)), -falls, -bends, -more])
        coefficients = around(np.polynomial.Polynomial([-d1, 1])).coef.round(6).tolist()
        top = float(np.polynomial.Polynomial(coefficients)(d1))
        return {"frontier": coefficients, "d": [d1, round(top - draw(decimals(0.1, 3, 2)), 4)]}

    return draw_one()


class Curve:
    """A frontier in 40 digits."""

    def __init__(self, given):
        self.powers = [mp.mpf(repr(c)) for c in given["frontier"]]
        self.d1, self.d2 = (mp.mpf(repr(x)) for x in given["d"])
        far = self.d1 + 1
        while self.at(far) > self.d2:
            far += 1
        self.a1 = zero(lambda u: self.at(u) - self.d2, self.d1, far)
        self.a2 = self.at(self.d1)

    def at(self, u):
        return sum(c * u**i for i, c in enumerate(self.powers))

    def slope(self, u):
        return sum(i * c * u ** (i - 1) for i, c in enumerate(self.powers) if i)

    def where(self, falling):
        u = zero(falling, self.d1, self.a1)
        return [float(u), float(self.at(u))]


def zero(falling, low, high):
    """Where a falling function is 0, or the end that comes nearest, by halving."""
    for _ in range(130):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return low


def frontier(given):
    """Each condition, halved down to 40 digits."""
    curve = Curve(given)
    d1, d2, a1, a2 = curve.d1, curve.d2, curve.a1, curve.a2
    return {
        "ideal": [float(a1), float(a2)],
        "nash": curve.where(lambda u: curve.at(u) - d2 + (u - d1) * curve.slope(u)),
        "kalai_smorodinsky": curve.where(lambda u: (curve.at(u) - d2) / (a2 - d2) - (u - d1) / (a1 - d1)),
        "egalitarian": curve.where(lambda u: curve.at(u) - d2 - u + d1),
        "utilitarian": curve.where(lambda u: curve.slope(u) + 1),
    }


def raiffa(given):
    """Halfway to the ideal point of the moment, eighty times."""
    curve = Curve(given)
    u1, u2 = curve.d1, curve.d2
    steps = []
    for _ in range(80):
        if curve.at(u1) - u2 < mp.mpf(10) ** -25:
            steps.append([float(u1), float(u2)])
            continue
        most = zero(lambda u, u2=u2: curve.at(u) - u2, u1, curve.a1)
        u1, u2 = (u1 + most) / 2, (u2 + curve.at(u1)) / 2
        steps.append([float(u1), float(u2)])
    return {"step1": steps[0], "step2": steps[1], "step3": steps[2], "limit": steps[-1]}


# --- reputation, screening


def reputation_inputs():
    share = decimals(0.02, 0.95)
    return st.fixed_dictionaries(
        {"r1": decimals(0.01, 0.5), "r2": decimals(0.01, 0.5), "a1": share, "a2": share}
        | {"z1": decimals(0.01, 0.6), "z2": decimals(0.01, 0.6)}
    ).filter(lambda given: given["a1"] + given["a2"] > 1.01)


def reputation(given):
    r1, r2, a1, a2, z1, z2 = (mp.mpf(str(given[key])) for key in ("r1", "r2", "a1", "a2", "z1", "z2"))
    rate1, rate2 = r2 * (1 - a1) / (a1 + a2 - 1), r1 * (1 - a2) / (a1 + a2 - 1)
    end1, end2 = -mp.log(z1) / rate1, -mp.log(z2) / rate2
    end = min(end1, end2)
    mass1, mass2 = (mp.mpf(0) if e == end else 1 - z * mp.exp(r * end) for e, z, r in
                    ((end1, z1, rate1), (end2, z2, rate2)))  # fmt: skip
    return {
        "lambda1": float(rate1),
        "lambda2": float(rate2),
        "T1": float(end1),
        "T2": float(end2),
        "T0": float(end),
        "mass1_at_0": float(mass1),
        "mass2_at_0": float(mass2),
        "U1": float(mass2 * a1 + (1 - mass2) * (1 - a2)),
        "U2": float(mass1 * a2 + (1 - mass1) * (1 - a1)),
        "prob_no_agreement": float(z1 * z2),
        "prob_agree_at_0": float(1 - (1 - mass1) * (1 - mass2)),
    }


def screening_inputs():
    @st.composite
    def draw_one(draw):
        soft, outside = draw(decimals(-1, 2)), draw(decimals(-1, 1))
        return {
            "pie": round(soft + outside + draw(decimals(0.01, 3)), 3),
            "v_tough": round(soft + draw(decimals(0.01, 3)), 3),
            "v_soft": soft,
            "mu_tough": draw(decimals(0, 1)),
            "proposer_disagreement": outside,
        }

    return draw_one()


def screening(given):
    """The better of the two offers, the tough one where they are worth the same."""
    pie, tough, soft, mu, outside = (
        exact(given[key]) for key in ("pie", "v_tough", "v_soft", "mu_tough", "proposer_disagreement")
    )
    to_both, to_soft = pie - tough, (1 - mu) * (pie - soft) + mu * outside
    offer, value = (tough, to_both) if to_both >= to_soft else (soft, to_soft)
    even = (tough - soft) / (pie - soft - outside)  # where both offers are worth the same
    return {"threshold": float(even), "offer": float(offer), "value": float(value)}


# --- logit equilibrium


def equilibrium_inputs():
    payoffs = st.lists(st.lists(st.integers(-4, 6), min_size=2, max_size=2), min_size=2, max_size=2)
    precisions = st.lists(decimals(0, 2, 2), min_size=1, max_size=4)
    return st.fixed_dictionaries({"A": payoffs, "B": payoffs, "lambda": precisions})


def equilibrium(given):
    """Follow the branch as a differential equation in its own length, then polish at each precision."""
    row, column = np.array(given["A"], float), np.array(given["B"], float)

    def leads(p, q):
        first = (row[0] - row[1]) @ [q, 1 - q]
        return first, (column[:, 0] - column[:, 1]) @ [p, 1 - p]

    slopes = (
        row[0, 0] - row[1, 0] - row[0, 1] + row[1, 1],
        column[0, 0] - column[0, 1] - column[1, 0] + column[1, 1],
    )

    def normal(point):
        x, y, precision = point
        p, q = expit(x), expit(y)
        first, second = leads(p, q)
        one = [1, -precision * slopes[0] * q * (1 - q), -first]
        return np.cross(one, [-precision * slopes[1] * p * (1 - p), 1, -second])

    def flow(_, point):
        direction = normal(point)
        return direction / np.linalg.norm(direction)

    found = {}
    for precision in set(given["lambda"]):
        reached = lambda _, point, precision=precision: point[2] - precision  # noqa: E731
        reached.terminal, reached.direction = True, 1.0
        if precision == 0.0:
            found[precision] = (0.5, 0.5)
            continue
        path = solve_ivp(flow, (0, 500), np.zeros(3), rtol=1e-9, atol=1e-11, events=reached, max_step=0.2)
        unless(coarse=min(np.linalg.norm(normal(at)) for at in path.y.T) < 0.05)  # another curve is near
        x, y, _ = path.y_events[0][0]
        unless(coarse=abs(flow(0, (x, y, precision))[2]) < 0.02)  # the branch folds back
        slope = lambda i: mp.mpf(float(slopes[i]))  # noqa: E731
        base = mp.mpf(float(row[0, 1] - row[1, 1])), mp.mpf(float(column[1, 0] - column[1, 1]))
        logistic = lambda z: 1 / (1 + mp.exp(-z))  # noqa: E731
        times = mp.mpf(str(precision))
        x, y = mp.findroot(
            lambda x, y: (
                x - times * (slope(0) * logistic(y) + base[0]),  # noqa: B023
                y - times * (slope(1) * logistic(x) + base[1]),  # noqa: B023
            ),
            (mp.mpf(x), mp.mpf(y)),
        )
        found[precision] = float(logistic(x)), float(logistic(y))
    return {
        "p_row1": [found[precision][0] for precision in given["lambda"]],
        "p_col1": [found[precision][1] for precision in given["lambda"]],
    }


# --- a menu of packages


def packages_inputs():
    names = st.lists(st.text("abcxyz+ ", min_size=1, max_size=5), min_size=1, max_size=8, unique=True)
    payoff = decimals(-3, 3, 1)
    return st.fixed_dictionaries(
        {
            "menu": names.flatmap(
                lambda keys: st.fixed_dictionaries(
                    {key: st.lists(payoff, min_size=2, max_size=2) for key in keys}
                )
            ),
            "lambda": decimals(0, 6, 2),
        }
    )


def packages(given):
    menu, precision = given["menu"], mp.mpf(str(given["lambda"]))
    rational = {name: exact(u) * exact(v) for name, (u, v) in menu.items() if u >= 0 and v >= 0}
    best = max(rational, key=rational.get) if rational else None
    pareto = [
        name
        for name, (u, v) in menu.items()
        if not any(x >= u and y >= v and (x > u or y > v) for x, y in menu.values())
    ]
    accept = {name: 1 / (1 + mp.exp(-precision * mp.mpf(str(v)))) for name, (_, v) in menu.items()}
    weight = {name: mp.exp(precision * accept[name] * mp.mpf(str(u))) for name, (u, _) in menu.items()}
    offered = {name: w / sum(weight.values()) for name, w in weight.items()}
    return {
        "nash_package": best,
        "nash_product": None if best is None else float(rational[best]),
        "pareto": pareto,
        "accept_prob": {name: float(value) for name, value in accept.items()},
        "offer_prob": {name: float(value) for name, value in offered.items()},
        "agree_prob": float(sum(offered[name] * accept[name] for name in menu)),
    }


GAMES = {
    "alternating_offers": (offers_inputs, offers),
    "frontier_solutions": (frontier_inputs, frontier),
    "raiffa": (frontier_inputs, raiffa),
    "reputational_bargaining": (reputation_inputs, reputation),
    "screening": (screening_inputs, screening),
    "logit_qre": (equilibrium_inputs, equilibrium),
    "package_menu": (packages_inputs, packages),
}
