"""Files that are named for the rows of one part while their own name says another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

TEST = regex(r"(?:^|[^a-z])tests?(?:ing)?(?:[^a-z]|$)|testset|testing_?data")
APART = regex(r"(?:^|[^a-z])(?:val|valid|validation|dev|eval)(?:[^a-z]|$)")
_VALIDATION = regex(r"-{0,2}(?:val|valid|validation|dev|eval)[_-](?:(?:data|set|dataset)[_-])?(?:path|file|filename|dir|folder|json|csv)")
_LOCATED = regex(r"[\w./ \\-]{1,120}")


@kept
def test_file_for_validation(facts: Facts) -> str:
    """That every file named for rows of validation is one for the test, in words that speak of `them`; "" where one is not."""
    told = [each for code in facts.product for each in _named(code)]
    if not told or any(APART.search(path.lower()) or not TEST.search(path.lower()) for _, _, path in told):
        return ""
    at, name, path = told[0]
    return f'`{name}` ({at.path}:{at.line}) names "{path}" for them'


def _named(code: Code) -> Iterator[tuple[Location, str, str]]:
    """Where a name or an option for the path of validation rows is given one: (place, name, path)."""
    for call in code.those(methods=("add_argument", "option", "Option")):
        option = next((each.constant for each in call.arguments if isinstance(each.constant, str)), "")
        path = call.constant("default")
        if _VALIDATION.fullmatch(option.lower()) and isinstance(path, str) and _LOCATED.fullmatch(path):
            yield call.at, option, path
    for name, bound in code.source.bindings.items():
        if isinstance(bound.constant, str) and _VALIDATION.fullmatch(name.lower()) and _LOCATED.fullmatch(bound.constant):
            yield code.at(bound.line), name, bound.constant
