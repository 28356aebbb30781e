"""Learning written out by hand: weights moved by a rate along a slope, normal equations solved, rows given to the nearest centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.own_groups import own_groups
from evaluator.model.code import Call
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

_SOLVES = frozenset({"inv", "pinv", "solve", "cho_solve", "inverse"})
_OF_ALGEBRA = ("numpy.", "scipy.", "torch.", "jax.", "cupy.", "tensorflow.", "autograd.")
_PRODUCTS = frozenset({"dot", "matmul", "mm"})
_TURNED = frozenset({".T", ".transpose", ".t"})
_NEAR = 12


class Learned(msgspec.Struct, frozen=True):
    """Where something is learned by hand, what is done there, and a call of the same function, by which it may be started.

    `groups` says that rows are grouped, and no answers learned.
    """

    at: Location
    words: str
    near: Call | None
    groups: bool = False


@once
def own_steps(facts: Facts) -> Iterator[Learned]:
    """Each step of gradients or of values, each solution of normal equations and each grouping that product code writes out."""
    for code in facts.product:
        for statement in code.source.statements:
            if statement.kind == "step":
                words = f"`{statement.text}` is moved by a rate, a step of learning written out by hand"
                yield Learned(code.at(statement.line), words, _beside(code, statement.scope, statement.line))
        for call in code.those(methods=_SOLVES):
            if call.name.startswith(_OF_ALGEBRA) and _is_normal(facts, code, call):
                yield Learned(call.at, f"`{call.method}` solves the normal equations of least squares, written out by hand", call)
    for call in own_groups(facts):
        yield Learned(call.at, "rows are given to the nearest centre and the centres moved, written out by hand", call, groups=True)


def sureness(facts: Facts, learned: Learned) -> Confidence:
    """Low where nothing in the tree starts the function."""
    return "low" if learned.near is not None and is_dormant(facts, learned.near) else "high"


def steps_told(facts: Facts) -> Iterator[tuple[Location, str, Confidence]]:
    """Each with its place, what is done there, and how sure it is that anything starts it."""
    return ((each.at, each.words, sureness(facts, each)) for each in own_steps(facts))


def _beside(code: Code, scope: int, line: int) -> Call | None:
    """The call of a function that stands nearest to a line."""
    calls = (call for call in code.within(scope) if call.kind == "call")
    return min(calls, key=lambda call: (abs(code.line_of(call) - line), call.number), default=None)


def _is_normal(facts: Facts, code: Code, call: Call) -> bool:
    """Whether a matrix turned on its side times itself is inverted, and the same turned matrix is used once more close by."""
    matrices = [matrix for argument in call.arguments[:1] for matrix in _grams(facts, argument.inputs)]
    near = [each for each in code.within(call.scope) if abs(each.line - call.line) <= _NEAR and each.cell == call.cell]
    turned = [_turned(each) for each in near]
    return any(turned.count(matrix) > 1 for matrix in matrices)


def _grams(facts: Facts, numbers: tuple[int, ...]) -> Iterator[tuple[object, ...]]:
    """The matrices of which a value holds the product with themselves: `X.T @ X`, `X.T.dot(X)`, `np.dot(X.T, X)`."""
    nodes = [facts.graph.calls[number] for number in numbers if number in facts.graph.calls]
    for node in [each for each in nodes if each.kind == "call" and each.method in _PRODUCTS]:
        nodes += [facts.graph.calls[number] for number in node.inputs if number in facts.graph.calls]
    here = {each.number for each in nodes}
    names = {each.name for each in nodes if each.kind == "free"}
    for node in nodes:
        matrix = _turned(node)
        if matrix and (matrix[0] in names if isinstance(matrix[0], str) else here.issuperset(matrix)):
            yield matrix


def _turned(node: Call) -> tuple[object, ...]:
    """What is turned on its side: the nodes of a local value or the name of a free one; nothing where a node turns nothing."""
    if node.kind == "free" and node.name.endswith(".T"):
        return (node.name[:-2],)
    return node.receiver if node.written in _TURNED or node.name in _TURNED else ()
