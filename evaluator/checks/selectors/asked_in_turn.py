"""Loops that ask a function of the project's own for its score, each time with another setting: `for c in (0.1, 1): print(run(c))`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.callers import given_for
from evaluator.checks.selectors.counted import counts_by_hand
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.scoring import scorings

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

# Arguments that are chosen for other reasons than a better score.
NOT_TUNED = frozenset({
    "random_state", "seed", "verbose", "n_jobs", "device", "name", "X", "y", "data", "sample_weight", "eval_set", "groups", "epoch",
    "input_shape", "weights", "validation_data", "callbacks", "labels", "dtrain", "evals",
})  # fmt: skip


def asks_with_setting(facts: Facts, call: Call) -> bool:
    """Whether a call in a loop gives a function a value that becomes a model's setting there, and what the function scores is used."""
    path, scope = facts.graph.functions.get(call.name, ("", -1))
    if not (call.own and call.loops and call.used and call.kind == "call") or (path, scope) not in _scoring(facts):
        return False
    code = facts.code_at(path)
    for parameter in (each for each in code.within(scope) if each.kind == "parameter") if code is not None else ():
        given = given_for(facts, parameter, call)
        takes = call.number in facts.graph.passed.get(parameter.number, {})
        varies = given is not None and not given.is_constant and given.text.isidentifier() and not given.text.isupper()
        if takes and varies and _is_setting(facts, parameter):
            return True
    return False


def _is_setting(facts: Facts, parameter: Call) -> bool:
    """Whether a parameter goes into a model as one of its settings."""
    users = (facts.graph.calls[number] for number in facts.graph.consumers.get(parameter.number, ()))
    return any(
        user.family and argument.name and argument.name not in NOT_TUNED and argument.inputs == (parameter.number,)
        for user in users
        for argument in user.arguments
    )


@kept
def _scoring(facts: Facts) -> frozenset[tuple[str, int]]:
    """The functions in which a model is scored."""
    counted = {(code.path, scope) for code, _, _, scope in counts_by_hand(facts)}
    return frozenset({(call.path, call.scope) for call in scorings(facts)} | counted)
