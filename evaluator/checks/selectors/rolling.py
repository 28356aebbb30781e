"""Rows parted anew in each turn of a loop that trains on one part and asks about the other: walk-forward validation, folds by hand."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from evaluator.checks.selectors.sliced import whole_of
from evaluator.checks.selectors.training import trainings_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

ROLLED = "a loop trains on earlier rows and keeps the rows after them, turn by turn"
_HEADS, _TAILS = frozenset({":x", "x:x"}), frozenset({"x:x", "x:"})
_ANSWERS = ("model.predict", "model.score", "metric")
_MOST = 30
_FEW = 4


def rolling(facts: Facts, code: Code) -> Iterator[tuple[Call, Call]]:
    """`for i in range(100, n, 20): fit(X[:i]); predict(X[i:i + 20])`: the rows that train with those that are kept."""
    slices: dict[tuple[tuple[int, ...], int], list[Call]] = {}
    for call in code.calls:
        if call.kind == "item" and call.loops and call.arguments and call.arguments[0].text in _HEADS | _TAILS:
            slices.setdefault((whole_of(facts, call), call.scope), []).append(call)
    for found in slices.values():
        pairs = permutations(found[:_MOST], 2)
        pair = next((pair for pair in pairs if _are_parts(*pair) and in_turns(facts, *pair) and _trains_on_one(facts, *pair)), None)
        if pair is not None:
            yield pair


def _are_parts(head: Call, tail: Call) -> bool:
    return head.arguments[0].text in _HEADS and tail.arguments[0].text in _TAILS


def in_turns(facts: Facts, head: Call, tail: Call) -> bool:
    """Whether a loop cuts the same rows, read before it, again and again; not rows of its own in each turn."""
    whole = [facts.graph.calls[number] for number in whole_of(facts, head) if number in facts.graph.calls]
    return min(head.loops, tail.loops) > max((each.loops for each in whole), default=0)


def _trains_on_one(facts: Facts, head: Call, tail: Call) -> bool:
    """Whether the first part is learned from by a model that never sees the other, which is answered or scored."""
    asked = [call for call in facts.downstream(tail) if call.means(*_ANSWERS) or call.method in ("predict", "score", "evaluate")]
    taught = {each.number: each for code in facts.product for each in trainings_in(code) if each.loops or each.scope != head.scope}
    fits = [taught[each.number] for each in facts.downstream(head) if each.number in taught] if asked else []
    return any(_learns(facts, fit, head) and not _learns(facts, fit, tail) for fit in fits[:_FEW])


def _learns(facts: Facts, fit: Call, part: Call) -> bool:
    """Whether a part of the rows is among what a fit is given; followed back, where each call of a function leads to its own rows."""
    given = [number for argument in fit.arguments for number in argument.inputs] or [fit.number]
    return part.number in given or any(each.number == part.number for each in facts.graph.upstream(given))


def grown(facts: Facts, code: Code) -> Iterator[Call]:
    """Fits of a loop on rows to which each turn adds the next: `ARIMA(history).fit()`, `forecast()`, `history.append(test[t])`."""
    fits = [fit for fit in trainings_in(code) if fit.loops]
    for added in code.those(methods=("append", "extend")) if fits else ():
        here = [fit for fit in fits if (fit.scope, fit.loops) == (added.scope, added.loops) and fit.line < added.line]
        for fit in here:
            fed = {each.number for each in facts.graph.upstream(fit, most=_MOST)}
            if fed & set(added.receiver) and any(each.means(*_ANSWERS) for each in facts.downstream(fit)):
                yield fit
