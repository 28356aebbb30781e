"""How far a framework is commanded: what is put together, and what of the training is one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.hooks import ONLY_TELL, hooks, what_callbacks
from evaluator.checks.selectors.own_method import ENVIRONMENT, own_classes
from evaluator.checks.selectors.training import TRAINS, has_steps, predictions, trainings, updates
from evaluator.checks.selectors.trial import is_trial
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_BRANCHES = frozenset(
    [
        "ColumnTransformer",
        "make_column_transformer",
        "FeatureUnion",
        "make_union",
        "VotingClassifier",
        "VotingRegressor",
        "StackingClassifier",
    ]
)
_GRAPHS = frozenset({"StateGraph", "RunnableParallel", "create_retrieval_chain", "MessageGraph", "EnsembleRetriever", "SequentialChain"})
_STEPS_JOINED = "haystack.Pipeline"
_GIVEN = {
    "callbacks": "callbacks", "collate_fn": "a collate function", "sampler": "a sampler", "batch_sampler": "a sampler",
    "compute_metrics": "its own metrics", "compute_loss_func": "its own loss", "feval": "its own metric", "fobj": "its own objective",
    "data_collator": "a collator", "optimizers": "its own optimiser and schedule",
}  # fmt: skip
_CLASS_WEIGHTS = frozenset({"class_weight", "class_weights", "scale_pos_weight", "auto_class_weights", "is_unbalance"})
_FITS = ("estimator.fit", "model.train", "search.run", "cross-validate")
_CUSTOM = ("loss.backward", "gradient.tape", "lr-schedule", "callback")
_HELD_OUT = regex(r"(?:^|[^a-z])(?:test|val|valid|validation|dev|eval|evaluate|evaluation|predict|infer|inference)(?:[^a-z]|$)")
_LOSS = regex(r"`\w*(?:Loss\w*|Criterion)`")
# What records, searches, packs or explains beside a framework (rubric 5.4): none of them trains by itself.
_AROUND = frozenset(
    [
        "mlflow", "wandb", "hyperopt", "optuna", "skopt", "comet_ml", "neptune", "clearml", "dagshub", "aim", "keras_tuner", "kerastuner",
        "nevergrad", "bentoml", "evidently", "shap", "lime", "yellowbrick", "dvclive", "zenml", "metaflow",
    ]
)  # fmt: skip
# Libraries with a ready model or a list of words beside much else.
_HELPS = frozenset({"cv2", "nltk", "textblob"})
_ONLY_NAMED = ("theano.", "lasagne.", "mxnet.", "chainer.", "paddle.", "caffe.", "tflearn.", "cntk.")


def uses(facts: Facts) -> Iterator[Found]:
    """Where each library trains, predicts or answers."""
    told: set[str] = set()
    helps: Call | None = None
    calls = list(_asked(facts))
    for call in sorted(calls, key=lambda each: is_trial(each.path)):
        library = call.name.partition(".")[0]
        if _only_helps(call):
            helps = helps or call
        elif library and not call.own and library not in told | _AROUND and call.kind == "call" and not call.name.startswith("ray.tune."):
            told.add(library)
            yield call.at, f"{library} is used", "high"
    if helps is not None and not told:
        yield helps.at, f"{helps.name.partition('.')[0]} is used, which brings models of its own", "low"
    # A call on an object of unknown type says something only where no library is seen.
    unknown = min((call for call in calls if call.kind == "call" and not _only_helps(call)), key=lambda each: each.own, default=None)
    if unknown is not None and not told:
        around = unknown.name.partition(".")[0] in _AROUND or unknown.name.startswith("ray.tune.")
        inner = next((each for each in facts.upstream(unknown) if each.family and not each.own), None) if around else None
        words = f"{unknown.method} trains or asks a model" if inner is None else f"{inner.name.partition('.')[0]} is used"
        yield unknown.at, words, "low" if around and inner is None else "high"


def _asked(facts: Facts) -> Iterator[Call]:
    """The calls that train, predict or answer; a client that stands at the top of a file is asked inside a function."""
    yield from trainings(facts)
    yield from (call for code in facts.product for call in predictions(code))
    yield from facts.calls_to("llm.call", "llm-framework")
    yield from (call for client in facts.calls_to("llm.client") for call in facts.downstream(client) if call.name == ".create")


def _only_helps(call: Call) -> bool:
    """Whether a library that does much else answers by a model or a list that it brings."""
    return call.name.partition(".")[0] in _HELPS and not call.means(*TRAINS) and not call.name.startswith(("cv2.dnn", "cv2.ml"))


def named_only(facts: Facts) -> Iterator[Found]:
    """Frameworks of which no more than the name is known."""
    for code in facts.product:
        called = code.called if any(f"{name}." in _ONLY_NAMED for name, _ in code.packages) else ()
        call = next((each for each in called if each.name.startswith(_ONLY_NAMED)), None)
        if call is not None:
            yield call.at, f"{call.name.partition('.')[0]} is used, of which this tool knows little", "low"


def compositions(facts: Facts) -> Iterator[Found]:
    """Networks, branches and graphs put together by the project; parts of networks only where no whole one is built."""
    own = [each for code in facts.product for each in own_classes(facts, code)]
    own = [each for each in own if not _LOSS.match(each.note) and ENVIRONMENT not in each.note]
    whole = [each for each in own if each.built and each.whole]
    for each in whole or own:
        aside = "" if each.built else "; nothing outside the tests was seen to build it"
        yield each.at, each.note + aside, "high" if each.built else "low"
    for code in facts.product:
        yield from _functional(facts, code)


def stack(facts: Facts) -> Call | None:
    """Layers put one after the other into a container: `Sequential([Dense(8), Dense(1)])`."""
    made = (call for call in facts.called if call.method == "Sequential" and not call.own)
    return next(made, None)


def _parts(facts: Facts, call: Call) -> set[int]:
    """What prepares in the branches of a call; of those that are not seen here, each counts."""
    near = {number: facts.graph.calls[number] for argument in call.arguments for number in argument.inputs if number in facts.graph.calls}
    return {number for number, each in near.items() if each.kind != "call" or each.method[:1].isupper() or each.method.startswith("make_")}


def _functional(facts: Facts, code: Code) -> Iterator[Found]:
    for call in code.called:
        given = {argument.name for argument in call.arguments}
        if (
            call.method == "Model"
            and call.name.startswith(("keras.", "tensorflow."))
            and (given & {"inputs", "outputs", "input"} or len(call.arguments) > 1)
        ):
            yield call.at, "a network is composed from its inputs to its outputs", "high"
        elif call.method in _BRANCHES and call.name.startswith(("sklearn.", "imblearn.")):
            single = call.method.endswith(("ColumnTransformer", "column_transformer")) and len(_parts(facts, call)) < 2
            yield call.at, f"{call.method} " + ("gives columns a branch of their own" if single else "joins several branches"), "high"
        elif call.method in _GRAPHS or call.name == _STEPS_JOINED:
            yield call.at, f"{call.method} joins several steps", "high"


def customisations(facts: Facts) -> Iterator[Found]:
    """Training loops, schedules, samplers, losses and callbacks of one's own choice."""
    for code in facts.product:
        steps = has_steps(code)
        for call in code.those(_CUSTOM, ("backward", "value_and_grad", "make_scorer", "WeightedRandomSampler"), ("updates", *_GIVEN)):
            yield from _customised(facts, call, steps=steps)
        yield from hooks(facts, code)
    yield from _weighed(facts)


def _weighed(facts: Facts) -> Iterator[Found]:
    """Weights of classes given to an estimator that is fitted, by itself or within a search; those the library works out are doubtful."""
    for call in facts.those(arguments=_CLASS_WEIGHTS):
        given = next((argument for argument in call.arguments if argument.name in _CLASS_WEIGHTS), None)
        if given is None or (given.is_constant and given.constant in (None, False, 0, 1)) or not _is_learner(call):
            continue
        words = f"`{given.name}` of {call.method} weighs the classes"
        fitted = call.means(*_FITS) or next(facts.downstream(call, *_FITS), None) is not None
        if given.is_constant and isinstance(given.constant, str | bool):
            yield call.at, f"{words} by a rule of the library", "low"
        elif not (given.is_constant or given.items or any(facts.graph.calls[number].kind == "call" for number in given.inputs)):
            yield call.at, f"`{given.name}` of {call.method} is set; what it is could not be told", "low"
        else:
            yield call.at, words if fitted else f"{words}; that it is fitted was not seen", "high" if fitted else "low"


def _is_learner(call: Call) -> bool:
    """Whether a call makes or fits an estimator, and no grouping or score."""
    learns = call.means("classical-model", *_FITS) or call.family not in ("", "baseline") or call.method == "fit"
    return learns and not call.name.startswith(("sklearn.cluster.", "sklearn.metrics.", "sklearn.utils."))


def _customised(facts: Facts, call: Call, *, steps: bool) -> Iterator[Found]:
    if (call.means("loss.backward") or call.name == ".backward") and steps and call.loops:
        yield call.at, "the training loop is written out", "high"
    elif call.name == ".backward" and steps and call.scope >= 0:
        yield call.at, "a step of the training is written out", "high"
    elif updates(call):
        yield call.at, f"{call.method} is told how each step changes the weights", "high"
    elif call.means("gradient.tape") or call.method == "value_and_grad":
        aside = "" if steps else "; that the weights are changed by them was not seen"
        yield call.at, "gradients are taken by hand" + aside, "high" if steps else "low"
    elif call.means("lr-schedule") and call.method != "step":
        yield call.at, f"{call.method} changes the learning rate", "high"
    elif call.name == "sklearn.metrics.make_scorer":
        given = call.argument("score_func", 0)
        if given is not None and f"project:{call.path}:{given.text}" in facts.graph.functions:
            yield call.at, f"models are compared by a score of the project's own, `{given.text}`", "high"
    elif call.method == "WeightedRandomSampler":
        yield call.at, f"{call.method} is chosen for this training", "high"
    elif call.means("callback") and call.method[:1].isupper() and call.method not in ONLY_TELL:
        yield call.at, f"{call.method} is called during training", "high"
    else:
        yield from _given(facts, call)


def _given(facts: Facts, call: Call) -> Iterator[Found]:
    """What a loader or a training is given beside rows."""
    given = next((argument for argument in call.arguments if argument.name in _GIVEN and not argument.is_constant), None)
    if given is None:
        return
    if call.means("data-loader"):
        words = " ".join((call.path, *call.targets, *(argument.text for argument in call.arguments))).lower()
        if "sampler" not in given.name and not _HELD_OUT.search(words):  # a sampler may only set rows apart
            yield call.at, f"the loader is given {_GIVEN[given.name]}", "high"
    elif call.means("model.train", "training.trainer", "estimator.fit", "model.compile", "training.settings"):
        sure = what_callbacks(facts, given) if given.name == "callbacks" else "high"
        if sure is not None:
            aside = "; what they do could not be told" if sure == "low" else ""
            yield call.at, f"the training is given {_GIVEN[given.name]}{aside}", sure
