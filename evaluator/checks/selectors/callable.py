"""Functions and scripts that ask a saved model for new cases, beside those that train, score or explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.asking import LANGUAGE, LOADS, METHODS, Asker, is_part_of_network, trains_own
from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Reach
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_AFTER = regex(
    r"(?:^|[/_.-])(?:test|val|valid|validate|validation|eval|evaluate|evaluation|metrics?|loss"
    r"|monitor\w{0,8}|\w{0,8}drift|explain\w{0,4}|\w{0,6}cam)(?:$|[/_.-])"
)
_ASKING = regex(r"predict|infer|demo|sample|score|classif|detect|serv|app|generate|recommend")


def callable_predictions(facts: Facts, reach: Reach) -> Iterator[tuple[Call, str, bool]]:
    """Predictions of modules whose model was loaded, or is given from outside, and which do not score it: the call, a note, how sure."""
    found = sorted(_all(facts, reach), key=lambda each: (not each[2], _ASKING.search(each[0].path.lower()) is None))
    once = {(call.path, call.scope): (call, note, firm) for call, note, firm in reversed(found)}
    yield from sorted(once.values(), key=found.index)


def _all(facts: Facts, reach: Reach) -> Iterator[tuple[Call, str, bool]]:
    asker = Asker(reach, language=not trains_own(facts))
    for code in facts.product:
        if code.is_notebook:
            continue
        training = {call.scope for call in trainings_in(code)}
        for call in code.calls:
            if not asker.asks(call) or is_part_of_network(code, call) or (call.scope in training and call.method not in METHODS):
                continue  # a step inside the network, or of training and its look at the validation rows
            loaded = next(facts.upstream(call, *LOADS), None)
            if _is_other(reach, call, loaded) or (loaded is None and not (asker.language and call.means(*LANGUAGE))):
                continue
            if next(facts.upstream(call, "estimator.fit", "search.run", "model.train"), None) is None and not _is_step(facts, call, loaded):
                yield _called(facts, call, loaded, trains=bool(training) and call.method not in METHODS)


def _is_other(reach: Reach, call: Call, loaded: Call | None) -> bool:
    """Whether what is called is no model: something unpickled and called like a function, an object of a class that holds the model."""
    if call.method in METHODS or call.written.endswith((".forward", ".generate")):
        return False
    if loaded is not None and loaded.means("serialise") and loaded.name.partition(".")[0] in ("pickle", "cPickle", "dill", "json"):
        return True
    given = {number for argument in call.arguments for number in argument.inputs}
    makers = [reach.facts.graph.calls[number] for number in (*call.receiver, *call.inputs) if number not in given]
    classes = [reach.class_of(maker.name) for maker in makers if maker.kind == "call" and maker.own]
    return any(found is not None and "nn.module" not in found[0].base_concepts[found[1]] for found in classes)


def _called(facts: Facts, call: Call, loaded: Call | None, *, trains: bool) -> tuple[Call, str, bool]:
    """The call, what is said of it, and whether it is firm: neither scored nor in a function that nothing calls."""
    scored = next(facts.downstream(call, "metric", "confusion-matrix", "loss"), None) is not None
    scored = scored or trains or _AFTER.search(call.path.lower().removesuffix(".py")) is not None
    asleep = is_dormant(facts, call)
    note = f"the model loaded at {loaded.path}:{loaded.line} is asked here" if loaded else f"{call.method} asks for the answer"
    note += "; perhaps to score it" if scored else ""
    note += "; nothing in the tree calls this function" if asleep else ""
    return call, note, not scored and not asleep


def _is_step(facts: Facts, call: Call, loaded: Call | None) -> bool:
    """Whether the answer feeds a training, or the model is one of others on its way into a training."""
    reached = (each for each in facts.downstream(call) if each.kind == "call")
    if any(each.means("loss.backward") or each.method == "backward" for each in reached):
        return True
    pretrained = loaded is not None and loaded.means("model.pretrained") and not loaded.means("model.load")
    return pretrained and next(facts.downstream(call, "model.train", "estimator.fit", "optimizer", "nn.layer"), None) is not None
