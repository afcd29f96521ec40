"""`sim schema`: the JSON Schema of scenario files."""

from __future__ import annotations

import typer


def schema() -> None:
    """Print the JSON Schema of scenario files: editors complete and check from it.

    Example: sim schema > scenario.schema.json
    """
    import json

    from sim.scenario.json_schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
