"""Values of two lists that are gone through side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluator.model.facts import Facts


def unzipped(facts: Facts, number: int) -> tuple[int, ...]:
    """What a value is an item of, where lists are gone through side by side.

    As in `for told, true in zip(answers, labels)`, and in `answers[i] == labels[i]` with `i` of a range.
    """
    item = facts.graph.calls.get(number)
    if item is None or item.kind != "item" or not item.arguments:
        return (number,)
    key, near = item.arguments[0], [facts.graph.calls[each] for each in item.receiver if each in facts.graph.calls]
    if any(facts.graph.calls[each].name == "range" for each in key.inputs if each in facts.graph.calls):
        return item.receiver
    zipped = len(near) == 1 and near[0].name == "zip" and isinstance(key.constant, int) and key.constant < len(near[0].arguments)
    return near[0].arguments[key.constant].inputs if zipped and isinstance(key.constant, int) else (number,)
