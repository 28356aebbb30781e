"""The last layer of a network of layers beside the loss that it is compiled with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.scoring import is_stopped
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

_BINARY, _MANY, _INDEX, _AMOUNT = "binary", "categorical", "sparse", "amount"
_LOSSES = {
    "binarycrossentropy": _BINARY, "categoricalcrossentropy": _MANY, "sparsecategoricalcrossentropy": _INDEX, "mse": _AMOUNT,
    "meansquarederror": _AMOUNT, "mae": _AMOUNT, "meanabsoluteerror": _AMOUNT, "huber": _AMOUNT, "huberloss": _AMOUNT,
    "logcosh": _AMOUNT, "mape": _AMOUNT, "meanabsolutepercentageerror": _AMOUNT, "msle": _AMOUNT,
}  # fmt: skip
_AGREE = {(_BINARY, "sigmoid"), (_MANY, "softmax"), (_INDEX, "softmax"), (_AMOUNT, "linear")}
_ACCURATE = frozenset({"accuracy", "acc", "Accuracy", "binary_accuracy", "categorical_accuracy"})
_PAIR = 2
_ADDS = frozenset({"add"})
_CONTAINERS = frozenset({"Sequential", "Model", "Functional"})


def ends(facts: Facts) -> Iterator[Evidence]:
    """What is said of each network that is compiled where its last layer is known."""
    for call in facts.calls_to("model.compile"):
        if call.kind != "call":
            continue
        last = _last_layer(facts, call)
        told = _loss(facts, call)
        if last is not None and told is not None and (said := _of_pair(call, last, *told)) is not None:
            unsure = is_stopped(facts, call)
            yield against(said.at, said.note, "low") if unsure and not said.supports else said


def _loss(facts: Facts, call: Call) -> tuple[str, bool | None] | None:
    """(kind of the loss a network is compiled with, whether it takes scores: None where that is not told)."""
    given = call.argument("loss", 1)
    if given is None:
        return None
    if isinstance(given.constant, str):
        kind = _LOSSES.get(given.constant.lower().replace("_", ""))
        return None if kind is None else (kind, False)
    made = [facts.graph.calls[number] for number in given.inputs if number in facts.graph.calls]
    if not made and given.text:
        kind = _LOSSES.get(given.text.rpartition(".")[2].lower().replace("_", ""))
        return None if kind is None else (kind, False)
    if len(made) != 1 or not made[0].means("loss"):
        return None
    kind = _LOSSES.get(made[0].method.lower().replace("_", ""))
    scores = made[0].argument("from_logits", 0)
    if scores is not None and not scores.is_constant:
        return None if kind is None else (kind, None)
    return None if kind is None else (kind, scores is not None and scores.constant is True)


def _last_layer(facts: Facts, call: Call) -> Call | None:
    """The layer that comes last in the network that a call compiles."""
    made = [each for each in (_container(facts, number) for number in call.receiver) if each is not None]
    models = {each.number: each for each in made if each.method in _CONTAINERS}
    return _last_of(facts, next(iter(models.values())), call) if len(models) == 1 else None


def _container(facts: Facts, number: int, depth: int = 0) -> Call | None:
    """Where a network is made, back through the functions that give it."""
    call = facts.graph.calls.get(number)
    if call is None or depth > 3:
        return None
    results = facts.graph.returned.get(call.number, ())
    if call.own and results:
        found = {each.number: each for each in (_container(facts, result, depth + 1) for result in results) if each is not None}
        found = {number: each for number, each in found.items() if each.method in _CONTAINERS}
        return next(iter(found.values())) if len(found) == 1 else None
    return call if call.kind == "call" else None


def _last_of(facts: Facts, made: Call, compiled: Call) -> Call | None:
    if made.method != "Sequential":
        given = made.argument("outputs", 1)
        return _layer(facts, given) if given is not None and len(given.inputs) == 1 else None
    users = [facts.graph.calls[number] for number in facts.graph.consumers.get(made.number, ())]
    added = [each for each in users if each.kind == "call" and each.method in _ADDS and made.number in each.receiver]
    if added:
        last = max(added, key=lambda each: each.number)
        apart = any(each.guards or each.loops or each.scope != made.scope for each in (last, *added[-2:]))
        return None if apart or not last.arguments else _maker(facts, last.arguments[0])
    given = made.argument("layers", 0)
    if given is None or not given.inputs or any(each.method == "pop" for each in users) or compiled.number < made.number:
        return None
    return _known_layer(facts.graph.calls.get(given.inputs[-1]))


def _maker(facts: Facts, given: Argument) -> Call | None:
    return _known_layer(facts.graph.calls.get(given.inputs[0])) if len(given.inputs) == 1 else None


def _layer(facts: Facts, given: Argument) -> Call | None:
    """The layer that makes an output: `Dense(1)` of `Dense(1)(x)`."""
    call = facts.graph.calls.get(given.inputs[0])
    if call is None or call.method != "__call__" or call.guards:
        return None
    inputs = {number for argument in call.arguments for number in argument.inputs}
    layers = call.receiver or tuple(number for number in call.inputs if number not in inputs)
    return _known_layer(facts.graph.calls.get(layers[0])) if len(layers) == 1 else None


def _known_layer(call: Call | None) -> Call | None:
    """A layer that a framework makes with a known number of outputs, or an activation; None for others."""
    known = call is not None and call.kind == "call" and call.method in ("Dense", "Activation", "Softmax") and call.means("nn.layer")
    return call if known else None


def _activation(layer: Call) -> str | None:
    """The activation of a last layer, "linear" for none, None where it is not told."""
    if layer.method == "Softmax":
        return "softmax"
    given = layer.argument("activation", 1 if layer.method == "Dense" else 0)
    if given is None:
        return None if any(each.name in ("*", "**") for each in layer.arguments) else "linear"
    if given.is_constant:
        return "linear" if given.constant is None else str(given.constant).lower()
    name = given.text.rpartition(".")[2].lower()
    return name if name in ("softmax", "sigmoid", "relu", "linear", "tanh") and "." in given.text else None


def _of_pair(call: Call, layer: Call, kind: str, scores: bool | None) -> Evidence | None:
    """What is said of a last layer and the loss after it."""
    activation = _activation(layer)
    units = layer.constant("units", 0) if layer.method == "Dense" else None
    if activation is None:
        return None
    where = f"line {layer.line}" if (layer.path, layer.cell) == (call.path, call.cell) else f"{layer.path}, line {layer.line}"
    if layer.cell and layer.cell != call.cell:
        where = f"cell {layer.cell}, line {layer.line}"
    if wrong := _wrong(activation, units, kind, scores):
        return against(call.at, f"{wrong[0]} ({where})", "high" if wrong[1] else "low")
    if kind == _AMOUNT and activation in ("softmax", "sigmoid") and _counts(call):
        return against(call.at, f"accuracy is watched, and the loss measures the distance of amounts after a {activation} ({where})", "low")
    agrees = (kind, activation) in _AGREE and not scores
    if agrees or (scores and activation == "linear" and kind != _AMOUNT):
        words = "scores" if activation == "linear" and scores else activation
        return supports(call.at, f"the loss ({kind}) agrees with the last layer's output ({words}, {where})")
    return None


def _wrong(activation: str, units: object, kind: str, scores: bool | None) -> tuple[str, bool] | None:
    """What does not agree, and whether for certain."""
    if certain := _surely_wrong(activation, units, kind, scores):
        return certain, True
    several = units if isinstance(units, int) else 0
    if activation == "sigmoid" and several > 1 and kind in (_MANY, _INDEX):
        return "the loss takes shares that add up to 1, and the last layer has a sigmoid for each class", False
    if activation == "softmax" and several > _PAIR and kind == _BINARY:
        return "the loss takes each share by itself, and the last layer has a softmax over the classes", False
    return None


def _surely_wrong(activation: str, units: object, kind: str, scores: bool | None) -> str:
    """What cannot agree, "" for nothing."""
    if activation == "softmax" and units == 1:
        return "the last layer has a softmax over one unit, which is always 1"
    if scores and activation in ("softmax", "sigmoid"):
        return f"the loss is told to take scores, and the last layer has a {activation}"
    if activation == "sigmoid" and units == 1 and kind in (_MANY, _INDEX):
        return "the loss takes one share for each class, and the last layer has one unit with a sigmoid"
    if scores is False and activation == "linear" and isinstance(units, int) and kind != _AMOUNT:
        return "the loss takes shares between 0 and 1, and the last layer has no activation"
    return ""


def _counts(call: Call) -> bool:
    """Whether a network is compiled to tell its accuracy."""
    given = call.argument("metrics", 2)
    return given is not None and bool(_ACCURATE & {str(item) for item in given.items})
