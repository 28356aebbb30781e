"""What is left out: of a list (`[c for c in columns if c != "target"]`, `set(columns) - {"target"}`), and of rows (`df[df.day < cut]`)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from msgspec import structs

from evaluator.facts.syntax import written

if TYPE_CHECKING:
    from evaluator.model.source import Argument

_SETS = ("set", "frozenset")
_MEMBERS = frozenset({"isin", "is_in", "between"})
PICKS = frozenset({".query", ".filter", ".where"})  # methods that are given a condition


def asked(given: Argument, node: ast.expr) -> Argument:
    """An argument with the condition that it may be."""
    condition = _condition(node)
    return structs.replace(given, condition=condition) if condition else given


def _condition(node: ast.expr) -> str:
    """A condition by which rows are picked, as written: a comparison, a membership, or the opposite of a mask; "" for anything else."""
    if type(node) is ast.Tuple and node.elts:
        node = node.elts[0]  # `df.loc[mask, columns]`
    if type(node) is ast.Compare:
        return written(node)
    if type(node) is ast.UnaryOp and isinstance(node.op, ast.Invert):
        return written(node)
    member = type(node) is ast.Call and isinstance(node.func, ast.Attribute) and node.func.attr in _MEMBERS
    return written(node) if member else ""


def left_out(node: ast.expr) -> list[ast.expr]:
    """The expressions whose items a comprehension, a comparison of columns or a difference of sets leaves out; they call nothing."""
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
        found = _filtered(node)
    elif isinstance(node, ast.Compare):
        found = _unequal(node) if isinstance(node.left, ast.Attribute) and node.left.attr == "columns" else []
    else:
        found = _taken(node) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) else []
    apart = [each for whole in found for each in _apart(whole)]
    return [each for each in apart if not any(isinstance(inner, ast.Call) for inner in ast.walk(each))]


def _apart(node: ast.expr) -> list[ast.expr]:
    """The elements of a list that holds names, of which each may stand for a text."""
    listed = isinstance(node, (ast.List, ast.Tuple, ast.Set)) and any(isinstance(each, (ast.Name, ast.Attribute)) for each in node.elts)
    return node.elts if isinstance(node, (ast.List, ast.Tuple, ast.Set)) and listed else [node]


def _filtered(node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> list[ast.expr]:
    first = node.generators[0]
    if len(node.generators) > 1 or not isinstance(node.elt, ast.Name) or not isinstance(first.target, ast.Name):
        return []
    name = first.target.id
    return [each for test in first.ifs for each in _refused(test, name)] if node.elt.id == name else []


def _refused(test: ast.expr, name: str) -> list[ast.expr]:
    """What an item must not be, or not be in, to be kept."""
    if isinstance(test, ast.BoolOp):
        return [each for part in test.values for each in _refused(part, name)] if isinstance(test.op, ast.And) else []
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = test.operand
        asked = isinstance(inner, ast.Compare) and isinstance(inner.ops[0], (ast.In, ast.Eq)) and _is_named(inner.left, name)
        return inner.comparators[:1] if isinstance(inner, ast.Compare) and asked else []
    return _unequal(test) if isinstance(test, ast.Compare) and _is_named(test.left, name) else []


def _is_named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _unequal(node: ast.Compare) -> list[ast.expr]:
    return node.comparators if len(node.ops) == 1 and isinstance(node.ops[0], (ast.NotEq, ast.NotIn)) else []


def _taken(node: ast.BinOp) -> list[ast.expr]:
    """What is subtracted of a set."""
    right = node.right
    if isinstance(right, ast.Call) and isinstance(right.func, ast.Name) and right.func.id in _SETS:
        return right.args[:1]
    left = node.left
    of_set = isinstance(left, ast.Set) or (isinstance(left, ast.Call) and isinstance(left.func, ast.Name) and left.func.id in _SETS)
    return [right] if isinstance(right, ast.Set) or of_set else []
