"""Tests that expect a failure: an error that is raised, or an answer with the code of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.lost import lost_imports
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.testing import reaching, tests_of
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Expected = tuple[Location, str, Confidence]

RAISES = frozenset({"raises", "assertRaises", "assertRaisesRegex", "assertRaisesRegexp", "assert_raises", "assert_raises_regex"})
EQUAL = frozenset({"assertEqual", "assertEquals", "assertIn", "assert_equal"})
STATUS = regex(r"status(?:_?code)?\b")
CODE = regex(r"\b(4\d\d|50\d)\b|HTTP_(4\d\d|50\d)|\b(BAD_REQUEST|UNPROCESSABLE_\w{1,20}|NOT_FOUND|UNAUTHORIZED|FORBIDDEN)\b")
DENIED = regex(r"!=|\bnot in\b|<\s*(?:4\d\d|50\d)")
NO_PAGE = frozenset({"404", "405"})


@once
def expected(facts: Facts) -> Iterator[Expected]:
    """Test functions that expect the project to refuse: the place of the expectation, what it says, how sure."""
    lost = lost_imports(facts)
    for code, index in tests_of(facts):
        if code.path in lost:
            continue
        own = {index, *_inner(code).get(index, ())}
        said = _raising(code)
        raising = [each for scope in sorted(own) for each in said.get(scope, ())] if said else []
        if raising:
            reached = [call for call in reaching(facts, code, index) if call.path == code.path and call.scope in own]
            yield from (_raised(code.functions[index].name, call, reached) for call in raising)
        if _speaks_of_answers(code):
            yield from _answered(facts, code, index, own)


@kept
def _inner(code: Code) -> dict[int, list[int]]:
    """The functions that are defined in others, by those."""
    found: dict[int, list[int]] = {}
    for at, each in enumerate(code.functions):
        if each.parent >= 0:
            found.setdefault(each.parent, []).append(at)
    return found


@kept
def _raising(code: Code) -> dict[int, list[Call]]:
    """The calls that expect an error, by the function in which they stand."""
    found: dict[int, list[Call]] = {}
    for each in code.those(methods=RAISES):
        if each.kind == "call" and not each.own:
            found.setdefault(each.scope, []).append(each)
    return found


@kept
def _speaks_of_answers(code: Code) -> bool:
    """Whether a file compares the code of an answer."""
    texts = (each.text for each in code.source.statements if each.kind == "assert")
    given = (
        text for call in code.those(methods=EQUAL) for each in call.arguments for text in (each.text, str(each.constant), str(each.items))
    )
    return any("status" in text for text in (*texts, *given))


def _raised(name: str, call: Call, reached: list[Call]) -> Expected:
    """`with pytest.raises(ValueError): load(path)`: the project is called where the error is expected, or after."""
    kind = next((each.text for each in call.arguments if each.name == ""), "").rpartition(".")[2]
    said = f"`{name}` expects `{kind}`" if kind[:1].isupper() else f"`{name}` expects an error"
    met = any(each.line >= call.line for each in reached)
    return call.at, f"{said} of the project's code" if met else f"{said}; whose it is could not be told", "high" if met else "low"


def _answered(facts: Facts, code: Code, index: int, own: set[int]) -> Iterator[Expected]:
    """`assert answer.status_code == 422`, of an answer that the project's service gives."""
    found = [(each.line, each.text) for each in code.source.statements if each.kind == "assert" and each.scope in own]
    compared = (each for scope in own for each in code.within(scope) if each.kind == "call" and each.method in EQUAL)
    found += [
        (call.line, " == ".join(f"{each.text}{each.constant or ''}{each.items or ''}" for each in call.arguments)) for call in compared
    ]
    for line, text in sorted(found):
        told = CODE.search(text) if STATUS.search(text) and not DENIED.search(text) else None
        if told is not None:
            number = next(each for each in told.groups() if each)
            words = f"`{code.functions[index].name}` expects an answer with {number}"
            firm = number not in NO_PAGE and any(reaching(facts, code, index))
            yield code.at(line), words, "high" if firm else "low"
