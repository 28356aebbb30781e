"""Which metrics a project computes, by their plain names: `f1`, `accuracy`, `mse`, `iou`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.model.code import Call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

# Patterns over lower-case names of functions, classes, scorers and columns, the first that fits.
_NAMES = (
    ("report", r"classification_?report"),
    ("balanced-accuracy", r"balanced_?acc"),
    ("precision-recall", r"precision_?recall|average_?precision|pr_?auc|auprc|auc_?pr\b"),
    ("auc", r"roc|auc|gini"),
    ("ndcg", r"n?dcg"),
    ("map", r"mean_?average_?precision|mapk|\bmap(?:\d|@|_at|_50|50)?\b|coco_?eval"),
    ("recall-at-k", r"(?:recall|precision|hit_?rate|hits?|hr|mrr)[_@]?(?:at)?_?(?:k|\d+)\b|\bmrr\b|reciprocal_?rank|hit_?(?:rate|ratio)"),
    ("f1", r"f_?1|f_?beta|f_?score|\bf2\b"),
    ("precision", r"precision|ppv"),
    ("recall", r"recall|sensitivity|\btpr\b"),
    ("specificity", r"specificity|\btnr\b"),
    ("kappa", r"kappa|matthews|\bmcc\b"),
    ("iou", r"\biou\b|jaccard|m_?iou|_iou|dice"),
    ("log-loss", r"log_?loss|brier|cross_?entropy|\bnll\b"),
    ("accuracy", r"acc(?:uracy)?(?:_?score)?\b|accuracy|top_?k|top_?[15]\b"),
    ("mape", r"mape|percentage_?error|smape|wape"),
    ("mase", r"\bmase\b|scaled_?error"),
    ("rmsle", r"rmsle|squared_?log"),
    ("mse", r"r?mse\b|mean_?squared_?error|squared_?error|_mse"),
    ("mae", r"\bmae\b|absolute_?error|_mae"),
    ("r2", r"\br2\b|r2_?score|r_?squared|explained_?variance|\br²"),
    ("silhouette", r"silhouette|davies|calinski|inertia|rand_?(?:score|index)|mutual_?info"),
    ("bleu", r"bleu|rouge|meteor|cider|chrf|bert_?score|sacre"),
    ("perplexity", r"perplexity|\bppl\b|bits_?per"),
    ("fid", r"\bfid\b|inception_?score|psnr|ssim"),
    ("wer", r"\bwer\b|\bcer\b|word_?error"),
    ("reward", r"reward|episode_?return|mean_?return"),
    ("faithfulness", r"faithful|relevanc|groundedness|exact_?match|similarity"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _NAMES)
CLASSES_SEEN = frozenset({"report", "balanced-accuracy", "precision-recall", "auc", "f1", "precision", "recall", "specificity", "kappa"})
ERRORS = frozenset({"mape", "mase", "rmsle", "mse", "mae", "r2"})
RANKINGS = frozenset({"ndcg", "map", "recall-at-k"})
OTHERS = frozenset({"iou", "map", "bleu", "perplexity", "fid", "wer", "reward", "faithfulness", "silhouette", "recall-at-k", "ndcg"})
_GIVEN = (
    "scoring",
    "metrics",
    "eval_metric",
    "metric",
    "metric_for_best_model",
    "weighted_metrics",
    "loss_function",
    "metricName",
    "custom_metric",
)
_BY_TEXT = frozenset({"load", "load_metric", "get_scorer"})


class Measured(msgspec.Struct, frozen=True):
    """One metric computed: its plain name and the call that computes it or is told to."""

    name: str
    call: Call


def plain_name(text: str) -> str:
    """The plain name of a metric as somebody wrote it, "" when it is none."""
    lower = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", "_", text[:80]).lower().replace("-", "_").replace(" ", "_")
    padded = lower.replace("_", "_ ").replace(" ", "")
    return next((name for name, pattern in _PATTERNS if pattern.search(padded) or pattern.search(padded.replace("_", " "))), "")


def measured(facts: Facts) -> Iterator[Measured]:
    """Every metric of product code, by functions and classes, by scorers told as text, and by functions of the project's own."""
    for call in (call for code in facts.product for call in code.calls if call.kind in ("call", "free")):
        if call.kind == "call" and call.means("metric") and call.method not in _BY_TEXT:
            name = plain_name(call.method) or plain_name(call.name.rsplit(".", 2)[-2] if "." in call.name else "")
            if name:
                yield Measured(name, call)
        elif call.kind == "call" and call.own and (name := plain_name(call.method)) and name != "log-loss" and not _is_loss(call):
            yield Measured(name, call)
        elif call.kind == "call":
            yield from _told(facts, call)


def _is_loss(call: Call) -> bool:
    return "loss" in call.method.lower() or "plot" in call.method.lower() or call.method.lower() == "map"


def _told(facts: Facts, call: Call) -> Iterator[Measured]:
    """Metrics named in an argument: `scoring="f1"`, `metrics=["accuracy"]`, `evaluate.load("rouge")`."""
    first = call.arguments[:1] if call.method in _BY_TEXT and call.name.startswith(("evaluate.", "datasets.", "sklearn.")) else ()
    for argument in (*first, *(each for each in call.arguments if each.name in _GIVEN)):
        fed = (facts.graph.calls[number].method for number in argument.inputs if number in facts.graph.calls)
        for text in (argument.constant, *argument.items, argument.text, *fed):
            if isinstance(text, str) and (name := plain_name(text)):
                yield Measured(name, call)
