"""Rows of a stream set apart by their order: `ds.take(n)` beside `ds.skip(n)`."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from evaluator.checks.selectors.sliced import part_held, reaches_training

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

BY_TAKING = "some rows of the stream train, the others are kept apart"


def streamed(facts: Facts, code: Code) -> Iterator[tuple[Call, Call]]:
    """The rows of a stream that train with those that are kept from it, when one of them reaches training or both are named."""
    calls = [call for call in code.those(methods=("take", "skip")) if call.receiver and len(call.arguments) == 1]
    heads, tails = ([call for call in calls if call.method == method] for method in ("take", "skip"))
    for head, tail in product(heads, tails):
        if head.receiver == tail.receiver and _size(head.arguments[0]) == _size(tail.arguments[0]):
            first, second = (tail, head) if part_held(facts, tail) == "train" or part_held(facts, head) == "test" else (head, tail)
            if {part_held(facts, first), part_held(facts, second)} == {"train", "test"} or reaches_training(facts, first):
                yield first, second
            elif reaches_training(facts, second):
                yield second, first


def _size(given: Argument) -> tuple[object, ...]:
    return given.constant, given.text, given.inputs
