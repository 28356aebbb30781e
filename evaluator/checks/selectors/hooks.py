"""Classes whose methods a framework calls at the steps of its training, and those of them that only time, count or tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.shell import word_set
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence
    from evaluator.model.source import Argument

    Found = tuple[Location, str, Confidence]

ONLY_TELL = frozenset(
    {"TensorBoard", "RichProgressBar", "TQDMProgressBar", "CSVLogger", "ProgbarLogger", "ProgressBar", "WandbMetricsLogger", "TqdmCallback"}
)
# What a hook does that times, counts, prints, draws or writes down, and changes nothing of the training.
_TELLS = word_set(
    """
    print time perf_counter now append extend log log_metric log_metrics log_dict log_param add_scalar add_scalars add_image info
    debug warning write writerow flush format join get items keys values round len int float str list dict range enumerate zip
    isinstance super strftime isoformat total_seconds set_description set_postfix update close sleep plot show figure savefig
    clear_output title legend xlabel ylabel subplot subplots imshow predict predict_on_batch numpy item cpu detach mean sum min max
    dump dumps open to_csv getvalue seek read makedirs mkdir array asarray eval no_grad synchronize abs log_artifact image histogram
    scalar as_default on_epoch_end on_epoch_begin on_train_end on_train_begin on_batch_end on_train_batch_end on_train_batch_begin
    getattr hasattr copy
    """
)
# Attributes of a model, an optimiser or a trainer by which a hook changes what comes next.
_STEERS = regex(
    r"stop|should_|lr$|rate|trainable|requires_grad|weight|momentum|decay|alpha|beta|gamma|epsilon|temperature|coef|dropout|best"
)
DEEPEST = 2
_NOT_CALLED = frozenset({"__init__", "__repr__", "__str__", "get_config"})
_DRAWS = (
    *("matplotlib.", "seaborn.", "plotly.", "io.", "os.", "time.", "datetime.", "logging.", "csv.", "json.", "numpy.", "PIL.", "wandb."),
    *("mlflow.", "tensorflow.summary.", "tensorflow.image.", "tensorflow.expand_dims", "tqdm.", "rich.", "psutil.", "logger."),
)


def hooks(facts: Facts, code: Code) -> Iterator[Found]:
    """Classes with methods that a framework calls at steps of its training."""
    for index, klass in enumerate(code.classes):
        methods = {function.name for function in code.functions if function.owner == index}
        if {"training_step", "configure_optimizers"} <= methods or ("train_step" in methods and is_stepped(code, index)):
            yield code.at(klass.line), f"`{klass.name}` says what happens at each step", "high"
        elif _is_callback(code, index) and not only_tells(facts, code, index):
            yield code.at(klass.line), f"`{klass.name}` is a callback of the project's own", "high"


def is_stepped(code: Code, index: int) -> bool:
    """Whether a framework calls `train_step` of a class: it descends from a library's, and not from torch's, which has no `fit`."""
    bases = code.bases[index] if index < len(code.bases) else ()
    return any(not base.startswith(("torch.nn.", "abc.", "typing.", "object")) for base in bases)


def _is_callback(code: Code, index: int) -> bool:
    return index < len(code.base_concepts) and "callback" in code.base_concepts[index]


def only_tells(facts: Facts, code: Code, index: int) -> bool:
    """Whether the methods of a callback only time, count, print or write down: no call that does more, no attribute that steers."""
    scopes = {number for number, function in enumerate(code.functions) if function.owner == index and function.name not in _NOT_CALLED}
    return all(_is_still(facts, code, scope, DEEPEST) for scope in scopes)


def _is_still(facts: Facts, code: Code, scope: int, depth: int) -> bool:
    """Whether a function changes nothing of a training: what it sets steers nothing, and all that it calls only tells."""
    for call in code.within(scope):
        if call.kind == "set-item" and _STEERS.search(str(call.constant("", 0)).lower()):
            return False
        if call.kind == "call" and call.method not in _TELLS and not call.name.startswith(_DRAWS):
            place = facts.graph.functions.get(call.name) if call.own else None
            home = facts.code_at(place[0]) if place and depth else None
            if home is None or place is None or not _is_still(facts, home, place[1], depth - 1):
                return False
    return True


def what_callbacks(facts: Facts, given: Argument) -> Confidence | None:
    """How sure it is that callbacks that are given do more than tell; None where all that are seen only tell, or there are none."""
    near = list(facts.graph.upstream(given.inputs, most=60))
    told = [each for each in near if each.kind == "call" and (each.means("callback") or _own_class(facts, each) is not None)]
    if told:
        return "high" if any(not _is_quiet(facts, each) for each in told) else None
    if not near:
        return None
    return "low" if all(each.kind == "parameter" for each in near) else "high"


def _own_class(facts: Facts, call: Call) -> tuple[Code, int] | None:
    """The project's callback that a call makes."""
    if not call.own or call.kind != "call":
        return None
    code = facts.code_at(call.name.removeprefix("project:").rpartition(":")[0])
    for index, klass in enumerate(code.classes if code else ()):
        if code is not None and klass.name == call.method and _is_callback(code, index):
            return code, index
    return None


def _is_quiet(facts: Facts, call: Call) -> bool:
    found = _own_class(facts, call)
    return call.method in ONLY_TELL if found is None else only_tells(facts, *found)
