"""The quantities of the model: what it starts from and what it writes, read once from seeds/.

Numbers stand only in seeds/; code asks for them here. Nothing here imports numpy or the engine: the start of
every command passes through this package.
"""

from __future__ import annotations

from sim.quantities.catalogue import (
    entries,
    initial,
    metrics,
    monthly_measures,
    parameters,
    run_measures,
    share_metrics,
    share_name,
)
from sim.quantities.effects import QuantityEffect, effect_of
from sim.quantities.kinds import (
    DRAWN,
    INDICES,
    OUTCOMES,
    VOCABULARIES,
    Kind,
    LabelShare,
    Measure,
    MeasureKind,
    Prior,
    Quantity,
)

__all__ = [
    "DRAWN",
    "INDICES",
    "OUTCOMES",
    "VOCABULARIES",
    "Kind",
    "LabelShare",
    "Measure",
    "MeasureKind",
    "Prior",
    "Quantity",
    "QuantityEffect",
    "effect_of",
    "entries",
    "initial",
    "metrics",
    "monthly_measures",
    "parameters",
    "run_measures",
    "share_metrics",
    "share_name",
]
