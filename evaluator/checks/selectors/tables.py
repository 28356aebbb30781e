"""Tables from words or signs to numbers that preparation writes down and prediction reads back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_READS = frozenset({"load", "loads"})
_FAR = 600


def tables_read_back(facts: Facts, given: list[int]) -> Iterator[Found]:
    """Where the input of a prediction is looked up in a table that another file wrote under the same key: `meta["numbers"][sign]`."""
    written = _written(facts)
    for call in facts.graph.upstream(given, most=_FAR) if written else ():
        if call.kind != "item" or not call.arguments or call.arguments[0].is_constant:
            continue
        for key in _keys_read(facts, call):
            path = next((path for path in written.get(key, ()) if path != call.path), None)
            if path is not None:
                yield call.at, f"`{key}`, which {path} writes, is read back and applied", "high"


def _keys_read(facts: Facts, call: Call) -> Iterator[str]:
    """The keys under which a table that is asked here was kept in a file."""
    for table in (facts.graph.calls[number] for number in call.receiver):
        key = table.arguments[0].constant if table.kind == "item" and table.arguments else None
        kept_in = [facts.graph.calls[number] for number in table.receiver]
        if isinstance(key, str) and any(each.kind == "call" and each.means("serialise") and each.method in _READS for each in kept_in):
            yield key


@kept
def _written(facts: Facts) -> Mapping[str, list[str]]:
    """The keys of the dicts that each file writes, with the files."""
    found: dict[str, list[str]] = {}
    for call in facts.those(("serialise",), ("dump",)):
        for key in call.arguments[0].items if call.method == "dump" and call.arguments else ():
            if isinstance(key, str) and call.path not in found.setdefault(key, []):
                found[key].append(call.path)
    return found
