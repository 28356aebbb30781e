"""Many reviews side by side, on a page and in a table of grades."""

import csv
import io

import msgspec
import pytest

from evaluator import report
from evaluator.model.cohort import CohortRow
from evaluator.report.as_cohort_page import distribution, lessons
from evaluator.report.as_csv import cell, criteria_of
from tests.report import sample


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_failed_repository_is_a_row() -> None:
    rows = read(report.grades_csv(sample.cohort(2)))
    assert [row["score"] for row in rows] == ["30", "67", ""]
    assert rows[2]["failure"] == "the repository is empty: push a commit first"
    page = report.cohort_page(sample.cohort(2))
    assert "the repository is empty: push a commit first" in page
    assert "1 failed" in page


def test_numbers_stay_numbers_and_words_are_quoted() -> None:
    line = report.grades_csv((CohortRow("a", score=41, score_range=(41, 47), levels={"leakage": 2}),)).splitlines()[1]
    assert line == '"a","","",41,41,47,"","",0,"","",2'


@pytest.mark.parametrize(
    "word", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201", "\n=1"]
)
def test_no_cell_is_a_formula(word: str) -> None:
    assert str(cell(word)).startswith("'")


@pytest.mark.parametrize("word", ["a;=1+1", "a, =1", 'a;"=1'])
def test_no_other_separator_opens_a_formula(word: str) -> None:
    shown = str(cell(word))
    assert "'=1" in shown


@pytest.mark.parametrize("payload", sample.PAYLOADS)
def test_hostile_words_stay_in_their_cell(payload: str) -> None:
    text = report.grades_csv(sample.cohort(2, payload))
    rows = read(text)
    assert len(rows) == 3
    assert len(text.splitlines()) == 4
    assert not any(row["name"].lstrip().startswith(("=", "+", "-", "@")) for row in rows)


def test_criteria_keep_the_order_of_the_rubric() -> None:
    rows = (CohortRow("a", levels={"a": 1, "c": 1}), CohortRow("b", levels={"a": 1, "b": 1, "c": 1, "d": 0}))
    assert criteria_of(rows) == ("a", "b", "c", "d")


def test_what_the_cohort_masters_least_comes_first() -> None:
    rows = (CohortRow("a", levels={"x": 3, "y": 0}), CohortRow("b", levels={"x": 1}))
    assert [(lesson.criterion, lesson.counts) for lesson in lessons(rows, ("x", "y"))] == [("y", (1, 0, 0, 0)), ("x", (0, 1, 0, 1))]


def test_the_distribution_counts_every_score_once() -> None:
    columns = distribution([0, 9, 10, 55, 100])
    assert [column.count for column in columns] == [2, 1, 0, 0, 0, 1, 0, 0, 0, 1]
    assert columns[-1].label == "90 to 100"


def test_an_empty_cohort_has_a_page() -> None:
    assert "0 repositories" in report.cohort_page(())
    assert read(report.grades_csv(())) == []


def test_an_applicable_criterion_only_is_a_level() -> None:
    row = sample.cohort(1)[0]
    assert "imbalance" not in row.levels
    assert msgspec.structs.replace(row, levels={}).levels == {}
