"""A stage game as a report: the menu, a row a package, and the points that theory and the meeting picked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.analysis.stage_game.picture import picture
from sim.output.report import Report
from sim.output.table import Declaration, Printed, integer, real, text
from sim.rules.issues import loan_of, subsidy_change_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.analysis.stage_game.stage_game import StageGame
    from sim.output.table import Row
    from sim.theory.frontier import Point

PAYOFF = "payoff units"
FLAG = "0 or 1"


def _package(row: Row) -> str:
    if row["words"] is not None:
        return str(row["words"])
    return "none leaves both no worse off" if row["kremlin_gain"] is None else ""


MENU = Declaration(
    name="menu",
    caption="A package of the month's menu",
    columns=(
        integer("package", "number", "Number of the package"),
        text("words", "The package in words"),
        integer("subsidy_change", "steps", "Change of the subsidy"),
        integer("loan", "place", "Place of the loan in the loan menu"),
        real("kremlin_payoff", PAYOFF, "Worth of the package to the Kremlin's true type if it is public"),
        real("minsk_payoff", PAYOFF, "The same of Minsk"),
        real("kremlin_gain", PAYOFF, "kremlin_payoff less what the Kremlin has if nothing is agreed"),
        real("minsk_gain", PAYOFF, "The same of Minsk"),
        real("believed", "probability", "How likely the proposer thinks acceptance"),
        integer("rational", FLAG, "Whether it leaves both no worse off than disagreement"),
        integer("undominated", FLAG, "Whether it is on the Pareto frontier"),
        integer("nash", FLAG, "Whether the Nash solution picks it"),
        integer("kalai_smorodinsky", FLAG, "Whether the Kalai-Smorodinsky solution picks it"),
        integer("egalitarian", FLAG, "Whether the egalitarian solution picks it"),
        integer("offered", FLAG, "Whether it was offered"),
        integer("countered", FLAG, "Whether it was the counter-offer"),
        integer("settled", FLAG, "Whether it was settled"),
    ),
)
POINTS = Declaration(
    name="points",
    caption="A package that was offered, countered or settled, or a point that a solution picks",
    columns=(
        text("what", "What was done in the meeting, or the solution; with lots: between packages"),
        text("words", "The package in words; missing for a point with lots, and where there is none"),
        real("kremlin_gain", PAYOFF, "What the Kremlin gains over disagreement"),
        real("minsk_gain", PAYOFF, "The same of Minsk"),
        real("product", "payoff units squared", "Nash product; missing where a side loses"),
    ),
    printed=(
        Printed("", "what"),
        Printed("package", "words", _package),
        Printed("Kremlin gains", "kremlin_gain", "+.3f"),
        Printed("Minsk gains", "minsk_gain", "+.3f"),
        Printed("product", "product", ".4f"),
    ),
)
DECLARATIONS = (MENU, POINTS)


def report(game: StageGame) -> Report[StageGame]:
    """Return a stage game as a report.

    Parameters
    ----------
    game : StageGame
        A meeting and the solutions of its menu.

    Returns
    -------
    Report
        Tables `menu` and `points`.
    """
    meeting = game.meeting
    return Report(
        name="stage_game",
        result=game,
        heading=_heading(game),
        parts=(MENU.of(_menu(game)), POINTS.of(_points(game))),
        sentences=(_distances(game),),
        details={
            "scenario": meeting.scenario,
            "run": meeting.run,
            "seed": meeting.seed,
            "month": meeting.month,
            "minds": {"kremlin": meeting.kremlin_mind, "minsk": meeting.minsk_mind},
            "types": {"kremlin": meeting.kremlin_type, "minsk": meeting.minsk_type},
            "track": "summit" if meeting.summit else "ministerial",
            "proposer": meeting.proposer,
            "disagreement": {
                "description": game.disagreement,
                "kremlin": meeting.menu.disagreement[0],
                "minsk": meeting.menu.disagreement[1],
            },
            "nash_distance": meeting.nash_distance,
            "kalai_smorodinsky_distance": meeting.kalai_smorodinsky_distance,
        },
        draw=picture,
    )


def _heading(game: StageGame) -> str:
    """Return which meeting it is, what was possible in it and what the two have without agreement."""
    meeting, (kremlin, minsk) = game.meeting, game.meeting.menu.disagreement
    track = "summit" if meeting.summit else "ministers"
    which = f"{meeting.scenario}, run {meeting.run}, seed {meeting.seed}, month {meeting.month}"
    who = f"{meeting.kremlin_mind} Kremlin ({meeting.kremlin_type}), {meeting.minsk_mind} Minsk"
    size = f"{len(game.gains)} packages; {len(game.frontier)} on the Pareto frontier"
    worth = f"worth {kremlin:.3f} to the Kremlin, {minsk:.3f} to Minsk"
    lines = (
        f"{which}: {track}, {meeting.proposer} proposes",
        f"{who} ({meeting.minsk_type})",
        f"{size}, {int(game.rational.sum())} leave both no worse off than disagreement",
        f"disagreement: {game.disagreement}; {worth}",
    )
    return "\n".join(lines)


def _distances(game: StageGame) -> str:
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


def _menu(game: StageGame) -> Iterator[dict[str, Any]]:
    meeting, menu = game.meeting, game.meeting.menu
    picked = {concept.name: concept.package for concept in game.concepts}
    flagged = {
        "nash": picked["Nash"],
        "kalai_smorodinsky": picked["Kalai-Smorodinsky"],
        "egalitarian": picked["egalitarian"],
        "offered": meeting.offered,
        "countered": meeting.countered,
        "settled": meeting.settled,
    }
    for row, number in enumerate(menu.numbers):
        yield {
            "package": number,
            "words": meeting.names[row],
            "subsidy_change": subsidy_change_of(number),
            "loan": loan_of(number),
            "kremlin_payoff": menu.payoffs[row, 0],
            "minsk_payoff": menu.payoffs[row, 1],
            "kremlin_gain": game.gains[row, 0],
            "minsk_gain": game.gains[row, 1],
            "believed": menu.believed[row],
            "rational": int(game.rational[row]),
            "undominated": int(game.solutions.undominated[row]),
            **{name: int(row == place) for name, place in flagged.items()},
        }


def _points(game: StageGame) -> Iterator[dict[str, Any]]:
    """Yield what was done in the meeting, then what each solution picks."""
    for what, row in game.moves:
        yield _point(game, what, row)
    for concept in game.concepts:
        yield _point(game, concept.name, concept.package)
        if concept.point is not None:
            yield {"what": f"{concept.name}, with lots", "words": None, **_gains(concept.point)}


def _point(game: StageGame, what: str, row: int | None) -> dict[str, Any]:
    if row is None:
        return {"what": what, "words": None, "kremlin_gain": None, "minsk_gain": None, "product": None}
    kremlin, minsk = map(float, game.gains[row])
    return {"what": what, "words": game.meeting.names[row], **_gains((kremlin, minsk))}


def _gains(point: Point) -> dict[str, float | None]:
    kremlin, minsk = point
    product = kremlin * minsk if min(point) >= 0.0 else None
    return {"kremlin_gain": kremlin, "minsk_gain": minsk, "product": product}
