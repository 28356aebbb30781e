"""What a saved model carries with it: its preparation, its labels, the numbers and the version by which it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.keeping import PREPARER, savings
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.parity import chained_models
from evaluator.checks.selectors.shell import word_set
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

LONGEST = 50
NEAR = 15
_PREPARATION = regex(
    r"(?:^|[^a-z])(?:label_?(?:map\w{0,8}|2id|names?|to_\w{2,6}|dict|encoder|list)|labels_?map\w{0,5}|id_?2_?label"
    r"|class(?:es)?_?(?:names?|to_idx|indices|map\w{0,5}|labels?|dict)|classes|cat_to_name|idx_?(?:to|2)_?\w{2,8}"
    r"|\w{2,8}_?(?:to|2)_?(?:idx|ix|id|index)|word_?(?:index|map|dict|vocab)|vocab\w{0,8}|char_?(?:map|dict|indices)"
    r"|feature_?(?:names?|columns|cols|list|order|stats|importance_order)|(?:model|train|input|expected)_?columns|columns"
    r"|categories|mapping|mappings|scaler\w{0,8}"
    r"|encoders?|tokeni[sz]er|preprocess\w{0,8}|vectori[sz]er|normali[sz]\w{0,8}|transforms?|norm_?(?:stats|params)|mean_?std"
    r"|image_?(?:size|mean|std)|thresholds?"
    r"|best_threshold|imputers?)(?:$|[^a-z])"
)
_NUMBERS = regex(
    r"(?:^|[^a-z])(?:metrics?|(?:best|val|valid|test|dev|eval)_?\w{0,12}_?(?:acc|accuracy|loss|f1|score|auc|metric|rmse|mae"
    r"|iou|dice|map|bleu\w{0,4}|perf\w{0,8}|fitness)"
    r"|best_?(?:acc\w{0,5}|score|f1|loss|prec\d?|fitness|pred\w{0,5}|bleu\w{0,4}|result|metric|val\w{0,5})|accuracy"
    r"|f1(?:_score)?|auc|rmse|bleu\d?|bleu-\d|r2(?:_score)?|fitness|scores?"
    r"|performance|monitor_best|mnt_best|model_version|trained_at|training_date|created_at|git_sha|commit|metadata|model_info"
    r"|model_card|meta)(?:$|[^a-z])"
)
_SETTINGS = regex(
    r"(?:^|[^a-z])(?:config|cfg|args|hparams|hyper_?param\w{0,8}|params|opt|options|settings|loss|epoch_loss|train_loss)(?:$|[^a-z])"
)
_WRITES = regex(
    r"(?:save|dump|dumps|export|persist|store|pickle|write|to_json|to_disk|save_pretrained|log_artifact|log_dict|add_file|log_text)(?:$|_)"
)
_FILE = regex(r"[\w./{}\\-]{0,200}\.(?:json|ya?ml|txt|csv|pkl|pickle|joblib|npy|npz|bin|model|pt|pth|toml|md)")
_CONTEXT_ARGUMENTS = word_set("signature input_example metadata custom_objects code_paths extra_files labels")
_COURSE = regex(r"hist|curve|plot|log")
_MOVES = ("transition", "set_", "get_", "search_", "delete_", "update_", "list_")
_TYPES = frozenset({"model", "models", "checkpoint", "weights"})
_FITTED = regex(r"normali[sz]er|tokeni[sz]er|vectori[sz]er|preprocessor|(?:standard|minmax|feature|robust)_?scaler")
_GRADIENTS = regex(r"(?:self\.)?_?(?:amp_?|grad_?|loss_?)?scaler")  # where a scaler of gradients is made, the name of it
_PLAIN_WRITES = frozenset({"write", "writelines", "write_text", "dump"})
_FILLED = regex(r"\{(\w{2,40})[^{}]{0,10}\}")
_COUNTS = regex(r"(?:num|n|len|count|number)_")
_LABELS = regex(r"label_?map|label_?2_?id|id_?2_?label|class_?names|class_to_idx|vocab(?:$|[^a-z])")
_KEEPS_WHOLE = word_set("export to_disk save_model save_learner")
_WHOLE = regex(r"(?:^|\.)(?:fastai|pycaret|autogluon|spacy|ludwig|h2o)\.")
_VERSIONED = word_set("log_model register_model create_model_version Artifact log_artifact use_model link_artifact")
_MODEL_FILE = regex(r"(?:^|[/_.-])(?:model|clf|classifier|regressor|weights|net)\w{0,20}|\.(?:pkl|joblib|pt|pth|h5|keras|onnx|cbm|ubj)$")
_METRIC_FILE = regex(r"(?:metric|score|result|eval|report)\w{0,20}\.(?:json|ya?ml|csv|txt)$")


def saved_models(facts: Facts) -> list[tuple[Call, str]]:
    """The calls that keep a model, or what may be one, with which of the two."""
    return [(call, what) for call, what in savings(facts) if what in ("model", "unknown")]


def carried(facts: Facts) -> Iterator[Found]:
    """What goes with a saved model: inside the same object, in the same run, in a file beside it."""
    yield from chained_models(facts)
    saved = saved_models(facts)
    sure = [call for call, what in saved if what == "model"] or [call for call, _ in saved]
    for call in sure:
        yield from _inside(facts, call)
        yield from _with_call(facts, call)
        yield from _by_run(facts, call)
    places = _scopes(facts, sure)
    for path, calls in places.items():
        code = facts.code_at(path)
        yield from _beside(facts, code, calls, {call.number for call, _ in saved}) if code else ()
    yield from _elsewhere(facts, set(places))
    yield from _by_stage(facts)


def _scopes(facts: Facts, saved: list[Call]) -> dict[str, list[Call]]:
    """The calls, by file, that save models, and those of the functions in which they stand."""
    found: dict[str, list[Call]] = {}
    for call in saved:
        found.setdefault(call.path, []).append(call)
        code = facts.code_at(call.path)
        name = f"project:{call.path}:{code.functions[call.scope].name}" if code and call.scope >= 0 else ""
        for number in facts.graph.callers.get(name, ()):
            caller = facts.graph.calls[number]
            found.setdefault(caller.path, []).append(caller)
    product = {code.path for code in facts.product}
    return {path: calls for path, calls in found.items() if path in product}


def _inside(facts: Facts, call: Call) -> Iterator[Found]:
    """What the saved object holds beside the weights."""
    first = call.argument("obj", 0) or call.argument("value", 0)
    keys = [key for key in first.items if isinstance(key, str)] if first else []
    fed = [facts.graph.calls[number] for number in first.inputs] if first else []
    keys = [key for key in keys if "scaler" not in key.lower() or not _scales_gradients(facts)]
    names = [name for each in fed for name in (each.method, *each.targets) if each.kind != "definition"] if len(fed) > 1 else []
    owners = [facts.graph.calls[number] for number in (fed[0].receiver if len(fed) == 1 and fed[0].method == "state_dict" else ())]
    if key := _first(_FITTED, [name for each in owners for name in (each.method, *each.targets)]):
        yield call.at, f"{call.method} keeps the state of `{key}` too, which goes with the model", "high"
    if key := _first(_PREPARATION, keys or names) or _first(_NUMBERS, keys or names):
        yield call.at, f"what is saved holds `{key}` beside the model", "high"
    elif key := _first(_SETTINGS, keys or names):
        yield call.at, f"what is saved holds `{key}` beside the model; is it enough to use it?", "low"


def _with_call(facts: Facts, call: Call) -> Iterator[Found]:
    """What is kept with a model by the way it is saved."""
    if number := _first(_NUMBERS, _of_name(facts, call)):
        yield call.at, f"the name of the file holds `{number}`; is it enough to know the model by?", "low"
    given = next(
        (each for each in call.arguments if each.name in _CONTEXT_ARGUMENTS and not (each.is_constant and each.constant is None)), None
    )
    if given is not None and call.method != "Artifact":
        yield call.at, f"{call.method} keeps the {given.name.replace('_', ' ')} with the model", "high"
    if call.method in _KEEPS_WHOLE and _WHOLE.search(call.name):
        yield call.at, f"{call.method} keeps the model with what prepares its input", "high"
    elif call.name.startswith("ultralytics.") and call.method == "train":
        yield call.at, "the checkpoint that this training writes holds class names and settings", "high"
    trainer = next((each for each in call.arguments if each.name in ("tokenizer", "processing_class", "image_processor")), None)
    if trainer is not None and call.method.endswith("Trainer"):
        yield call.at, f"{call.method} keeps the {trainer.name.replace('_', ' ')} with each checkpoint", "high"


@kept
def _scales_gradients(facts: Facts) -> bool:
    """Whether a scaler of the project is one of gradients, which prepares no row."""
    return any(True for _ in facts.those(methods=("GradScaler",)))


def _of_name(facts: Facts, call: Call) -> list[str]:
    """What is filled into the name under which a model is kept (`{epoch}-{val_loss:.2f}.h5`)."""
    given = [each for each in call.arguments if each.name in ("filename", "filepath", "file_path", "path", "f")]
    given += [each for at, each in enumerate(call.arguments) if each.name == "" and (at or call.method[:1].isupper() or call.receiver)]
    fed = [facts.graph.calls[number] for each in given for number in each.inputs]
    joined = [one for each in fed if each.method in ("join", "Path", "joinpath", "str") for one in each.arguments]
    return [part for each in (*given, *joined) if isinstance(each.constant, str) for part in _FILLED.findall(each.constant)]


def _first(pattern: re.Pattern[str], names: list[str]) -> str:
    """The first name of a meaning; how many classes there are is none of them."""
    found = next((name for name in names if pattern.search(name.lower()) and not _COUNTS.match(name.lower())), "")
    return found[:LONGEST] if "/" in found or _FILE.fullmatch(found) else found.rpartition(".")[2][:LONGEST]


def _by_run(facts: Facts, call: Call) -> Iterator[Found]:
    """A tracker or registry keeps the model with the run, its version and its metrics."""
    if call.means("track.autolog"):
        yield call.at, f"{call.written[:LONGEST]} keeps metrics and settings with the model", "high"
    elif (call.method in _VERSIONED or call.means("model.register")) and not call.method.startswith(_MOVES):
        yield from _with_metrics(facts, call)


def _with_metrics(facts: Facts, call: Call) -> Iterator[Found]:
    """A model that is kept or entered in a registry where metrics are kept as well."""
    code = facts.code_at(call.path)
    near = [each for each in code.calls_to("track.metric") if each.kind == "call"] if code else []
    same = next((each for each in near if each.scope == call.scope), None)
    does = "gives the model a version" if call.means("model.register") and not call.means("model.save") else "keeps the model"
    if same is not None:
        yield call.at, f"{call.method} {does} in the run in which {_said_as(same)} keeps metrics", "high"
    elif near:
        yield call.at, f"{call.method} {does}; metrics are kept in this file too ({_said_as(near[0])})", "high"
    elif any(facts.calls_to("track.metric")):
        yield call.at, f"{call.method} {does}; that its metrics are kept in the same run could not be told", "low"


def _said_as(call: Call) -> str:
    """A call as it is written."""
    return (call.written if "(" not in call.written else call.method)[:LONGEST].lstrip(".")


def _beside(facts: Facts, code: Code, saved: list[Call], models: set[int]) -> Iterator[Found]:
    """What the file that saves the model writes as well."""
    into = {each.number for each in saved}
    for call in code.called:
        if _is_model_artefact(call):
            yield from _with_metrics(facts, call)
        if call.method == "save_hyperparameters":
            yield call.at, "the settings of the network are kept in its checkpoints; are they enough to use it?", "low"
        if not _WRITES.match(call.method) or call.means("plot.show") or call.number in models:
            continue
        said = [each for each in _said(facts, call) if not (_scales_gradients(facts) and _GRADIENTS.fullmatch(each.lower()))]
        if key := _first(_PREPARATION, said) or _first(PREPARER, [each.lower() for each in said]):
            yield call.at, f"{call.method} keeps `{key}` too, which goes with the model", "high"
        elif call.number in into:
            continue  # what is given to the function that saves the model is told where it saves
        elif (key := _first(_NUMBERS, said)) and not _COURSE.search(key.lower()):
            sure: Confidence = "high" if _is_near(call, saved) else "low"
            aside = "" if sure == "high" else "; that it goes with the model could not be told"
            yield call.at, f"{call.method} writes `{key}` where the model is saved{aside}", sure
        elif _is_near(call, saved) and (key := _first(_SETTINGS, said)) and not _COURSE.search(key.lower()):
            yield call.at, f"{call.method} writes `{key}` where the model is saved; is it enough to use it?", "low"
        elif _is_near(call, saved) and call.method in _PLAIN_WRITES and models.isdisjoint(call.inputs):
            yield call.at, f"{call.method} writes something where the model is saved; what it says could not be told", "low"


def _is_near(call: Call, saved: list[Call]) -> bool:
    """Whether a call stands in a function in which a model is saved, in the same branch as far as the lines tell."""
    same = [each for each in saved if (each.path, each.scope, each.cell) == (call.path, call.scope, call.cell)]
    return any(not call.guards or abs(each.line - call.line) <= NEAR for each in same)


def _is_model_artefact(call: Call) -> bool:
    """An artefact of the type model, or a logger that is told to keep models."""
    if call.method in ("Artifact", "log_artifact"):
        return any(
            each.constant in _TYPES for each in call.arguments if each.name == "type" or (each.name == "" and call.method == "Artifact")
        )
    told = call.argument("log_model")
    return told is not None and call.method.endswith("Logger") and told.constant not in (False, None)


def _said(facts: Facts, call: Call) -> list[str]:
    """How what a call writes, and where, are called."""
    owners = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
    said = [name for each in owners for name in (*each.targets, each.written if each.kind != "call" else "")]
    said.append(call.written.rpartition(".")[0])
    for argument in (each for each in call.arguments if each.name not in ("cls", "default")):
        said += [argument.text, argument.constant if isinstance(argument.constant, str) and _FILE.fullmatch(argument.constant) else ""]
        fed = [facts.graph.calls[number] for number in argument.inputs if number in facts.graph.calls]
        said += [
            each.written.rpartition(".")[0]
            for each in fed
            if each.kind == "call" and each.method in ("state_dict", "get_config", "to_json")
        ]
        opened = [each for each in fed if each.method in ("open", "join", "Path", "joinpath")]
        said += [
            one.constant for each in opened for one in each.arguments if isinstance(one.constant, str) and _FILE.fullmatch(one.constant)
        ]
    return [text for text in said if text]


def _elsewhere(facts: Facts, paths: set[str]) -> Iterator[Found]:
    """Fitted preparation, or a map of labels, that another module of the project saves."""
    for code in facts.product:
        if code.path in paths or code.is_notebook:
            continue
        for call in (each for each in code.called if _WRITES.match(each.method) and not each.means("plot.show")):
            said = [each.lower() for each in _said(facts, call)]
            if key := _first(PREPARER, said):
                yield call.at, f"{call.method} keeps `{key}`, which prepares the rows of the model", "high"
            elif key := _first(_LABELS, said):
                yield call.at, f"{call.method} keeps `{key}`; that it goes with the model could not be told", "low"


def _by_stage(facts: Facts) -> Iterator[Found]:
    """A stage of DVC that writes model and metrics: their versions are kept together."""
    for work in own(facts.stages):
        for target in work.source.targets if work.source.kind == "dvc" else ():
            model = next(
                (each for each in target.makes if _MODEL_FILE.search(each.lower()) and not _METRIC_FILE.search(each.lower())), None
            )
            numbers = next((each for each in target.makes if _METRIC_FILE.search(each.lower())), None)
            if model and numbers:
                yield Location(work.path, target.line), f"the stage {target.name} writes {model} and {numbers}, versioned together", "high"
