"""Typical runs on the page: for every ending that occurred the run that stands for it, reported in prose.

The runs are replayed for it, so a page made by other rules than the results were played with has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.minds.kinds import MINDS
from sim.pages.words import ending, plural
from sim.quantities import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.pages.findings import Findings, ScenarioFindings

MOST = 120  # runs reported on a page: some seven seconds on one core
OTHER_RULES = "Not reported here: the results were played by another version of the rules."
OWN_CODE = "Not reported here: a mind is the user's own, and a page runs no code."
TOO_MANY = "Not reported here, since the page holds so many scenarios."


def stories(findings: Findings) -> dict[str, dict[str, Any]]:
    """The typical runs of every scenario, by its name: why none is reported, if so, and the runs.

    Parameters
    ----------
    findings : Findings
        As `sim.pages.reading.find` returns them.

    Returns
    -------
    dict of str to dict
        `why` is empty where the runs are reported; `runs` holds title, command and paragraphs of each.
    """
    from sim.rules.compiled import rules_version

    why = ""
    if findings.descriptor["sim"]["rules"] != rules_version():
        why = OTHER_RULES
    elif sum(len(scenario.typical) for scenario in findings.scenarios) > MOST:
        why = TOO_MANY
    return {
        found.name: _reported(found, why or (OWN_CODE if own(found) else "")) for found in findings.scenarios
    }


def own(found: ScenarioFindings) -> bool:
    """Whether a mind of a scenario is the user's own: a page runs no code but ours.

    Parameters
    ----------
    found : ScenarioFindings
        The scenario with its two minds.

    Returns
    -------
    bool
        True where a mind is not one of `MINDS`.
    """
    return not {found.scenario.kremlin_mind, found.scenario.minsk_mind} <= set(MINDS)


def _reported(found: ScenarioFindings, why: str) -> dict[str, Any]:
    return {"why": why, "runs": list(_runs(found, reported=not why))}


def _runs(found: ScenarioFindings, *, reported: bool) -> Iterator[dict[str, Any]]:
    for code, typical in sorted(found.typical.items()):
        point = f" --point {typical.point}" if found.sweep else ""
        leave = " --allow-code" if own(found) else ""
        yield {
            "title": f"{ending(OUTCOMES[code])}: run {typical.run}, typical of {plural(typical.runs, 'run')}",
            "command": f"sim trace RESULTS --scenario {found.name}{point} --run {typical.run} --story{leave}",
            "paragraphs": _paragraphs(found, typical.run, typical.point) if reported else (),
        }


def _paragraphs(found: ScenarioFindings, run: int, point: int) -> tuple[str, ...]:
    from sim.narrative.account import recalled
    from sim.narrative.telling import tell

    return tell(recalled(found.scenario, run, point=point, noting=False)).paragraphs
