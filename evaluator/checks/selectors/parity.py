"""How inputs come to the model when it serves, beside how they came to it in training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.callable import callable_predictions
from evaluator.checks.selectors.keeping import MODEL, PREPARER, names_of, readings_back, savings
from evaluator.checks.selectors.lineage import lineage
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.prepared import preparing
from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.serving import served
from evaluator.checks.selectors.tables import tables_read_back
from evaluator.checks.selectors.targets import target_columns
from evaluator.checks.selectors.training import predictions, trainings_in
from evaluator.checks.selectors.turned import turned
from evaluator.model.regex import regex

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
_OBJECTS = frozenset({"", "obj", "value", "sk_model", "xgb_model", "lgb_model", "model", "pytorch_model"})
_KEEPS_OBJECT = frozenset({"fit", "best_estimator_", "bestModel", "set_params", "write", "overwrite", "save", "copy"})
_TABLE_WORK = frozenset({"concat", "merge", "replace", "join", "drop", "append", "assign", "astype", "map", "apply", "fillna", "dropna"})
_PREPARING = regex(r"prep|transform|process|feature|clean|encod|token|normal|scal|collate|vector|input")
_CHANGES = frozenset({"astype", "map", "replace", "fillna", "apply"})
_FAR_STEPS = 200
_MODEL_FILE = regex(r"[\w .-]{1,80}\.(?:pkl|pickle|joblib|sav|bin|h5|hdf5|keras|pt|pth|ckpt|onnx|dill|zip|gz|model|p|pk)")
FARTHEST = 80
_MAKES_ROWS = frozenset({"DataFrame", "array", "reshape", "asarray", "tensor", "expand_dims", "from_dict", "unsqueeze", "DMatrix"})


@kept
def asked(facts: Facts) -> tuple[Call, ...]:
    """The predictions that handlers and prediction scripts reach."""
    found = [each.prediction for each in served(facts)] or list(_by_scripts(facts))
    return tuple(call for call in found if not call.means("llm.call"))


def _by_scripts(facts: Facts) -> Iterator[Call]:
    """Predictions of files that load a model and train none; where some answer for new cases, those that score or watch are left out."""
    files = [code for code in facts.product if not code.is_notebook and any(code.calls_to("model.load"))]
    found = [call for code in files if not any(True for _ in trainings_in(code)) for call in predictions(code)]
    yield from [call for call in found if call.number in _answering(facts)] or found


@kept
def _answering(facts: Facts) -> frozenset[int]:
    """The predictions of handlers, or else of functions that answer for new cases; one that is scored or watched serves nobody."""
    told = [each.prediction for each in served(facts)]
    return frozenset(call.number for call in told or [call for call, _, firm in callable_predictions(facts, reach_of(facts)) if firm])


def input_steps(facts: Facts) -> Iterator[Found]:
    """What is done to an input on its way to the model that answers."""
    known = {f"project:{code.path}:{code.functions[scope].name}" for code in facts.product for scope, _ in preparing(code)}
    for prediction in asked(facts):
        sure: Confidence = "high" if prediction.number in _answering(facts) else "low"
        given = [number for argument in prediction.arguments for number in argument.inputs]
        fed = [call for call in facts.graph.upstream(given, most=600) if call.kind == "call"]
        steps = [call for call in fed if call.means(*PREPARES) or call.name in _APPLIED]
        steps = [call for call in steps if call.method not in _TABLE_WORK and not call.method.startswith(("get_", "from_"))]
        again = [call for call in steps if _is_fitted_again(call)]
        steps = [call for call in steps if not again or not (call.method[:1].isupper() or _is_fitted_again(call))] or again
        step = next((call for call in steps if not call.means("image.read")), None)
        own = next((call for call in fed if call.own and (call.name in known or _PREPARING.search(call.method.lower()))), None)
        row = next((call for call in fed if call.method in _MAKES_ROWS), None)
        if step is not None:
            note = f"{spoken(step, 'what is called here')} prepares the input of {spoken(prediction)}"
            yield step.at, f"{note}, fitted anew for it" if step in again else note, "low" if step in again else sure
        elif own is not None:
            yield own.at, f"`{own.method}` makes the input of {spoken(prediction)}", sure if own.name in known else "low"
        elif steps:
            yield steps[0].at, f"{spoken(steps[0])} makes the input of {spoken(prediction)}; whether it needs more could not be told", "low"
        elif row is not None:
            yield row.at, "the input becomes a row; whether it needs more could not be told", "low"


def _is_fitted_again(call: Call) -> bool:
    """Whether a step learns from what it is given to prepare."""
    return call.means("transformer.fit") and not call.means("transformer.stateless", "label.encode")


def spoken(call: Call, otherwise: str = "the model") -> str:
    """A call by its own name, an object that is called by the name it has."""
    return call.method.strip("_()") if call.method not in ("__call__", "()") else call.written.strip("()") or otherwise


def chained_models(facts: Facts) -> Iterator[Found]:
    """Savings of an object that holds preparation and model."""
    return (found for _, found in _chained(facts))


def served_chains(facts: Facts) -> Iterator[Found]:
    """Those of them that serving loads, by the file's name; doubtful where it loads another file, firm where a name is not told."""
    loaded = _loaded_files(facts)
    chained = [(_files(names_of(facts, call)), _with_steps_before(facts, call, found)) for call, found in _chained(facts)]
    same = [found for names, found in chained if names & loaded]
    yield from ((place, f"{note}, which serving loads", sure) for place, note, sure in same)
    for names, (place, note, sure) in chained if not same else ():
        if names and loaded:
            yield place, f"{note}; serving loads {min(loaded)}, and that it is this object could not be told", "low"
        else:
            yield place, note, sure


def _loaded_files(facts: Facts) -> frozenset[str]:
    """The names of the model files that the code around the predictions that are asked loads; none where one name is not told."""
    paths = _serving(facts)
    named = [_files(names_of(facts, call)) for call in readings_back(facts) if call.path in paths]
    return frozenset().union(*named) if all(named) else frozenset()


@kept
def _serving(facts: Facts) -> frozenset[str]:
    """The files in which predictions are asked, and what they import."""
    paths = {call.path for call in asked(facts)} | {each.handler.spot.path for each in served(facts)}
    for _ in range(2):
        paths |= {path for code in facts.product if code.path in paths for path in code.local_imports}
    return frozenset(paths)


def _with_steps_before(facts: Facts, saving: Call, found: Found) -> Found:
    """What a saving says; doubtful where rows are changed on their way to the fit beside it, by code that serving does not have."""
    code = facts.code_at(saving.path)
    given = [fit.arguments[0].inputs for fit in trainings_in(code) if fit.arguments] if code else []
    steps = (each for inputs in given for each in facts.graph.upstream(inputs, most=_FAR_STEPS) if each.method in _CHANGES)
    step = next((each for each in steps if each.kind == "call" and each.path not in _serving(facts) and not _of_target(facts, each)), None)
    return found if step is None else (found[0], f"{found[1]}; `{step.method}` at {step.path}:{step.line} stands outside it", "low")


def _files(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if _MODEL_FILE.fullmatch(name))


def _of_target(facts: Facts, step: Call) -> bool:
    """Whether what a step makes is kept as the column that is predicted, which serving does not have."""
    kept_as = (facts.graph.calls[number] for number in facts.graph.consumers.get(step.number, ()))
    return any(each.kind == "set-item" and each.constant("", 0) in target_columns(facts) for each in kept_as)


@once
def _chained(facts: Facts) -> Iterator[tuple[Call, Found]]:
    for call, what in savings(facts):
        if call.means("track.autolog"):
            yield from _logged(facts, call)
        if what == "else" or call.means("model.register", "track.autolog"):
            continue
        given = [number for argument in call.arguments if argument.name in _OBJECTS for number in argument.inputs]
        made = list(_object(facts, (*given, *call.receiver)))
        if any(each.method in _CHAINED and _holds_model(facts, each) for each in made) or call.name.startswith("pyspark.ml.Pipeline"):
            yield call, (call.at, "preparation and model are saved as one pipeline", "high")
        elif any(_stands_inside(facts, each) for each in made):
            yield call, (call.at, "preparation stands inside the network that is saved", "high")
        elif _is_pair(facts, call):
            yield call, (call.at, "preparation and model are saved together", "high")


def _logged(facts: Facts, autolog: Call) -> Iterator[tuple[Call, Found]]:
    """Fits of a chain with a model in a file where fitted models are logged by themselves: each is logged as it is."""
    off = autolog.constant("disable") is True or autolog.constant("log_models") is False
    code = None if off or autolog.name not in ("mlflow.autolog", "mlflow.sklearn.autolog") else facts.code_at(autolog.path)
    for fit in code.those(methods=("fit",)) if code is not None else ():
        if any(each.method in _CHAINED and _holds_model(facts, each) for each in _object(facts, fit.receiver)):
            yield fit, (fit.at, f"the pipeline that is fitted here is kept whole by {autolog.method}", "high")


def _object(facts: Facts, numbers: tuple[int, ...]) -> Iterator[Call]:
    """The calls that make an object, as it is handed on, fitted and searched over; not what it learned from."""
    graph = facts.graph
    seen = set(numbers)
    edge = list(numbers)
    while edge and len(seen) < FARTHEST:
        call = graph.calls.get(edge.pop())
        if call is None:
            continue
        yield call
        for number in _handed_on(facts, call):
            if number not in seen:
                seen.add(number)
                edge.append(number)


def _handed_on(facts: Facts, call: Call) -> Iterator[int]:
    graph = facts.graph
    if call.kind == "parameter":
        yield from (number for given in graph.passed.get(call.number, {}).values() for number in given)
    elif call.kind != "call":
        yield from call.receiver or call.inputs
    elif graph.returned.get(call.number):
        yield from graph.returned[call.number]
    elif call.method not in _CHAINED and not call.own:
        first = (
            call.argument("estimator", 0) if call.method.endswith(("SearchCV", "Validator", "Split")) or call.method == "clone" else None
        )
        yield from first.inputs if first else ()
        yield from call.receiver if call.method in _KEEPS_OBJECT or call.method.endswith("SearchCV") else ()


def _holds_model(facts: Facts, chain: Call) -> bool:
    """Whether a chain ends in something that predicts, or in something that cannot be told."""
    given = [number for argument in chain.arguments for number in argument.inputs]
    parts = [each for each in facts.graph.upstream(given, most=60) if each.kind == "call"]
    return not parts or any(each.family or each.means(*MODEL) for each in parts) or any(not each.concepts for each in parts)


def _stands_inside(facts: Facts, network: Call) -> bool:
    """Whether layers that prepare are among those of which a network is made."""
    if not (network.means("neural-model") or network.method in ("Sequential", "Model")):
        return False
    given = [number for argument in network.arguments for number in argument.inputs]
    return any(each.kind == "call" and each.method in _INSIDE for each in facts.graph.upstream(given, most=300))


def _is_pair(facts: Facts, call: Call) -> bool:
    """`pickle.dump((vectorizer, model), file)`: one object made of a transformer and a model."""
    first = call.argument("obj", 0) or call.argument("value", 0)
    given = first.inputs if first else ()
    near = [each for number in given for each in lineage(facts, (number,))]
    types = " ".join(each.type or each.name for each in near)
    prepares = any(each.means("transformer.fit", "encoding", "scaling", "text-preprocessing") for each in near)
    named = " ".join(name for number in given for name in (facts.graph.calls[number].written, *facts.graph.calls[number].targets)).lower()
    told = ".preprocessing." in types or "feature_extraction" in types or PREPARER.search(named) is not None
    return len(given) > 1 and (prepares or told)


def needs_preparation(facts: Facts) -> bool:
    """Whether training turns its inputs into something else."""
    return next(turned(facts), None) is not None


def shared_steps(facts: Facts) -> Iterator[Found]:
    """Functions of preparation that training and serving both call, and fitted transforms that serving reads back."""
    training = {code.path for code in facts.product if any(True for _ in trainings_in(code))}
    serving = {call.path for call in asked(facts)} | {each.handler.spot.path for each in served(facts)}
    for code in facts.product:
        for scope in sorted({scope for scope, _ in preparing(code)}):
            step = code.functions[scope]
            name = f"project:{code.path}:{step.name}"
            callers = {facts.graph.calls[number].path for number in facts.graph.callers.get(name, ())}
            if callers & training and callers & (serving - training):
                yield code.at(step.line), f"`{step.name}` prepares data for training and for serving", "high"
    for prediction in asked(facts):
        given = [number for argument in prediction.arguments for number in argument.inputs]
        yield from _read_back(facts, given)
        yield from tables_read_back(facts, given)


def _read_back(facts: Facts, given: list[int]) -> Iterator[Found]:
    """Transforms on the way to a prediction that were fitted elsewhere and are read from the disk."""
    for call in facts.graph.upstream(given, most=600):
        applies = call.kind == "call" and (call.means("transformer.transform", "tokenizer") or call.name in _APPLIED)
        if not applies or call.method.startswith(("get_", "from_")):
            continue
        if any(True for _ in facts.graph.upstream(call, *_LOADED)):
            yield call.at, "what training fitted is read back and applied", "high"
        elif call.means("tokenizer"):
            yield call.at, "a ready tokenizer is applied; that training used the same could not be told", "low"


def fitted_again(facts: Facts) -> Iterator[Found]:
    """Transforms fitted where the service answers."""
    reach = reach_of(facts)
    for each in served(facts):
        given = {number for argument in each.prediction.arguments for number in argument.inputs}
        fed = {call.number for call in facts.graph.upstream(tuple(given), most=600)}
        for call in reach.calls((each.handler.spot,)):
            if call.kind == "call" and call.number in fed and _is_fitted_again(call):
                yield call.at, f"{call.method} is fitted again where the service answers", "high"


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
