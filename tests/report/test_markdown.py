"""The job summary is Markdown of ours; words of the repository stay words."""

import re

import msgspec
import pytest
from pyromark import Options, html

from evaluator import report
from evaluator.model.place import Unread
from evaluator.report.as_markdown import LIMIT_BYTES, cut
from tests.report import sample

EVERYTHING = Options.ENABLE_GFM | Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_TASKLISTS | Options.ENABLE_FOOTNOTES
OURS = {"h2", "h3", "p", "ul", "ol", "li", "strong", "code", "a", "table", "thead", "tbody", "tr", "th", "td"}


def tags(text: str) -> set[str]:
    return {tag.lower() for tag in re.findall(r"<([a-zA-Z][\w-]*)", html(text, options=EVERYTHING))}


def test_the_most_important_comes_first() -> None:
    text = report.markdown(sample.review())
    order = (
        "## 57 of 100 (57 to 64)",
        "**Readiness:** practitioner",
        "### Do next",
        "### Done well",
        "### Missing",
        "### Not decided, not read",
    )
    found = [text.index(words) for words in order]
    assert found == sorted(found)


def test_without_score_no_number_of_points_is_said() -> None:
    text = report.markdown(sample.review(), no_score=True)
    assert "of 100" not in text
    assert "oints" not in text


def test_no_score_says_why() -> None:
    assert "No score: This is a collection" in report.markdown(sample.unscored())


@pytest.mark.parametrize("payload", sample.PAYLOADS)
def test_hostile_words_stay_words(payload: str) -> None:
    text = report.markdown(sample.hostile(payload))
    assert tags(text) <= OURS
    assert not re.search(r"::|##\[|@\w|javascript:|\]\(", text)
    assert not re.search(r"href=\"(?!https://github\.com/)", text)
    assert all(char in "\n\u200b" or char.isprintable() for char in text)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in rows} == {5}


def test_the_summary_never_exceeds_what_a_job_may_write() -> None:
    long = "".join(f"- {number}\n" for number in range(LIMIT_BYTES // 4)).encode()
    text = cut(long)
    assert len(text.encode()) <= 1024 * 1024
    assert text.endswith("This summary was cut; the report has all of it.\n")
    assert text.splitlines()[-3].startswith("- ")


def test_many_unread_files_are_counted_not_listed() -> None:
    many = tuple(Unread(f"{number}.py", "too large") for number in range(1000))
    text = report.markdown(msgspec.structs.replace(sample.review(), unread=many))
    assert "and 980 more, in the report." in text
