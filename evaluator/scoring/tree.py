"""YAML as a tree of plain nodes with line numbers, built from events under fixed limits.

Nothing is constructed: no tags, no types, no merge keys, so a hostile file costs its own length and no more. The tree is
put together from events here because the composers of the library recurse (its C one crashes on deep nesting).
"""

from collections.abc import Iterator
from typing import Any

import msgspec

MAX_BYTES = 1_048_576
MAX_DEPTH = 50
MAX_EVENTS = 60_000


class Node(msgspec.Struct):
    """A scalar (`text`), a list (`items`) or a mapping (`pairs` of key nodes and values); lines count from 1."""

    kind: str
    line: int
    text: str = ""
    items: list["Node"] = []
    pairs: list[tuple["Node", "Node"]] = []
    waiting: "Node | None" = None

    def put(self, child: "Node") -> None:
        """Add a child: in a mapping keys and values come in turn."""
        if self.kind == "list":
            self.items.append(child)
        elif self.waiting is None:
            self.waiting = child
        else:
            self.pairs.append((self.waiting, child))
            self.waiting = None


class TreeError(ValueError):
    """The text is no YAML that may be read; `line` says where."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def read(text: str) -> Node:
    """The one document of a YAML text. Raises TreeError on broken, too big, too deep, aliased or several documents."""
    import yaml

    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise TreeError(f"bigger than {MAX_BYTES} bytes", 1)
    try:
        return _compose(yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise TreeError(f"not YAML: {error.problem or error.context}", mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, RecursionError, OverflowError, IndexError, ValueError) as error:
        if isinstance(error, TreeError):
            raise
        raise TreeError("not YAML: a character that YAML does not allow", 1) from error


def _compose(events: Iterator[Any]) -> Node:
    root = Node("list", 1, items=[])
    open_nodes = [root]
    for count, event in enumerate(events):
        name = type(event).__name__
        if name == "ScalarEvent":
            open_nodes[-1].put(Node("text", event.start_mark.line + 1, event.value))
        elif name == "SequenceStartEvent":
            _open(Node("list", event.start_mark.line + 1, items=[]), open_nodes)
        elif name == "MappingStartEvent":
            _open(Node("mapping", event.start_mark.line + 1, pairs=[]), open_nodes)
        elif name in {"SequenceEndEvent", "MappingEndEvent"}:
            open_nodes.pop()
        elif name == "AliasEvent":
            raise TreeError("a rubric uses no aliases (`*name`); write the value out", event.start_mark.line + 1)
        if count > MAX_EVENTS:
            raise TreeError(f"more than {MAX_EVENTS} nodes", event.start_mark.line + 1)
    if len(root.items) != 1:
        raise TreeError("a rubric is one YAML document", 1)
    return root.items[0]


def _open(node: Node, open_nodes: list[Node]) -> None:
    if len(open_nodes) > MAX_DEPTH:
        raise TreeError(f"nested deeper than {MAX_DEPTH} levels", node.line)
    open_nodes[-1].put(node)
    open_nodes.append(node)
