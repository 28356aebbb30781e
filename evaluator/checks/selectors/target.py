"""Whether what is to be predicted stays among the columns a model is fitted on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.chance import together
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
_CHOOSERS = frozenset({"ColumnTransformer", "make_column_transformer", "DataFrameMapper", "TableVectorizer", "ColumnSelector"})
_SCALERS = frozenset({"StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "SimpleImputer", "KNNImputer", "PowerTransformer"})
_ROWS = frozenset({"isin", "notna", "notnull", "isnull", "isna", "duplicated", "between", "contains"})
_MEDIA = ("image.read", "image-augmentation", "tokenizer")
_PICTURES = frozenset({"Conv2d", "Conv2D", "Conv3d", "Conv3D", "MaxPool2d", "MaxPooling2D"})
_READY = frozenset({"x", "features", "feature", "inputs", "input", "data", "images", "x_train", "train_x"})
_MOST = 400
_NETWORK = regex(r"(?:^|[._])(?:model|net|network|classifier)(?:$|_\d)")
_ATTRIBUTES = frozenset({"values", "iloc", "loc", "T", "cat", "codes", "columns", "index", "shape", "dt", "str", "ix", "at", "iat"})


class Pair(msgspec.Struct, frozen=True):
    """One fit with the nodes of its rows and of its answers."""

    fit: Call
    rows: tuple[int, ...]
    answers: tuple[int, ...]


class Column(msgspec.Struct, frozen=True):
    """A column taken from a table: its names, the node of the table, and where it is taken; `popped` when taken out."""

    names: frozenset[str]
    table: int
    call: Call
    popped: bool = False


def pairs(facts: Facts) -> Iterator[Pair]:
    """Every fit that is given rows and answers apart."""
    fits = (*trainings(facts), *facts.calls_to("cross-validate", "data.matrix"))
    for fit in fits:
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
    column = _column(facts, behind_answers)
    found = _by_table(facts, behind_rows, column) if column else _apart(facts, pair, behind_rows, behind_answers)
    if found is None or found.supports or not _chooses(facts, pair, behind_rows):
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
        column = _column(facts, [answer])
        others = (each for each in chosen if each.receiver == answer.receiver and each is not answer and each.scope == answer.scope)
        said = [_chosen(facts, each, column, words_of(column)) for each in others if _of_several(each)] if column else []
        if firm := next((each for each in said if each is not None), None):
            return firm
    return supports(pair.fit.at, "inputs and answers come as parts made elsewhere; what is among the inputs could not be told", "low")


def _of_several(call: Call) -> bool:
    """Whether columns are chosen by a list, or dropped; a single one is taken for something else."""
    return call.method == "drop" or (call.name.endswith("[]") and bool(call.arguments) and not isinstance(call.constant("", 0), str | int))


def words_of(column: Column) -> str:
    """How the column is called in notes."""
    shown = next((name for name in sorted(column.names) if not name.startswith("@")), "")
    return f"`{shown}`" if shown else "the target"


def _chooses(facts: Facts, pair: Pair, behind_rows: list[Call]) -> bool:
    """Whether something before or inside the model may leave columns out."""
    if any(call.method in _CHOOSERS for call in facts.graph.upstream(pair.fit.receiver)):
        return True
    learns = (call for call in behind_rows if call.means("transformer.fit", "transformer.transform"))
    return any(call.name.rsplit(".", 2)[-2] not in _SCALERS if call.name.count(".") > 1 else True for call in learns)


def _by_table(facts: Facts, behind_rows: list[Call], column: Column) -> Evidence | None:
    """Whether a column of a table stays among the rows that come from it."""
    words = words_of(column)
    for position, call in enumerate(behind_rows):
        chosen = _chosen(facts, call, column, words)
        if chosen is not None:
            derived = _derived(facts, behind_rows, column, words) if call.kind != "item" else None
            return derived or chosen
        if call.number == column.table:
            return _left_in(facts, behind_rows[: position + 1], column, words)
    return None


def _column(facts: Facts, behind: list[Call]) -> Column | None:
    """The column that the answers are."""
    for call in behind:
        if len(call.receiver) != 1:
            continue
        first = call.arguments[:1]
        if call.kind == "item" and call.name.endswith("[]") and first and not isinstance(first[0].constant, int):
            names = names_in(facts, call, first)
            single = isinstance(first[0].constant, str) or len(first[0].items) == 1 or first[0].text
            return Column(frozenset(names), call.receiver[0], call) if names and single else None
        if call.kind == "call" and call.method == "pop" and first:
            return Column(frozenset(names_in(facts, call, first)), call.receiver[0], call, popped=True)
        if call.kind == "item" and not call.arguments and call.type == "pandas.Series" and call.method not in _ATTRIBUTES:
            return Column(frozenset({call.method}), call.receiver[0], call)
    return None


def _chosen(facts: Facts, call: Call, column: Column, words: str) -> Evidence | None:
    """A step that decides which columns the rows have."""
    if call.kind == "call" and call.method == "drop":
        return _dropped(facts, call, column, words)
    if call.kind == "delete" and names_in(facts, call, call.arguments) & column.names:
        return supports(call.at, f"{words} is taken out of the table")
    if call.kind != "item" or not call.name.endswith("[]") or not call.arguments:
        return None
    given = call.arguments[0]
    if isinstance(given.constant, str) or any(isinstance(item, str) for item in given.items):
        if names_in(facts, call, call.arguments) & column.names:
            return against(call.at, f"{words}, which is to be predicted, is among the inputs")
        return supports(call.at, f"the inputs are chosen by name, without {words}")
    return _by_list(facts, call, column, words)


def _dropped(facts: Facts, call: Call, column: Column, words: str) -> Evidence | None:
    """What is said of columns that are dropped; nothing where the target is not among them."""
    if names_in(facts, call, call.arguments) & column.names:
        return supports(call.at, f"{words} is dropped from the inputs")
    given = [argument for argument in call.arguments if argument.name in ("", "columns", "labels")]
    unknown = any(argument.text and not argument.items and not argument.is_constant for argument in given)
    note = f"columns are dropped that stand in a list elsewhere; whether {words} is among them could not be told"
    return supports(call.at, note, "low") if unknown else None


def _by_list(facts: Facts, call: Call, column: Column, words: str) -> Evidence | None:
    """Columns chosen by a list that stands elsewhere, or by place; None for a choice of rows."""
    given = call.arguments[0]
    if given.text == ":" and _is_by_place(facts, call):
        return supports(call.at, "the inputs are chosen by their place in the table", "high" if not given.inputs else "low")
    if isinstance(given.constant, int) or given.text in (":", ":x", "x:") or _is_mask(facts, call):
        return None
    made = [each for each in facts.graph.upstream(given.inputs) if each.kind not in ("free", "parameter")]
    without = any(names_in(facts, each, each.arguments) & column.names for each in made if each.method in ("drop", "difference", "remove"))
    if without or not made:
        return supports(call.at, f"the inputs are chosen by a list of columns, apart from {words}")
    return supports(call.at, f"the inputs are chosen by a list that is computed; whether it holds {words} could not be told", "low")


def _is_by_place(facts: Facts, call: Call) -> bool:
    origin = facts.graph.calls.get(call.receiver[0]) if call.receiver else None
    return origin is not None and origin.method in ("iloc", "loc", "ix", "values", "to_numpy")


def _is_mask(facts: Facts, call: Call) -> bool:
    """Whether an item picks rows: by a comparison over a column of the table, or by indices."""
    numbers = call.arguments[0].inputs
    origin = facts.graph.calls.get(call.receiver[0]) if call.receiver else None
    if origin is not None and origin.method in ("iloc", "values", "to_numpy"):
        return True
    return any(facts.graph.calls[number].type == "pandas.Series" or facts.graph.calls[number].method in _ROWS for number in numbers)


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
    places, answer = _place(facts, behind_rows), _place(facts, behind_answers)
    if places is not None and answer is not None and places.number != answer.number:
        return supports(places.at, "inputs and answers are different places of the table")
    fed = [*facts.graph.upstream(pair.rows), *behind_rows]
    if any(call.means("data.builtin", "image.read") for call in fed) and not any(call.means(*_TABLES) for call in fed):
        return supports(pair.fit.at, "inputs and answers come as separate arrays")
    return None


def _place(facts: Facts, behind: list[Call]) -> Call | None:
    """The first choice of columns by their place."""
    items = (call for call in behind if call.kind == "item" and call.arguments)
    return next((call for call in items if call.arguments[0].text == ":" and _is_by_place(facts, call)), None)


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
