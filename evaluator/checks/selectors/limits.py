"""What holds a model back: dropout, decay, penalties, limits of trees, early stops, varied examples."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evaluator.checks.selectors.chance import training_side
from evaluator.checks.selectors.defaults import compared, every_value, rate_of, searched, tables_in, tables_of
from evaluator.checks.selectors.detectors import limited
from evaluator.checks.selectors.prepared import augmented
from evaluator.checks.selectors.scoring import is_stopped
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.checks.selectors.defaults import Tables
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence
    from evaluator.model.source import Argument, Constant

    Found = tuple[Location, str, Confidence]

_LIMITS = frozenset(
    [
        "weight_decay", "max_depth", "min_samples_leaf", "min_samples_split", "max_leaf_nodes", "num_leaves", "min_child_weight",
        "min_child_samples",
        "reg_alpha", "reg_lambda", "l1_ratio", "lambda_l1", "lambda_l2", "l2_leaf_reg", "subsample", "colsample_bytree",
        "ccp_alpha", "max_features",
        "kernel_regularizer", "label_smoothing", "early_stopping_rounds", "dropout", "drop_prob", "lora_dropout",
        "feature_fraction", "bagging_fraction",
        "depth", "min_data_in_leaf", "penalty", "C", "alpha", "early_stopping", "n_iter_no_change", "hidden_dropout_prob", "dropout_rate",
    ]
)  # fmt: skip
_TREES = _LIMITS - {"C", "alpha", "depth", "penalty", "dropout", "early_stopping", "max_features"}
_SHRUNK = frozenset(
    {"Ridge", "RidgeCV", "Lasso", "LassoCV", "ElasticNet", "ElasticNetCV", "RidgeClassifier", "BayesianRidge", "AdamW", "LassoLars"}
)
_NO_LIMIT = ("BatchNorm", "LayerNorm", "GroupNorm", "BatchNormalization", "LayerNormalization", "clip", "InstanceNorm", "RMSNorm")
_TAKES = ("optimizer", "model.train", "training.settings", "search.run", "estimator.fit", "nn.layer", "hyperparameter-search")
_OF_NETWORKS = frozenset({"dropout", "weight_decay", "drop_prob", "dropout_rate"})
_NEAR = 60
_DEPTHS = frozenset({"max_depth", "depth"})
NO_DEPTH = 64  # a tree of this depth would take more rows than there are


def limits(facts: Facts) -> Iterator[Found]:
    """Dropout, decay, penalties, depth limits, early stops, varied examples; those of files that train, where there are any."""
    every, trains = list(_limits(facts)), training_side(facts)
    found = [each for each in every if each[2] == "high"] or every
    yield from [each for each in found if each[0].path in trains] or found


def _limits(facts: Facts) -> Iterator[Found]:
    yield from (*augmented_training(facts), *limited(facts))
    yield from _written_apart(facts)
    limiting = facts.those(("regularisation", "early-stopping", "hyperparameter-search", "search.run"), _SHRUNK, _LIMITS)
    for call in (each for each in limiting if not is_stopped(facts, each)):
        if call.method.endswith("Pruner"):
            continue  # it gives up a trial of the search, and holds no model back
        if call.means("regularisation", "early-stopping") and not call.method.startswith(_NO_LIMIT):
            yield from _held(facts, call)
        elif call.method in _SHRUNK and not call.name.startswith("transformers."):  # whose AdamW decays nothing by itself
            if call.constant("weight_decay") != 0 and call.constant("alpha") != 0:
                yield call.at, f"{call.method} holds the weights back", "high"
        else:
            yield from ((call.at, words, sure) for words, sure in _limits_of(facts, call))


def _held(facts: Facts, call: Call) -> Iterator[Found]:
    """A layer or a callback that limits; one that leaves nothing out does not."""
    rate = rate_of(facts, call)
    if rate != "none":
        aside = "; its share is 0 unless one is given, and nothing was seen to give one" if rate else ""
        yield call.at, f"{call.method} holds the model back{aside}", "low" if rate else "high"


def _written_apart(facts: Facts) -> Iterator[Found]:
    """Limits that stand in dictionaries of settings, in suggestions of a trial, or in settings files."""
    for code in facts.product:
        if not any(call.family or call.means("search.run", "hyperparameter-search", "estimator.fit") for call in code.calls):
            continue
        known = tables_in(code)
        keys = (each for each in code.source.numbers if each.kind == "key" and each.value not in (0, -1))
        yield from _best(
            (code.at(each.line), *_set(known, name, each.value)) for each in keys if (name := each.name.rpartition("__")[2]) in _TREES
        )
        for call in code.called:
            asked = call.constant("name", 0) if call.method.startswith("suggest_") or call.name.startswith("hyperopt.") else ""
            named = asked.rpartition("__")[2] if isinstance(asked, str) else ""
            if named in _TREES:
                yield from _best([(call.at, *_tried(known, named, searched(call, named)))])
            elif call.name == "dict":
                yield from _best((call.at, *_set(known, each.name, each.constant)) for each in call.arguments if each.name in _TREES)
    for declared in own((*facts.settings, *facts.manifests)):
        key, line = next(((key, line) for key, _, line in declared.source.values if key.rpartition(".")[2] in _TREES), ("", 0))
        if key:
            yield Location(declared.path, line), f"{key} stands in a settings file", "low"


def _best(found: Iterable[Found]) -> Iterator[Found]:
    """The first firm one, or else the first; those without words say nothing."""
    told = [each for each in found if each[1]]
    yield from [each for each in told if each[2] == "high"][:1] or told[:1]


def _set(known: Tables, name: str, value: Constant) -> tuple[str, Confidence]:
    """What a setting of one value says; nothing where the value is as loose as the default."""
    how = ""
    if name in _DEPTHS and isinstance(value, int | float) and value >= NO_DEPTH:
        return "", "low"
    if isinstance(value, int | float):  # not a number: one that stands elsewhere
        how = compared(known, name, *(every_value(name) if math.isnan(value) else (value, value)))
    words = "" if how == "looser" else f"{name} holds the model back"
    return (f"{name} is set; whether tighter than the default could not be told", "low") if how == "either" else (words, "high")


def _tried(known: Tables, name: str, values: tuple[float, float]) -> tuple[str, Confidence]:
    """What a searched setting says: firm where no value that may be tried is looser than the default."""
    how = compared(known, name, *values)
    if how == "tighter":
        return f"{name} is searched among values that hold the model back", "high"
    return "" if how == "looser" else f"{name} is searched; whether what is chosen holds the model back could not be told", "low"


def augmented_training(facts: Facts) -> Iterator[Found]:
    """Varied pictures; components and bins hold nothing back."""
    for place, words, sure in augmented(facts):
        if any(word in words for word in ("Random", "Flip", "varies", "aug")):
            yield place, words.replace("makes further features or examples", "varies the examples"), sure


def _limits_of(facts: Facts, call: Call) -> Iterator[tuple[str, Confidence]]:
    """The arguments of one call that limit a model, told or searched: the first that does for sure, or the first."""
    if not (call.family or call.own or call.means(*_TAKES)):
        return
    told: list[tuple[str, Confidence]] = []
    for argument in call.arguments:
        off = argument.is_constant and (argument.constant in (None, 0, 0.0, False, -1) or _is_loose(argument))
        off = off or (argument.name == "n_iter_no_change" and "Boosting" not in call.method)  # elsewhere it needs `early_stopping`
        if argument.name in _LIMITS and not off and (not call.own or argument.name in _OF_NETWORKS):
            if argument.name == "C" and argument.constant == 1:
                told.append(("C is set, no tighter than by default", "low"))
                continue
            told.append(_set(tables_of(call), argument.name, argument.constant if argument.is_constant else math.nan))
        tried = [item.rpartition("__")[2] for item in argument.items if isinstance(item, str)]
        if call.means("hyperparameter-search", "search.run"):
            told += [_tried(_searched_models(facts, call), name, every_value(name)) for name in tried if name in _LIMITS]
    told = [each for each in told if each[0]]
    yield from [each for each in told if each[1] == "high"][:1] or told[:1]


def _searched_models(facts: Facts, call: Call) -> Tables:
    """The defaults of the models that a search is given."""
    made = [table for each in facts.graph.upstream(call.inputs, most=_NEAR) if each.family for table in tables_of(each)]
    return tuple(table for number, table in enumerate(made) if table not in made[:number])


def _is_loose(argument: Argument) -> bool:
    """`C=75`: a penalty weaker than the default."""
    return argument.name == "C" and isinstance(argument.constant, int | float) and argument.constant > 1
