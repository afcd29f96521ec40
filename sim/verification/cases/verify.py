"""Running a ladder: first all that is computed, so that a case out of its domain stops it; then the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import DataError, Problem
from sim.shipped import shipped
from sim.verification.cases.assess import CaseResult, assessed
from sim.verification.cases.kind import OutOfDomainError
from sim.verification.cases.reading import BenchmarkCase, Simulated, read_ladder
from sim.verification.cases.report import report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.output.report import Report
    from sim.verification.cases.kind import SimulatedValue


def shipped_ladder() -> Path:
    """Return the ladder that comes with the program.

    Returns
    -------
    Path
        The file `ladder.json`, JSON in UTF-8.
    """
    return shipped("seeds") / "ladder" / "ladder.json"


def verify(ladder: str | Path | None = None, *, brief: bool = False) -> Report[tuple[CaseResult, ...]]:
    """Run benchmark cases: small problems with known answers, each for one component of the model.

    Parameters
    ----------
    ladder : str or Path, optional
        A file of cases; by default the one that comes with the program.
    brief : bool
        Whether the printed table has a row a case in place of a row a value.

    Returns
    -------
    Report
        Tables `values` (expected and got of every checked value) and `cases` (the worst value of each case);
        `.succeeded` says whether all hold.

    Raises
    ------
    DataError
        The file cannot be read, or a case cannot be run as it stands; then none is run.
    """
    return report(list(results_of(shipped_ladder() if ladder is None else Path(ladder))), brief=brief)


def results_of(path: Path) -> Iterator[CaseResult]:
    """Run the cases of a file; yield what came of each as soon as it is there.

    Parameters
    ----------
    path : Path
        A ladder file.

    Returns
    -------
    iterator of CaseResult
        In the order of the file; a case is simulated, where it is to be, when its result is taken.

    Raises
    ------
    DataError
        Before any result: the file cannot be read, or a case cannot be run as it stands.
    """
    cases, problems = read_ladder(path)
    answers: list[dict[str, Any]] = []
    for case in cases:
        answer, found = _answered(case)
        answers.append(answer)
        problems += found
    if problems:
        in_order = sorted(problems, key=lambda problem: (problem.line, problem.column))
        raise DataError(*in_order)
    return (assessed(case, answer, _estimates(case)) for case, answer in zip(cases, answers))


def _answered(case: BenchmarkCase) -> tuple[dict[str, Any], list[Problem]]:
    """Return the computed values, and what does not fit: inputs out of domain, expected names not in them."""
    try:
        answer = case.kind.answer(case.inputs)
    except OutOfDomainError as error:
        return {}, [case.problem(f"inputs.{error.key}", str(error))]
    except ArithmeticError as error:
        return {}, [case.problem("inputs", f"no finite answer ({error})", "numbers nearer to 1")]
    return answer, list(_unlike(case, answer))


def _unlike(case: BenchmarkCase, answer: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the names under which values are expected: those of the inputs."""
    for name, got in answer.items():
        if isinstance(got, dict):
            expected = case.expected[name]
            for key in got.keys() ^ expected.keys():
                wrong = "missing" if key in got else "unknown key"
                yield case.problem(f"expected.{name}.{key}", wrong, f"the keys here: {', '.join(got)}")


def _estimates(case: BenchmarkCase) -> dict[str, SimulatedValue]:
    if not isinstance(case.tolerance, Simulated) or case.kind.simulate is None:
        return {}
    return case.kind.simulate(case.inputs, case.tolerance.runs)
