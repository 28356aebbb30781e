"""Do the metrics fit the question?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.scoring import scorings
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts


def metric_computed(facts: Facts) -> Iterator[Evidence]:
    """A metric of the model's quality is computed.

    Why: Without a number nobody, the author included, knows whether the model works.
    Fix: Compute the metric that your question asks for on held-out rows and print it.
    Ask: What does a difference of one point in this metric mean for the person who uses the model?
    Not for: library
    """
    found = list(scorings(facts))
    for call in found:
        yield supports(call.at, f"{call.method} gives the model's quality")
    if not found:
        yield from _counted_by_hand(facts) or (against(REPOSITORY, "no metric was found: no metric function, score, or metric given to a model"),)


def _counted_by_hand(facts: Facts) -> tuple[Evidence, ...]:
    """`correct += (predicted == labels).sum()`: a comparison of a model's answer with the truth."""
    return tuple(
        supports(code.at(statement.line), "answers are compared with the truth and counted", "low")
        for code in facts.product
        for statement in code.source.statements
        if statement.kind == "compare" and statement.text == "=="
    )[:3]
