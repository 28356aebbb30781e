"""How models are written in the form of their own framework: its functions, the state of a network, fitted estimators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.keeping import PREPARER, is_network
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.shell import word_set
from evaluator.model.place import Location
from evaluator.model.result import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

# Functions that write any object.
_PICKLES = frozenset(
    f"{library}.{name}" for library in ("pickle", "cPickle", "_pickle", "cloudpickle", "dill") for name in ("dump", "dumps")
)
_JOBLIB = frozenset({"joblib.dump", "joblib.dumps", "skops.io.dump"})
_ARRAYS = frozenset({"torch.save", "numpy.save", "safetensors.torch.save_file"})
_ESTIMATORS = ("estimator.fit", "search.run", "classical-model", "pipeline.fit")
_NOT_MODELS = ("transformer.fit", "data.read", "data-loading", "encoding", "data.builtin")
_WRITERS = word_set(
    """
    save dump dumps save_model save_weights save_pretrained log_model save_checkpoint save_file to_json export ModelCheckpoint
    SaveModelCallback push_to_hub simple_save save_state saver model_to_json write upload_file upload_folder BackupAndRestore
    """
)
_MOST_FED = 1_000
_ASIDE = ("optim", "sched", "scaler")
_CALLBACKS = frozenset({"ModelCheckpoint", "SaveModelCallback", "BackupAndRestore", "upload_file", "upload_folder", "push_to_hub"})


class Written(msgspec.Struct, frozen=True):
    """A place that writes a model: whether it holds as the framework's own form, what is seen there, how sure."""

    at: Location
    note: str
    holds: bool = True
    confidence: Confidence = "high"


def native_writes(facts: Facts) -> Iterator[Written]:
    """Every place that writes a model, direct writes first, callbacks and logging by itself last."""
    calls = [call for call in facts.calls_to("model.save", "checkpointing") if call.kind == "call" and call.method in _WRITERS]
    calls = [call for call in calls if not call.name.startswith("onnx.") and not call.means("vector-store.save")]
    calls.sort(key=lambda call: call.method in _CALLBACKS)
    for call in calls:
        found = _written(facts, call)
        if found is not None:
            yield found
    for call in facts.calls_to("track.autolog"):
        if call.method == "autolog":
            yield Written(call.at, "autolog logs the model in its framework's format")


def _written(facts: Facts, call: Call) -> Written | None:
    if call.name in _ARRAYS:
        return _of_network(facts, call)
    if call.name in _PICKLES or call.name in _JOBLIB:
        return _of_object(facts, call)
    if call.name.startswith(".") and call.method in _own_names(facts):
        return Written(call.at, f"{call.method} may be the project's own; in which form it saves could not be told", confidence="low")
    return Written(call.at, f"{call.method} saves in the framework's format")


@kept
def _own_names(facts: Facts) -> frozenset[str]:
    """The names of the project's functions and methods."""
    return frozenset(function.name for code in facts.product for function in code.functions)


def _of_network(facts: Facts, call: Call) -> Written | None:
    """The state of a network is its framework's form; the object with its code, alone or in a dictionary, is not."""
    fed = [each for each in facts.graph.upstream(call) if each is not call]
    if any(not _is_aside(facts, each) for each in _states(facts, call)):
        return Written(call.at, f"{call.method} writes the state of the network")
    first = call.argument("obj", 0)
    given = facts.graph.upstream(first.inputs, most=200) if first else ()
    if any(is_network(each) or _makes_object(facts, each) for each in given):
        return Written(call.at, "the whole network is pickled, and loads with this very code only", holds=False, confidence="low")
    if any(is_network(each) or each.means("optimizer", *_ESTIMATORS) for each in fed) or not any(each.means(*_NOT_MODELS) for each in fed):
        return Written(call.at, f"{call.method} keeps an object; that it is the model could not be told", confidence="low")
    return None


def _states(facts: Facts, call: Call) -> Iterator[Call]:
    """The states that are written; those that a network was given before are no part of what is written."""
    edge, seen = list(call.inputs), {call.number}
    while edge and len(seen) < _MOST_FED:
        number = edge.pop(0)
        each = facts.graph.calls.get(number)
        if each is None or number in seen or each.method == "load_state_dict":
            continue
        seen.add(number)
        if each.method.endswith("state_dict"):
            yield each
            continue
        given = facts.graph.passed.get(number, {}).values() if each.kind == "parameter" else ()
        edge += [*each.inputs, *facts.graph.returned.get(number, ()), *(fed for numbers in given for fed in numbers)]


def _is_aside(facts: Facts, state: Call) -> bool:
    """Whether a state is that of the optimizer or of what goes with it, not of the network."""
    owners = [facts.graph.calls[number] for number in state.receiver if number in facts.graph.calls]
    named = " ".join((state.written.rpartition(".")[0], *(name for each in owners for name in (*each.targets, each.written)))).lower()
    return any(word in named for word in _ASIDE) or any(each.means("optimizer") for each in owners)


def _makes_object(facts: Facts, call: Call) -> bool:
    """Whether a call makes an object of a class of the project."""
    return call.own and call.kind == "call" and call.name not in facts.graph.functions


def _of_object(facts: Facts, call: Call) -> Written | None:
    """A fitted estimator written by joblib counts; one that is pickled is asked about; what prepares rows is no model."""
    first = call.argument("value", 0) or call.argument("obj", 0)
    if first is not None and PREPARER.search(first.text.lower()) and "model" not in first.text.lower():
        return None
    fed = [each for each in facts.graph.upstream(call) if each is not call]
    if _fitted(fed):
        if call.name in _JOBLIB:
            return Written(call.at, f"{call.method} writes the fitted estimator by joblib")
        return Written(call.at, f"{call.method} pickles a fitted estimator; its library's own format was not seen", confidence="low")
    if any(each.means(*_NOT_MODELS) for each in fed):
        return None
    return Written(call.at, f"{call.method} keeps an object; that it is the model could not be told", confidence="low")


def _fitted(fed: Iterable[Call]) -> bool:
    return any(each.method in ("fit", "best_estimator_") or each.means(*_ESTIMATORS) for each in fed)
