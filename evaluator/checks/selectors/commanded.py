"""Rows that a program reads from where its command line says, and the commands that name the held-out part there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.commands import numbered
from evaluator.checks.selectors.naming_parts import PART, TOLD
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.page_commands import shell_text
from evaluator.checks.selectors.prose import front
from evaluator.checks.selectors.shell import simple_commands
from evaluator.checks.selectors.splits import READS
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

MOST = 400


def given_by_command(facts: Facts, path: str, fed: Iterable[Call]) -> str:
    """How a command of the project gives the held-out part to a program that scores what it reads; "" where none does.

    `fed` is what the scored rows come from: one of it must read from a place that no literal names.
    """
    reads = [each for each in fed if each.kind == "call" and each.path == path and each.means(*READS)]
    if not any(argument.text and argument.constant is None for each in reads for argument in each.arguments[:1]):
        return ""
    at = held_out_commands(facts).get(path)
    return f"stands on rows that {at.path}, line {at.line} hands over as the test or validation part" if at else ""


@kept
def held_out_commands(facts: Facts) -> dict[str, Location]:
    """By each script that a command of the project starts with a test or validation part, and no other, the first such command."""
    scripts = {code.path for code in facts.product}
    found: dict[str, Location] = {}
    refused: set[str] = set()
    for at, words in _commands(facts):
        script = next((word.removeprefix("./") for word in words if word.endswith(".py") and word.removeprefix("./") in scripts), "")
        parts = {part for word in words for part in _part(word)} if script else set()
        if parts == {"test"}:
            found.setdefault(script, at)
        elif script:
            refused.add(script)
    return {script: at for script, at in found.items() if script not in refused}


def _part(word: str) -> Iterator[str]:
    """The part of the data that a word of a command names: `data/test.csv`, `$HOLDOUT_LOC`, `--val-data`; a file of scores is none."""
    plain = word.lower()
    said = PART.search(plain)
    if said is not None and not plain.endswith(".py") and not TOLD.search(plain):
        yield "train" if said[1] == "train" else "test"


def _commands(facts: Facts) -> Iterator[tuple[Location, tuple[str, ...]]]:
    """The words of the commands of scripts, Makefiles, workflows and the front page."""
    for at, line in (*_of_stages(facts), *_of_workflows(facts), *_of_front(facts)):
        for command in simple_commands(line):
            yield at, command.words


def _of_stages(facts: Facts) -> Iterator[tuple[Location, str]]:
    for work in own(facts.stages):
        for target in work.source.targets:
            for number, line in enumerate(target.commands[:MOST]):
                yield Location(work.path, target.line_of(number) or target.line), line


def _of_workflows(facts: Facts) -> Iterator[tuple[Location, str]]:
    for flow in own(facts.workflows):
        for run in (step for job in flow.source.jobs for step in job.steps):
            for offset, line in numbered(run.run):
                yield Location(flow.path, run.line + offset), line


def _of_front(facts: Facts) -> Iterator[tuple[Location, str]]:
    page = front(facts)
    if page is None:
        return
    for fence in page.text.fences:
        for offset, line in numbered(shell_text(fence)):
            yield page.at(fence.line + offset), line
