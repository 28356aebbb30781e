"""Scores of parts of the rows: by class, by the values of a column, by groups of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.scoring import SCORES, certainty, is_sample
from evaluator.checks.selectors.spread import score_behind
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_GROUPS = frozenset({"unique", "groupby", "value_counts", "drop_duplicates", "get_group", "cut", "qcut"})
_APPLIES = frozenset({"apply", "agg", "aggregate", "transform"})
_REPORT = "classification_report"
_BY_CLASS = frozenset({"precision_recall_fscore_support", "multilabel_confusion_matrix"})
_FRAMES = frozenset({"MetricFrame"})
_WRONG = regex(
    r"(?:^|_)(?:abs_|squared_|sq_|pct_)?(?:err|errors?|correct|is_correct|wrong|loss|losses|resid\w*|hit|hits|mistakes?"
    r"|misclassified|acc|accuracy|mae|mape|rmse|ape)(?:$|_)"
)
# Groups that are rounds of training, or what is compared, and no part of the rows.
_ROUNDS = regex(
    r"fold|seed|epoch|step|split|model|run|trial|algorithm|method|iteration|strateg|workflow|estimator|classifier"
    r"|config|experiment|param"
)
_FARTHEST = 40


@once
def slices(facts: Facts) -> Iterator[Found]:
    """Where parts of the rows are scored each for itself."""
    for code in facts.product:
        yield from _in_turn(facts, code)
        yield from _grouped(facts, code)
        yield from _by_class(facts, code)


def _in_turn(facts: Facts, code: Code) -> Iterator[Found]:
    """A score inside a loop over the values of a column, on the rows of that value."""
    for call in code.called:
        if not call.loops or not (call.own or call.means(*SCORES)) or call.means("cross-validate") or "loss" in call.method.lower():
            continue
        column = _group_of(facts, call)
        if column is None or _ROUNDS.search(column.lower()):
            continue
        scored = call if call.means(*SCORES) else score_behind(facts, (call.number,))
        if scored is not None:
            of = f"of {column}" if column else "of a column"
            yield call.at, f"{call.method} scores the rows of each value {of}", certainty(facts, call)


def _group_of(facts: Facts, call: Call) -> str | None:
    """The column by whose values the rows of a call are picked, "" where it has no plain name; None where they are not."""
    edge = [number for argument in call.arguments for number in argument.inputs]
    seen = set(edge)
    while edge and len(seen) < _FARTHEST:
        near = facts.graph.calls.get(edge.pop(0))
        if near is None or near.path != call.path or near.scope != call.scope:
            continue
        if near.kind == "call" and near.method in _GROUPS:
            return _column(facts, near)
        if near.kind == "item" or near.method in ("query", "loc", "astype", "to_numpy", "values", "sum", "isin"):
            fresh = [number for number in near.inputs if number not in seen]
            seen.update(fresh)
            edge += fresh
    return None


def _column(facts: Facts, group: Call) -> str:
    """The column by which rows are grouped, "" where it has no plain name."""
    of = [facts.graph.calls[number] for number in (*group.receiver, *(each for argument in group.arguments for each in argument.inputs))]
    told = [argument.constant or argument.text for call in (group, *of) for argument in call.arguments]
    return next((name for name in (*told, *(target for call in of for target in call.targets)) if isinstance(name, str) and name), "")


def _grouped(facts: Facts, code: Code) -> Iterator[Found]:
    """`table.groupby("hour")["error"].mean()`, and a metric applied to each group."""
    for call in code.those(methods=("groupby",)):
        column = next((text for argument in call.arguments for text in (argument.constant, *argument.items) if isinstance(text, str)), "")
        if _ROUNDS.search(column.lower()) or any(_ROUNDS.search(argument.text.lower()) for argument in call.arguments):
            continue
        for number in facts.graph.consumers.get(call.number, ()):
            user = facts.graph.calls[number]
            wrong = next((text for text in _picked(user) if _WRONG.search(text.lower())), "")
            if user.kind == "item" and call.number in user.receiver and wrong and facts.graph.consumers.get(user.number):
                yield call.at, f'"{wrong}" is summed up for each {column or "group"}', certainty(facts, call)
            elif user.method in _APPLIES and any(facts.graph.calls[each].means("metric") for each in user.inputs):
                yield call.at, f"a metric is applied to each {column or 'group'}", certainty(facts, call)


def _picked(item: Call) -> list[str]:
    return [text for argument in item.arguments for text in (argument.constant, *argument.items) if isinstance(text, str)]


def _by_class(facts: Facts, code: Code) -> Iterator[Found]:
    """Scores of each class, by one call."""
    for call in code.those(("metric",), _FRAMES, ("class_metrics",)):
        if is_sample(facts, call):
            continue
        average = call.argument("average")
        each = average is not None and average.is_constant and average.constant in (None, "none")
        if call.method == _REPORT:
            yield call.at, f"{call.method} scores each class; that parts of the rows were looked at beside each other was not seen", "low"
        elif call.constant("class_metrics") is True:
            yield call.at, f"{call.method} gives a score for each class", certainty(facts, call)
        elif each or (call.method in _BY_CLASS and average is None) or call.method in _FRAMES:
            yield call.at, f"{call.method} gives a score for each {'group' if call.method in _FRAMES else 'class'}", certainty(facts, call)
