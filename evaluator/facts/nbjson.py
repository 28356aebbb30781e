"""The JSON of a notebook, whatever its nbformat version and however it is damaged, as one plain structure.

The typed decode reads what is valid (images stay undecoded); what it refuses is read by `isinstance` checks instead.
nbformat itself is called only to upgrade versions 1 and 2: it raises nine kinds of exceptions on damaged input.
"""

import json
from typing import Any

import msgspec

from evaluator.facts.text import MAX_BYTES, decode

MAX_PARTS = 100_000
IMAGES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "svg": "image/svg+xml",
    "html": "text/html",
    "latex": "text/latex",
    "json": "application/json",
}

Lines = str | list[str] | None


class RawOutput(msgspec.Struct):
    """An output; versions 1 to 3 keep the MIME parts beside the type."""

    output_type: str = ""
    data: dict[str, msgspec.Raw] = {}
    text: Lines = None
    ename: str = ""
    evalue: str = ""
    traceback: list[str] = []
    png: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    jpeg: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    svg: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    html: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    latex: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class RawCell(msgspec.Struct):
    """A cell of any version."""

    cell_type: str = ""
    source: Lines = None
    input: Lines = None
    execution_count: int | None = None
    prompt_number: int | None = None
    outputs: list[RawOutput] = []
    language: str = ""
    level: int = 1
    metadata: msgspec.Raw = msgspec.Raw(b"null")
    nbgrader: bool = False


class _Worksheet(msgspec.Struct):
    cells: list[RawCell] = []


class RawNotebook(msgspec.Struct):
    """A notebook of any version; `problem` says in our words what in its structure is not as nbformat wants it."""

    cells: list[RawCell] = []
    worksheets: list[_Worksheet] = []
    metadata: dict[str, Any] = {}
    nbformat: int = 0
    nbformat_minor: int = 0
    problem: str = ""


_DECODER = msgspec.json.Decoder(RawNotebook)


def load(data: bytes) -> RawNotebook:
    """The notebook.

    Raises:
        ValueError: too large, no JSON, or JSON that is no notebook.
    """
    if len(data) > MAX_BYTES:
        raise ValueError("too large")
    data = _utf8(data)
    try:
        notebook = _DECODER.decode(data)
    except msgspec.ValidationError:
        notebook = _tolerant(_json(data), "fields are not of the type that nbformat asks for")
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        notebook = _tolerant(_json(data), "")
    if notebook.nbformat in (1, 2) and not notebook.cells:
        notebook = _upgraded(data)
    return _unified(notebook, data)


def joined(lines: Lines) -> str:
    """A multi-line string of nbformat as one text."""
    return "".join(lines) if isinstance(lines, list) else lines or ""


def plain_text(output: RawOutput) -> str:
    """What of an output is plain text: a stream, text/plain, or an error's message."""
    if output.text is not None:
        return joined(output.text)
    raw = output.data.get("text/plain")
    if raw is None:
        return output.evalue
    try:
        return joined(msgspec.json.decode(raw, type=Lines))
    except (msgspec.DecodeError, UnicodeError):
        return ""


def _utf8(data: bytes) -> bytes:
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode(data).encode("utf-8", "replace")
    return data


def _json(data: bytes) -> Any:
    """By the standard library, which takes NaN and lone surrogates where msgspec does not."""
    try:
        return json.loads(data.decode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError:
        raise ValueError("not valid JSON") from None


def _unified(notebook: RawNotebook, data: bytes) -> RawNotebook:
    """Old versions' fields moved to where version 4 has them."""
    if not notebook.cells and notebook.worksheets:
        notebook.cells = [cell for sheet in notebook.worksheets for cell in sheet.cells]
    if not notebook.cells and not notebook.nbformat and b'"cells"' not in data[:1_000_000]:
        raise ValueError("no notebook: neither cells nor a format number")
    for cell in notebook.cells:
        cell.source = cell.source if cell.source is not None else cell.input
        cell.execution_count = cell.execution_count if cell.execution_count is not None else cell.prompt_number
        cell.nbgrader = cell.nbgrader or b'"nbgrader"' in bytes(cell.metadata)
        for output in cell.outputs:
            _move_parts(output)
    return notebook


def _move_parts(output: RawOutput) -> None:
    parts = {mime: part for name, mime in IMAGES.items() if isinstance(part := getattr(output, name, msgspec.UNSET), msgspec.Raw)}
    if parts:
        output.data = {**parts, **output.data}


def _upgraded(data: bytes) -> RawNotebook:
    """Versions 1 and 2 by nbformat's own converter."""
    import logging

    import nbformat

    upgrade: Any = nbformat.reads
    logging.getLogger("traitlets").disabled = True
    try:
        upgraded = upgrade(data.decode("utf-8", "replace"), as_version=4)
        return _tolerant(json.loads(json.dumps(upgraded)), "")
    except (ValueError, TypeError, AttributeError, AssertionError, LookupError, ImportError, RecursionError, nbformat.ValidationError):
        raise ValueError("an old notebook that nbformat cannot upgrade") from None


def _tolerant(tree: Any, problem: str) -> RawNotebook:
    fields: dict[str, Any] | None = tree if isinstance(tree, dict) else None
    if fields is None:
        raise ValueError("no notebook: the top level is no object")
    cells = [_cell(cell) for cell in _list(fields.get("cells")) if isinstance(cell, dict)]
    for sheet in _list(fields.get("worksheets")) if not cells else []:
        cells += [_cell(cell) for cell in _list(_get(sheet, "cells")) if isinstance(cell, dict)]
    metadata = fields.get("metadata")
    return RawNotebook(
        cells=cells,
        metadata={str(key): value for key, value in metadata.items()} if isinstance(metadata, dict) else {},
        nbformat=_number(fields.get("nbformat")) or 0,
        nbformat_minor=_number(fields.get("nbformat_minor")) or 0,
        problem=problem,
    )


def _cell(tree: dict[str, Any]) -> RawCell:
    return RawCell(
        cell_type=_string(tree.get("cell_type")),
        source=_lines(tree.get("source")),
        input=_lines(tree.get("input")),
        execution_count=_number(tree.get("execution_count")),
        prompt_number=_number(tree.get("prompt_number")),
        outputs=[_output(output) for output in _list(tree.get("outputs")) if isinstance(output, dict)],
        language=_string(tree.get("language")),
        level=_number(tree.get("level")) or 1,
        nbgrader=isinstance(tree.get("metadata"), dict) and "nbgrader" in tree["metadata"],
    )


def _output(tree: dict[str, Any]) -> RawOutput:
    data = tree.get("data")
    parts = {key: tree[name] for name, key in IMAGES.items() if name in tree}
    parts.update(data if isinstance(data, dict) else {})
    return RawOutput(
        output_type=_string(tree.get("output_type")),
        data={str(key): msgspec.Raw(msgspec.json.encode(_lines(value))) for key, value in parts.items()},
        text=_lines(tree.get("text")),
        ename=_string(tree.get("ename")),
        evalue=_string(tree.get("evalue")),
        traceback=[line for line in _list(tree.get("traceback")) if isinstance(line, str)],
    )


def _get(tree: Any, key: str) -> Any:
    return tree.get(key) if isinstance(tree, dict) else None


def _list(value: Any) -> list[Any]:
    return value[:MAX_PARTS] if isinstance(value, list) else []


def _string(value: Any) -> str:
    return _clean(value) if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53 else None


def _lines(value: Any) -> Lines:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, list):
        return [_clean(part) for part in value[:MAX_PARTS] if isinstance(part, str)]
    return None


def _clean(text: str) -> str:
    """Without lone surrogates, which no encoder takes."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
