"""Files that the code names only where it opens them to write, itself or through a function of its own."""

from __future__ import annotations

import posixpath
from collections import Counter
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

_OPENS = frozenset({"open", "io.open", "codecs.open"})
# These ask nothing of what is in a file.
_ASIDE = frozenset({"print", "info", "debug", "format", "exists", "isfile", "dirname", "basename", "makedirs", "str"})


@kept
def only_opened_to_write(facts: Facts) -> frozenset[str]:
    """The names of files that are spoken of nowhere else."""
    opened = Counter(_opened(facts))
    if not opened:
        return frozenset()
    said = Counter(_name(text) for code in facts.product for _, text in code.source.strings)
    return frozenset(name for name, times in opened.items() if said[name] <= times)


def _opened(facts: Facts) -> Iterator[str]:
    for call in (each for code in facts.product for each in code.called if each.own or each.name in _OPENS):
        for position, argument in enumerate(call.arguments):
            text = argument.constant
            if isinstance(text, str) and "." in text and (_is_written(call, position) or _hands_on(facts, call, position, argument)):
                yield _name(text)


def _name(text: str) -> str:
    return posixpath.basename(text.replace("\\", "/"))


def _is_written(call: Call, position: int) -> bool:
    """Whether a call opens its first argument to write."""
    return call.name in _OPENS and position == 0 and str(call.constant("mode", 1) or "r")[0] in "wax"


def _hands_on(facts: Facts, call: Call, position: int, argument: Argument) -> bool:
    """Whether the project's own function opens what it is given here to write, and does nothing else with it."""
    home, index = facts.graph.functions.get(call.name, ("", -1))
    code = facts.code_at(home) if call.own and home else None
    if code is None:
        return False
    function = code.functions[index]
    names = function.parameters[function.owner >= 0 :]
    name = argument.name or (names[position] if position < len(names) else "")
    given = [each.number for each in code.within(index) if each.kind == "parameter" and each.name == name]
    users = [facts.graph.calls[number] for each in given for number in facts.graph.consumers.get(each, ())]
    writes = [user for user in users if _is_written(user, 0)]
    return bool(writes) and all(user in writes or user.method in _ASIDE for user in users)
