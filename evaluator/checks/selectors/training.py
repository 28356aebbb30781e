"""Which calls train, predict, score, save and load a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept, once
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

TRAINS = ("estimator.fit", "model.train", "search.run", "loss.backward")
PREDICTS = ("model.predict", "llm.call")
_LEARNING = frozenset({"epochs", "nb_epoch", "nb_steps", "steps_per_epoch", "validation_data", "eval_set", "num_boost_round"})
# A compiled function that changes shared weights each time it is called.
_UPDATED = ("theano.function", "aesara.function", "pytensor.function")
# Visualisers that train the model they are given.
_SEARCHERS = ("yellowbrick.cluster.", "yellowbrick.model_selection.", "yellowbrick.classifier.", "yellowbrick.regressor.")
_STEPS = frozenset({"step", "optimizer_step", "apply_gradients", "apply_updates", "minimize", "assign_sub", "sub_", "zero_"})
_MODEL = regex(r"_?(?:model|algo|algorithm|estimator|classifier|regressor|recommender)_?")
_MODELISH = frozenset({"fit", "fit_generator", "train_on_batch"})


def trainings(facts: Facts) -> Iterator[Call]:
    """Calls of product code that train a model: typed ones first, then `.fit(X, y)` on an object of unknown type."""
    for code in facts.product:
        yield from trainings_in(code)


@once
def trainings_in(code: Code) -> Iterator[Call]:
    """The same in one file."""
    for call in code.those(TRAINS, ("backward", "fit_predict", *_MODELISH), ("updates",)):
        made = call.type == call.name and not call.means("model.train")  # a visualiser is made here, and searches in its fit
        if call.method == "lr_find":  # tries rates, and puts the weights back
            continue
        told = (call.means(*TRAINS) and not made) or call.name in (".backward", ".fit_predict")
        if told or _looks_like_fit(call) or updates(call) or _is_named_model(code, call):
            yield call


@kept
def has_steps(code: Code) -> bool:
    """Whether a file changes weights by gradients; gradients alone may explain a model, or measure it."""
    return any(call.kind == "call" and (call.means("optimizer.step") or call.method in _STEPS) for call in code.calls)


def is_gradient(call: Call) -> bool:
    """Whether a call computes gradients only."""
    return (call.means("loss.backward") and not call.means("optimizer.step")) or call.name == ".backward"


def updates(call: Call) -> bool:
    """A Theano function that is told how each call changes the weights."""
    return call.name in _UPDATED and call.argument("updates") is not None


def _looks_like_fit(call: Call) -> bool:
    """`.fit(X, y)` on an object of unknown type, or a fit that is told how long to learn."""
    if call.method not in _MODELISH:
        return False
    if call.name.startswith(_SEARCHERS):
        return True
    told = any(argument.name in _LEARNING for argument in call.arguments)
    return (told and not call.own) or (call.name.startswith(".") and positional(call) >= 2)


def _is_named_model(code: Code, call: Call) -> bool:
    """`self.model.fit(trainset)`: by their names a model, whose class was handed over, and rows to train on."""
    if call.name != ".fit" or positional(call) != 1:
        return False
    first = code.calls[0].number
    near = (code.calls[number - first] for number in call.receiver if 0 <= number - first < len(code.calls))
    named = any(each.kind in ("self", "parameter") and _MODEL.fullmatch(each.method.lower()) for each in near)
    return named and "train" in next(argument.text for argument in call.arguments if argument.name == "").lower()


def asks_only(facts: Facts) -> bool:
    """Whether language models are asked and nothing is trained."""
    return any(facts.calls_to("llm.call", "llm-api")) and next(trainings(facts), None) is None


@once
def predictions(code: Code) -> Iterator[Call]:
    """Calls in one file that ask a model for an answer."""
    for call in code.those(PREDICTS, ("predict", "predict_proba", "predict_classes")):
        if call.means(*PREDICTS) or call.name in (".predict", ".predict_proba", ".predict_classes"):
            yield call


def positional(call: Call) -> int:
    """How many positional arguments a call has."""
    return sum(1 for argument in call.arguments if argument.name == "")
