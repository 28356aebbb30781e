"""Names for a page: of the metrics that the code computes, and of the models that it fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.measured import Measured, measured
from evaluator.checks.selectors.plain_words import is_name
from evaluator.checks.selectors.scored import COUNTED, scores
from evaluator.checks.selectors.training import trainings

if TYPE_CHECKING:
    from evaluator.model.facts import Facts

MOST_METRICS = 4
MOST_MODELS = 4
VAGUE = frozenset({"report", "classification_report", "confusion_matrix", "score", "evaluate", "compute", "update", "loss", "held-loss"})
_ESTIMATORS = ("sklearn.", "xgboost.", "lightgbm.", "catboost.")
_MODELS = ("Classifier", "Regressor", "Regression", "SVC", "SVR", "NB", "Ridge", "Lasso", "ElasticNet", "Perceptron")
_WRAPS = ("MultiOutput", "Transformed", "OneVs", "Calibrated", "Dummy")


def metric_names(facts: Facts) -> list[str]:
    """The plain names of the metrics that product code computes, at most four; right answers counted by hand are the accuracy."""
    names = list(dict.fromkeys(_label(each) for each in measured(facts)))
    names = [name for name in names if is_name(name.replace("-", "_")) and name not in VAGUE][:MOST_METRICS]
    return names or (["accuracy"] if any(each.what == COUNTED for each in scores(facts)) else [])


def _label(each: Measured) -> str:
    """The plain name of a metric; of an F-beta that weighs recall more or less, with its beta."""
    beta = each.call.constant("beta") if each.name == "f1" else 1
    return f"f{beta:g}" if isinstance(beta, int | float) and beta != 1 else each.name


def model_names(facts: Facts) -> list[str]:
    """The classes of the models that product code fits, at most four."""
    fitted = (call.name for call in trainings(facts) if call.method == "fit" and call.name.startswith(_ESTIMATORS))
    names = dict.fromkeys(name.split(".")[-2] for name in fitted)
    return [name for name in names if is_name(name) and name.endswith(_MODELS) and not name.startswith(_WRAPS)][:MOST_MODELS]
