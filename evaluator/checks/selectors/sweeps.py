"""Sweeps of Weights & Biases: files that describe one, and the commands that start it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.commands import numbered, runs_tool
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

STARTS = ("wandb sweep", "wandb agent")
SAYS = "wandb"
LONGEST = 60
# A setting for which several values are given.
VARIED = regex(r"parameters\.(.{1,200})\.(?:values\.1|min)")


def described(facts: Facts) -> Iterator[Location]:
    """Files that name a method of search and the values of parameters."""
    for settings in (*facts.settings, *facts.manifests):
        keys = {key for key, _, _ in settings.source.values}
        if "method" in keys and any(key.startswith("parameters.") for key in keys):
            yield Location(settings.path, 1)


def landing(facts: Facts) -> Iterator[tuple[Location, str]]:
    """(file, its program) of sweeps that try several values of a setting which their program takes, and the program trains."""
    for settings in (*facts.settings, *facts.manifests):
        values = {key: value for key, value, _ in settings.source.values}
        if "method" in values and (varied := {match[1] for key in values if (match := VARIED.fullmatch(key))}):
            told = [value for key, value in values.items() if key == "program" or key.startswith("command.")]
            code = next((code for each in told if (code := facts.code_at(_path(each))) is not None and code.is_product), None)
            if code is not None and any(trainings_in(code)) and _taken(code) & {_plain(each) for each in varied}:
                yield Location(settings.path, 1), code.path


def _path(program: str) -> str:
    """The path of a program that is named by its path or as a module."""
    named = program.removeprefix("./")
    return named if named.endswith(".py") else f"{named.replace('.', '/')}.py"


def _plain(setting: str) -> str:
    return setting.rpartition(".")[2].replace("-", "_")


def _taken(code: Code) -> set[str]:
    """The names by which a program may take a setting: parameters, options, attributes and keys."""
    names = {name for function in code.functions for name in function.parameters}
    names |= {each.written.lstrip(".") for each in code.calls if each.kind == "item"}
    return names | {_plain(text.lstrip("-")) for _, text in code.source.strings if len(text) < LONGEST}


def started(facts: Facts) -> Iterator[tuple[Location, str]]:
    """(place, the command) where a target, a workflow or a page starts a sweep."""
    for work in own(facts.stages):
        for target in work.source.targets:
            yield from ((Location(work.path, target.line), line) for line in target.commands if _starts(line))
    for workflow in facts.workflows:
        for job in workflow.source.jobs if workflow.active else ():
            yield from ((Location(workflow.path, step.line), step.run) for step in job.steps if _starts(step.run))
    for document in own(facts.documents):
        for fence in document.text.fences:
            if SAYS in fence.text:
                yield from ((document.at(fence.line + at, fence.cell), line) for at, line in numbered(fence.text) if _starts(line))


def _starts(text: str) -> bool:
    """Whether a shell text starts a sweep of some file, or an agent of one."""
    return SAYS in text and runs_tool(text, *STARTS) and any(len(line.split()) > 2 for line in text.splitlines())
