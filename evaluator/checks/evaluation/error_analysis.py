"""Do they know where the model fails?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.scoring import answers
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

NEAR = 8


def confusion_shown(facts: Facts) -> Iterator[Evidence]:
    """A confusion matrix shows which classes are taken for which.

    Why: Two models with the same accuracy can fail in opposite ways; the matrix shows which error is made.
    Fix: Compute `confusion_matrix(y_test, y_pred)` on the test part and say in one sentence which confusion costs most.
    Ask: Which cell of the matrix would worry the user of this model most?
    Not for: rl, clustering, library
    """
    found = [call for call in facts.calls_to("confusion-matrix") if call.kind == "call"]
    for call in found:
        yield supports(call.at, "a confusion matrix is computed")
    if not found:
        yield against(REPOSITORY, "no confusion matrix was found")


def residuals_shown(facts: Facts) -> Iterator[Evidence]:
    """Predicted and actual values are drawn beside each other.

    Why: A residual plot shows where a regression bends, fans out or misses; one number cannot.
    Fix: Plot predictions against actual values of the test part, or the residuals over time or over the prediction.
    Ask: Where along the axis are the errors largest, and why there?
    Not for: rl, clustering, library
    """
    found = [call for call in facts.calls_to("residuals.show") if call.kind == "call"]
    found += [call for code in facts.product for call in _drawn_against_truth(facts, code)]
    for call in found:
        yield supports(call.at, "predictions are drawn beside what was true")
    if not found:
        yield against(REPOSITORY, "no plot of predictions beside actual values was found")


def errors_listed(facts: Facts) -> Iterator[Evidence]:
    """Wrong cases are picked out and shown.

    Why: Reading twenty mistakes teaches more than any average.
    Fix: Select the test rows where the prediction is wrong (`X_test[y_pred != y_test]`), print the worst twenty and read them.
    Ask: What did the worst mistakes have in common?
    Not for: rl, clustering, library
    """
    found = False
    for code in facts.product:
        for statement in code.source.statements:
            numbers = _shifted(code, statement.inputs)
            if statement.kind == "compare" and statement.text == "!=" and any(answers(facts, number) for number in numbers):
                found = True
                yield supports(code.at(statement.line), "cases whose prediction is wrong are picked out")
    for call in facts.calls_to("errors.show"):
        found = True
        yield supports(call.at, "wrong cases are shown")
    if not found:
        yield against(REPOSITORY, "no selection of wrongly predicted cases was found")


def _shifted(code: Code, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Numbers of one source as numbers of the repository."""
    first = code.calls[0].number if code.calls else 0
    return tuple(number + first for number in numbers)


def _drawn_against_truth(facts: Facts, code: Code) -> Iterator[Call]:
    """One plot of both, or a plot of the predictions beside a plot of something else."""
    drawn = [call for call in code.calls_to("plot.draw") if call.kind == "call"]
    told = {call.number: _kinds_of_values(facts, call) for call in drawn}
    for call in drawn:
        if told[call.number] == {True, False}:
            yield call
        elif told[call.number] == {True}:
            beside = (other for other in drawn if other.scope == call.scope and other.cell == call.cell and abs(other.line - call.line) <= NEAR)
            if any(told[other.number] == {False} for other in beside):
                yield call


def _kinds_of_values(facts: Facts, call: Call) -> set[bool]:
    """For each argument that is computed: whether it comes from a model's answer."""
    return {any(answers(facts, number) for number in argument.inputs) for argument in call.arguments if argument.inputs}
