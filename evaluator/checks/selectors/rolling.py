"""Rows parted anew in each turn of a loop that trains on one part and asks about the other: walk-forward validation, folds by hand."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from evaluator.checks.selectors.sliced import whole_of
from evaluator.checks.selectors.training import trainings_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

ROLLED = "a loop trains on earlier rows and keeps the rows after them, turn by turn"
_HEADS, _TAILS = frozenset({":x", "x:x"}), frozenset({"x:x", "x:"})
_ANSWERS = ("model.predict", "model.score", "metric")
_MOST = 30


def rolling(facts: Facts, code: Code) -> Iterator[tuple[Call, Call]]:
    """`for i in range(100, n, 20): fit(X[:i]); predict(X[i:i + 20])`: the rows that train with those that are kept."""
    slices: dict[tuple[tuple[int, ...], int], list[Call]] = {}
    for call in code.calls if any(each.loops for each in trainings_in(code)) else ():
        if call.kind == "item" and call.loops and call.arguments and call.arguments[0].text in _HEADS | _TAILS:
            slices.setdefault((whole_of(facts, call), call.scope), []).append(call)
    for found in slices.values():
        pairs = permutations(found[:_MOST], 2)
        pair = next((pair for pair in pairs if _are_parts(*pair) and in_turns(facts, *pair) and _trains_on_one(facts, *pair)), None)
        if pair is not None:
            yield pair


def _are_parts(head: Call, tail: Call) -> bool:
    return head.arguments[0].text in _HEADS and tail.arguments[0].text in _TAILS


def in_turns(facts: Facts, head: Call, tail: Call) -> bool:
    """Whether a loop cuts the same rows, read before it, again and again; not rows of its own in each turn."""
    whole = [facts.graph.calls[number] for number in whole_of(facts, head) if number in facts.graph.calls]
    return min(head.loops, tail.loops) > max((each.loops for each in whole), default=0)


def _trains_on_one(facts: Facts, head: Call, tail: Call) -> bool:
    """Whether within their loop the first part is learned from, and the other is only answered or scored."""
    learned, asked = ({each.number: each for each in facts.downstream(part)} for part in (head, tail))
    taught = {each.number for code in facts.product for each in trainings_in(code) if each.loops or each.scope != head.scope}
    answered = any(each.means(*_ANSWERS) or each.method in ("predict", "score", "evaluate") for each in asked.values())
    return bool(taught & learned.keys()) and not taught & asked.keys() and answered
