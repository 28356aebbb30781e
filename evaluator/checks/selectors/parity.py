"""How inputs come to the model when it serves, beside how they came to it in training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.keeping import savings
from evaluator.checks.selectors.lineage import lineage
from evaluator.checks.selectors.prepared import preparing, turned
from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.serving import served
from evaluator.checks.selectors.training import predictions, trainings_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

PREPARES = (
    "transformer.transform", "scaling", "encoding", "text-preprocessing", "tokenizer", "image-augmentation", "image.read",
    "missing.handle",
    "feature-engineering", "embedding.make", "label.encode",
)  # fmt: skip
_LOADED = ("serialise", "model.load")
_INSIDE = frozenset(
    {"Normalization", "TextVectorization", "Rescaling", "StringLookup", "CategoryEncoding", "Resizing", "Hashing", "Discretization"}
)
_APPLIED = frozenset({".transform", ".texts_to_sequences"})
_CHAINED = frozenset({"Pipeline", "make_pipeline", "TransformedTargetRegressor", "PipelineModel"})
_MAKES_ROWS = frozenset({"DataFrame", "array", "reshape", "asarray", "tensor", "expand_dims", "from_dict", "unsqueeze", "DMatrix"})


def asked(facts: Facts) -> list[Call]:
    """The predictions that handlers and prediction scripts reach."""
    found = [each.prediction for each in served(facts)]
    if not found:
        for code in facts.product:
            if not code.is_notebook and any(code.calls_to("model.load")) and not any(True for _ in trainings_in(code)):
                found += list(predictions(code))
    return [call for call in found if not call.means("llm.call")]


def input_steps(facts: Facts) -> Iterator[Found]:
    """What is done to an input on its way to the model that answers."""
    known = {f"project:{code.path}:{code.functions[scope].name}" for code in facts.product for scope, _ in preparing(code)}
    for prediction in asked(facts):
        given = [number for argument in prediction.arguments for number in argument.inputs]
        fed = list(facts.graph.upstream(given, most=600))
        step = next((call for call in fed if call.kind == "call" and (call.means(*PREPARES) or call.name in _APPLIED)), None)
        own = next((call for call in fed if call.kind == "call" and call.own), None)
        row = next((call for call in fed if call.kind == "call" and call.method in _MAKES_ROWS), None)
        if step is not None:
            yield step.at, f"{step.method} prepares the input of {prediction.method}", "high"
        elif own is not None:
            yield own.at, f"`{own.method}` makes the input of {prediction.method}", "high" if own.name in known else "low"
        elif row is not None:
            yield row.at, "the input becomes a row; whether it needs more was not followed", "low"


def chained_models(facts: Facts) -> Iterator[Found]:
    """Savings of an object that holds preparation and model."""
    for call, what in savings(facts):
        if what == "else":
            continue
        given = [number for argument in call.arguments for number in argument.inputs] or list(call.receiver)
        fed = list(facts.graph.upstream((*given, *call.receiver), most=600))
        if any(each.kind == "call" and each.method in _CHAINED for each in fed) or call.name.startswith("pyspark.ml.Pipeline"):
            yield call.at, "preparation and model are saved as one pipeline", "high"
        elif any(each.kind == "call" and each.method in _INSIDE for each in fed):
            yield call.at, "preparation stands inside the network that is saved", "high"
        elif _is_pair(facts, call):
            yield call.at, "preparation and model are saved together", "high"


def _is_pair(facts: Facts, call: Call) -> bool:
    """`pickle.dump((vectorizer, model), file)`: one object made of a transformer and a model."""
    first = call.argument("obj", 0) or call.argument("value", 0)
    given = first.inputs if first else ()
    near = [each for number in given for each in lineage(facts, (number,))]
    types = " ".join(each.type or each.name for each in near)
    prepares = any(each.means("transformer.fit", "encoding", "scaling", "text-preprocessing") for each in near)
    return len(given) > 1 and (prepares or ".preprocessing." in types or "feature_extraction" in types)


def needs_preparation(facts: Facts) -> bool:
    """Whether training turns its inputs into something else."""
    return next(turned(facts), None) is not None


def shared_steps(facts: Facts) -> Iterator[Found]:
    """Functions of preparation that training and serving both call, and fitted transforms that serving reads back."""
    training = {code.path for code in facts.product if any(True for _ in trainings_in(code))}
    serving = {call.path for call in asked(facts)} | {each.handler.spot.path for each in served(facts)}
    for code in facts.product:
        for scope in sorted({scope for scope, _ in preparing(code)}):
            name = f"project:{code.path}:{code.functions[scope].name}"
            callers = {facts.graph.calls[number].path for number in facts.graph.callers.get(name, ())}
            if callers & training and callers & (serving - training):
                yield (
                    code.at(code.functions[scope].line),
                    f"`{code.functions[scope].name}` prepares data for training and for serving",
                    "high",
                )
    for prediction in asked(facts):
        given = [number for argument in prediction.arguments for number in argument.inputs]
        for call in facts.graph.upstream(given, "transformer.transform", "tokenizer", most=600):
            if call.kind == "call" and (call.means("tokenizer") or any(True for _ in facts.graph.upstream(call, *_LOADED))):
                yield call.at, "what training fitted is read back and applied", "high"
        for call in facts.graph.upstream(given, most=600):
            if call.name in _APPLIED and any(True for _ in facts.graph.upstream(call, *_LOADED)):
                yield call.at, "what training fitted is read back and applied", "high"


def fitted_again(facts: Facts) -> Iterator[Found]:
    """Transforms fitted where the service answers."""
    reach = reach_of(facts)
    for each in served(facts):
        given = {number for argument in each.prediction.arguments for number in argument.inputs}
        fed = {call.number for call in facts.graph.upstream(tuple(given), most=600)}
        for call in reach.calls((each.handler.spot,)):
            if call.kind != "call" or call.number not in fed:
                continue
            if call.means("transformer.fit") and not call.means("transformer.stateless", "label.encode"):
                yield call.at, f"{call.method} learns from the request itself", "high"


def raw(facts: Facts) -> Iterator[Found]:
    """Predictions given what the request holds and nothing else, of a model that was saved without the transforms it learned from."""
    saves_alone = any(what == "model" for _, what in savings(facts)) and next(chained_models(facts), None) is None
    if not saves_alone or not any(facts.calls_to("transformer.fit")):
        return
    for each in served(facts):
        given = [number for argument in each.prediction.arguments for number in argument.inputs]
        fed = list(facts.graph.upstream(given, most=600))
        if given and all(call.kind in ("parameter", "definition", "item") or call.means("request.read") for call in fed) and each.firm:
            yield each.prediction.at, "what the request holds reaches the model as it is, while training transforms its inputs", "high"
