"""Where trained models are written and read back, and under which names."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.training import trainings
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

KEEPS = ("model.save", "track.autolog", "checkpointing", "model.register")
NO_MODEL = ("transformer.fit", "encoding", "scaling", "data.read", "data-loading", "label.encode")
MODEL = (
    "estimator.fit",
    "model.train",
    "search.run",
    "classical-model",
    "neural-model",
    "nn.layer",
    "nn.module",
    "optimizer",
    "model.pretrained",
)
_NO_KEEPING = frozenset(
    {
        *("state_dict", "to_json", "to_yaml", "load", "loads", "load_model"),
        *("CheckpointManagerOptions", "CheckpointManager", "StandardCheckpointer", "PyTreeCheckpointer", "create_registered_model"),
    }
)
_READS_BACK = frozenset({"load", "loads", "load_model", "load_weights", "load_state_dict", "restore"})
_WEIGHTS = regex(r"^(?!\w{1,9}://).*[/\\][^/\\]{1,80}\.(?:pt|pth|ckpt|h5|keras|onnx|safetensors)$")
_OF_FILE = regex(r"path|file|ckpt|checkpoint|weights|model_name|model_uri")
_NO_PATHS = frozenset({"path", "model", "net", "network", "sess", "session", "device", "state"})
_FUNCTIONS = ("torch.nn.functional.", "tensorflow.nn.", "jax.nn.", "keras.ops.")
_FETCHES = frozenset(
    {"urlretrieve", "wget", "download", "gdown", "cached_download", "hf_hub_download", "download_url_to_file", "download_url"}
)
_FOLDER = regex(r"path|dir|folder|output|checkpoint|ckpt|saved")
_DEEPEST = 3
# Objects that prepare rows; by their name, or by what is asked of them.
PREPARER = regex(
    r"(?:^|_|\b)(?:dv|dict_?vectorizer|\w{0,20}(?:scaler|encoder|vectorizer|vectoriser|tokenizer|tokeniser|imputer|preprocessor|binarizer|transformer))(?:$|_|\d|\b)"
)
_BESIDE = regex(
    r"(?:^|[^a-z])(?:optim\w{0,8}|schedul\w{0,5}|grad_?scaler|meta(?:data)?|history|hist|columns|feature_names|label_map|classes|sampler|study|trials)(?:$|[^a-z])"
)
_ROWS = regex(
    r"(?:^|[^a-z])(?:\w{0,12}_?(?:encodings|embeddings|tensors|tokens)|data(?:set|sets|_dict)?|images?|labels?|texts?|targets?|samples?|splits?|rows|(?:x|y)_\w{1,12}|\w{1,12}_(?:data(?:set)?|images?|labels?|texts?))(?:$|[^a-z])"
)
_ASKED = frozenset({"predict", "predict_proba", "predict_classes", "forward", "generate", "decision_function", "eval", "load_state_dict"})
_PREPARES = frozenset({"transform", "inverse_transform", "texts_to_sequences", "get_feature_names_out"})


@once
def savings(facts: Facts) -> Iterator[tuple[Call, str]]:
    """Calls that keep something, with what they keep: model, else, or unknown."""
    trains = next(trainings(facts), None) is not None
    for call in facts.calls_to(*KEEPS):
        if call.kind != "call" or call.means("vector-store.save"):  # an index of neighbours is no model
            continue
        if call.method not in _NO_KEEPING and not call.method.startswith(("load", "restore", "from_")):
            yield call, _what(facts, call, trains)
    for call in facts.calls_to("training.trainer", "model.train"):
        if call.kind == "call" and trains and _keeps_by_itself(call):
            yield call, "model"


def _keeps_by_itself(call: Call) -> bool:
    """Trainers that write checkpoints unless they are told not to."""
    if call.name.startswith(("transformers.", "trl.")):
        return call.method.endswith("Trainer")
    if "lightning" in call.name:
        return call.method == "Trainer" and call.constant("enable_checkpointing") is not False
    return call.name.startswith("ultralytics.") and call.method == "train"


def _what(facts: Facts, call: Call, trains: bool) -> str:
    if call.name in ("torch.save", "numpy.save"):
        return _of_tensors(facts, call, trains)
    if not call.means("serialise") or call.means("track.autolog"):
        return "model"
    fed = list(facts.graph.upstream(call))
    learned = (each for each in fed if each.method in ("fit", "state_dict", "best_estimator_") and not each.means("transformer.fit"))
    if any(learned) or any(each.means(*MODEL) or each.family for each in fed):
        return "model"
    if fed and any(each.means(*NO_MODEL) for each in fed):
        return "else"
    return "unknown" if trains else "else"


def _of_tensors(facts: Facts, call: Call, trains: bool) -> str:
    """What a function keeps that writes networks and tables of numbers alike."""
    first = call.argument("obj", 0) or call.argument("arr", 1)
    if first is None:
        return "else"
    near = list(facts.graph.upstream(first.inputs, most=400))
    if any(each.method.endswith("state_dict") or is_network(each) for each in near):
        return "model"
    keys = " ".join(key for key in first.items if isinstance(key, str)).lower()
    if re.search(r"state|model|weights|param", keys):
        return "model"
    names = [first.text, *(argument.constant for argument in call.arguments if isinstance(argument.constant, str))]
    if (
        (keys and not first.text)
        or any(_ROWS.search(name.lower()) for name in names)
        or any(each.means("data.read", "data-loading") for each in near)
    ):
        return "else"
    return "unknown" if trains else "else"


def readings_back(facts: Facts) -> Iterator[Call]:
    """Calls that read a model of the project, or an object that may be one; a name of a hub is no file of the project's."""
    saves = any(call.method in ("save_pretrained", "save_model") for call in facts.calls_to(*KEEPS))
    for code in facts.product:
        for call in code.those(("model.load", "serialise", "model.pretrained"), ("load_from_checkpoint",)):
            if call.method != "load_dataset" and _reads(call, saves=saves):
                yield call


def _reads(call: Call, *, saves: bool) -> bool:
    if call.means("model.load") or call.method == "load_from_checkpoint":
        return True
    if call.means("serialise"):
        return call.method in _READS_BACK
    if not call.means("model.pretrained"):
        return False
    if any(isinstance(each.constant, str) and _WEIGHTS.search(each.constant) for each in call.arguments):
        return True
    return saves and call.method == "from_pretrained" and not _names_hub(call)


def _names_hub(call: Call) -> bool:
    """Whether weights are asked by a literal name, or by a name that stands for the first model."""
    first = call.argument("pretrained_model_name_or_path", 0)
    return (
        first is None
        or isinstance(first.constant, str)
        or not re.search(r"path|dir|folder|output|checkpoint|ckpt|saved", first.text.lower())
    )


def is_aside(call: Call) -> bool:
    """Whether what is read back goes beside a model: an optimizer's state, settings, a history of training."""
    texts = [argument.constant for argument in call.arguments if isinstance(argument.constant, str)]
    named = " ".join((call.written.rpartition(".")[0], *call.targets, *texts, *(argument.text for argument in call.arguments))).lower()
    rows = (*call.targets, *(argument.text for argument in call.arguments)) if call.means("serialise") or call.name == "torch.load" else ()
    return _BESIDE.search(named) is not None or any(_ROWS.search(name.lower()) for name in (*rows, *call.targets))


def goes_beside(name: str) -> bool:
    """Whether a name is that of data, settings or a history."""
    return _ROWS.search(name) is not None or _BESIDE.search(name) is not None


def is_preparer(facts: Facts, call: Call) -> bool:
    """Whether what is read back prepares rows: it is named as a scaler or encoder, or only ever transforms."""
    named = " ".join((*call.targets, *names_of(facts, call))).lower()
    if PREPARER.search(named):
        return "model" not in " ".join(call.targets).lower()
    used = {each.method for each in (facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ()))}
    return bool(used & _PREPARES) and not used & _ASKED


def is_network(call: Call) -> bool:
    """Whether a call makes or holds a network; a function of a framework that turns one array into another does not."""
    return call.means("nn.module", "neural-model", "model.pretrained") and not call.name.startswith(_FUNCTIONS)


def is_fetched(facts: Facts, call: Call) -> bool:
    """Whether what is read has just been fetched from elsewhere under the same name, by the same function."""
    code = facts.code_at(call.path)
    names = {each.text or each.constant for each in call.arguments[:1]} - {"", None}
    return code is not None and any(
        each.kind == "call"
        and (each.method in _FETCHES or each.means("data.download"))
        and names & {given.text or given.constant for given in each.arguments}
        for each in code.within(call.scope)
    )


def names_of(facts: Facts, call: Call) -> frozenset[str]:
    """The last parts of the paths or names under which a call keeps or finds something, and of the names that hold them."""
    found: set[str] = set()
    for argument in call.arguments:
        if isinstance(argument.constant, str):
            found |= {_last(argument.constant), _last(argument.constant).partition(":")[0]}  # a store's name and tag: `boats:latest`
        if "." in argument.text or argument.text.isupper() or "path" in argument.text.lower():
            found.add(argument.text.rsplit(".", 1)[-1].lower())
        found |= _bound(facts, call, argument.text)
        found |= {name for number in argument.inputs for name in (*_within(facts, number, 0), *_constants(facts, number))}
    return frozenset(name for name in found if len(name) > 3 and name.strip("_") not in _NO_PATHS)


def _constants(facts: Facts, number: int) -> set[str]:
    """The name of a constant that goes into a path: `PATH % step`."""
    held = facts.graph.calls.get(number)
    name = held.method if held is not None and held.kind in ("free", "self") else ""
    return {name.lower()} if name.isupper() and _OF_FILE.search(name.lower()) else set()


def _bound(facts: Facts, call: Call, name: str) -> set[str]:
    """The file that a name of the module stands for: `model_file = "model.bin"`."""
    code = facts.code_at(call.path) if name.isidentifier() else None
    held = code.source.bindings.get(name) if code is not None else None
    return {_last(held.constant)} if held is not None and isinstance(held.constant, str) and "." in _last(held.constant) else set()


def _within(facts: Facts, number: int, depth: int) -> set[str]:
    """Literal names in what makes a path or opens a file."""
    made = facts.graph.calls.get(number)
    if (
        made is None
        or depth > _DEEPEST
        or made.kind != "call"
        or made.method not in ("open", "join", "Path", "str", "joinpath", "load", "loads")
    ):
        return set()
    found = {_last(argument.constant) for argument in made.arguments if isinstance(argument.constant, str)}
    found |= {name for argument in made.arguments for name in _bound(facts, made, argument.text)}
    found |= {
        argument.text.rsplit(".", 1)[-1].lower()
        for argument in made.arguments
        if argument.text.isupper() or "path" in argument.text.lower()
    }
    return found | {name for argument in made.arguments for inner in argument.inputs for name in _within(facts, inner, depth + 1)}


def _last(text: str) -> str:
    return posixpath.basename(text.replace("\\", "/").rstrip("/")).lower()
