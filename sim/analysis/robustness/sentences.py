"""The results of a finding in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.output.numbers import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.analysis.robustness.assess import PairingResult, Spread
    from sim.analysis.robustness.breaking import Moved
    from sim.analysis.robustness.robustness import DrawnQuantities, Robustness

MOST_NAMED = 4


def heading(found: Robustness) -> str:
    """Return what was done, in two lines.

    Parameters
    ----------
    found : Robustness
        Results of one finding.

    Returns
    -------
    str
        The finding and its scenario, then the numbers of runs, pairings and draws, and the seed.
    """
    finding = found.finding
    lines = [f"{finding.title} in {found.scenario}: {finding.says}"]
    pairs = "pairs of runs" if len(finding.sides) > 1 else "runs"
    played = f"{found.runs:,} {pairs} under each of {len(found.pairings)} pairings of minds"
    if found.drawn:
        draws, quantities = found.drawn.values.shape
        played += f"; {draws:,} draws of {quantities:,} quantities, {found.drawn.runs:,} {pairs} each"
    return "\n".join([*lines, f"{played}; seed {found.seed}"])


def sentences(found: Robustness) -> Iterator[str]:
    """Say what was found: under the pairings, over draws, and which quantity breaks the finding.

    Parameters
    ----------
    found : Robustness
        Results of one finding.

    Yields
    ------
    str
        A sentence; those on draws and on quantities moved alone only where these were played.
    """
    if not found.sign:
        yield from _without_a_sign(found)
        return
    yield from _of_pairings(found)
    home = found.at_home.spread
    if found.drawn is not None and home is not None:
        yield _of_draws(found.drawn, home, found)
        yield from _of_foresight(found)
    if found.moved:
        yield _of_moved(found)


def way_of(sign: float) -> str:
    """Return where an effect of this sign lies: `above 0`, `below 0`, or `at 0`.

    Parameters
    ----------
    sign : float
        1, -1 or 0.

    Returns
    -------
    str
        One of these three.
    """
    return {1.0: "above 0", -1.0: "below 0"}.get(sign, "at 0")


def _without_a_sign(found: Robustness) -> Iterator[str]:
    """Say where there is an effect at all, if there is none under the scenario's own minds."""
    home, says = found.at_home, found.finding.says
    none = "0 in every pair of runs" if home.found.exactly_zero else "0 on average"
    clear = [one.pairing.words for one in found.pairings if one.verdict == "confirmed"]
    where = f"beyond chance under {' and '.join(clear)}" if clear else "beyond chance under none"
    yield (
        f"{says} is {none} with the scenario's own minds, so it has no sign to hold the others against; of "
        f"{len(found.pairings)} pairings it is {where}."
    )
    spreads = [one.spread for one in found.pairings if one.spread is not None]
    if found.drawn is not None and spreads:
        draws = sum(int(spread.known.sum()) for spread in spreads)
        beyond = sum(spread.beyond_chance(1.0) + spread.beyond_chance(-1.0) for spread in spreads)
        yield f"Over draws and all pairings it is beyond chance in {beyond:,} of {draws:,}."
    if found.moved:
        closely = [one for one in found.moved if one.looked_at]
        makers = [one for one in closely if any(end.verdict == "confirmed" for end in one.ends)]
        what = _listed(makers, "confirmed") if makers else "none of them"
        yield (
            f"Of {len(found.moved):,} quantities moved alone to the ends of their ranges, the "
            f"{len(closely)} with the largest effect were measured with all runs: {what} makes one beyond "
            "chance."
        )


def _of_pairings(found: Robustness) -> Iterator[str]:
    way = way_of(found.sign)
    means = [one.found.value for one in found.pairings if one.found.n]
    if not means:
        yield f"{found.finding.title} cannot be measured under any pairing: no pair of runs has the metric."
        return
    everywhere = _count(found.pairings, found.sign)
    yield (
        f"{found.finding.title} has its sign ({way}) in {everywhere}, with effects from {min(means):+.5f} to "
        f"{max(means):+.5f}{_broken(found.pairings)}."
    )
    evidence = [one for one in found.pairings if one.pairing.is_evidence]
    if len(evidence) < len(found.pairings):
        yield f"Without the aspiration mind, which encodes the briefing: in {_count(evidence, found.sign)}."


def _count(pairings: Sequence[PairingResult], sign: float) -> str:
    same = sum(one.found.value * sign > 0 for one in pairings)
    clear = sum(one.verdict == "confirmed" for one in pairings)
    return f"{same} of {len(pairings)} pairings, {clear} of them beyond chance"


def _broken(pairings: Sequence[PairingResult]) -> str:
    """Name the pairings under which the finding is not there."""
    parts = []
    for verdict in ("reversed", "inconclusive", "none", "not measured"):
        names = [one.pairing.words for one in pairings if one.verdict == verdict]
        if names:
            parts.append(f"{verdict} under {' and '.join(names)}")
    return f"; {'; '.join(parts)}" if parts else ""


def _of_draws(drawn: DrawnQuantities, home: Spread, found: Robustness) -> str:
    draws, quantities = drawn.values.shape
    every = _share(found.pairings, found.sign)
    evidence = _share([one for one in found.pairings if one.pairing.is_evidence], found.sign)
    low, _, high = home.band
    return (
        f"Over {draws:,} draws of {quantities:,} quantities and all pairings {every:.0%} have the sign "
        f"({evidence:.0%} without the aspiration mind); under the scenario's own minds "
        f"{home.share(found.sign):.0%}, {home.beyond_chance(found.sign)} draws beyond chance for it and "
        f"{home.beyond_chance(-found.sign)} against, with effects from {low:+.4f} to {high:+.4f} in 90%."
    )


def _of_foresight(found: Robustness) -> Iterator[str]:
    """Say how far the draws of farsighted pairings depend on what was foreseen in them."""
    both = [
        (one.spread.means[: len(one.exact.means)], one.exact.means)
        for one in found.pairings
        if one.spread is not None and one.exact is not None
    ]
    if not both:
        return
    at_means, exact = (np.concatenate(part) for part in zip(*both, strict=True))
    known = np.isfinite(at_means) & np.isfinite(exact)
    if not known.any():
        return
    at_means, exact = at_means[known], exact[known]
    yield (
        f"Farsighted minds foresaw the means of the priors in all draws; foreseen as they are, the first "
        f"{len(both[0][1])} draws have the sign in {np.mean(exact * found.sign > 0):.0%} instead of "
        f"{np.mean(at_means * found.sign > 0):.0%}, and effects {np.abs(exact - at_means).mean():.4f} apart."
    )


def _share(pairings: Sequence[PairingResult], sign: float) -> float:
    spreads = [one.spread for one in pairings if one.spread is not None]
    means = np.concatenate([spread.means[spread.known] for spread in spreads])
    return float(np.mean(means * sign > 0)) if len(means) else np.nan


def _of_moved(found: Robustness) -> str:
    """Say which quantities, moved alone, turn the finding round or leave nothing of it beyond chance."""
    broken = [one for one in found.moved if one.breaks]
    opened = [one for one in found.moved if not one.breaks and _left(one)]
    turned = f"{_listed(broken, 'reversed')} reverses it" if broken else "none reverses it beyond chance"
    closely = sum(one.looked_at for one in found.moved)
    text = (
        f"Of {len(found.moved):,} quantities moved alone to the ends of their ranges, the {closely} that "
        f"leave least of it with all runs: {turned}"
    )
    if opened:
        text += f"; nothing beyond chance is left of it with {_listed(opened)}"
    return f"{text}."


def _left(one: Moved) -> bool:
    return any(end.verdict in ("inconclusive", "none", "not measured") for end in one.ends)


def _listed(moved: Sequence[Moved], verdict: str | None = None) -> str:
    names = [
        f"{one.quantity} = {number(end.value)} ({end.effect:+.4f})"
        for one in moved
        for end in one.ends
        if (end.verdict == verdict if verdict else end.verdict != "confirmed")
    ]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
