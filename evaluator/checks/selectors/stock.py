"""How much of a derived column is its author's: from how many columns it is made, and whether by more than stock parts of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.lineage import is_part_of_date

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_ACCESSORS = frozenset({"dt", "str"})
_CASTS = frozenset({"astype", "to_datetime", "copy", "int", "str", "to_numeric"})
_MOST = 60


def is_of_one(facts: Facts, stored: Call, key: str) -> bool:
    """Whether a stored value is made of no more than one other column."""
    if stored.kind != "set-item":
        return False
    columns, steps = _made_of(facts, stored)
    unknown = any(
        each.kind == "item" and each.name.endswith("[]") and not each.arguments[0].is_constant for each in steps if each.arguments
    )
    return len(columns - {key}) == 1 and not unknown


def is_stock_part(facts: Facts, stored: Call) -> bool:
    """Whether a stored value is a stock part of one column or of the index: `df["day"].dt.hour`, `df["code"].str.lower()`."""
    if stored.kind != "set-item":
        return False
    if is_part_of_date(facts, stored.arguments[-1].inputs):
        return True
    columns, steps = _made_of(facts, stored)
    accessors = {each.number for each in steps if each.method in _ACCESSORS and each.kind == "item"}
    parts = [each for each in steps if each.number not in accessors and each.method not in _CASTS]
    return len(columns) == 1 and bool(accessors) and all(accessors & set(each.receiver) for each in parts)


def _made_of(facts: Facts, stored: Call) -> tuple[set[str], list[Call]]:
    """The columns of which a stored value is made, nearest only, and the steps between."""
    columns: set[str] = set()
    steps: list[Call] = []
    edge = list(stored.arguments[-1].inputs)
    seen = set(edge)
    while edge and len(seen) < _MOST:
        call = facts.graph.calls.get(edge.pop())
        if call is None or call.kind not in ("item", "call"):
            continue
        key = call.constant("", 0)
        if call.kind == "item" and call.name.endswith("[]") and isinstance(key, str):
            columns.add(key)
            continue
        steps.append(call)
        edge += [number for number in call.inputs if number not in seen]
        seen.update(call.inputs)
    return columns, steps
