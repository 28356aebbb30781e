"""Settings that are written down: arguments of models, named constants, classes of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.settings import lands
from evaluator.checks.selectors.standing import FOREIGN
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence
    from evaluator.model.source import Constant

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
ENOUGH = 3
_MAKES_PARSERS = frozenset({"Typer", "ArgumentParser", "parse_args", "Group", "add_parser", "add_subparsers", "group", "command"})
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
    for call in (call for code in facts.product for call in code.calls if call.kind == "call"):
        names = [argument.name for argument in call.arguments if _is_choice(call, argument.name)]
        if names:
            yield call.at, f"{', '.join(names[:ENOUGH])} {'is' if len(names) == 1 else 'are'} chosen by name", "high"
        elif call.family and any(argument.name == "**" for argument in call.arguments):
            yield call.at, "settings are passed in as a whole", "high"
    for code in facts.product:
        number = next((each for each in code.source.numbers if each.name.lower() in _RATES), None)
        if number is not None:
            yield code.at(number.line), f"{number.name} is set to {number.value}", "high"
    for declared in (*facts.settings, *facts.manifests):
        key, line = next(((key, line) for key, _, line in declared.source.values if key.rpartition(".")[2].lower() in _RATES), ("", 0))
        if key and declared.role not in FOREIGN:
            yield Location(declared.path, line), f"{key} stands in a settings file", "high"


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
    """Named constants at the top of a module, classes of settings, options and settings files that are read."""
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
