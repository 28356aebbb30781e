"""The one line along which a table comes to where it is used: column choices, drops, splits, functions passed through."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

LONGEST = 80
MOST_STEPS = 4
# Methods after which the table has the columns it had before.
KEEPING = frozenset(
    [
        "values", "to_numpy", "copy", "astype", "dropna", "fillna", "reset_index", "set_index", "sort_values", "sort_index", "sample",
        "drop_duplicates", "head", "tail", "replace", "reshape", "ravel", "flatten", "squeeze", "tolist", "query", "clip", "round",
        "interpolate", "ffill", "bfill", "toarray", "infer_objects", "convert_dtypes", "todense", "to_frame", "to_dict", "map", "apply",
        "transpose", "float", "long", "to", "drop", "join", "merge",
    ]
)  # fmt: skip
DATE_PARTS = frozenset({"hour", "dayofweek", "day_of_week", "weekday", "day", "month", "quarter", "year", "dayofyear", "minute", "week"})
# Functions of the first argument that keep its columns, or turn each into others of its own.
_WRAPS = frozenset(
    [
        "numpy.array", "numpy.asarray", "numpy.ravel", "numpy.log1p", "numpy.log", "pandas.DataFrame", "pandas.Series",
        "pandas.get_dummies", "pandas.to_numeric", "torch.tensor", "torch.from_numpy", "torch.FloatTensor", "sklearn.utils.shuffle",
        "tensorflow.convert_to_tensor", "keras.utils.to_categorical", "tensorflow.keras.utils.to_categorical",
    ]
)  # fmt: skip


def lineage(facts: Facts, numbers: tuple[int, ...]) -> list[Call]:
    """The nodes from a value back to its origin, nearest first; it ends where several values meet or something unknown was done."""
    found: list[Call] = []
    entered: list[int] = []
    seen: set[int] = set()
    while numbers and len(found) < LONGEST:
        numbers = numbers if len(numbers) == 1 else _alike(facts, numbers)
        if len(numbers) != 1 or numbers[0] in seen:
            break
        call = facts.graph.calls.get(numbers[0])
        if call is None:
            break
        seen.add(call.number)
        found.append(call)
        numbers = _before(facts, call, entered)
    return found


def _alike(facts: Facts, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """One of several parts that are cut alike of the same: the same place of the same split, as in `try` and its `except`."""
    calls = [facts.graph.calls[number] for number in numbers if number in facts.graph.calls]
    cuts = [facts.graph.calls.get(call.receiver[0]) for call in calls if call.kind == "item" and len(call.receiver) == 1]
    if len(cuts) != len(numbers) or len({call.constant("", 0) for call in calls}) != 1:
        return ()
    given = {tuple(argument.inputs for argument in cut.arguments if argument.name == "") for cut in cuts if cut and cut.means("split")}
    return numbers[:1] if len(given) == 1 and all(cut and cut.means("split") for cut in cuts) else ()


def _before(facts: Facts, call: Call, entered: list[int]) -> tuple[int, ...]:
    graph = facts.graph
    if call.kind == "parameter":
        given = graph.passed.get(call.number, {})
        if entered and entered[-1] in given:
            return given[entered.pop()]
        return given[min(given)] if given and not entered else ()
    if call.kind == "item" and len(call.receiver) == 1 and (origin := graph.calls.get(call.receiver[0])) is not None:
        part = part_of(facts, call, origin, entered)
        if part is not None:
            return part
    if call.kind in ("item", "set-item", "delete", "free", "self"):
        return call.inputs if call.kind in ("free", "self") else call.receiver
    if graph.returned.get(call.number) and call.own:
        entered.append(call.number)
        return graph.returned[call.number]
    return _through(call)


def _through(call: Call) -> tuple[int, ...]:
    """What a call of a library keeps: its receiver's columns, or its first argument's."""
    if call.receiver and call.method in KEEPING:
        return call.receiver
    first = call.argument("", 0)
    if first is not None and (call.name in _WRAPS or call.means("transformer.fit", "transformer.transform", "label.encode")):
        return first.inputs
    return ()


def part_of(facts: Facts, item: Call, origin: Call, entered: list[int]) -> tuple[int, ...] | None:
    """What feeds one part of a split or of a tuple that the project's own function returns; None for anything else."""
    position = item.constant("", 0)
    if not isinstance(position, int) or origin.kind != "call":
        return None
    origin = _handed_on(facts, origin, entered)
    if origin.means("split", "resampler.fit"):
        given = [argument.inputs for argument in origin.arguments if argument.name == ""]
        place = position // 2 if origin.means("split") else position
        return given[place] if 0 <= place < len(given) else ()
    results = facts.graph.returned.get(origin.number, ())
    parts = _unpacked(facts, origin, results)
    if parts is None:
        return () if results else None
    entered.append(origin.number)
    return parts[position] if 0 <= position < len(parts) else ()


def _handed_on(facts: Facts, origin: Call, entered: list[int]) -> Call:
    """The split whose parts a function of the project hands on as they are: `return train_test_split(...)`."""
    on_the_way: list[int] = []
    while origin.own and len(results := facts.graph.returned.get(origin.number, ())) == 1 and len(on_the_way) < MOST_STEPS:
        on_the_way.append(origin.number)
        origin = facts.graph.calls[results[0]]
    if origin.means("split", "resampler.fit"):
        entered += on_the_way
        return origin
    return facts.graph.calls[on_the_way[0]] if on_the_way else origin


def _unpacked(facts: Facts, origin: Call, results: tuple[int, ...]) -> tuple[tuple[int, ...], ...] | None:
    """What feeds each part of the tuple that a function returns: of several, of the only one with as many parts as are taken."""
    tuples = [parts for number in results if (parts := facts.graph.definitions.get(number)) is not None]
    if len(results) == 1 or not tuples or len(tuples) < len(results):
        return tuples[0] if len(results) == len(tuples) == 1 else None
    items = (facts.graph.calls[number] for number in facts.graph.consumers.get(origin.number, ()))
    places = [place for each in items if each.kind == "item" and isinstance(place := each.constant("", 0), int)]
    alike = [parts for parts in tuples if places and len(parts) == max(places) + 1]
    return alike[0] if len(alike) == 1 else None


def is_part_of_date(facts: Facts, numbers: tuple[int, ...]) -> bool:
    """Whether a value is a part of the dates by which a table is ordered: `df.index.hour`."""
    near = [facts.graph.calls[number] for number in numbers if number in facts.graph.calls]
    parts = (each for each in near if each.kind == "item" and each.method in DATE_PARTS and each.name.startswith("pandas."))
    return any(facts.graph.calls[number].method == "index" for each in parts for number in each.receiver)


def names_in(facts: Facts, call: Call, arguments: Iterator[Argument] | tuple[Argument, ...]) -> set[str]:
    """Columns that arguments name: literals, names of constants (`@TARGET`) and what those stand for."""
    found: set[str] = set()
    for argument in arguments:
        found |= {text for text in (argument.constant, *argument.items) if isinstance(text, str)}
        fed = [facts.graph.calls[number] for number in argument.inputs]
        free = [each.written for each in fed if each.kind in ("free", "self", "parameter")]
        for name in (argument.text, *free):
            if name and name not in (":", ":x", "x:"):
                found |= {f"@{name}"} | _constant(facts, call, name)
    return found


def _constant(facts: Facts, call: Call, name: str) -> set[str]:
    code = facts.code_at(call.path)
    binding = code.source.bindings.get(name) if code else None
    return {binding.constant} if binding is not None and isinstance(binding.constant, str) else set()
