"""A condition on the columns of an outcome table, as a person writes it: `leaks > 2 and package_signed == 1`.

Names of columns, numbers, text, comparisons (chains too), `in (...)`, `and`, `or`, `not`, brackets: nothing
else is read, and nothing is ever executed. A single word that is held against a column of text needs no
quotes: `minsk_type == staller`. A comparison with a missing value is neither true nor
false (Kleene's logic); a row counts as meeting the condition only where it is true.
"""

from __future__ import annotations

import ast
import operator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

import pyarrow as pa
import pyarrow.compute as pc

from sim.errors import UsageError, nearest
from sim.outcomes.columns import labels_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.outcomes.streamed import OutcomeTable

Kind = Literal["number", "text"]

LONGEST = 2000  # characters
ALLOWED = "names of columns, numbers, 'text', == != < <= > >=, in (...), and, or, not"
SAME: dict[type[ast.cmpop], Callable[[pc.Expression, pc.Expression], pc.Expression]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
ORDER: dict[type[ast.cmpop], Callable[[pc.Expression, pc.Expression], pc.Expression]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class _Operand(NamedTuple):
    """One side of a comparison: its kind, its expression, and the column or the text it stands for."""

    kind: Kind
    expression: pc.Expression
    column: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, checked: as written, as Arrow evaluates it, and which texts columns are held against."""

    text: str
    expression: pc.Expression
    texts: tuple[tuple[str, str], ...]


def read_condition(text: str, columns: Mapping[str, Kind]) -> Condition:
    """Read a condition over columns of known kinds.

    Parameters
    ----------
    text : str
        The condition, at most 2,000 characters: `leaks > 2 and outcome == rupture`.
    columns : mapping of str to Kind
        `number` or `text` of each column that may be named.

    Returns
    -------
    Condition
        Its expression is null for a row where a missing value leaves the condition open.

    Raises
    ------
    UsageError
        It is no condition, names an unknown column, or compares what cannot be compared.
    """
    reader = _ConditionReader(text, columns)
    if len(text) > LONGEST:
        raise reader.wrong(f"longer than {LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
        expression = reader.condition(tree.body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise reader.wrong("cannot be read") from error
    return Condition(text, expression, tuple(reader.texts))


def common_kinds(tables: Sequence[OutcomeTable]) -> dict[str, Kind]:
    """The columns that every table has with the same kind, in the order of the first.

    Parameters
    ----------
    tables : sequence of OutcomeTable
        Open tables, at least one.

    Returns
    -------
    dict of str to str
        `number` or `text` by name of the column.
    """
    kinds = [table.kinds for table in tables]
    return {name: kind for name, kind in kinds[0].items() if all(other.get(name) == kind for other in kinds)}


def condition_on(text: str, tables: Sequence[OutcomeTable]) -> Condition:
    """Read a condition on columns that every table has, and check the texts in it.

    Parameters
    ----------
    text : str
        The condition, as for `read_condition`.
    tables : sequence of OutcomeTable
        Open tables, at least one; the texts that a column holds are read from all of them.

    Returns
    -------
    Condition
        Valid for each of the tables.

    Raises
    ------
    UsageError
        It is no condition, names an unknown column, or holds a column against a text that no run has.
    """
    condition = read_condition(text, common_kinds(tables))
    for column, value in condition.texts:
        known = dict.fromkeys(labels_of(column))
        known |= dict.fromkeys(name for table in tables for name in table.labels(column).names)
        if value not in known:
            close = nearest(value, known)
            hint = f"did you mean {' or '.join(close)}?" if close else f"one of {', '.join(known)}"
            raise UsageError(f"condition {text!r}: no run has {column} {value!r}; {hint}")
    return condition


class _ConditionReader:
    """Turns a syntax tree into an Arrow expression, and refuses everything that is not on the list."""

    def __init__(self, text: str, columns: Mapping[str, Kind]) -> None:
        self.text, self.columns = text, columns
        self.texts: list[tuple[str, str]] = []

    def wrong(self, what: str, allowed: str = ALLOWED) -> UsageError:
        shown = self.text if len(self.text) <= 80 else f"{self.text[:77]}..."
        return UsageError(f"condition {shown!r}: {what}; {allowed}")

    def condition(self, node: ast.expr) -> pc.Expression:
        match node:
            case ast.BoolOp(op=ast.And()):
                return reduce(operator.and_, map(self.condition, node.values))
            case ast.BoolOp(op=ast.Or()):
                return reduce(operator.or_, map(self.condition, node.values))
            case ast.UnaryOp(op=ast.Not()):
                return ~self.condition(node.operand)
            case ast.Compare():
                return self.chain([node.left, *node.comparators], node.ops)
            case ast.Name():
                raise self.wrong(
                    f"{self.operand(node).column} is no condition by itself", f"e.g. {node.id} == 1"
                )
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
                raise self.wrong("& and | are no words of a condition", "write and, or, not")
        raise self.wrong(f"{ast.unparse(node)} is no condition")

    def chain(self, operands: Sequence[ast.expr], signs: Sequence[ast.cmpop]) -> pc.Expression:
        links = zip(operands, signs, operands[1:])
        return reduce(operator.and_, (self.comparison(left, sign, right) for left, sign, right in links))

    def comparison(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> pc.Expression:
        if isinstance(sign, ast.In | ast.NotIn):
            if not isinstance(right, ast.Tuple | ast.List | ast.Set) or not right.elts:
                raise self.wrong(
                    f"{ast.unparse(right)} is no list of values",
                    "e.g. outcome in ('rupture', 'regime_collapse')",
                )
            found = reduce(operator.or_, (self.comparison(left, ast.Eq(), value) for value in right.elts))
            return ~found if isinstance(sign, ast.NotIn) else found
        one, other = self.operand(left, right), self.operand(right, left)
        shown = f"{ast.unparse(left)} and {ast.unparse(right)}"
        if one.column is None and other.column is None:
            raise self.wrong(
                f"{shown} are both values", "compare a column with a value or with another column"
            )
        if one.kind != other.kind:
            raise self.wrong(f"{shown} are of two kinds", f"{one.kind} cannot be compared with {other.kind}")
        self.texts += [
            (a.column, b.text)
            for a, b in ((one, other), (other, one))
            if a.column is not None and b.text is not None
        ]
        if type(sign) in SAME:
            return SAME[type(sign)](one.expression, other.expression)
        if type(sign) not in ORDER:
            raise self.wrong("`is` compares nothing here", "write ==")
        if one.kind == "text":
            raise self.wrong(f"{shown} are texts, which have no order", "== != in")
        return ORDER[type(sign)](one.expression, other.expression)

    def operand(self, node: ast.expr, against: ast.expr | None = None) -> _Operand:
        match node:
            case ast.Name() if node.id not in self.columns and self.is_text(against):
                return _Operand("text", pc.scalar(node.id), text=node.id)
            case ast.Name():
                return self.column(node.id)
            case ast.Constant(value=str()):
                text = cast("str", node.value)
                return _Operand("text", pc.scalar(text), text=text)
            case ast.Constant(value=bool()):
                raise self.wrong(f"{node.value!r} is no value of a column", "write 1 or 0")
            case ast.Constant(value=int() | float()):
                return _Operand("number", pc.scalar(_number(node)))
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=ast.Constant(value=int() | float())):
                number = _number(node.operand)
                return _Operand("number", pc.scalar(-number if isinstance(sign, ast.USub) else number))
        raise self.wrong(f"{ast.unparse(node)} is neither a column nor a value")

    def is_text(self, node: ast.expr | None) -> bool:
        return isinstance(node, ast.Name) and self.columns.get(node.id) == "text"

    def column(self, name: str) -> _Operand:
        if name not in self.columns:
            close = nearest(name, self.columns)
            hint = f"did you mean {' or '.join(close)}?" if close else f"one of {', '.join(self.columns)}"
            raise self.wrong(f"no column {name!r}", hint)
        kind = self.columns[name]
        target = pa.float64() if kind == "number" else pa.string()
        return _Operand(kind, pc.field(name).cast(target, safe=False), column=name)


def _number(node: ast.expr) -> float:
    """The number of a constant; one too large for a float is infinite."""
    try:
        return float(cast("ast.Constant", node).value)  # type: ignore[arg-type]
    except OverflowError:
        return float("inf")
