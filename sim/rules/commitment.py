"""Signing is not implementing, paying is not promised: what is due, done, and expected."""

from __future__ import annotations

from sim.rules.compiled import rule
from sim.rules.numerics import clip
from sim.rules.shapes import Parameters


@rule
def implemented_after(implemented: float, signed: float, effort: float, implementation_rate: float) -> float:
    """Return an issue's implemented share: effort works off the backlog of what was signed.

    Parameters
    ----------
    implemented, signed : float
        Shares of the issue before the month, 0 to 1.
    effort : float
        Minsk's effort this month, 0 to 1.
    implementation_rate : float
        Share of the backlog that full effort works off in a month.

    Returns
    -------
    float
        Implemented share after the month, at most `signed`.
    """
    return min(signed, implemented + effort * implementation_rate * (signed - implemented))


@rule
def expected_payment(effort: float, trust_if_delivers: float, trust_if_stalls: float) -> float:
    """Return how far Minsk expects to be paid at an effort: delivering is believed to be rewarded.

    Parameters
    ----------
    effort : float
        Minsk's effort, 0 to 1.
    trust_if_delivers, trust_if_stalls : float
        Probability, in Minsk's eyes, of being paid at full effort and at none.

    Returns
    -------
    float
        Probability of being paid, linear in effort.
    """
    return trust_if_stalls + (trust_if_delivers - trust_if_stalls) * effort


@rule
def effort_if_withheld(effort_expected: float, effort: float, p: Parameters) -> float:
    """Return the effort the Kremlin expects after withholding: it prods a staller, sours a deliverer.

    Parameters
    ----------
    effort_expected : float
        Effort that the Kremlin expects of Minsk anyway, 0 to 1.
    effort : float
        Minsk's effort last month, 0 to 1.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        Expected effort, 0 to 1.
    """
    return clip(effort_expected + p.punishment_belief * (1.0 - effort) - p.resentment_belief * effort)


@rule
def tranche_due(month: int, loan_committed: float, p: Parameters) -> float:
    """Return the loan tranche due this month, bn USD: loans come in parts, every few months (C35).

    Parameters
    ----------
    month : int
        Month of the run, from 1.
    loan_committed : float
        Committed and not yet paid out, bn USD.
    p : Parameters
        Parameters of the run.

    Returns
    -------
    float
        0 in months between tranches.
    """
    if month % int(p.tranche_interval) == 0:
        return min(p.tranche_size, loan_committed)
    return 0.0


@rule
def blended(memory: float, old: float, new: float) -> float:
    """Return an expectation moved towards what was just seen; `memory` is the weight of the old.

    Parameters
    ----------
    memory : float
        Share kept a month, 0 to 1.
    old : float
        Expectation before the month, 0 to 1.
    new : float
        What was observed this month, 0 to 1.

    Returns
    -------
    float
        Expectation after the month, 0 to 1.
    """
    return memory * old + (1.0 - memory) * new
