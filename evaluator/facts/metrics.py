"""Radon's measures of one source, without radon's quadratic calls: one walk over the tree and one lexical pass.

The walk meets every node, so it gives what else is to be known of every node as well: the numbers with a name.

Radon stays the definition: the index is its own function of our counts, and the tests compare every number with radon's.
Its visitors are not used because they recurse (495 links of `elif` or `a.b.c` break them) and parse again for each measure.
"""

import ast
import math
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from evaluator.facts.named_numbers import named_numbers
from evaluator.facts.raw_lines import RawLines, count_lines
from evaluator.model.source import Metrics, NamedNumber

Block = tuple[str, int, int]


def measure(tree: ast.Module, text: str) -> Metrics:
    """Measure one parsed source; see `census`."""
    return census(tree, text)[0]


def census(tree: ast.Module, text: str) -> tuple[Metrics, tuple[NamedNumber, ...]]:
    """Measure one parsed source, equal with radon 6.0.1, and list its named numbers.

    Lines as `radon.raw.analyze`; `maintainability` as `radon.metrics.mi_visit(text, multi=True)`, None when the lines cannot
    be counted; `blocks` (full name, line, McCabe complexity) as `radon.complexity.add_inner_blocks(cc_visit(text))`, by line:
    functions, classes (the average of their methods), methods, closures and inner classes. Never raises for a tree of `ast.parse(text)`.
    """
    walk = _walk(tree)
    return _measured(walk, text), named_numbers(walk.naming)


def _measured(walk: "_Walk", text: str) -> Metrics:
    blocks = tuple(sorted(_blocks(walk.module), key=lambda block: (block[1], block[0])))
    try:
        lines = count_lines(text)
    except ValueError:
        return Metrics(loc=text.count("\n"), blocks=blocks)
    return Metrics(
        loc=lines.loc,
        lloc=lines.lloc,
        sloc=lines.sloc,
        comments=lines.comments,
        blank=lines.blank,
        maintainability=_maintainability(walk, lines),
        blocks=blocks,
    )


def _maintainability(walk: "_Walk", lines: RawLines) -> float:
    from radon.metrics import mi_compute

    comments = (lines.comments + lines.multi) / float(lines.sloc) * 100 if lines.sloc else 0
    total = walk.module.decisions + 1
    total += sum(function.decisions for function in walk.module.functions)
    total += sum(cls.real() - 1 for cls in walk.module.classes)
    return float(mi_compute(walk.volume(), total, lines.lloc, comments))  # type: ignore[no-untyped-call]


class _Scope(msgspec.Struct):
    """A module, function or class with its own decisions; expressions that radon does not count go to a scope nobody keeps."""

    name: str | None
    line: int = 0
    decisions: int = 0
    functions: "list[_Scope]" = []
    classes: "list[_Scope]" = []

    def real(self) -> int:
        """Return what radon calls the real complexity of a class: its own and that of its methods."""
        return 1 + self.decisions + sum(1 + method.decisions for method in self.functions)

    def average(self) -> int:
        """Return the complexity radon shows for a class."""
        count = len(self.functions)
        return int(self.real() / count) + (count > 1) if count else self.real()


class _Walk(msgspec.Struct):
    """What one walk has counted: McCabe decisions by scope, and Halstead's operators and operands of the whole.

    `naming` are the nodes that may give a number a name, in no order.
    """

    module: _Scope
    operators: int = 0
    operands: int = 0
    distinct_operators: set[str] = set()
    distinct_operands: set[tuple[str | None, object]] = set()
    anonymous: int = 0
    naming: list[ast.AST] = []

    def volume(self) -> float:
        """Return Halstead's volume as radon computes it."""
        vocabulary = len(self.distinct_operators) + len(self.distinct_operands) + self.anonymous
        return (self.operators + self.operands) * math.log(vocabulary, 2) if vocabulary else 0.0  # noqa: FURB163 - log2 differs from radon's in the last bit

    def count(self, context: str | None, operators: list[Any], operands: list[Any]) -> None:
        """Count one expression; an operand that is no name and no literal differs from every other."""
        self.operators += len(operators)
        self.operands += len(operands)
        self.distinct_operators.update(operator.__class__.__name__ for operator in operators)
        for operand in operands:
            field = _OPERAND.get(operand.__class__)
            if field is None:
                self.anonymous += 1
            else:
                self.distinct_operands.add((context, getattr(operand, field)))


_OPERAND: Final[dict[type, str]] = {ast.Name: "id", ast.Attribute: "attr", ast.Constant: "value"}

_LEAVES = frozenset(  # fields that hold no nodes, or only operators
    [
        "arg",
        "asname",
        "attr",
        "conversion",
        "ctx",
        "id",
        "is_async",
        "kind",
        "kwd_attrs",
        "level",
        "module",
        "n",
        "name",
        "names",
        "op",
        "ops",
        "rest",
        "s",
        "simple",
        "str",
        "tag",
        "type_comment",
        "type_ignores",
    ]
)


def _child_fields() -> dict[type, tuple[str, ...]]:
    """Return for each class of nodes the fields that hold nodes; found once, since looking them up is most of a walk."""
    kinds = (kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST))
    fields = {kind: tuple(field for field in kind._fields if field not in _LEAVES) for kind in kinds}
    return fields | {ast.Constant: (), ast.MatchSingleton: (), type(None): ()}  # None: the key of `**a` in a dict


_FIELDS: Final = _child_fields()
_Part = tuple[list[Any], _Scope, str | None, _Walk]


def _walk(tree: ast.Module) -> _Walk:
    """Visit every node once, part by part: a part is what one scope counts, and its Halstead context."""
    whole = _Walk(_Scope(None))
    parts: list[_Part] = [(tree.body, whole.module, None, whole)]
    while parts:
        body, scope, context, walk = parts.pop()
        stack = list(body)
        while stack:
            node = stack.pop()
            kind = node.__class__
            if (visit := _VISITS.get(kind)) is not None and visit(walk, node, scope, context, parts):
                continue
            for field in _FIELDS[kind]:
                value = getattr(node, field)
                if value.__class__ is list:
                    stack.extend(value)
                elif value is not None:
                    stack.append(value)
    return whole


def _function(walk: _Walk, node: Any, scope: _Scope, _context: str | None, parts: list[_Part]) -> bool:
    inner = _Scope(node.name, node.lineno)
    scope.functions.append(inner)
    walk.naming.append(node)
    parts.append((node.body, inner, node.name, walk))
    uncounted = _Walk(_Scope(None), naming=walk.naming)
    parts.append(([*node.decorator_list, node.args, node.returns], uncounted.module, None, uncounted))
    return True


def _class(walk: _Walk, node: Any, scope: _Scope, context: str | None, parts: list[_Part]) -> bool:
    inner = _Scope(node.name, node.lineno)
    scope.classes.append(inner)
    parts.append((node.body, inner, context, walk))
    parts.append(([*node.decorator_list, *node.bases, *node.keywords], _Scope(None), context, walk))
    return True


def _assert(walk: _Walk, node: Any, scope: _Scope, context: str | None, parts: list[_Part]) -> bool:
    scope.decisions += 1
    parts.append(([node.test] if node.msg is None else [node.test, node.msg], _Scope(None), context, walk))
    return True


def _branch(_walk: _Walk, _node: Any, scope: _Scope, _context: str | None, _parts: list[_Part]) -> bool:
    scope.decisions += 1
    return False


def _loop(_walk: _Walk, node: Any, scope: _Scope, _context: str | None, _parts: list[_Part]) -> bool:
    scope.decisions += 1 + bool(node.orelse)
    return False


def _try(_walk: _Walk, node: Any, scope: _Scope, _context: str | None, _parts: list[_Part]) -> bool:
    scope.decisions += len(node.handlers) + bool(node.orelse)
    return False


def _match(_walk: _Walk, node: Any, scope: _Scope, _context: str | None, _parts: list[_Part]) -> bool:
    catches_all = any(getattr(case.pattern, "pattern", False) is None for case in node.cases)
    scope.decisions += max(0, len(node.cases) - catches_all)
    return False


def _comprehension(_walk: _Walk, node: Any, scope: _Scope, _context: str | None, _parts: list[_Part]) -> bool:
    scope.decisions += 1 + len(node.ifs)
    return False


def _naming(walk: _Walk, node: Any, _scope: _Scope, _context: str | None, _parts: list[_Part]) -> bool:
    walk.naming.append(node)
    return False


def _boolean(walk: _Walk, node: Any, scope: _Scope, context: str | None, _parts: list[_Part]) -> bool:
    scope.decisions += len(node.values) - 1
    walk.count(context, [node.op], node.values)
    return False


def _binary(walk: _Walk, node: Any, _scope: _Scope, context: str | None, _parts: list[_Part]) -> bool:
    walk.count(context, [node.op], [node.left, node.right])
    return False


def _unary(walk: _Walk, node: Any, _scope: _Scope, context: str | None, _parts: list[_Part]) -> bool:
    walk.count(context, [node.op], [node.operand])
    return False


def _augmented(walk: _Walk, node: Any, _scope: _Scope, context: str | None, _parts: list[_Part]) -> bool:
    walk.count(context, [node.op], [node.target, node.value])
    return False


def _compare(walk: _Walk, node: Any, _scope: _Scope, context: str | None, _parts: list[_Part]) -> bool:
    walk.count(context, node.ops, [node.left, *node.comparators])
    return False


_VISITS: Final = {
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Assert: _assert,
    ast.If: _branch,
    ast.IfExp: _branch,
    ast.For: _loop,
    ast.AsyncFor: _loop,
    ast.While: _loop,
    ast.Try: _try,
    ast.Match: _match,
    ast.comprehension: _comprehension,
    ast.BoolOp: _boolean,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.AugAssign: _augmented,
    ast.Compare: _compare,
    ast.Assign: _naming,
    ast.AnnAssign: _naming,
    ast.Dict: _naming,
}


def _blocks(module: _Scope) -> Iterator[Block]:
    """Yield the blocks of a module: classes within functions are none of radon's."""
    open_functions = [(function.name or "", "", function) for function in module.functions]
    open_classes = [(cls.name or "", cls) for cls in module.classes]
    while open_classes:
        name, cls = open_classes.pop()
        yield name, cls.line, cls.average()
        open_functions += [(method.name or "", f"{name}.", method) for method in cls.functions]
        open_classes += [(f"{name}.{inner.name}", inner) for inner in cls.classes]
    while open_functions:
        name, owner, function = open_functions.pop()
        yield owner + name, function.line, 1 + function.decisions
        open_functions += [(f"{name}.{inner.name}", "", inner) for inner in function.functions]
