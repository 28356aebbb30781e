"""Whether what is to be predicted stays among the columns a model is fitted on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.chance import together
from evaluator.checks.selectors.chosen_columns import Column, choice_of, chooses, column_of, place_of, words_of
from evaluator.checks.selectors.lineage import lineage, names_in
from evaluator.checks.selectors.training import trainings
from evaluator.model.code import Call
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

_TABLES = ("data.read", "data.query", "data.construct")
_TIME = frozenset({"shift", "diff", "pct_change", "rolling", "expanding", "ewm", "groupby", "transform", "cumsum", "resample"})
_MEDIA = ("image.read", "image-augmentation", "tokenizer")
_PICTURES = frozenset({"Conv2d", "Conv2D", "Conv3d", "Conv3D", "MaxPool2d", "MaxPooling2D"})
_READY = frozenset({"x", "features", "feature", "inputs", "input", "data", "images", "x_train", "train_x"})
_MOST = 400
_NETWORK = regex(r"(?:^|[._])(?:model|net|network|classifier)(?:$|_\d)")


class Pair(msgspec.Struct, frozen=True):
    """One fit with the nodes of its rows and of its answers."""

    fit: Call
    rows: tuple[int, ...]
    answers: tuple[int, ...]


def pairs(facts: Facts) -> Iterator[Pair]:
    """Every fit that is given rows and answers apart."""
    fits = (*trainings(facts), *facts.calls_to("cross-validate", "data.matrix"))
    for fit in fits:
        if fit.name.endswith("Trainer.fit"):
            continue  # given a module and its loaders
        positional = [argument for argument in fit.arguments if argument.name == ""]
        if fit.means("cross-validate"):
            positional = positional[1:]
        named = {argument.name: argument for argument in fit.arguments}
        rows = next((named[name] for name in ("X", "x", "data") if name in named), positional[0] if positional else None)
        answers = next((named[name] for name in ("y", "label", "target") if name in named), positional[1] if len(positional) > 1 else None)
        if rows is not None and answers is not None and rows.inputs and answers.inputs:
            yield Pair(fit, rows.inputs, answers.inputs)


def told(facts: Facts, pair: Pair) -> Evidence | None:
    """What one fit says about its target; None when it cannot be decided."""
    behind_answers = lineage(facts, pair.answers)
    behind_rows = lineage(facts, pair.rows)
    if any(call.method in _TIME for call in (*behind_answers, *behind_rows)):
        return None
    if _are_ready(facts, behind_rows, behind_answers):
        return _made_ready(facts, pair)
    column = column_of(facts, behind_answers)
    found = _by_table(facts, behind_rows, column) if column else _apart(facts, pair, behind_rows, behind_answers)
    if found is None or found.supports or not chooses(facts, pair.fit, behind_rows):
        return found
    return supports(pair.fit.at, "the columns are chosen by a transformer inside the model", "low")


def _are_ready(facts: Facts, behind_rows: list[Call], behind_answers: list[Call]) -> bool:
    """Whether rows and answers are two entries of one thing that is no table, and the rows one whole entry: `part["X"], part["y"]`."""
    rows, answers = (next((each for each in behind if _key(each)), None) for behind in (behind_rows, behind_answers))
    if rows is None or answers is None or _key(rows).lower() not in _READY:
        return False
    return not any(call.type.endswith("DataFrame") for each in (rows, answers) for call in _receivers(facts, each))


def _key(call: Call) -> str:
    """The text by which an entry is taken: `part["X"]`."""
    key = call.constant("", 0) if call.kind == "item" else ""
    return key if isinstance(key, str) else ""


def _receivers(facts: Facts, call: Call) -> list[Call]:
    return [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]


def _made_ready(facts: Facts, pair: Pair) -> Evidence:
    """What is said where the parts were made, when inputs and answers are chosen there of one table; else a question."""
    chosen = [call for call in facts.graph.upstream(pair.rows, most=_MOST) if call.kind in ("item", "call") and len(call.receiver) == 1]
    for answer in chosen:
        column = column_of(facts, [answer])
        others = (each for each in chosen if each.receiver == answer.receiver and each is not answer and each.scope == answer.scope)
        said = [choice_of(facts, each, column, words_of(column)) for each in others if _of_several(each)] if column else []
        if firm := next((each for each in said if each is not None), None):
            return firm
    return supports(pair.fit.at, "inputs and answers come as parts made elsewhere; what is among the inputs could not be told", "low")


def _of_several(call: Call) -> bool:
    """Whether columns are chosen by a list, or dropped; a single one is taken for something else."""
    return call.method == "drop" or (call.name.endswith("[]") and bool(call.arguments) and not isinstance(call.constant("", 0), str | int))


def _by_table(facts: Facts, behind_rows: list[Call], column: Column) -> Evidence | None:
    """Whether a column of a table stays among the rows that come from it; a list that is computed chooses of what was left before."""
    words = words_of(column)
    doubt: Evidence | None = None
    for position, call in enumerate(behind_rows):
        choice = choice_of(facts, call, column, words)
        if choice is not None and choice.confidence == "high":
            firm = doubt is None or choice.supports
            derived = _derived(facts, behind_rows, column, words) if call.kind != "item" else None
            return derived or (choice if firm else doubt)
        doubt = doubt or choice
        if call.number == column.table:
            return doubt or _left_in(facts, behind_rows[: position + 1], column, words)
    return doubt


def _left_in(facts: Facts, steps: list[Call], column: Column, words: str) -> Evidence | None:
    """The rows are the table itself from which the answers were taken."""
    numbers = {call.number for call in steps}
    used = [facts.graph.calls[number] for each in numbers for number in facts.graph.consumers.get(each, ())]
    if column.popped or any(each.method == "pop" and names_in(facts, each, each.arguments[:1]) & column.names for each in used):
        return supports(column.call.at, f"{words} is taken out of the table")
    literal = isinstance(column.call.constant("", 0), str) or not column.call.arguments
    # A function that is given the table may change it; a step with names that are computed may have dropped the column.
    unsure = any(each.own or each.method in ("remove", "__delitem__", "select", "drop_columns") for each in used)
    unsure = unsure or any(call.method == "drop" and any(argument.inputs for argument in call.arguments) for call in steps)
    unsure = unsure or any(call.kind in ("parameter", "self", "free") or call.path != steps[0].path for call in steps)
    firm = literal and not unsure and all(call.cell is None or call.cell <= steps[0].cell for call in steps if steps[0].cell)
    return against(column.call.at, f"{words} is to be predicted and stays in the table the model is fitted on", "high" if firm else "low")


def _derived(facts: Facts, steps: list[Call], column: Column, words: str) -> Evidence | None:
    """A column computed by arithmetic from the target, made in the same table and neither dropped nor left out."""
    dropped = {name for call in steps if call.method == "drop" for name in names_in(facts, call, call.arguments)}
    for call in steps:
        key = call.constant("", 0)
        if call.kind != "set-item" or not isinstance(key, str) or key in dropped | column.names:
            continue
        sources = [facts.graph.calls[number] for number in call.arguments[-1].inputs]
        if any(each.kind == "item" and each.constant("", 0) in column.names for each in sources):
            return against(call.at, f"`{key}` is computed from {words} and stays among the inputs", "low")
    return None


def _apart(facts: Facts, pair: Pair, behind_rows: list[Call], behind_answers: list[Call]) -> Evidence | None:
    """Inputs and answers that never stood in one table, or that are two places of one."""
    two = _two_places(behind_rows, behind_answers)
    if two is not None:
        return supports(two.at, "inputs and answers are different places of one array")
    places, answer = place_of(facts, behind_rows), place_of(facts, behind_answers)
    if places is not None and answer is not None and places.number != answer.number:
        return supports(places.at, "inputs and answers are different places of the table")
    fed = [*facts.graph.upstream(pair.rows), *behind_rows]
    if any(call.means("data.builtin", "image.read") for call in fed) and not any(call.means(*_TABLES) for call in fed):
        return supports(pair.fit.at, "inputs and answers come as separate arrays")
    return None


def _two_places(behind_rows: list[Call], behind_answers: list[Call]) -> Call | None:
    """Where all columns but some are taken, of the same array of which one column is the answer: `rows[:, :-1]`, `rows[:, -1]`."""
    rows, answer = (
        next((each for each in behind if each.kind == "item" and each.arguments), None) for behind in (behind_rows, behind_answers)
    )
    if rows is None or answer is None or rows.receiver != answer.receiver:
        return None
    first, second = rows.arguments[0], answer.arguments[0]
    single = len(second.items) == 1 and isinstance(second.items[0], int)
    return rows if first.text == second.text == ":" and not first.items and single else None


def tables_read(facts: Facts) -> bool:
    """Whether product code reads any table."""
    return any(call.name.startswith(("pandas.", "polars.", "pyspark.", "dask.")) for call in facts.calls_to(*_TABLES))


def _fed(facts: Facts, fit: Call) -> Call:
    """Where a model is given its rows, for a step that only learns: the nearest call of a network before it in the same function."""
    if fit.method not in ("backward", "apply_gradients"):
        return fit
    before = (call for call in facts.graph.upstream(fit, most=_MOST) if (call.path, call.scope) == (fit.path, fit.scope))
    asked = (call for call in before if call.kind == "call" and (call.method == "__call__" or _NETWORK.search(call.written)))
    return next((call for call in asked if call.line <= fit.line and call.arguments and not _is_loss(call)), fit)


def _is_loss(call: Call) -> bool:
    said = (call.name, call.written, *call.targets)
    return call.means("loss") or any("loss" in text.lower() or "criterion" in text.lower() for text in said)


def verdicts(facts: Facts) -> Iterator[Evidence]:
    """What every fit says; where none can be decided, that; nothing where no answers are given to any fit."""
    found = list(pairs(facts))
    decided = [evidence for pair in found if (evidence := told(facts, pair)) is not None]
    yield from dict.fromkeys(decided)
    if decided:
        return
    fit = found[0].fit if found else next((call for call in trainings(facts) if not call.means("clustering")), None)
    if fit is None:
        return
    if not found and not tables_read(facts):
        yield supports(fit.at, "no table was found in which the target could stay beside the inputs")
        return
    media = {call.path for call in facts.calls_to(*_MEDIA)} | {call.path for call in facts.calls_to("nn.layer") if call.method in _PICTURES}
    # a notebook stands for itself; scripts of one project share their data
    met = (each for each in trainings(facts) if media and (each.cell is None or together(facts, each.path, media)))
    taught = (each for each in met if not each.means("clustering", "search.run"))
    if not found and (near := next(taught, None)) is not None:
        yield supports(_fed(facts, near).at, "the model is fed with images or texts, and not with a table in which answers could stay")
        return
    yield supports(fit.at, "which columns reach this fit was not followed to the end", "low")
