"""A table's header names its columns."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.facts.table import MAX_COLUMNS, matches, read


@pytest.mark.parametrize(
    ("data", "columns", "delimiter"),
    [
        (b"id,age,income\n1,30,2000\n2,31,2100\n", ("id", "age", "income"), ","),
        (b"id;price\n1;2,50\n2;3,75\n", ("id", "price"), ";"),
        (b"id\tname\n1\tAnn\n", ("id", "name"), "\t"),
        (b"a|b\n1|2\n", ("a", "b"), "|"),
        (b'"Full name","City, state"\n"Ann B","Berlin, BE"\n', ("Full name", "City, state"), ","),
        ("größe,weight\n1,2\n".encode("utf-8-sig"), ("größe", "weight"), ","),
        ("größe,weight\n1,2\n".encode("latin-1"), ("größe", "weight"), ","),
        ("a,b\n1,2\n".encode("utf-16"), ("a", "b"), ","),
        (b",col\n0,1\n", ("", "col"), ","),
        (b"text\nhello\n", ("text",), ","),
    ],
)
def test_the_header_is_read(data: bytes, columns: tuple[str, ...], delimiter: str) -> None:
    header = read(data)
    assert (header.columns, header.delimiter) == (columns, delimiter)


def test_rows_without_a_header_have_no_columns() -> None:
    assert read(b"5.1,3.5,1.4,setosa\n4.9,3.0,1.4,setosa\n").columns == ()


def test_columns_are_capped() -> None:
    names = ",".join(f"c{number}" for number in range(2_000))
    assert len(read(names.encode()).columns) == MAX_COLUMNS


def test_a_pointer_is_no_table() -> None:
    with pytest.raises(ValueError, match="LFS"):
        read(b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n")


def test_a_table_cut_within_a_character_is_read() -> None:
    assert read("a,b\n1,é".encode()[:-1]).columns == ("a", "b")


def test_which_files_are_tables() -> None:
    assert matches("data/train.CSV")
    assert not matches("data/train.csv.gz")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_value_error(data: bytes) -> None:
    with suppress(ValueError):
        read(data)
