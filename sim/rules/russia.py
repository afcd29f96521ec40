"""Russia: trouble at home, tension with the West, the colour-revolution belief, image in Belarus."""

from __future__ import annotations

from sim.rules.compiled import fused, rule
from sim.rules.numerics import clip, log, logistic, relu
from sim.rules.shapes import Parameters


@rule
def reverting_share(share: float, normal: float, speed: float, noise: float, shock: float) -> float:
    """Return next month's share that returns to normal under standard normal shocks.

    Both trouble at home (C14) and tension with the West (C15) move like this, with shocks of their own.
    """
    return clip(share + speed * (normal - share) + noise * shock)


@rule
def belief_after(
    belief: float, tension: float, protest_change: float, isolation_change: float, p: Parameters
) -> float:
    """Return the Kremlin's belief that protest is a Western colour revolution (C13).

    A jump in protest beside a closing West confirms it, a jump without speaks against it; tension
    sharpens the evidence. A belief of 0 or 1, or a `belief_speed` of 0, is dogma.
    """
    if p.belief_speed == 0.0 or belief <= 0.0 or belief >= 1.0:
        return belief
    evidence = 0.0
    if protest_change > p.belief_protest_jump:
        if isolation_change > p.belief_isolation_jump:
            evidence = p.belief_evidence_western
        else:
            evidence = -p.belief_evidence_domestic
    weight = p.belief_tension_base + tension
    log_odds = log(belief / (1.0 - belief)) + p.belief_speed * (weight * evidence - p.belief_decay)
    return logistic(log_odds)


@fused
def image_target(
    backing: float, mobilisation: float, suppression: float, rhetoric: float, p: Parameters
) -> float:
    """Return where the pro-Russian share of Belarusians heads: backing an unloved man costs it (C20)."""
    return clip(
        p.image_base
        - p.image_backing * backing
        - p.image_suppression * suppression
        - p.image_protest * relu(mobilisation - p.image_protest_reference)
        - p.image_rhetoric * rhetoric
    )
