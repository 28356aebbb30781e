"""What kind of project this is, told by calls, never by words (rubric.md, section 1)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.own_steps import own_steps
from evaluator.checks.selectors.shapes import is_library, is_template, unrelated_projects
from evaluator.checks.selectors.training import positional, predictions, trainings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts


class Subject(msgspec.Struct, frozen=True):
    """The kinds of a repository, or why it gets no score; `candidates` are the folders of a collection.

    `outside` are the dimensions, criteria and checks that do not apply, `unseen` the dimensions in which having found nothing
    says nothing, since there is no code of the repository's own that could hold it.
    """

    kinds: tuple[str, ...] = ()
    no_score_because: str | None = None
    candidates: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


# Concepts whose calls speak for a kind, with their weight; each counts at most MOST times, so that no habit drowns the rest.
SIGNS: dict[str, dict[str, float]] = {
    "vision": {"image-augmentation": 1, "segmentation-metric": 2, "image.read": 0.75},
    "nlp": {"text-preprocessing": 2, "tokenizer": 2},
    "time-series": {"forecasting": 2, "time-split": 2},
    "recommender": {"recommender": 3, "ranking-metric": 0.5},
    "rl": {"rl-environment": 3, "rl.environment": 3, "rl.step": 3},
    "llm-app": {"llm-api": 2, "llm-framework": 1, "vector-store": 2, "llm-eval": 2},
    "fine-tuning": {"fine-tuning": 3},
}
_LANGUAGE = ("llm.call", "llm-api", "llm-framework", "llm-eval")
MOST = 4
ENOUGH = 2.0
MANY_LAGS = 3
_LAGS = frozenset({".shift", ".rolling", ".pct_change", ".diff", ".ewm"})
_RECURRENT = frozenset({"LSTM", "GRU", "SimpleRNN", "Bidirectional", "LSTMCell", "GRUCell"})
_PICTURES = frozenset({"Conv2d", "Conv2D", "Conv", "MaxPool2d", "MaxPooling2D", "Conv3D", "Conv3d", "max_pool", "avg_pool"})
_UPWARDS = frozenset({"ConvTranspose2d", "Conv2DTranspose", "UpSampling2D"})
_DRAWING = frozenset({"generate", "sample", "generate_text"})
_NOISE = frozenset({"torch.randn", "tensorflow.random.normal", "numpy.random.normal", "numpy.random.randn"})
_DATES = frozenset({"pandas.to_datetime", "pandas.date_range", "pandas.DatetimeIndex"})
_TAUGHT = (
    "classifier", "regressor", "classification-metric", "regression-metric", "confusion-matrix", "nn.layer", "loss.backward",
    "model.compile", "split",
)  # fmt: skip
_TURN = 3
_WORTH = frozenset({"reward", "rewards"})
_OVER = frozenset({"done", "dones", "terminated", "terminal", "game_over", "is_done"})
_USERS = frozenset({"userid", "user_id", "user"})
_ITEMS = frozenset({"movieid", "movie_id", "itemid", "item_id", "bookid", "book_id", "isbn", "productid", "product_id", "animeid"})
_OTHERS = ("theano.", "lasagne.", "mxnet.", "chainer.", "paddle.", "caffe.", "tflearn.", "cntk.")
_NOTHING = "no machine learning was found: nothing in the Python code trains, loads or asks a model (other languages are not read)"
_TEMPLATE = "this is a template from which projects are begun: its template folders are to be filled in by others and were left out"
_OF_LEARNING = (
    *("data", "modelling", "evaluation", "serving", "operations"),
    *("cards", "decisions", "limitations", "experiment-tracking", "tests-cover-ml", "choices-named"),
)
_OF_CODE = ("problem", "reproducibility", "engineering")
_LIBRARY = "this is a library for others to build on, with no model or result of its own to judge"


def subject(facts: Facts) -> Subject:
    """The strongest two kinds; tabular where a model is trained and nothing else is told."""
    if is_template(facts):
        return Subject((), _TEMPLATE, outside=_OF_LEARNING, unseen=_OF_CODE)
    weights = weighed(facts)
    trained = next(trainings(facts), None) is not None or any(facts.calls_to("clustering", "cross-validate"))
    by_hand = [] if trained else list(own_steps(facts))
    if not trained and not by_hand:
        weights = {kind: weight for kind, weight in weights.items() if kind in ("llm-app", "rl")} or weights
        asks = any(True for code in facts.product for _ in predictions(code))
        asks = asks or any(facts.calls_to("model.load", "model.pretrained")) or _elsewhere(facts)
        if not weights.keys() & {"llm-app", "rl"} and not asks:
            return Subject((), _NOTHING, outside=_OF_LEARNING, unseen=_OF_CODE[:1] if facts.product else _OF_CODE)
    elif not any(facts.calls_to(*_LANGUAGE)):  # an index of neighbours alone makes no application of a language model
        weights.pop("llm-app", None)
    folders = unrelated_projects(facts)
    if folders:
        return Subject((), f"{len(folders)} unrelated projects stand side by side here: review one folder at a time", folders)
    if is_library(facts):
        return Subject(("library",), _LIBRARY)
    media = {"nlp", "vision"} if "generative" in weights else set()
    ranked = sorted(weights.keys() - media, key=lambda kind: (-weights[kind], kind))[:2]
    if trained and ranked == ["llm-app"]:
        ranked.append("tabular")
    return Subject(tuple(ranked) or ("clustering" if by_hand and all(each.groups for each in by_hand) else "tabular",))


def weighed(facts: Facts) -> dict[str, float]:
    """How strongly each kind is told; only what is told strongly enough."""
    told: Counter[tuple[str, str]] = Counter()
    for code in facts.product:
        for concept, places in code.by_concept.items():
            told.update({(kind, concept): len(places) for kind, signs in SIGNS.items() if concept in signs})
    weights: dict[str, float] = {}
    signs = [(kind, min(times, MOST) * SIGNS[kind][concept]) for (kind, concept), times in told.items()]
    for kind, weight in (*signs, *_shapes(facts)):
        weights[kind] = weights.get(kind, 0) + weight
    kept = {kind: weight for kind, weight in weights.items() if weight >= ENOUGH}
    if not kept and _only_groups(facts):
        return {"clustering": ENOUGH}
    return kept


def _shapes(facts: Facts) -> Iterator[tuple[str, float]]:
    """What no single call tells."""
    calls = [call for code in facts.product for call in code.calls]
    layers = Counter(call.method for call in facts.calls_to("nn.layer", "neural-model") if call.kind == "call")
    pictures = sum(layers[name] for name in _PICTURES)
    yield "vision", 3.0 * (pictures >= 1)
    dated = any(_is_dated(call) for call in calls)
    lags = sum(f".{call.method}" in _LAGS and call.name.startswith(("pandas.", ".", "polars.")) for call in facts.called)
    recurrent = sum(layers[name] for name in _RECURRENT)
    texts = any(facts.calls_to("text-preprocessing", "tokenizer"))
    yield "time-series", 2.0 * (dated and lags >= 1 and not pictures and (recurrent > 0 or lags >= MANY_LAGS))
    yield "time-series", 2.0 * (dated and recurrent > 0 and not pictures and not texts)
    given = (argument for call in calls for argument in call.arguments)
    columns = {str(text).lower() for argument in given for text in (argument.constant, *argument.items) if isinstance(text, str)}
    yield "recommender", 4.0 * bool(columns & _USERS and columns & _ITEMS and columns & {"rating", "ratings"})
    yield "generative", 5.0 * _generates(facts, layers)
    yield "rl", 3.0 * any(is_a_turn(call) for call in calls)


def is_a_turn(call: Call) -> bool:
    """Whether a turn of a game gives back, side by side, what it was worth and whether it was the last."""
    return (
        (call.own or call.method == "step")
        and len(call.targets) >= _TURN
        and bool(_WORTH & set(call.targets))
        and bool(_OVER & set(call.targets))
    )


def _is_dated(call: Call) -> bool:
    """Whether a call makes or reads dates, or asks a market for prices."""
    if call.name in _DATES or call.name.startswith(("yfinance.", "pandas_datareader.")):
        return True
    return call.means("data.read") and any(
        (argument.name == "parse_dates" and argument.constant is not False)
        or (argument.name == "index_col" and str(argument.constant).lower() in ("date", "datetime", "timestamp", "time"))
        for argument in call.arguments
    )


def _generates(facts: Facts, layers: Counter[str]) -> bool:
    """A network trained here that gives samples: next tokens drawn at random, or pictures made from noise by two rival networks."""
    names = {call.name for call in facts.called}
    learns = ".backward" in names or any(facts.calls_to("loss.backward", "optimizer.step", "model.train"))
    draws = {"torch.multinomial", "tensorflow.random.categorical", "jax.random.categorical"} & names
    own = any(function.name in _DRAWING for code in facts.product for function in code.functions)
    makers = [call for call in facts.calls_to("optimizer") if call.kind == "call"]
    rivals = len(makers) >= 2 and any(layers[name] for name in _UPWARDS)
    noise = [call for call in facts.called if call.name in _NOISE] if rivals else []
    return learns and bool((draws and own) or any(_is_learned_from(facts, call) for call in noise))


def _is_learned_from(facts: Facts, call: Call) -> bool:
    return any(each.name == ".backward" or each.means("loss.backward", "gradient.tape") for each in facts.downstream(call))


def _only_groups(facts: Facts) -> bool:
    """Clusters are made and nothing is learned from answers."""
    calls = facts.called
    if not any(call.means("clustering", "clustering-metric") for call in calls):
        return False
    answered = (call for call in calls if call.means("estimator.fit") and (positional(call) >= 2 or call.argument("y")))
    return not any(call.means(*_TAUGHT) for call in calls) and not any(answered)


def _elsewhere(facts: Facts) -> bool:
    """Whether a framework is used of which this tool knows no more than the name."""
    return sum(1 for code in facts.product for call in code.calls if call.name.startswith(_OTHERS)) >= 3
