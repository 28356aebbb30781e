"""YAML as a tree of plain nodes with line numbers, built from events under fixed limits.

Nothing is constructed: no tags, no types, no merge keys, so a hostile file costs its own length and no more. The tree is
put together from events here because the composers of the library recurse (its C one crashes on deep nesting).
"""

from collections.abc import Iterator

import msgspec

MAX_BYTES = 1_048_576
MAX_DEPTH = 50
MAX_EVENTS = 60_000


class Node(msgspec.Struct):
    """A scalar (`text`), a list (`items`) or a mapping (`pairs` of key nodes and values); lines count from 1."""

    kind: str
    line: int
    text: str = ""
    plain: bool = True
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


def _compose(events: Iterator[object]) -> Node:
    root = Node("list", 1, items=[])
    open_nodes = [root]
    for count, event in enumerate(events):
        name = type(event).__name__
        line = _line(event)
        if count > MAX_EVENTS:
            raise TreeError(f"more than {MAX_EVENTS} nodes", line)
        if name == "AliasEvent":
            raise TreeError("a rubric uses no aliases (`*name`); write the value out", line)
        if name == "ScalarEvent":
            plain = bool(getattr(event, "implicit", (True,))[0])
            open_nodes[-1].put(Node("text", line, text=str(getattr(event, "value", "")), plain=plain))
        elif name in {"SequenceStartEvent", "MappingStartEvent"}:
            if len(open_nodes) > MAX_DEPTH:
                raise TreeError(f"nested deeper than {MAX_DEPTH} levels", line)
            child = Node("list" if name[0] == "S" else "mapping", line, items=[], pairs=[])
            open_nodes[-1].put(child)
            open_nodes.append(child)
        elif name in {"SequenceEndEvent", "MappingEndEvent"}:
            open_nodes.pop()
    if len(root.items) != 1:
        raise TreeError("a rubric is one YAML document", 1)
    return root.items[0]


def _line(event: object) -> int:
    mark = getattr(event, "start_mark", None)
    return mark.line + 1 if mark else 1
