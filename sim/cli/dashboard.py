"""`sim dashboard`: the page to explore the bargaining."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.options import within
from sim.scenario import ranges


def dashboard(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="SCENARIO|RESULTS",
            help="What the page opens with: a scenario or a folder of some, a folder of results or a folder "
            "of several. Without it the baseline, and the folders under results/.",
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The address to listen on; by default only this machine's.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None, within(ranges.PORT, metavar="P", help="The port; by default one that is free.")
    ] = None,
) -> None:
    """Open a page to play, change and compare scenarios, on this machine and without a network.

    Runs month by month with the reasons of every decision; levers and pressures that replay thousands of
    runs while you watch; result folders with their plots, and any of their runs replayed. The page reads the
    shipped scenarios and what it was given, and nothing else. Stop it with Ctrl-C.

    Example: sim dashboard my_scenario.yaml
    """
    from sim.dashboard import server
    from sim.dashboard.catalogue import catalogue_of
    from sim.dashboard.guard import is_loopback

    server.check_extra()
    catalogue = catalogue_of(source)
    opened = server.listen(host, port)
    if not is_loopback(host):
        typer.echo(
            f"warning: --host {host}: whoever reaches this address can use the page, and save scenarios here",
            err=True,
        )

    def ready() -> None:
        typer.echo(f"{server.address(opened, host)}  (Ctrl-C stops it)")

    server.serve(catalogue, opened, host, ready)
