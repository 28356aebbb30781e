"""Which metrics a project computes, by their plain names: `f1`, `accuracy`, `mse`, `iou`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.constants import constant_of
from evaluator.checks.selectors.held_losses import HELD_LOSS, held_losses, mean_ranks
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.scoring import ASIDE, LOOKS_UP, SHOWS, handed_metrics, is_sample
from evaluator.model.code import Call
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

# Patterns over lower-case names of functions, classes, scorers and columns, the first that fits.
_NAMES = (
    ("report", r"classification ?report|precision recall fscore"),
    ("balanced-accuracy", r"balanced acc"),
    ("map", r"mean average precision|\bmapk|\bm?ap ?(?:@|at |\d)|\bcoco ?eval"),
    ("precision-recall", r"precision recall|average precision|\bpr ?auc|\bauprc|\bauc ?pr\b"),
    ("auc", r"\broc\b|\brocauc|\bau ?c\b|\bauroc|\bauc(?!kland|tion)|\bgini\b|\barea under"),
    ("ndcg", r"\bn?dcg"),
    ("reciprocal-rank", r"\bmrr\b|reciprocal rank"),
    ("recall-at-k", r"\b(?:recall|precision|hit rate|hits?|hr) ?(?:@|at) ?(?:k\b|\d)|\bhit ?(?:rate|ratio)"),
    ("recall-at-k", r"\b(?:ranking|retrieval) metrics?\b|\bmetrics? (?:from|of) ranks\b"),
    ("f1", r"\bf ?1\b|\bf1 ?score|\bf ?beta|\bf ?score|\bf2\b"),
    ("precision", r"(?<!gram )\bprecision|\bppv\b"),
    ("recall", r"\brecall|\bsensitivity|\btpr\b"),
    ("specificity", r"\bspecificity|\btnr\b"),
    ("kappa", r"\bkappa|\bmatthews|\bmcc\b"),
    ("iou", r"\bm?iou\b|\bjaccard|\bdice\b"),
    ("log-loss", r"\blog ?loss|\bbrier|cross ?entropy|\bnll\b"),
    ("top-k", r"\btop ?(?:k|[2-9]|10)\b"),
    ("accuracy", r"accuracy\b|accuracies\b|\bacc\b|\btop ?1\b|\bacc ?score"),
    ("mape", r"\bs?mape\b|percentage error|\bwape\b"),
    ("mase", r"\bmase\b|scaled error"),
    ("rmsle", r"\brmsle\b|squared log"),
    ("mse", r"\br?mse\b|squared error"),
    ("mae", r"\bmae\b|absolute error"),
    ("r2", r"\br2\b|\br2 ?score|\br ?squared|explained variance|\br ?²|\br\^2"),
    ("calinski-harabasz", r"calinski"),
    ("davies-bouldin", r"davies"),
    ("silhouette", r"silhouette|\binertia|\brand (?:score|index)|mutual info"),
    ("bleu", r"\b(?:corpus |sacre ?)?bleu"),
    ("rouge", r"\brouge"),
    ("meteor", r"\bmeteor\b"),
    ("cider", r"\bcider\b"),
    ("spice", r"\bspice\b"),
    ("chrf", r"\bchrf"),
    ("bert-score", r"\bbert ?score"),
    ("perplexity", r"perplexity|\bppl\b|bits per"),
    ("fid", r"\bfid\b|inception score|\bpsnr|\bssim"),
    ("wer", r"\bwer\b|\bcer\b|word error"),
    ("reward", r"\b(?:mean|average|episode|total|eval)\w* (?:reward|return)|\bevaluate ?policy"),
    ("faithfulness", r"\bfaithful|groundedness"),
    ("relevance", r"relevanc"),
    ("context-recall", r"\bcontext (?:recall|precision|utilization)"),
    ("exact-match", r"\bexact ?match"),
    ("likeness", r"cosine similarity"),
)
_PATTERNS = tuple((name, regex(pattern)) for name, pattern in _NAMES)
CLASSES_SEEN = frozenset({"report", "balanced-accuracy", "precision-recall", "auc", "f1", "precision", "recall", "specificity", "kappa"})
ERRORS = frozenset({"mape", "mase", "rmsle", "mse", "mae", "r2"})
GENERATED = frozenset({"bleu", "rouge", "meteor", "cider", "spice", "chrf", "bert-score", "perplexity", "wer"})  # of texts
GROUPED = frozenset({"silhouette", "calinski-harabasz", "davies-bouldin"})  # of groups of rows, without answers
OTHERS = GENERATED | {
    "iou",
    "map",
    "fid",
    "reward",
    "faithfulness",
    "relevance",
    "context-recall",
    "exact-match",
    "likeness",
    *GROUPED,
    "recall-at-k",
    "reciprocal-rank",
    "ndcg",
    HELD_LOSS,
}
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
_AVERAGED = frozenset({"f1", "precision", "recall", "report"})
_LOSSES = regex(rf"loss|plot|^map$|{ASIDE.pattern}")
_IN_LOSS = regex(r"loss(?:es)?$")
_SEVERAL = regex(r"multi_?label|hamming")
_NETS = ("torch.nn.", "tensorflow.", "keras.", "project:", ".")
_BY_TEXT = frozenset({"load", "load_metric", "get_scorer"})


class Measured(msgspec.Struct, frozen=True):
    """One metric computed: its plain name, the call that computes it or is told to, and words where it has no name of its own."""

    name: str
    call: Call
    words: str = ""


@lru_cache(maxsize=1 << 14)
def plain_name(text: str) -> str:
    """The plain name of a metric as somebody wrote it, "" when it is none."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", " ", text[:80]).lower()
    words = " ".join(re.split(r"[_\-\s./]+", spaced)).strip()
    return next((name for name, pattern in _PATTERNS if pattern.search(words)), "")


@once
def measured(facts: Facts) -> Iterator[Measured]:
    """Every metric of product code by what it really measures, those on rows of training and those that nothing starts last."""
    several = any(_SEVERAL.search(call.method.lower()) for call in facts.called)
    found = [Measured(_really(each, several=several), each.call) for each in _named(facts) if not _is_of_the_model(each.call)]
    found += [Measured(each.name, each.call, each.words) for each in held_losses(facts)]
    found += [Measured("recall-at-k", call, "the mean rank among sorted answers") for call in mean_ranks(facts)]
    yield from sorted(found, key=lambda each: (is_dormant(facts, each.call), on_training_rows(facts, each.call)))


def _is_of_the_model(call: Call) -> bool:
    """Whether likeness is a part of the model or of its loss, as between features and the weights of classes, and no score of texts."""
    return "cosine" in call.method.lower() and not call.means("llm.evaluate") and call.name.startswith(_NETS)


def in_a_loss(facts: Facts, call: Call) -> bool:
    """Whether an overlap is asked inside a loss, by the name of the class or function, to train by."""
    code = facts.code_at(call.path)
    if code is None or plain_name(call.method) != "iou" or call.scope < 0:
        return False
    function = code.functions[call.scope]
    owner = code.classes[function.owner].name if function.owner >= 0 else ""
    return any(_IN_LOSS.search(name.lower()) for name in (function.name, owner))


def on_training_rows(facts: Facts, call: Call) -> bool:
    """Whether a metric is told rows that are named for the training, or columns of such."""
    near = [facts.graph.calls[number] for argument in call.arguments for number in argument.inputs if number in facts.graph.calls]
    whole = [facts.graph.calls[number] for each in near if each.kind == "item" for number in each.receiver if number in facts.graph.calls]
    names = [argument.text for argument in call.arguments] + [name for each in (*near, *whole) for name in each.targets]
    return any("train" in name.lower() for name in names)


def own_name(each: Measured) -> str:
    """What the code calls a metric: the function's own name, or the plain name where it is told as text."""
    if each.words:
        return each.words
    if each.name == "precision" and plain_name(each.call.method) == "f1":
        return f"{each.call.method} with beta=0, the precision,"
    return each.call.method if each.call.means("metric") or plain_name(each.call.method) == each.name else each.name


def another_named(facts: Facts, name: str) -> tuple[str, Location] | None:
    """A function of the project's own, or one handed on by its name, that bears the name of another metric."""
    for code in facts.product:
        for function in code.functions:
            if plain_name(function.name) not in ("", name, "log-loss", *GROUPED) and not _LOSSES.search(function.name.lower()):
                return function.name, code.at(function.line)
        for call in code.calls:
            for text in (argument.text for argument in call.arguments if call.kind == "call" and call.method == "partial"):
                if plain_name(text.rpartition(".")[2]) not in ("", name):
                    return text, call.at
    return None


def _really(each: Measured, *, several: bool) -> str:
    """Averaged over all cases where each has one class, F1, precision and recall are the accuracy; F-beta of 0 is the precision.

    The area under a curve is of what the curve is drawn over.
    """
    if each.call.constant("average") == "micro" and each.name in _AVERAGED and not several:
        return "accuracy"
    if each.name == "auc" and each.call.method == "auc" and any("recall" in given.text.lower() for given in each.call.arguments):
        return "precision-recall"
    beta = each.call.argument("beta")
    return "precision" if each.name == "f1" and beta is not None and beta.is_constant and beta.constant == 0 else each.name


def _named(facts: Facts) -> Iterator[Measured]:
    """Metrics by functions and classes, by scorers told as text, by functions of the project's own, and by those kept in a list."""
    for call in facts.those(methods=("()",)):
        yield from (Measured(name, call, each.method) for each in handed_metrics(facts, call) if (name := plain_name(each.method)))
    telling = {call.number for call in facts.those(("metric",), _BY_TEXT, _GIVEN)}
    for call in (call for call in facts.called if call.own or call.number in telling):
        if is_sample(facts, call) or call.method == "mutual_info_score" or call.means("explain.importance"):
            continue
        if call.means("metric") and call.method not in _BY_TEXT:
            name = plain_name(call.method) or plain_name(call.name.rsplit(".", 2)[-2] if "." in call.name else "")
            if name:
                yield Measured(name, call)
        elif _may_measure(call) and (name := plain_name(call.method)) and name != "log-loss" and not _only_shows(call):
            yield Measured(name, call)
        else:
            yield from _told(facts, call)


def _may_measure(call: Call) -> bool:
    """Whether a function of the project's own has anything to measure: a plain one that is given nothing has not (`auto_precision()`)."""
    return call.own and (bool(call.arguments) or "." in call.name.rpartition(":")[2])


def _only_shows(call: Call) -> bool:
    """Whether a function shows, keeps, teaches or looks up by its name, and measures nothing."""
    name = call.method.lower()
    return name == "map" or any(sign.search(name) for sign in (SHOWS, ASIDE, LOOKS_UP))


def _told(facts: Facts, call: Call) -> Iterator[Measured]:
    """Metrics named in an argument: `scoring="f1"`, `metrics=["accuracy"]`, `evaluate.load("rouge")`; an agent's are of its own guesses."""
    if call.method == "compile" and any(facts.graph.calls[number].name.startswith("rl.") for number in call.receiver):
        return
    code = facts.code_at(call.path)
    first = call.arguments[:1] if call.method in _BY_TEXT and call.name.startswith(("evaluate.", "datasets.", "sklearn.")) else ()
    for argument in (*first, *(each for each in call.arguments if each.name in _GIVEN)):
        fed = (facts.graph.calls[number].method for number in argument.inputs if number in facts.graph.calls)
        held = constant_of(facts, code, argument.text) if code is not None else None
        for text in (argument.constant, *argument.items, held, argument.text, *fed):
            if isinstance(text, str) and (name := plain_name(text)):
                yield Measured(name, call)
