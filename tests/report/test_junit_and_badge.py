"""JUnit XML and badges: whole, counted, and no word of a repository is markup in them."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import msgspec
import pytest

from evaluator import report
from evaluator.report import as_badge
from tests.report import sample

WORDS = ("", *sample.PAYLOADS)


def suites(word: str = "") -> list[ET.Element]:
    return list(ET.fromstring(report.junit(sample.hostile(word) if word else sample.review(), sample.CHECKS)))


@pytest.mark.parametrize("word", WORDS)
def test_every_result_is_one_case_and_every_suite_counts_its_own(word: str) -> None:
    found = suites(word)
    assert sum(len(suite) for suite in found) == len(sample.review().results)
    for suite in found:
        for counted, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(counted, "")) == len(suite.findall(f"testcase/{kind}"))
        assert int(suite.get("tests", "")) == len(suite)


def test_a_failure_names_its_line_and_a_question_is_no_failure() -> None:
    cases = {case.get("name"): case for suite in suites() for case in suite}
    leak = cases["Data are split before any transformer is fitted"].find("failure")
    assert leak is not None
    assert "02_train.ipynb cell" in (leak.text or "")
    assert cases["Seed fixed"].find("skipped") is not None
    assert cases["Api compatible"].find("error") is not None
    assert len(cases["Missing values are met with a rule"]) == 0


@pytest.mark.parametrize("word", WORDS)
def test_no_line_of_it_is_a_workflow_command(word: str) -> None:
    text = report.junit(sample.hostile(word) if word else sample.review(), sample.CHECKS).decode()
    assert not re.search(r"^\s*(::|##\[)", text, re.MULTILINE)
    assert "\x1b" not in text


@pytest.mark.parametrize("word", WORDS)
def test_a_badge_is_a_picture_that_asks_for_nothing(word: str) -> None:
    review = sample.hostile(word) if word else sample.review()
    text = report.badge(msgspec.structs.replace(review, readiness=msgspec.structs.replace(review.readiness, level=word or "practitioner")))
    picture = ET.fromstring(text)
    assert {element.tag.rpartition("}")[2] for element in picture.iter()} == {"svg", "title", "rect", "path", "g", "text"}
    assert not re.search(r"\b(href|src|on[a-z]+|style)=", re.sub(r">[^<]*<|\"[^\"]*\"", "", text))


def test_a_badge_says_score_and_level_and_without_numbers_the_level() -> None:
    assert ">57, practitioner<" in report.badge(sample.review())
    assert ">practitioner<" in report.badge(sample.review(), no_score=True)
    assert ">no score<" in report.badge(sample.unscored())
    assert json.loads(report.endpoint(sample.review())) == {
        "schemaVersion": 1,
        "label": "mlreview",
        "message": "57, practitioner",
        "color": as_badge.COLOURS["practitioner"],
    }


@pytest.mark.parametrize("colour", sorted({*as_badge.COLOURS.values(), as_badge.GREY, "#24292f"}))
def test_white_can_be_read_on_it(colour: str) -> None:
    """Contrast 4.5 or more (WCAG 2.2, 1.4.3)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    assert 1.05 / (luminance + 0.05) >= 4.5
