"""Numbers that a source gives a name: defaults of parameters, attributes, keys of dictionaries, variables of any scope."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, Literal

from evaluator.model.source import NamedNumber

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Kind = Literal["parameter", "key", "name"]
    Pairs = Iterable[tuple[str, ast.expr | None]]

MOST = 500


def named_numbers(nodes: Iterable[ast.AST]) -> tuple[NamedNumber, ...]:
    """At most 500 numbers with their names, by line and name, of a source's functions, dictionaries and assignments."""
    found = sorted((value.lineno, name, value.col_offset, value.value, kind) for node in nodes for kind, name, value in _named(node))
    return tuple(NamedNumber(name, value, line, kind) for line, name, _, value, kind in found[:MOST])


def _named(node: ast.AST) -> Iterator[tuple[Kind, str, Any]]:
    kind, pairs = _PAIRS[type(node)](node)
    for name, value in pairs:
        if type(value) is ast.Constant and type(value.value) in _NUMBERS:
            yield kind, name, value


def _parameters(node: Any) -> tuple[Kind, Pairs]:
    if not node.args.defaults and not node.args.kw_defaults:
        return "parameter", ()
    positional = [*node.args.posonlyargs, *node.args.args]
    last = positional[len(positional) - len(node.args.defaults) :]
    given = [*zip(last, node.args.defaults, strict=True), *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)]
    return "parameter", [(each.arg, value) for each, value in given]


def _keys(node: Any) -> tuple[Kind, Pairs]:
    pairs = zip(node.keys, node.values, strict=True)
    return "key", [(key.value, value) for key, value in pairs if type(key) is ast.Constant and type(key.value) is str]


def _variables(node: Any) -> tuple[Kind, Pairs]:
    if type(node.value) is not ast.Constant:
        return "name", ()
    targets = node.targets if type(node) is ast.Assign else [node.target]
    names = (_TARGETS.get(type(target)) for target in targets)
    return "name", [(getattr(target, field), node.value) for target, field in zip(targets, names, strict=True) if field]


_TARGETS: Final[dict[type, str]] = {ast.Name: "id", ast.Attribute: "attr"}
_NUMBERS = frozenset({int, float})
_PAIRS: Final[dict[type, Callable[[Any], tuple[Kind, Pairs]]]] = {
    ast.FunctionDef: _parameters,
    ast.AsyncFunctionDef: _parameters,
    ast.Dict: _keys,
    ast.Assign: _variables,
    ast.AnnAssign: _variables,
}
