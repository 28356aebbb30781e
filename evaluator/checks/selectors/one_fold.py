"""One fold that is taken as a split, the others left."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts


def first_taken(facts: Facts, call: Call) -> Call | None:
    """The call that takes one of the folds and leaves the others: `train, test = next(folds.split(X, y))`."""
    if call.method != "split" or not call.means("folds"):
        return None
    users = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
    return users[0] if len(users) == 1 and users[0].name in ("next", "builtins.next") and not users[0].loops else None
