"""What was tried, as text and as plain data; a case that falls as a scenario file that shows it again."""

from __future__ import annotations

import shlex
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.write import data_of, inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario import Scenario
    from sim.verification.invariants.trying import Finding

WIDTH = 110
SECTIONS = ("parameters", "initial")
OWN = ("name", "question", "claims")


def tell(scenario: Scenario, finding: Finding) -> str:
    """Write a finding on a line, and below it the case where the invariant falls."""
    one = finding.invariant
    verdict = "FALLS" if not finding.holds else "-" if finding.unreported else "ok"
    line = f"  {one.name:4} {verdict:6}{finding.examples:4}  {one.sentence}"
    if finding.fallen is None:
        return f"{line}\n{' ' * 18}Not tried: {finding.unreported}." if finding.unreported else line
    shown = textwrap.fill(finding.seen, WIDTH, initial_indent=" " * 18, subsequent_indent=" " * 18)
    file = textwrap.indent(scenario_file(scenario, finding), " " * 20)
    remedy = (
        f"The smallest such case, run {finding.fallen.run}. Save it beside {scenario.file} and look again:"
    )
    command = f"    {command_for(scenario, finding)}"
    return "\n".join([line, shown, textwrap.indent(f"{remedy}\n{command}", " " * 18), "", file])


def scenario_file(scenario: Scenario, finding: Finding) -> str:
    """Return the smallest case as a scenario that extends the given one."""
    assert finding.fallen is not None  # noqa: S101 - asked for fallen ones only
    lines = [f"# {finding.invariant.name} falls in run {finding.fallen.run}: {finding.invariant.sentence}"]
    lines += [f"{key}: {inline(value)}" for key, value in _own(scenario, finding)]
    return "\n".join(lines) + "\n"


def _own(scenario: Scenario, finding: Finding) -> Iterator[tuple[str, Any]]:
    """Yield what the case changes: whole keys, and of the sections of numbers those that differ."""
    assert finding.fallen is not None  # noqa: S101
    yield "name", name_of(scenario, finding)
    yield "question", f"Does {finding.invariant.name} hold?"
    yield "extends", Path(scenario.file).stem
    given, case = data_of(scenario, "set"), data_of(finding.fallen.scenario, "set")
    for key, value in case.items():
        if key in SECTIONS:
            if changed := _changed(given.get(key, {}), value):
                yield key, changed
        elif key not in OWN and value != given.get(key):
            yield key, value
    if given.get("events") and not case.get("events"):
        yield "events", []


def _changed(given: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of a section that differ; of lists the entries that do."""
    changed: dict[str, Any] = {}
    for name, value in case.items():
        before = given.get(name, {})
        if isinstance(value, dict):
            entries = {member: item for member, item in value.items() if before.get(member) != item}
            changed |= {name: entries} if entries else {}
        elif value != before:
            changed[name] = value
    return changed


def name_of(scenario: Scenario, finding: Finding) -> str:
    """Return what the smallest case is called."""
    return f"{scenario.name}_{finding.invariant.name.lower()}"


def command_for(scenario: Scenario, finding: Finding) -> str:
    """Return the command that shows the smallest case again."""
    assert finding.fallen is not None  # noqa: S101
    file = Path(scenario.file).with_name(f"{name_of(scenario, finding)}.yaml")
    return f"sim check {shlex.quote(str(file))} --run {finding.fallen.run} --only {finding.invariant.name}"


def data_of_finding(scenario: Scenario, finding: Finding) -> dict[str, Any]:
    """Return a finding as plain data."""
    data: dict[str, Any] = {
        "invariant": finding.invariant.name,
        "sentence": finding.invariant.sentence,
        "examples": finding.examples,
        "holds": None if finding.unreported else finding.holds,
        "unreported": finding.unreported,
    }
    if finding.fallen is not None:
        data |= {
            "seen": finding.seen,
            "run": finding.fallen.run,
            "scenario": scenario_file(scenario, finding),
            "command": command_for(scenario, finding),
        }
    return data
