"""A ladder that was run, as a report: a row a checked value, and a row a case with its worst value."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.output.report import Report
from sim.output.table import Declaration, Printed, real, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.output.table import Row
    from sim.verification.cases.assess import CaseResult, CheckedValue

VERDICTS = {True: "holds", False: "FAILED"}


def _expected(row: Row) -> str:
    return _short(row["expected"])


def _got(row: Row) -> str:
    return _short(row["got"])


def _short(value: str) -> str:
    """Return a value as it is printed: a number with a fraction with twelve digits, a word without quotes."""
    read = json.loads(value)
    if isinstance(read, float):
        return f"{read:.12g}"
    return read if isinstance(read, str) else value


def _tolerance(row: Row) -> str:
    if row["standard_errors"] is not None:
        return f"{row['tolerance']:.1e} ({row['standard_errors']:g} SE)"
    return "the same" if row["tolerance"] == 0.0 else f"{row['tolerance']:.0e}"


OF_A_VALUE = (
    text("quantity", "The number, word or flag"),
    text("expected", "What it must be, as JSON"),
    text("got", "What it is, as JSON"),
    real("error", "unit of the quantity", "Distance of the two; missing where they cannot be subtracted"),
    real("tolerance", "unit of the quantity", "How large the error may be; 0 for what must be the same"),
    real("standard_errors", "number", "The tolerance in standard errors; missing for what is computed"),
    text("verdict", "holds or FAILED"),
)
PRINTED = (
    Printed("case", "case"),
    Printed("kind", "kind"),
    Printed("quantity", "quantity"),
    Printed("expected", "expected", _expected),
    Printed("got", "got", _got),
    Printed("error", "error", ".1e"),
    Printed("tolerance", "tolerance", _tolerance),
    Printed("verdict", "verdict"),
)
DISPENSABLE = ("tolerance", "error", "kind")
VALUES = Declaration(
    name="values",
    caption="A checked value of a case",
    columns=(text("case", "Name of the case"), text("kind", "Kind of the case"), *OF_A_VALUE),
    printed=PRINTED,
    dispensable=DISPENSABLE,
)
CASES = Declaration(
    name="cases",
    caption="A case, with the value that is nearest to failing or fails by most",
    columns=(
        text("case", "Name of the case"),
        text("kind", "Kind of the case"),
        text("title", "What is asked"),
        *OF_A_VALUE,
    ),
    printed=PRINTED,
    dispensable=DISPENSABLE,
)
DECLARATIONS = (VALUES, CASES)


def report(results: Sequence[CaseResult], *, brief: bool = False) -> Report[tuple[CaseResult, ...]]:
    """Return the results of a ladder as a report.

    Parameters
    ----------
    results : sequence of CaseResult
        What came of each case.
    brief : bool
        Whether a row a case is printed in place of a row a value.

    Returns
    -------
    Report
        Tables `values` and `cases`, one of them printed; `.succeeded` says whether all cases hold.
    """
    values, cases = (
        declared if shown else replace(declared, printed=())
        for declared, shown in ((VALUES, not brief), (CASES, brief))
    )
    return Report(
        name="verification",
        result=tuple(results),
        heading=f"{len(results)} cases of {len({one.kind for one in results})} kinds",
        parts=(
            values.of(_row(one, value) for one in results for value in one.quantities),
            cases.of({"title": one.title, **_row(one, one.worst)} for one in results),
        ),
        sentences=tuple(_sentences(results)),
        succeeded=all(one.holds for one in results),
    )


def _row(one: CaseResult, value: CheckedValue) -> dict[str, Any]:
    return {
        "case": one.id,
        "kind": one.kind,
        "quantity": value.name,
        "expected": json.dumps(value.expected),
        "got": json.dumps(value.got),
        "error": value.error,
        "tolerance": value.tolerance,
        "standard_errors": value.standard_errors,
        "verdict": VERDICTS[value.holds],
    }


def _sentences(results: Sequence[CaseResult]) -> Iterator[str]:
    """Yield how many cases hold, and which do not."""
    failed = [f"{one.id} ({one.kind}: {one.worst.name})" for one in results if not one.holds]
    yield f"{len(results) - len(failed)} of {len(results)} cases hold."
    if failed:
        yield f"{len(failed)} of {len(results)} cases failed: {'; '.join(failed)}."
