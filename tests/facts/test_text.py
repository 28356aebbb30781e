"""Bytes become text by what they declare, and binary is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.facts.text import decode, decode_prose, decode_python


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_told_by_its_mark(codec: str) -> None:
    assert decode("numpy==1.26\n".encode(codec)) == "numpy==1.26\n"


def test_other_bytes_are_latin_1() -> None:
    assert decode("# Zürich".encode("latin-1")) == "# Zürich"


def test_prose_is_guessed() -> None:
    text = "Проект предсказывает цену квартиры по её площади, району и году постройки. " * 5
    assert decode_prose(text.encode("cp1251")) == text


@pytest.mark.parametrize("data", [b"\x00\x05\x16\x07\x00\x02", b"import os\x00", b"\x7fELF\x00"])
def test_binary_is_refused(data: bytes) -> None:
    for reader in (decode, decode_prose, decode_python):
        with pytest.raises(ValueError, match="binary"):
            reader(data)


def test_python_obeys_its_cookie() -> None:
    assert decode_python("# -*- coding: latin-1 -*-\nname = 'Zürich'\n".encode("latin-1")).endswith("'Zürich'\n")


@pytest.mark.parametrize("cookie", ["utf-7", "unicode_escape", "rot13", "idna", "no-such"])
def test_an_encoding_that_hides_text_is_refused(cookie: str) -> None:
    with pytest.raises(ValueError, match=r"encoding|utf"):
        decode_python(f"# coding: {cookie}\nx = '\xe9'\n".encode("latin-1"))


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_value_error(data: bytes) -> None:
    for reader in (decode, decode_prose, decode_python):
        with suppress(ValueError):
            assert isinstance(reader(data), str)
