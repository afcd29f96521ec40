"""The two sides of a tournament: name, code, and the quantity that holds the side's type."""

from __future__ import annotations

from sim.minds.workspace import KREMLIN, MINSK

SIDES = (("Kremlin", KREMLIN, "kremlin_type"), ("Minsk", MINSK, "minsk_type"))
