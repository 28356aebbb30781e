"""Settings that are written down: arguments of models, named constants, classes of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.chance import training_side
from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.settings import lands
from evaluator.checks.selectors.standing import FOREIGN
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence
    from evaluator.model.source import Constant, NamedNumber

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
        "k",
    }
)
_BATCH = frozenset({"batch_size"})
_OF_LANGUAGE = frozenset({"chunk_size", "temperature"})
_HELD_OUT = regex(r"(?:^|[^a-z])(?:test|val|valid|validation|dev|eval|holdout)(?:[^a-z]|$)|testset|testloader|valloader")
ENOUGH = 3
_MAKES_PARSERS = frozenset({"Typer", "ArgumentParser", "parse_args", "Group", "add_parser", "add_subparsers", "group", "command", "run"})
_RATES = frozenset(
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
    language = any(facts.calls_to("llm.call", "text.chunk", "embedding.make", "vector-store.query"))
    for call in facts.called:
        names = [argument.name for argument in call.arguments if _is_choice(call, argument.name)]
        if _BATCH & set(names) and not _feeds_training(trains, call):
            names = [name for name in names if name not in _BATCH]
        if names:
            words = f"{', '.join(names[:ENOUGH])} {'is' if len(names) == 1 else 'are'} chosen by name"
            asleep = is_dormant(facts, call)
            yield call.at, words + (", in a function that nothing in the tree calls" if asleep else ""), "low" if asleep else "high"
        elif call.family and any(argument.name == "**" for argument in call.arguments):
            yield call.at, "settings are passed in as a whole", "high"
    for code in facts.product:
        number = next((each for each in code.source.numbers if _is_rate(each, close=code.path in trains, language=language)), None)
        if number is not None:
            sure: Confidence = "high" if code.path in trains or number.name.lower() in _OF_LANGUAGE else "low"
            aside = "" if sure == "high" else ", in a file that was not seen to meet the training"
            yield code.at(number.line), f"{number.name} is set to {number.value}{aside}", sure
    for declared in (*facts.settings, *facts.manifests):
        key, line = next(((key, line) for key, _, line in declared.source.values if key.rpartition(".")[2].lower() in _RATES), ("", 0))
        if key and declared.role not in FOREIGN:
            yield Location(declared.path, line), f"{key} stands in a settings file", "high"


def _is_rate(number: NamedNumber, *, close: bool, language: bool) -> bool:
    """Whether a number is one of training; a plain `alpha` may be that of a picture or of a test, a batch that of a prediction."""
    name = number.name.lower()
    loose = name not in _BATCH and (language or name not in _OF_LANGUAGE)
    return name in _RATES and (name != "alpha" or number.kind == "key") and (close or loose)


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


def gathered(facts: Facts) -> Iterator[Found]:
    """Named constants at the top of a module, classes of settings, options and settings files that are read.

    In a file that neither trains nor predicts they may be a converter's or a server's, and are doubtful.
    """
    near = near_model(facts)
    for at, words, sure in _gathered(facts):
        if sure == "high" and near and at.path not in near:
            yield at, f"{words}, in a file that neither trains nor predicts", "low"
        else:
            yield at, words, sure


def _gathered(facts: Facts) -> Iterator[Found]:
    for code in facts.product:
        names = sorted(
            (binding.line, name)
            for name, binding in code.source.bindings.items()
            if name.isupper() and len(name) > 1 and binding.is_constant
        )
        if len(names) >= ENOUGH and any(_is_setting(name, code.source.bindings[name].constant) for _, name in names):
            yield code.at(names[0][0]), f"{len(names)} settings are named constants", "high"
        yield from _classes(code)
    for call in facts.calls_to("config.read", "cli.define", "training.settings"):
        if call.kind == "call" and (not call.means("config.read") or lands(facts, call)) and call.method not in _MAKES_PARSERS:
            yield call.at, f"{call.method} holds settings", "high"


def _is_setting(name: str, value: Constant) -> bool:
    """Whether a constant is a number or a place, and not a message."""
    ends = name.rsplit("_", 1)[-1] in ("PATH", "DIR", "URL", "FILE", "NAME", "COLUMN", "TARGET", "FOLDER", "MODEL", "DEVICE", "ROOT")
    return ends or (isinstance(value, int | float) and not isinstance(value, bool))


def _classes(code: Code) -> Iterator[Found]:
    for index, klass in enumerate(code.classes):
        concepts = code.base_concepts[index] if index < len(code.base_concepts) else ()
        named = any(word in klass.name.lower() for word in ("config", "setting", "param", "args", "option", "cfg"))
        if len(klass.fields) + len(klass.attributes) >= ENOUGH and (named or "config.read" in concepts):
            yield code.at(klass.line), f"`{klass.name}` gathers settings", "high"
