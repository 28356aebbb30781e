"""Files that a command starts as a script although an import at their top is relative: such an import fails outside a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.page_commands import given
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.started import walk
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.ground import Started
    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Import

NEAR = 12
MOST = 200
FORGIVES = frozenset({"ImportError", "ModuleNotFoundError", "SystemError", "ValueError", "Exception", "BaseException", ""})


class Relative(msgspec.Struct, frozen=True):
    """What a failing import imports from, and the command that starts its file as a script; `only` when no command does better."""

    at: Location
    written: str
    begun: Location
    only: bool

    def __str__(self) -> str:
        return (
            f"imports from `{self.written}`, and {self.begun.path}:{self.begun.line} starts this file as a script,"
            " where a relative import fails; `python -m` would start it as part of its package"
        )


@kept
def relative_starts(facts: Facts) -> dict[str, Relative]:
    """By the path of the file; those that the project's pages, targets, images and workflows start."""
    suspects = {code.path: found for code in facts.product if (found := _relative(code)) is not None}
    if not suspects:
        return {}
    scripts: dict[str, Location] = {}
    others: set[str] = set()
    for place, each in _commands(facts):
        if each.path in suspects and each.exists:
            if each.kind == "script":
                scripts.setdefault(each.path, place)
            else:
                others.add(each.path)
    return {path: _told(facts, path, suspects[path], place, path not in others) for path, place in scripts.items()}


def _told(facts: Facts, path: str, entry: Import, begun: Location, only: bool) -> Relative:
    code = facts.code_at(path)
    written = "." * entry.level + entry.module
    return Relative(code.at(entry.line) if code else Location(path, entry.line), written, begun, only)


def _relative(code: Code) -> Import | None:
    """The first relative import that the top level surely comes to: not tried, not one of two ways to the same name."""
    if code.is_notebook or code.source.dialect != "python" or "__package__" in code.source.bindings:
        return None
    plain = {entry.alias or entry.name for entry in code.imports if not entry.level}
    if "TYPE_CHECKING" in plain:
        return None
    for entry in code.imports:
        if entry.level and entry.scope < 0 and not _is_tried(code, entry) and (entry.alias or entry.name) not in plain:
            return entry
    return None


def _is_tried(code: Code, entry: Import) -> bool:
    """Whether an `except` that forgives imports stands near, below or above."""
    near = (each for each in code.source.handlers if each.scope == entry.scope and abs(each.line - entry.line) <= NEAR)
    return any(FORGIVES & {kind.rpartition(".")[2] for kind in each.catches or ("",)} for each in near)


def _commands(facts: Facts) -> Iterator[tuple[Location, Started]]:
    """What the commands of the project start, with the place of each command."""
    yield from ((each.at, each.starts) for each in given(facts))
    for work in own(facts.stages):
        folders = tuple(dict.fromkeys((work.path.rpartition("/")[0], "")))
        for target in work.source.targets:
            for number, command in enumerate(target.commands[:MOST]):
                place = Location(work.path, target.line_of(number) or target.line)
                yield from ((place, each) for _, each in walk(command, facts, folders))
    for container in own(facts.containers):
        folders = tuple(dict.fromkeys((container.path.rpartition("/")[0], "")))
        for step in container.source.instructions:
            if step.keyword in ("CMD", "ENTRYPOINT", "RUN"):
                yield from ((Location(container.path, step.line), each) for _, each in walk(" ".join(step.values), facts, folders))
    for flow in own(facts.workflows):
        for job in flow.source.jobs:
            for run in job.steps:
                folder = run.folder.removeprefix("./").rstrip("/")
                yield from ((Location(flow.path, run.line), each) for _, each in walk(run.run, facts, (folder,)))
