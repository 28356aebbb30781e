"""Settings of a training that are neither written into it nor read: those of a module for them, those that an unseen caller gives."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from evaluator.checks.selectors.chance import training_side
from evaluator.checks.selectors.training import trainings
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Function

_MODULES = regex(r"(?:^|[/_])(?:config(?:s|uration)?|settings?|params?|parameters|hparams|hyper_?param(?:s|eters)?|cfg|constants)\.py$")
_FEW_TRAININGS = 12
_FEWEST = 2
# What an estimator is asked for, and what libraries call themselves.
_ASKED = frozenset({"predict", "transform", "predict_proba", "fit_transform", "fit_predict"})
_RUN = frozenset({"__init__", "__call__", "objective", "training_step", "train_step", "run"})


def handed(facts: Facts) -> tuple[Location, str] | None:
    """Where a module of settings is imported by what trains, or a function that trains is called by nothing that was seen."""
    return next(_modules(facts), None) or next(_parameters(facts), None)


def _modules(facts: Facts) -> Iterator[tuple[Location, str]]:
    side = training_side(facts)
    for code in facts.product:
        for path in code.local_imports if code.path in side else ():
            home = facts.code_at(path) if _MODULES.search(path.lower()) else None
            if home is not None and sum(binding.is_constant for binding in home.source.bindings.values()) >= _FEWEST:
                words = f"settings stand in a module for them ({path}); whether the training takes them from there could not be told"
                yield Location(code.path, _line(code, path)), words


def _line(code: Code, path: str) -> int:
    """The line in which a file of the project is imported."""
    stem = path.rpartition("/")[2].removesuffix(".py")
    return next((each.line for each in code.imports if stem in (each.name, each.module.rpartition(".")[2])), 1)


def _parameters(facts: Facts) -> Iterator[tuple[Location, str]]:
    entered = {facts.graph.functions.get(call.name) for call in facts.called if call.own}
    asked = {call.method for call in facts.called if call.name.startswith(".")} | _RUN
    asked |= {each.text.rpartition(".")[2] for call in facts.called if not call.own for each in call.arguments if each.text}
    for training in islice(trainings(facts), _FEW_TRAININGS):
        code = facts.code_at(training.path)
        if code is None or code.is_notebook or training.scope < 0:
            continue
        function = code.functions[training.scope]
        unseen = (training.path, training.scope) not in entered and function.name not in asked
        if (fit := _protocol(facts, code, function.owner)) is not None:
            words = f"`{code.classes[function.owner].name}` is trained by whoever calls its `fit`, with what they give it"
            yield code.at(fit.line), f"{words}; what that is could not be told"
        elif unseen and function.parameters[function.owner >= 0 :]:
            yield code.at(function.line), f"`{function.name}` trains by what it is given; what calls it was not seen"


def _protocol(facts: Facts, code: Code, owner: int) -> Function | None:
    """The `fit` of an estimator of the project's own that no program of it fits."""
    methods = {function.name: (number, function) for number, function in enumerate(code.functions) if function.owner == owner >= 0}
    if "fit" not in methods or not _ASKED & methods.keys():
        return None
    number, fit = methods["fit"]
    ours = (call for each in facts.product if not each.is_notebook and each.path != code.path for call in each.called if call.own)
    started = any(facts.graph.functions.get(call.name) == (code.path, number) for call in ours)
    return None if started or len(fit.parameters) < _FEWEST else fit
