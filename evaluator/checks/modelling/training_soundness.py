"""Does the candidate understand what optimisation is doing?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.objectives import objectives
from evaluator.checks.selectors.training import trainings
from evaluator.checks.selectors.trial import settled
from evaluator.model.result import Evidence, against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts


def objective_fits_task(facts: Facts) -> Iterator[Evidence]:
    """Loss, output and labels agree.

    Why: A loss that is given what it does not take still goes down; it only learns more slowly, or something else.
    Fix: Give `CrossEntropyLoss` the scores without a softmax; pair softmax with categorical, sigmoid with binary and linear with squared loss.
    Ask: What does your loss expect from the last layer?
    Not for: llm-app, library
    """
    found = list(objectives(facts))
    yield from settled(facts, found)
    first = None if found else next(trainings(facts), None)
    if first is not None:
        yield against(first.at, "whether the loss agrees with the model's output was not followed", "low")
