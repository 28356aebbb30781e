"""Sweeps of Weights & Biases: files that describe one, and the commands that start it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.commands import numbered, runs_tool
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

STARTS = ("wandb sweep", "wandb agent")
SAYS = "wandb"


def described(facts: Facts) -> Iterator[Location]:
    """Files that name a method of search and the values of parameters."""
    for settings in (*facts.settings, *facts.manifests):
        keys = {key for key, _, _ in settings.source.values}
        if "method" in keys and any(key.startswith("parameters.") for key in keys):
            yield Location(settings.path, 1)


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
