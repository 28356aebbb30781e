"""Answers of a language model that a project puts together by itself: what was found goes into the prompt, own tools are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.training import asks_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_FARTHEST = 200
_TOOLS = frozenset({"tools", "functions"})


def chained(facts: Facts) -> Iterator[Found]:
    """For a project that only asks: calls of a model whose prompt holds what a search found, or to which tools are offered."""
    for call in facts.calls_to("llm.call") if asks_only(facts) else ():
        if call.kind != "call" or call.means("llm.chain") or asleep(facts, call):
            continue
        if any(argument.name in _TOOLS and (argument.text or argument.inputs) for argument in call.arguments):
            yield call.at, "tools are offered to the language model", "high"
        elif next(facts.graph.upstream(call.inputs, "vector-store.query", most=_FARTHEST), None) is not None:
            yield call.at, "what a search finds goes into the prompt that the project writes itself", "high"
