"""What an agent is measured by: the mean of its rewards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.kinds import is_a_turn
from evaluator.model.regex import regex
from evaluator.model.result import supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

_REWARDS = regex(r"reward|return|score|episode|(?:^|_)(?:ep_?)?(?:rews?|rets)(?:$|_|buf)", re.IGNORECASE)
_AVERAGES = frozenset({"numpy.mean", "statistics.mean", "statistics.fmean", "torch.mean"})


def mean_rewards(facts: Facts) -> Iterator[Evidence]:
    """The mean reward of an agent, worked out where an environment answers its steps."""
    if any(facts.calls_to("rl.environment", "rl-environment", "rl.step")) or any(map(is_a_turn, facts.those(methods=("step",)))):
        for call in facts.calls_named(*_AVERAGES):
            if call.arguments and _REWARDS.search(call.arguments[0].text):
                yield supports(call.at, "the mean reward of the agent is computed")
