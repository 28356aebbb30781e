"""Do the metrics fit the question?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.answers import gives_classes, gives_numbers
from evaluator.checks.selectors.measured import CLASSES_SEEN, ERRORS, OTHERS, Measured, measured, own_name
from evaluator.checks.selectors.scoring import by_formula, certainty, counted_by_hand, scorings
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

_REWARDS = regex(r"reward|return|score|episode", re.IGNORECASE)
_AVERAGES = frozenset({"numpy.mean", "statistics.mean", "statistics.fmean", "torch.mean"})


def metric_computed(facts: Facts) -> Iterator[Evidence]:
    """A metric of the model's quality is computed.

    Why: Without a number nobody, the author included, knows whether the model works.
    Fix: Compute the metric that your question asks for on held-out rows and print it.
    Ask: What does a difference of one point in this metric mean for the person who uses the model?
    Not for: library
    """
    found = [supports(call.at, f"{call.method} gives the model's quality", certainty(facts, call)) for call in scorings(facts)]
    found += [supports(place, "answers are compared with the truth and counted") for place in counted_by_hand(facts)]
    found += [supports(call.at, "how far answers lie from the truth is averaged") for call in by_formula(facts)]
    found += list(_returns(facts))
    if not found:
        found = list(_held_out_loss(facts))
    yield from found or [against(REPOSITORY, "no metric was found: no metric function, score, or metric given to a model")]


def metric_fits_task(facts: Facts) -> Iterator[Evidence]:
    """The metric fits the question.

    Why: A metric that cannot see the error that matters rewards the wrong model.
    Fix: Name the costlier error and choose the metric that sees it: recall, the area under the precision-recall curve, the error in euros.
    Ask: Which of two models with the same accuracy would you ship, and how would you tell?
    Not for: library
    """
    found = list(measured(facts))
    fitting = [each for each in found if _fits(facts, each)]
    yield from (supports(each.call.at, f"{own_name(each)} fits what is predicted", certainty(facts, each.call)) for each in fitting)
    if fitting:
        return
    if found:
        note = f"{found[0].name} alone tells little where classes may be uneven, or where numbers are predicted"
        yield against(found[0].call.at, note, "low")
    elif _scored_somehow(facts):
        yield against(REPOSITORY, "a score is computed; a metric with a name was not found", "low")
    else:
        yield against(REPOSITORY, "no metric was found: no metric function, score, or metric given to a model")


def several_metrics_computed(facts: Facts) -> Iterator[Evidence]:
    """Two or more metrics that can disagree are computed.

    Why: Each metric is blind to something; two that disagree show what one would have hidden.
    Fix: Print a second metric of another kind beside the first: recall beside precision, the median error beside the mean square.
    Ask: When did two of your metrics disagree, and which did you follow?
    Not for: library
    """
    found: dict[str, Measured] = {}
    for each in sorted(measured(facts), key=lambda each: certainty(facts, each.call) == "low"):
        found.setdefault(each.name, each)
    if len(found) >= 2 or "report" in found:
        yield from (supports(each.call.at, f"{name} is computed", certainty(facts, each.call)) for name, each in sorted(found.items()))
    elif found:
        name, each = next(iter(found.items()))
        by_hand = next(counted_by_hand(facts), None) is not None
        yield against(each.call.at, f"{name} is the only metric found", "low" if by_hand else "high")
    else:
        # A score without a name may hide several.
        yield against(REPOSITORY, "no two metrics were found", "low" if _scored_somehow(facts) else "high")


def _scored_somehow(facts: Facts) -> bool:
    """Whether there is a score without the name of a metric; a training loop may hold one that no call tells."""
    looped = any(call.means("loss.backward", "gradient.tape") or call.name == ".backward" for code in facts.product for call in code.calls)
    return looped or any(next(each, None) for each in (scorings(facts), counted_by_hand(facts), by_formula(facts)))


def _fits(facts: Facts, each: Measured) -> bool:
    """Whether a metric is of the kind the task asks for."""
    if each.name in OTHERS:
        return True
    if each.name in ERRORS:
        return gives_numbers(facts) or not gives_classes(facts)
    return each.name in CLASSES_SEEN and (gives_classes(facts) or not gives_numbers(facts))


def _returns(facts: Facts) -> Iterator[Evidence]:
    """The mean reward of an agent."""
    if any(facts.calls_to("rl.environment", "rl-environment", "rl.step")):
        for call in facts.calls_named(*_AVERAGES):
            if call.arguments and _REWARDS.search(call.arguments[0].text):
                yield supports(call.at, "the mean reward of the agent is computed")


def _held_out_loss(facts: Facts) -> Iterator[Evidence]:
    """A loss computed where nothing is learned; a weak metric, but a number."""
    for code in facts.product:
        quiet = {call.scope for call in code.calls_to("model.eval-mode", "evaluation-mode") if call.kind == "call"}
        for call in code.calls_to("loss"):
            if call.kind == "call" and call.scope in quiet and call.arguments:
                yield supports(call.at, "a loss is computed where nothing is learned", "low")
