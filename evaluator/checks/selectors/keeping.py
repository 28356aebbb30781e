"""Where trained models are written and read back, and under which names."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

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
_NO_KEEPING = frozenset({"state_dict", "to_json", "to_yaml", "load", "loads", "load_model"})
_READS_BACK = frozenset({"load", "loads", "load_model", "load_weights", "load_state_dict", "restore"})
_DEEPEST = 3
# Objects that prepare rows; by their name, or by what is asked of them.
_PREPARER = regex(
    r"(?:^|_|\b)(?:dv|dict_?vectorizer|\w{0,20}(?:scaler|encoder|vectorizer|vectoriser|tokenizer|tokeniser|imputer|preprocessor|binarizer|transformer))(?:$|_|\d|\b)"
)
_ASKED = frozenset({"predict", "predict_proba", "predict_classes", "forward", "generate", "decision_function", "eval", "load_state_dict"})
_PREPARES = frozenset({"transform", "inverse_transform", "texts_to_sequences", "get_feature_names_out"})


def savings(facts: Facts) -> Iterator[tuple[Call, str]]:
    """Calls that keep something, with what they keep: model, else, or unknown."""
    trains = next(trainings(facts), None) is not None
    for call in facts.calls_to(*KEEPS):
        if call.kind == "call" and call.method not in _NO_KEEPING and not call.method.startswith(("load", "restore", "from_")):
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
    if not call.means("serialise") or call.means("track.autolog"):
        return "model"
    fed = list(facts.graph.upstream(call))
    learned = (each for each in fed if each.method in ("fit", "state_dict", "best_estimator_") and not each.means("transformer.fit"))
    if any(learned) or any(each.means(*MODEL) or each.family for each in fed):
        return "model"
    if fed and any(each.means(*NO_MODEL) for each in fed):
        return "else"
    return "unknown" if trains else "else"


def readings_back(facts: Facts) -> Iterator[Call]:
    """Calls that read a model of the project, or an object that may be one."""
    for code in facts.product:
        for call in code.called:
            if call.method == "load_dataset":
                continue
            if call.means("model.load") or (call.means("serialise") and call.method in _READS_BACK):
                yield call


def is_preparer(facts: Facts, call: Call) -> bool:
    """Whether what is read back prepares rows: it is named as a scaler or encoder, or only ever transforms."""
    named = " ".join((*call.targets, *names_of(facts, call))).lower()
    if _PREPARER.search(named):
        return "model" not in " ".join(call.targets).lower()
    used = {each.method for each in (facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ()))}
    return bool(used & _PREPARES) and not used & _ASKED


def names_of(facts: Facts, call: Call) -> frozenset[str]:
    """The last parts of the paths or names under which a call keeps or finds something, and of the names that hold them."""
    found: set[str] = set()
    for argument in call.arguments:
        if isinstance(argument.constant, str):
            found.add(_last(argument.constant))
        if "." in argument.text or argument.text.isupper() or "path" in argument.text.lower():
            found.add(argument.text.rsplit(".", 1)[-1].lower())
        found |= {name for number in argument.inputs for name in _within(facts, number, 0)}
    return frozenset(name for name in found if len(name) > 3 and name not in ("path", "model"))


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
    found |= {
        argument.text.rsplit(".", 1)[-1].lower()
        for argument in made.arguments
        if argument.text.isupper() or "path" in argument.text.lower()
    }
    return found | {name for argument in made.arguments for inner in argument.inputs for name in _within(facts, inner, depth + 1)}


def _last(text: str) -> str:
    return posixpath.basename(text.replace("\\", "/").rstrip("/")).lower()
