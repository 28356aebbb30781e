"""Identifiers of rows that stay among the inputs: known by the head of a committed table that reaches a fit as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.ground import ground_of
from evaluator.checks.selectors.lineage import lineage
from evaluator.checks.selectors.target import pairs
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_ID = regex(
    r"(?i:row_?(?:id|no|num|number)|id|uuid|guid|unnamed: ?0|.{1,40}[_ -](?:id|uuid))|[A-Za-z]{0,40}[a-z](?:Id|ID)|[A-Z]\w{0,40} ID"
)
_FIRST = 2  # an identifier of rows stands before what it identifies
# What leaves the columns as they are, but for those it names.
_WHOLE = frozenset({
    "drop", "fillna", "dropna", "drop_duplicates", "reset_index", "copy", "sample", "to_dict", "astype", "to_numpy", "train_test_split",
    "get_dummies", "values",
})  # fmt: skip
_FITTED = regex(r"(?:DictVectorizer|StandardScaler|MinMaxScaler|RobustScaler|MaxAbsScaler|SimpleImputer)\.(?:fit_transform|transform)$")


def kept_identifiers(facts: Facts) -> Iterator[Evidence]:
    """For each fit on a whole table: the identifier among its columns that nothing on the way names."""
    heads = {table.path: [each.strip().strip('"') for each in table.source.columns[:_FIRST]] for table in facts.tables}
    for pair in sorted(pairs(facts), key=lambda each: each.fit.cell is not None) if heads else ():
        steps = lineage(facts, pair.rows)
        read = next((call for call in steps if call.means("data.read")), None)
        path = _table(facts, read) if read is not None else ""
        name = next((each for each in heads.get(path, ()) if _ID.fullmatch(each)), "")
        if read is not None and name and all(_is_whole(call) for call in steps if call is not read) and not _is_named(facts, read, name):
            where = f"{pair.fit.path}, " + (f"cell {pair.fit.cell}, " if pair.fit.cell else "") + f"line {pair.fit.line}"
            note = f"`{name}` of {path}, an identifier of rows by its name and place, stays among the inputs of {pair.fit.method} ({where})"
            yield against(read.at, f"{note}; whether it tells the answer could not be told", "low")


def _table(facts: Facts, read: Call) -> str:
    """The committed table that is read with all its columns; "" for another."""
    given = read.arguments[0].constant if read.arguments else None
    chosen = any(read.argument(name) is not None for name in ("usecols", "index_col", "names", "header"))
    if not isinstance(given, str) or chosen:
        return ""
    ground = ground_of(facts)
    bases = ("", read.path.rpartition("/")[0])
    return next((found for base in bases if (found := ground.path(base, given)) in ground.files and found), "")


def _is_whole(call: Call) -> bool:
    """Whether a step surely leaves the columns that it does not name."""
    if call.kind in ("set-item", "delete"):
        return True
    if call.kind == "item":
        return not call.arguments or isinstance(call.arguments[0].constant, int)
    if call.method == "drop":
        return not any(argument.inputs for argument in call.arguments)
    return not call.own and (call.method in _WHOLE or _FITTED.search(call.name) is not None)


def _is_named(facts: Facts, read: Call, name: str) -> bool:
    """Whether the file that reads a table, or any other script, takes this column by its name anywhere."""
    calls = (call for code in facts.product if code.path == read.path or not code.is_notebook for call in code.calls)
    return any(name == each.constant or name in each.items for call in calls for each in call.arguments)
