"""From a tree of nodes to a Struct, collecting every error with its line instead of stopping at the first."""

import re
from typing import Any

import msgspec
from msgspec import inspect

from evaluator.scoring.tree import Node

Path = tuple[str | int, ...]
MAX_ERRORS = 200
MAX_QUOTED = 80


def quoted(text: str) -> str:
    """A name from the file in an error message: one line, never longer than 80 characters, no control characters."""
    clean = "".join(mark if mark.isprintable() else "?" for mark in text)
    return f"`{clean if len(clean) <= MAX_QUOTED else clean[:MAX_QUOTED] + '...'}`"


def nearest(name: str, known: object) -> str:
    """`; did you mean ...?` where a known name is near, else nothing."""
    from difflib import get_close_matches  # only errors need it

    found = get_close_matches(name[:MAX_QUOTED], sorted(known), n=1, cutoff=0.6)  # type: ignore[call-overload]
    return f"; did you mean `{found[0]}`?" if found else ""


_NEVER_WRITTEN = frozenset({("Rubric", "digest"), ("Rubric", "fixes")})


class Reading:
    """One conversion of the tree `root`: the errors met so far, and the line of any value by its path."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.errors: list[tuple[int, str]] = []
        self._fields: dict[type, dict[str, inspect.Field]] = {}

    def error(self, line: int, message: str) -> None:
        """Remember an error."""
        if len(self.errors) < MAX_ERRORS:
            self.errors.append((line, message))

    def at(self, *path: str | int) -> int:
        """The line of a value, or that of the nearest value around it."""
        node: Node | None = self.root
        line = self.root.line
        for step in path:
            node = _below(node, step) if node else None
            line = node.line if node else line
        return line

    def value(self, node: Node, kind: Any, path: Path) -> Any:
        """The node as a value of the type, None (and an error) where it is none."""
        sort = type(kind)
        if sort is inspect.Metadata:
            return self.value(node, kind.type, path)
        if sort is inspect.UnionType:
            return self.value(node, next(one for one in kind.types if not isinstance(one, inspect.NoneType)), path)
        if sort is inspect.StructType:
            return self._struct(node, kind, path)
        if sort is inspect.DictType:
            return self._dict(node, kind, path)
        if sort is inspect.VarTupleType:
            return self._tuple(node, kind, path)
        return self._scalar(node, kind, path)

    def _pairs(self, node: Node, path: Path) -> dict[str, Node] | None:
        if node.kind != "mapping":
            self.error(node.line, f"{_name(path)} must be a mapping (`key: value`)")
            return None
        found: dict[str, Node] = {}
        for key, child in node.pairs:
            if key.text in found or key.kind != "text":
                self.error(key.line, f"key {quoted(key.text)} is given twice" if key.kind == "text" else "a key must be a word")
            found[key.text] = child
        return found

    def _struct(self, node: Node, kind: inspect.StructType, path: Path) -> Any:
        pairs = self._pairs(node, path)
        if pairs is None:
            return None
        fields = self._fields_of(kind)
        for name in pairs.keys() - fields.keys():
            self.error(pairs[name].line, f"unknown key {quoted(name)} in {_name(path)}{nearest(name, fields)}")
        for name, field in fields.items():
            if field.required and name not in pairs:
                self.error(node.line, f"{_name(path)} has no `{name}`")
        values = {name: self.value(child, fields[name].type, (*path, name)) for name, child in pairs.items() if name in fields}
        broken = None in values.values()
        missing = any(field.required and name not in values for name, field in fields.items())
        return None if broken or missing else kind.cls(**values)

    def _fields_of(self, kind: inspect.StructType) -> dict[str, inspect.Field]:
        found = self._fields.get(kind.cls)
        if found is None:
            found = {field.encode_name: field for field in kind.fields if (kind.cls.__name__, field.name) not in _NEVER_WRITTEN}
            self._fields[kind.cls] = found
        return found

    def _dict(self, node: Node, kind: inspect.DictType, path: Path) -> Any:
        pairs = self._pairs(node, path)
        if pairs is None:
            return None
        values = {name: self.value(child, kind.value_type, (*path, name)) for name, child in pairs.items()}
        return None if any(value is None for value in values.values()) else values

    def _tuple(self, node: Node, kind: inspect.VarTupleType, path: Path) -> Any:
        if node.kind != "list":
            self.error(node.line, f"{_name(path)} must be a list (`[a, b]`)")
            return None
        low, high = kind.min_length or 0, kind.max_length
        if len(node.items) < low or (high is not None and len(node.items) > high):
            size = f"exactly {low}" if low == high else f"{low} or more" if high is None else f"{low} to {high}"
            self.error(node.line, f"{_name(path)} must have {size} entries, not {len(node.items)}")
            return None
        values = tuple(self.value(child, kind.item_type, (*path, number)) for number, child in enumerate(node.items))
        return None if None in values else values

    def _scalar(self, node: Node, kind: Any, path: Path) -> Any:
        if node.kind != "text":
            self.error(node.line, f"{_name(path)} must be one value, not a {node.kind}")
        elif isinstance(kind, inspect.LiteralType):
            if node.text in kind.values:
                return node.text
            allowed = ", ".join(f"`{value}`" for value in kind.values)
            self.error(node.line, f"{_name(path)} must be one of {allowed}, not {quoted(node.text)}")
        elif isinstance(kind, inspect.BoolType):
            if node.text in {"true", "false"}:
                return node.text == "true"
            self.error(node.line, f"{_name(path)} must be `true` or `false`, not {quoted(node.text)}")
        elif isinstance(kind, inspect.StrType):
            return self._text(node, kind, path)
        else:
            return self._number(node, kind, path)
        return None

    def _text(self, node: Node, kind: inspect.StrType, path: Path) -> str | None:
        if kind.pattern and not re.fullmatch(kind.pattern, node.text[:200]):
            self.error(node.line, f"{_name(path)} {quoted(node.text)} must look like `{kind.pattern}`")
        elif len(node.text) < (kind.min_length or 0):
            self.error(node.line, f"{_name(path)} is empty")
        elif kind.max_length is not None and len(node.text) > kind.max_length:
            self.error(node.line, f"{_name(path)} is longer than {kind.max_length} characters")
        else:
            return node.text
        return None

    def _number(self, node: Node, kind: inspect.IntType | inspect.FloatType, path: Path) -> float | None:
        whole = isinstance(kind, inspect.IntType)
        if not re.fullmatch(r"-?\d{1,9}" if whole else r"-?\d{1,9}(\.\d{1,9})?", node.text):
            self.error(node.line, f"{_name(path)} must be a {'whole ' if whole else ''}number, not {quoted(node.text)}")
            return None
        number = int(node.text) if whole else float(node.text)
        low, high = kind.ge, kind.le
        if (low is not None and number < low) or (high is not None and number > high):
            self.error(node.line, f"{_name(path)} is {node.text}, out of range: {low:g} to {high:g}")
            return None
        return number


def _below(node: Node, step: str | int) -> Node | None:
    """The item of a list, or the value of a key (the last, where it is given twice)."""
    if isinstance(step, int):
        return node.items[step] if node.kind == "list" and step < len(node.items) else None
    return next((value for key, value in reversed(node.pairs) if key.text == step), None)


def _name(path: Path) -> str:
    names = [part for part in path if isinstance(part, str)]
    return f"`{names[-1]}`" if names else "the rubric"


def struct_of(kind: type[msgspec.Struct]) -> Any:
    """What msgspec knows of a Struct's fields."""
    return inspect.type_info(kind)
