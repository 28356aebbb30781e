"""The source and the stubs of one module, read as syntax: what it binds, takes from elsewhere, or may bind when it runs."""

import ast
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

LAZY = ("__getattr__", "_LazyModule", "lazy_loader", "LazyLoader", "_import_structure", "attach_stub")


class Module:
    """The bindings of one module, read from its source and its stub together."""

    def __init__(self, name: str, paths: list[Path]) -> None:
        self.name = name
        self.is_package = any(path.stem == "__init__" for path in paths)
        self.trees = [tree for path in sorted(paths) if (tree := _parse(path))]
        texts = [path.read_bytes() for path in paths]
        self.is_lazy = any(word.encode() in text for text in texts for word in LAZY)
        self.sets_globals = any(b"global " in text for text in texts)
        self.names_itself = any(b"sys.modules[__name__]" in text for text in texts)

    @cached_property
    def bindings(self) -> dict[str, list[ast.AST]]:
        """From each name bound at the top level, within conditions too, to the statements that bind it."""
        found: dict[str, list[ast.AST]] = {}
        for tree in self.trees:
            for statement in flat(tree.body):
                for name in bound(statement):
                    found.setdefault(name, []).append(statement)
            for node in ast.walk(tree) if self.sets_globals else ():
                for name in node.names if isinstance(node, ast.Global) else ():
                    found.setdefault(name, []).append(node)
        return found

    @cached_property
    def grafts(self) -> set[str]:
        """The attributes that statements at the top level give to what is bound there: `Line.draw` of `Line.draw = draw`."""
        targets = [
            target
            for tree in self.trees
            for statement in flat(tree.body)
            if isinstance(statement, ast.Assign)
            for target in statement.targets
        ]
        return {dotted(target) for target in targets if isinstance(target, ast.Attribute)}

    @cached_property
    def writes_itself(self) -> bool:
        """Whether the module binds names that are only known when it runs: through `globals()`, or `setattr` on itself."""
        nodes = [node for tree in self.trees for node in ast.walk(tree)]
        return any(map(_writes_globals, nodes)) or (self.names_itself and any(map(_sets_attribute, nodes)))

    @cached_property
    def stars(self) -> list[str]:
        """The modules of which everything is imported."""
        return [
            self.absolute(statement)
            for tree in self.trees
            for statement in flat(tree.body)
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


def _writes_globals(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="update")):
            return _is_globals(value)
        case ast.Call(args=args):
            return any(map(_is_globals, args))
        case ast.Subscript(value=value, slice=key, ctx=ast.Store()):
            return _is_globals(value) and not isinstance(key, ast.Constant)
        case ast.Assign(value=value):
            return _is_globals(value)
        case _:
            return False


def _sets_attribute(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr"


def _is_stored(node: ast.Name | ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Store)


def _is_globals(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "globals"


def _parse(path: Path) -> ast.Module | None:
    try:
        return ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return None


def flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, with those within conditions, loops and `try`."""
    for statement in body:
        yield statement
        for field in ("body", "orelse", "finalbody"):
            if isinstance(statement, (ast.If, ast.Try, ast.With, ast.For, ast.While)):
                yield from flat(getattr(statement, field, []))
        for handler in getattr(statement, "handlers", []):
            yield from flat(handler.body)


def bound(statement: ast.AST) -> list[str]:
    """The names that a statement binds."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name) and _is_stored(node)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.ImportFrom(names=names) | ast.Import(names=names):
            plain = isinstance(statement, ast.Import)
            return [alias.asname or (alias.name.split(".")[0] if plain else alias.name) for alias in names if alias.name != "*"]
        case _:
            return []


def value_names(statement: ast.AST) -> Iterator[str]:
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
            if isinstance(node, (ast.Name, ast.Attribute)) and (name := dotted(node)):
                yield name
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                yield node.value


def own_attributes(node: ast.ClassDef) -> set[str]:
    """What the methods set on self."""
    return {
        each.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute)
        and isinstance(each.ctx, ast.Store)
        and isinstance(each.value, ast.Name)
        and each.value.id == "self"
    }


def dotted(node: ast.AST) -> str:
    """A name with its attributes as text; what is subscripted counts for itself."""
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return node.id if isinstance(node, ast.Name) else ""
