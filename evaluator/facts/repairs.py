"""Old and new Python rewritten, line for line, as Python that this interpreter parses.

tree-sitter's grammar knows Python 2 and the newest Python 3 alike; each construct this interpreter does not know is replaced by
its nearest like (`print x` by `print(x)`), so that the same walk reads these files too. Lines never move.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING

import msgspec

from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node, Tree

MAX_NODES = 1_000_000
MAX_PARSE_STEPS = 100_000  # of about 50 bytes of ordinary text; a megabyte takes 20,000
MAX_TAG = 500
SLICE = 2_048  # bytes at a time: the parser asks again for the text of a node, so large ones would be copied over and over

Edit = tuple[int, int, bytes]


class Repair(msgspec.Struct, frozen=True):
    """The rewritten source, with how many constructs spoke for Python 2 and how many for Python 3 only."""

    source: bytes
    old: int
    new: int


def grow(source: bytes) -> Tree | None:
    """The concrete tree of any bytes, or None when the parser needs too many steps to recover from them."""
    import tree_sitter_python
    from tree_sitter import Language, Parser

    steps = iter(range(MAX_PARSE_STEPS))
    parser = Parser(Language(tree_sitter_python.language()))
    try:
        return parser.parse(lambda offset, _: source[offset : offset + SLICE], progress_callback=lambda *_: next(steps, None) is None)
    except (ValueError, TypeError):
        return None


def parses(source: bytes) -> ast.Module | None:
    """The tree of a source, or None when this interpreter cannot parse it."""
    try:
        return _parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def first_error(source: bytes) -> tuple[int, bool]:
    """Where this interpreter sees the first error, and whether in the indentation; (0, False) for none, -1 when it does not say."""
    try:
        _parse(source)
    except SyntaxError as error:
        return error.lineno or -1, isinstance(error, IndentationError)
    except (ValueError, RecursionError, MemoryError):
        return -1, False
    return 0, False


def _parse(source: bytes) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source.decode("utf-8", "replace"), filename="<file>")


# --- Jinja ---

_TAG = regex(rf"\{{[%#].{{0,{MAX_TAG}}}?[%#]\}}|\{{\{{-?\s*([a-zA-Z_][\w.]*)[^{{}}\n]{{0,{MAX_TAG}}}\}}\}}", re.DOTALL)
_TEMPLATE = regex(rf"\{{%-?\s*\w+.{{0,{MAX_TAG}}}?%\}}|\{{\{{-?\s*[a-zA-Z_][\w.]*[^{{}}\n]{{0,{MAX_TAG}}}\}}\}}", re.DOTALL)
_STRING_OR_COMMENT = regex(r"'''.*?'''|\"\"\".*?\"\"\"|'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\"|#(?!\})[^\n]*", re.DOTALL)


def is_template(text: str) -> bool:
    """Whether Jinja tags stand outside strings and comments."""
    return ("{%" in text or "{{" in text) and _TEMPLATE.search(_STRING_OR_COMMENT.sub("''", text)) is not None


def without_tags(text: str) -> str:
    """The text with `{{ a.b }}` as the name `a_b`, and all other tags gone; line ends stay."""
    return _TAG.sub(lambda tag: re.sub(r"\W", "_", tag[1]) if tag[1] else "\n" * tag[0].count("\n"), text)


# --- Text before any tree ---

# Marks of a merge conflict, and a notebook's magics at the left margin.
_FOREIGN = regex(r"^(?:<{7} .*|={7}|>{7} .*|\|{7} .*|%{1,2}[a-z].*|![a-z].*)$", re.MULTILINE)
_INDENT = regex(r"^[ \t]*\t[ \t]*", re.MULTILINE)


def plain(text: str) -> str:
    """The text without NUL, foreign lines and tabs in the indentation (eight columns each, as Python 2 read them)."""
    text = _FOREIGN.sub("", text.replace("\0", " "))
    return _INDENT.sub(lambda indent: indent[0].expandtabs(8), text)


# --- Constructs ---


def repair(source: bytes) -> Repair:
    """Rewrite every construct this interpreter does not know and that has a like in its own syntax."""
    tree = grow(source)
    if tree is None:
        return Repair(source, 0, 0)
    edits: list[Edit] = []
    old = new = 0
    skip_until = 0
    for node in _every(tree):
        if node.start_byte < skip_until:
            continue
        kind = node.type
        if kind in _NEW:
            new += 1
        handler = _REWRITES.get(kind)
        if handler is None:
            continue
        made = handler(node)
        if made:
            edits += made
            old += kind in _OLD and not (kind == "except_clause" and len(made) == 2)
            new += kind in _FORMATTED
            skip_until = node.end_byte if kind in _FORMATTED else skip_until
    return Repair(_apply(source, edits), old, new)


def _every(tree: Tree) -> Iterator[Node]:
    """Every node in the order of the text, without recursion, at most MAX_NODES."""
    cursor = tree.walk()
    for _ in range(MAX_NODES):
        node = cursor.node
        if node is not None:
            yield node
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def _apply(source: bytes, edits: list[Edit]) -> bytes:
    """Apply edits; of two that overlap the one that starts first stays."""
    pieces, position = [], 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        if start >= position:
            pieces += [source[position:start], text]
            position = end
    return b"".join([*pieces, source[position:]])


def _text(node: Node) -> bytes:
    return node.text or b""


def _call(node: Node) -> list[Edit]:
    """`print a, b` and `exec code in names`: calls. `print >>file, a` prints its file as well, since only names are read."""
    keyword, *rest = node.children
    if not rest:
        return []
    inner = [_swap(child, b",") for child in rest if child.type == "in"]
    inner += [_swap(child.children[0], b"") for child in rest if child.type == "chevron"]
    return [(keyword.end_byte, rest[0].start_byte, b"("), *inner, (node.end_byte, node.end_byte, b")")]


def _swap(node: Node, text: bytes) -> Edit:
    return node.start_byte, node.end_byte, text


def _except(node: Node) -> list[Edit]:
    """`except Error, name:`; two errors without brackets, as Python 3.14 allows, when the second has a capital."""
    commas = [child for child in node.children if child.type == ","]
    caught = [child for child in node.named_children if child.type in {"identifier", "attribute", "tuple"}]
    if not commas or len(caught) != len(commas) + 1:
        return []
    if len(commas) > 1 or _text(caught[1]).rpartition(b".")[2][:1].isupper():
        return [(caught[0].start_byte, caught[0].start_byte, b"("), (caught[-1].end_byte, caught[-1].end_byte, b")")]
    return [_swap(commas[0], b" as")]


def _raise(node: Node) -> list[Edit]:
    """`raise Error, "text"`."""
    listed = [child for child in node.children if child.type == "expression_list"]
    commas = [child for child in listed[0].children if child.type == ","] if listed else []
    return [_swap(commas[0], b"("), (listed[0].end_byte, listed[0].end_byte, b")")] if commas else []


def _string_start(node: Node) -> list[Edit]:
    """Backticks and `ur` strings."""
    text = _text(node)
    if text == b"`":
        return [_swap(node, b"repr(")]
    return [_swap(node, text[1:])] if text[:2].lower() == b"ur" else []


def _string_end(node: Node) -> list[Edit]:
    return [_swap(node, b")")] if _text(node) == b"`" else []


def _integer(node: Node) -> list[Edit]:
    """`10L` and `0777`."""
    text = _text(node).rstrip(b"lL")
    if text[:1] == b"0" and text.strip(b"0_") and text.isdigit():
        text = (b"0o" if max(text) < ord("8") else b"") + text.lstrip(b"0")
    return [_swap(node, text)] if text != _text(node) else []


def _tuple_pattern(node: Node) -> list[Edit]:
    """`def f((a, b))`: the names become parameters of their own."""
    parent = node.parent
    if parent is None or parent.type not in {"parameters", "lambda_parameters", "default_parameter"}:
        return []
    return [_swap(child, b" ") for child in node.children if child.type in "()"]


def _type_parameter(node: Node) -> list[Edit]:
    """`def f[T](x: T)`: without T."""
    parent = node.parent
    known = parent is not None and parent.type in {"function_definition", "class_definition"}
    text = _text(node)
    return [_swap(node, b"\\\n" * text.count(b"\n"))] if known and parses(b"def f%s(): pass" % text) is None else []


def _type_alias(node: Node) -> list[Edit]:
    """`type X = int`: an assignment."""
    if len(node.children) < 2 or parses(_text(node)) is not None:
        return []
    return [(node.start_byte, node.children[1].start_byte, b"")]


def _identifier(node: Node) -> list[Edit]:
    """`tensor.cuda(async=True)`, before `async` became a keyword."""
    return [_swap(node, _text(node) + b"_")] if _text(node) in {b"async", b"await"} else []


def _formatted(node: Node) -> list[Edit]:
    """An f-string of a newer Python: a tuple of what it formats."""
    if b"{" not in _text(node) or parses(_text(node)) is not None:
        return []
    if all(child.type != "interpolation" for part in (node, *node.children) for child in part.children):
        return []
    found = [
        _text(inner)
        for part in (node, *node.children)
        for child in part.children
        if child.type == "interpolation" and (inner := child.child_by_field_name("expression")) is not None
    ]
    lines = _text(node).count(b"\n")
    held = b"(" + b", ".join(each for each in found if parses(b"(%s)" % each) is not None) + b",)"
    held = held if parses(held) is not None else b'("",)'
    return [_swap(node, held[:-1] + b"\n" * max(0, lines - held.count(b"\n")) + b")")]


_OLD = frozenset(
    {"print_statement", "exec_statement", "except_clause", "raise_statement", "string_start", "<>", "integer", "tuple_pattern"}
)
_FORMATTED = frozenset({"string", "concatenated_string"})
_NEW = frozenset(
    {
        "typed_parameter", "typed_default_parameter", "await", "named_expression", "nonlocal_statement", "match_statement",
        "keyword_separator", "positional_separator", "interpolation", "type_parameter", "type_alias_statement",
    }
)  # fmt: skip
_REWRITES: dict[str, Callable[[Node], list[Edit]]] = {
    "print_statement": _call,
    "exec_statement": _call,
    "except_clause": _except,
    "raise_statement": _raise,
    "string_start": _string_start,
    "string_end": _string_end,
    "<>": lambda node: [_swap(node, b"!=")],
    "integer": _integer,
    "tuple_pattern": _tuple_pattern,
    "type_parameter": _type_parameter,
    "type_alias_statement": _type_alias,
    "identifier": _identifier,
    "string": _formatted,
    "concatenated_string": _formatted,
}
