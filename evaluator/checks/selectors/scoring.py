"""Where a model is scored: metrics over its answers, scores of its own, metrics it was compiled with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.training import positional

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

SCORES = ("metric", "model.score", "cross-validate", "confusion-matrix")


def scorings(facts: Facts) -> Iterator[Call]:
    """Calls of product code that give a model's quality."""
    for code in facts.product:
        for call in code.calls:
            if call.kind != "call":
                continue
            if call.means(*SCORES) or (call.name == ".score" and positional(call) == 2):
                yield call
            elif call.means("model.compile") and call.argument("metrics"):
                yield call


def answers(facts: Facts, number: int) -> bool:
    """Whether a value comes from a model's answer."""
    return next(facts.graph.upstream((number,), "model.predict"), None) is not None or any(
        call.name in (".predict", ".predict_proba", ".predict_classes") for call in facts.graph.upstream((number,))
    )
