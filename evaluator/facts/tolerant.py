"""Python that this interpreter cannot parse: Python 2, newer syntax, Jinja in a .py, files with an error.

What has a like in this Python is rewritten (`repairs`), statements that still do not parse are left out one by one, and the
rest goes through the same walk as any other source. Lines stay where they are.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import msgspec

from evaluator.facts.parsed import walk
from evaluator.facts.repairs import Repair, first_error, grow, is_template, parses, plain, repair, without_tags
from evaluator.model.regex import regex
from evaluator.model.source import CONFLICT, PythonSource

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_TEXT = 1_000_000  # characters; longer sources are only named as unread
MAX_TRIED = 4_000_000  # bytes given to the parser in all while looking for the statements that do not parse
MAX_DEPTH = 30
MAX_LINES = 8
_CONFLICT = regex(r"(?ms)^<{7}[ \t].*?^={7}\s*$.*?^>{7}[ \t]")
NEWER = "on which this review ran; it has an f-string that Python 3.12 and later may allow"


def read_tolerantly(text: str, problem: str, line: int) -> PythonSource:
    """Read what can be read of a source that `ast.parse` refused; never raises.

    `problem` is "syntax", "f-string" (newer Pythons may allow it) or "limits" (the parser gave up: too deep, too large);
    `line` where, 0 when unknown. The answer's
    `problem` names the running Python. Its `dialect` is "python2" when more constructs are Python 2's than Python 3's alone,
    "template" for Jinja outside strings, else "tolerant".
    """
    dialect: Literal["tolerant", "python2", "template"] = "tolerant"
    asides = {"limits": " (too deep or too large)", "f-string": f", {NEWER}"}
    conflict = _CONFLICT.search(text[:MAX_TEXT])
    why = f"could not be parsed as Python 3.{sys.version_info[1]}" + (CONFLICT if conflict else asides.get(problem, ""))
    line = text.count("\n", 0, conflict.start()) + 1 if conflict else line
    nothing = PythonSource(dialect=dialect, problem=why, problem_line=line)
    if len(text) > MAX_TEXT:
        return nothing
    template = is_template(text)
    source = plain(without_tags(text) if template else text).encode("utf-8", "replace")
    repaired = Repair(source, 0, 0) if parses(source) else repair(source)
    if template:
        dialect = "template"
    elif repaired.old > repaired.new:
        dialect = "python2"
    found = _read(_without_lines(repaired.source) or _without_lines(_without_errors(repaired.source)))
    return msgspec.structs.replace(found or nothing, dialect=dialect, problem=why, problem_line=line, undefined=())


def _read(source: bytes) -> PythonSource | None:
    """Walk a source that parses; None when it does not."""
    tree = parses(source)
    if tree is None:
        return None
    try:
        return walk(tree, source.decode("utf-8", "replace"))
    except (ValueError, RecursionError, MemoryError):
        return None


def _without_lines(source: bytes) -> bytes:
    """Leave out the few lines that the interpreter points at; b"" when that does not help.

    It finds a bracket that was never closed, where the concrete tree takes all that follows for its content.
    """
    lines = source.split(b"\n")
    for _ in range(min(MAX_LINES, MAX_TRIED // (len(source) + 1))):
        number, indentation = first_error(b"\n".join(lines))
        if number == 0:
            return b"\n".join(lines)
        if not 0 < number <= len(lines) or not lines[number - 1].strip():
            return b""
        line = lines[number - 1]
        margin = _indent(lines, number - 1)
        if indentation and margin != _margin(line):
            lines[number - 1] = b" " * margin + line.lstrip()
        else:
            lines[number - 1] = b" " * margin + (b"if 1:" if line.rstrip().endswith(b":") else b"0")
    return b""


def _margin(line: bytes) -> int:
    return len(line) - len(line.lstrip())


def _indent(lines: list[bytes], index: int) -> int:
    """The indentation that a line should have: one level in after a colon, else its own if a block of that depth is open,
    else that of the line before (of an unindented one: the nearest).
    """
    before = [line for line in lines[:index] if line.strip()]
    if not before:
        return 0
    if before[-1].rstrip().endswith(b":"):
        return _margin(before[-1]) + 4
    own, last = _margin(lines[index]), _margin(before[-1])
    return min({_margin(line) for line in before if _margin(line) <= last}, key=lambda margin: (abs(margin - own), margin))


def _without_errors(source: bytes) -> bytes:
    """Leave out the innermost statements that do not parse, and what is no statement at all; every byte stays in its place."""
    tree = grow(source)
    if tree is None:
        return b""
    buffer, tried = bytearray(source), 0
    todo = [(node, 0, False) for node in tree.root_node.named_children] or [(tree.root_node, 0, True)]
    if tree.root_node.type == "ERROR":
        todo = [(tree.root_node, 0, False)]
    while todo:
        node, depth, opened = todo.pop()
        tried += node.end_byte - node.start_byte
        if node.type == "comment" or (tried < MAX_TRIED and _stands(buffer, node)):
            continue
        inner = [] if opened or depth > MAX_DEPTH or tried >= MAX_TRIED else _inner(node)
        if node.type == "ERROR":
            _erase_between(buffer, node, inner)
        elif inner:
            todo.append((node, depth, True))
        else:
            _erase(buffer, node.start_byte, node.end_byte)
        todo += [(child, depth + 1, False) for child in inner]
    return bytes(buffer)


def _stands(buffer: bytearray, node: Node) -> bool:
    """Whether a statement parses by itself."""
    start = node.start_byte - node.start_point.column
    indent = bytes(buffer[start : node.start_byte])
    text = bytes(buffer[node.start_byte : node.end_byte])
    return parses(b"if 1:\n" + indent + text if indent and not indent.strip() else text) is not None


def _inner(node: Node) -> list[Node]:
    """The statements in the blocks of a compound statement; of an error those that stand at its own margin."""
    if node.type == "ERROR":
        column = node.start_point.column
        return [child for child in node.named_children if child.type.endswith(_STATEMENTS) and child.start_point.column == column]
    found: list[Node] = []
    outer = [node]
    while outer:
        for child in outer.pop().named_children:
            if child.type == "block" and node.type != "match_statement":
                found += child.named_children
            elif child.type.endswith(("_clause", "_definition")):
                outer.append(child)
    return found


_STATEMENTS = ("_statement", "_definition")


def _erase_between(buffer: bytearray, error: Node, kept: list[Node]) -> None:
    """Erase an error but for the statements found in it."""
    position = error.start_byte
    for child in sorted(kept, key=lambda each: each.start_byte):
        _blank(buffer, position, child.start_byte)
        position = child.end_byte
    if kept:
        _blank(buffer, position, error.end_byte)
    else:
        _erase(buffer, error.start_byte, error.end_byte)


def _erase(buffer: bytearray, start: int, end: int) -> None:
    """Put the statement `0` in the place of another."""
    _blank(buffer, start, end)
    if end > start and buffer[start : start + 1] == b" ":
        buffer[start : start + 1] = b"0"


def _blank(buffer: bytearray, start: int, end: int) -> None:
    """Overwrite with spaces, all but line ends."""
    buffer[start:end] = bytes(byte if byte in b"\r\n" else 32 for byte in buffer[start:end])
