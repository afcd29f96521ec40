"""Meetings, backing, friction, secrecy and the rhetoric of a common threat."""

from __future__ import annotations

from sim.rules.compiled import rule
from sim.rules.numerics import clip, logistic, power, relu
from sim.rules.shapes import Parameters


@rule
def summit_chance(backing: float, confrontation: float, p: Parameters) -> float:
    """Return the chance that the leaders meet this month: likelier when backed, rarer in a quarrel.

    Sources: C1 (a gap of 161 days); the base rate from the hand-coded list of meetings.

    Parameters
    ----------
    backing, confrontation : float
        Shares, 0 to 1, at the start of the month.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Probability, 0 to 1.
    """
    return clip(
        p.summit_base
        + p.summit_backing * (backing - p.summit_backing_reference)
        + p.summit_confrontation * (confrontation - p.summit_confrontation_reference)
    )


@rule
def secrecy_chance(public_cost: float, p: Parameters) -> float:
    """Return the chance that a settlement is hidden: the dearer it is in public, the likelier (C2, C39).

    Parameters
    ----------
    public_cost : float
        What publicity would cost Minsk at once, payoff units.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Probability, 0 to 1; the chance of a leak within the look-ahead lowers it.
    """
    risk = 1.0 - power(1.0 - p.leak, int(p.lookahead))
    return logistic(p.secrecy_base + p.secrecy_sensitivity * public_cost * (1.0 - p.leak_penalty * risk))


@rule
def backing_after(backing: float, gain: float, backing_decay: float) -> float:
    """Return next month's public backing: it fades and is renewed by summits and help in kind.

    Parameters
    ----------
    backing : float
        Public backing this month, 0 to 1.
    gain : float
        What a summit and help in kind add this month.
    backing_decay : float
        Share kept a month.

    Returns
    -------
    float
        A share, 0 to 1.
    """
    return clip(backing_decay * backing + gain)


@rule
def confrontation_after(confrontation: float, friction: float, confrontation_decay: float) -> float:
    """Return next month's confrontation: it fades and grows by the month's friction.

    Parameters
    ----------
    confrontation : float
        Confrontation this month, 0 to 1.
    friction : float
        Friction of both sides this month.
    confrontation_decay : float
        Share kept a month.

    Returns
    -------
    float
        A share, 0 to 1.
    """
    return clip(confrontation_decay * confrontation + friction)


@rule
def friction_left(rhetoric: float, belief: float, rhetoric_stock: float, rhetoric_relief: float) -> float:
    """Return the share of friction made by Minsk that loud words about a common threat leave (C17).

    They buy tolerance where the belief in a colour revolution is strong, and wear out.

    Parameters
    ----------
    rhetoric : float
        1 if Minsk speaks loudly of the common threat, else 0.
    belief : float
        Probability that protest is a Western colour revolution, as the Kremlin or Minsk takes it.
    rhetoric_stock : float
        How worn out the words are, 0 to 1.
    rhetoric_relief : float
        Share of friction that unworn words remove at certain belief.

    Returns
    -------
    float
        Factor of the friction made by Minsk, 0 to 1.
    """
    return 1.0 - rhetoric_relief * rhetoric * belief * (1.0 - rhetoric_stock)


@rule
def rhetoric_stock_after(stock: float, rhetoric: float, rhetoric_wear: float) -> float:
    """Return next month's stock of loud words.

    Parameters
    ----------
    stock : float
        How worn out the words are this month, 0 to 1.
    rhetoric : float
        1 if Minsk speaks loudly this month, else 0.
    rhetoric_wear : float
        Weight of this month, a share.

    Returns
    -------
    float
        A share, 0 to 1.
    """
    return (1.0 - rhetoric_wear) * stock + rhetoric_wear * rhetoric


@rule
def leak_anger(provocation: float, revealed: float, leak_shock: float) -> float:
    """Return the grievance that a revealed share of an issue adds: soothing issues anger nobody.

    Parameters
    ----------
    provocation : float
        Grievance that one unit of the issue adds when implemented; negative where it soothes.
    revealed : float
        Share of the issue that was hidden and comes out.
    leak_shock : float
        Grievance per unit of provocation leaked.

    Returns
    -------
    float
        Addition to the target of grievance in this month, not negative.
    """
    return leak_shock * relu(provocation) * revealed
