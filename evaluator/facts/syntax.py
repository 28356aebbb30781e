"""Small questions about syntax: what is written, what a body does, how many statements it holds."""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, Final, Literal, TypedDict

from evaluator.facts.scope import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluator.model.source import Wants

MAX_TEXT = 200
LONGEST_TEXT = 60
LOG_METHODS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})


def parsed(source: str) -> ast.Module:
    """The tree of a source; the parser's warnings are nobody's. Raises what `ast.parse` raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, filename="<file>")


def written(node: ast.expr | None) -> str:
    """An annotation or base as written, cut to a readable length; "" when there is none or it nests too deeply to write."""
    if node is None:
        return ""
    try:
        return (_brief(node) or ast.unparse(node))[:MAX_TEXT]
    except (RecursionError, ValueError):
        return ""


_SIGNS: Final[dict[type, str]] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


def _brief(node: ast.expr) -> str:
    """What `ast.unparse` gives for the plainest expressions, at a tenth of the cost; "" for the rest."""
    if isinstance(node, ast.Compare):
        sides = [_plainest(each) for each in (node.left, *node.comparators)]
        signs = (_SIGNS[type(sign)] for sign in node.ops)
        return " ".join([sides[0], *(f"{sign} {side}" for sign, side in zip(signs, sides[1:], strict=True))]) if all(sides) else ""
    return _plainest(node)


def _plainest(node: ast.expr) -> str:
    """A name, a literal, or a subscript or call made of such."""
    if isinstance(node, ast.Constant):
        return "..." if node.value is ... else repr(node.value) if node.value is None or type(node.value) in (str, int, bool) else ""
    if isinstance(node, ast.Subscript):
        inner = node.slice.elts if type(node.slice) is ast.Tuple and len(node.slice.elts) > 1 else [node.slice]
        parts, outer = [_plainest(each) for each in inner], dotted(node.value)
        return f"{outer}[{', '.join(parts)}]" if outer and all(parts) else ""
    if isinstance(node, ast.Call):
        given, called = [_plainest(each) for each in node.args], dotted(node.func)
        return f"{called}({', '.join(given)})" if called and all(given) and not node.keywords else ""
    return dotted(node)


def first_paragraph(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module) -> str:
    """The docstring's beginning."""
    return (ast.get_docstring(node, clean=False) or "").strip()[:MAX_TEXT]


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines the docstring takes."""
    first = node.body[0]
    text = first.value if isinstance(first, ast.Expr) else None
    said = isinstance(text, ast.Constant) and isinstance(text.value, str)
    return (first.end_lineno or first.lineno) - first.lineno + 1 if said else 0


OPPOSITE: Final[dict[Wants, Wants]] = {"true": "false", "false": "true", "none": "some", "some": "none"}


def wanted(test: ast.expr) -> list[tuple[str, Wants]]:
    """What a condition asks of names, all of which must be so: `x`, `not args.x`, `x is None`, `x and y is not None`."""
    if name := dotted(test):
        return [(name, "true")]
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and (name := dotted(test.operand)):
        return [(name, "false")]
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return [each for part in test.values for each in wanted(part)]
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.Is, ast.IsNot)) and (name := dotted(test.left)):
        right = test.comparators[0]
        if isinstance(right, ast.Constant) and right.value is None:
            return [(name, "none" if isinstance(test.ops[0], ast.Is) else "some")]
    return []


def switches_of(given: ast.arguments) -> dict[str, bool | None]:
    """The parameters that are None, True or False when nothing is said."""
    named = [*given.posonlyargs, *given.args]
    pairs = zip((*named[len(named) - len(given.defaults) :], *given.kwonlyargs), (*given.defaults, *given.kw_defaults), strict=True)
    told = ((each.arg, default.value) for each, default in pairs if isinstance(default, ast.Constant))
    return {name: value for name, value in told if value is None or isinstance(value, bool)}


class Asked(TypedDict):
    """What a call of a function must give, and how much of it by its order."""

    required: tuple[str, ...]
    by_order: int


def asked_of(given: ast.arguments) -> Asked:
    """The parameters without a default, and how many may be given by their order, -1 for any number."""
    named = [*given.posonlyargs, *given.args]
    needed = named[: len(named) - len(given.defaults)]
    needed += [each for each, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default is None]
    return {"required": tuple([each.arg for each in needed]), "by_order": -1 if given.vararg else len(named)}


def annotated(node: ast.ClassDef) -> Iterator[tuple[str, ast.AnnAssign]]:
    """The annotated names of a class, with what is written of each."""
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield each.target.id, each


def texts_of(node: ast.ClassDef) -> dict[str, str]:
    """The annotated names of a class that are a short text when nothing is said: `name: str = "imdb"`."""
    values = ((name, each.value.value) for name, each in annotated(node) if isinstance(each.value, ast.Constant))
    return {name: value for name, value in values if isinstance(value, str) and len(value) < LONGEST_TEXT}


def is_main_guard(test: ast.expr) -> bool:
    """`__name__ == "__main__"`, either way round."""
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1:
        return False
    sides = (test.left, test.comparators[0])
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)


def reaction(body: Sequence[ast.stmt]) -> Literal["pass", "print", "handle", "raise", "log"]:
    """What the body of an except clause does: the strongest of raise, log, handle, print, pass."""
    calls = [each for statement in body for each in ast.walk(statement) if isinstance(each, ast.Call)]
    names = [dotted(each.func) for each in calls]
    if any(isinstance(each, ast.Raise) for statement in body for each in ast.walk(statement)):
        return "raise"
    if any("." in name and name.rpartition(".")[2] in LOG_METHODS for name in names):
        return "log"
    if all(
        isinstance(each, ast.Pass | ast.Continue) or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)) for each in body
    ):
        return "pass"
    only_prints = all(
        isinstance(each, ast.Expr) and isinstance(each.value, ast.Call) and dotted(each.value.func) == "print" for each in body
    )
    return "print" if only_prints else "handle"


def is_stub(body: Sequence[ast.stmt]) -> bool:
    """Whether a body does nothing: a docstring, pass, an ellipsis, `raise NotImplementedError`."""
    for each in body:
        if isinstance(each, ast.Pass) or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)):
            continue
        if isinstance(each, ast.Raise) and written(each.exc).startswith("NotImplementedError"):
            continue
        return False
    return True


def count_statements(body: Sequence[ast.stmt]) -> int:
    """Statements at any depth, without nested definitions' bodies counted twice."""
    total, stack = 0, list(body)
    while stack:
        each = stack.pop()
        total += 1
        for field in _BODIES.get(type(each), ()):
            stack.extend(getattr(each, field))
        if isinstance(each, (ast.Try, ast.TryStar)):
            for handler in each.handlers:
                stack.extend(handler.body)
    return total


_BODIES: Final = {
    kind: tuple(field for field in ("body", "orelse", "finalbody") if field in kind._fields)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.stmt) and "body" in kind._fields
}


def target_names(target: ast.expr) -> list[str]:
    """The dotted names a target of an assignment binds."""
    if isinstance(target, (ast.Tuple, ast.List)):
        return [path for element in target.elts for path in target_names(element)]
    path = dotted(target)
    return [path] if path else []
