"""Functions and scripts that ask a saved model for new cases, beside those that train, score or explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.asking import LANGUAGE, LOADS, METHODS, Asker, is_part_of_network, trains_own
from evaluator.checks.selectors.called import SHUT, asleep
from evaluator.checks.selectors.shut import is_shut
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Reach
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

_AFTER = regex(
    r"(?:^|[/_.-])(?:test|val|valid|validate|validation|eval|evaluate|evaluation|metrics?|loss"
    r"|monitor\w{0,8}|\w{0,8}drift|explain\w{0,4}|\w{0,6}cam)(?:$|[/_.-])"
)
# Constructors of networks that others trained, and what puts weights of one's own into them.
_PUBLISHED = ("keras.applications.", "torchvision.models.", "timm.")
_WEIGHTS = frozenset({"load_state_dict", "load_weights", "load_checkpoint"})
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
            loaded = next((each for each in facts.upstream(call, *LOADS) if not is_shut(facts, each)), None)
            loaded = loaded or next(facts.upstream(call, *LOADS), None)
            if _is_other(reach, call, loaded) or (loaded is None and not (asker.language and call.means(*LANGUAGE))):
                continue
            if next(facts.upstream(call, "estimator.fit", "search.run", "model.train"), None) is None and not _is_step(facts, call, loaded):
                others = not asker.language and _is_anothers(code, loaded)
                yield _called(facts, call, loaded, trains=bool(training) and call.method not in METHODS, others=others)


def _is_anothers(code: Code, loaded: Call | None) -> bool:
    """Whether the network asked is as others published it: a project that trains its own asks such a one for features."""
    return loaded is not None and loaded.name.startswith(_PUBLISHED) and not any(each.method in _WEIGHTS for each in code.called)


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


def _called(facts: Facts, call: Call, loaded: Call | None, *, trains: bool, others: bool) -> tuple[Call, str, bool]:
    """The call, what is said of it, and whether it is firm: neither scored nor in a function that nothing calls."""
    scored = next(facts.downstream(call, "metric", "confusion-matrix", "loss"), None) is not None
    home = facts.code_at(loaded.path) if loaded is not None and loaded.path != call.path else None
    resumed = home is not None and next(trainings_in(home), None) is not None
    scored = scored or trains or resumed or _AFTER.search(call.path.lower().removesuffix(".py")) is not None
    idle = asleep(facts, call) or (SHUT if loaded is not None and is_shut(facts, loaded) else "")
    cell = f" cell {loaded.cell}" if loaded is not None and loaded.cell else ""
    note = f"the model loaded at {loaded.path}{cell}:{loaded.line} is asked here" if loaded else f"{call.method} asks for the answer"
    note += "; perhaps to score it" if scored else ""
    note += "; it is as others published it, perhaps asked for features" if others else ""
    note += f"; {idle}" if idle else ""
    return call, note, not scored and not idle and not others


def _is_step(facts: Facts, call: Call, loaded: Call | None) -> bool:
    """Whether the answer feeds a training, or the model is one of others on its way into a training."""
    reached = (each for each in facts.downstream(call) if each.kind == "call")
    if any(each.means("loss.backward") or each.method == "backward" for each in reached):
        return True
    pretrained = loaded is not None and loaded.means("model.pretrained") and not loaded.means("model.load")
    return pretrained and next(facts.downstream(call, "model.train", "estimator.fit", "optimizer", "nn.layer"), None) is not None
