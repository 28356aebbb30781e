"""Where code refuses data: assertions and raises about tables, and schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import READS, near_model
from evaluator.checks.selectors.training import TRAINS
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence
    from evaluator.model.source import Statement

    Told = tuple[Location, str, Confidence]

ABOUT_DATA = regex(r"\.shape|isnull|isna|notna|notnull|\.columns|\.isin|between\(|\.empty|nunique|\.unique|\.dtype|duplicated|is_monotonic")
ABOUT_LENGTH = regex(r"^len\(|^\w+\.shape\[0\] ==")
LOOKS = ("missing.count", "data-inspection", "duplicates", "target.distribution")
QUESTIONS = frozenset(
    {"columns", "empty", "shape", "isin", "between", "any", "all", "dtype", "dtypes", "nunique", "min", "max", "duplicated", "index"}
)
NEAR, AFTER_HANDLER = 2, 4
FIELDS = 2
ANSWERS = ("Response", "Result", "Output", "Out", "Config", "Settings", "Error")


def refusals(facts: Facts) -> Iterator[Told]:
    """Assertions about tables, and raises that follow a look at one."""
    for code in facts.product:
        for statement in code.source.statements:
            if statement.kind == "assert" and not statement.text.startswith(("isinstance", "callable", "hasattr")):
                yield from _asserted(facts, code, statement)
            elif statement.kind == "raise" and (looked := _looked(code, statement)):
                yield code.at(statement.line), f"raises after a look at the table (line {looked.line})", "high"


def _asserted(facts: Facts, code: Code, statement: Statement) -> Iterator[Told]:
    fed = [code.calls[number] for number in statement.inputs if number < len(code.calls)]
    read = any(each.means(*READS) or each.type.startswith("pandas.") for each in (*fed, *facts.graph.upstream(each.number for each in fed)))
    said = ABOUT_DATA.search(statement.text) is not None
    if read:
        firm = said and not ABOUT_LENGTH.search(statement.text)
        yield code.at(statement.line), "asserts on the data", "high" if firm else "low"


def _looked(code: Code, statement: Statement) -> Call | None:
    """A look at a table in the condition of a raise; what a handler raises again is no refusal."""
    if any(0 < statement.line - handler.line <= AFTER_HANDLER for handler in code.source.handlers):
        return None
    place = code.at(statement.line)
    for call in code.within(statement.scope):
        close = call.cell == place.cell and 0 <= place.line - call.line <= NEAR
        if close and (call.means(*LOOKS) or (call.method in QUESTIONS and "pandas" in call.name)):
            return call
    return None


def schemas(facts: Facts) -> Iterator[Told]:
    """Schemas of rows: of pandera and the like; of pydantic where code that reads data builds its objects."""
    near = near_model(facts)
    for code in facts.product:
        for call in code.calls_to("schema.model"):
            if call.kind == "call" and not call.name.startswith("pydantic."):
                yield call.at, f"{call.method} says what a row must be", "high"
        for index, found in enumerate(code.classes):
            if "schema.model" not in code.base_concepts[index] or len(found.fields) < FIELDS:
                continue
            tabular = any(base.startswith(("pandera", "patito", "great_expectations")) for base in code.bases[index])
            firm = tabular or _builds_rows(facts, f"project:{code.path}:{found.name}")
            if not firm and (code.path not in near or found.name.endswith(ANSWERS)):
                continue
            words = "says what a row must be" if firm else "describes a record; nothing builds it from data that are read"
            yield code.at(found.line), f"`{found.name}` {words}", "high" if firm else "low"
        for call in code.called:
            if call.method.startswith(("expect_column", "expect_table")):
                yield call.at, f"{call.method} says what a column must be", "high"


def _builds_rows(facts: Facts, name: str) -> bool:
    calls = facts.called
    made = [call for call in calls if call.name == name or call.name.startswith(f"{name}.")]
    return any(next(facts.upstream(call, *READS), None) is not None for call in made)


def enforcements(facts: Facts) -> Iterator[Told]:
    """Calls that check rows against a schema, firm on the way from data to training."""
    for call in facts.calls_to("validation.check"):
        if call.kind == "call" and call.means("data-validation"):
            close = next(facts.upstream(call, *READS), None) or next(facts.downstream(call, *TRAINS), None)
            yield call.at, f"{call.method} checks rows that are read", "high" if close or call.scope < 0 else "low"
