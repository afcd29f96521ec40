"""Write seeds/effects.yaml anew from the model: `python -m tests.properties.renew_effects` (some minutes)."""

from __future__ import annotations

from dataclasses import fields

from sim.quantities.effects import QuantityEffect
from sim.scenario.write import inline
from sim.shipped import shipped
from tests.properties.effects import derived

HEAD = """\
# How quantities act in the model, where there is something to say. This is derived by playing the model and
# never written by hand: `python -m tests.properties.renew_effects` writes it, and a test of
# tests/properties/test_effects.py derives it anew. Fields: `QuantityEffect` in sim/quantities/effects.py.
"""


def main():
    """Derive everything and write the file."""
    lines = [f"{flat}: {inline(said(effect))}\n" for flat, effect in derived(solving=True).items()]
    (shipped("seeds") / "effects.yaml").write_text(HEAD + "".join(lines), encoding="utf-8")


def said(effect):
    """Return the fields of an effect that are not the default, as plain data."""
    values = {field.name: (getattr(effect, field.name), field.default) for field in fields(QuantityEffect)}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, (value, default) in values.items()
        if value != default
    }


if __name__ == "__main__":
    main()
