"""The line itself, beside the place: evidence is quoted after the checks, so that no source text is kept before.

Credentials are masked here, where a snippet is made; nothing later sees them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.facts.secret import mask
from evaluator.facts.text import decode_prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from evaluator.model.result import Evidence, Result
    from evaluator.model.snapshot import Blob, Snapshot

    Read = Callable[[Sequence[Blob]], Iterator[tuple[Blob, bytes | None]]]
    Texts = dict[str, dict[int | None, list[str]]]

MAX_SNIPPET = 160


class _Cell(msgspec.Struct):
    source: str | list[str] = ""
    input: str | list[str] = ""


class _Sheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Notebook(msgspec.Struct):
    cells: list[_Cell] = []
    worksheets: list[_Sheet] = []


def read_again(results: Iterable[Result], snapshot: Snapshot, read: Read) -> Texts:
    """The lines of every file that evidence cites and does not quote yet."""
    wanted = {item.path for result in results for item in result.evidence if item.path and item.line > 0 and not item.snippet}
    blobs = [blob for blob in (*snapshot.root, *snapshot.blobs) if blob.path in wanted]
    return {blob.path: lines_of(blob.path, data) for blob, data in read(blobs) if data is not None}


def quoted(results: Iterable[Result], texts: Texts) -> tuple[Result, ...]:
    """The results with the snippets of their evidence filled in."""
    return tuple(
        msgspec.structs.replace(result, evidence=tuple(with_snippet(item, texts) for item in result.evidence)) for result in results
    )


def with_snippet(item: Evidence, texts: Texts) -> Evidence:
    """One piece of evidence with its line."""
    lines = texts.get(item.path, {}).get(item.cell, [])
    if item.snippet or not 0 < item.line <= len(lines):
        return item
    return msgspec.structs.replace(item, snippet=mask(lines[item.line - 1][:2_000]).strip()[:MAX_SNIPPET])


def lines_of(path: str, data: bytes) -> dict[int | None, list[str]]:
    """The lines of a file, or of each cell of a notebook."""
    try:
        if not path.endswith(".ipynb"):
            return {None: decode_prose(data).splitlines()}
        notebook = msgspec.json.decode(data, type=_Notebook)
    except (ValueError, RecursionError):
        return {}
    cells = notebook.cells or [cell for sheet in notebook.worksheets for cell in sheet.cells]
    return {number: joined(cell).splitlines() for number, cell in enumerate(cells, 1)}


def joined(cell: _Cell) -> str:
    """A cell's source as one text."""
    source = cell.source or cell.input
    return source if isinstance(source, str) else "".join(source)
