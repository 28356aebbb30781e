"""Rows picked by how wrong their answers are: by a column that says so, or those with the largest errors first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.scoring import answers
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

_WRONG = regex(
    r"(?:^|_)(?:abs|sq|squared|pct)?_?(?:err|errors?|residuals?|resid|wrong|mistakes?|misclassified|incorrect|diff|difference|losses)(?:$|_)"
)
_RIGHT = regex(r"(?:^|_)(?:correct(?:ly)?|right|hits?|match(?:es|ed)?)(?:$|_)")
_NOT = regex(r"~|\bnot\b|== ?(?:False|0)\b|!= ?(?:True|1)\b")
_ORDERS = frozenset({"sort_values", "nlargest", "argsort", "topk", "argpartition", "sorted", "argmax", "idxmax"})
_NEAR = 12
_NEAR_MARK = 3
WORST = "the rows with the largest errors are picked out"
MARKED = "rows that are marked as wrongly answered are picked out"


@once
def worst(facts: Facts) -> Iterator[tuple[Call, str]]:
    """Each choice of rows by their errors, with how it is made."""
    for code in facts.product:
        marks = {name for call in code.calls for name, given in _columns(call) if _is_of_answers(facts, given)}
        yield from _ordered(facts, code, marks)
        for call in code.calls if marks else ():
            if call.kind == "item" and call.arguments and any(_picks_wrong(facts, call, name) for name in marks):
                yield call, MARKED


def _columns(call: Call) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The columns that a call sets and whose names speak of right or wrong answers, each with what it is made of."""
    if call.kind == "set-item" and call.arguments:
        name = call.arguments[0].constant
        given = [(name, argument.inputs) for argument in call.arguments if argument.name == "=" and isinstance(name, str)]
    else:
        given = [(argument.name, argument.inputs) for argument in call.arguments] if call.method == "assign" else []
    for name, inputs in given:
        if isinstance(name, str) and (_WRONG.search(name.lower()) or _RIGHT.search(name.lower())):
            yield name, inputs


def _is_of_answers(facts: Facts, made: tuple[int, ...]) -> bool:
    """Whether a value is made of a model's answers, and of no metric over all of them."""
    near = list(facts.graph.upstream(made, most=_NEAR))
    return any(answers(facts, each.number) for each in near) and not any(each.means("metric") for each in near)


def _picks_wrong(facts: Facts, item: Call, name: str) -> bool:
    """Whether rows are chosen by a mark: `df[~df["correct"]]`, `df[df.error > 3]`."""
    asked = item.arguments[0]
    columns = facts.graph.upstream(asked.inputs, most=_NEAR_MARK)
    if not asked.condition or not any(name in (each.method, *(told.constant for told in each.arguments)) for each in columns):
        return False
    return bool(_NOT.search(asked.condition)) == bool(_RIGHT.search(name.lower()))


def _ordered(facts: Facts, code: Code, marks: set[str]) -> Iterator[tuple[Call, str]]:
    """`df.sort_values("error")`, `np.argsort(errors)`."""
    for call in code.those(methods=tuple(_ORDERS)):
        if call.constant("ascending") is True:
            continue
        by = [text for argument in call.arguments for text in (argument.constant, *argument.items)]
        ordered = [facts.graph.calls[number] for number in call.inputs if number in facts.graph.calls]
        named = (name for each in ordered for name in (*each.targets, *(argument.text for argument in call.arguments)))
        if any(_WRONG.search(name.lower()) and name in by for name in marks) or (
            any(_WRONG.search(name.lower()) for name in named) and any(_is_of_answers(facts, each.inputs) for each in ordered)
        ):
            yield call, WORST
