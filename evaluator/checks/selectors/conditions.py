"""Which questions of the code decide whether a line runs."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.source import Condition

ORDERS = regex(r"[<>]=?")
# Questions whether something exists, is given or switched on; none of them is about a number that was measured.
_PLAIN = regex(
    r"^(?:not )?(?:args|opt|opts|config|cfg|settings|self\.config|self\.args|flags?|params|options)\.|\bexists\(|\bisfile\(|\bisdir\("
    r"|__name__|\bisinstance\(|\bhasattr\(|\bis (?:not )?None\b|\b(?:not )?in\b|\bbutton\(|checkbox\(|selectbox|\bradio\b"
    r"|\bgetenv\b|environ"
    r"|\.empty\b|\bmodule_available|_available\b|\benabled?\b|\bverbose\b|\bdebug\b"
)


def around(code: Code, call: Call) -> Iterator[Condition]:
    """The questions that decide whether a call is made, those next to it first; within its own function."""
    if not call.guards and call.scope < 0:
        return
    line = code.line_of(call)
    found = [each for each in code.source.conditions if each.first <= line <= each.last and each.scope == call.scope]
    yield from sorted(found, key=lambda each: each.last - each.first)


def governed(code: Code, condition: Condition) -> Iterator[Call]:
    """The nodes that run only where a question was answered so."""
    lines, calls = _by_line(code).get(condition.scope, ([], []))
    yield from calls[bisect.bisect_left(lines, condition.first) : bisect.bisect_right(lines, condition.last)]


@kept
def _by_line(code: Code) -> dict[int, tuple[list[int], list[Call]]]:
    """The nodes of each function in the order of their lines."""
    found: dict[int, list[tuple[int, int, Call]]] = {}
    for call in code.calls:
        found.setdefault(call.scope, []).append((code.line_of(call) if code.cells else call.line, call.number, call))
    sorts = {scope: sorted(each, key=lambda one: one[:2]) for scope, each in found.items()}
    return {scope: ([line for line, _, _ in each], [call for _, _, call in each]) for scope, each in sorts.items()}


def is_plain(text: str) -> bool:
    """Whether a question is only whether something exists, was given or is switched on."""
    return _PLAIN.search(text) is not None


def is_order(text: str) -> bool:
    """Whether a question compares by size, and not the length of something."""
    return ORDERS.search(text) is not None


def affirms(condition: Condition) -> bool:
    """Whether the lines run where what is named holds, as far as a question without a comparison tells."""
    denies = condition.text.startswith("not ") or condition.text.endswith((" is False", "== False", "== 0", "is None"))
    return denies == condition.otherwise
