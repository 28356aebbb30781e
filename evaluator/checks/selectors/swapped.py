"""Two values that are handed over crosswise: `height=form["weight"], weight=form["height"]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_NEAR = 4
_SHORTEST = 3


def swapped(facts: Facts, call: Call) -> tuple[str, str] | None:
    """Two names that a call is given by keyword, each filled from the field of the other's name alone; None for no such pair."""
    given = {each.name: each.inputs for each in call.arguments if len(each.name) >= _SHORTEST and each.inputs}
    if len(given) < 2:
        return None
    fields = {name: _field(facts, inputs, frozenset(given)) for name, inputs in given.items()}
    return next(((name, other) for name, other in fields.items() if other and other != name and fields.get(other) == name), None)


def _field(facts: Facts, inputs: tuple[int, ...], names: frozenset[str]) -> str:
    """The one field among some names that is asked for on the way to a value."""
    near = [facts.graph.calls[number] for number in inputs if number in facts.graph.calls]
    near += [each for each in facts.graph.upstream(inputs, most=_NEAR) if each not in near]
    told = {each.constant for call in near if call.kind in ("call", "item") for each in call.arguments if each.constant in names}
    return told.pop() if len(told) == 1 else ""
