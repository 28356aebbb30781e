"""The state of the walk over one Python source: nodes made so far and what each name holds.

A value is the tuple of numbers of the nodes that feed it; the order is that of evaluation.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from evaluator.model.source import Argument, Constant, Node, NodeKind

if TYPE_CHECKING:
    from collections.abc import Iterable

Value = tuple[int, ...]
NOTHING: Value = ()
MAX_FEEDS = 48
MAX_STRING = 200
MAX_ITEMS = 60
NO_LITERAL: tuple[Constant, bool] = (None, False)
# Methods after which the object is another than before: what uses it later is fed by the call as well.
CHANGES_OBJECT = frozenset(
    {
        "fit", "fit_transform", "fit_resample", "fit_generator", "partial_fit", "train", "learn", "compile", "append", "extend", "remove",
        "add", "insert", "update", "load_state_dict", "load_weights", "load_model", "build", "set_params", "optimize", "adapt",
        "train_on_batch", "fit_on_texts", "setdefault", "write", "step", "backward", "eval", "to",
    }
)  # fmt: skip
CHANGES_ITEMS = frozenset({"append", "extend", "insert", "remove", "pop", "clear", "update", "setdefault"})


def union(*values: Value) -> Value:
    """All feeds of several values, without repeats, at most MAX_FEEDS (the earliest and the latest are the telling ones)."""
    present = [value for value in values if value]
    if len(present) < 2:
        return present[0] if present else NOTHING
    merged = tuple(dict.fromkeys([number for value in present for number in value]))
    half = MAX_FEEDS // 2
    return merged if len(merged) <= MAX_FEEDS else merged[:half] + merged[-half:]


class Scope:
    """Names of one function, class body or the module while it is walked."""

    __slots__ = ("free", "function", "keys", "names", "outer", "owner", "self_name", "written")

    def __init__(self, function: int, outer: Scope | None, owner: int = -1, self_name: str = "") -> None:
        self.function = function
        self.outer = outer
        self.owner = owner
        self.self_name = self_name
        self.names: dict[str, Value] = {}
        self.free: dict[str, Value] = {}
        self.keys: dict[str, tuple[Constant, ...]] = {}  # of the dict, or texts of the list, that a name was last given
        self.written: dict[str, ast.expr] = {}  # the dict that is written out, where a name surely holds it

    def find(self, name: str) -> Value | None:
        """What a name holds here or in an enclosing function; None when it is bound in neither (module, import, builtin)."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None

    def hold(self, name: str, held: Value) -> None:
        """A name holds another value from here on."""
        self.names[name] = held
        self.keys.pop(name, None)
        self.written.pop(name, None)

    def forget(self, func: ast.Attribute) -> None:
        """What a name held is no longer known once a method has changed it: `columns.remove("price")`."""
        if func.attr in CHANGES_ITEMS:
            self.keys.pop(dotted(func.value), None)
            self.written.pop(dotted(func.value), None)

    def items(self, node: ast.expr, held: str) -> tuple[Constant, ...]:
        """The keys of the dict or the texts of the list that a name holds, or the text around what a string is filled with."""
        return self.keys.get(held, ()) if held else written_text(node)


class Nodes:
    """The growing list of nodes of one source."""

    def __init__(self) -> None:
        self.made: list[Node] = []
        self.guards = 0
        self.loops = 0

    def add(
        self,
        kind: NodeKind,
        name: str,
        line: int,
        scope: int,
        receiver: Value = NOTHING,
        arguments: tuple[Argument, ...] = (),
        used: bool = True,
        targets: tuple[str, ...] = (),
    ) -> Value:
        """Append a node; the answer is the value that it alone feeds."""
        number = len(self.made)
        self.made.append(Node(number, kind, name, line, scope, receiver, arguments, used, self.guards, self.loops, targets))
        return (number,)


def called_at(node: ast.Call) -> int:
    """The line of a call: where it begins, or, in a chain that gives each method a line, the line of its method."""
    func = node.func
    if isinstance(func, ast.Attribute) and (func.value.end_lineno or 0) < (func.end_lineno or 0):
        return func.end_lineno or node.lineno
    return node.lineno


def dotted(node: ast.expr) -> str:
    """`a.b.c` for a chain of attributes on a name, else ""."""
    if type(node) is ast.Name:
        return node.id
    if type(node) is not ast.Attribute:
        return ""
    parts: list[str] = []
    below: ast.expr = node
    while type(below) is ast.Attribute:
        parts.append(below.attr)
        below = below.value
    if type(below) is not ast.Name:
        return ""
    parts.append(below.id)
    parts.reverse()
    return ".".join(parts)


def literal(node: ast.expr) -> tuple[Constant, bool]:
    """A literal's value and whether it is one; long text is cut, bytes and complex numbers are none."""
    if type(node) is ast.Constant:
        value = node.value
        if isinstance(value, str):
            return value[:MAX_STRING], True
        if value is None or isinstance(value, (bool, float)):
            return value, True
        return (value, True) if isinstance(value, int) and -(2**63) <= value < 2**63 else NO_LITERAL
    if type(node) is ast.JoinedStr and all(type(each) is ast.Constant for each in node.values):  # f"model.bin": nothing is filled in
        return "".join(str(each.value) for each in node.values if type(each) is ast.Constant)[:MAX_STRING], True
    if type(node) is ast.UnaryOp and type(node.op) is ast.USub and type(node.operand) is ast.Constant:
        value = node.operand.value
        return (-value, True) if isinstance(value, (int, float)) and not isinstance(value, bool) else NO_LITERAL
    return NO_LITERAL


def literal_items(node: ast.expr) -> tuple[Constant, ...]:
    """The literals of a list, tuple or set, the literal keys of a dict, or the literal bounds of a slice."""
    elements: Iterable[ast.expr | None]
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        elements = node.elts[:MAX_ITEMS]
    elif isinstance(node, ast.Dict):
        elements = node.keys[:MAX_ITEMS]
    elif type(node) is ast.Slice and not node.step:
        elements = (node.lower, node.upper)
    else:
        return ()
    found = [literal(element) for element in elements if element is not None]
    return tuple([value for value, known in found if known])


def text_of(node: ast.expr, held: str) -> str:
    """How an argument is written: a slice, a dotted name, or the dotted name that a list of one element holds."""
    alone = isinstance(node, (ast.List, ast.Tuple, ast.Set)) and len(node.elts) == 1
    return slice_text(node) or held or (dotted(node.elts[0]) if isinstance(node, (ast.List, ast.Tuple, ast.Set)) and alone else "")


def written_keys(node: ast.expr) -> tuple[Constant, ...]:
    """The keys of a dict that is written out, in braces or as `dict(a=1)`; the texts of a list or a set of nothing else."""
    if type(node) is ast.Dict:
        return literal_items(node)
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        found = literal_items(node)
        return found if found and len(found) == len(node.elts) and all(isinstance(each, str) for each in found) else ()
    if type(node) is ast.Call and type(node.func) is ast.Name and node.func.id == "dict" and not node.args:
        return tuple([each.arg for each in node.keywords[:MAX_ITEMS] if each.arg])
    return ()


def written_text(node: ast.expr) -> tuple[Constant, ...]:
    """The text around what is filled into an f-string, or that `%` or `format` fills."""
    if type(node) is ast.JoinedStr:
        parts = [literal(each)[0] for each in node.values[:MAX_ITEMS]]
        return tuple([text for part in parts if isinstance(part, str) and (text := part.strip())])
    if type(node) is ast.BinOp and type(node.op) is ast.Mod:
        held = literal(node.left)[0]
    elif type(node) is ast.Call and type(node.func) is ast.Attribute and node.func.attr == "format":
        held = literal(node.func.value)[0]
    else:
        return ()
    return (held,) if isinstance(held, str) else ()


# Expressions that are neither literal nor slice nor made of items.
COMPUTED = frozenset({ast.Name, ast.Attribute, ast.Call, ast.BinOp, ast.Subscript, ast.JoinedStr, ast.Compare, ast.BoolOp})


def slice_text(node: ast.expr) -> str:
    """Give ":x" for a slice from the start, "x:" to the end, "x:x" and ":" likewise, of the first axis; "" for what is no slice."""
    if type(node) is ast.Tuple and node.elts:
        node = node.elts[0]
    if type(node) is not ast.Slice:
        return ""
    return f"{'x' if node.lower else ''}:{'x' if node.upper else ''}"
