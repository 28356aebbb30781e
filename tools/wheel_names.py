"""Finds dotted names in unzipped wheels by reading source and stubs; nothing is imported."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

from tools.wheel_source import Module, bound, dotted, flat, own_attributes, value_names

YES, NO, UNVERIFIED = "resolved", "unresolved", "unverified"
DEPTH = 30
WORD = re.compile(rb"\w+")
PHRASES = (b"import *", b"globals()", b"sys.modules[__name__]")


class Wheels:
    """The modules of some unzipped wheels, and the search for names in them."""

    def __init__(self, roots: list[Path]) -> None:
        self.files: dict[str, list[Path]] = {}
        self.native: dict[str, Path] = {}
        self.folders: set[str] = set()
        for root in roots:
            for path in sorted(root.rglob("*")):
                self._enter(root, path)
        self.read: dict[str, Module] = {}
        self.texts: dict[str, list[bytes]] = {}
        self.words: dict[str, frozenset[bytes]] = {}
        self.with_native = {native.rpartition(".")[0] for native in self.native}
        self.answers: dict[tuple[str, ...], str] = {}
        self.followed: dict[ast.AST, int] = {}

    def _enter(self, root: Path, path: Path) -> None:
        parts = list(path.relative_to(root).parts)
        if path.suffix not in {".py", ".pyi", ".so", ".pyd"}:
            return
        self.folders.update(".".join(parts[:end]) for end in range(1, len(parts)))  # a folder without code is none to import
        parts[-1] = parts[-1].split(".")[0]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if path.suffix in {".so", ".pyd"}:
            self.native[name] = path
        else:
            self.files.setdefault(name, []).append(path)

    def module(self, name: str) -> Module | None:
        """A module by name, parsed once."""
        if name in self.files and name not in self.read:
            self.read[name] = Module(name, self.files[name])
        return self.read.get(name)

    def check(self, name: str, root: str = "") -> str:
        """Whether a dotted name exists: in the innermost module that it leads to, or in what a module above binds to its name.

        Of an import name (`root`, else the first part) that no wheel has nothing can be said.
        """
        name = name.removesuffix(".*")
        parts = name.split(".")
        root = root or parts[0]
        if name in self.folders or not (root in self.folders or root in self.files or root in self.native):
            return YES if name in self.folders else UNVERIFIED
        answers: list[str] = []
        for end in range(len(parts), 0, -1):
            prefix = ".".join(parts[:end])
            if YES not in answers and prefix in self.files:
                answers.append(self.member(prefix, parts[end:], 0))
            elif prefix in self.native:
                answers.append(UNVERIFIED)
        return _best(answers)

    def member(self, module_name: str, rest: list[str], depth: int) -> str:
        """Whether a chain of attributes exists in a module; a search that comes back to itself finds nothing new."""
        key = (module_name, *rest)
        if key not in self.answers:
            self.answers[key] = NO
            self.answers[key] = self._member(module_name, rest, depth)
        return self.answers[key]

    def _member(self, module_name: str, rest: list[str], depth: int) -> str:
        if not rest:
            return YES
        if not self._mentions(module_name, rest[0]):
            return NO
        module = self.module(module_name)
        if module is None or depth > DEPTH:
            return UNVERIFIED
        inner = f"{module_name}.{rest[0]}"
        answers = [self.bound(module, statement, rest, depth) for statement in module.bindings.get(rest[0], ())]
        if ".".join(rest[:2]) in module.grafts:
            answers.append(YES if len(rest) == 2 else UNVERIFIED)
        if inner in self.files:
            answers.append(self.member(inner, rest[1:], depth + 1))
        elif inner in self.native:
            answers.append(UNVERIFIED)
        if not answers and self._lazy(module, rest[0]):
            return YES if len(rest) == 1 else UNVERIFIED
        if not answers:
            stars = (self.member(star, rest, depth + 1) if star in self.files else UNVERIFIED for star in module.stars if star)
            best = _best(stars)
            return best if best != NO or not self._made(module, rest[0]) else UNVERIFIED
        return _best(answers)

    def _made(self, module: Module, name: str) -> bool:
        """Whether a name without a statement may be bound when the module runs: from a native module in it, or by its own code."""
        owner = module.name
        libraries = [path for native, path in self.native.items() if native.rpartition(".")[0] == owner]
        if any(_holds(path.read_bytes(), name) for path in libraries):
            return True
        if not module.writes_itself:
            return False
        written = re.compile(rf"""\b(?:def|class)[ ]+{name}\b|(['"]){name}\1""".encode())
        inside = [text for each in self.files if each.startswith(f"{owner}.") for text in self._text(each)]
        return name.encode() in self._words(owner) or any(written.search(text) for text in inside)

    def _text(self, module_name: str) -> list[bytes]:
        if module_name not in self.texts:
            self.texts[module_name] = [path.read_bytes() for path in self.files.get(module_name, ())]
        return self.texts[module_name]

    def _words(self, module_name: str) -> frozenset[bytes]:
        """The words of a module, and those phrases by which it may bind names that it does not write."""
        if module_name not in self.words:
            texts = self._text(module_name)
            phrases = {phrase for phrase in PHRASES if any(phrase in text for text in texts)}
            self.words[module_name] = frozenset(phrases.union(*(WORD.findall(text) for text in texts)))
        return self.words[module_name]

    def _mentions(self, module_name: str, name: str) -> bool:
        """Whether reading the module can help: most of a star import's modules never write the name, and parsing is slow."""
        if f"{module_name}.{name}" in self.files or f"{module_name}.{name}" in self.native:
            return True
        return module_name in self.with_native or not self._words(module_name).isdisjoint((name.encode(), *PHRASES))

    def _lazy(self, module: Module, name: str) -> bool:
        return any(text == name or text.endswith((f".{name}", f":{name}")) for text in module.strings)

    def bound(self, module: Module, statement: ast.AST, rest: list[str], depth: int) -> str:
        """Whether what a statement binds to the first name has the attributes that follow."""
        if isinstance(statement, ast.ImportFrom):
            target = next(alias.name for alias in statement.names if (alias.asname or alias.name) == rest[0])
            return self._elsewhere([*module.absolute(statement).split("."), target, *rest[1:]], depth)
        if isinstance(statement, ast.Import):
            alias = next(alias for alias in statement.names if (alias.asname or alias.name.split(".")[0]) == rest[0])
            target = alias.name if alias.asname else rest[0]
            return self._elsewhere([*target.split("."), *rest[1:]], depth)
        if len(rest) == 1:
            return YES
        if isinstance(statement, ast.ClassDef):
            return self.in_class(module, statement, rest[1:], depth)
        return self._value(module, statement, rest[1:], depth)

    def _elsewhere(self, parts: list[str], depth: int) -> str:
        for end in range(len(parts), 0, -1):
            prefix = ".".join(parts[:end])
            if prefix in self.files:
                return self.member(prefix, parts[end:], depth + 1)
        return UNVERIFIED

    def _value(self, module: Module, statement: ast.AST, rest: list[str], depth: int) -> str:
        """What a variable holds: another name, an instance of an annotated class, an accessor made from a class.

        A value that leads back to its own statement with as much still to be found (`x = x.y`) is not followed again.
        """
        before = self.followed.get(statement)
        if before is not None and before <= len(rest):
            return UNVERIFIED
        self.followed[statement] = len(rest)
        try:
            answers = (self.member(module.name, [*each.split("."), *rest], depth + 1) for each in value_names(statement))
            return YES if YES in answers else UNVERIFIED
        finally:
            self._left(statement, before)

    def _left(self, statement: ast.AST, before: int | None) -> None:
        if before is None:
            del self.followed[statement]
        else:
            self.followed[statement] = before

    def in_class(self, module: Module, node: ast.ClassDef, rest: list[str], depth: int) -> str:
        """Whether a class or one of its bases has a member."""
        found = [statement for statement in flat(node.body) if rest[0] in bound(statement)]
        if found and len(rest) == 1:
            return YES
        if found:
            nested = [self.in_class(module, each, rest[1:], depth + 1) for each in found if isinstance(each, ast.ClassDef)]
            return _best([*nested, *(self._value(module, each, rest[1:], depth) for each in found)])
        if rest[0] in own_attributes(node):
            return YES if len(rest) == 1 else UNVERIFIED
        bases = [name for base in node.bases if (name := dotted(base))]
        answers = [self.member(module.name, [*base.split("."), *rest], depth + 1) for base in bases if depth < DEPTH]
        dynamic = "__getattr__" in {name for each in node.body for name in bound(each)} or node.keywords
        return _best(answers) if answers and not dynamic else UNVERIFIED if dynamic or len(bases) < len(node.bases) else _best(answers)


def _best(answers: Iterable[str]) -> str:
    best = NO
    for answer in answers:
        if answer == YES:
            return YES
        best = UNVERIFIED if answer == UNVERIFIED else best
    return best


def _holds(library: bytes, name: str) -> bool:
    """Whether a native library has a name as a string; what stands before it need not be a zero, since strings share their ends."""
    wanted = name.encode() + b"\0"
    start = library.find(wanted)
    while start > 0 and WORD.match(library[start - 1 : start]):
        start = library.find(wanted, start + 1)
    return start >= 0
