"""Finds dotted names in unzipped wheels by reading source and stubs; nothing is imported."""

import ast
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

YES, NO, UNVERIFIED = "resolved", "unresolved", "unverified"
LAZY = ("__getattr__", "_LazyModule", "lazy_loader", "LazyLoader", "_import_structure", "attach_stub")
DEPTH = 30


class Module:
    """The bindings of one module, read from its source and its stub together."""

    def __init__(self, name: str, paths: list[Path]) -> None:
        self.name = name
        self.is_package = any(path.stem == "__init__" for path in paths)
        self.trees = [tree for path in sorted(paths) if (tree := _parse(path))]
        self.is_lazy = any(word.encode() in path.read_bytes() for path in paths for word in LAZY)

    @cached_property
    def bindings(self) -> dict[str, list[ast.AST]]:
        """From each name bound at the top level, within conditions too, to the statements that bind it."""
        found: dict[str, list[ast.AST]] = {}
        for tree in self.trees:
            for statement in _flat(tree.body):
                for name in _bound(statement):
                    found.setdefault(name, []).append(statement)
        return found

    @cached_property
    def stars(self) -> list[str]:
        """The modules of which everything is imported."""
        return [
            self.absolute(statement)
            for tree in self.trees
            for statement in _flat(tree.body)
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"
        ]

    @cached_property
    def strings(self) -> set[str]:
        """Every short string, which is where lazy-import tables keep their names; empty for modules without one."""
        nodes = [node for tree in self.trees for node in ast.walk(tree)] if self.is_lazy else []
        texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        return {text for text in texts if len(text) < 100}

    def absolute(self, statement: ast.ImportFrom) -> str:
        """The dotted name of the module that an import statement names."""
        if not statement.level:
            return statement.module or ""
        parts = self.name.split(".")
        kept = parts[: len(parts) - statement.level + self.is_package]
        return ".".join([*kept, *([statement.module] if statement.module else [])])


class Wheels:
    """The modules of some unzipped wheels, and the search for names in them."""

    def __init__(self, roots: list[Path]) -> None:
        self.files: dict[str, list[Path]] = {}
        self.native: set[str] = set()
        self.folders: set[str] = set()
        for root in roots:
            for path in sorted(root.rglob("*")):
                self._enter(root, path)
        self.read: dict[str, Module] = {}
        self.texts: dict[str, list[bytes]] = {}
        self.answers: dict[tuple[str, ...], str] = {}

    def _enter(self, root: Path, path: Path) -> None:
        parts = list(path.relative_to(root).parts)
        if path.is_dir() and not parts[0].endswith((".dist-info", ".data")):
            self.folders.add(".".join(parts))
        if path.suffix not in {".py", ".pyi", ".so", ".pyd"}:
            return
        parts[-1] = parts[-1].split(".")[0]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if path.suffix in {".so", ".pyd"}:
            self.native.add(name)
        else:
            self.files.setdefault(name, []).append(path)

    def module(self, name: str) -> Module | None:
        """A module by name, parsed once."""
        if name in self.files and name not in self.read:
            self.read[name] = Module(name, self.files[name])
        return self.read.get(name)

    def check(self, name: str) -> str:
        """Whether a dotted name exists."""
        name = name.removesuffix(".*")
        parts = name.split(".")
        for end in range(len(parts), 0, -1):
            prefix = ".".join(parts[:end])
            if prefix in self.files:
                return self.member(prefix, parts[end:], 0)
            if prefix in self.native:
                return UNVERIFIED
        return YES if name in self.folders else NO if parts[0] in self.folders else UNVERIFIED

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
        if inner in self.files:
            answers.append(self.member(inner, rest[1:], depth + 1))
        elif inner in self.native:
            answers.append(UNVERIFIED)
        if not answers and self._lazy(module, rest[0]):
            return YES if len(rest) == 1 else UNVERIFIED
        if not answers:
            answers = [self.member(star, rest, depth + 1) if star in self.files else UNVERIFIED for star in module.stars if star]
        return _best(answers)

    def _mentions(self, module_name: str, name: str) -> bool:
        """Whether reading the module can help: most of a star import's modules never write the name, and parsing is slow."""
        if f"{module_name}.{name}" in self.files or f"{module_name}.{name}" in self.native:
            return True
        if module_name not in self.texts:
            self.texts[module_name] = [path.read_bytes() for path in self.files.get(module_name, ())]
        texts = self.texts[module_name]
        return not texts or any(name.encode() in text or b"import *" in text for text in texts)

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
        """What a variable holds: another name, an instance of an annotated class, an accessor made from a class."""
        names = list(_value_names(statement))
        answers = [self.member(module.name, [*dotted.split("."), *rest], depth + 1) for dotted in names]
        return YES if YES in answers else UNVERIFIED

    def in_class(self, module: Module, node: ast.ClassDef, rest: list[str], depth: int) -> str:
        """Whether a class or one of its bases has a member."""
        found = [statement for statement in _flat(node.body) if rest[0] in _bound(statement)]
        if found and len(rest) == 1:
            return YES
        if found:
            nested = [self.in_class(module, each, rest[1:], depth + 1) for each in found if isinstance(each, ast.ClassDef)]
            return _best([*nested, *(self._value(module, each, rest[1:], depth) for each in found)])
        if rest[0] in _own_attributes(node):
            return YES if len(rest) == 1 else UNVERIFIED
        bases = [dotted for base in node.bases if (dotted := _dotted(base))]
        answers = [self.member(module.name, [*base.split("."), *rest], depth + 1) for base in bases if depth < DEPTH]
        dynamic = "__getattr__" in {name for each in node.body for name in _bound(each)} or node.keywords
        return _best(answers) if answers and not dynamic else UNVERIFIED if dynamic or len(bases) < len(node.bases) else _best(answers)


def _best(answers: list[str]) -> str:
    return YES if YES in answers else UNVERIFIED if UNVERIFIED in answers else NO


def _parse(path: Path) -> ast.Module | None:
    try:
        return ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return None


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        for field in ("body", "orelse", "finalbody"):
            if isinstance(statement, (ast.If, ast.Try, ast.With, ast.For, ast.While)):
                yield from _flat(getattr(statement, field, []))
        for handler in getattr(statement, "handlers", []):
            yield from _flat(handler.body)


def _bound(statement: ast.AST) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.ImportFrom(names=names) | ast.Import(names=names):
            plain = isinstance(statement, ast.Import)
            return [alias.asname or (alias.name.split(".")[0] if plain else alias.name) for alias in names if alias.name != "*"]
        case _:
            return []


def _value_names(statement: ast.AST) -> Iterator[str]:
    """The names in a value or annotation that may be its class."""
    sources: list[ast.AST | None] = []
    match statement:
        case ast.AnnAssign(annotation=annotation, value=value):
            sources = [annotation, value]
        case ast.Assign(value=value):
            sources = [value]
        case ast.FunctionDef(returns=returns, decorator_list=[*_]):
            sources = [returns]
    for source in sources:
        for node in ast.walk(source) if source else ():
            if isinstance(node, (ast.Name, ast.Attribute)) and (dotted := _dotted(node)):
                yield dotted
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                yield node.value


def _own_attributes(node: ast.ClassDef) -> set[str]:
    """What the methods set on self."""
    return {
        each.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute)
        and isinstance(each.ctx, ast.Store)
        and isinstance(each.value, ast.Name)
        and each.value.id == "self"
    }


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Subscript):
        return _dotted(node.value)
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return node.id if isinstance(node, ast.Name) else ""
