"""What a model predicts: the columns that reach training as the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.lineage import lineage
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.training import trainings
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

TARGETISH = frozenset({
    "target", "targets", "label", "labels", "y", "class", "classes", "outcome", "y_train", "y_test", "train_labels", "test_labels",
    "train_y", "labels_train", "y_true", "species", "diagnosis", "sentiment", "category",
})  # fmt: skip
_FORMULA = regex(r"^\s*(?:C\()?([A-Za-z_][\w.]{0,60})\)?\s*~")
_FARTHEST = 400


@kept
def target_columns(facts: Facts) -> frozenset[str]:
    """The names of columns that are used as the target: taken out of a frame before training, or left of a formula's tilde."""
    found: set[str] = set()
    for call in trainings(facts):
        for inputs in _answers(call):
            found |= next((names for fed in _fed(facts, inputs) if (names := _column(facts, fed))), set())
    for code in facts.product:
        bound = (binding.constant for binding in code.source.bindings.values())
        given = (argument.constant for call in code.calls for argument in call.arguments if argument.name in ("", "formula"))
        found |= {said[1] for text in (*bound, *given) if isinstance(text, str) and (said := _FORMULA.match(text[:200]))}
    return frozenset(name for name in found if name not in ("values", "T", "iloc", "loc"))


def _fed(facts: Facts, inputs: tuple[int, ...]) -> Iterator[Call]:
    """What a value comes of, nearest first: by the line of its table where that can be followed, or else all that feeds it."""
    straight = lineage(facts, inputs)
    yield from straight
    yield from facts.graph.upstream(inputs, most=_FARTHEST)


def _column(facts: Facts, fed: Call) -> set[str]:
    """The name of the column that is picked, if one is."""
    if fed.kind == "item" and fed.arguments:
        return set(names_in(facts, fed.arguments[0]))
    return {fed.written[1:]} if fed.kind == "item" and fed.written.startswith(".") and fed.type == "pandas.Series" else set()


def _answers(call: Call) -> list[tuple[int, ...]]:
    """What a training call gets as the truth: its second positional argument, or `y=`."""
    given = [argument for argument in call.arguments if argument.name == ""]
    named = [argument for argument in call.arguments if argument.name in ("y", "target", "label")]
    return [argument.inputs for argument in (*given[1:2], *named)]


def names_in(facts: Facts, argument: Argument) -> Iterator[str]:
    """The texts an argument stands for: literal, a list of one, or a constant of the project (`config.TARGET`)."""
    if isinstance(argument.constant, str):
        yield argument.constant
    elif len(argument.items) == 1 and isinstance(argument.items[0], str):
        yield argument.items[0]
    elif argument.text:
        name = argument.text.rpartition(".")[2]
        values = {binding.constant for code in facts.product if (binding := code.source.bindings.get(name)) and binding.is_constant}
        texts = [value for value in values if isinstance(value, str)]
        if len(texts) == 1:
            yield texts[0]
