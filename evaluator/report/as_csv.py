"""The grades of a cohort as CSV, in which no cell is a formula (OWASP: CSV injection; CWE-1236)."""

import csv
import io
from collections.abc import Sequence

from evaluator.model.cohort import CohortRow
from evaluator.model.regex import regex
from evaluator.model.review import Review
from evaluator.report.display import display, place
from evaluator.report.findings import Reading

_FORMULA = regex(r"\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
# A reader that takes another sign for the separator would see a cell begin here.
_HIDDEN_FORMULA = regex(r"([;,|][\s\"']{0,20})(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
CELL_LIMIT = 500

LEVEL_COLUMNS = ("dimension", "criterion", "applies", "level", "possible_level", "points", "max_points", "judge", "descriptor", "place")
COLUMNS = ("name", "origin", "commit", "score", "score_low", "score_high", "readiness", "kinds", "unread", "failure", "page")


def grades_csv(rows: Sequence[CohortRow]) -> str:
    """One line a repository in the order given; after the fixed columns one for each criterion, with its level (0 to 3).

    Words are quoted, numbers are not; what is not known or does not apply is an empty cell.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    criteria = criteria_of(rows)
    writer.writerow([*COLUMNS, *(cell(f"level {criterion}") for criterion in criteria)])
    for row in rows:
        low, high = row.score_range or ("", "")
        fixed = (
            row.name,
            row.origin,
            row.commit,
            row.score,
            low,
            high,
            row.readiness,
            ", ".join(row.kinds),
            row.unread,
            row.failure,
            row.page,
        )
        levels = (row.levels.get(criterion) for criterion in criteria)
        writer.writerow([cell(value) for value in (*fixed, *levels)])
    return out.getvalue()


def levels_csv(review: Review) -> str:
    """One review as CSV: a line a criterion, with what it won, what there was to win, and where the first evidence stands."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(LEVEL_COLUMNS)
    reading = Reading(review)
    for dimension, c in reading.criteria():
        seen = (*reading.seen(c, supports=True), *reading.seen(c, supports=False))
        where = next((place(item.at) for item in seen if item.path), "")
        worth = (round(c.points, 2), round(c.max_points, 2)) if c.applicable else ("", "")
        levels = (c.level, c.possible_level) if c.applicable else ("", "")
        row = (dimension.id, c.id, "yes" if c.applicable else "no", *levels, *worth, c.judge, c.descriptor, where)
        writer.writerow([cell(value) for value in row])
    return out.getvalue()


def criteria_of(rows: Sequence[CohortRow]) -> tuple[str, ...]:
    """The criteria that apply to any of the rows, in the order of the rubric, of which each row shows a part."""
    order: list[str] = []
    for row in rows:
        after = 0
        for criterion in row.levels:
            if criterion not in order:
                order.insert(after, criterion)
            after = order.index(criterion) + 1
    return tuple(order)


def cell(value: str | float | None) -> str | float:
    """A number as it is; words on one line, with an apostrophe before what a spreadsheet would compute."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = _HIDDEN_FORMULA.sub(r"\1'", display(value, CELL_LIMIT))
    return f"'{text}" if _FORMULA.match(value) or _FORMULA.match(text) else text
