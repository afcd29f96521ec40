"""`sim validate`: check scenario files without playing them."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.warned import warn
from sim.errors import Problem, ScenarioErrors


def validate(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Scenario files, folders, or shipped names.")
    ],
) -> None:
    """Check scenario files: every problem at once, with file, line and column.

    What can be played but hardly does what it seems to is a warning, and no error.

    Example: sim validate scenarios/ my_scenario.yaml
    """
    from sim.scenario import Scenario, load_scenario, same_names
    from sim.scenario.files import expand

    problems: list[Problem] = []
    scenarios: list[Scenario] = []
    files, missing = expand(paths)
    for file in files:
        try:
            scenarios.append(load_scenario(file))
        except ScenarioErrors as error:
            problems += error.problems
    twice = same_names(scenarios)
    for scenario in scenarios:
        if scenario.file not in {problem.file for problem in twice}:
            typer.echo(f"{scenario.file}: ok")
            warn([scenario])
    if problems := [*missing, *problems, *twice]:
        raise ScenarioErrors(problems)
