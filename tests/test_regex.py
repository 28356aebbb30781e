"""A pattern that is compiled late answers as one that was compiled at once."""

import re

import pytest

from evaluator.model.regex import lowered, regex


def test_it_answers_as_a_pattern() -> None:
    late, soon = regex(r"(?P<word>b+)c?", re.IGNORECASE), re.compile(r"(?P<word>b+)c?", re.IGNORECASE)
    text = "aBbc b, BC"
    assert late.findall(text) == soon.findall(text)
    assert [each.span() for each in late.finditer(text)] == [each.span() for each in soon.finditer(text)]
    assert late.sub("-", text) == soon.sub("-", text)
    assert late.split(text) == soon.split(text)
    assert (late.pattern, late.flags, late.groups, dict(late.groupindex)) == (soon.pattern, soon.flags, soon.groups, dict(soon.groupindex))
    assert late.match(text, 1) is not None
    assert late.fullmatch("bbc") is not None
    assert late.search("a") is None


def test_an_error_comes_up_at_the_first_use() -> None:
    broken = regex("(")
    with pytest.raises(re.error):
        broken.search("")


def test_it_has_nothing_that_a_pattern_has_not() -> None:
    with pytest.raises(AttributeError):
        regex("a").findings  # type: ignore[attr-defined]  # noqa: B018


def test_in_small_letters_it_finds_the_same() -> None:
    pattern = regex(r"\bDaten\b|\Srows\W|x[A-C]", re.IGNORECASE)
    small = lowered(pattern)
    for text in ("die DATEN.", "Datenbank", "(Rows)", "rows", "XB", "XD"):
        assert (small.search(text.lower()) is None) == (pattern.search(text) is None)
