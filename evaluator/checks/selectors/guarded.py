"""Where code refuses data: assertions and raises about tables, and schemas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import READS, near_model
from evaluator.checks.selectors.looked import MADE
from evaluator.checks.selectors.structured import forms
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
OF_ARRAYS, OF_TABLES = regex(r"\.shape|\b(?:np|numpy)\.isin"), regex(r"\.columns|isnull|isna|notna|notnull|duplicated|nunique|\.empty")
CLOSE = 10
SCORED = regex(rf"\b(?:metrics?|scores?|m?AP|accuracy|loss)\b|{MADE.pattern}", re.IGNORECASE)
MAY_BE = regex(r"\ball\(|\bany\(|isfinite|\bshape\b|\.sum\(|\bset\(|sorted")
LOOKS = ("missing.count", "data-inspection", "duplicates", "target.distribution")
QUESTIONS = frozenset(
    {"columns", "empty", "shape", "isin", "between", "any", "all", "dtype", "dtypes", "nunique", "min", "max", "duplicated", "index"}
)
NEAR, AFTER_HANDLER = 2, 4
# What a message of a raise says when it is about data: columns, gaps, files, rows.
SAYS_DATA = regex(
    r"\bcolumns?\b|\bdata ?sets?\b"
    r"|\bdata\b(?!base|[ _-]?(?:parallel|format|type|class|loader))|\brows?\b|\bnan\b|\bnulls?\b|missing values?|\bsplits\b"
    r"|\btexts?\b.{0,20}\bempty\b"
    r"|\bempty (?:data|frame|file|table|text)|colonn[ae]s?\b|columnas?\b|colunas?\b|\bdatos\b|\bdados\b|\bdati\b"
    r"|spalten?\b|数据|データ|데이터"
    r"|\bnot enough (?:days|rows|samples|data)\b",
    re.IGNORECASE,
)
# A bare name, what bears the mark of a fitted thing, first of all options, the files that a search found, the parts of an address.
NO_ROWS = regex(r"^\w+$|\w_(?:\b|$)|^(?:not |len\()?(?:opts?|args?|cfg|config)\.\w|\blen\((?:files?|paths?)\)|\bnetloc\b")
TESTS_OF_COLUMNS = regex(r"^evidently\.(?:legacy\.)?tests\.Test\w*(?:Column|Missing|OutOf|Type|Range|Duplicated|Constant)\w*$")
FIELDS = 2
LONGEST = 300
REFUSES = frozenset({"ValueError", "KeyError", "TypeError", "AssertionError", "RuntimeError", "FileNotFoundError", "Exception"})
COMPARED = frozenset({"column_names", "get_indexer", "issubset", "issuperset"})
EXPECTS = ("expect_column", "expect_table")
ANSWERS = ("Response", "Result", "Output", "Out", "Config", "Settings", "Error")


def refusals(facts: Facts) -> Iterator[Told]:
    """Assertions about tables, and raises that follow a look at one."""
    for code in facts.product:
        for statement in code.source.statements:
            if statement.kind == "assert" and not statement.text.startswith(("isinstance", "callable", "hasattr")):
                yield from _asserted(facts, code, statement)
            elif statement.kind == "raise" and (looked := _looked(code, statement)):
                yield code.at(statement.line), f"raises after a look at the table (line {looked.line})", "high"
            elif statement.kind == "raise" and not _is_handed_on(code, statement) and _says_data(code, statement):
                yield code.at(statement.line), "raises; the message, or what is compared before, speaks of the data", "low"


def _asserted(facts: Facts, code: Code, statement: Statement) -> Iterator[Told]:
    fed = [code.calls[number] for number in statement.inputs if number < len(code.calls)]
    said = ABOUT_DATA.search(statement.text) is not None
    told = said or ABOUT_LENGTH.search(statement.text) or MAY_BE.search(statement.text)
    if told and not NO_ROWS.search(statement.text) and not SCORED.search(statement.text) and _comes_of_data(facts, fed):
        firm = said and not ABOUT_LENGTH.search(statement.text) and not _is_of_what_is_made(facts, code, statement)
        if firm or ABOUT_LENGTH.search(statement.text) or MAY_BE.search(statement.text):
            words = "asserts on the data" if firm else "asserts on what may be data; that could not be told"
            yield code.at(statement.line), words, "high" if firm else "low"


def _comes_of_data(facts: Facts, fed: list[Call]) -> bool:
    """Whether a value among these, or behind them, is read or a table."""
    behind = facts.graph.upstream(each.number for each in fed)
    return any(each.means(*READS) or each.type.startswith("pandas.") for one in (fed, behind) for each in one)


def _is_of_what_is_made(facts: Facts, code: Code, statement: Statement) -> bool:
    """Whether a shape, or what is in an array, is asked inside a network, or far from where rows are read: it may be of anything made."""
    if statement.scope >= 0 and (owner := code.functions[statement.scope].owner) >= 0 and "nn.module" in code.base_concepts[owner]:
        return True
    if not OF_ARRAYS.search(statement.text) or OF_TABLES.search(statement.text):
        return False
    fed = [code.calls[number] for number in statement.inputs if number < len(code.calls)]
    near = (*fed, *facts.graph.upstream([each.number for each in fed], most=CLOSE))
    return not any(each.means(*READS) or each.type.startswith("pandas.") for each in near)


def _is_handed_on(code: Code, statement: Statement) -> bool:
    """Whether a handler raises again what it caught."""
    return any(0 < statement.line - handler.line <= AFTER_HANDLER for handler in code.source.handlers)


def _says_data(code: Code, statement: Statement) -> bool:
    """Whether the message of a raise, or the set of names compared right before it, is about rows."""
    made = [code.calls[number] for number in statement.inputs if number < len(code.calls)]
    said = (argument.constant for call in made for argument in call.arguments if isinstance(argument.constant, str))
    place = code.at(statement.line)
    near = (call for call in code.within(statement.scope) if call.cell == place.cell and 0 <= place.line - call.line <= NEAR)
    asked = any(call.method in COMPARED for call in near)
    return statement.text in REFUSES and (asked or any(SAYS_DATA.search(text[:LONGEST]) for text in said))


def _looked(code: Code, statement: Statement) -> Call | None:
    """A look at a table in the condition of a raise; what a handler raises again is no refusal."""
    if _is_handed_on(code, statement):
        return None
    place = code.at(statement.line)
    for call in code.within(statement.scope):
        close = call.cell == place.cell and 0 <= place.line - call.line <= NEAR
        if close and ((call.means(*LOOKS) and not call.name.startswith("numpy.")) or (call.method in QUESTIONS and "pandas" in call.name)):
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
            if "schema.model" not in code.base_concepts[index] or len(found.fields) < FIELDS or found.name.endswith(ANSWERS):
                continue
            tabular = any(base.startswith(("pandera", "patito", "great_expectations")) for base in code.bases[index])
            firm = tabular or _builds_rows(facts, f"project:{code.path}:{found.name}")
            if not firm and code.path not in near:
                continue
            words = "says what a row must be" if firm else "describes a record; nothing builds it from data that are read"
            yield code.at(found.line), f"`{found.name}` {words}", "high" if firm else "low"
        for call in code.calls:
            if call.kind == "call" and call.method.startswith(EXPECTS):
                yield call.at, f"{call.method} says what a column must be", "high"
            elif call.kind == "call" and TESTS_OF_COLUMNS.match(call.name):
                yield call.at, f"{call.method} asks whether columns are as those of other rows", "low"
    yield from (*_of_answers(facts), *_in_tests(facts))


def _of_answers(facts: Facts) -> Iterator[Told]:
    """Schemas by which a project that only asks takes answers and documents apart."""
    for _, name, place in forms(facts):
        yield place, f"`{name}` says what an answer or a document must be", "high"


def _in_tests(facts: Facts) -> Iterator[Told]:
    """Expectations of the data that only a test has; one place a file."""
    for code in facts.tests:
        first = next((call for call in code.called if call.method.startswith(EXPECTS)), None)
        if first is not None:
            yield first.at, f"{first.method} says what the data must be, in a test", "low"


def requests(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Classes of the project by which a service may check what it is asked; answers and settings left out."""
    for code in facts.product:
        for index, found in enumerate(code.classes):
            if "schema.model" in code.base_concepts[index] and found.fields and not found.name.endswith(ANSWERS):
                yield code.at(found.line), found.name


def _builds_rows(facts: Facts, name: str) -> bool:
    calls = facts.called
    made = [call for call in calls if call.name == name or call.name.startswith(f"{name}.")]
    return any(next(facts.upstream(call, *READS), None) is not None for call in made)


def enforcements(facts: Facts) -> Iterator[Told]:
    """Calls that check rows against a schema, firm on the way from data to training; of a project that only asks, what it is given."""
    for call, name, _ in forms(facts):
        yield call.at, f"{call.method} holds what is given against `{name}`", "high"
    for call in facts.calls_to("validation.check"):
        if call.kind == "call" and call.means("data-validation"):
            close = next(facts.upstream(call, *READS), None) or next(facts.downstream(call, *TRAINS), None)
            yield call.at, f"{call.method} checks rows that are read", "high" if close or call.scope < 0 else "low"
