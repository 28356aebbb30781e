"""Signs of well-known tutorial data sets: what code loads, what files and columns are called, where documents lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator import knowledge
from evaluator.model.facts import KnownData

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluator.model.code import Code
    from evaluator.model.facts import DataTable, Document

FOREIGN = frozenset({"vendored", "generated", "template", "archive", "tutorial", "test"})


def known_data(code: Sequence[Code], tables: Sequence[DataTable], documents: Sequence[Document]) -> tuple[KnownData, ...]:
    """Every sign, the firmest kind first."""
    found = [
        *(each for one in code if one.is_product for each in (*_loaded(one), *_read(one), *_named(one))),
        *_tables(tables),
        *_linked(documents),
    ]
    order = ("loader", "columns", "file", "names", "address")
    strengths = {dataset.id: dataset.toy for dataset in knowledge.datasets()}
    rated = (msgspec.structs.replace(each, strength=strengths[each.id]) for each in dict.fromkeys(found))
    return tuple(sorted(rated, key=lambda each: (order.index(each.how), each)))


def _loaded(code: Code) -> Iterator[KnownData]:
    for call in code.calls:
        if call.kind == "call" and "." in call.name and not call.own:
            first = next((argument.constant for argument in call.arguments if isinstance(argument.constant, str)), "")
            known = knowledge.toy_dataset_by_loader(call.name, first)
            if known:
                yield KnownData(known, "loader", call.path, call.line, call.cell)


def _read(code: Code) -> Iterator[KnownData]:
    for line, text in code.source.strings:
        known = knowledge.toy_dataset_by_address(text) if "://" in text else knowledge.toy_dataset_by_file(text)
        if known:
            place = code.at(line)
            yield KnownData(known, "address" if "://" in text else "file", place.path, place.line, place.cell)


def _named(code: Code) -> Iterator[KnownData]:
    """Columns that the code reads from its frames."""
    first: dict[str, tuple[int, int | None]] = {}
    for call in code.calls:
        if call.kind not in ("item", "set-item", "call") or not call.arguments:
            continue
        for argument in call.arguments:
            for text in (argument.constant, *argument.items):
                if isinstance(text, str) and len(text) < 60:
                    first.setdefault(text, (call.line, call.cell))
    known = knowledge.toy_dataset_by_columns(first) if len(first) > 2 else ""
    if known:
        line, cell = min(first.values(), key=lambda place: (place[1] or 0, place[0]))
        yield KnownData(known, "names", code.path, line, cell)


def _tables(tables: Sequence[DataTable]) -> Iterator[KnownData]:
    for table in tables:
        if table.role in FOREIGN:
            continue
        by_columns = knowledge.toy_dataset_by_columns(table.source.columns)
        by_file = knowledge.toy_dataset_by_file(table.path)
        if by_columns:
            yield KnownData(by_columns, "columns", table.path, 1)
        elif by_file:
            yield KnownData(by_file, "file", table.path, 1)


def _linked(documents: Sequence[Document]) -> Iterator[KnownData]:
    for document in documents:
        if document.role in FOREIGN:
            continue
        for link in document.text.links:
            known = knowledge.toy_dataset_by_address(link.target)
            if known:
                yield KnownData(known, "address", document.path, link.line, link.cell)
