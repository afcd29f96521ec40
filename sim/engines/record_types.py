"""Types for the records that seeds/ names: `python -m sim.engines.record_types` writes sim/rules/records.pyi.

A record is made at run time from the names in seeds/, where a type checker does not look. The stub spells its
fields out, with their units, so that `p.leek` is an error before anything is played, and editors complete.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.engines import records
from sim.quantities import initial, monthly_measures, parameters, run_measures
from sim.rules.projection import AHEAD, ActionPath, Integration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STUB = Path(__file__).parents[1] / "rules" / "records.pyi"
HEAD = """\
# Types of the records that rules work on; written by `python -m sim.engines.record_types`, never by hand.

from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float64]

class Record:
    @property
    def dtype(self) -> np.dtype[Any]: ...
    @property
    def base(self) -> NDArray[Any]: ...
    def __getitem__(self, name: str) -> Any: ...
    def __setitem__(self, name: str, value: Any) -> None: ...
    def copy(self) -> Self: ...
    def tobytes(self) -> bytes: ...
"""
LONGEST_UNIT = 40  # characters; a longer one is a sentence, and stands in seeds/


def text() -> str:
    """Return the stub: a class for each record, its fields in the order of the record.

    Returns
    -------
    str
        The content of sim/rules/records.pyi.
    """
    values = records.VALUES
    integration = Integration._fields
    return HEAD + "".join(
        [
            _class("Parameters", _types(records.parameter_dtype()), units=_units(parameters().values())),
            _class("State", _types(records.state_dtype()), units=_units(initial().values())),
            _class("Month", _types(records.month_dtype()), units=_units(monthly_measures())),
            _class("Metrics", _types(records.metric_dtype()), units=_units(run_measures())),
            _class("Setting", _types(records.setting_dtype())),
            _class("Ahead", dict.fromkeys(AHEAD, "float")),
            _class("Demand", _types(records.DEMAND)),
            _class("Own", _types(records.OWN)),
            _class("ValueColumns", dict.fromkeys(values, "Vector")),
            _class("Projections", dict.fromkeys(integration, "Vector")),
            _class(
                "PathColumns",
                dict.fromkeys((*ActionPath._fields, "mobilisation", "place"), "Vector"),
                "ValueColumns, Projections",
            ),
            _class("Paths", dict.fromkeys(records.NEAR, "Vector"), "PathColumns"),
            _class("Options", dict.fromkeys(records.FAR, "Vector"), "PathColumns"),
            _class(
                "Packages",
                dict.fromkeys((name for name in records.PACKAGE if name not in values), "Vector"),
                "ValueColumns",
            ),
            _class("Workspace", _types(records.workspace_dtype()) | NESTED),
        ]
    )


NESTED = {
    "ahead": "Ahead",
    "demands": "list[Demand]",
    "packages": "Packages",
    "paths": "Paths",
    "projections": "Projections",
    "options": "Options",
    "near": "Ahead",
    "near_projections": "Projections",
    "own": "Own",
}


def _types(dtype: np.dtype[np.void]) -> dict[str, str]:
    """Return the type of each field of a record by its name."""
    return {name: _type(dtype[name]) for name in dtype.names or ()}


def _type(kind: np.dtype[np.generic]) -> str:
    """Return how a field is written; whole numbers without a sign are numpy's, as draws take them."""
    base, shape = kind.subdtype or (kind, ())
    if shape:
        return "Vector" if base.kind == "f" else f"NDArray[np.{base.name}]"
    return {"f": "float", "i": "int"}.get(base.kind, f"np.{base.name}")


def _units(named: Iterable[object]) -> dict[str, str]:
    """Return the units of quantities or measures by name."""
    return {one.name: one.unit for one in named}  # type: ignore[attr-defined]


def _class(
    name: str, fields: Mapping[str, str], base: str = "Record", units: Mapping[str, str] | None = None
) -> str:
    lines = (
        f"    {field}: {kind}{_comment((units or {}).get(field, ''))}\n" for field, kind in fields.items()
    )
    return "".join(chain([f"\nclass {name}({base}):\n"], lines))


def _comment(unit: str) -> str:
    return f"  # {unit}" if 0 < len(unit) <= LONGEST_UNIT else ""


def main() -> None:
    """Write the stub."""
    STUB.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
