"""Where a model is scored: metrics over its answers, scores of its own, metrics it was compiled with, answers counted by hand."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

from evaluator.checks.selectors.training import positional

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

SCORES = ("metric", "model.score", "cross-validate", "confusion-matrix", "llm.evaluate")
_BEFORE_MODELS = frozenset({"mutual_info_score", "normalized_mutual_info_score", "adjusted_mutual_info_score"})
_NAMED = re.compile(
    r"(?:^|_)(?:accuracy|acc|recall|precision|f1|hit_?rate|mrr|ndcg|rmse|mape|mae|mse|auc|bleu|iou|dice|perplexity|sharpe|r2|map_?at_?k)(?:$|_)"
)
_PICKS = frozenset({"argmax", "max", "topk", "round", "predict", "predict_classes"})
_ANSWERS = frozenset({".predict", ".predict_proba", ".predict_classes"})
_FARTHEST = 600
_NEAR = 2


def scorings(facts: Facts) -> Iterator[Call]:
    """Calls of product code that give a model's quality."""
    for code in facts.product:
        for call in code.calls:
            if call.kind != "call" or call.method in _BEFORE_MODELS:
                continue
            compiled = call.means("model.compile") and call.argument("metrics")
            if compiled or call.means(*SCORES) or (call.name == ".score" and positional(call) == 2) or _own_metric(facts, call):
                yield call


def _own_metric(facts: Facts, call: Call) -> bool:
    """A function of the project's own that bears a metric's name, is given something and gives something back."""
    place = facts.graph.functions.get(call.name) if call.own and call.arguments and _NAMED.search(call.method.lower()) else None
    code = facts.code_at(place[0]) if place else None
    return code is not None and place is not None and bool(code.functions[place[1]].returns)


def counted_by_hand(facts: Facts) -> Iterator[Location]:
    """`(predicted == labels).sum()` and `predicted.eq(labels).sum()`: answers are compared with the truth and counted."""
    for code in facts.product:
        counts = (call for call in code.calls if call.kind == "call" and call.method in ("sum", "mean", "item", "float"))
        sums = {(call.scope, call.cell, call.line) for call in counts}
        for statement in code.source.statements:
            if statement.kind == "compare" and statement.text == "==":
                place = code.at(statement.line)
                near = any((statement.scope, place.cell, place.line + step) in sums for step in range(_NEAR + 1))
                if near and any(_is_picked(facts, number) for number in shifted(code, statement.inputs)):
                    yield place
        for call in code.calls:
            if call.kind == "call" and call.method in ("eq", "equal") and any(_is_picked(facts, number) for number in call.inputs):
                yield call.at


def hand_counts(facts: Facts) -> frozenset[int]:
    """The values that are compared with others by `==` or `eq`."""
    compared = (
        number
        for code in facts.product
        for statement in code.source.statements
        if statement.kind == "compare" and statement.text == "=="
        for number in shifted(code, statement.inputs)
    )
    equal = (call.number for code in facts.product for call in code.calls if call.kind == "call" and call.method in ("eq", "equal"))
    return frozenset((*compared, *equal))


def _is_picked(facts: Facts, number: int) -> bool:
    """Whether a value is a class picked from a model's answer."""
    for call in facts.graph.upstream((number,), most=40):
        if call.kind == "call" and (call.method in _PICKS or call.means("model.predict")):
            return True
    return False


def shifted(code: Code, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Numbers of one source as numbers of the repository."""
    first = code.calls[0].number if code.calls else 0
    return tuple(number + first for number in numbers)


def answers(facts: Facts, number: int) -> bool:
    """Whether a value is a model's answer, or made of one; not a score of it."""
    graph, seen, edge = facts.graph, {number}, deque([number])
    while edge and len(seen) < _FARTHEST:
        call = graph.calls.get(edge.popleft())
        if call is None or (call.kind == "call" and (call.means(*SCORES) or call.means("estimator.fit", "model.train", "split"))):
            continue
        if call.kind == "call" and (call.means("model.predict") or call.name in _ANSWERS):
            return True
        given = (each for numbers in graph.passed.get(call.number, {}).values() for each in numbers) if call.kind == "parameter" else ()
        for each in (*(graph.returned.get(call.number) or call.inputs), *given):
            if each not in seen:
                seen.add(each)
                edge.append(each)
    return False
