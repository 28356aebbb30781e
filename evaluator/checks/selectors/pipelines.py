"""What CI runs: each step's commands, targets and scripts of the project followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.commands import numbered, runs_tool
from evaluator.checks.selectors.following import Inner, follow
from evaluator.checks.selectors.once import once
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Job, Step
    from evaluator.model.facts import Facts, Workflow

WORDS = regex(r"[/-]")
IDLE = regex(
    r"^(?:echo|ls|pwd|cat|date|whoami|env|printf|cd|git|sleep|exit|true|export|set|mkdir|curl|chmod)\b|.*\b(?:pip3?|conda|apt|apt-get|npm|brew)\s+(?:-\S+\s+){0,9}(?:install|update)\b"
)
# What only makes ready, and is not the line that shows what the workflow is for.
MAKES_READY = regex(
    r"^(?:if|then|else|fi|for|do|done|source|\.|cp|mv|rm|tar|unzip|wget|touch|sudo|pip freeze|aws configure|virtualenv|docker login)\b"
    r"|^[A-Z_]+=\S*$"
    r"|.*\b(?:poetry|uv|pipenv|pdm|rye|conda|mamba)\s+(?:\S+\s+){0,2}(?:install|sync|lock|create|activate|venv|add)\b|.*-m\s+venv\b"
    r"|.*\bmake\s+\S*(?:install|setup|init|env|requirements|deps)"
)
PREPARING = (
    "actions/checkout", "actions/setup-", "actions/cache", "actions/upload-artifact", "actions/download-artifact",
    "actions/stale", "actions/labeler",
    "first-interaction", "setup-uv", "setup-miniconda", "cla-assistant", "add-and-commit", "ad-m/github-push",
    "git-auto-commit", "create-pull-request",
)  # fmt: skip
AROUND = regex(
    r"setup-|login|credentials|/auth|install|checkout|cache|upload|download|comment|notif|slack|gatekeeper|metadata|disk|release"
)
CALLED = "./.github/workflows/"
ONE_SHELL = ("travis", "gitlab")
NEVER = ("false", "${{ false }}", "${{false}}")
ZERO = "--exit-zero"
# A session of tox or nox that is named for something else than tests.
SESSION = regex(r"\b(?:tox|nox)\b.{0,80}?\s(?:-e|-s|--sessions?|-re|--env)[\s=]*(\S{1,80})")
TESTING = regex(r"test|py|unit|integration|cov", re.IGNORECASE)


class Done(msgspec.Struct, frozen=True):
    """A tool that a step runs: where, by what of the project's own ("" when directly), and whether its failure counts."""

    at: Location
    tool: str
    through: str
    firm: bool

    def __str__(self) -> str:
        tool = self.tool.removesuffix(" run")
        return f"runs {tool}" if not self.through else f"starts `{self.through}`, which runs {tool}"


class Ran(msgspec.Struct, frozen=True):
    """One step: its commands by line, each with what of the project's own it starts; the action it uses, with what it is given; what starts
    its workflow.
    """

    at: Location
    lines: tuple[tuple[int, str, tuple[Inner, ...]], ...]
    uses: str
    triggers: frozenset[str]
    ignores_failure: bool
    folder: str = ""
    given: tuple[tuple[str, str], ...] = ()

    def doing(self, *tools: str) -> Done | None:
        """The first of its commands that runs one of the tools, one whose failure counts before others."""
        found = [*self._done(tools)]
        return next((each for each in found if each.firm), found[0] if found else None)

    def _done(self, tools: tuple[str, ...]) -> Iterator[Done]:
        for line, own, inner in self.lines:
            for through, text in (("", own), *((each.name, each.text) for each in inner)):
                if tool := next((each for each in tools if runs_tool(text, each, swallowed=True) and _meant(each, text)), ""):
                    firm = not self.ignores_failure and runs_tool(text, tool) and ZERO not in text
                    yield Done(Location(self.at.path, line), tool, through, firm)
        words = set(WORDS.split(self.uses.partition("@")[0]))
        if tool := next((each for each in tools if each in words), ""):
            yield Done(self.at, tool, "", not self.ignores_failure)

    @property
    def works(self) -> bool:
        """Whether the step does something with the code: not only fetching, setting up, showing or greeting."""
        if self.uses:
            return not any(action in self.uses for action in PREPARING)
        return any(not IDLE.match(own) for _, own, _ in self.lines)

    @property
    def work(self) -> Location | None:
        """The command or action that does the work, where one is more than making ready."""
        if self.uses:
            return None if AROUND.search(self.uses) or not self.works else self.at
        line = next((line for line, own, _ in self.lines if not IDLE.match(own) and not MAKES_READY.match(own)), 0)
        return Location(self.at.path, line) if line else None


def _meant(tool: str, text: str) -> bool:
    """Whether a session of tox or nox is one of tests: it may be named for a linter or for documentation."""
    named = SESSION.search(text[:2_000]) if tool in ("tox", "nox") else None
    return named is None or TESTING.search(named[1]) is not None


@once
def runs(facts: Facts) -> Iterator[Ran]:
    """Every step of every active CI file that counts; a workflow that others call starts when they do."""
    active = [each for each in facts.workflows if each.active and each.role not in ("vendored", "template")]
    called: dict[str, set[str]] = {}
    for workflow in active:
        for job in workflow.source.jobs:
            for step in job.steps:
                if step.uses.startswith(CALLED):
                    called.setdefault(step.uses.removeprefix("./").partition("@")[0], set()).update(workflow.source.triggers)
    for workflow in active:
        triggers = frozenset({*workflow.source.triggers, *called.get(workflow.path, ())})
        for job in workflow.source.jobs:
            yield from _of_job(facts, workflow, job, triggers)


def _of_job(facts: Facts, workflow: Workflow, job: Job, triggers: frozenset[str]) -> Iterator[Ran]:
    """The steps of a job; in services where one shell runs them all, a step stands where the last one went."""
    one_shell, folder = workflow.source.service in ONE_SHELL, ""
    for step in job.steps if job.condition.strip() not in NEVER else ():
        if step.condition.strip() in NEVER:
            continue
        here = folder if one_shell else step.folder.removeprefix("./").rstrip("/")
        begins = "" if here.startswith("$") else here
        lines, folder = _lines(facts, step, begins)
        ignored = step.ignores_failure or job.ignores_failure
        yield Ran(Location(workflow.path, step.line), lines, step.uses.lower(), triggers, ignored, begins, step.given)


def _lines(facts: Facts, step: Step, folder: str) -> tuple[tuple[tuple[int, str, tuple[Inner, ...]], ...], str]:
    """The commands of a step with what they start, and the folder in which they leave the shell."""
    found = []
    for offset, own in numbered(step.run):
        inner, folder = follow(facts, own, folder)
        found.append((step.line + offset, own, inner))
    return tuple(found), folder
