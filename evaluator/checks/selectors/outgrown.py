"""Ways of calling that today's versions of a library have no more: an argument that is gone, a value or a position not taken any longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.source import Argument

    Outgrown = tuple[str, tuple[str, str], Call]

SKLEARN, KERAS, LIGHTNING = "scikit-learn", "keras", "lightning"
_BOOSTED = tuple(f"lightgbm.{each}.fit" for each in ("LGBMClassifier", "LGBMRegressor", "LGBMRanker", "LGBMModel"))
_LINEAR = tuple(f"sklearn.linear_model.{each}" for each in ("LinearRegression", "Ridge", "Lasso", "ElasticNet"))
_BAGGED = tuple(f"sklearn.ensemble.{kind}{task}" for kind in ("AdaBoost", "Bagging") for task in ("Classifier", "Regressor"))
_FORESTS = tuple(f"sklearn.ensemble.{kind}{task}" for kind in ("RandomForest", "ExtraTrees") for task in ("Classifier", "Regressor"))
_TREES = (*_FORESTS, "sklearn.tree.DecisionTreeClassifier", "sklearn.tree.DecisionTreeRegressor")
_OPTIMISERS = tuple(f"keras.optimizers.{each}" for each in ("Adam", "SGD", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam"))
_SEARCHES = ("sklearn.model_selection.GridSearchCV", "sklearn.model_selection.RandomizedSearchCV")
_TRAINERS = ("gpus", "tpu_cores", "num_processes", "auto_lr_find", "auto_scale_batch_size", "auto_select_gpus", "resume_from_checkpoint")
_OLDER_TRAINERS = ("progress_bar_refresh_rate", "weights_summary", "checkpoint_callback", "flush_logs_every_n_steps")

# Argument: the calls that took it, of which distribution, since which version they do no more. Sources: the release notes of each
# library, held against the published wheels.
ARGUMENTS: dict[str, tuple[tuple[tuple[str, ...], tuple[str, str]], ...]] = {
    "early_stopping_rounds": ((("lightgbm.train", "lightgbm.cv", *_BOOSTED), ("lightgbm", "4.0")),),
    "verbose_eval": ((("lightgbm.train", "lightgbm.cv"), ("lightgbm", "4.0")),),
    "evals_result": ((("lightgbm.train",), ("lightgbm", "4.0")),),
    "verbose": ((_BOOSTED, ("lightgbm", "4.0")), (("sklearn.impute.SimpleImputer",), (SKLEARN, "1.3"))),
    "sparse": ((("sklearn.preprocessing.OneHotEncoder",), (SKLEARN, "1.4")),),
    "n_iter": ((("sklearn.manifold.TSNE",), (SKLEARN, "1.7")),),
    "n_jobs": ((("sklearn.cluster.KMeans",), (SKLEARN, "1.0")),),
    "squared": ((("sklearn.metrics.mean_squared_error",), (SKLEARN, "1.6")),),
    "iid": ((_SEARCHES, (SKLEARN, "0.24")),),
    "normalize": ((_LINEAR, (SKLEARN, "1.2")),),
    "base_estimator": (((*_BAGGED, "sklearn.calibration.CalibratedClassifierCV"), (SKLEARN, "1.4")),),
    "affinity": ((("sklearn.cluster.AgglomerativeClustering",), (SKLEARN, "1.4")),),
    "min_impurity_split": ((_TREES, (SKLEARN, "1.0")),),
    "multi_class": ((("sklearn.linear_model.LogisticRegression",), (SKLEARN, "1.8")),),
    "error_bad_lines": ((("pandas.read_csv",), ("pandas", "2.0")),),
    "warn_bad_lines": ((("pandas.read_csv",), ("pandas", "2.0")),),
    "line_terminator": ((("pandas.DataFrame.to_csv", "pandas.Series.to_csv"), ("pandas", "2.0")),),
    "lr": ((_OPTIMISERS, (KERAS, "3.0")),),
    "ratio": ((("imblearn.over_sampling.SMOTE", "imblearn.over_sampling.RandomOverSampler"), ("imbalanced-learn", "0.6")),),
    "evaluation_strategy": (
        (("transformers.TrainingArguments", "transformers.Seq2SeqTrainingArguments"), ("transformers", "5.0")),
    ),
    **dict.fromkeys((*_TRAINERS, *_OLDER_TRAINERS), ((("lightning.pytorch.Trainer",), (LIGHTNING, "2.0")),)),
}  # fmt: skip
# Argument: values that are refused now.
VALUES: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, str]], ...]] = {
    "max_features": ((_TREES, ("auto",), (SKLEARN, "1.3")),),
    "criterion": ((_TREES, ("mse", "mae"), (SKLEARN, "1.2")),),
    "loss": (
        (("sklearn.linear_model.SGDClassifier",), ("log",), (SKLEARN, "1.3")),
        (("sklearn.ensemble.GradientBoostingClassifier",), ("deviance",), (SKLEARN, "1.3")),
        (("sklearn.ensemble.GradientBoostingRegressor",), ("ls", "lad"), (SKLEARN, "1.2")),
    ),
}
_OLD_STYLE = regex(r"seaborn(?!-v0_8)(?:-[a-z]{1,20}){0,3}")
_FALLS = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "TypeError"})
FALLBACK = 8
_DROPS = ("pandas.DataFrame.drop", "pandas.Series.drop")


def outgrown(code: Code) -> Iterator[Outgrown]:
    """What no longer works in a call, from which version of what, and the call; none where the file itself has the newer way beside it."""
    for call in code.those(arguments=(*ARGUMENTS, *VALUES)):
        for argument in call.arguments:
            since = _since(call, argument)
            if since and not _either_way(code, call, argument):
                yield _shown(call, argument), since, call
    for call in code.those(methods=("drop",)):
        if call.name in _DROPS and len([each for each in call.arguments if each.name == ""]) > 1:
            yield "drop` with the axis by position, `drop(x, 1)", ("pandas", "2.0"), call
    for call in code.those(methods=("use",)):
        style = call.constant("style", 0)
        if call.name == "matplotlib.pyplot.style.use" and isinstance(style, str) and _OLD_STYLE.fullmatch(style):
            yield f"{call.name}('{style}')", ("matplotlib", "3.8"), call


def _since(call: Call, argument: Argument) -> tuple[str, str] | None:
    """The distribution and version from which a call does not take an argument, or its value, any longer."""
    made = call.type if call.method == call.type.rpartition(".")[2] and not call.own and ".legacy." not in call.name else call.name
    gone = (since for names, since in ARGUMENTS.get(argument.name, ()) if made in names)
    refused = (since for names, values, since in VALUES.get(argument.name, ()) if made in names and argument.constant in values)
    return next(gone, None) or next(refused, None)


def _either_way(code: Code, call: Call, argument: Argument) -> bool:
    """Whether the newer way is tried first, or the same function makes the call without the argument too, where something else holds."""
    line = code.line_of(call)
    if any(_FALLS & set(each.catches) and 0 < line - each.line <= FALLBACK for each in code.source.handlers):
        return True
    return call.guards > 0 and any(each.name == call.name and not each.argument(argument.name) for each in code.within(call.scope))


def _shown(call: Call, argument: Argument) -> str:
    """The call as far as it is meant: `mean_squared_error(squared=...)`."""
    value = f"'{argument.constant}'" if argument.name in VALUES and isinstance(argument.constant, str) else "..."
    return f"{call.name}({argument.name}={value})"
