"""Do they know where the model fails?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.scoring import answers, certainty, is_sample, shifted
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

NEAR = 8
POINTS = frozenset({"scatter", "regplot", "scatterplot", "jointplot", "lmplot", "Scatter", "residplot", "hexbin"})
LINES = frozenset({"plot", "lineplot", "line", "step", "Scatter", "scatter"})
SPREADS = frozenset({"hist", "histplot", "distplot", "kdeplot", "boxplot", "bar", "histogram", "displot"}) | POINTS | LINES
SELECTS = frozenset({"where", "flatnonzero", "nonzero", "argwhere"})


def confusion_shown(facts: Facts) -> Iterator[Evidence]:
    """A confusion matrix shows which classes are taken for which.

    Why: Two models with the same accuracy can fail in opposite ways; the matrix shows which error is made.
    Fix: Compute `confusion_matrix(y_test, y_pred)` on the test part and say in one sentence which confusion costs most.
    Ask: Which cell of the matrix would worry the user of this model most?
    Not for: rl, clustering, library
    """
    found = [call for call in facts.calls_to("confusion-matrix") if call.kind == "call" and not is_sample(facts, call)]
    for call in found:
        yield supports(call.at, "a confusion matrix is computed", certainty(facts, call))
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
    found = [supports(call.at, "wrong cases are shown") for call in facts.calls_to("errors.show") if call.kind == "call"]
    for code in facts.product:
        for statement in code.source.statements:
            numbers = set(shifted(code, statement.inputs))
            if (
                statement.kind == "compare"
                and statement.text == "!="
                and len(numbers) > 1
                and any(answers(facts, each) or _is_largest(facts, each) for each in numbers)
            ):
                picked = _picks(code, numbers, statement.scope)
                found += [supports(code.at(statement.line), "cases whose prediction is wrong are picked out")] if picked else []
    yield from found or [against(REPOSITORY, "no selection of wrongly predicted cases was found")]


def _is_largest(facts: Facts, number: int) -> bool:
    """Whether a value is the likeliest class: an `argmax`."""
    near = facts.graph.calls.get(number)
    return near is not None and near.kind == "call" and near.method == "argmax"


def _picks(code: Code, numbers: set[int], scope: int) -> bool:
    """Whether a comparison chooses rows: `X_test[wrong]`, `np.where(wrong)`."""
    places = (call for call in code.within(scope) if call.kind == "item" or (call.kind == "call" and call.method in SELECTS))
    return any(numbers <= set(argument.inputs) for call in places for argument in call.arguments)


def _drawn_against_truth(facts: Facts, code: Code) -> Iterator[Call]:
    """One plot of points of both, a plot of their difference, or a line of the predictions beside a line of something else."""
    drawn = [call for call in code.calls_to("plot.draw") if call.kind == "call" and call.method in SPREADS]
    lines = {call.number: _answered(facts, call) for call in drawn if call.method in LINES}
    for call in drawn:
        told = [{answers(facts, number) for number in argument.inputs} for argument in call.arguments[:4] if argument.inputs]
        told += [_of_a_table(facts, number) for argument in call.arguments for number in (*argument.inputs, *call.receiver)]
        if {True, False} in told or (call.method in POINTS and {True} in told and {False} in told):
            yield call
        elif lines.get(call.number) is True:
            beside = (
                other for other in drawn if other.scope == call.scope and other.cell == call.cell and abs(other.line - call.line) <= NEAR
            )
            if any(lines.get(other.number) is False for other in beside):
                yield call


def _answered(facts: Facts, call: Call) -> bool | None:
    """Whether what a line shows, its last value, is a model's answer; None when it is no computed value."""
    given = [argument for argument in call.arguments if argument.name in ("", "y") and not isinstance(argument.constant, str)]
    values = [argument for argument in given if argument.inputs]
    return any(answers(facts, number) for number in values[-1].inputs) if values else None


def _of_a_table(facts: Facts, number: int) -> set[bool]:
    """For a table made of several values: whether they are answers, or the truth."""
    made = facts.graph.calls.get(number)
    if made is None or not made.means("data.construct"):
        return set()
    return {answers(facts, each) for argument in made.arguments for each in argument.inputs}
