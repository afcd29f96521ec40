"""The names of the built-in minds; a mind's code is its position. Importing this costs nothing."""

from __future__ import annotations

MINDS = ("quantal", "aspiration", "learning", "farsighted")
QUANTAL, ASPIRATION, LEARNING, FARSIGHTED = range(len(MINDS))
OWN = -1  # the code of a mind from a file of the user's

# The smaller decisions, by the order in which a month asks for them.
DECISIONS = ("pay", "push", "help", "effort", "referendum", "repress", "overture", "rhetoric")
PAY, PUSH, HELP, EFFORT, REFERENDUM, REPRESS, OVERTURE, RHETORIC = range(len(DECISIONS))
