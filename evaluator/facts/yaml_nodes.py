"""The one way to read YAML here: events behind a guard, then plain nodes that know their line. Nothing is constructed.

libyaml's composer recurses and dies on deep nesting, and aliases can grow without end; its event parser does neither.
So nodes are built from events, with depth, events, aliases and the size after expansion limited. Values stay text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARACTERS = 512 * 1024
MAX_DEPTH = 50
MAX_EVENTS = 40_000
MAX_ALIASES = 100
MAX_WEIGHT = 100_000
MERGE = "<<"

Leaf = tuple[str, str, int]


class Node(msgspec.Struct, frozen=True):
    """A YAML value at a line. `entries` are (key, line of the key, value) in the order of the file.

    `weight` counts the nodes below with aliases expanded, so that any walk is bounded. A merge key's entries stand
    after a mapping's own. `block` is a `|` or `>` text, which begins on the line after. `nothing` is what asking for an absent key gives.
    """

    kind: Literal["scalar", "list", "map", "nothing"]
    line: int
    text: str = ""
    items: tuple[Node, ...] = ()
    entries: tuple[tuple[str, int, Node], ...] = ()
    weight: int = 1
    block: bool = False

    def __bool__(self) -> bool:
        return self.kind != "nothing"

    def get(self, *keys: str) -> Node:
        """The value under nested keys."""
        node = self
        for key in keys:
            node = next((value for name, _, value in node.entries if name == key), NOTHING)
        return node

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of a mapping."""
        return tuple(name for name, _, _ in self.entries)

    @property
    def scalars(self) -> tuple[tuple[str, int], ...]:
        """The text and line of a scalar, or of each scalar of a list (nested lists flattened)."""
        if self.kind == "scalar":
            return ((self.text, self.line),) if self.text else ()
        return tuple(pair for item in self.items for pair in item.scalars)

    @property
    def texts(self) -> tuple[str, ...]:
        """`scalars` without their lines."""
        return tuple(text for text, _ in self.scalars)


NOTHING = Node("nothing", 0)


class _Open:
    """A collection that is being read."""

    def __init__(self, kind: Literal["list", "map"], line: int, anchor: str | None) -> None:
        self.kind = kind
        self.line = line
        self.anchor = anchor
        self.items: list[Node] = []
        self.entries: list[tuple[str, int, Node]] = []
        self.key: tuple[str, int] | None = None
        self.weight = 1

    def add(self, node: Node) -> None:
        """Takes the next value: an item, a key, or the value of the key before."""
        self.weight += node.weight
        if self.weight > MAX_WEIGHT:
            raise ValueError("YAML aliases expand too far")
        if self.kind == "list":
            self.items.append(node)
        elif self.key is not None:
            self.entries.append((*self.key, node))
            self.key = None
        elif node.kind == "scalar":
            self.key = (node.text, node.line)
        else:
            raise ValueError("YAML with a key that is no text; perhaps a template")

    def close(self) -> Node:
        own = [entry for entry in self.entries if entry[0] != MERGE]
        names = {name for name, _, _ in own}
        for _, _, merged in (entry for entry in self.entries if entry[0] == MERGE):
            for source in merged.items or (merged,):
                own += [entry for entry in source.entries if entry[0] not in names]
                names.update(source.keys)
        return Node(self.kind, self.line, items=tuple(self.items), entries=tuple(own), weight=self.weight)


class _Builder:
    """Turns events into documents."""

    def __init__(self) -> None:
        self.documents: list[Node] = []
        self.stack: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.aliases = 0

    def take(self, event: Any) -> None:
        name = type(event).__name__
        if name == "ScalarEvent":
            block = event.style in ("|", ">")
            self._put(Node("scalar", event.start_mark.line + 1, event.value, block=block), event.anchor)
        elif name in ("SequenceStartEvent", "MappingStartEvent"):
            if len(self.stack) >= MAX_DEPTH:
                raise ValueError("YAML nested too deeply")
            self.stack.append(_Open("list" if name[0] == "S" else "map", event.start_mark.line + 1, event.anchor))
        elif name in ("SequenceEndEvent", "MappingEndEvent"):
            done = self.stack.pop()
            self._put(done.close(), done.anchor)
        elif name == "AliasEvent":
            self._alias(event.anchor)
        elif name == "DocumentStartEvent":
            self.anchors = {}

    def _alias(self, anchor: str) -> None:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise ValueError("YAML with too many aliases")
        if anchor not in self.anchors:
            raise ValueError("YAML with an alias to nothing")
        self._put(self.anchors[anchor], None)

    def _put(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = node
        if self.stack:
            self.stack[-1].add(node)
        else:
            self.documents.append(node)


def documents(text: str) -> tuple[Node, ...]:
    """All documents of a YAML text; empty ones are left out.

    Raises:
        ValueError: when the text is too large, too deep, malformed or a template. The message quotes nothing of it.
    """
    import yaml

    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"YAML longer than {MAX_CHARACTERS} characters")
    text.encode()  # a lone surrogate is a UnicodeEncodeError, a ValueError whose words are the codec's own
    builder = _Builder()
    try:
        for number, event in enumerate(yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))):
            if number > MAX_EVENTS:
                raise ValueError(f"YAML with more than {MAX_EVENTS} values")
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark is not None else ""
        raise ValueError(f"not well-formed YAML{where}") from None
    except (RecursionError, OverflowError, IndexError, AttributeError):
        raise ValueError("not well-formed YAML") from None
    return tuple(node for node in builder.documents if node.text or node.kind != "scalar")


def document(text: str) -> Node:
    """The first document, `NOTHING` for an empty text.

    Raises:
        ValueError: as `documents`.
    """
    return next(iter(documents(text)), NOTHING)


def leaves(node: Node, prefix: str = "") -> Iterator[Leaf]:
    """The scalars below a node as (dotted key, text, line); items of lists are numbered from 0."""
    stack = [(prefix, node)]
    while stack:
        key, current = stack.pop()
        if current.kind == "scalar":
            yield key, current.text, current.line
            continue
        below = [(str(number), item) for number, item in enumerate(current.items)]
        below += [(name, value) for name, _, value in current.entries]
        stack.extend((f"{key}.{name}" if key else name, value) for name, value in reversed(below))
