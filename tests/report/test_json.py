"""The published JSON keeps its contract."""

import json as standard

import msgspec
import pytest

from evaluator import report
from tests.report import sample

TOP = (
    *("schema_version", "tool", "origin", "commit", "committed_at", "reviewed_path", "rubric", "kind", "technologies", "score"),
    "score_range",
    *("decided", "readiness", "dimensions", "results", "actions", "claims", "unread", "settings"),
)


def test_keys_stand_in_the_order_of_the_contract() -> None:
    content = standard.loads(report.json(sample.review()))
    assert tuple(content)[: len(TOP)] == TOP


def test_what_is_written_is_read_back() -> None:
    assert report.read_json(report.json(sample.review())) == sample.review()
    assert report.read_json(report.json(sample.unscored())) == sample.unscored()


def test_without_a_score_all_keys_are_there() -> None:
    assert set(standard.loads(report.json(sample.unscored()))) == set(standard.loads(report.json(sample.review())))


def test_numbers_have_two_decimals() -> None:
    review = msgspec.structs.replace(sample.review(), decided=0.1 + 0.2)
    assert b'"decided": 0.3,' in report.json(review)


def test_a_number_that_is_none_is_our_fault() -> None:
    with pytest.raises(ValueError, match="finite"):
        report.json(msgspec.structs.replace(sample.review(), decided=float("nan")))


def test_limits_are_sorted() -> None:
    settings = msgspec.structs.replace(sample.review().settings, limits={"b": 1, "a": 2})
    text = report.json(msgspec.structs.replace(sample.review(), settings=settings)).decode()
    assert text.index('"a": 2') < text.index('"b": 1')


@pytest.mark.parametrize("payload", sample.PAYLOADS)
def test_hostile_words_are_kept_and_do_nothing(payload: str) -> None:
    written = report.json(sample.hostile(payload))
    text = written.decode()
    assert written.endswith(b"}\n")
    assert "##[" not in text
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    assert all(char == "\n" or char.isprintable() for char in text)
    assert standard.loads(text)["unread"][0]["path"] == payload.encode("utf-8", "backslashreplace").decode()
    assert report.json(report.read_json(written)) == written


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"schema_version": 1}'])
def test_what_is_no_review_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a review") as caught:
        report.read_json(content)
    assert "\n" not in str(caught.value)


def test_another_version_of_the_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="schema_version 2"):
        report.read_json(report.json(msgspec.structs.replace(sample.review(), schema_version=2)))
