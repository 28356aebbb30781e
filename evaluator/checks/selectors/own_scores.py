"""Scores of what was learned by hand: no model object answers, so they are told by the values that the formula holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.own_steps import own_steps
from evaluator.checks.selectors.scoring import shifted
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

    Scored = tuple[Call, str]

_AVERAGES = frozenset({"mean", "average", "sum"})
_LENGTH = "norm"
_SHARE = regex(r"(?:^|_)(?:accuracy|accuracies|acc|error_rate|err_rate)(?:_\w{1,12})?$")
_TRUTH = regex(r"(?:^|_)(?:y|targets?|labels?|truth|actual)(?:$|_)")
_HELD = regex(r"(?:^|_)(?:test|val|valid|validation|held_?out|hold_?out)(?:$|_)|^[xy]_?te(?:st)?$")
_FARTHEST = 80
_BOTH = 2


@once
def own_scores(facts: Facts) -> Iterator[Scored]:
    """Shares of right answers under their name, and how far rows that are held out lie from what was fitted by hand."""
    steps = list(own_steps(facts))
    solved = {each.near.number for each in steps if each.near is not None and each.near.at == each.at}
    for code in facts.product if steps else ():
        compared = {each.line for each in code.source.statements if each.kind == "compare" and each.text in ("==", "!=")}
        for call in code.those(methods=(*_AVERAGES, _LENGTH)):
            counted = call.method in _AVERAGES and code.line_of(call) in compared
            if counted and any(_SHARE.search(name.lower()) for name in call.targets):
                yield call, "answers are compared with the truth and counted"
            elif solved and call.used and not call.own and _is_of_held_rows(facts, code, call, solved):
                yield call, "how far rows that are held out lie from what was fitted by hand is worked out"


def _is_of_held_rows(facts: Facts, code: Code, call: Call, solved: set[int]) -> bool:
    """Whether a length or an average is taken of one value made of rows that are held out by their name, and of what was solved for."""
    given = [facts.graph.calls[number] for argument in call.arguments[:1] for number in argument.inputs if number in facts.graph.calls]
    if len(given) < _BOTH:
        return False
    names = {name.lower() for each in given for name in _names(facts, code, each)}
    if not any(_HELD.search(name) for name in names) or not (call.method == _LENGTH or any(_TRUTH.search(name) for name in names)):
        return False
    return any(each.number in solved for each in facts.graph.upstream([each.number for each in given], most=_FARTHEST))


def _names(facts: Facts, code: Code, node: Call) -> Iterator[str]:
    """What a value is called where it is made, comes in or is taken from."""
    for each in (node, *(facts.graph.calls[number] for number in node.receiver)):
        yield from (name.rpartition(".")[2] for name in each.targets)
        yield from _bound(code).get(each.number, ())
        if each.kind in ("parameter", "free", "self"):
            yield each.name.rpartition(".")[2]


@kept
def _bound(code: Code) -> dict[int, tuple[str, ...]]:
    """The names that the top level of a file gives to values."""
    found: dict[int, tuple[str, ...]] = {}
    for name, binding in code.source.bindings.items():
        for number in shifted(code, binding.inputs) if len(binding.inputs) == 1 else ():
            found[number] = (*found.get(number, ()), name)
    return found
