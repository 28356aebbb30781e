"""What happens when tomorrow's file is broken?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.reach import Reach
from evaluator.checks.selectors.testing import subjects, tests_of
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts


def data_tests_exist(facts: Facts) -> Iterator[Evidence]:
    """Tests look at the data or at the code that prepares them.

    Why: A model is only as good as the rows it is given; a test says which rows are refused.
    Fix: Write a test that builds one broken row and expects a refusal, and one that checks the columns and ranges of the prepared table.
    Ask: Which broken file would your pipeline accept today?
    Not for: rl
    """
    reach = Reach(facts)
    found = [code.at(code.functions[index].line) for code, index in tests_of(facts) if "data" in subjects(facts, reach, code, index)]
    for place in found:
        yield supports(place, "asserts on the data, or on what prepares them")
    if not found:
        yield against(REPOSITORY, "no test that checks the data or the code that prepares them was found")
