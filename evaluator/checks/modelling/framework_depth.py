"""Do they command a framework, or only call it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.chained import chained
from evaluator.checks.selectors.depth import compositions, customisations, named_only, stack, uses
from evaluator.checks.selectors.formulas import components, perhaps
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.internals import internals
from evaluator.checks.selectors.own_steps import own_steps, steps_told
from evaluator.checks.selectors.shapes import is_library
from evaluator.checks.selectors.traces import having_or_asking
from evaluator.checks.selectors.trial import settled
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts


MOST = 5
# A graph that is built of operations one by one.
OPERATIONS = ("tensorflow.placeholder", "tensorflow.compat.v1.placeholder", "tensorflow.get_variable", "tensorflow.compat.v1.get_variable")
# Names that speak of a choice about the training.
CHOSEN = regex(r"lr_?schedul|learning_rate_schedul|collate|(?:class|sample|pos)_weights?$|scale_pos_weight|custom_loss|^smote$|focal_?loss")
# Names that speak of what lies under a framework's usual calls.
UNDER = regex(
    r"autocast|grad_?scaler|mixed_?precision|(?:^|_)(?:amp|fp16|bf16|ddp|fsdp)(?:_|$)|torch_?compile|data_?parallel|(?:^|_)distributed(?:_|$)|forward_hook"
)


def framework_used(facts: Facts) -> Iterator[Evidence]:
    """A framework for machine learning is at work.

    Why: Teams build on frameworks; whoever knows one well learns the next within weeks.
    Fix: Train or ask a model with one framework of your choice; none is better than another.
    Ask: Why this framework for this problem?
    """
    by_hand = "; the learning is written out by hand" if next(own_steps(facts), None) is not None else ""
    yield from having(list(uses(facts)) or named_only(facts), f"no call that trains or asks a model was found{by_hand}")


def model_composed(facts: Facts) -> Iterator[Evidence]:
    """The model is put together by the author.

    Why: Who puts a model together has to know what each part takes and gives.
    Fix: Write the network as a module of your own, or join branches for different inputs in one pipeline.
    Ask: What comes out of each part, and in what shape?
    """
    found = [*compositions(facts), *chained(facts)]
    stacked = None if found else stack(facts)
    if stacked is not None:
        yield against(stacked.at, "layers are stacked one after the other; no own module, functional network or branches were found", "low")
        return
    little_known = is_library(facts) or next(named_only(facts), None) is not None or any(facts.calls_named(*OPERATIONS))
    missing = "no model put together here was found: no own module, functional network, branches or graph of steps"
    yield from settled(facts, having(found, missing, "low" if little_known else "high", MOST))


def training_customised(facts: Facts) -> Iterator[Evidence]:
    """The training is fitted to the problem.

    Why: Schedules, samplers, callbacks and losses are where knowledge of the problem enters the training.
    Fix: Replace one default of the training by a choice of your own, and report what it changed.
    Ask: What did this choice change in the curve of the validation loss?
    Not for: llm-app
    """
    missing = "no choice about the training was found: no own loop, schedule, sampler, collator, callback or loss"
    firm = next(named_only(facts), None) is None
    found = customisations(facts)
    yield from settled(facts, having_or_asking(facts, [*found] or steps_told(facts), missing, CHOSEN, firm=firm))


def component_implemented(facts: Facts) -> Iterator[Evidence]:
    """A part of the method is worked out by the author.

    Why: Whoever has written a loss, a layer or a metric from its formula knows what the ready ones do.
    Fix: Write one part yourself, such as a loss for your cost of errors, and test it on numbers you can compute by hand.
    Ask: What did you check your own part against?
    """
    missing = "no loss, layer, metric, environment, optimiser or estimator was found that the project works out itself"
    found = list(components(facts)) or list(steps_told(facts))
    unsure = None if found else next((each for each in (perhaps(facts), *named_only(facts)) if each is not None), None)
    if unsure is not None:
        yield against(unsure[0], unsure[1], "low")
    else:
        yield from settled(facts, having(found, missing, "low" if is_library(facts) else "high", MOST))


def framework_internals_used(facts: Facts) -> Iterator[Evidence]:
    """The author reaches under the usual calls of a framework.

    Why: Precision, compilation, devices, hooks and gradients are where a model is made fast, large or explainable.
    Fix: Train in mixed precision or compile the step, measure what it brings, and say so; or write the training step yourself.
    Ask: What did this change in speed, memory or score?
    """
    missing = "nothing under the usual calls was found: no mixed precision, compiled step, several devices, hooks or gradients by hand"
    found = list(internals(facts))
    firm = bool(found) or next(named_only(facts), None) is None
    yield from settled(facts, having_or_asking(facts, found, missing, UNDER, firm=firm))
