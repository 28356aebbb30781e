"""Which calls train, predict, score, save and load a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

TRAINS = ("estimator.fit", "model.train", "search.run", "loss.backward")
PREDICTS = ("model.predict", "llm.call")
_MODELISH = frozenset({"fit", "fit_generator", "train_on_batch"})


def trainings(facts: Facts) -> Iterator[Call]:
    """Calls of product code that train a model: typed ones first, then `.fit(X, y)` on an object of unknown type."""
    for code in facts.product:
        yield from trainings_in(code)


def trainings_in(code: Code) -> Iterator[Call]:
    """The same in one file."""
    for call in code.calls:
        if call.kind != "call":
            continue
        if call.means(*TRAINS) or (call.name.startswith(".") and call.method in _MODELISH and positional(call) >= 2) or call.name == ".backward":
            yield call


def predictions(code: Code) -> Iterator[Call]:
    """Calls in one file that ask a model for an answer."""
    for call in code.calls:
        if call.kind == "call" and (call.means(*PREDICTS) or call.name in (".predict", ".predict_proba", ".predict_classes")):
            yield call


def positional(call: Call) -> int:
    """How many positional arguments a call has."""
    return sum(1 for argument in call.arguments if argument.name == "")
