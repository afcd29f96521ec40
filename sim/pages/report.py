"""`report.html`: a result folder as one page that needs nothing else, neither a network nor a script.

The same results give the same bytes. All text of scenario files is escaped, by the template and by the
pictures' tags; the page's own policy forbids it to load anything.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sim.batch.store import REPORT
from sim.outcomes.read import sha256_of
from sim.outcomes.write import check_file, write_text
from sim.pages import figures, uncertainty
from sim.pages.findings import monthly_measure, run_measure, statistics_rows
from sim.pages.pages import rendered, style
from sim.pages.reading import find
from sim.pages.stories import stories
from sim.pages.svg import rounded
from sim.pages.words import USUAL, ending, month_name, opening, percent, plural, range_of
from sim.quantities import OUTCOMES
from sim.stats.estimate import LEVEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sim.pages.findings import Findings, ScenarioFindings, SweepFindings
    from sim.scenario import Scenario

TEMPLATE = "report.html.j2"
MOST_CHANGES = 25
MOST_POINTS = 24
Captioned = tuple[str, str, Markup]


def write_report(folder: Path, target: Path | None = None, baseline: str | None = None) -> Path:
    """Write the report of a result folder, whole or not at all; return where it is.

    Parameters
    ----------
    folder : Path
        The result folder.
    target : Path, optional
        By default `report.html` in the folder.
    baseline : str, optional
        The scenario that the others are compared with; by default as for `sim compare`.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    ResultsError
        It is no result folder, it is damaged, or the page cannot be written where it is to stand.
    UsageError
        The folder holds no scenario of the baseline's name.
    """
    place = target or folder / REPORT
    if target is not None:
        check_file(target)
    write_text(place, page(find(folder, baseline)))
    return place


def page(findings: Findings) -> str:
    """The whole page as text.

    Parameters
    ----------
    findings : Findings
        As `sim.pages.reading.find` returns them.

    Returns
    -------
    str
        HTML that loads nothing from elsewhere.
    """
    return rendered(TEMPLATE, page_data(findings))


def page_data(findings: Findings, only: str | None = None) -> dict[str, Any]:
    """What the templates are filled with; `only`: the one scenario whose part is wanted, by name.

    Parameters
    ----------
    findings : Findings
        As `sim.pages.reading.find` returns them.
    only : str, optional
        By default all scenarios have a part.

    Returns
    -------
    dict
        By the names that `report.html.j2` uses; `parts` holds what `scenario.html.j2` takes, one for each
        scenario.
    """
    scenarios, known = findings.scenarios, findings.descriptor["sim"]
    high = max(share.high for s in scenarios for name, share in s.shares.items() if name != USUAL)
    top = rounded(0.0, 100 * max(high, 0.001), 5)[1]
    shown = tuple(scenario for scenario in scenarios if only in (None, scenario.name))
    typical = stories(replace(findings, scenarios=shown))
    return {
        "title": findings.title or "Results",
        "style": style(),
        "opening": opening(findings),
        "level": LEVEL,
        "legend": figures.legend(),
        "endings": [ending(name) for name in OUTCOMES],
        "overview": figures.overview("overview-endings", scenarios),
        "overall": _overall(scenarios),
        "baseline": findings.baseline.name if findings.baseline else "",
        "parts": [
            {**_part(f"f{k}", scenario, findings.baseline, top), "typical": typical[scenario.name]}
            for k, scenario in enumerate(shown)
        ],
        "command": known.get("command", ""),
        "provenance": list(_provenance(findings)),
        "files": [
            (resource["path"], f"{resource['rows']:,}" if "rows" in resource else "", sha256_of(resource))
            for resource in findings.descriptor["resources"]
        ],
    }


def _overall(scenarios: Sequence[ScenarioFindings]) -> Markup | None:
    """Every scenario's share of runs that end early, less the baseline's."""
    rows = []
    for scenario in scenarios:
        if scenario.contrast is not None:
            interval = (-scenario.contrast.shares[USUAL]).over(0.01)
            words = figures.with_limits(interval)
            rows.append(figures.Row(scenario.name, interval, words))
    title = "Runs that end before the horizon, difference from the baseline"
    return figures.forest("overview-forest", title, rows, "percentage points") if rows else None


def _part(
    key: str, found: ScenarioFindings, baseline: ScenarioFindings | None, high: float
) -> dict[str, Any]:
    scenario = found.scenario
    other = baseline if baseline is not None and baseline.name != found.name else None
    beside = other if other is not None and other.scenario.start == scenario.start else None
    return {
        "name": found.name,
        "question": scenario.question,
        "claims": ", ".join(scenario.claims),
        "warnings": list(cautions(scenario)),
        "facts": _facts(found),
        "runs": f"{found.runs:,}",
        "shares": [
            (percent(share.value), f"{percent(share.low)} to {percent(share.high)}")
            for share in found.shares.values()
        ],
        "changes": found.changes[:MOST_CHANGES],
        "more_changes": max(len(found.changes) - MOST_CHANGES, 0),
        "changes_from": f"What differs from {other.name}" if other else "What differs from the defaults",
        "changes_head": other.name if other else "default",
        "endings": figures.endings(f"{key}-endings", found, beside, high),
        "endings_about": "Per cent of runs, with Wilson's intervals."
        + (f" Diamond: {beside.name}." if beside else ""),
        "incidence": figures.incidence(f"{key}-incidence", found),
        "sweep": _sweep(f"{key}-sweep", found, found.sweep) if found.sweep else None,
        "spread": uncertainty.section(key, scenario, found.uncertainty),
        "beside": beside is not None,
        "marks": found.marks,
        "events": bool(scenario.events),
        "months": list(months(key, found, beside)),
        "distributions": list(distributions(key, found, beside)),
        "statistics": statistics_rows(found),
        **forests(key, found),
    }


def cautions(scenario: Scenario) -> Iterator[str]:
    """Yield the warnings of a scenario, without their places in a file.

    Parameters
    ----------
    scenario : Scenario
        As it was loaded, with its warnings.

    Yields
    ------
    str
        Key and warning; `MOST_CHANGES` at most.
    """
    for warning in scenario.warnings[:MOST_CHANGES]:
        yield f"{warning.key}: {warning.wrong}"


def _facts(found: ScenarioFindings) -> str:
    scenario = found.scenario
    left_out = plural(found.failed, "run")
    failed = f" (besides {left_out} without outcome: a mind failed)" if found.failed else ""
    return (
        f"{plural(found.runs, 'run')}{failed} over {plural(scenario.horizon, 'month')} "
        f"from {month_name(scenario.start)}, "
        f"seed {scenario.seed}; minds: Kremlin {scenario.kremlin_mind}, Minsk {scenario.minsk_mind}."
    )


def forests(key: str, found: ScenarioFindings) -> dict[str, Any]:
    """The two forests of a scenario; None where there is nothing to compare.

    Parameters
    ----------
    key : str
        Beginning of the ids of both pictures.
    found : ScenarioFindings
        Its contrast with the baseline is drawn.

    Returns
    -------
    dict
        Keys `forest_how`, a sentence that is empty without a contrast, `forest_shares` and
        `forest_metrics`.
    """
    if found.contrast is None:
        return {"forest_how": "", "forest_shares": None, "forest_metrics": None}
    why = found.contrast.why
    return {
        "forest_how": f"{why[0].upper()}{why[1:]}. Intervals at {LEVEL}; a filled square: zero lies outside. "
        "sim compare tests every measure.",
        "forest_shares": figures.forest(
            f"{key}-forest-shares",
            f"Endings of {found.name}, difference from the baseline",
            figures.share_rows(found.contrast.shares),
            "percentage points",
        ),
        "forest_metrics": figures.forest(
            f"{key}-forest-metrics",
            f"Measures of {found.name}, difference from the baseline",
            figures.shift_rows(found),
            "standard deviations",
        ),
    }


def months(key: str, found: ScenarioFindings, beside: ScenarioFindings | None) -> Iterator[Captioned]:
    """Title, unit and picture of each measure month by month.

    Parameters
    ----------
    key : str
        Beginning of the ids of the pictures.
    found : ScenarioFindings
        The scenario whose bands are drawn.
    beside : ScenarioFindings or None
        The scenario whose medians are drawn beside; None for none.

    Yields
    ------
    (str, str, Markup)
        In the order of the bands.
    """
    for metric, band in found.months.items():
        measure = monthly_measure(metric)
        other = beside.months.get(metric) if beside else None
        picture = figures.months(f"{key}-month-{metric}", measure, found.scenario, band, other, found.marks)
        yield measure.label, measure.unit, picture


def distributions(key: str, found: ScenarioFindings, beside: ScenarioFindings | None) -> Iterator[Captioned]:
    """Title, remark and picture of each measure over the runs.

    Parameters
    ----------
    key : str
        Beginning of the ids of the pictures.
    found : ScenarioFindings
        The scenario whose histograms are drawn.
    beside : ScenarioFindings or None
        The scenario whose histograms are outlined; None for none.

    Yields
    ------
    (str, str, Markup)
        The remark counts the runs that lack the measure; empty where there are none.
    """
    for metric, histogram in found.histograms.items():
        measure = run_measure(metric)
        other = beside.histograms.get(metric) if beside else None
        picture = figures.distribution(f"{key}-distribution-{metric}", measure, histogram, other)
        about = f"{histogram.missing:,} runs do not have it" if histogram.missing else ""
        yield measure.label, about, picture


def _sweep(key: str, found: ScenarioFindings, sweep: SweepFindings) -> dict[str, Any]:
    """The points of a sweep: all of them where they are few, else how far the shares range."""
    points = sweep.points
    few = len(points) <= MOST_POINTS
    one_axis = few and len(sweep.axes) == 1 and all(point.values[0] == point.values[0] for point in points)
    heads = [ending(name) for name in OUTCOMES]
    if few:
        heads = ["point", *sweep.axes, *heads]
        rows = [
            [
                str(point.number),
                *(f"{value:.6g}" for value in point.values),
                *(percent(share.value) for share in point.shares.values()),
            ]
            for point in points
        ]
    else:
        heads = ["over the points", *heads]
        rows = [list(row) for row in _ranges(sweep)]
    return {
        "about": f"{plural(len(points), 'point')} over {', '.join(sweep.axes)}. The figures of this "
        "section take all points together; there is no comparison with the baseline, since a "
        "sweep mixes many scenarios.",
        "axis": sweep.axes[0],
        "caption": "Per cent of runs"
        + ("" if few else "; every point is in the outcome table, by its number in the column point"),
        "picture": figures.sweep(key, found) if one_axis else None,
        "heads": heads,
        "rows": rows,
    }


def _ranges(sweep: SweepFindings) -> Iterator[list[str]]:
    by_outcome = [sorted(point.shares[name].value for point in sweep.points) for name in OUTCOMES]
    last = len(sweep.points) - 1
    for words, place in (
        ("lowest", 0.0),
        ("a quarter below", 0.25),
        ("median", 0.5),
        ("a quarter above", 0.75),
    ):
        yield [words, *(percent(shares[round(place * last)]) for shares in by_outcome)]
    yield ["highest", *(percent(shares[-1]) for shares in by_outcome)]


def _provenance(findings: Findings) -> Iterator[tuple[str, str]]:
    known = findings.descriptor["sim"]
    yield "batch (hash)", known["hash"]
    yield "version of the rules", known["rules"]
    for name, version in known.get("versions", {}).items():
        yield name, str(version)
    yield "seed", range_of([entry["seed"] for entry in known["scenarios"]]).replace(",", "")
    yield "runs in all", f"{sum(scenario.runs for scenario in findings.scenarios):,}"
