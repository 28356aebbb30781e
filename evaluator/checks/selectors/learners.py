"""Which models learn from rows that something was done to: the far end of a chain from a leak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.training import is_gradient, trainings

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

MOST_NAMED = 9


@kept
def _training(facts: Facts) -> frozenset[int]:
    return frozenset(call.number for call in trainings(facts))


def learning_from(facts: Facts, *starts: tuple[int, ...]) -> list[Call]:
    """The calls that train a model on what the first of the `starts` that leads to any of them carries, in the order of the files."""
    training = _training(facts)
    for start in starts:
        found = [call for call in facts.downstream(start) if call.number in training]
        if found:
            return sorted(found, key=lambda call: call.number)
    return []


def said(found: list[Call], home: str, rows: str = "them") -> str:
    """`; GaussianNB.fit in line 31 learns from them`: each by its class and its line, and the file where it is not `home`."""
    first: dict[str, Call] = {}
    for call in found:
        first.setdefault(named(call), call)
    told = [f"{name} {_where(call, home)}" for name, call in first.items()][:MOST_NAMED]
    if not told:
        return ""
    more = f" and {len(first) - MOST_NAMED} more" if len(first) > MOST_NAMED else ""
    return f"; {', '.join(told)}{more} {'learns' if len(first) == 1 else 'learn'} from {rows}"


def named(call: Call) -> str:
    """A call by the class and the method where its type is known, else as it is written: `GaussianNB.fit`, `clf.fit`."""
    if is_gradient(call):
        return "the training loop"
    if call.name.startswith(".") or not call.name:
        return call.written.lstrip(".")
    return ".".join(call.name.rpartition(":")[2].split(".")[-2:])


def _where(call: Call, home: str) -> str:
    place = f"in cell {call.cell}, line {call.line}" if call.cell else f"in line {call.line}"
    return place if call.path == home else f"({call.path}, line {call.line})"
