"""Names resolved across the whole tree: each node becomes a `Call` with its full name, its type and its feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator import knowledge
from evaluator.facts.modules import Modules, Target
from evaluator.model.source import PythonSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluator.model.source import Argument, Class, Function, Node

OWN = "project:"
# How a function that a decorator made a task of is called: by itself (Prefect's `.fn`), later or elsewhere (Ray, Celery, Dask).
STARTS = frozenset({"fn", "submit", "remote", "delay"})


class Unit(msgspec.Struct):
    """One source while it is linked. `offset` makes its numbers unique; `names` is its table of top-level names.

    `resolved` and `variables` are what the linker has already found for names written in this file.
    """

    path: str
    source: PythonSource
    offset: int
    names: dict[str, Target]
    stars: tuple[Target, ...]
    functions: dict[str, int]
    classes: dict[str, int]
    methods: dict[tuple[int, str], int]
    resolved: dict[str, str] = {}
    variables: dict[str, Variable | None] = {}

    def own(self, name: str) -> str:
        """How a definition of this file is called outside."""
        return f"{OWN}{self.path}:{name}"

    def qualified(self, index: int) -> str:
        """The qualified name of a function."""
        function = self.source.functions[index]
        if function.owner >= 0:
            return self.own(f"{self.source.classes[function.owner].name}.{function.name}")
        return self.own(function.name)


Variable = tuple[Unit, tuple[int, ...], str]


class Linker:
    """Builds the units, then answers what a written name means."""

    def __init__(self, sources: Mapping[str, PythonSource]) -> None:
        self.modules = Modules(sources)
        self.units: dict[str, Unit] = {}
        offset = 0
        for path in sorted(sources):
            self.units[path] = self.unit(path, sources[path], offset)
            offset += len(sources[path].nodes)

    def unit(self, path: str, source: PythonSource, offset: int) -> Unit:
        """A source with its tables."""
        names: dict[str, Target] = {}
        stars: list[Target] = []
        used = attributes_read(source)
        for entry in source.imports:
            meant = self.modules.meaning(entry, path, used.get(entry.alias or entry.module, ()))
            if entry.name == "*":
                stars.append(meant if meant.path else Target(external=entry.module))
            elif entry.name or entry.alias:
                names[entry.alias] = meant
            else:
                top = entry.module.partition(".")[0]
                names.setdefault(top, Target(external=top) if meant.external else self.package(entry.module, path, meant))
                names[entry.module] = meant
        functions = {each.name: index for index, each in enumerate(source.functions) if each.parent < 0 and each.owner < 0}
        classes = {each.name: index for index, each in enumerate(source.classes)}
        methods = {(each.owner, each.name): index for index, each in enumerate(source.functions) if each.owner >= 0}
        return Unit(path, source, offset, names, tuple(stars), functions, classes, methods)

    def package(self, module: str, importer: str, meant: Target) -> Target:
        """`import a.b` binds `a`."""
        top = module.partition(".")[0]
        return Target(path=self.modules.find(top, importer)) if top != module else meant

    def resolve(self, unit: Unit, written: str, depth: int = 0) -> str:
        """The full name of a dotted name as written in a file; "" when it is a variable or unknown."""
        if depth:
            return self.resolved(unit, written, depth)
        known = unit.resolved.get(written)
        if known is None:
            known = unit.resolved[written] = self.resolved(unit, written, 0)
        return known

    def resolved(self, unit: Unit, written: str, depth: int) -> str:
        """The same, worked out."""
        head, _, rest = written.partition(".")
        if depth > 8:
            return ""
        if head in unit.functions or head in unit.classes:
            task = rest in STARTS and head in unit.functions and unit.source.functions[unit.functions[head]].decorators
            return unit.own(head if task else written)
        if written.count(".") and written.rpartition(".")[0] in unit.names and "." in written.rpartition(".")[0]:
            module = unit.names[written.rpartition(".")[0]]
            return self.through(module, written.rpartition(".")[2], depth)
        target = unit.names.get(head)
        if target is not None:
            return self.through(target, rest, depth)
        if head in unit.source.bindings:
            return ""
        return self.starred(unit, written, depth)

    def through(self, target: Target, rest: str, depth: int) -> str:
        """Follow an imported name into a library or another file."""
        if target.external:
            return f"{target.external}.{rest}" if rest else target.external
        if not target.path or target.path not in self.units:
            return ""
        unit = self.units[target.path]
        path = ".".join(part for part in (target.name, rest) if part)
        if not path:
            return unit.own("")
        inner = self.modules.beside(target.path, path.partition(".")[0]) if target.path.endswith("__init__.py") and not target.name else ""
        if inner and path.partition(".")[0] not in unit.names:
            return self.through(Target(path=inner), path.partition(".")[2], depth + 1)
        return self.resolve(unit, path, depth + 1)

    def starred(self, unit: Unit, written: str, depth: int) -> str:
        """A name that a star import may have brought."""
        head = written.partition(".")[0]
        for star in unit.stars:
            if star.path and star.path in self.units:
                found = self.resolve(self.units[star.path], written, depth + 1) if self.modules.defines(star.path, head) else ""
                if found:
                    return found
            elif star.external and knowledge.concepts_of(f"{star.external}.{written}"):
                return f"{star.external}.{written}"
        return written

    def variable(self, unit: Unit, written: str) -> Variable | None:
        """A module-level variable: its unit, what feeds it (numbers of that unit) and the attributes behind it."""
        if written not in unit.variables:
            unit.variables[written] = self.found_variable(unit, written, 0)
        return unit.variables[written]

    def found_variable(self, unit: Unit, written: str, depth: int) -> Variable | None:
        """The same, worked out."""
        head, _, rest = written.partition(".")
        if head in unit.source.bindings and head not in unit.names:
            return unit, unit.source.bindings[head].inputs, rest
        target = unit.names.get(head)
        if depth < 4 and target is not None and target.path in self.units:
            inner = ".".join(part for part in (target.name, rest) if part)
            if inner:
                return self.found_variable(self.units[target.path], inner, depth + 1)
        for star in unit.stars:
            if depth < 4 and star.path in self.units and head in self.units[star.path].source.bindings:
                return self.found_variable(self.units[star.path], written, depth + 1)
        return None

    def class_of(self, name: str) -> tuple[Unit, int] | None:
        """The project's own class of a full name."""
        if not name.startswith(OWN):
            return None
        path, _, short = name[len(OWN) :].partition(":")
        unit = self.units.get(path)
        index = unit.classes.get(short.partition(".")[0]) if unit else None
        return None if unit is None or index is None else (unit, index)

    def function_of(self, name: str) -> tuple[Unit, int] | None:
        """The project's own function or method of a full name; a class leads to its `__init__`."""
        if not name.startswith(OWN):
            return None
        path, _, short = name[len(OWN) :].partition(":")
        unit = self.units.get(path)
        if unit is None:
            return None
        if short in unit.functions:
            return unit, unit.functions[short]
        owner, _, method = short.partition(".")
        if owner in unit.classes:
            return self.method_of(unit, unit.classes[owner], method or "__init__")
        return None

    def method_of(self, unit: Unit, index: int, method: str, depth: int = 0) -> tuple[Unit, int] | None:
        """A method of a class or of its own bases."""
        found = unit.methods.get((index, method))
        if found is not None:
            return unit, found
        if depth < 5:
            for base in self.bases(unit, unit.source.classes[index]):
                inner = self.class_of(base)
                if inner:
                    up = self.method_of(*inner, method, depth + 1)
                    if up:
                        return up
        return None

    def bases(self, unit: Unit, klass: Class) -> tuple[str, ...]:
        """The full names of a class's bases."""
        return tuple(self.resolve(unit, base.partition("[")[0]) or base for base in klass.bases)

    def library_bases(self, unit: Unit, index: int, depth: int = 0) -> tuple[str, ...]:
        """The library classes a class descends from, through the project's own."""
        found: list[str] = []
        for base in self.bases(unit, unit.source.classes[index]):
            inner = self.class_of(base)
            if inner and depth < 5:
                found.extend(self.library_bases(*inner, depth + 1))
            elif not inner:
                found.append(base)
        return tuple(found)


def attributes_read(source: PythonSource) -> dict[str, set[str]]:
    """For each head of a dotted callee or free name, the first attributes read from it."""
    found: dict[str, set[str]] = {}
    for node in source.nodes:
        if node.kind in ("call", "free") and "." in node.name and not node.name.startswith("."):
            head, _, rest = node.name.partition(".")
            found.setdefault(head, set()).add(rest.partition(".")[0])
    return found


def shifted(numbers: tuple[int, ...], offset: int) -> tuple[int, ...]:
    """Numbers of one source as numbers of the repository."""
    return tuple([number + offset for number in numbers]) if offset and numbers else numbers


def takes_self(source: PythonSource, function: Function) -> bool:
    """Whether the first parameter is given by the object or the class that is asked, and not by the call."""
    decorators = (source.nodes[number] for number in function.decorators if number < len(source.nodes))
    return function.owner >= 0 and all(node.name != "staticmethod" for node in decorators)


def arguments_of(node: Node, parameters: tuple[str, ...], bound: bool) -> dict[str, Argument]:
    """Which argument of a call each parameter receives; `bound` when the first parameter is self."""
    names = parameters[1:] if bound and parameters else parameters
    given: dict[str, Argument] = {}
    position = 0
    for argument in node.arguments:
        if argument.name in ("*", "**"):
            given.setdefault(argument.name, argument)
        elif argument.name:
            given[argument.name] = argument
        else:
            if position < len(names):
                given[names[position]] = argument
            position += 1
    return given
