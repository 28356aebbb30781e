"""Does the candidate understand what optimisation is doing?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.loops import said_of_loops
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


def training_loop_correct(facts: Facts) -> Iterator[Evidence]:
    """A training loop that is written out clears gradients, switches modes and steps its schedules.

    Why: Each of these is one line, and without it the training still runs, on wrong gradients or with layers in the wrong mode.
    Fix: Call `zero_grad()` at each step, `model.eval()` and `torch.no_grad()` before scoring, and `scheduler.step()` once an epoch.
    Ask: What would happen to your validation score without `model.eval()`?
    Not for: llm-app, library
    """
    yield from settled(facts, said_of_loops(facts))
