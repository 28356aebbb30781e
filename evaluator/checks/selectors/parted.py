"""Rows parted by what is asked of them: `df[df.day < cut]` beside `df[df.day >= cut]`, a mask and its opposite, a sample and the rest."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from evaluator.checks.selectors.naming_parts import PART
from evaluator.checks.selectors.sliced import whole_of
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

    Parted = tuple[Call, Call, str, bool]

BY_CONDITION = "rows are parted by a condition, and one part is kept apart"
BY_SAMPLE = "a sample of the rows is drawn, and the rest is kept apart"
_COMPARED = regex(r"^\(?(.{1,120}?) (<=|>=|==|!=|<|>) (.{1,120}?)\)?$")
_OPPOSED = frozenset(
    {frozenset({"<", ">="}), frozenset({"<=", ">"}), frozenset({"<", ">"}), frozenset({"==", "!="}), frozenset({"<", "=="})}
)
_FLAG = regex(r"train|test|valid|split|fold|part|holdout|\bset\b")  # a column that says of which part a row is
_PICKS = frozenset({"query", "filter", "where"})
_ANSWERS = ("model.predict", "model.score", "metric")
_MOST = 60


def parted(facts: Facts, code: Code) -> Iterator[Parted]:
    """The rows that train, those of the same table that are kept from it and answered or scored, how, and whether that is doubtful."""
    for whole, picked in _picked(facts, code).items():
        for (first, one), (second, other) in combinations(picked[:_MOST], 2):
            if whole and first.number != second.number and (said := _apart(one, other)) is not None:
                yield from _in_order(facts, first, second, BY_CONDITION, said)
    for call in code.those(methods=("sample", "head")):
        for rest in _rests(facts, call):
            yield from _in_order(facts, call, rest, BY_SAMPLE if call.method == "sample" else BY_CONDITION, False)


def _picked(facts: Facts, code: Code) -> dict[tuple[int, ...], list[tuple[Call, str]]]:
    """Each choice of rows by a condition, with what it asks, by the table of which they are chosen."""
    found: dict[tuple[int, ...], list[tuple[Call, str]]] = {}
    for call in code.calls:
        given = call.arguments[0] if call.arguments else None
        if given is None or not (call.kind == "item" or (call.kind == "call" and call.method in _PICKS)):
            continue
        asked = given.condition or (given.text if given.inputs and ":" not in given.text else "")
        if call.method == "query" and isinstance(given.constant, str):
            asked = given.constant
        if asked:
            found.setdefault(whole_of(facts, call), []).append((call, asked))
    return found


def _apart(one: str, other: str) -> bool | None:
    """Whether it is doubtful that two conditions part rows into some to learn from and others; None where one row may meet both."""
    if _bare(other) == f"~{_bare(one)}" or _bare(one) == f"~{_bare(other)}":
        return False
    first, second = _COMPARED.search(one), _COMPARED.search(other)
    if first is None or second is None or first[1] != second[1]:
        return None
    if first[2] == second[2] == "==" and first[3] != second[3]:
        return not (_FLAG.search(first[1].lower()) or (PART.search(first[3].lower()) and PART.search(second[3].lower())))
    if first[3] != second[3] or frozenset({first[2], second[2]}) not in _OPPOSED:
        return None
    return {first[2], second[2]} == {"==", "!="} and not _FLAG.search(first[1].lower()) and not PART.search(first[3].lower())


def _bare(condition: str) -> str:
    return re.sub(r"[()]", "", condition)


def _rests(facts: Facts, drawn: Call) -> Iterator[Call]:
    """What is left of a table: `df.drop(sample.index)` or `df[~df.index.isin(sample.index)]` of a sample, its tail of its head."""
    if drawn.method == "head":
        given = drawn.arguments[0].inputs if drawn.arguments else ()
        users = (facts.graph.calls[each] for number in drawn.receiver for each in facts.graph.consumers.get(number, ()))
        yield from (each for each in users if given and each.method == "tail" and each.receiver == drawn.receiver and each.arguments)
        return
    labels = (facts.graph.calls[number] for number in facts.graph.consumers.get(drawn.number, ()))
    for label in labels:
        if label.kind != "item" or label.method != "index":
            continue
        for user in (facts.graph.calls[number] for number in facts.graph.consumers.get(label.number, ())):
            if user.method == "drop" and whole_of(facts, user) == drawn.receiver:
                yield user
            elif user.method == "isin":
                picks = (facts.graph.calls[number] for number in facts.graph.consumers.get(user.number, ()))
                yield from (each for each in picks if each.kind == "item" and _is_opposite(each))


def _is_opposite(pick: Call) -> bool:
    return bool(pick.arguments) and pick.arguments[0].condition.startswith("~")


def is_drawn(facts: Facts, split: tuple[int, ...]) -> bool:
    """Whether the mask of a part was drawn: `numpy.random.rand(n) < 0.8`."""
    given = [number for each in split for argument in facts.graph.calls[each].arguments[:1] for number in argument.inputs]
    return any(call.name.startswith("numpy.random.") for call in facts.graph.upstream(given, most=_MOST))


def _in_order(facts: Facts, first: Call, second: Call, how: str, doubtful: bool) -> Iterator[Parted]:
    """Two parts as (what trains, what is kept apart), where that shows: one trains, and the other is only asked about."""
    learned = {each.number for code in facts.product for each in trainings_in(code)}
    reached = [_reached(facts, each) for each in (first, second)]
    trains = [bool(learned & each.keys()) for each in reached]
    if trains[0] == trains[1]:
        return
    train, test = (first, second) if trains[0] else (second, first)
    apart = reached[1] if trains[0] else reached[0]
    if any(call.means(*_ANSWERS) or call.method in ("predict", "score", "evaluate", "transform") for call in apart.values()):
        yield train, test, how, doubtful


def _reached(facts: Facts, part: Call) -> dict[int, Call]:
    """What rows come to; where only their labels do, the others come."""
    users = (facts.graph.calls[number] for number in facts.graph.consumers.get(part.number, ()))
    rows = [each.number for each in users if not (each.kind == "item" and each.method == "index")]
    return {call.number: call for call in facts.graph.downstream(rows)} | {number: facts.graph.calls[number] for number in rows}
