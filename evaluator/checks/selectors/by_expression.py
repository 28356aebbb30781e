"""Columns that are computed by expressions of a library: pyspark's `withColumn`, polars' `with_columns`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_PLAIN = frozenset({"col", "cast", "lit", "column", "trim", "to_date", "to_timestamp", "withColumn", "regexp_replace"})
_FILLS = frozenset({"alias", "fill_null", "fill_nan", "median", "mean", "cast", "str", "strip_chars", "to_lowercase", "first", "last"})
_NEAR = 20
_SEVERAL = 2


def by_expression(facts: Facts, call: Call) -> dict[str, Call]:
    """Columns with their place: `withColumn("rate", col("a") / col("b"))`, `with_columns((pl.col("a") / pl.col("b")).alias("rate"))`."""
    if call.method == "with_columns":
        return _of_polars(facts, call)
    given = [facts.graph.calls[number] for argument in call.arguments for number in argument.inputs]
    if call.method == "withColumn":
        name = call.constant("", 0)
        return {name: call} if isinstance(name, str) and (len(given) > 1 or any(each.method not in _PLAIN for each in given)) else {}
    named = {each.constant("", 0): each for each in given if each.method == "alias"} if call.method == "agg" else {}
    return {name: each for name, each in named.items() if isinstance(name, str)}


def _of_polars(facts: Facts, call: Call) -> dict[str, Call]:
    """What several columns, or more than a fill of one, make under a new name; by a keyword or an alias."""
    found: dict[str, Call] = {}
    for argument in call.arguments:
        aliases = [facts.graph.calls[number] for number in argument.inputs if facts.graph.calls[number].method == "alias"]
        name = argument.name or next((str(each.constant("", 0)) for each in aliases), "")
        near = [*(facts.graph.calls[number] for number in argument.inputs), *facts.graph.upstream(argument.inputs, most=_NEAR)]
        parts = {each.number: each for each in near if each.name.startswith("polars.") and each.path == call.path}
        columns = {each.constant("", 0) for each in parts.values() if each.name == "polars.col"}
        works = [each for each in parts.values() if each.name.startswith("polars.Expr.") and each.method not in _FILLS]
        if name and (len(columns) >= _SEVERAL or (works and name not in columns)):
            found[name] = call
    return found
