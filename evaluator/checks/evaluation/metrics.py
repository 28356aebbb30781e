"""Do the metrics fit the question?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.scoring import counted_by_hand, scorings
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

_REWARDS = re.compile(r"reward|return|score|episode", re.IGNORECASE)
_AVERAGES = frozenset({"numpy.mean", "statistics.mean", "statistics.fmean", "torch.mean"})


def metric_computed(facts: Facts) -> Iterator[Evidence]:
    """A metric of the model's quality is computed.

    Why: Without a number nobody, the author included, knows whether the model works.
    Fix: Compute the metric that your question asks for on held-out rows and print it.
    Ask: What does a difference of one point in this metric mean for the person who uses the model?
    Not for: library
    """
    found = [supports(call.at, f"{call.method} gives the model's quality") for call in scorings(facts)]
    found += [supports(place, "answers are compared with the truth and counted") for place in counted_by_hand(facts)]
    found += list(_returns(facts))
    if not found:
        found = list(_held_out_loss(facts))
    yield from found or [against(REPOSITORY, "no metric was found: no metric function, score, or metric given to a model")]


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
