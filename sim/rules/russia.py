"""Russia: trouble at home, tension with the West, the colour-revolution belief, image in Belarus."""

from __future__ import annotations

from sim.rules.compiled import fused, rule
from sim.rules.numerics import clip, log, logistic, relu
from sim.rules.shapes import Parameters


@rule
def reverting_share(share: float, normal: float, speed: float, noise: float, shock: float) -> float:
    """Return next month's share that returns to normal under standard normal shocks.

    Both trouble at home (C14) and tension with the West (C15) move like this, with shocks of their own.

    Parameters
    ----------
    share, normal : float
        This month's share and the one that it returns to, 0 to 1.
    speed : float
        Share of the gap closed a month.
    noise : float
        Standard deviation of the shock, share a month.
    shock : float
        Standard normal number.

    Returns
    -------
    float
        A share, 0 to 1.
    """
    return clip(share + speed * (normal - share) + noise * shock)


@rule
def belief_after(
    belief: float, tension: float, protest_change: float, isolation_change: float, p: Parameters
) -> float:
    """Return the Kremlin's belief that protest is a Western colour revolution (C13).

    A jump in protest beside a closing West confirms it, a jump without speaks against it; tension
    sharpens the evidence. A belief of 0 or 1, or a `belief_speed` of 0, is dogma.

    Parameters
    ----------
    belief : float
        Probability before the month.
    tension : float
        Tension between Russia and the West, 0 to 1.
    protest_change, isolation_change : float
        Changes of mobilisation and of Western isolation over the month, shares.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Probability after the month; the equation is in sim/MODEL.md, section "Russia".
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
    """Return where the pro-Russian share of Belarusians heads: backing an unloved man costs it (C20).

    Parameters
    ----------
    backing, mobilisation : float
        Public backing by the Kremlin and protest, shares, 0 to 1.
    suppression : float
        1 if Moscow helps to put protest down, else 0.
    rhetoric : float
        1 if Minsk speaks loudly of the common threat, else 0.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Share of Belarusians, 0 to 1.
    """
    return clip(
        p.image_base
        - p.image_backing * backing
        - p.image_suppression * suppression
        - p.image_protest * relu(mobilisation - p.image_protest_reference)
        - p.image_rhetoric * rhetoric
    )
