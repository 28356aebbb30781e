"""Settings of models that are written down: arguments by name, numbers of training, settings files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.chance import training_side
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.prompts import prompts
from evaluator.checks.selectors.scoring import is_stopped
from evaluator.checks.selectors.spoken_files import is_spoken_of
from evaluator.checks.selectors.standing import FOREIGN
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence
    from evaluator.model.source import Argument, NamedNumber

    Found = tuple[Location, str, Confidence]

NOT_CHOSEN = frozenset(
    [
        "random_state",
        "seed",
        "verbose",
        "n_jobs",
        "device",
        "name",
        "random_seed",
        "verbosity",
        "silent",
        "callbacks",
        "thread_count",
        "logging_level",
        "steps",
        "probability",
        "use_label_encoder",
        "eval_metric",
        "featuresCol",
        "labelCol",
        "predictionCol",
        "probabilityCol",
        "out_of_bounds",
        "feature_names",
        "cat_features",
        "importance_type",
        "tree_method",
    ]
)
_MAKERS = ("optimizer", "training.settings", "model.train", "training.trainer", "classical-model")
_CHOICES = frozenset(
    {
        "epochs",
        "batch_size",
        "lr",
        "learning_rate",
        "num_train_epochs",
        "max_epochs",
        "num_boost_round",
        "per_device_train_batch_size",
        "nb_epoch",
        "temperature",
        "chunk_size",
        "chunk_overlap",
        "k",
        "top_k",
        "num_results",
        "n_results",
        "similarity_top_k",
        "search_kwargs",
        "boost_dict",
        "max_tokens",
    }
)
_GATHERS = regex(r"conf(?:ig)?s?$|settings$|h?params?$|hyper")
_BATCH = frozenset({"batch_size"})
_OF_LANGUAGE = frozenset({"chunk_size", "temperature"})
_HELD_OUT = regex(r"(?:^|[^a-z])(?:test|val|valid|validation|dev|eval|holdout)(?:[^a-z]|$)|testset|testloader|valloader")
ENOUGH = 3
RATES = frozenset(
    [
        "lr", "learning_rate", "epochs", "n_epochs", "num_epochs", "max_epochs", "batch_size", "n_estimators", "max_depth",
        "hidden_size", "hidden_dim",
        "dropout", "weight_decay", "n_clusters", "num_layers", "alpha", "max_iters", "n_neighbors", "embedding_dim", "chunk_size",
        "temperature",
    ]
)  # fmt: skip


def chosen(facts: Facts) -> Iterator[Found]:
    """Models, optimisers and fits whose settings are named."""
    trains = training_side(facts)
    for call in facts.called:
        names = [argument.name for argument in call.arguments if _is_choice(call, argument.name)]
        if _BATCH & set(names) and not _feeds_training(trains, call):
            names = [name for name in names if name not in _BATCH]
        whole = next((each for each in call.arguments if each.name == "**"), None)
        if names:
            doubt = _doubt(facts, call) or _unwritten(facts, call, names)
            words = f"{', '.join(names[:ENOUGH])} {'is' if len(names) == 1 else 'are'} chosen by name"
            yield call.at, words + doubt, "low" if doubt else "high"
        elif call.family and whole is not None and (call.method[:1].isupper() or call.means(*_MAKERS)):
            doubt = "; what the callers give could not be told" if _is_own_keywords(facts, call, whole) else _doubt(facts, call)
            yield call.at, "settings are passed in as a whole" + doubt, "low" if doubt else "high"
    yield from _numbers(facts, trains)
    yield from _in_files(facts)
    yield from prompts(facts)


def _doubt(facts: Facts, call: Call) -> str:
    """Why a call may never be made, "" when nothing says so."""
    if why := asleep(facts, call):
        return f"; {why}"
    return ", below the use of a name that nothing defines" if is_stopped(facts, call) else ""


def _unwritten(facts: Facts, call: Call, names: list[str]) -> str:
    """That nothing writes a value down: each is a parameter of the function without a default, which no call was seen to give."""
    code = facts.code_at(call.path)
    if code is None or call.scope < 0 or code.cells or _has_computed_default(code, call.scope):
        return ""
    defaults = {each.name for each in code.source.numbers if each.kind == "parameter"}
    for argument in call.arguments:
        fed = [facts.graph.calls[number] for number in argument.inputs if number in facts.graph.calls]
        passed_on = argument.text in code.functions[call.scope].parameters and argument.text not in defaults
        if argument.name in names and not (passed_on and fed and not any(_is_given(facts, each) for each in fed)):
            return ""
    return "; each is handed on by the function, and what its callers give was not seen"


def _has_computed_default(code: Code, scope: int) -> bool:
    """Whether something is worked out in the head of a function: `lr=config["lr"]`, `lr=Option(0.1)`."""
    function = code.functions[scope]
    return any(function.line <= each.line <= function.end_line for each in code.within(function.parent))


def _is_given(facts: Facts, parameter: Call) -> bool:
    """Whether a value may be seen behind a parameter: it is no parameter, a call gives one, or its default is worked out."""
    return parameter.kind != "parameter" or bool(facts.graph.passed.get(parameter.number)) or bool(parameter.inputs)


def _numbers(facts: Facts, trains: frozenset[str]) -> Iterator[Found]:
    """The first number of training that each file names; doubtful where it holds only under a condition, or unless one is given."""
    language = any(facts.calls_to("llm.call", "text.chunk", "embedding.make", "vector-store.query"))
    for code in facts.product:
        rates = [each for each in code.source.numbers if _is_rate(each, close=code.path in trains, language=language)]
        if _HELD_OUT.search(code.path.lower()):
            rates = [each for each in rates if each.name.lower() not in _BATCH]
        number = next(iter(sorted(rates, key=lambda each: (each.kind == "parameter", _is_conditional(code, each)))), None)
        if number is not None:
            near = code.path in trains or number.name.lower() in _OF_LANGUAGE
            words = f"{number.name} is {'by default ' if number.kind == 'parameter' else ''}{number.value}"
            idle = number.kind == "name" and "." not in number.name and number.name not in _names_given(facts)
            unsure = number.kind == "parameter" or _is_conditional(code, number) or idle
            aside = "" if near else ", in a file that was not seen to meet the training"
            aside += ", in one branch or for one row" if unsure and number.kind != "parameter" and not idle else ""
            aside += "; what reads it was not found" if idle else ""
            yield code.at(number.line), words + aside, "high" if near and not unsure else "low"


@kept
def _names_given(facts: Facts) -> frozenset[str]:
    """The last parts of the names that code gives, calls, asks for or imports, as far as facts tell."""
    found = {each.name for code in facts.code for each in code.imports} | {each.name for code in facts.code for each in code.source.choices}
    for call in (call for code in facts.code for call in code.calls):
        if call.kind in ("free", "item", "self"):
            found.add(call.name.rpartition(".")[2])
        found.update([each.text.rpartition(".")[2] for each in call.arguments if each.text])
        found.add(call.written.partition(".")[0])
    return frozenset(found)


def _is_conditional(code: Code, number: NamedNumber) -> bool:
    """Whether a name is given its number in one branch only, as by a switch for a short trial, or a batch holds a single row."""
    if number.kind == "name" and number.name.lower() in _BATCH and number.value == 1:
        return True
    branches = (each for each in code.source.choices if each.wants != "never")
    return number.kind == "name" and any(each.first <= number.line <= each.last for each in branches)


def _in_files(facts: Facts) -> Iterator[Found]:
    """Settings files that name a number of training; doubtful where nothing speaks of the file."""
    for declared in (*facts.settings, *facts.manifests):
        key, line = next(((key, line) for key, _, line in declared.source.values if key.rpartition(".")[2].lower() in RATES), ("", 0))
        if key and declared.role not in FOREIGN:
            spoken_of = is_spoken_of(facts, declared.path, _GATHERS)
            words = f"{key} stands in a settings file" + ("" if spoken_of else "; what reads it was not found")
            yield Location(declared.path, line), words, "high" if spoken_of else "low"


def _is_own_keywords(facts: Facts, call: Call, whole: Argument) -> bool:
    """Whether what is unpacked are the keywords of the function itself: `def __init__(self, **kwargs): Model(**kwargs)`."""
    near = [facts.graph.calls[number] for number in whole.inputs if number in facts.graph.calls]
    return whole.text in ("kwargs", "kw", "kwds", "keywords") and call.scope >= 0 and all(each.kind == "parameter" for each in near)


def _is_rate(number: NamedNumber, *, close: bool, language: bool) -> bool:
    """Whether a number is one of training; a plain `alpha` may be that of a picture or of a test, a batch that of a prediction."""
    name = number.name.lower()
    if (name in _OF_LANGUAGE and not language) or (not number.value and name not in _OF_LANGUAGE):
        return False  # a temperature of 0 is a choice; a rate of 0 is a place kept free
    loose = name not in _BATCH
    return name in RATES and (name != "alpha" or number.kind == "key") and (close or loose)


def _feeds_training(trains: frozenset[str], call: Call) -> bool:
    """Whether rows in batches go into a training: a fit, or a loader of a file that trains which is not that of the test."""
    if call.means("model.predict"):
        return False
    if not call.means("data-loader") or call.means("estimator.fit", "model.train"):
        return True
    texts = [*call.targets, *(str(each.constant) for each in call.arguments), *(each.text for each in call.arguments)]
    held_out = any(_HELD_OUT.search(text.lower()) for text in texts)
    return not held_out and call.path in trains


def _is_choice(call: Call, name: str) -> bool:
    if name in ("", "*", "**") or name in NOT_CHOSEN:
        return False
    if name in _CHOICES:
        return bool(call.family) or call.means(
            *_MAKERS, "data-loader", "llm.call", "text.chunk", "vector-store.query", "llm.client", "estimator.fit"
        )
    made = (
        call.family not in ("", "neural")
        and not call.means("estimator.fit", "model.predict", "transformer.transform")
        and call.method[:1].isupper()
    )
    return made or (call.means("optimizer") and call.method[:1].isupper() and name not in ("params", "parameters"))
