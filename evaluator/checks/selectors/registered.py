"""Where a model is entered in a registry, moved between its stages, or taken from it by name and version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.commands import runs_tool
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.switched import OFF, is_switched_off
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

    Told = tuple[Location, str, Confidence]

# Of what a registry offers, that which enters a model or a version of it, or moves one.
ENTERS = frozenset(
    {
        "register_model", "create_model_version", "register", "upload", "publish", "init_model_version", "link_model", "link_artifact",
        "mlflow_register_model_step",
    }
)  # fmt: skip
_MOVES = frozenset({"transition_model_version_stage", "set_registered_model_alias", "update_model_version"})
_LINKS = frozenset({"link_artifact", "link_model"})
_ENTITIES = frozenset({"create_or_update"})
_COMMANDS = ("az ml model create", "az ml model register", "gcloud ai models upload", "sagemaker create-model-package")
_IN_COMMANDS = ("ml model ", "ai models ", "model-package")
URI = "models:/"
_BY_HAND = regex(r"_?(?:promote|register)(?:_(?:the_)?(?:best_)?(?:model|champion|challenger|version|run|best|if_better|to_prod\w{0,10}))?")
_COPIES = frozenset({"copy", "copy2", "copyfile", "copytree", "move", "rename", "replace"})


def registered(facts: Facts) -> Iterator[Told]:
    """Every place that enters or moves a model; where there is none, those that take one from a registry."""
    found = [*_by_calls(facts), *_by_commands(facts)]
    yield from found or _taken(facts)


def _by_calls(facts: Facts) -> Iterator[Told]:
    for code in facts.product:
        seen: set[str] = set()
        for call in code.those(("model.register", "model-registry"), (*_LINKS, *_ENTITIES), ("registered_model_name",)):
            words = _words(facts, call)
            if not words:
                continue
            why = OFF if is_switched_off(facts, call) else f"; {asleep(facts, call)}" if asleep(facts, call) else ""
            if words not in seen or not why:
                seen.add(words)
                yield call.at, f"{words}{why}", "low" if why else "high"


def _words(facts: Facts, call: Call) -> str:
    """What a call does with a registry; "" when nothing."""
    name = call.argument("registered_model_name")
    if name is not None and not call.own and call.means("track.artefact", "model.save", "track.autolog"):
        return "" if name.is_constant and not name.constant else f"{call.method} enters the model in the registry as it is saved"
    if call.means("model-registry") and call.method in ENTERS:
        return f"{call.method} enters a model in the registry"
    if call.means("model-registry", "model.register") and call.method in _MOVES:
        return f"{call.method} moves a version of a registered model"
    if call.method in _LINKS and not call.own and any(each.means("track.artefact") for each in facts.graph.upstream(call, most=20)):
        return f"{call.method} enters an artefact in the registry"
    if call.method in _ENTITIES and any(each.means("model-registry") for each in facts.graph.upstream(call.inputs, most=20)):
        return f"{call.method} enters a model in the registry"
    return ""


def _by_commands(facts: Facts) -> Iterator[Told]:
    """Commands of targets and workflows that register a model with a cloud."""
    for work in own(facts.stages):
        for target in work.source.targets:
            for number, line in enumerate(target.commands):
                if any(word in line for word in _IN_COMMANDS) and runs_tool(line, *_COMMANDS):
                    yield Location(work.path, target.line_of(number)), "this command registers a model", "high"
    for workflow in facts.workflows:
        for job in workflow.source.jobs if workflow.active else ():
            for step in job.steps:
                if any(word in step.run for word in _IN_COMMANDS) and runs_tool(step.run, *_COMMANDS):
                    yield Location(workflow.path, step.line), "this step registers a model", "high"


def _taken(facts: Facts) -> Iterator[Told]:
    """Models that are loaded from a registry, pushed to a hub that names and versions them, or moved to their place by hand."""
    for code in facts.product:
        for index, function in enumerate(code.functions):
            moved = (each for each in code.within(index) if each.kind == "call" and (each.method in _COPIES or each.means("model.save")))
            if _BY_HAND.fullmatch(function.name) and (call := next(moved, None)) is not None:
                yield call.at, f"`{function.name}` puts a model in its place; whether its versions are kept could not be told", "low"
                return
        for line, text in code.source.strings:
            if text.startswith(URI):
                yield code.at(line), "a registered model is asked for by name; nothing was seen to register one", "low"
                return
    for call in facts.those((), ("push_to_hub",), ()):
        if not call.own:
            yield call.at, "push_to_hub publishes the model under a name; a registry with stages was not seen", "low"
            return
