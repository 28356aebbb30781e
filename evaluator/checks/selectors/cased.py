"""Paths that are read and that the tree holds in other letters only: capital where the code has small ones, or the reverse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.ground import ground_of
from evaluator.checks.selectors.once import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_READS = ("data.read", "image.read", "model.load", "config.read")
_MAKES = frozenset({"mkdir", "makedirs", "Path"})
_LONGEST = 150


def other_letters(facts: Facts) -> Iterator[tuple[Call, str, str]]:
    """(call, path as written, path of the tree) of each read of a relative path with a folder, where no code makes one of these letters."""
    reads = [(call, path) for code in facts.product for call in code.calls_to(*_READS) if (path := _path(call)) and "/" in path]
    made = {name for code in facts.product for call in code.calls if not call.means(*_READS) for name in _tops(call)} if reads else set()
    for call, path in reads:
        found = _in_tree(facts, call.path.rpartition("/")[0], path)
        if found and path.removeprefix("./").partition("/")[0] not in made:
            yield call, path, found


def _path(call: Call) -> str:
    """The literal path that a call is given first."""
    first = call.arguments[0].constant if call.kind == "call" and call.arguments else None
    return first if isinstance(first, str) and len(first) <= _LONGEST else ""


def _tops(call: Call) -> Iterator[str]:
    """The first parts of the literal paths that a call is given; a bare name only where it makes a folder."""
    given = (each.constant.removeprefix("./") for each in call.arguments if isinstance(each.constant, str))
    return (each.partition("/")[0] for each in given if "/" in each or call.method in _MAKES)


def _in_tree(facts: Facts, folder: str, path: str) -> str:
    """The one file of the tree that a path means but for its letters; "" where the tree has it as written, or not at all."""
    ground = ground_of(facts)
    wanted = [each for base in dict.fromkeys(("", folder)) if (each := ground.path(base, path))]
    if any(each in ground.files or each in ground.folders for each in wanted):
        return ""
    found = {name for each in wanted for name in _lowered(facts).get(each.lower(), ())}
    return found.pop() if len(found) == 1 else ""


@kept
def _lowered(facts: Facts) -> dict[str, tuple[str, ...]]:
    """The files of the tree by their path in small letters."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(ground_of(facts).files):
        found[path.lower()] = (*found.get(path.lower(), ()), path)
    return found
