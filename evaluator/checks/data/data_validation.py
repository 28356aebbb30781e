"""What happens when tomorrow's file is broken?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.guarded import enforcements, refusals, requests, schemas
from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.stages_tested import named_for_preparation
from evaluator.checks.selectors.tested import distant, elsewhere
from evaluator.checks.selectors.testing import asserts_on_data, subjects, tests_of
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

MOST = 3


def data_tests_exist(facts: Facts) -> Iterator[Evidence]:
    """Tests look at the data or at the code that prepares them.

    Why: A model is only as good as the rows it is given; a test says which rows are refused.
    Fix: Write a test that builds one broken row and expects a refusal, and one that checks the columns and ranges of the prepared table.
    Ask: Which broken file would your pipeline accept today?
    Not for: rl
    """
    met, firm = _of_data(facts)
    asserts = "asserts on the data, or on what prepares them"
    meets = "meets data or what prepares them; what it asserts on could not be told"
    for code, index in firm or met[:1]:
        yield supports(code.at(code.functions[index].line), asserts if firm else meets, "high" if firm else "low")
    if not met:
        named = named_for_preparation(facts)
        missing = "no test that checks the data or the code that prepares them was found"
        asked = f"{named.note}; whether that prepares data could not be told" if named else ""
        yield against(named.at, asked, "low") if named else against(REPOSITORY, missing)


def _of_data(facts: Facts) -> tuple[list[tuple[Code, int]], list[tuple[Code, int]]]:
    """Tests that meet the data, those named for it first, and of them those that assert on it."""
    reach = reach_of(facts)
    met: list[tuple[Code, int]] = []
    firm: list[tuple[Code, int]] = []
    for code, index in sorted(tests_of(facts), key=lambda each: distant(each[0].functions[each[1]].name)):
        if len(firm) < MOST and "data" in subjects(facts, reach, code, index):
            met.append((code, index))
            sure = not elsewhere(code.functions[index].name) and asserts_on_data(facts, reach, code, index)
            firm += [(code, index)] if sure else []
    return met, firm


def data_asserted(facts: Facts) -> Iterator[Evidence]:
    """Code refuses data that cannot be right.

    Why: A broken file should stop the run where it is read, not spoil the model in silence.
    Fix: After reading, check columns, gaps and ranges, and `raise ValueError` with the name of what is wrong.
    Ask: What happens when the file of tomorrow lacks a column?
    Not for: rl
    """
    found = [supports(place, words, confidence) for place, words, confidence in refusals(facts)]
    yield from found
    if not found:
        missing = "no assertion or raise about columns, gaps or values of the data was found"
        asked = _asked_beside(facts)
        if asked is not None:
            yield against(asked, f"{missing} where they are read; this asks it of the data beside it", "low")
        else:
            yield against(REPOSITORY, missing)


def schema_defined(facts: Facts) -> Iterator[Evidence]:
    """A schema says what a row must be.

    Why: Types, ranges and allowed values written down once serve the pipeline, the service and the reader.
    Fix: Write a pandera or pydantic schema with each column's type, range and allowed values.
    Not for: rl
    """
    found = [supports(place, words, confidence) for place, words, confidence in schemas(facts)]
    yield from found
    if not found:
        missing = "no schema of the data was found (pandera, pydantic, Great Expectations, JSON schema)"
        yield _beside_requests(facts, missing, "is what a request must be")


def schema_enforced(facts: Facts) -> Iterator[Evidence]:
    """Rows are checked against the schema before they are used.

    Why: A schema that nothing calls protects nobody.
    Fix: Call `schema.validate(df)` right after reading, on the way to training and to serving.
    Not for: rl
    """
    found = [supports(place, words, confidence) for place, words, confidence in enforcements(facts)]
    yield from found
    if not found:
        asked = _asked_beside(facts)
        missing = "no call that checks rows against a schema was found"
        if asked is not None:
            yield against(asked, f"{missing} on the way to training or serving; this is asked of the data beside it", "low")
        else:
            yield _beside_requests(facts, missing, "may check what a service is asked")


def _asked_beside(facts: Facts) -> Location | None:
    """Where a test, or a comparison with other rows, asks something of the data."""
    return next((place for place, words, _ in schemas(facts) if words.endswith(("in a test", "other rows"))), None)


def _beside_requests(facts: Facts, missing: str, does: str) -> Evidence:
    """Firm where there is no schema at all; a question where a class of the project checks requests."""
    place, name = next(requests(facts), (None, ""))
    if place is None:
        return against(REPOSITORY, missing)
    return against(place, f"{missing}; `{name}` {does}", "low")
