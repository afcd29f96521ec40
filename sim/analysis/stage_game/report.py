"""A stage game on the terminal, as rows of a file and as plain data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.output.table import plain_table
from sim.rules.issues import loan_of, subsidy_change_of

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from sim.analysis.stage_game.game import StageGame
    from sim.theory.frontier import Point


def heading(game: StageGame) -> str:
    """Return which meeting it is, what was possible in it and what the two have without agreement."""
    meeting, (kremlin, minsk) = game.meeting, game.meeting.table.disagreement
    track = "summit" if meeting.summit else "ministers"
    which = f"{meeting.scenario}, run {meeting.run}, seed {meeting.seed}, month {meeting.month}"
    who = f"{meeting.kremlin_mind} Kremlin ({meeting.kremlin_type}), {meeting.minsk_mind} Minsk"
    size = f"{len(game.gains)} packages; {len(game.frontier)} on the Pareto frontier"
    worth = f"worth {kremlin:.3f} to the Kremlin, {minsk:.3f} to Minsk"
    lines = (
        f"{which}: {track}, {meeting.proposer} proposes",
        f"{who} ({meeting.minsk_type})",
        f"{size}, {int(game.rational.sum())} leave both no worse off than disagreement",
        f"disagreement: {disagreement(game)}; {worth}",
    )
    return "\n".join(lines)


def disagreement(game: StageGame) -> str:
    """Name the disagreement point: what goes on if nothing is agreed."""
    way = "turns West" if game.meeting.table.turns_west else "stays away from the West"
    return f"nothing agreed, the subsidy goes on, Minsk {way}"


def as_rich(game: StageGame) -> Table:
    """Return what theory picks and what was said as a table."""
    rows = [[what, *_package(game, row)] for what, row in game.said]
    for concept in game.concepts:
        if concept.package is None:
            rows.append([concept.name, "none leaves both no worse off", "", "", ""])
        else:
            rows.append([concept.name, *_package(game, concept.package)])
        if concept.point is not None:
            rows.append([f"{concept.name}, with lots", "", *_gains(concept.point)])
    left = [False, True, False, False, False]
    return plain_table(["", "package", "Kremlin gains", "Minsk gains", "product"], rows, left)


def _package(game: StageGame, row: int) -> list[str]:
    kremlin, minsk = map(float, game.gains[row])
    return [game.meeting.names[row], *_gains((kremlin, minsk))]


def _gains(point: Point) -> list[str]:
    kremlin, minsk = point
    product = f"{kremlin * minsk:.4f}" if min(point) >= 0.0 else ""
    return [f"{kremlin:+.3f}", f"{minsk:+.3f}", product]


def below(game: StageGame) -> str:
    """Say how far the settlement lies from two solutions, as the run has it."""
    meeting = game.meeting
    if math.isnan(meeting.nash_distance):
        return "no package gains both sides anything, so there are no distances"
    settled = "what was settled" if meeting.settled is not None else "nothing was settled, which"
    return (
        f"{settled} lies {meeting.nash_distance:.3f} from the Nash package and "
        f"{meeting.kalai_smorodinsky_distance:.3f} from the Kalai-Smorodinsky package "
        "(0: there; 1: no better than disagreement)"
    )


def menu_frame(game: StageGame) -> pd.DataFrame:
    """Return a row a package of the menu."""
    import pandas as pd

    meeting, table = game.meeting, game.meeting.table
    picked = {concept.name: concept.package for concept in game.concepts}
    rows = range(len(table.numbers))
    return pd.DataFrame(
        {
            "package": table.numbers,
            "words": meeting.names,
            "subsidy_change": [subsidy_change_of(number) for number in table.numbers],
            "loan": [loan_of(number) for number in table.numbers],
            "kremlin_payoff": table.payoffs[:, 0],
            "minsk_payoff": table.payoffs[:, 1],
            "kremlin_gain": game.gains[:, 0],
            "minsk_gain": game.gains[:, 1],
            "believed": table.believed,
            "rational": game.rational.astype(int),
            "undominated": game.solutions.undominated.astype(int),
            "nash": [int(row == picked["Nash"]) for row in rows],
            "kalai_smorodinsky": [int(row == picked["Kalai-Smorodinsky"]) for row in rows],
            "egalitarian": [int(row == picked["egalitarian"]) for row in rows],
            "offered": [int(row == meeting.offered) for row in rows],
            "countered": [int(row == meeting.countered) for row in rows],
            "settled": [int(row == meeting.settled) for row in rows],
        }
    )


def as_data(game: StageGame) -> dict[str, Any]:
    """Return a stage game as plain data; gains over disagreement, None where there is none."""
    meeting = game.meeting
    return {
        "scenario": meeting.scenario,
        "run": meeting.run,
        "seed": meeting.seed,
        "month": meeting.month,
        "minds": {"kremlin": meeting.kremlin_mind, "minsk": meeting.minsk_mind},
        "types": {"kremlin": meeting.kremlin_type, "minsk": meeting.minsk_type},
        "track": "summit" if meeting.summit else "ministerial",
        "proposer": meeting.proposer,
        "disagreement": {
            "says": disagreement(game),
            "kremlin": meeting.table.disagreement[0],
            "minsk": meeting.table.disagreement[1],
        },
        "solutions": {
            concept.name: {
                "package": None if concept.package is None else meeting.names[concept.package],
                "gains": None if concept.package is None else game.gains[concept.package].tolist(),
                "gains_with_lots": None if concept.point is None else list(concept.point),
            }
            for concept in game.concepts
        },
        "said": [
            {"what": what, "package": meeting.names[row], "gains": game.gains[row].tolist()}
            for what, row in game.said
        ],
        "nash_distance": meeting.nash_distance,
        "kalai_smorodinsky_distance": meeting.kalai_smorodinsky_distance,
        "menu": menu_frame(game).to_dict("records"),
    }
