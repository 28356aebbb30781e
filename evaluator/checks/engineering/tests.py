"""Do tests say what the code must do?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.testing import reaches_project, subjects, tests_of
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts


def tests_assert_project(facts: Facts) -> Iterator[Evidence]:
    """A test calls the project's code and asserts on the outcome.

    Why: Whoever changes your code tomorrow must be told what it may not break.
    Fix: Write three tests: a row with a missing value is cleaned, the model's output has the right shape, `/predict` refuses bad input.
    Ask: Which of your tests has caught a fault?
    """
    found, doubtful = [], []
    for code, index in tests_of(facts):
        call = reaches_project(facts, code, index)
        place = code.at(code.functions[index].line)
        if call is not None:
            found.append(supports(place, f"calls `{call.method}` and asserts on the outcome"))
        elif any(path for path in code.local_imports):
            doubtful.append(supports(place, "asserts, and its file imports project code; the call between them was not followed", "low"))
    yield from found or doubtful
    if not found and not doubtful:
        yield against(REPOSITORY, "no test function that calls project code and asserts on the outcome was found")


def tests_cover_ml(facts: Facts) -> Iterator[Evidence]:
    """A test asserts on data preparation, on the model or on its predictions.

    Why: The faults that cost most in machine learning (a wrong shape, a broken row, a changed unit) raise no error by themselves.
    Fix: Test the output's shape and range on three rows, a row with a missing value, and one step of training on one batch.
    Ask: What would your tests say if two columns were swapped?
    """
    reach = reach_of(facts)
    found = [
        (code.at(code.functions[index].line), about) for code, index in tests_of(facts) if (about := subjects(facts, reach, code, index))
    ]
    for place, about in found:
        yield supports(place, f"asserts on {' and '.join(sorted(about))}")
    if not found:
        yield against(REPOSITORY, "no test that calls data preparation, model or prediction code and asserts on the outcome was found")
