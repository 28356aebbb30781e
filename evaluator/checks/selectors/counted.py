"""Answers that are held against the truth one by one, and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.scoring import shifted
from evaluator.checks.selectors.side_by_side import unzipped
from evaluator.checks.selectors.training import asks_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

_PICKS = frozenset({"argmax", "max", "topk", "round", "predict", "predict_classes"})
_COUNTS = frozenset(
    {"sum", "mean", "item", "float", "int", "count_nonzero", "astype", "tolist", "array", "list", "type", "all", "reduce_mean", "cast"}
)
_ASKS = ("llm.call", "vector-store.query", "embedding.make")
_READS = ("data.read", "data.builtin", "data-loading", "json.parse")
_NEAR_ANSWER = 60
_DEEPEST = 6
_NEAR_COUNT = 30
_FORMED = frozenset({"view_as", "expand_as", "reshape_as", "type_as"})
_FORMS = frozenset({"shape", "size", "ndim", "dim", "len", "type", "dtype", "device"})


def counted_by_hand(facts: Facts) -> Iterator[Location]:
    """`(predicted == labels).sum()`, `(predicted != labels).sum()`, `predicted.eq(labels).sum()`: answers are held against the truth."""
    return (code.at(line) for code, line, _, _ in counts_by_hand(facts))


@once
def counts_by_hand(facts: Facts) -> Iterator[tuple[Code, int, tuple[int, ...], int]]:
    """(file, line of the source, nodes of the truth, function) of each: the side that is no pick of a model's answers, where one is not."""
    asks = asks_only(facts)
    kinds = ("compare", "member") if asks else ("compare",)
    for code in facts.product:
        asserted = {statement.line for statement in code.source.statements if statement.kind == "assert"}
        for statement in code.source.statements:
            if statement.kind in kinds and statement.line not in asserted:
                held = shifted(code, statement.inputs)
                sides = tuple(each for number in held for each in unzipped(facts, number))
                picked = [number for number in sides if _is_picked(facts, number)]
                picked = picked or (_told_or_found(facts, sides) if asks else [])
                if picked and (_is_counted(facts, code, sides, statement.line) or _is_counted(facts, code, held, statement.line)):
                    truth = tuple(number for number in sides if number not in picked)
                    yield code, statement.line, truth, facts.graph.calls[picked[0]].scope
        for call in code.those(methods=("eq", "equal")):
            sides = tuple(each for number in call.inputs for each in _itself(facts, number))
            if any(_is_picked(facts, number) for number in sides):
                yield code, code.line_of(call), tuple(number for number in sides if not _is_picked(facts, number)), call.scope


def _told_or_found(facts: Facts, sides: tuple[int, ...]) -> list[int]:
    """The sides that a language model told or a search found, where another one was read as what should come."""
    near = {number: _fed(facts, number) for number in sides}
    told = [number for number, fed in near.items() if any(each.kind == "call" and each.means(*_ASKS) for each in fed)]
    others = (each for number, fed in near.items() if number not in told for each in fed)
    return told if any(each.kind == "call" and each.means(*_READS) for each in others) else []


def _fed(facts: Facts, number: int) -> list[Call]:
    """What a value is, and what it is made of."""
    start = _side(facts, number)
    return [*(facts.graph.calls[each] for each in start), *facts.graph.upstream(start, most=_NEAR_ANSWER)]


def _side(facts: Facts, number: int) -> tuple[int, ...]:
    """Of lists that are gone through side by side, the one that a value comes from, also as a part of its items; else the value."""
    at: tuple[int, ...] = (number,)
    for _ in range(_DEEPEST):
        parts = unzipped(facts, at[0])
        if parts != (at[0],):
            return parts
        at = facts.graph.calls[at[0]].receiver
        if len(at) != 1:
            break
    return (number,)


def _itself(facts: Facts, number: int) -> tuple[int, ...]:
    """What a value is that another one only gives its form: `target` of `target.view_as(answer)`."""
    call = facts.graph.calls.get(number)
    return call.receiver if call is not None and call.method in _FORMED and call.receiver else (number,)


def _is_counted(facts: Facts, code: Code, sides: tuple[int, ...], line: int) -> bool:
    """Whether what two sides give together is summed or averaged: one call takes them both, near the comparison."""
    if any(call.name == "range" for number in sides for call in facts.graph.upstream((number,), most=3)):
        return False  # compared with a number of a loop, not with the truth
    users = [set(facts.graph.consumers.get(number, ())) for number in sides]
    both = set.intersection(*users) if users else set()
    counted = _count_lines(code)
    shaped = any(facts.graph.calls[number].method in _FORMS for number in sides if number in facts.graph.calls)
    if not shaped and any(
        asked.line == line and not counted.isdisjoint(range(asked.first, asked.last + 1)) for asked in code.source.conditions
    ):
        return True
    first = code.at(line)
    calls = (facts.graph.calls[number] for number in both)
    near = [call for call in calls if call.cell == first.cell and 0 <= call.line - first.line <= _NEAR_COUNT]
    listed = [
        facts.graph.calls[number] for call in near if call.method == "append" for number in facts.graph.consumers.get(call.number, ())
    ]
    return any(call.method in _COUNTS for call in (*near, *listed))


@kept
def _count_lines(code: Code) -> frozenset[int]:
    """The lines on which one is added to a number."""
    return frozenset(each.line for each in code.source.statements if each.kind == "count")


def hand_counts(facts: Facts) -> frozenset[int]:
    """Answers and truths that are compared with each other by `==` or `eq`; not shapes, settings, or what a test asserts."""
    compared = (
        number
        for code in facts.product
        for asserted in ({statement.line for statement in code.source.statements if statement.kind == "assert"},)
        for statement in code.source.statements
        if statement.kind == "compare" and statement.text == "==" and len(set(statement.inputs)) > 1 and statement.line not in asserted
        for sides in (shifted(code, statement.inputs),)
        if not any(_is_of_form(facts, number) for number in sides) and any(_is_picked(facts, number) for number in sides)
        for number in sides
    )
    equal = (call.number for call in facts.those(methods=("eq", "equal")))
    return frozenset((*compared, *equal))


def _is_of_form(facts: Facts, number: int) -> bool:
    """Whether a value is the shape, the length or the type of something, or a part of its shape."""
    call = facts.graph.calls.get(number)
    near = [call, *(facts.graph.calls.get(each) for each in call.receiver)] if call is not None else []
    return any(each is not None and each.method in _FORMS for each in near)


def _is_picked(facts: Facts, number: int) -> bool:
    """Whether a value is a class picked from a model's answer."""
    for call in facts.graph.upstream((number,), most=40):
        if call.kind == "call" and (call.method in _PICKS or call.means("model.predict")):
            return True
    return False
