"""Which columns of a table are chosen as inputs: by name, by a list, by place, by what is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.lineage import names_in
from evaluator.model.code import Call
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

_CHOOSERS = frozenset({"ColumnTransformer", "make_column_transformer", "DataFrameMapper", "TableVectorizer", "ColumnSelector"})
_SCALERS = frozenset({"StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "SimpleImputer", "KNNImputer", "PowerTransformer"})
_ROWS = frozenset({"isin", "notna", "notnull", "isnull", "isna", "duplicated", "between", "contains"})
# What takes columns out of a list of them.
_LEAVING = frozenset({"drop", "difference", "remove", "isin"})
# What a choice of rows is called.
_NUMBERS = regex(r"(?:^|_)(?:idxs?|index|indexes|indices|inds?|mask|perm(?:utation)?|train|test|val(?:id(?:ation)?)?|folds?|bootstrap)\d?$")
_OF_COLUMNS = regex(r"col|feat|var")
_ATTRIBUTES = frozenset({"values", "iloc", "loc", "T", "cat", "codes", "columns", "index", "shape", "dt", "str", "ix", "at", "iat"})


class Column(msgspec.Struct, frozen=True):
    """A column taken from a table: its names, the node of the table, and where it is taken; `popped` when taken out."""

    names: frozenset[str]
    table: int
    call: Call
    popped: bool = False


def words_of(column: Column) -> str:
    """How the column is called in notes."""
    shown = next((name for name in sorted(column.names) if not name.startswith("@")), "")
    return f"`{shown}`" if shown else "the target"


def column_of(facts: Facts, behind: list[Call]) -> Column | None:
    """The column that the answers are."""
    for call in behind:
        if len(call.receiver) != 1:
            continue
        first = call.arguments[:1]
        if call.kind == "item" and first and _is_of_rows(facts, call):
            continue
        if call.kind == "item" and call.name.endswith("[]") and first and not isinstance(first[0].constant, int):
            names = names_in(facts, call, first)
            single = isinstance(first[0].constant, str) or len(first[0].items) == 1 or first[0].text
            return Column(frozenset(names), call.receiver[0], call) if names and single else None
        if call.kind == "call" and call.method == "pop" and first:
            return Column(frozenset(names_in(facts, call, first)), call.receiver[0], call, popped=True)
        if call.kind == "item" and not call.arguments and call.type == "pandas.Series" and call.method not in _ATTRIBUTES:
            return Column(frozenset({call.method}), call.receiver[0], call)
    return None


def chooses(facts: Facts, fit: Call, behind_rows: list[Call]) -> bool:
    """Whether something before or inside the model may leave columns out."""
    if any(call.method in _CHOOSERS for call in facts.graph.upstream(fit.receiver)):
        return True
    learns = (call for call in behind_rows if call.means("transformer.fit", "transformer.transform"))
    return any(call.name.rsplit(".", 2)[-2] not in _SCALERS if call.name.count(".") > 1 else True for call in learns)


def choice_of(facts: Facts, call: Call, column: Column, words: str) -> Evidence | None:
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
    if given.text != ":" and (isinstance(given.constant, int) or given.text in (":x", "x:") or _is_of_rows(facts, call)):
        return None
    made = [each for each in facts.graph.upstream(given.inputs) if each.kind not in ("free", "parameter")]
    if any(names_in(facts, each, each.arguments) & column.names for each in made if each.kind == "delete" or each.method in _LEAVING):
        return supports(call.at, f"the inputs are chosen by a list of columns, apart from {words}")
    if given.text == ":":
        sure: Confidence = "low" if given.inputs else "high"
        return supports(call.at, "the inputs are chosen by their place in the table", sure) if _is_by_place(facts, call) else None
    if not made:
        return supports(call.at, f"the inputs are chosen by a list of columns, apart from {words}")
    if any(_is_slice_of_columns(facts, each) for each in made):
        return supports(call.at, "the inputs are chosen by their place among the columns")
    return supports(call.at, f"the inputs are chosen by a list that is computed; whether it holds {words} could not be told", "low")


def _is_by_place(facts: Facts, call: Call) -> bool:
    origin = facts.graph.calls.get(call.receiver[0]) if call.receiver else None
    return origin is not None and origin.method in ("iloc", "loc", "ix", "values", "to_numpy")


def _is_slice_of_columns(facts: Facts, call: Call) -> bool:
    """Whether a list of columns is a slice of those of a table: `df.columns[1:-1]`."""
    sliced = call.kind == "item" and bool(call.arguments) and ":" in call.arguments[0].text
    return sliced and any(facts.graph.calls[number].method == "columns" for number in call.receiver)


def _is_of_rows(facts: Facts, call: Call) -> bool:
    """Whether an item picks rows: by a comparison over a column of the table, by the numbers of a fold, or in another order."""
    given = call.arguments[0]
    origin = facts.graph.calls.get(call.receiver[0]) if call.receiver else None
    if origin is not None and origin.method in ("iloc", "values", "to_numpy"):
        return True
    if _NUMBERS.search(given.text.rpartition(".")[2]) and not _OF_COLUMNS.search(given.text):
        return True
    fed = [facts.graph.calls[number] for number in given.inputs]
    return any(each.type == "pandas.Series" or each.method in _ROWS or _is_of_fold(facts, each) for each in fed)


def _is_of_fold(facts: Facts, call: Call) -> bool:
    """Whether a value is the row numbers of a fold or of a new order: `for train, test in folds.split(X)`."""
    if call.kind == "item" and len(call.receiver) == 1:
        return _is_of_fold(facts, facts.graph.calls[call.receiver[0]])
    return call.kind == "call" and call.means("folds", "shuffle")


def place_of(facts: Facts, behind: list[Call]) -> Call | None:
    """The first choice of columns by their place."""
    items = (call for call in behind if call.kind == "item" and call.arguments)
    return next((call for call in items if call.arguments[0].text == ":" and _is_by_place(facts, call)), None)
