"""The summary in the terminal is short, plain and cannot be made to act."""

import re

import pytest
from rich.cells import cell_len

from evaluator import report
from tests.report import sample


def test_the_most_important_comes_first() -> None:
    text = report.terminal(sample.review(), page="mlreview-report.html")
    order = ("57 of 100", "practitioner", "job-ready", "Do next", "Done well", "Missing", "Not decided, not read", "mlreview-report.html")
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_it_fits_on_one_screen_and_a_half() -> None:
    assert len(report.terminal(sample.review()).splitlines()) <= 60


def test_every_finding_that_has_a_line_cites_it() -> None:
    text = report.terminal(sample.review())
    assert "notebooks/02_train.ipynb cell 4 line 3   X = scaler.fit_transform(df[features])" in text
    assert "src/bikes/api.py:19" in text


def test_without_score_no_number_of_points_is_said() -> None:
    text = report.terminal(sample.review(), no_score=True)
    assert "of 100" not in text
    assert "point" not in text
    assert "to win" not in text


def test_no_score_says_why_and_where_to_look() -> None:
    text = report.terminal(sample.unscored())
    assert "No score. This is a collection" in text
    assert "--path projects/bikes" in text


def test_colour_only_when_asked() -> None:
    assert "\x1b" not in report.terminal(sample.review())
    assert "\x1b[" in report.terminal(sample.review(), colour=True)


@pytest.mark.parametrize("width", [40, 80, 100])
@pytest.mark.parametrize("payload", sample.PAYLOADS)
def test_hostile_words_are_only_words(payload: str, width: int) -> None:
    text = report.terminal(sample.hostile(payload), width, page="x.html")
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert all(char in "\n\u200b" or char.isprintable() for char in text)
    assert not re.search(r"::|##\[", text)


def test_hostile_words_bring_no_escape_of_their_own() -> None:
    ours = set(re.findall(r"\x1b\[[0-9;]*m", report.terminal(sample.review(), colour=True)))
    text = report.terminal(sample.hostile("\x1b[31mred [bold]x[/bold]"), colour=True)
    assert set(re.findall(r"\x1b[^m]*m", text)) <= ours
    assert "[bold]x[/bold]" in text
