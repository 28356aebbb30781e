"""Dicts that are written out, and the arguments that they give by `**`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from evaluator.facts.scope import NOTHING, Value, union

if TYPE_CHECKING:
    from evaluator.facts.expressions import Expressions
    from evaluator.model.source import Argument


def dictionary(walk: Expressions, node: ast.Dict) -> Value:
    """A dict that is written out: all its values feed it; each is known by its key where all keys are texts."""
    for key in node.keys:
        walk.value(key)
    names = [key.value if type(key) is ast.Constant and isinstance(key.value, str) else "" for key in node.keys]
    found = tuple([walk.argument(name, value) for name, value in zip(names, node.values, strict=True)])
    if all(names):
        walk.dicts[node] = found
    return union(*(each.inputs for each in found))


def keywords(walk: Expressions, node: ast.Call) -> list[Argument]:
    """The arguments of a call that are given by name."""
    found: list[Argument] = []
    for each in node.keywords:
        found += [walk.argument(each.arg, each.value)] if each.arg else _spread(walk, each.value)
    if type(node.func) is ast.Name and node.func.id == "dict" and not node.args:
        walk.dicts[node] = tuple(found)
    return found


def _spread(walk: Expressions, node: ast.expr) -> tuple[Argument, ...]:
    """The arguments that `**settings` gives: by their names where the dict is written out and nothing changed it since."""
    whole = walk.argument("**", node)
    written = walk.scope.written.get(node.id) if type(node) is ast.Name else node
    return walk.dicts.get(written, (whole,)) if written is not None else (whole,)


def record(walk: Expressions, func: ast.Attribute) -> Value:
    """The list that is added to in a record that is written out, by its key: `history["train"].append(loss)`."""
    held = func.value
    if func.attr != "append" or not (isinstance(held, ast.Subscript) and isinstance(held.value, ast.Name)):
        return NOTHING
    if walk.scope.find(held.value.id) != NOTHING:  # something feeds the record, or it comes from elsewhere
        return NOTHING
    key = (walk.argument("", held.slice),)
    return walk.nodes.add("item", "[]", func.lineno, walk.scope.function, NOTHING, key)
