"""`sim schema`: the JSON Schema of scenario files."""

from __future__ import annotations

import typer

from sim.outcomes.plain import json_text


def schema() -> None:
    """Print the JSON Schema of scenario files: editors complete and check from it.

    Example: sim schema > scenario.schema.json
    """
    from sim.scenario.json_schema import json_schema

    typer.echo(json_text(json_schema(), indent=2))
