"""The other kinds of the ladder, answered a second time: exact fractions, mpmath, brute force.

Nothing here uses the program. A kind is a strategy for its inputs and a function from inputs to what is
expected.
"""

from __future__ import annotations

import itertools
from fractions import Fraction

import mpmath as mp
import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from scipy.special import ndtr

from tests.verification.other_games import decimals, exact, unless

mp.mp.dps = 40


def number(value):
    return mp.mpf(str(value))


def floats(values):
    return [float(value) for value in values]


# --- crowds


def riot_inputs():
    thresholds = st.lists(st.integers(-2, 12) | decimals(-2, 12, 1), max_size=14)
    return st.fixed_dictionaries({"thresholds": thresholds})


def riot(given):
    """Everybody looks around, again and again, until nobody moves."""
    active, joined = -1, 0
    while joined != active:
        active, joined = joined, sum(threshold <= joined for threshold in given["thresholds"])
    return {"rioters": active}


def crowd_inputs():
    return st.fixed_dictionaries({"mu": decimals(-0.2, 1.2, 3), "sd": decimals(0.04, 0.8, 3)})


def crowd(given):
    """Look for every change of sign on a fine grid. Crowds about to tip are left out: no grid tells them."""
    mu, sd = number(given["mu"]), number(given["sd"])
    grid = np.array([0.0, *(np.arange(3999) + 0.4371) / 4000, 1.0])  # no round number, so no exact hit
    gap = ndtr((grid - given["mu"]) / given["sd"]) - grid
    turns = [abs(gap[i]) for i in range(1, 4000) if (gap[i] - gap[i - 1]) * (gap[i + 1] - gap[i]) <= 0]
    unless(coarse=bool(turns) and min(turns) < 1e-5)
    found = []
    for i in range(4000):
        if gap[i] * gap[i + 1] < 0:
            ends = mp.mpf(float(grid[i])), mp.mpf(float(grid[i + 1]))
            found.append(
                mp.findroot(lambda m: mp.ncdf((m - mu) / sd) - m, ends, solver="anderson", tol=1e-50)
            )
    unless(coarse=gap[0] < 1e-30 or gap[-1] > -1e-30)
    slopes = [mp.npdf((m - mu) / sd) / sd for m in found]
    return {
        "fixed_points": floats(found),
        "map_slope": floats(slopes),
        "stable": [bool(slope < 1) for slope in slopes],
    }


def spread_inputs():
    return st.fixed_dictionaries({"mu": decimals(0.001, 0.499)})


def spread(given):
    mu = number(given["mu"])
    low, high = mp.mpf(-12), mp.mpf(0)
    for _ in range(140):
        middle = (low + high) / 2
        if mp.ncdf(middle) - middle * mp.npdf(middle) < mu:
            low = middle
        else:
            high = middle
    return {"sd_critical": float(mp.npdf(low)), "m_at_tangency": float(mp.ncdf(low))}


# --- risks


def absorption_inputs():
    causes = st.dictionaries(
        st.text("abcdef", min_size=1, max_size=4), decimals(0, 0.15), min_size=1, max_size=6
    )
    return st.fixed_dictionaries({"h": causes, "T": st.integers(0, 60)}).filter(
        lambda given: 0 < sum(given["h"].values()) < 0.99
    )


def absorption(given):
    """Round by round."""
    h = {cause: exact(value) for cause, value in given["h"].items()}
    total, going_on, ended = sum(h.values()), Fraction(1), dict.fromkeys(h, Fraction(0))
    for _ in range(given["T"]):
        ended = {cause: ended[cause] + going_on * h[cause] for cause in h}
        going_on *= 1 - total
    return {
        "p_at_T": {cause: float(value) for cause, value in ended.items()},
        "p_none_at_T": float(going_on),
        "p_limit": {cause: float(value / total) for cause, value in h.items()},
        "mean_rounds_to_absorption": float(1 / total),
    }


def risks_inputs():
    rates = st.lists(decimals(0, 1) | st.just(0.0), min_size=1, max_size=7)
    return st.fixed_dictionaries({"rates": rates, "uniforms": st.lists(decimals(0, 0.999), max_size=8)})


def risks(given):
    rates = [number(rate) for rate in given["rates"]]
    total = sum(rates)
    p = [rate / total * (1 - mp.exp(-total)) if total else mp.mpf(0) for rate in rates]
    cumulative = list(itertools.accumulate(p))
    selected = [sum(reached <= number(u) for reached in cumulative) for u in given["uniforms"]]
    return {
        "p": floats(p),
        "p_none": float(mp.exp(-total)),
        "cumulative": floats(cumulative),
        "selected_cause": selected,
    }


def leak_inputs():
    return st.fixed_dictionaries({"leak": decimals(0.001, 1), "T": st.integers(0, 80)})


def leak(given):
    """Month by month."""
    chance = exact(given["leak"])
    secret, months = Fraction(1), Fraction(0)
    for _ in range(given["T"]):
        months += secret
        secret *= 1 - chance
    median, kept = 0, Fraction(1)
    while kept > Fraction(1, 2):
        kept *= 1 - chance
        median += 1
    return {
        "secret_at_T": float(secret),
        "mean_secret_months_censored": float(months),
        "median_month": median,
    }


# --- money


def price_inputs():
    return st.fixed_dictionaries(
        {"kappa": decimals(0.01, 2), "sigma": decimals(0, 0.5), "mu": decimals(1, 5), "x0": decimals(1, 5)}
        | {"months": st.lists(st.integers(1, 40), max_size=4)}
    )


def price(given):
    kappa, sigma, mu, x0 = (number(given[key]) for key in ("kappa", "sigma", "mu", "x0"))
    long_run = sigma**2 / (2 * kappa)
    means = [mu + (x0 - mu) * mp.exp(-kappa * t) for t in given["months"]]
    variances = [long_run * (1 - mp.exp(-2 * kappa * t)) for t in given["months"]]
    return {
        "ar1": float(mp.exp(-kappa)),
        "stationary_var": float(long_run),
        "stationary_sd": float(mp.sqrt(long_run)),
        "half_life": float(mp.log(2) / kappa),
        "mean_log_at": floats(means),
        "var_at": floats(variances),
        "median_price_at": [float(mp.exp(m)) for m in means],
        "mean_price_at": [float(mp.exp(m + v / 2)) for m, v in zip(means, variances, strict=True)],
    }


def accounts_inputs():
    flow = decimals(-0.5, 0.5)
    loans = st.lists(
        st.fixed_dictionaries({"month": st.integers(1, 40), "amount": decimals(0, 3)}), max_size=4
    )

    def with_reports(months):
        return st.fixed_dictionaries(
            {
                "R0": decimals(0, 9),
                "D0": decimals(0, 12),
                "annual_rate": decimals(0, 0.2),
                "amort_share": decimals(0, 0.1),
                "current_account": flow,
                "subsidy": flow,
                "flight": flow,
                "loans": loans,
                "months": st.just(months),
                "report_months": st.lists(st.integers(1, months), max_size=4),
                "reserve_floor": decimals(0, 6),
            }
        )

    return st.integers(1, 36).flatmap(with_reports)


def accounts(given):
    keys = ("R0", "D0", "annual_rate", "amort_share", "current_account", "subsidy", "flight", "reserve_floor")
    reserves, debt, rate, share, account, subsidy, flight, floor = (exact(given[key]) for key in keys)
    paid, below, at = Fraction(0), None, {}
    for month in range(1, given["months"] + 1):
        lent = sum((exact(loan["amount"]) for loan in given["loans"] if loan["month"] == month), Fraction(0))
        due, repaid = debt * rate / 12, debt * share
        reserves += account + subsidy + lent - due - repaid - flight
        debt += lent - repaid
        paid += due
        below = month if below is None and reserves < floor else below
        at[month] = float(reserves), float(debt)
    return {
        "R_at": [at[month][0] for month in given["report_months"]],
        "D_at": [at[month][1] for month in given["report_months"]],
        "interest_paid_total": float(paid),
        "first_month_below_floor": below,
    }


def annuity_inputs():
    return st.integers(1, 240).flatmap(
        lambda months: st.fixed_dictionaries(
            {"principal": decimals(0, 5), "annual_rate": decimals(0, 0.3) | st.just(0.0)}
            | {"months": st.just(months), "report_month": st.integers(0, months)}
        )
    )


def annuity(given):
    """The payment that leaves nothing: a loan without payments against payments put aside."""
    principal, rate, months = exact(given["principal"]), exact(given["annual_rate"]) / 12, given["months"]
    grown, put_aside = principal, Fraction(0)
    for _ in range(months):
        grown, put_aside = grown * (1 + rate), put_aside * (1 + rate) + 1
    payment = grown / put_aside
    balance, paid = principal, Fraction(0)
    for _ in range(given["report_month"]):
        paid += balance * rate
        balance += balance * rate - payment
    return {"payment": float(payment), "balance_at": float(balance), "interest_paid_to": float(paid)}


def subsidy_inputs():
    return st.fixed_dictionaries(
        {"c": decimals(0.01, 9), "A": decimals(0.01, 40), "k": decimals(0.01, 9), "B": decimals(0.001, 9)}
    )


def subsidy(given):
    c, a, k, b = (number(given[key]) for key in ("c", "A", "k", "B"))
    if exact(given["A"]) * exact(given["k"]) <= exact(given["c"]):
        return {"s_star": 0.0, "interior": False}
    with mp.workdps(60):
        log_argument = mp.log(a * k**2 / b) + k * c / b
        w = mp.lambertw(mp.exp(log_argument)).real
        return {"s_star": float(w / k - c / b), "interior": True}


def relation_inputs():
    @st.composite
    def draw_one(draw):
        punished = draw(decimals(-1, 1))
        cooperate = round(punished + draw(decimals(0.01, 2)), 3)
        deviate = round(cooperate + draw(decimals(0.01, 2)), 3)
        delta, hazard = draw(decimals(0, 1)), draw(decimals(0, 1))
        assume(delta * (1 - hazard) < 1)
        return {"coop": cooperate, "dev": deviate, "pun": punished, "delta": delta, "exit_hazard": hazard}

    return draw_one()


def relation(given):
    coop, dev, pun = exact(given["coop"]), exact(given["dev"]), exact(given["pun"])
    weight = exact(given["delta"]) * (1 - exact(given["exit_hazard"]))
    critical = (dev - coop) / (dev - pun)
    gain = coop / (1 - weight) - dev - weight * pun / (1 - weight)
    return {"critical_delta": float(critical), "gain": float(gain), "sustainable": weight >= critical}


# --- minds


def belief_inputs():
    def with_types(types):
        weights = st.lists(st.integers(1, 9), min_size=types, max_size=types)
        laws = st.lists(decimals(0.01, 1), min_size=types, max_size=types)
        return st.fixed_dictionaries(
            {
                "prior": weights.map(lambda parts: [part / sum(parts) for part in parts]),
                "likelihood": st.fixed_dictionaries({"stall": laws, "sign": laws, "leak": laws}),
                "events": st.lists(st.sampled_from(["stall", "sign", "leak"]), max_size=9),
                "mix_eps": decimals(0, 0.2),
            }
        )

    return st.integers(1, 5).flatmap(with_types)


def belief(given):
    def after(prior, event):
        joint = [b * exact(x) for b, x in zip(prior, given["likelihood"][event], strict=True)]
        return [part / sum(joint) for part in joint]

    start = [Fraction(b) for b in given["prior"]]
    start = [b / sum(start) for b in start]
    plain, mixed, path, eps = start, start, [floats(start)], exact(given["mix_eps"])
    for event in given["events"]:
        plain, mixed = after(plain, event), after(mixed, event)
        mixed = [(1 - eps) * b + eps / len(mixed) for b in mixed]
        path.append(floats(mixed))
    return {"posterior": floats(plain), "posterior_with_mixing": path[-1], "path_with_mixing": path}


def value_iteration_inputs():
    def of_size(size):
        states, actions = size
        law = st.lists(st.integers(0, 5), min_size=states, max_size=states).filter(any)
        row = law.map(lambda parts: [part / sum(parts) for part in parts])
        chances = st.lists(
            st.lists(row, min_size=states, max_size=states), min_size=actions, max_size=actions
        )
        rewards = st.lists(
            st.lists(decimals(-2, 2, 2), min_size=states, max_size=states), min_size=actions, max_size=actions
        )
        return st.fixed_dictionaries(
            {"P": chances, "r": rewards, "delta": decimals(0, 0.95, 2), "tau": decimals(0.05, 2, 2)}
        )

    return st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(of_size)


def value_iteration(given):
    """Every policy there is, followed for ever; and plain sweeps for the logit version."""
    chances, rewards = np.array(given["P"]), np.array(given["r"])
    (actions, states), delta, tau = rewards.shape, given["delta"], given["tau"]
    values = np.full(states, -np.inf)
    for policy in itertools.product(range(actions), repeat=states):
        chain = np.array([chances[a, s] for s, a in enumerate(policy)])
        reward = np.array([rewards[a, s] for s, a in enumerate(policy)])
        values = np.maximum(values, np.linalg.solve(np.eye(states) - delta * chain, reward))
    worth = rewards + delta * chances @ values
    by_worth = np.sort(worth, axis=0)
    unless(coarse=actions > 1 and (by_worth[-1] - by_worth[-2]).min() < 1e-6)  # a tie
    soft = np.zeros(states)
    for _ in range(1500):
        soft_worth = rewards + delta * chances @ soft
        top = soft_worth.max(axis=0)
        soft = top + tau * np.log(np.exp((soft_worth - top) / tau).sum(axis=0))
    weights = np.exp((rewards + delta * chances @ soft - soft) / tau)
    return {
        "V": values.tolist(),
        "policy": worth.argmax(axis=0).tolist(),
        "V_soft": soft.tolist(),
        "policy_soft": (weights / weights.sum(axis=0)).T.tolist(),
    }


def attraction_inputs():
    def with_actions(actions):
        payoffs = st.lists(decimals(-2, 2, 2), min_size=actions, max_size=actions)
        rounds = st.fixed_dictionaries({"payoffs": payoffs, "chosen": st.integers(0, actions - 1)})
        return st.fixed_dictionaries(
            {"phi": decimals(0, 1, 2), "delta": decimals(0, 1, 2), "kappa": decimals(0, 1, 2)}
            | {"lambda": decimals(0, 5, 2), "A0": payoffs, "N0": decimals(0, 3, 2)}
            | {"rounds": st.lists(rounds, max_size=6)}
        )

    return st.integers(1, 4).flatmap(with_actions)


def attraction(given):
    phi, delta, kappa, weight = (exact(given[key]) for key in ("phi", "delta", "kappa", "N0"))
    attractions = [exact(a) for a in given["A0"]]
    for played in given["rounds"]:
        after = phi * (1 - kappa) * weight + 1
        attractions = [
            (phi * weight * a + (delta + (1 - delta) * (j == played["chosen"])) * exact(u)) / after
            for j, (a, u) in enumerate(zip(attractions, played["payoffs"], strict=True))
        ]
        weight = after
    weights = [mp.exp(number(given["lambda"]) * mp.mpf(a.numerator) / a.denominator) for a in attractions]
    return {"A": floats(attractions), "N": float(weight), "p": [float(w / sum(weights)) for w in weights]}


def regret_inputs():
    def with_actions(actions):
        payoffs = st.lists(decimals(-1, 1, 1), min_size=actions, max_size=actions)
        return st.fixed_dictionaries(
            {"payoffs": st.lists(payoffs, min_size=1, max_size=8), "decay": decimals(0, 1, 2)}
        )

    return st.integers(1, 4).flatmap(with_actions)


def regret(given):
    actions = len(given["payoffs"][0])
    regrets, strategies = [Fraction(0)] * actions, []
    for payoffs in given["payoffs"]:
        positive = [max(r, Fraction(0)) for r in regrets]
        mix = [r / sum(positive) for r in positive] if any(positive) else [Fraction(1, actions)] * actions
        strategies.append(floats(mix))
        u = [exact(x) for x in payoffs]
        earned = sum(m * x for m, x in zip(mix, u, strict=True))
        regrets = [exact(given["decay"]) * r + x - earned for r, x in zip(regrets, u, strict=True)]
    return {"strategies": strategies, "regrets": floats(regrets)}


def draw_inputs():
    word = st.integers(0, 2**32 - 1).map(lambda value: f"{value:08x}")
    return st.fixed_dictionaries(
        {
            "counter": st.lists(word, min_size=4, max_size=4),
            "key": st.lists(word, min_size=2, max_size=2),
        }
    )


def draw(given):
    """Philox4x32-10 in whole numbers of any size, as in the paper."""
    c = [int(word, 16) for word in given["counter"]]
    k = [int(word, 16) for word in given["key"]]
    for _ in range(10):
        one, two = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [two // 2**32 ^ c[1] ^ k[0], two % 2**32, one // 2**32 ^ c[3] ^ k[1], one % 2**32]
        k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
    return {"out": [f"{word:08x}" for word in c]}


WORLDS = {
    "threshold_riot": (riot_inputs, riot),
    "mean_field_fixed_points": (crowd_inputs, crowd),
    "mean_field_critical_spread": (spread_inputs, spread),
    "hazard_absorption": (absorption_inputs, absorption),
    "competing_risks": (risks_inputs, risks),
    "leak": (leak_inputs, leak),
    "ou_process": (price_inputs, price),
    "accounts": (accounts_inputs, accounts),
    "annuity": (annuity_inputs, annuity),
    "interior_subsidy": (subsidy_inputs, subsidy),
    "self_enforcing": (relation_inputs, relation),
    "bayes_beliefs": (belief_inputs, belief),
    "value_iteration": (value_iteration_inputs, value_iteration),
    "ewa": (attraction_inputs, attraction),
    "regret_matching": (regret_inputs, regret),
    "philox": (draw_inputs, draw),
}
