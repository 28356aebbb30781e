"""The author's own words: taken by id, refused with the line and the nearest id, and nothing of the score."""

from __future__ import annotations

import pytest

from evaluator import report
from evaluator.model.errors import RubricError
from evaluator.scoring import explanations
from tests.report import sample

KNOWN = {"split-before-fit", "leakage", "seed-fixed"}


def test_each_id_has_its_reason() -> None:
    text = "# mine\nleakage: The rows are one hour each.\nseed-fixed: >\n  Two seeds\n  on purpose.\n"
    assert explanations(text, "mine.yaml", KNOWN) == {"leakage": "The rows are one hour each.", "seed-fixed": "Two seeds on purpose."}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("leakege: why", "mine.yaml:1: there is no check or criterion `leakege`; did you mean `leakage`?"),
        ("leakage: a\nleakage: b", "mine.yaml:2: `leakage` is explained twice"),
        ("leakage:\n  - a", "mine.yaml:2: the reason for `leakage` must be a text"),
        ("leakage: ''", "mine.yaml:1: the reason for `leakage` must be a text"),
        ("- leakage", "mine.yaml:1: a line must be"),
        ("leakage: [", "mine.yaml:"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(RubricError) as error:
        explanations(text, "mine.yaml", KNOWN)
    assert said in str(error.value)


def test_the_words_stand_beside_the_finding_and_in_the_summary() -> None:
    words = {"split-before-fit": "Hours of one station <b>are</b> one group."}
    page = report.page(sample.review(), checks=sample.CHECKS, explained=words)
    assert "The author says:" in page
    assert "&lt;b&gt;are&lt;/b&gt; one group" in page
    assert "The author" not in report.page(sample.review(), checks=sample.CHECKS)
    assert "### The author's own words" in report.markdown(sample.review(), explained=words)
    assert "<b>" not in report.markdown(sample.review(), explained=words)
