"""Would it come out the same twice?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.settings import number_behind
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

KEYWORDS = ("random_state", "seed", "random_seed", "generator", "key")
SETTERS = frozenset({"manual_seed", "manual_seed_all", "set_seed", "seed_everything", "set_random_seed", "default_rng", "PRNGKey", "RandomState"})


def seed_fixed(facts: Facts) -> Iterator[Evidence]:
    """A seed is fixed for the split or the training.

    Why: A result that cannot be had twice cannot be compared, debugged or trusted.
    Fix: Pass `random_state=42` to the split and the model, or call one `set_seed(42)` first.
    Ask: How much does the score move when you change the seed?
    Not for: library
    """
    found = False
    for code in facts.product:
        for call in code.calls:
            if call.kind == "call" and _fixes(facts, call):
                found = True
                yield supports(call.at, f"{call.method} is given a fixed seed")
    if not found:
        yield against(REPOSITORY, "no fixed seed was found: no random_state, manual_seed, set_seed or the like with a number")


def _fixes(facts: Facts, call: Call) -> bool:
    """Whether a call gives a number as seed, itself or by a setting."""
    if call.means("seed.set") or call.method in SETTERS:
        return call.means("seed.set") and not call.arguments and call.method.startswith("set_") or _number(facts, call, 0)
    if call.means("plot.draw", "data-inspection") and not call.means("split", "shuffle"):
        return False
    return any(argument.name in KEYWORDS and number_behind(facts, call, argument) is not None for argument in call.arguments)


def _number(facts: Facts, call: Call, position: int) -> bool:
    argument = next((each for each in call.arguments if each.name in ("", *KEYWORDS)), None)
    del position
    return argument is not None and number_behind(facts, call, argument) is not None
