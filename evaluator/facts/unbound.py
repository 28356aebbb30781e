"""Names of the module that a function reads before it gives them a value itself: by that they are its own, and hold nothing yet."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_PLAIN = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return)
# What stands in these is worked out later, or has names of its own.
_APART = (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def unbound_names(tree: ast.Module, known: Collection[str]) -> tuple[tuple[int, str], ...]:
    """(line, name) of the first such reading of each function and method; `known` are the names that the module gives a value.

    Only what stands in a function's own line of statements is looked at, so that each is certain.
    """
    found = (_early(function, known) for function in _functions(tree))
    return tuple(each for each in found if each is not None)


def _functions(tree: ast.Module) -> Iterator[_Function]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from (each for each in node.body if isinstance(each, _Function))
        elif isinstance(node, _Function):
            yield node


def _early(function: _Function, known: Collection[str]) -> tuple[int, str] | None:
    given = {name for statement in function.body for name in _given(statement) if name in known}
    arguments = function.args
    taken = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    given -= {each.arg for each in taken if each is not None}
    if not given:
        return None
    given -= {name for node in ast.walk(function) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    for statement in function.body:
        if isinstance(statement, _PLAIN):
            early = min(((node.lineno, node.id) for node in _read(statement) if node.id in given), default=None)
            if early is not None:
                return early
        if isinstance(statement, ast.Return | ast.Raise):
            return None
        given -= {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    return None


def _given(statement: ast.stmt) -> Iterator[str]:
    """The names that a plain assignment gives a value."""
    targets = statement.targets if isinstance(statement, ast.Assign) else ()
    for target in targets:
        parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
        yield from (each.id for each in parts if isinstance(each, ast.Name))
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id


def _read(statement: ast.stmt) -> Iterator[ast.Name]:
    """The names that a statement reads at once; none where it gives one a value on its way (`:=`)."""
    nodes: list[ast.AST] = []
    left: list[ast.AST] = [statement]
    while left:
        node = left.pop()
        if isinstance(node, ast.NamedExpr):
            return
        if not isinstance(node, _APART):
            nodes.append(node)
            left.extend(ast.iter_child_nodes(node))
    yield from (node for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        yield statement.target
