"""Rows cut by their order: `data[:n]` beside `data[n:]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.naming_parts import part_in
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

_FLAG = regex(r"^(?:is_?)?(?:train(?:ing)?|test|val(?:id(?:ation)?)?)$|^(?:split|mode|phase|part|subset|partition|fold|flag)$")


def sliced(facts: Facts, code: Code) -> Iterator[tuple[Call, Call, bool]]:
    """`data[:n]` beside `data[n:]`, when the first part reaches training, both are named for what they are, or a flag chooses one.

    Each with whether it is doubtful.
    """
    for head, tail in cuts(facts, code):
        if (head.arguments[0].inputs != tail.arguments[0].inputs and head.scope != tail.scope) or _is_of_a_text(facts, head):
            continue
        if (
            _are_named(facts, code, head, tail)
            or (head.number < tail.number and reaches_training(facts, head))
            or (head.scope == tail.scope and _is_by_flag(code, head.scope))
        ):
            bare = not head.arguments[0].inputs or not tail.arguments[0].inputs  # `x[:-1]` beside `x[1:]` sets nothing apart
            bare = bare and not (_many(head) and head.arguments[0].items == tail.arguments[0].items)
            yield head, tail, bare and whole_of(facts, head, ("loc",)) == head.receiver


def _many(head: Call) -> bool:
    """Whether a slice leaves out, or takes, more than one row by a number that is written out: `x[:-30]`."""
    bounds = head.arguments[0].items
    return len(bounds) == 1 and isinstance(bounds[0], int) and abs(bounds[0]) > 1


def _is_by_flag(code: Code, scope: int) -> bool:
    """Whether a function belongs to a data set class and is told which part to hold: `def __init__(self, rows, train=True)`."""
    function = code.functions[scope] if scope >= 0 else None
    if function is None or function.owner < 0 or "dataset.class" not in code.base_concepts[function.owner]:
        return False
    return any(_FLAG.search(name.lower()) for name in function.parameters)


def cuts(facts: Facts, code: Code) -> Iterator[tuple[Call, Call]]:
    """The first rows of something with its later ones, in either order."""
    heads: dict[tuple[int, ...], Call] = {}
    tails: dict[tuple[int, ...], Call] = {}
    for call in code.calls:
        if call.kind != "item" or not call.arguments or (call.name.startswith(".") and not call.name.endswith(".[]")):
            continue
        shape = call.arguments[0].text
        if shape not in (":x", "x:"):
            continue
        rows = whole_of(facts, call)
        if shape == ":x" and rows in tails and rows not in heads:
            yield call, tails[rows]
        elif shape == "x:" and rows in heads:
            yield heads[rows], call
        (heads if shape == ":x" else tails).setdefault(rows, call)


def whole_of(facts: Facts, item: Call, places: tuple[str, ...] = ("iloc", "loc")) -> tuple[int, ...]:
    """What rows are taken of; of `table.iloc[:n]` and `table.loc[mask]` the table."""
    near = facts.graph.calls.get(item.receiver[0]) if len(item.receiver) == 1 else None
    return near.receiver if near is not None and near.kind == "item" and near.method in places and not near.arguments else item.receiver


def _is_of_a_text(facts: Facts, head: Call) -> bool:
    """Whether a text is cut in two at a mark that was looked for: `line[:line.find(" ")]`."""
    ends = (facts.graph.calls.get(number) for number in head.arguments[0].inputs)
    return any(each is not None and each.method in ("find", "rfind", "index", "rindex") for each in ends)


def _are_named(facts: Facts, code: Code, head: Call, tail: Call) -> bool:
    """Whether names tell two slices' parts: `x_train = x[:n]`, `x_valid = x[n:]`."""
    first = code.calls[0].number
    bound = [(name, {number + first for number in each.inputs}) for name, each in code.source.bindings.items() if each.inputs]
    parts = [{part_in(name) for name, numbers in bound if numbers == {each.number}} for each in (head, tail)]
    return parts == [{"train"}, {"test"}] or (part_held(facts, head), part_held(facts, tail)) == ("train", "test")


def part_held(facts: Facts, call: Call) -> str:
    """The part of the rows that names say a call's value is: those it is bound to, or goes by where it is used; "" where they say none."""
    users = (facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ()))
    used = (argument.text for user in users for argument in user.arguments if argument.inputs == (call.number,))
    return next((part for part in map(part_in, (*call.targets, *used)) if part), "")


def reaches_training(facts: Facts, call: Call) -> bool:
    """Whether a model learns from what a call gives."""
    reached = {each.number for each in facts.downstream(call)}
    homes = {each.path for each in (facts.graph.calls[number] for number in reached)}
    return any(training.number in reached for code in facts.product if code.path in homes for training in trainings_in(code))
