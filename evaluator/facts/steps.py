"""Steps of learning written out in arithmetic: `w -= rate * slope`, `q[s, a] += rate * (reward + worth - q[s, a])`."""

from __future__ import annotations

import ast

from evaluator.facts.scope import dotted
from evaluator.facts.syntax import written
from evaluator.model.regex import regex

# What is moved: weights, by the names that they are given; no picture, input or sum.
_MOVED = regex(
    r"^[wbuv](?:_?[a-z]{1,3})?_?\d{0,2}$|weight|bias|theta|beta(?!s?\d)|coef|param|intercept|^q(?:_?(?:table|values?|function))?\d?$|^syn_?\d"
    r"|^(?:user|item|movie)_?(?:factors?|vec\w*|features?)$|velocit|^(?:state_?)?values?$",
)
_NEVER = regex(r"loss|cost|reg(?:ular\w*)?$|pred|grad|^d_?[wb]|image|img|input|adv|noise")
_RATE = regex(r"(?:^|_)(?:lr|l_?rate|learning_?rate|learn_?rate|step_?size|eta)(?:_?[a-z]{1,8})?\d{0,2}$")
_MAYBE_RATE = regex(r"^(?:alpha|rate|step|epsilon|mu|lr\w{0,8})$")
_SLOPE = regex(
    r"grad|nabla|slope|^d_?[a-z]{1,2}[a-z0-9_]{0,10}$|^del_|^delta|err(?:or)?s?$|resid|td_?(?:err|delta|target)|m_?hat|moment|velocity"
)
# What a rate by a name of less meaning may move: an angle or a speed may be turned by an error as well.
_PLAIN_WEIGHT = regex(r"^w\d?$|weight|coef|bias")
_PLAIN_SLOPE = regex(r"grad|nabla|slope|^d_?[wb]|^td_")
_SIGNED = regex(r"sign$")
_SUMS = frozenset({"dot", "matmul", "outer", "sum", "mean", "einsum", "multiply"})
_DEEPEST = 12


def step_of(target: ast.expr, value: ast.expr, *, moved: ast.expr | None = None) -> str:
    """What an assignment moves by a rate along a slope, as written; "" where it does not.

    `value` is what is added or taken away; `moved` what it is added to, where the assignment says so itself.
    """
    path = _path(target)
    if not path or not _is_weight(path) or (moved is not None and path not in _paths(moved)):
        return ""
    parts = [each for each in _factors(value) if not isinstance(each, ast.Constant)]
    rates = [each for each in parts if _RATE.search(_last(each))]
    rest = [each for each in parts if each not in rates]
    maybe = [] if rates else [each for each in parts if _MAYBE_RATE.search(_last(each))][:1]
    rest = [each for each in rest if each not in maybe]
    if any(_SIGNED.search(name) for each in rest for name in _names(each)):
        return ""  # an input that is made to mislead, not a weight
    sure = any(_is_slope(each) for each in rest)
    slope = _SLOPE if _PLAIN_WEIGHT.search(path.lower().rpartition(".")[2]) else _PLAIN_SLOPE
    felt = any(_is_difference_from(each, path) or any(slope.search(name) for name in _names(each)) for each in rest)
    return written(target) if (rates and sure) or (maybe and felt) else ""


def _factors(node: ast.expr, depth: int = 0) -> list[ast.expr]:
    """The parts of a product."""
    if depth < _DEEPEST and isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)):
        return [*_factors(node.left, depth + 1), *_factors(node.right, depth + 1)]
    return _factors(node.operand, depth + 1) if isinstance(node, ast.UnaryOp) and depth < _DEEPEST else [node]


def _is_weight(path: str) -> bool:
    names = [name for name in path.lower().split(".") if name not in ("self", "data")]
    return any(_MOVED.search(name) for name in names) and not any(_NEVER.search(name) for name in names)


def _is_slope(part: ast.expr) -> bool:
    """Whether a factor may be a slope: by its name, as a difference, or as a product summed over rows."""
    if isinstance(part, ast.BinOp) and isinstance(part.op, (ast.Sub, ast.MatMult)):
        return True
    if isinstance(part, ast.Call) and isinstance(part.func, (ast.Attribute, ast.Name)) and _last(part.func) in _SUMS:
        return True
    return any(_SLOPE.search(name) for name in _names(part))


def _is_difference_from(part: ast.expr, path: str) -> bool:
    """Whether a factor is how far the moved value lies from another: `(target - q[s, a])`."""
    return isinstance(part, ast.BinOp) and isinstance(part.op, ast.Sub) and path in _paths(part.right)


def _path(node: ast.expr) -> str:
    """The dotted name that is written to, whichever part of it."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return dotted(node) or ""


def _paths(node: ast.expr) -> set[str]:
    return {_path(each) for each in ast.walk(node) if isinstance(each, (ast.Name, ast.Attribute))}


def _last(node: ast.expr) -> str:
    """The last name of what is written, a key that is a text included: `lr` of `args.lr` and of `settings["lr"]`."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value.lower()
    return _path(node).rpartition(".")[2].lower()


def _names(node: ast.expr) -> list[str]:
    """All names and attributes in an expression, without case."""
    found = [each.id if isinstance(each, ast.Name) else each.attr for each in ast.walk(node) if isinstance(each, (ast.Name, ast.Attribute))]
    return [name.lower() for name in found]
