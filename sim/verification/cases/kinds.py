"""All kinds of case, by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sim.verification.cases import bargaining, crowds, minds, money, risks, solutions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.verification.cases.kind import CaseKind

_MODULES = (bargaining, solutions, crowds, risks, money, minds)
KINDS: Mapping[str, CaseKind] = MappingProxyType(
    {kind.name: kind for module in _MODULES for kind in module.KINDS}
)
