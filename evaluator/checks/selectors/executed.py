"""Settings in files of Python that a program runs as code: those it names itself, and those named on the command line."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from evaluator.checks.selectors.options import without_parser
from evaluator.checks.selectors.page_commands import shell_lines
from evaluator.checks.selectors.training import trainings_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

EXECUTES = frozenset({"exec", "execfile", "runpy.run_path"})
_MOST_CALLS = 3
_NEAR = 12


def run_from_command(facts: Facts) -> Iterator[Call]:
    """Where a file named on the command line is run as code."""
    for code in facts.product:
        for call in code.called:
            if call.name in EXECUTES and any(each.name == "sys.argv" for each in facts.graph.upstream(call)):
                yield call


def _run_in(facts: Facts, code: Code) -> Iterator[tuple[Call, Code]]:
    """The files of the tree that a program runs as code by their names."""
    for call in code.called:
        if call.name not in EXECUTES or call.scope >= 0:
            continue
        for each in (call, *facts.graph.upstream(call, most=_NEAR)):
            name = each.constant("", 0)
            path = posixpath.join(posixpath.dirname(code.path), name) if isinstance(name, str) else ""
            other = facts.code_at(path) or (facts.code_at(name) if isinstance(name, str) else None)
            if other is not None and other.path != code.path:
                yield call, other
                break


def overridden(facts: Facts) -> Iterator[Found]:
    """Where a file that trains runs another which takes settings off the command line, so that they stand among its own names."""
    for code in facts.product:
        if any(trainings_in(code)):
            for call, other in _run_in(facts, code):
                if without_parser(facts, other) is not None:
                    yield call.at, f"`{other.path}`, which takes settings off the command line, is run in a file that trains", "high"


def handed_settings(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Commands of the front page that hand a file of nothing but settings to a program which runs what it is handed."""
    runners = {call.path for call in run_from_command(facts)}
    if not runners:
        return
    for place, words in shell_lines(facts):
        paths = [word for word in words if word.endswith(".py") and facts.code_at(word) is not None]
        program = facts.code_at(paths[0]) if len(paths) > 1 else None
        if program is None or not (program.path in runners or any(other.path in runners for _, other in _run_in(facts, program))):
            continue
        given = facts.code_at(paths[1])
        if given is not None and _only_sets(given):
            yield place, f"this command hands `{given.path}`, a file of settings, to {program.path}"


def _only_sets(code: Code) -> bool:
    """Whether a file names values, and does and defines next to nothing."""
    return not code.functions and not code.classes and len(code.called) < _MOST_CALLS and len(code.source.numbers) > 1
