"""Parts that the project works out by itself: losses, layers, metrics, environments, optimisers, estimators, retrievers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evaluator.checks.selectors.built import is_built
from evaluator.checks.selectors.called import is_uncalled
from evaluator.checks.selectors.own_method import ENVIRONMENT, own_classes, own_losses
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

# Operations on numbers of which formulas are made; shapes and moves are none.
_OPERATIONS = frozenset({
    "matmul", "bmm", "mm", "einsum", "dot", "exp", "log", "sqrt", "rsqrt", "pow", "square", "abs", "sum", "mean", "softmax", "sigmoid",
    "tanh", "logsumexp", "norm", "var", "std", "cumsum", "clamp", "clip", "where", "maximum", "minimum", "reduce_sum", "reduce_mean",
    "masked_fill", "gather", "scatter", "outer", "tensordot", "log_softmax", "sin", "cos", "log1p", "expm1", "inv", "solve", "argmin",
    "cdist", "relu", "normalize", "topk", "reciprocal", "prod", "cross", "lgamma", "histogram", "bincount", "svd", "eigh", "argsort",
})  # fmt: skip
# What any network may do at its end or between its layers.
_COMMON = frozenset({"relu", "mean", "sum", "sigmoid", "tanh", "softmax", "log_softmax", "topk", "clamp", "reduce_mean", "reduce_sum"})
_IN_PLACE = frozenset({"add_", "mul_", "addcdiv_", "addcmul_", "sub_", "div_", "lerp_", "assign", "assign_sub", "assign_add", "copy_"})
# A metric of one line says little.
_SHORT = regex(r"(?:^|_)(?:r?mse|mae|accuracy|acc|r2)(?:_|$)")
_WEIGHTS = frozenset({"Parameter", "add_weight", "register_buffer", "param", "register_parameter"})
_ARRAYS = ("torch.", "tensorflow.", "keras.ops.", "keras.backend.", "jax.", "numpy.", ".")
_FORWARD = frozenset({"forward", "call", "__call__", "loss"})
_LOSS = regex(r"loss|criterion")
_METRIC = regex(
    r"(?:^|_)(?:accuracy|recall|precision|f1|f_?beta|hit_?rate|mrr|n?dcg|rmsl?e|s?mape|wape|mae|mse|auc|bleu|m?iou|dice|perplexity|sharpe|r2"
    r"|map_?at_?k|mean_average_precision|average_precision|jaccard|kappa|gini|wer|cer|psnr|ssim|brier|kendall|spearman|silhouette)(?:_|$)"
)
_SHOWS = regex(
    r"plot|log|print|show|save|report|test|get_|load|check|compare|loss|is_|format|track|monitor|drift|threshold|evaluate_model|optimi|tune"
)
_ENOUGH = 2
_LIBRARY = ("metric", "classification-metric", "regression-metric", "ranking-metric", "segmentation-metric", "generative-metric")
# Classes and functions whose names say that they are such a part.
_PART = regex(r"Attention|Attn|Loss|Criterion|Positional|Activation|Metric$|Optimi[sz]er$|Environment|Env$|Layer$|Kernel$|Retriever$")
_DONE = frozenset(
    {"forward", "call", "__call__", "step", "compute", "update_state", "loss", "gradient", "negative_gradient", "backward", "split"}
)
_LEARNED_BY_HAND = frozenset({
    "backward", "backprop", "backpropagate", "_backprop", "_backward", "gradient", "_gradient", "gradient_descent", "_compose", "_sgd",
    "feed_forward", "feedforward", "forward_propagation", "back_propagation", "_fit_tree", "_grow_tree", "_best_split", "best_split",
})  # fmt: skip
_NO_PART = regex(r"extract|create|convert|fmt|figure|task|parse|mixed|format|draw|read|name|label|column")
_LOSS_NAMED = regex(r"(?:^|_)loss$")
_RETRIEVES = frozenset({"_get_relevant_documents", "get_relevant_documents", "_retrieve", "_aretrieve"})
_OPTIMISERS = ("torch.optim.", "keras.optimizers.", "tensorflow.keras.optimizers.", "tensorflow.train.Optimizer")


def components(facts: Facts) -> Iterator[Found]:
    """Each with its place and what it is; doubtful where nothing builds or calls it."""
    networks = {each.at: each for code in facts.product for each in own_classes(facts, code)}
    for each in networks.values():
        if ENVIRONMENT in each.note:
            yield each.at, each.note, "high" if each.built else "low"
    for place, words in own_losses(facts):
        if place not in networks:
            yield place, words, "high"
    for code in facts.product:
        yield from _classes(facts, code)
        yield from _metrics(facts, code)


def _classes(facts: Facts, code: Code) -> Iterator[Found]:
    methods: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for number, function in enumerate(code.functions if code.classes else ()):
        methods[function.owner][number] = function.name
    for index, klass in enumerate(code.classes):
        scopes = methods[index]
        what = _what(code, index, scopes)
        if what:
            built = is_built(facts, code, index)
            aside = "" if built else "; nothing was seen to build it"
            yield code.at(klass.line), f"`{klass.name}` is {what}{aside}", "high" if built else "low"


def _what(code: Code, index: int, scopes: dict[int, str]) -> str:
    """What a class works out by itself, "" for nothing."""
    names = set(scopes.values())
    bases = code.bases[index] if index < len(code.bases) else ()
    if part := _of_network(code, index, scopes):
        return part
    if "step" in names and any(base.startswith(_OPTIMISERS) for base in bases) and _changes([*scopes], code):
        return "an optimiser worked out here"
    if ({"update", "compute"} <= names or {"update_state", "result"} <= names) and any("metrics" in base for base in bases):
        return "a metric worked out here"
    if names & _RETRIEVES and any("Retriever" in base for base in (*bases, *code.classes[index].bases)):
        return "a retriever of the project's own"
    return _estimator(code, scopes)


def _of_network(code: Code, index: int, scopes: dict[int, str]) -> str:
    """A loss or a layer whose way forward is made of operations, "" for none."""
    concepts = code.base_concepts[index] if index < len(code.base_concepts) else ()
    if "nn.module" not in concepts and "loss" not in concepts:
        return ""
    ahead = [scope for scope, name in scopes.items() if name in _FORWARD or name.startswith(("_forward", "attention", "_attention"))]
    done = _operations([call for scope in ahead for call in code.within(scope)])
    is_loss = _LOSS.search(code.classes[index].name.lower()) is not None
    if is_loss and ("nn.module" in concepts or "loss" in concepts) and len(done) >= _ENOUGH:
        return f"a loss worked out here ({', '.join(done[:3])})"
    weighs = any(call.method in _WEIGHTS for scope in scopes for call in code.within(scope))
    formula = (len(done) >= _ENOUGH and _is_formula(done)) or (weighs and bool(set(done) - _COMMON))
    return f"a layer worked out here ({', '.join(done[:3])})" if "nn.module" in concepts and not is_loss and formula else ""


def _changes(scopes: list[int], code: Code) -> bool:
    """Whether methods change weights by operations of their own, and do not only hand on to an optimiser inside."""
    done = {call.method for scope in scopes for call in code.within(scope) if call.kind == "call"}
    return len(done & (_IN_PLACE | _OPERATIONS)) >= _ENOUGH


def _is_formula(done: list[str]) -> bool:
    """Whether operations are more than what any network does at its end."""
    return bool({"matmul", "bmm", "einsum", "exp", "sqrt", "rsqrt", "sin", "cumsum", "logsumexp", "tensordot", "cdist"} & set(done))


def _operations(calls: list[Call]) -> list[str]:
    """The different operations on numbers among calls, in order."""
    found = (call.method for call in calls if call.kind == "call" and call.method in _OPERATIONS and call.name.startswith(_ARRAYS))
    return list(dict.fromkeys(found))


def _estimator(code: Code, scopes: dict[int, str]) -> str:
    """A class that learns and predicts by operations on arrays, and hands neither to a library."""
    learns = next((scope for scope, name in scopes.items() if name in ("fit", "train", "learn")), None)
    if learns is None or not {"predict", "act", "get_action", "choose_action"} & set(scopes.values()):
        return ""
    trained = {call.scope for call in trainings_in(code)}
    made = [call for scope in scopes for call in code.within(scope)]
    if trained & set(scopes) or any(call.family or call.means("model.predict", "estimator.fit", "nn.layer", "model.load") for call in made):
        return ""
    done = _operations([call for scope in scopes for call in code.within(scope)])
    return f"a model that learns by operations on arrays ({', '.join(done[:3])})" if len(done) > _ENOUGH else ""


def _metrics(facts: Facts, code: Code) -> Iterator[Found]:
    """Functions named for a metric that work it out by themselves, and that something calls."""
    for index, function in enumerate(code.functions):
        name = function.name.lower()
        if not function.returns or not function.parameters or not _METRIC.search(name) or _SHOWS.search(name):
            continue
        inside = [call for call in code.within(index) if call.kind == "call"]
        if any(call.means(*_LIBRARY, "model.score", "confusion-matrix", "cross-validate", "loss", "model.train") for call in inside):
            continue
        done = _operations(inside)
        looped = not _SHORT.search(name) and any(call.method in ("len", "sum") for call in inside) and _has_loop(code, index)
        if len(done) >= _ENOUGH or looped:
            first = inside[0]
            idle = (function.owner < 0 and is_uncalled(facts, first)) or (_SHORT.search(name) and len(done) == _ENOUGH)
            yield (
                code.at(function.line),
                f"`{function.name}` works a metric out ({', '.join(done[:3]) or 'in a loop'})",
                "low" if idle else "high",
            )


def _has_loop(code: Code, index: int) -> bool:
    """Whether a function goes over its rows one by one."""
    function = code.functions[index]
    return any(each.kind in ("for", "while") and function.line <= each.line <= function.end_line for each in code.source.statements)


def perhaps(facts: Facts) -> Found | None:
    """What may be worked out here by operators, which facts do not tell: a class or function whose name says so."""
    for code in facts.product:
        for index, klass in enumerate(code.classes):
            methods = {function.name for function in code.functions if function.owner == index}
            if (_PART.search(klass.name) and methods & _DONE) or ({"fit", "predict"} <= methods and methods & _LEARNED_BY_HAND):
                return code.at(klass.line), f"`{klass.name}` may be worked out here; its operations could not be told", "low"
        for index, function in enumerate(code.functions):
            name = function.name.lower()
            if (
                not function.returns
                or not function.parameters
                or _SHOWS.search(name.replace("loss", ""))
                or _NO_PART.search(name)
                or function.owner >= 0
            ):
                continue
            library = any(call.means(*_LIBRARY, "model.score", "loss", "model.train", "cross-validate") for call in code.within(index))
            if (_METRIC.search(name) or _LOSS_NAMED.search(name)) and not library:
                return code.at(function.line), f"`{function.name}` may be worked out here; its operations could not be told", "low"
    return None
