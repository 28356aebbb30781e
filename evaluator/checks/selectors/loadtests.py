"""Load put on the service on purpose: locust users, k6 and wrk scripts, benchmark commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

MAX_LINE = 2_000
_SCRIPT = regex(r"(?:^|[/_.-])k6[_.-]?\w{0,30}\.[jt]s$|\.jmx$")
_COMMANDS = regex(
    r"(?:^|[\s;&|/])(?:locust\s+-|locust\s*$|k6\s+run|wrk2?\s+-|hey\s+-|ab\s+-[nc]|artillery\s+(?:run|quick)|vegeta\s+attack|jmeter\s+-|bombardier\s+-|oha\s+)"
)


def load_tests(facts: Facts) -> Iterator[tuple[Location, str, bool]]:
    """Places that put load on a service: where, what, how sure."""
    yield from _users(facts)
    yield from _commands(facts)
    for file in facts.product_files:
        if _SCRIPT.search(file.path):
            yield Location(file.path, 1), "a script for a load tester", False


def _users(facts: Facts) -> Iterator[tuple[Location, str, bool]]:
    """Classes of locust, firm when their file makes requests."""
    for code in own(facts.code):
        for klass, concepts in zip(code.classes, code.base_concepts, strict=False):
            if "load-test" in concepts:
                asks = any(call.method in ("get", "post", "put") and call.kind == "call" for call in code.calls)
                yield code.at(klass.line), f"{klass.name} asks the service as many users would", asks


def _commands(facts: Facts) -> Iterator[tuple[Location, str, bool]]:
    for work in own(facts.stages):
        for target in work.source.targets:
            number = next((number for number, command in enumerate(target.commands) if _COMMANDS.search(command[:MAX_LINE])), None)
            if number is not None:
                what = target.name or "this script"
                yield Location(work.path, target.line_of(number)), f"{what} puts load on the service", True
    for workflow in own(facts.workflows):
        for step in (step for job in workflow.source.jobs for step in job.steps):
            if any(_COMMANDS.search(line[:MAX_LINE]) for line in step.run.splitlines()):
                yield Location(workflow.path, step.line), "a workflow puts load on the service", True
