"""Running a ladder: first all that is computed, so that a case out of its domain stops it; then the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.errors import DataError, Problem
from sim.shipped import shipped
from sim.verification.cases.judge import Verdict, judged
from sim.verification.cases.kind import OutOfDomainError
from sim.verification.cases.reading import Case, Simulated, read_ladder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.verification.cases.kind import Estimate


def shipped_ladder() -> Path:
    """Return the ladder that comes with the program."""
    return shipped("seeds") / "ladder" / "ladder.json"


def verify(path: Path | None = None) -> Iterator[Verdict]:
    """Run the cases of a ladder, the shipped one by default; yield each verdict as soon as it is there.

    Raises
    ------
    DataError
        Before any verdict: the file cannot be read, or a case cannot be run as it stands.

    """
    cases, problems = read_ladder(path or shipped_ladder())
    answers: list[dict[str, Any]] = []
    for case in cases:
        answer, found = _answered(case)
        answers.append(answer)
        problems += found
    if problems:
        in_order = sorted(problems, key=lambda problem: (problem.line, problem.column))
        raise DataError(*in_order)
    return (judged(case, answer, _estimates(case)) for case, answer in zip(cases, answers))


def _answered(case: Case) -> tuple[dict[str, Any], list[Problem]]:
    """Return the computed values, and what does not fit: inputs out of domain, expected names not in them."""
    try:
        answer = case.kind.answer(case.inputs)
    except OutOfDomainError as error:
        return {}, [case.problem(f"inputs.{error.key}", str(error))]
    except ArithmeticError as error:
        return {}, [case.problem("inputs", f"no finite answer ({error})", "numbers nearer to 1")]
    return answer, list(_unlike(case, answer))


def _unlike(case: Case, answer: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the names under which values are expected: those of the inputs."""
    for name, got in answer.items():
        if isinstance(got, dict):
            expected = case.expected[name]
            for key in got.keys() ^ expected.keys():
                wrong = "missing" if key in got else "unknown key"
                yield case.problem(f"expected.{name}.{key}", wrong, f"the keys here: {', '.join(got)}")


def _estimates(case: Case) -> dict[str, Estimate]:
    if not isinstance(case.tolerance, Simulated) or case.kind.simulate is None:
        return {}
    return case.kind.simulate(case.inputs, case.tolerance.runs)
