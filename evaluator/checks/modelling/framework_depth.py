"""Do they command a framework, or only call it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.depth import compositions, customisations, named_only, uses
from evaluator.checks.selectors.having import having

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence


def framework_used(facts: Facts) -> Iterator[Evidence]:
    """A framework for machine learning is at work.

    Why: Teams build on frameworks; whoever knows one well learns the next within weeks.
    Fix: Train or ask a model with one framework of your choice; none is better than another.
    Ask: Why this framework for this problem?
    """
    yield from having(list(uses(facts)) or named_only(facts), "no call that trains or asks a model was found")


def model_composed(facts: Facts) -> Iterator[Evidence]:
    """The model is put together by the author.

    Why: Who puts a model together has to know what each part takes and gives.
    Fix: Write the network as a module of your own, or join branches for different inputs in one pipeline.
    Ask: What comes out of each part, and in what shape?
    """
    yield from having(
        compositions(facts), "no model put together here was found: no own module, functional network, branches or graph of steps"
    )


def training_customised(facts: Facts) -> Iterator[Evidence]:
    """The training is fitted to the problem.

    Why: Schedules, samplers, callbacks and losses are where knowledge of the problem enters the training.
    Fix: Replace one default of the training by a choice of your own, and report what it changed.
    Ask: What did this choice change in the curve of the validation loss?
    Not for: llm-app
    """
    yield from having(
        customisations(facts), "no choice about the training was found: no own loop, schedule, sampler, collator, callback or loss"
    )
