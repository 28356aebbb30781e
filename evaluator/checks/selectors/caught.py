"""What is done about errors: `except` clauses, time limits, retries, answers with a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.raised import worked
from evaluator.checks.selectors.reach import decorators
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Handler

BROAD = frozenset({"", "Exception", "BaseException"})
# Errors that are caught to find out what is installed, or because somebody ends the program: nothing went wrong.
NO_FAILURE = frozenset(
    {"ImportError", "ModuleNotFoundError", "KeyboardInterrupt", "SystemExit", "StopIteration", "StopAsyncIteration", "OutOfRangeError"}
)
SWALLOWS = {"pass": "and does nothing about it", "print": "and only prints"}
DEALS = {"raise": "and raises", "log": "and reports it", "handle": "and acts on it"}
NETWORK = (
    "request.send", "data.download", "data.collect", "llm.call", "llm.client", "llm-api", "database", "data.query", "vector-store.query",
    "cloud-sdk", "message.consume",
)  # fmt: skip
LIMITS = ("timeout", "request_timeout", "read_timeout", "connect_timeout", "timeout_seconds")
RETRIES = frozenset({"retry", "on_exception", "on_predicate", "Retry", "Retrying", "AsyncRetrying"})
AGAIN = ("retries", "max_retries")
CODES = ("status_code", "status", "code")
REFUSED, BROKEN, READY = range(400, 500), (502, 503, 504), 500
MOST_CAUGHT = 3


class Caught(msgspec.Struct, frozen=True):
    """An `except` clause: where, what it catches in words, whether that is any error, what it does ("pass", "print", ...)."""

    at: Location
    what: str
    broad: bool
    does: str
    counts: bool


@once
def caught(facts: Facts) -> Iterator[Caught]:
    """Every `except` clause of scripts and modules."""
    for code in worked(facts):
        bare = {each.line for each in code.source.statements if each.kind == "raise" and not each.text}
        yield from (_caught(code, handler, handed_on=handler.line + 1 in bare) for handler in code.source.handlers)


def _caught(code: Code, handler: Handler, *, handed_on: bool) -> Caught:
    kinds = [each.rpartition(".")[2] for each in handler.catches] or [""]
    broad = any(each in BROAD for each in kinds)
    what = ", ".join(f"`{each}`" for each in kinds[:MOST_CAUGHT]) if kinds != [""] else "every error, by a bare `except`,"
    counts = not handed_on and not any(each in NO_FAILURE for each in kinds)
    return Caught(code.at(handler.line), what, broad, handler.does, counts)


@once
def answers(facts: Facts) -> Iterator[tuple[Location, str, bool]]:
    """Where a service answers an error with its code: the place, what it does, how sure."""
    for code in worked(facts):
        for call in code.those(("response.error", "response.make")):
            if (number := _code_of(call)) is not None:
                yield call.at, f"answers an error with code {number}", number != READY
        for call in code.calls:
            if call.kind == "definition" and (number := _last_code(call)) is not None:
                yield call.at, f"answers an error with code {number}", number != READY


def _code_of(call: Call) -> int | None:
    """The status that a call is given, where it is one of an error."""
    given = [each for each in call.arguments if each.name in ("", *CODES)]
    for each in given:
        number = _status(each.constant)
        if number is None and "HTTP_" in each.text and (digits := each.text.partition("HTTP_")[2][:3]).isdigit():
            number = _status(int(digits))
        if number is not None:
            return number
    return None


def _last_code(call: Call) -> int | None:
    """The status at the end of a tuple that is returned (`return {"error": ...}, 422`)."""
    return _status(call.arguments[-1].constant) if 1 < len(call.arguments) <= MOST_CAUGHT else None


def _status(value: object) -> int | None:
    """A number, where it is the code of an error."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if value in REFUSED or value in BROKEN or value == READY else None


@once
def guards(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Time limits and retries on what goes over the network or starts a task."""
    for code in worked(facts):
        for call in code.those(arguments=LIMITS):
            limit = next((each for each in call.arguments if each.name in LIMITS), None)
            if limit is not None and call.means(*NETWORK) and not (limit.is_constant and limit.constant in (None, 0)):
                yield call.at, f"`{call.method}` waits no longer than its `{limit.name}`"
        for call in code.those(arguments=AGAIN):
            again = next(each for each in call.arguments if each.name in AGAIN)
            if call.means("flow.define", *NETWORK) and again.constant not in (None, 0, False):
                yield call.at, f"`{call.method}` is tried again when it fails (`{again.name}`)"
        for index, function in enumerate(code.functions):
            for call in decorators(code, index):
                if call.method in RETRIES:
                    yield code.at(function.line), f"`{function.name}` is tried again when it fails (`{call.method}`)"
