"""What CI runs: each step's commands, make targets and scripts of the project followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.commands import lines_of, numbered, runs_tool
from evaluator.checks.selectors.once import once
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

CALLS = regex(
    r"(?:^|[;&|\s])(?:make|just|task)\s+(?:-\S+\s+)*([\w.-]+)|(?:^|[;&|\s])(?:bash|sh|source|\.)\s+(\S+\.sh)|(?:^|[;&|\s])(?:\./)?([\w./-]+\.sh)"
)
WORDS = regex(r"[/-]")
IDLE = regex(
    r"^(?:echo|ls|pwd|cat|date|whoami|env|printf|cd|git|sleep|exit|true|export|set|mkdir|curl|chmod)\b|.*\b(?:pip3?|conda|apt|apt-get|npm|brew)\s+(?:-\S+\s+){0,9}(?:install|update)\b"
)
PREPARING = (
    "actions/checkout", "actions/setup-", "actions/cache", "actions/upload-artifact", "actions/download-artifact",
    "actions/stale", "actions/labeler",
    "first-interaction", "setup-uv", "setup-miniconda", "cla-assistant", "add-and-commit", "ad-m/github-push",
    "git-auto-commit", "create-pull-request",
)  # fmt: skip
SWALLOWED = regex(r"\|\|\s*(?:true|:|exit 0|echo)")
DEEPEST = 3


class Ran(msgspec.Struct, frozen=True):
    """One step: its commands with those of the targets and scripts it starts; `targets` are the names it starts.

    `lines` holds (line in the CI file, text) for each of its own commands, what it starts included in the text.
    """

    at: Location
    text: str
    lines: tuple[tuple[int, str], ...]
    uses: str
    triggers: frozenset[str]
    targets: frozenset[str]
    ignores_failure: bool

    def running(self, *tools: str) -> Location | None:
        """Where the step runs one of the tools: the command's own line, or the step for an action."""
        for line, text in self.lines:
            if runs_tool(text, *tools):
                return Location(self.at.path, line)
        words = set(WORDS.split(self.uses.partition("@")[0]))
        return self.at if words & set(tools) else None

    @property
    def works(self) -> bool:
        """Whether the step does something with the code: not only fetching, setting up, showing or greeting."""
        if self.uses:
            return not any(action in self.uses for action in PREPARING)
        return any(not IDLE.match(line) for _, line in self.lines)


@once
def runs(facts: Facts) -> Iterator[Ran]:
    """Every step of every active CI file that counts."""
    for workflow in facts.workflows:
        if not workflow.active or workflow.role in ("vendored", "template"):
            continue
        for job in workflow.source.jobs:
            for step in job.steps:
                text, targets = followed(facts, step.run)
                own = numbered(step.run)
                yield Ran(
                    at=Location(workflow.path, step.line),
                    text=text,
                    lines=tuple((step.line + offset, followed(facts, line)[0]) for offset, line in own),
                    uses=step.uses.lower(),
                    triggers=frozenset(workflow.source.triggers),
                    targets=frozenset(targets),
                    ignores_failure=step.ignores_failure or job.ignores_failure or bool(SWALLOWED.search(step.run)),
                )


def followed(facts: Facts, text: str, depth: int = 0) -> tuple[str, set[str]]:
    """A shell text with the commands of the project's targets and scripts that it starts, and their names."""
    names: set[str] = set()
    parts = [text]
    for line in lines_of(text):
        for match in CALLS.finditer(line):
            target, script = match[1], match[2] or match[3]
            names.add(target or script)
            if depth < DEEPEST:
                inner, more = followed(facts, "\n".join(commands_of(facts, target, script)), depth + 1)
                parts.append(inner)
                names |= more
    return "\n".join(parts), names


def commands_of(facts: Facts, target: str | None, script: str | None) -> list[str]:
    """The commands behind a make target or a shell script of the project."""
    last = script.rsplit("/", 1)[-1] if script else ""
    return [
        command
        for work in facts.stages
        for each in work.source.targets
        if (target and each.name == target) or (last and work.path.rsplit("/", 1)[-1] == last)
        for command in each.commands
    ]
