"""Numbers that a source gives a name: defaults of parameters, attributes, keys of dictionaries, variables of any scope."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Literal

from evaluator.model.source import NamedNumber

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 500


def named_numbers(tree: ast.Module) -> tuple[NamedNumber, ...]:
    """At most 500 numbers with their names, by line."""
    found = [each for node in ast.walk(tree) for each in _named(node)]
    return tuple(sorted(found, key=lambda each: (each.line, each.name))[:MOST])


def _named(node: ast.AST) -> Iterator[NamedNumber]:
    kind, pairs = _pairs(node)
    for name, value in pairs:
        if isinstance(value, ast.Constant) and isinstance(value.value, int | float) and not isinstance(value.value, bool):
            yield NamedNumber(name, value.value, value.lineno, kind)


def _pairs(node: ast.AST) -> tuple[Literal["parameter", "key", "name"], list[tuple[str, ast.expr | None]]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        positional = [*node.args.posonlyargs, *node.args.args]
        last = positional[len(positional) - len(node.args.defaults) :]
        given = [*zip(last, node.args.defaults, strict=True), *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)]
        return "parameter", [(each.arg, value) for each, value in given]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return "key", [(key.value, value) for key, value in pairs if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return "name", [(_last(target), node.value) for target in targets if isinstance(target, ast.Name | ast.Attribute)]
    return "name", []


def _last(target: ast.Name | ast.Attribute) -> str:
    return target.id if isinstance(target, ast.Name) else target.attr
