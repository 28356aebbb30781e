"""The header of a table file, or the keys of a first record of JSON: which columns the data have, told by the first lines alone."""

import csv
import json
import re

from evaluator.facts.secret import mask
from evaluator.facts.text import decode
from evaluator.model.documents import TableHeader
from evaluator.model.regex import regex

KIND = "table"
EDITION = 2
MAX_BYTES = 64 * 1024
MAX_COLUMNS = 500
MAX_COLUMN = 100
MAX_LINE = 60_000
SAMPLED_LINES = 12
NO_TABLE = TableHeader((), "")

DELIMITERS = (",", "\t", ";", "|")
_ENDINGS = (".csv", ".tsv", ".tab", ".psv")
_RECORDS = (".json", ".jsonl", ".ndjson")
# Records are read where the name says that something is asked and held against them: not each of a thousand annotations.
_ASKED = regex(r"question|quer(?:y|ies)|ground[_-]?truth|gold|eval|bench|(?:^|[_-])qa(?:[_-]|\.)|test[_-]?(?:set|case|data)|dataset|faq")
_FIRST_RECORD = regex(r"^\s*(?:\[\s*)?(?=\{)")
_POINTER = "version https://git-lfs.github.com/spec/"
_NUMBER = regex(r"[-+]?(?:\d{1,40}(?:[.,]\d{0,40})?|[.,]\d{1,40})(?:[eE][-+]?\d{1,4})?%?|nan|null|none|true|false|\?|-", re.IGNORECASE)
_DATE = regex(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T][\d:.Z+-]{1,30})?")


def matches(path: str) -> bool:
    """Tables with a delimiter, packed ones not, and lists of records to ask by."""
    lower = path.lower()
    return lower.endswith(_ENDINGS) or (lower.endswith(_RECORDS) and _ASKED.search(lower.rpartition("/")[2]) is not None)


def read(data: bytes) -> TableHeader:
    """Column names and delimiter; no columns where the first row is data already, no delimiter where it is no table.

    Raises:
        ValueError: no text, empty, or a pointer to where the file really is (Git LFS).
    """
    lines = _lines(data[:MAX_BYTES])
    if lines[0].startswith(_POINTER):
        raise ValueError("a Git LFS pointer, not the table")
    if lines[0].lstrip()[:1] in ("[", "{"):
        return _of_records(data)
    delimiter = _delimiter(lines)
    rows = [_cells(line, delimiter) for line in lines]
    header = rows[0]
    if not _is_header(header, rows[1:]):
        return TableHeader((), delimiter)
    return TableHeader(tuple(mask(" ".join(name.split()))[:MAX_COLUMN] for name in header[:MAX_COLUMNS]), delimiter)


def _of_records(data: bytes) -> TableHeader:
    """The keys of the first of several records, in a list or line by line."""
    text = data[:MAX_BYTES].decode("utf-8", "ignore").lstrip("\ufeff")
    begun = _FIRST_RECORD.match(text)
    try:
        record, end = json.JSONDecoder().raw_decode(text, begun.end()) if begun else ({}, 0)
    except ValueError:
        return NO_TABLE
    several = text.lstrip()[:1] == "[" or text[end:].lstrip()[:1] == "{"
    keys = tuple(mask(" ".join(key.split()))[:MAX_COLUMN] for key in list(record)[:MAX_COLUMNS]) if several else ()
    return TableHeader(keys, ",") if keys else NO_TABLE


def _lines(data: bytes) -> list[str]:
    """The first lines that say something; a character cut in two by the end of the data is dropped."""
    for cut in range(4):
        try:
            data[: len(data) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        data = data[: len(data) - cut]
        break
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = decode(data[: len(data) - len(data) % 4] if wide else data)
    lines = [line[:MAX_LINE] for line in re.split(r"\r\n|\r|\n", text) if line.strip() and not line.startswith(("#", "sep="))]
    if not lines:
        raise ValueError("empty")
    return lines[:SAMPLED_LINES]


def _delimiter(lines: list[str]) -> str:
    """The sign that cuts most lines into the same number of cells, more cells first; a comma where none does."""
    best, most = ",", (0.0, 1)
    for sign in DELIMITERS:
        widths = [len(_cells(line, sign)) for line in lines]
        agreeing = sum(width == widths[0] for width in widths) / len(widths)
        if widths[0] > 1 and (agreeing >= 0.8, widths[0]) > (most[0] >= 0.8, most[1]):
            best, most = sign, (agreeing, widths[0])
    return best


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def _is_header(first: list[str], rows: list[list[str]]) -> bool:
    """A header names things: hardly a number in it, unless the rows below are less numeric still."""
    named = [cell for cell in first if cell.strip()]
    if not named:
        return False
    values = sum(_is_value(cell) for cell in named)
    if values == 0 and len(set(named)) == len(named):
        return True
    below = [sum(_is_value(cell) for cell in row if cell.strip()) / max(1, len(row)) for row in rows[:5]]
    return values / len(named) < 0.5 * (sum(below) / len(below) if below else 0)


def _is_value(cell: str) -> bool:
    cell = cell.strip()[:100]
    return _NUMBER.fullmatch(cell) is not None or _DATE.fullmatch(cell) is not None
