"""Records of a log: by a library, or by a logger that the project's own function makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical"})
GETS = frozenset({"getLogger", "get_logger", "getChild"})
HOLDERS = ("self", "free", "parameter")
DEEPEST = 3


def events(facts: Facts) -> Iterator[Call]:
    """Calls of scripts that write a record with a level."""
    makers = _makers(facts)
    for code in facts.product:
        for call in code.calls if not code.is_notebook else ():
            if call.kind == "call" and (call.means("log.event") or (call.name == f".{call.method}" and _on_own(facts, call, makers))):
                yield call


def _makers(facts: Facts) -> frozenset[str]:
    """Names of the project's functions and methods that give back a logger."""
    return frozenset(function.name for code in facts.product for function in code.functions if _gives_logger(facts, code, function.returns))


def _gives_logger(facts: Facts, code: Code, returns: tuple[int, ...]) -> bool:
    first = code.calls[0].number if code.calls else 0
    given = (facts.graph.calls.get(number + first) for number in returns)
    return any(each is not None and each.means("log.setup") and each.method in GETS for each in given)


def _on_own(facts: Facts, call: Call, makers: frozenset[str]) -> bool:
    """Whether a method with the name of a level is called on what such a function gave."""
    if call.method not in LEVELS or not makers:
        return False
    edge = list(call.receiver)
    for _ in range(DEEPEST):
        held = [facts.graph.calls[number] for number in edge if number in facts.graph.calls]
        if any(each.kind == "call" and each.method in makers for each in held):
            return True
        edge = [number for each in held if each.kind in HOLDERS for number in each.inputs]
    return False
