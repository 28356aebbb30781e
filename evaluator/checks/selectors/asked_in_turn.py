"""Loops that ask a function of the project's own for its score, each time with another setting: `for c in (0.1, 1): print(run(c))`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.callers import given_for
from evaluator.checks.selectors.counted import counts_by_hand
from evaluator.checks.selectors.explicit import RATES
from evaluator.checks.selectors.making import maker_of
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.reach import Spot
from evaluator.checks.selectors.scoring import scorings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

# Arguments that are chosen for other reasons than a better score.
NOT_TUNED = frozenset({
    "random_state", "seed", "verbose", "n_jobs", "device", "name", "X", "y", "data", "sample_weight", "eval_set", "groups", "epoch",
    "input_shape", "weights", "validation_data", "callbacks", "labels", "dtrain", "evals",
})  # fmt: skip
SCORED = "a loop tries several values of a setting and scores each"
_MORE_RATES = frozenset({"momentum", "gamma", "lam", "lambda_", "beta", "tau", "units", "hidden", "num_leaves", "c", "k", "model_name"})


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


def set_in_turn(facts: Facts) -> Iterator[tuple[Location, str, Confidence]]:
    """Trainings that a loop starts each time with another setting written into what they are given: `config.lr = lr; run(config)`.

    Doubtful where no score was seen in the function that trains.
    """
    maker = maker_of(facts)
    for call in (call for code in facts.product for call in code.called if call.own and call.loops and call.kind == "call"):
        path, scope = facts.graph.functions.get(call.name, ("", -1))
        varied = any(_is_set_in(call, facts.graph.calls[number]) for argument in call.arguments for number in argument.inputs)
        if varied and scope >= 0 and maker.of(Spot(path, scope)):
            scores = (path, scope) in _scoring(facts)
            yield (
                (call.at, SCORED, "high")
                if scores
                else (call.at, "a loop trains with several values of a setting; scores were not seen", "low")
            )


def _is_set_in(call: Call, stored: Call) -> bool:
    """Whether a value is a store of another setting in the same turn of the loop."""
    if stored.kind != "set-item" or not stored.loops or (stored.path, stored.scope, stored.cell) != (call.path, call.scope, call.cell):
        return False
    key, value = stored.arguments[0].constant, stored.arguments[-1]
    return isinstance(key, str) and key.lower() in RATES | _MORE_RATES and not value.is_constant


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
