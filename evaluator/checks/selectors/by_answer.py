"""Columns made of the answers of a group, by hand: `df["kind"].map(df.groupby("kind")["price"].mean())`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.fits import Fit
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.targets import target_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_CENTRES = frozenset({"mean", "median"})
_TELLS = frozenset({"transform", "agg", "aggregate"})
_PUTS = frozenset({"map", "merge", "join", "replace"})
_NEAR = 6


@once
def by_answer(facts: Facts) -> Iterator[Fit]:
    """The mean answer of each group, put beside the rows of the group as an input (target encoding)."""
    for group in facts.those(methods=("groupby",)):
        for number in facts.graph.consumers.get(group.number, ()):
            column = facts.graph.calls[number]
            if column.kind != "item" or not _names_of(column) & target_columns(facts):
                continue
            for made in filter(_is_a_centre, map(facts.graph.calls.__getitem__, facts.graph.consumers.get(number, ()))):
                placed = made if made.method == "transform" else next(_placed(facts, made), None)
                if placed is not None and not _fills(facts, placed):
                    yield Fit(placed, "given the mean answer of its group", group.receiver, (placed.number,))


def _names_of(item: Call) -> set[str]:
    """The column that an item picks."""
    told = {text for argument in item.arguments for text in (argument.constant, *argument.items) if isinstance(text, str)}
    return told or {item.written.removeprefix(".")}


def _is_a_centre(call: Call) -> bool:
    """Whether a call gives the centre of each group: `mean()`, `transform("mean")`, `agg(["mean", "count"])`."""
    said = {text for argument in call.arguments for text in (argument.constant, *argument.items) if isinstance(text, str)}
    return call.kind == "call" and (call.method in _CENTRES or (call.method in _TELLS and bool(said & _CENTRES)))


def _placed(facts: Facts, centre: Call) -> Iterator[Call]:
    """Where the centres of groups are put beside the rows that they were taken of."""
    for call in facts.graph.downstream(centre, most=_NEAR):
        if call.kind == "call" and call.method in _PUTS and call.path == centre.path:
            yield call


def _fills(facts: Facts, placed: Call) -> bool:
    """Whether the centres only fill gaps."""
    users = (facts.graph.calls[number] for number in facts.graph.consumers.get(placed.number, ()))
    return any(user.means("missing.handle") for user in users)
