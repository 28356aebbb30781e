"""Switches that a class keeps: branches on `self.x`, where `__init__` stores its parameter `x` there and nothing stores another thing."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import structs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluator.model.source import Choice

SELF = "self."
# With these anything may be stored.
_OPAQUE = frozenset({"setattr", "__dict__", "__setattr__", "vars"})


def kept_choices(node: ast.ClassDef, asked: Sequence[Choice], scope: int) -> Iterator[Choice]:
    """The same branches as asking for the parameters of `__init__`, the function `scope`, that the attributes keep."""
    wanted = {each.name.removeprefix(SELF) for each in asked if each.name.startswith(SELF) and each.scope < 0}
    begin = next((each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"), None)
    if begin is None or scope < 0 or not wanted:
        return
    given = _given(begin)
    within = list(ast.walk(node)) if wanted & given.keys() else []
    if not within or _is_opaque(node, within):
        return
    stored = Counter(_stored(node, within))
    for each in asked:
        name = each.name.removeprefix(SELF)
        if each.scope < 0 and each.name.startswith(SELF) and name in given and stored[name] == 1:
            yield structs.replace(each, name=given[name], scope=scope)


def _given(begin: ast.FunctionDef) -> dict[str, str]:
    """Attributes that `__init__` always fills with a parameter of their name, as it was given."""
    known = {each.arg for each in (*begin.args.posonlyargs, *begin.args.args, *begin.args.kwonlyargs)}
    known -= {each.id for each in ast.walk(begin) if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)}
    found: dict[str, str] = {}
    for each in begin.body:
        target = each.targets[0] if isinstance(each, ast.Assign) and len(each.targets) == 1 else None
        if isinstance(each, ast.Assign) and isinstance(target, ast.Attribute) and isinstance(each.value, ast.Name):
            name = each.value.id
            if name in known and target.attr.lstrip("_") == name:
                found[target.attr] = name
    return found


def _stored(node: ast.ClassDef, within: list[ast.AST]) -> Iterator[str]:
    """Every name that something in a class is stored under: an attribute of whatever object, a name or a method of the class itself."""
    for inner in within:
        if isinstance(inner, ast.Attribute) and not isinstance(inner.ctx, ast.Load):
            yield inner.attr
    for each in node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            yield each.name
        elif isinstance(each, ast.Assign | ast.AnnAssign):
            yield from (inner.id for inner in ast.walk(each) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store))


def _is_opaque(node: ast.ClassDef, within: list[ast.AST]) -> bool:
    """Whether a class may store what is not written out, or holds another class."""
    return any(
        (isinstance(inner, ast.Name) and inner.id in _OPAQUE)
        or (isinstance(inner, ast.Attribute) and inner.attr in _OPAQUE)
        or (isinstance(inner, ast.ClassDef) and inner is not node)
        for inner in within
    )
