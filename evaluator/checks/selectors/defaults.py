"""Settings of models as their libraries have them by default: whether a value holds a model back more than nothing said at all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evaluator.model.regex import regex

if TYPE_CHECKING:
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

    Table = dict[str, tuple[str, float]]
    Tables = tuple[Table, ...]

# Sources: the reference pages of each library. "<": smaller is tighter; ">": larger is tighter.
_BOOSTERS: dict[str, Table] = {
    "xgboost": {
        "max_depth": ("<", 6), "min_child_weight": (">", 1), "reg_lambda": (">", 1), "reg_alpha": (">", 0), "subsample": ("<", 1),
        "colsample_bytree": ("<", 1),
    },
    "lightgbm": {
        "num_leaves": ("<", 31), "max_depth": ("<", math.inf), "min_child_samples": (">", 20), "min_data_in_leaf": (">", 20),
        "min_child_weight": (">", 0.001), "reg_alpha": (">", 0), "reg_lambda": (">", 0), "lambda_l1": (">", 0), "lambda_l2": (">", 0),
        "subsample": ("<", 1), "colsample_bytree": ("<", 1), "feature_fraction": ("<", 1), "bagging_fraction": ("<", 1),
    },
    "catboost": {"depth": ("<", 6), "max_depth": ("<", 6), "l2_leaf_reg": (">", 3), "reg_lambda": (">", 3), "min_data_in_leaf": (">", 1)},
}  # fmt: skip
_TREES: Table = {
    "max_depth": ("<", math.inf), "min_samples_leaf": (">", 1), "min_samples_split": (">", 2), "max_leaf_nodes": ("<", math.inf),
    "ccp_alpha": (">", 0), "subsample": ("<", 1),
}  # fmt: skip
_BOOSTED: Table = {**_TREES, "max_depth": ("<", 3)}
_BY_HISTOGRAM: Table = {"max_leaf_nodes": ("<", 31), "min_samples_leaf": (">", 20), "max_depth": ("<", math.inf)}
_ANY: Table = dict.fromkeys(("weight_decay", "label_smoothing", "lora_dropout", "drop_prob", "dropout_rate"), (">", 0))
_SHARES = frozenset({"subsample", "colsample_bytree", "feature_fraction", "bagging_fraction", "label_smoothing"})
_LEAST = {
    "max_depth": 1,
    "depth": 1,
    "min_samples_leaf": 1,
    "min_samples_split": 2,
    "min_data_in_leaf": 1,
    "max_leaf_nodes": 2,
    "num_leaves": 2,
}
_GROWN = regex(r"Tree|Forest|Boosting")
_OF_SKLEARN: dict[str, Table] = {"GradientBoosting": _BOOSTED, "HistGradientBoosting": _BY_HISTOGRAM}


def compared(tables: Tables, name: str, low: float, high: float) -> str:
    """How a range stands to the default: tighter (nowhere looser), looser (nowhere tighter), either; "" where none is known."""
    told = {_beside(*table[name], low, high) for table in (*tables, _ANY) if name in table}
    return told.pop() if len(told) == 1 else ("either" if told else "")


def _beside(sign: str, default: float, low: float, high: float) -> str:
    loosest, tightest, limit = (high, low, default) if sign == "<" else (-low, -high, -default)
    if tightest >= limit:
        return "looser"
    return "tighter" if loosest <= limit else "either"


def every_value(name: str) -> tuple[float, float]:
    """All that a setting may be given, where the values tried are not seen."""
    return (0, 1) if name in _SHARES else (_LEAST.get(name, 0), math.inf)


def searched(call: Call, name: str) -> tuple[float, float]:
    """The range in which a trial looks for a setting: `suggest_int("max_depth", 2, 5)`, `hp.loguniform("reg_lambda", -6, -1)`."""
    low, high = call.constant("low", 1), call.constant("high", 2)
    tried = call.argument("choices", 1) or call.argument("options", 1)
    items = [each for each in tried.items if isinstance(each, int | float)] if tried is not None else []
    if items:
        return min(items), max(items)
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return every_value(name)
    powers = call.name.startswith("hyperopt.") and "log" in call.method
    return (math.exp(min(low, 700)), math.exp(min(high, 700))) if powers else (low, high)


def tables_of(call: Call) -> Tables:
    """The defaults of what a call makes or trains."""
    library = call.name.partition(".")[0]
    if library == "sklearn":
        named = next((table for name, table in sorted(_OF_SKLEARN.items(), reverse=True) if call.method.startswith(name)), _TREES)
        return (named,) if _GROWN.search(call.method) else ()
    return (_BOOSTERS[library],) if library in _BOOSTERS else ()


def tables_in(code: Code) -> Tables:
    """The defaults of the models that a file makes, for settings that stand apart from them."""
    made = [table for call in code.called if call.family or call.means("model.train", "estimator.fit") for table in tables_of(call)]
    return tuple(table for number, table in enumerate(made) if table not in made[:number])


def rate_of(facts: Facts, call: Call) -> str:
    """What a layer that leaves values out is told: "none" for a share of 0, "default" for a parameter that is 0 unless given, else ""."""
    rate = call.argument("p", 0) or call.argument("rate") if "drop" in call.method.lower() else None
    if rate is None:
        return ""
    if rate.is_constant:
        return "none" if rate.constant == 0 and rate.constant is not False else ""
    code = facts.code_at(call.path)
    if code is None or call.scope < 0 or rate.text not in code.functions[call.scope].parameters:
        return ""
    function = code.functions[call.scope]
    fed = (facts.graph.calls[number] for number in rate.inputs if number in facts.graph.calls)
    given = any(facts.graph.passed.get(each.number) for each in fed if each.kind == "parameter")
    zero = any(
        each.kind == "parameter" and each.name == rate.text and each.value == 0 and function.line <= each.line <= function.end_line
        for each in code.source.numbers
    )
    return "default" if zero and not given else ""
