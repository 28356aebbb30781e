"""Metrics of probabilities that are given the classes which a classifier's `predict` gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_SCORES = ("y_score", "y_proba", "y_prob", "y_pred")
_WRAPS = ("data-pipeline", "hyperparameter-search", "calibration")
_BEST = "best_estimator_"
_DEEP = 6


@kept
def given_classes(facts: Facts) -> dict[int, Call]:
    """By their numbers, the metrics of probabilities whose answers can only be classes."""
    asked = facts.calls_to("probability-metric", "probability-loss")
    return {call.number: call for call in asked if call.kind == "call" and _is_given_classes(facts, call)}


def _is_given_classes(facts: Facts, call: Call) -> bool:
    given = next((found for name in _SCORES if (found := call.argument(name, 1)) is not None), None)
    fed = [facts.graph.calls.get(number) for number in given.inputs] if given is not None else []
    return bool(fed) and all(each is not None and _is_plain(each) and _is_of_classifier(facts, each) for each in fed)


def _is_plain(answer: Call) -> bool:
    """Whether a `predict` is given rows and nothing else: `predict(X, prediction_type="Probability")` gives other answers."""
    return answer.kind == "call" and answer.method == "predict" and not answer.own and len(answer.arguments) == 1


def _is_of_classifier(facts: Facts, answer: Call) -> bool:
    """Whether all that a `predict` may be called on are classifiers, alone, behind preprocessing or found by a search."""
    made = [facts.graph.calls[number] for number in answer.receiver if number in facts.graph.calls]
    return bool(made) and all(_classifies(facts, each) for each in made)


def _classifies(facts: Facts, call: Call, deep: int = _DEEP) -> bool:
    """Whether a value is a classifier of a library, or wraps one and no regression."""
    if call.kind == "call" and call.means("classifier") and not call.own:
        goal = call.argument("objective")  # an own one may give raw scores
        return not call.means("regressor") and (goal is None or goal.is_constant)
    wraps = call.kind == "call" and call.means(*_WRAPS)
    fitted = call.kind == "call" and call.means("estimator.fit")
    if deep == 0 or not (wraps or fitted or call.method == _BEST):
        return False
    numbers = call.inputs if wraps and not fitted else call.receiver
    within = [facts.graph.calls[number] for number in numbers]
    return any(_classifies(facts, each, deep - 1) for each in within) and not any(each.means("regressor") for each in within)
