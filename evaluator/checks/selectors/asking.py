"""Calls that ask a model for an answer, in the forms seen in services: estimators, networks called, runtimes, language models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.shell import word_set
from evaluator.checks.selectors.training import trainings
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from evaluator.checks.selectors.reach import Reach, Spot
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

MODEL = ("model.predict", "embedding.make")
LANGUAGE = ("llm.call", "llm.chain", "vector-store.query")
LOADS = ("model.load", "model.pretrained")
METHODS = word_set(
    """
    predict predict_proba predict_classes predict_on_batch predict_generator decision_function forecast get_forecast recommend
    kneighbors Predict predict_one infer transcribe readtext detect_objects
    """
)
_LANGUAGE_METHODS = frozenset({"generate_content", "chat_completion", "text_generation"})
_INVOKES = frozenset({"invoke", "ainvoke", "run", "arun", "query"})
_OF_CHAIN = regex(r"(?:^|[_.])(?:chain|llm|agent|rag|qa|graph)(?:$|[_.\d])")
_PASSES = frozenset({"forward", "call", "__call__", "training_step", "validation_step", "test_step"})
_ITSELF = frozenset({"self", "self.__call__", *(f"self.{name}" for name in METHODS | {"forward", "generate"})})
_TRAINS = regex(r"loss|train|fit|step|eval|valid|test|score|metric|summary|init|log_prob")  # methods that ask for other ends than an answer
_ENTERED = METHODS | {"forward", "__call__", "generate"}
_COMPLETIONS = (".completions", ".messages", ".responses", ".ChatCompletion")
_INTO = frozenset({"load_state_dict", "load_weights", "load_model", "eval"})
_CALLED = ("nn.module", "neural-model", *LOADS)


def trains_own(facts: Facts) -> bool:
    """Whether the project trains a model of its own; then a hosted language model is not its prediction."""
    return next(trainings(facts), None) is not None


def is_part_of_network(code: Code, call: Call) -> bool:
    """Whether a call is a step inside a network: in the pass of its class, or a layer put upon another."""
    if call.means("nn.layer"):
        return True
    function = code.functions[call.scope] if call.scope >= 0 else None
    passes = function is not None and (function.name in _PASSES or function.name.startswith("forward_"))
    return passes and function is not None and function.owner >= 0 and call.method not in METHODS


def _is_in_network(code: Code, scope: int) -> bool:
    """Whether a function is a method of a network of the project's own, or stands in one."""
    while scope >= 0 and code.functions[scope].owner < 0:
        scope = code.functions[scope].parent
    return scope >= 0 and "nn.module" in code.base_concepts[code.functions[scope].owner]


def _is_in_pass(code: Code, call: Call) -> bool:
    """Whether a call is a step of the pass of a network of the project's own: a layer is called, not the model."""
    return call.scope >= 0 and code.functions[call.scope].name in _PASSES and _is_in_network(code, call.scope)


class Asker:
    """Says whether calls ask a model; with `language`, language models and their chains count."""

    def __init__(self, reach: Reach, *, language: bool) -> None:
        self.reach = reach
        self.facts = reach.facts
        self.language = language
        self._set: dict[str, dict[str, list[Call]]] = {}

    def asks(self, call: Call) -> bool:
        """Whether this call asks a model for an answer."""
        if call.kind != "call" or _is_in_pass(self.reach.codes[call.path], call):
            return False
        if call.own and (entered := next(self.reach.named(call.name), None)) is not None:
            asked = call.method in _ENTERED or self._asks_itself(call.method, entered)
            return asked and self._is_of_network(call, self.reach.codes[entered.path], entered.index)
        if call.means("model.predict") or (call.name.startswith(".") and call.method in METHODS):
            return not call.means(*LANGUAGE) or self.language
        if self.language and (call.means("llm.call") or self._asks_language(call)):
            return True
        return _runs_runtime(call) or self._calls_object(call) or self._calls_variable(call)

    def _asks_itself(self, method: str, entered: Spot) -> bool:
        """Whether a method asks its object: `net.annotate(picture)` in which stands `self(picture)` or `self.predict(...)`."""
        if method in _PASSES or _TRAINS.search(method.lower()):
            return False
        inside = self.reach.calls((entered,), 1)
        return any(call.kind == "call" and call.written in _ITSELF and call.path == entered.path for call in inside)

    def _is_of_network(self, call: Call, home: Code, index: int) -> bool:
        """Whether a call enters a network of the project's own by its pass or its `predict`, from outside the network's own methods."""
        owner = home.functions[index].owner
        inside = self.reach.codes[call.path]
        return owner >= 0 and "nn.module" in home.base_concepts[owner] and not _is_in_network(inside, call.scope)

    def _asks_language(self, call: Call) -> bool:
        """`client.chat.completions.create(...)` and its kin on a client of unknown type."""
        if call.name.startswith(".") and call.method in _LANGUAGE_METHODS:
            return True
        if call.method in _INVOKES and call.name.startswith("."):
            made = [self.facts.graph.calls[number] for number in call.receiver]
            told = [name for each in made for name in (each.targets if each.kind != "parameter" else (each.name,))]
            owners = (*told, call.written.rpartition(".")[0])
            return any(_OF_CHAIN.search(name.lower()) for name in owners)
        if call.method != "create":
            return False
        if call.written.rpartition(".")[0].endswith(_COMPLETIONS):
            return True
        return any(self.facts.graph.calls[number].name.endswith(_COMPLETIONS) for number in call.receiver)

    def _calls_object(self, call: Call) -> bool:
        """An object called like a function, when it is a network or was loaded: `self.model(x)`, `net(x)`."""
        plain = call.name == "()" or call.name.endswith(".__call__") or (call.name.startswith(".") and call.written == f"self{call.name}")
        if not plain and call.name not in (".forward", ".generate"):
            return False
        given = {number for argument in call.arguments for number in argument.inputs}
        feeds = tuple(number for number in (*call.receiver, *call.inputs) if number not in given)
        return bool(feeds) and self._is_model(feeds)

    def _calls_variable(self, call: Call) -> bool:
        """`model(x)` and `model.predict(x)` where another function sets `global model`, `state.model(x)` where start-up sets it."""
        if call.method in METHODS and "." in call.name and self.reach.is_variable(call):
            return True
        last = call.written.rpartition(".")[2]
        if call.name != "()" and not call.own and not self.reach.is_variable(call) and call.name != f".{last}":
            return False
        code = self.reach.codes[call.path]
        near = [self._setters(path).get(last, ()) for path in (call.path, *code.local_imports) if path in self.reach.codes]
        return any(self._holds_model(setter) for setters in near for setter in setters)

    def _holds_model(self, setter: Call) -> bool:
        """Whether what a call gave is a model: by where it comes from, or because weights are loaded into it."""
        users = (self.facts.graph.calls[number] for number in self.facts.graph.consumers.get(setter.number, ()))
        return self._is_model((setter.number,)) or any(user.method in _INTO and setter.number in user.receiver for user in users)

    def _setters(self, path: str) -> dict[str, list[Call]]:
        """The calls of a file whose results are kept under a name, by the name's last part."""
        known = self._set.get(path)
        if known is None:
            known = self._set[path] = {}
            for each in self.reach.codes[path].calls:
                for target in each.targets:
                    known.setdefault(target.rpartition(".")[2], []).append(each)
        return known

    def _is_model(self, feeds: tuple[int, ...]) -> bool:
        if next(self.facts.graph.upstream(feeds, *_CALLED), None) is not None:
            return True
        return any(self._is_own_network(each) for each in self.facts.graph.upstream(feeds, most=400) if each.own)

    def _is_own_network(self, call: Call) -> bool:
        """Whether a call makes an object of the project's own network class."""
        found = self.reach.class_of(call.type or call.name) if (call.type or call.name).startswith("project:") else None
        return found is not None and "nn.module" in found[0].base_concepts[found[1]]


def _runs_runtime(call: Call) -> bool:
    """`session.run(None, {...})` of an ONNX session, `interpreter.invoke()` of TF Lite."""
    if call.method == "run" and not call.concepts and len(call.arguments) >= 2 and call.arguments[0].name == "":
        return call.arguments[0].is_constant and call.arguments[0].constant is None
    return call.method == "invoke" and not call.arguments and not call.own
