"""Whether rows that are picked out are shown to somebody: printed, drawn, written, left below a cell; their number alone is not them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.scoring import shifted
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_CONCEPTS = ("plot.draw", "data.write", "log.event", "track.artefact")
_METHODS = frozenset(
    [
        "print", "display", "pprint", "imshow", "matshow", "show", "write", "writelines", "writerow", "writerows", "dump", "savetxt",
        "save", "table", "dataframe", "log", "log_table", "log_artifact", "log_text", "Image", "make_grid", "save_image", "imwrite",
        "title", "set_title", "text", "markdown", "image", "figimage", "Table",
    ]
)  # fmt: skip
_WRITES = regex(
    r"^to_(?:csv|excel|json|html|parquet|markdown|string|pickle|latex|feather|clipboard|sql)$"
    r"|^(?:plot|show|draw|print|display|write|save|log)_"
)
# What is left of rows after these is a number, or a few.
_SUMS_UP = frozenset(
    [
        "len", "sum", "mean", "std", "var", "median", "count", "shape", "size", "min", "max", "nunique", "value_counts", "describe",
        "bincount", "count_nonzero", "average", "Counter", "quantile", "sem", "corr", "groupby", "crosstab", "any", "all", "mode", "int",
        "float", "item", "numel", "unique", "bool", "info", "nanmean", "round",
    ]
)  # fmt: skip
_FILLS = frozenset({"append", "extend", "add", "update", "insert", "pop", "remove", "put"})
_MOST = 300


def is_shown(facts: Facts, picked: Call) -> bool:
    """Whether rows, or what is looked up by them, reach something that shows them; followed out of a function that gives back only them."""
    seen, edge = {picked.number}, [picked]
    while edge and len(seen) < _MOST:
        call = edge.pop()
        if _shows(call) or _stands_below(facts, call):
            return True
        for each in _takers(facts, call):
            if each.number not in seen and (_shows(each) or each.method not in _SUMS_UP):
                seen.add(each.number)
                edge.append(each)
    return False


def _shows(call: Call) -> bool:
    return call.kind == "call" and (call.means(*_CONCEPTS) or call.method in _METHODS or _WRITES.search(call.method) is not None)


def _stands_below(facts: Facts, call: Call) -> bool:
    """Whether a notebook shows a value because nothing is done with it."""
    alone = call.kind in ("call", "item") and not call.targets and not facts.graph.consumers.get(call.number) and call.method not in _FILLS
    return alone and bool(call.cell) and call.scope < 0 and not call.loops and not call.own


def _takers(facts: Facts, call: Call) -> Iterator[Call]:
    """What takes a value, within the project's own functions too; of those that give back nothing else, what takes theirs."""
    graph = facts.graph
    for number in graph.consumers.get(call.number, ()):
        taker = graph.calls[number]
        yield from _inside(facts, taker, call) if taker.own and taker.kind == "call" and not _shows(taker) else (taker,)
    code = facts.code_at(call.path)
    if code is not None and call.scope >= 0 and set(shifted(code, code.functions[call.scope].returns)) == {call.number}:
        name = next((name for name, place in graph.functions.items() if place == (call.path, call.scope)), "")
        yield from (graph.calls[number] for number in graph.callers.get(name, ()))


def _inside(facts: Facts, call: Call, given: Call) -> Iterator[Call]:
    """The parameters by which a function of the project's own is given a value."""
    path, scope = facts.graph.functions.get(call.name, ("", -1))
    code = facts.code_at(path) if path else None
    for each in code.within(scope) if code is not None else ():
        if each.kind == "parameter" and given.number in facts.graph.passed.get(each.number, {}).get(call.number, ()):
            yield each
