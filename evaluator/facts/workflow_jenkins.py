"""Jenkinsfiles. They are Groovy; a reading by lines finds their stages and shell steps."""

import re

from evaluator.facts.shell_lines import MAX_LINE, swallows
from evaluator.facts.workflow_github import MAX_JOBS, MAX_STEPS
from evaluator.model.documents import Job, Step, WorkflowSource
from evaluator.model.regex import regex

_STAGE = regex(r"""\s{0,80}stage\s{0,4}\(\s{0,4}["']([^"']{1,200})["']""")
_SHELL = regex(r"""\b(?:sh|bat|powershell|pwsh)\s{0,4}\(?\s{0,4}(?:script\s{0,4}:\s{0,4})?('''|\"\"\"|'|")(.{0,1500})""")
_CATCH = regex(r"\bcatchError\b|returnStatus\s{0,4}:\s{0,4}true")


class _Reader:
    """The stages found so far, and the quote that would close an open block of shell lines."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int, list[Step]]] = []
        self.quote = ""
        self.caught = False

    def take(self, number: int, line: str) -> None:
        if self.quote:
            inner, closed, _ = line.partition(self.quote)
            self._run(inner, number)
            self.quote = "" if closed else self.quote
            return
        if line.lstrip().startswith(("//", "*", "/*")):
            return
        if stage := _STAGE.match(line):
            self.stages.append((stage[1], number, []))
            self.caught = False
        self.caught = self.caught or _CATCH.search(line) is not None
        if shell := _SHELL.search(line):
            inner, closed, _ = shell[2].partition(shell[1])
            self.quote = shell[1] if len(shell[1]) == 3 and not closed else ""
            self._run(inner, number)

    def _run(self, text: str, number: int) -> None:
        command = text.strip()
        if not command or command.startswith("#"):
            return
        if not self.stages:
            self.stages.append(("", number, []))
        if len(self.stages[-1][2]) < MAX_STEPS:
            self.stages[-1][2].append(Step("", command, "", number, self.caught or swallows(command)))


def read_jenkins(text: str) -> WorkflowSource:
    """Stages as jobs; `sh`, `bat` and `powershell` as steps, a line each. Jenkins starts it on a push, as a rule.

    Raises:
        ValueError: when it names neither a stage nor a shell step.
    """
    reader = _Reader()
    for number, line in enumerate(text.splitlines(), 1):
        reader.take(number, line[:MAX_LINE])
    if not reader.stages:
        raise ValueError("no Jenkinsfile: neither a stage nor a shell step")
    triggers = ("push", "schedule") if re.search(r"\bcron\s{0,4}\(", text) else ("push",)
    return WorkflowSource(
        "jenkins", triggers=triggers, jobs=tuple(Job(name, line, tuple(steps)) for name, line, steps in reader.stages[:MAX_JOBS])
    )
