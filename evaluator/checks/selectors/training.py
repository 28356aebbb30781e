"""Which calls train, predict, score, save and load a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Function

TRAINS = ("estimator.fit", "model.train", "search.run", "loss.backward")
PREDICTS = ("model.predict", "llm.call")
DEEPEST = 6
STARTS = ("cli.define", "route", "demo.handler", "bot.handler", "flow.schedule")
_LEARNING = frozenset({"epochs", "nb_epoch", "nb_steps", "steps_per_epoch", "validation_data", "eval_set", "num_boost_round"})
FLOWS = frozenset({"flow", "pipeline", "dag", "job"})
# A compiled function that changes shared weights each time it is called.
_UPDATED = ("theano.function", "aesara.function", "pytensor.function")
_MODELISH = frozenset({"fit", "fit_generator", "train_on_batch"})


def trainings(facts: Facts) -> Iterator[Call]:
    """Calls of product code that train a model: typed ones first, then `.fit(X, y)` on an object of unknown type."""
    for code in facts.product:
        yield from trainings_in(code)


@once
def trainings_in(code: Code) -> Iterator[Call]:
    """The same in one file."""
    for call in code.calls:
        if call.kind != "call":
            continue
        if call.means(*TRAINS) or call.name in (".backward", ".fit_predict") or _looks_like_fit(call) or _updates(call):
            yield call


def _updates(call: Call) -> bool:
    """A Theano function that is told how each call changes the weights."""
    return call.name in _UPDATED and call.argument("updates") is not None


def _looks_like_fit(call: Call) -> bool:
    """`.fit(X, y)` on an object of unknown type, or a fit that is told how long to learn."""
    if call.method not in _MODELISH:
        return False
    told = any(argument.name in _LEARNING for argument in call.arguments)
    return (told and not call.own) or (call.name.startswith(".") and positional(call) >= 2)


def asks_only(facts: Facts) -> bool:
    """Whether language models are asked and nothing is trained."""
    return any(facts.calls_to("llm.call", "llm-api")) and next(trainings(facts), None) is None


def predictions(code: Code) -> Iterator[Call]:
    """Calls in one file that ask a model for an answer."""
    for call in code.calls:
        if call.kind == "call" and (call.means(*PREDICTS) or call.name in (".predict", ".predict_proba", ".predict_classes")):
            yield call


def positional(call: Call) -> int:
    """How many positional arguments a call has."""
    return sum(1 for argument in call.arguments if argument.name == "")


def started_training(facts: Facts) -> Iterator[tuple[Call, str]]:
    """Training calls that a `.py` file starts: at its top level, or through functions that something starts."""
    for code in facts.product:
        if code.is_notebook:
            continue
        for call in trainings_in(code):
            how = "stands at the top level of a script" if call.scope < 0 else _starter(facts, code, call.scope)
            if how:
                yield call, how


def _starter(facts: Facts, code: Code, scope: int, depth: int = 0) -> str:
    """How a function comes to be started; "" when nothing but notebooks and tests starts it."""
    function = code.functions[scope]
    if any(_starts(facts.graph.calls[number]) for number in _decorators(code, function)):
        return f"`{function.name}` is started by its decorator"
    if function.parent >= 0:
        return _starter(facts, code, function.parent, depth + 1) if depth < DEEPEST else ""
    for number in _callers(facts, code, scope):
        caller = facts.graph.calls[number]
        home = facts.code_at(caller.path)
        if home is None or home.is_notebook or not home.is_product:
            continue
        if caller.scope < 0:
            return f"`{function.name}` is started by {caller.path}"
        if depth < DEEPEST and (caller.path, caller.scope) != (code.path, scope):
            found = _starter(facts, home, caller.scope, depth + 1)
            if found:
                return found
    return _named_as_entry(facts, code, function.name)


def _starts(decorator: Call) -> bool:
    """Whether a decorator lets something outside the code start a function; a task is started by its flow only."""
    return decorator.means(*STARTS) or (decorator.means("flow.define") and decorator.method in FLOWS)


def _decorators(code: Code, function: Function) -> list[int]:
    """The numbers of a function's decorators in the repository."""
    first = code.calls[0].number if code.calls else 0
    return [number + first for number in function.decorators]


def _callers(facts: Facts, code: Code, scope: int) -> list[int]:
    """Calls of a function, and of a method by any object of its class."""
    function = code.functions[scope]
    owner = f"{code.classes[function.owner].name}." if function.owner >= 0 else ""
    name = f"project:{code.path}:{owner}{function.name}"
    found = list(facts.graph.callers.get(name, ()))
    if function.owner >= 0 and not found:
        ending = f".{function.name}"
        found = [
            call.number for one in facts.product for call in one.calls if call.kind == "call" and call.own and call.name.endswith(ending)
        ]
    if function.owner >= 0 and not found:
        found = [call.number for one in facts.product for call in one.calls if call.kind == "call" and call.name == f".{function.name}"]
    return found + [call.number for one in facts.product for call in one.calls if call.kind == "free" and call.name == name]


def _named_as_entry(facts: Facts, code: Code, name: str) -> str:
    """Console scripts of the metadata name `module:function`."""
    for manifest in facts.manifests:
        for command, target in manifest.source.scripts.items():
            if target.endswith(f":{name}") and code.module.endswith(target.rpartition(":")[0].rpartition(".")[2]):
                return f"the command `{command}` starts it"
    return ""
