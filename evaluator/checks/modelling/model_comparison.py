"""Compared with what?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.models import Model, listed_models, scored_models
from evaluator.checks.selectors.simple import baselines
from evaluator.checks.selectors.training import asks_only
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts


def models_compared(facts: Facts) -> Iterator[Evidence]:
    """Two or more kinds of model are scored by the same metric.

    Why: A score says little alone; beside a simpler model's it says what the complexity bought.
    Fix: Score a simple model (a linear one, a dummy, last value) on the same rows and put both numbers into one table.
    Ask: What did the larger model buy over the simpler one, and at what cost?
    Not for: library, clustering
    """
    found: dict[str, Model] = {}
    for model in scored_models(facts):
        found.setdefault(model.kind, model)
    if len(found) >= 2:
        chosen = {(model.call.path, model.call.scope) for model in found.values()}
        one_of = len(chosen) == 1 and all(model.call.guards and not model.call.loops for model in found.values())
        for kind, model in sorted(found.items()):
            yield supports(model.call.at, f"scored: {kind}", "low" if one_of else "high")
    elif listed := list(listed_models(facts)):
        yield from (supports(call.at, "models from a list are built and scored one after the other", sure) for call, sure in listed)
    elif found or not asks_only(facts):
        only = next(iter(found), "")
        yield against(
            REPOSITORY,
            f"one kind of model is scored ({only}), nothing beside it" if only else "no two kinds of model with scores were found",
        )


def baseline_evaluated(facts: Facts) -> Iterator[Evidence]:
    """A simple answer is scored beside the model.

    Why: Only beside the mean, the last value or a linear model does a score say what the learning was worth.
    Fix: Score `DummyClassifier`, the last value or a linear model on the same test rows and print it in the same table.
    Ask: How good is the answer without any model?
    Not for: library, clustering
    """
    yield from having(baselines(facts), "no simple answer was found beside the model: no dummy, naive, random or linear one with a score")
