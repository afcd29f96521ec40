"""Patterns as a report: a row a reading, a row a pattern, and which of them hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.analysis.claims.catalogue import patterns
from sim.analysis.claims.picture import picture_of_patterns
from sim.outcomes.columns import SCENARIO
from sim.outcomes.plain import finite
from sim.output.numbers import MISSING
from sim.output.report import Report
from sim.output.table import Declaration, Printed, Table, integer, real, text
from sim.stats.criterion import CLEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.analysis.claims.catalogue import Reading
    from sim.analysis.claims.readings import PatternResult, PatternResults, ReadingResult
    from sim.output.table import Row

EXPECTED = {
    "rises": "rises",
    "falls": "falls",
    "unmoved": "no effect",
    "small": "|d| < {bound:g}",
    "above": "> {bound:g}",
    "below": "< {bound:g}",
    "zero": "0 in every run",
    "interior": "inside",
}
VERDICTS = {True: "holds", False: "failed", None: "not measured"}
MINDS = (text("kremlin_mind", "Mind of the Kremlin"), text("minsk_mind", "Mind of Minsk"))
PRINTED_MINDS = (Printed("Kremlin", "kremlin_mind"), Printed("Minsk", "minsk_mind"))


def _measured(row: Row) -> str:
    arms = "" if row["arms"] == patterns()[row["pattern"]].compares else f", {row['arms']}"
    return f"{row['metric']}{arms}: {row['expected']}"


def _effect(row: Row) -> str:
    if row["expected"] == EXPECTED["interior"]:
        return f"step {row['effect']:g}"
    if row["effect"] is None:
        return MISSING
    exactly = row["effect"] == row["ci_low"] == row["ci_high"] == 0
    return "0 exactly" if exactly else f"{row['effect']:+.4f}"


def _interval(row: Row) -> str:
    return f"{row['ci_low']:+.4f} {row['ci_high']:+.4f}" if row["runs"] else MISSING


def _verdict(row: Row) -> str:
    return str(row["verdict"]) if row["decides"] else f"({row['verdict']})"


def _placebo(row: Row) -> str:
    size = row["placebo_t"]
    return MISSING if size is None else f"{size:.1f}" + (" !" if size > CLEAR else "")


def _ablation(row: Row) -> str:
    left, t = row["ablation"], row["ablated_t"]
    if left is None:
        return MISSING
    size = "" if left == "exactly 0" or t is None else f" ({t:+.1f})"
    return f"{left}{size}" + ("" if row["ablation_as_expected"] else " !")


def _name(row: Row) -> str:
    return f"{row['pattern']}{'*' if row['status'] == 'required' else ''}"


READINGS = Declaration(
    name="readings",
    caption="A reading of a pattern: what is measured in its comparison",
    columns=(
        SCENARIO,
        *MINDS,
        text("pattern", "Name of the pattern"),
        text("status", "`required` with quantal minds on both sides, or `reported`"),
        text("counts_as", "`evidence`, `calibrated`, `imposed`, or `encoded` in minds that tell the story"),
        text("metric", "Metric of a run"),
        text("decides", "`True` where the verdict on the pattern rests on it"),
        text("arms", "What is compared"),
        text("expected", "What is expected of the effect, or of the mean"),
        integer("runs", "runs", "Pairs of runs that have the metric"),
        real("mean_control", "unit of the metric", "Mean of the control; empty where nothing is compared"),
        real("mean_treatment", "unit of the metric", "Mean of the treatment"),
        real("effect", "unit of the metric", "Treatment less control, run by run; the mean in one arm"),
        real("ci_low", "unit of the metric", "Lower limit of its 95% interval"),
        real("ci_high", "unit of the metric", "Upper limit of its 95% interval"),
        real("effect_size", "standard deviations", "The effect by the spread in the scenario as it stands"),
        real("t", "standard errors", "Paired t of the effect; empty where the runs do not differ"),
        text("verdict", "`holds`, `failed` or `not measured`"),
        real("placebo_t", "standard errors", "The largest |t| with the labels of the arms permuted"),
        real("ablated_effect", "unit of the metric", "The effect with the mechanism switched off"),
        real("ablated_t", "standard errors", "Its paired t"),
        text("ablation", "What is left of the effect without the mechanism, in a word"),
        text("ablation_as_expected", "`True` where no more is left than expected"),
    ),
    printed=(
        Printed("pattern", "pattern"),
        Printed("reading: expected", "metric", _measured),
        Printed("effect", "effect", _effect),
        Printed("95% interval", "effect", _interval),
        Printed("d", "effect_size", "+.2f"),
        Printed("t", "t", "+.1f"),
        Printed("verdict", "verdict", _verdict),
        Printed("placebo", "placebo_t", _placebo),
        Printed("ablation", "ablation", _ablation),
    ),
    legend="""\
effect: treatment less control, run by run; the mean where nothing is compared
d: the effect in standard deviations of the scenario as it stands
verdict: in brackets where the reading is shown beside and decides nothing
placebo: the largest |t| with labels permuted; more than 4 would be suspect
ablation: what is left without the mechanism (its t); ! is more than expected""",
    dispensable=("95% interval", "placebo", "d"),
)
PATTERNS = Declaration(
    name="patterns",
    caption="A pattern",
    columns=(
        SCENARIO,
        *MINDS,
        text("pattern", "Name of the pattern"),
        text("verdict", "`holds` where all readings that decide hold, `failed`, or `not measured`"),
        text("counts_as", "As in the table of readings"),
        text("status", "`required` or `reported`"),
        text("says", "The pattern in words"),
        text("compares", "What is compared"),
        text("claims", "Claims of the briefing that it bears on"),
        text("because", "Why it does not count as evidence"),
        text("mechanism", "The mechanism that is held responsible"),
        text("ablation", "What is switched off to leave the mechanism out"),
    ),
    printed=(
        Printed("pattern", "pattern", _name),
        Printed("says", "says"),
        Printed("verdict", "verdict"),
        Printed("counts as", "counts_as"),
        Printed("claims", "claims"),
    ),
    legend="* required with quantal minds",
    dispensable=("claims", "counts as"),
)
DECLARATIONS = (READINGS, PATTERNS)


def report(found: Sequence[PatternResults]) -> Report[Sequence[PatternResults]]:
    """Return the patterns in a scenario as a report.

    Parameters
    ----------
    found : sequence of PatternResults
        One a pairing of minds.

    Returns
    -------
    Report
        Tables `readings` and `patterns`; it has not `succeeded` where a required pattern fails with quantal
        minds on both sides.
    """
    first = found[0]
    minds = _minds(first) if len(found) == 1 else f"{len(found)} pairings of minds"
    failed = list(dict.fromkeys(name for one in found for name in one.failed))
    return Report(
        name="patterns",
        result=found,
        heading=f"Patterns in {first.scenario}: {minds}, {first.runs:,} pairs of runs, seed {first.seed}",
        parts=tables(found),
        sentences=tuple(sentences(found)),
        details={
            "scenario": first.scenario,
            "runs": first.runs,
            "seed": first.seed,
            "minds": [{"kremlin": one.kremlin_mind, "minsk": one.minsk_mind} for one in found],
            "required_and_failed": failed,
        },
        draw=picture_of_patterns,
        succeeded=not failed,
    )


def tables(found: Sequence[PatternResults]) -> tuple[Table, Table]:
    """Return the readings and the patterns as tables, which name the minds where there are several.

    Parameters
    ----------
    found : sequence of PatternResults
        One a pairing of minds, all of one scenario.

    Returns
    -------
    tuple of Table
        `readings` (a row a reading) and `patterns` (a row a pattern).
    """
    shown = [
        replace(one, printed=(*PRINTED_MINDS, *one.printed)) if len(found) > 1 else one
        for one in DECLARATIONS
    ]
    readings = (
        _reading(one, result, reading)
        for one in found
        for result in one.results
        for reading in result.findings
    )
    return (
        shown[0].of(readings),
        shown[1].of(_pattern(one, result) for one in found for result in one.results),
    )


def _minds(found: PatternResults) -> str:
    return f"{found.kremlin_mind} Kremlin and {found.minsk_mind} Minsk"


def _setting(found: PatternResults) -> dict[str, str]:
    return {
        "scenario": found.scenario,
        "kremlin_mind": found.kremlin_mind,
        "minsk_mind": found.minsk_mind,
    }


def _reading(found: PatternResults, result: PatternResult, measured: ReadingResult) -> dict[str, Any]:
    pattern, reading = result.pattern, measured.reading
    estimate, ablated = measured.estimate, measured.ablated
    means = (None, None) if reading.of_one_arm else measured.means
    return {
        **_setting(found),
        "pattern": pattern.name,
        "status": pattern.status,
        "counts_as": result.worth,
        "metric": reading.metric,
        "decides": not reading.beside,
        "arms": reading.arms or pattern.compares,
        "expected": _expected(reading),
        "runs": estimate.n,
        "mean_control": finite(means[0]),
        "mean_treatment": finite(means[1]),
        "effect": finite(estimate.value),
        "ci_low": finite(estimate.low),
        "ci_high": finite(estimate.high),
        "effect_size": finite(measured.size),
        "t": finite(measured.t),
        "verdict": VERDICTS[measured.holds],
        "placebo_t": finite(measured.placebo),
        "ablated_effect": finite(ablated.left.value) if ablated else None,
        "ablated_t": finite(ablated.left.t) if ablated else None,
        "ablation": ablated.remainder if ablated else None,
        "ablation_as_expected": ablated.as_expected if ablated else None,
    }


def _pattern(found: PatternResults, result: PatternResult) -> dict[str, Any]:
    pattern = result.pattern
    return {
        **_setting(found),
        "pattern": pattern.name,
        "verdict": VERDICTS[result.holds],
        "counts_as": result.worth,
        "status": pattern.status,
        "says": pattern.says,
        "compares": pattern.compares,
        "claims": ", ".join(pattern.claims),
        "because": pattern.because or None,
        "mechanism": pattern.mechanism,
        "ablation": pattern.ablation.off if pattern.ablation else None,
    }


def _expected(reading: Reading) -> str:
    by = f" by {reading.at_least:g} sd" if reading.at_least else ""
    return EXPECTED[reading.expect].format(bound=reading.bound) + by


def sentences(found: Iterable[PatternResults]) -> Iterator[str]:
    """Say for each pairing of minds which patterns hold, and name the required ones that do not.

    Parameters
    ----------
    found : iterable of PatternResults
        One a pairing of minds.

    Yields
    ------
    str
        Whole sentences, with the minds in front where there are several pairings.
    """
    several = list(found)
    for one in several:
        under = f"{_minds(one)}: " if len(several) > 1 else ""
        yield f"{under}{len(one.results)} patterns: {_count(one)}."
        if restless := [r.pattern.name for r in one.results if any(f.calm is False for f in r.findings)]:
            yield f"{under}Placebo not calm: {', '.join(restless)}."
        if left := [result.pattern.name for result in one.results if not _ablated(result)]:
            yield f"{under}More left under ablation than expected: {', '.join(left)}."
        for result in one.results:
            yield from _best_steps(under, result)
    if failed := dict.fromkeys(name for one in several for name in one.failed):
        yield f"Required with quantal minds, and not there: {', '.join(failed)}."


def _count(found: PatternResults) -> str:
    verdicts = [result.holds for result in found.results]
    named = {
        VERDICTS[verdict]: [result.pattern.name for result in found.results if result.holds is verdict]
        for verdict in (False, None)
    }
    rest = [f"{', '.join(names)} {verdict}" for verdict, names in named.items() if names]
    return "; ".join([f"{verdicts.count(True)} hold", *rest])


def _ablated(result: PatternResult) -> bool:
    return all(finding.ablated is None or finding.ablated.as_expected for finding in result.findings)


def _best_steps(under: str, result: PatternResult) -> Iterator[str]:
    """Name the best subsidy of each type of Kremlin, where a pattern looks at it."""
    for finding in result.findings:
        if finding.reading.expect == "interior":
            steps = ", ".join(f"{step:g}" for step in finding.means)
            yield f"{under}{result.pattern.name}: best steps of subsidy, by type of Kremlin: {steps}."
