"""Files that one script writes and another reads, joined by their literal names.

A join is made only where one call alone writes a file of that name; names that everybody uses (`train.csv`) need the same folder too.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept, once
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

_DATA = regex(r"[^/]{1,100}\.(?:csv|tsv|parquet|feather|pkl|pickle|npy|npz|joblib|h5|json|jsonl)")
_COMMON = regex(r"(?:x_|y_)?(?:train|test|val|valid|validation|data|dataset|df|input|output)\.\w{1,8}", re.IGNORECASE)
_DEEPEST = 3


def joined(facts: Facts) -> dict[int, tuple[int, ...]]:
    """For the number of each call that reads such a file: the nodes of the rows that were written into it."""
    notebooks = {code.path for code in facts.product if code.is_notebook}
    writers: dict[tuple[str, bool], list[tuple[str, tuple[int, ...]]]] = defaultdict(list)
    for call, path, rows in _written(facts):
        writers[posixpath.basename(path), call.path in notebooks].append((path, rows))
    found: dict[int, tuple[int, ...]] = {}
    for call in facts.calls_to("data.read"):
        for path in _paths(facts, call) if call.kind == "call" else ():
            name = posixpath.basename(path)
            same = writers.get((name, call.path in notebooks), [])
            if _COMMON.fullmatch(name):
                same = [each for each in same if "/" in path and each[0] == path]
            if len(same) == 1:
                found[call.number] = same[0][1]
    return found


def behind(facts: Facts, numbers: Iterable[int]) -> tuple[Call, ...]:
    """All that feeds some nodes, also through files that the project writes and reads again."""
    links = _joined(facts)
    found: dict[int, Call] = {}
    edge = set(numbers)
    while edge:
        fed = {call.number: call for call in facts.graph.upstream(sorted(edge)) if call.number not in found}
        found |= fed
        edge = {number for each in sorted(fed) for number in links.get(each, ())} - found.keys()
    return tuple(found.values())


@kept
def _joined(facts: Facts) -> dict[int, tuple[int, ...]]:
    return joined(facts)


def written_names(facts: Facts) -> frozenset[str]:
    """The names of the files that the project writes itself."""
    return frozenset(posixpath.basename(path) for _, path, _ in _written(facts))


def named_file(facts: Facts, call: Call) -> str:
    """The data file that a call names; "" when it names none."""
    return next(_paths(facts, call), "")


def is_common(name: str) -> bool:
    """Whether everybody has a file of this name (`train.csv`)."""
    return bool(_COMMON.fullmatch(name))


@once
def _written(facts: Facts) -> Iterator[tuple[Call, str, tuple[int, ...]]]:
    """Calls that write rows to a file of a known name, also through a function of the project."""
    for code in facts.product:
        for call in code.called:
            if call.means("data.write") or (call.own and facts.graph.functions.get(call.name) and _writes(facts, call)):
                rows = call.receiver or (call.arguments[0].inputs if call.arguments else ())
                yield from ((call, path, rows) for path in _paths(facts, call) if rows)


def _writes(facts: Facts, call: Call) -> bool:
    """Whether the project's function that is called writes data."""
    path, scope = facts.graph.functions[call.name]
    code = facts.code_at(path)
    return code is not None and any(inside.means("data.write") for inside in code.within(scope))


def _paths(facts: Facts, call: Call) -> Iterator[str]:
    """The file that a call names; with its folder where another argument gives it."""
    told = [path for argument in call.arguments[:4] if (path := _path(facts, argument))]
    for path in told:
        if _DATA.fullmatch(posixpath.basename(path)):
            folder = next((other for other in told if other != path and "." not in posixpath.basename(other)), "")
            yield posixpath.normpath(posixpath.join(folder, path) if "/" not in path else path)
            return


def _path(facts: Facts, argument: Argument, depth: int = 0) -> str:
    """A literal path, or one that is joined of literals; "" where the file name is not known."""
    if isinstance(argument.constant, str):
        return argument.constant.replace("\\", "/")
    if len(argument.inputs) != 1 or depth > _DEEPEST:
        return ""
    made = facts.graph.calls.get(argument.inputs[0])
    if made is None or made.kind != "call" or made.method not in ("join", "Path", "joinpath", "open", "PurePath"):
        return ""
    parts = [_path(facts, part, depth + 1) for part in made.arguments]
    if not parts or not parts[-1]:
        return ""
    return "/".join(parts) if all(parts) else parts[-1]
