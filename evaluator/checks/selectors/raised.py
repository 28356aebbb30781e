"""Errors that code raises by itself: of a kind a caller can catch, with words that say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.called import is_uncalled
from evaluator.checks.selectors.once import once
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument, Statement

GENERAL = frozenset({"Exception", "BaseException"})
# What is raised to steer a program; and what may say that something is not written yet.
STEERS = frozenset({"NotImplemented", "StopIteration", "StopAsyncIteration", "KeyboardInterrupt", "SystemExit", "GeneratorExit"})
UNWRITTEN = "NotImplementedError"
CAUGHT = regex(r"(?:e|ex|err|error|exc|exception|sys|exc_info|erro|excp)\d?")
HANDS_ON = frozenset({"str", "repr", "format_exc", "exc_info"})
SHORTEST, LONGEST = 4, 60
# What a framework, a tool or a course wrote, and scripts that only try something out.
SUPPLIED = regex(r"(?:^|/)(?:manage\.py|_version\.py|versioneer\.py|setup\.py|conf\.py|reports/report\.py|test_[^/]*\.py)$")


class Raised(msgspec.Struct, frozen=True):
    """A `raise` of the project's own: its kind as written, whether that kind says anything, its words.

    It is not `firm` in a function that nothing starts, and where it may only say that something is not written yet.
    """

    at: Location
    kind: str
    specific: bool
    words: str
    firm: bool

    @property
    def note(self) -> str:
        """What it does, as a reader finds it there."""
        said = f': "{self.words}"' if self.words else ", with a message"
        return f"raises `{self.kind}`{said}"


def worked(facts: Facts) -> Iterator[Code]:
    """The scripts and modules in which somebody had to think of errors: no notebooks, nothing that was supplied."""
    return (code for code in facts.product if not code.is_notebook and not SUPPLIED.search(code.path))


@once
def raised(facts: Facts) -> Iterator[Raised]:
    """Every error that scripts and modules raise with a message; what is handed on as it was caught says nothing new."""
    for code in worked(facts):
        for statement in code.source.statements:
            short = statement.text.rpartition(".")[2]
            if statement.kind != "raise" or not short[:1].isupper() or short in STEERS or _is_stub(code, statement.scope):
                continue
            made = _made(code, statement)
            if made is not None and (said := _message(code, made)) is not None:
                firm = short != UNWRITTEN and not is_uncalled(facts, made)
                yield Raised(code.at(statement.line), statement.text, short not in GENERAL, said, firm)


def _is_stub(code: Code, scope: int) -> bool:
    return scope >= 0 and code.functions[scope].stub


def _made(code: Code, statement: Statement) -> Call | None:
    """The call that makes the error; `raise ValueError` makes it without a word."""
    for number in statement.inputs:
        call = code.calls[number] if number < len(code.calls) else None
        if call is not None and call.kind == "call" and call.written.partition("(")[0] == statement.text:
            return call
    return None


def _message(code: Code, made: Call) -> str | None:
    """The words an error is given: a literal, "" where they are computed, None where there are none, or only what was caught."""
    found: str | None = None
    for argument in made.arguments:
        if argument.is_constant:
            if isinstance(argument.constant, str) and len(argument.constant.strip()) >= SHORTEST:
                return " ".join(argument.constant.split())[:LONGEST].replace('"', "'")
        elif argument.name not in ("*", "**") and _is_worded(code, argument):
            found = ""
    return found


def _is_worded(code: Code, argument: Argument) -> bool:
    """Whether an argument is a text put together here or kept under a name, and not the error that was caught."""
    numbers = bool(argument.items) and not any(isinstance(item, str) for item in argument.items)
    if numbers or CAUGHT.fullmatch(argument.text.partition(".")[0]):
        return False
    fed = [code.calls[number - code.calls[0].number] for number in argument.inputs if 0 <= number - code.calls[0].number < len(code.calls)]
    return not (fed and all(each.kind == "call" and each.method in HANDS_ON for each in fed)) or bool(argument.text)
