"""Invariants that were tried, as a report; a case that fails as a scenario file that shows it again."""

from __future__ import annotations

import shlex
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.output.report import Report
from sim.output.table import Declaration, Printed, integer, text
from sim.scenario.write import data_of, inline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.verification.invariants.trying import TriedInvariant

SECTIONS = ("parameters", "initial")
OWN = ("name", "question", "claims")
INVARIANTS = Declaration(
    name="invariants",
    caption="An invariant tried on a scenario",
    columns=(
        text("scenario", "Name of the scenario"),
        text("file", "Its file"),
        text("invariant", "Number of the invariant in the specification of the model"),
        text("sentence", "What holds"),
        text("verdict", "holds, FAILED or not tried"),
        integer("examples", "number", "Variations of the scenario on which it was tried"),
        text("not_tried", "Why it could not be tried"),
        text("seen", "What was seen in the smallest case where it fails"),
        integer("run", "number", "Run of that case"),
        text("case", "That case as a scenario file"),
        text("command", "Command that shows it again"),
    ),
    printed=(
        Printed("scenario", "scenario"),
        Printed("invariant", "invariant"),
        Printed("verdict", "verdict"),
        Printed("examples", "examples"),
        Printed("what holds", "sentence"),
    ),
)
DECLARATIONS = (INVARIANTS,)


def report(tried: Sequence[TriedInvariant]) -> Report[tuple[TriedInvariant, ...]]:
    """Return the invariants that were tried as a report.

    Parameters
    ----------
    tried : sequence of TriedInvariant
        One an invariant and scenario, in the order of the rows.

    Returns
    -------
    Report
        Table `invariants`; a note for each that failed, with the smallest case as a file. `.succeeded` says
        whether none failed: one that was not tried has not failed.
    """
    failed = [one for one in tried if not one.holds]
    names = dict.fromkeys(one.scenario.name for one in tried)
    return Report(
        name="invariants",
        result=tuple(tried),
        heading=f"The invariants of the model in {', '.join(names)}",
        parts=(INVARIANTS.of(_row(one) for one in tried),),
        sentences=(f"{len(failed)} of {len(tried)} invariants failed.", *_not_tried(tried)),
        details={"warnings": list(dict.fromkeys(str(w) for one in tried for w in one.scenario.warnings))},
        notes=tuple(_shown_again(one) for one in failed),
        succeeded=not failed,
    )


def verdict_of(one: TriedInvariant) -> str:
    """Return `holds`, `FAILED` or `not tried`.

    Parameters
    ----------
    one : TriedInvariant
        An invariant tried on a scenario.

    Returns
    -------
    str
        The value of the column `verdict`.
    """
    if not one.holds:
        return "FAILED"
    return "not tried" if one.not_tried else "holds"


def _row(one: TriedInvariant) -> dict[str, Any]:
    case = one.counterexample
    return {
        "scenario": one.scenario.name,
        "file": one.scenario.file,
        "invariant": one.invariant.name,
        "sentence": one.invariant.sentence,
        "verdict": verdict_of(one),
        "examples": one.examples,
        "not_tried": one.not_tried or None,
        "seen": one.seen or None,
        "run": None if case is None else case.run,
        "case": None if case is None else scenario_file(one),
        "command": None if case is None else command_for(one),
    }


def _not_tried(tried: Sequence[TriedInvariant]) -> Iterator[str]:
    for one in tried:
        if one.not_tried:
            yield f"{one.invariant.name} was not tried in {one.scenario.name}: {one.not_tried}."


def _shown_again(one: TriedInvariant) -> str:
    """Return the smallest case where an invariant fails: what was seen, the command, and the file."""
    assert one.counterexample is not None  # noqa: S101 - asked for failed ones only
    return (
        f"{one.invariant.name} fails in {one.scenario.name}: {one.seen}\n"
        f"The smallest such case, run {one.counterexample.run}. Save it beside {one.scenario.file} and look "
        f"again:\n    {command_for(one)}\n\n{textwrap.indent(scenario_file(one), '    ')}"
    )


def scenario_file(one: TriedInvariant) -> str:
    """Return the smallest case as a scenario that extends the given one.

    Parameters
    ----------
    one : TriedInvariant
        One that failed.

    Returns
    -------
    str
        The text of a YAML file with the keys that differ, to be saved beside the file of the given scenario.
    """
    assert one.counterexample is not None  # noqa: S101 - asked for failed ones only
    lines = [f"# {one.invariant.name} fails in run {one.counterexample.run}: {one.invariant.sentence}"]
    lines += [f"{key}: {inline(value)}" for key, value in _own(one)]
    return "\n".join(lines) + "\n"


def _own(one: TriedInvariant) -> Iterator[tuple[str, Any]]:
    """Yield what the case changes: whole keys, and of the sections of numbers those that differ."""
    assert one.counterexample is not None  # noqa: S101
    yield "name", name_of(one)
    yield "question", f"Does {one.invariant.name} hold?"
    yield "extends", Path(one.scenario.file).stem
    given, case = data_of(one.scenario, "set"), data_of(one.counterexample.scenario, "set")
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


def name_of(one: TriedInvariant) -> str:
    """Return what the smallest case is called.

    Parameters
    ----------
    one : TriedInvariant
        One that failed.

    Returns
    -------
    str
        Such as `baseline_feb2021_i1`, the name of its file without `.yaml`.
    """
    return f"{one.scenario.name}_{one.invariant.name.lower()}"


def command_for(one: TriedInvariant) -> str:
    """Return the command that shows the smallest case again.

    Parameters
    ----------
    one : TriedInvariant
        One that failed, its case saved as `name_of` says beside the file of the scenario.

    Returns
    -------
    str
        A command line of `sim check`, quoted for a shell.
    """
    assert one.counterexample is not None  # noqa: S101
    file = Path(one.scenario.file).with_name(f"{name_of(one)}.yaml")
    return f"sim check {shlex.quote(str(file))} --run {one.counterexample.run} --only {one.invariant.name}"
