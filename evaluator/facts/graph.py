"""The last step of linking: all sources become `Code`, all nodes become `Call`s of one graph."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from evaluator import knowledge
from evaluator.facts.cell_map import CellMap
from evaluator.facts.link import OWN, Linker, Unit, arguments_of, shifted, takes_self
from evaluator.facts.modules import module_of
from evaluator.facts.types import Types
from evaluator.model.code import Call, Code, Graph, Use
from evaluator.model.source import Argument, Node, PythonSource

if TYPE_CHECKING:
    from collections.abc import Mapping


_FED_ELSEWHERE = frozenset({"self", "call", "free"})
# Methods that give what they are called on to the function they are handed: `frame.apply(scale)`.
_HANDS_ON = frozenset({"apply", "map", "applymap", "transform", "pipe"})


class Source(msgspec.Struct, frozen=True):
    """A file's source with the part it plays; `cells` maps first lines of code cells to cell numbers."""

    role: str
    source: PythonSource
    cells: tuple[tuple[int, int], ...] = ()


def link(sources: Mapping[str, Source]) -> tuple[tuple[Code, ...], Graph]:
    """All code of a repository, linked."""
    linker = Linker({path: each.source for path, each in sources.items()})
    builder = Builder(linker)
    builder.find_sites()
    codes = tuple(builder.code(linker.units[path], sources[path]) for path in sorted(sources))
    return codes, builder.graph()


class Builder:
    """Collects calls and the passages between functions."""

    def __init__(self, linker: Linker) -> None:
        self.linker = linker
        self.types = Types(linker)
        self.calls: dict[int, Call] = {}
        self.returned: dict[int, tuple[int, ...]] = {}
        self.passed: defaultdict[int, dict[int, tuple[int, ...]]] = defaultdict(dict)
        self.callers: defaultdict[str, list[int]] = defaultdict(list)
        self.definitions: dict[int, tuple[tuple[int, ...], ...]] = {}
        self.parameters = {unit.path: parameter_nodes(unit) for unit in linker.units.values()}

    def find_sites(self) -> None:
        """Calls whose callee needs no types: from them the types of parameters are known."""
        for unit in self.linker.units.values():
            for node in unit.source.nodes:
                if node.kind != "call" or node.name.startswith((".", "()")):
                    continue
                if node.name.startswith("self."):
                    owner = unit.source.functions[node.scope].owner if node.scope >= 0 else -1
                    found = self.linker.method_of(unit, owner, node.name[5:]) if owner >= 0 else None
                else:
                    found = self.linker.function_of(self.linker.resolve(unit, node.name))
                if found:
                    self.enter(unit, node, found, types=True)

    def enter(self, unit: Unit, node: Node, found: tuple[Unit, int], *, types: bool) -> None:
        """Bind a call's arguments to the parameters of the function it calls."""
        home, index = found
        function = home.source.functions[index]
        for name, argument in arguments_of(node, function.parameters, bound=takes_self(home.source, function)).items():
            parameter = self.parameters[home.path].get((index, name))
            if parameter is None:
                continue
            if types:
                self.types.sites.setdefault(home.offset + parameter, []).extend((unit, number) for number in argument.inputs)
            self.passed[home.offset + parameter][unit.offset + node.number] = shifted(argument.inputs, unit.offset)

    def code(self, unit: Unit, given: Source) -> Code:
        """One file's code with all its nodes linked."""
        places = CellMap(given.cells)
        calls = tuple(self.call(unit, node, places) for node in unit.source.nodes)
        for call in calls:
            self.calls[call.number] = call
        local = {target.path for target in (*unit.names.values(), *unit.stars) if target.path and target.path != unit.path}
        packages, missing = self.imports(unit)
        bases = tuple(self.linker.library_bases(unit, index) for index in range(len(unit.source.classes)))
        return Code(
            path=unit.path,
            role=given.role,
            module=module_of(unit.path),
            source=unit.source,
            calls=calls,
            cells=given.cells,
            local_imports=tuple(sorted(local)),
            packages=packages,
            unresolved_imports=missing,
            bases=bases,
            base_concepts=tuple(tuple(sorted({concept for base in each for concept in knowledge.concepts_of(base)})) for each in bases),
            uses=uses_of(unit, calls, bases, places),
            by_concept=by_concept(calls),
            by_scope=by_scope(calls),
        )

    def imports(self, unit: Unit) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
        """Top-level names of other packages, and relative imports that lead nowhere."""
        packages: dict[str, int] = {}
        missing: dict[str, int] = {}
        for entry in unit.source.imports:
            if entry.level:
                if not self.linker.modules.meaning(entry, unit.path).path:
                    missing.setdefault("." * entry.level + entry.module, entry.line)
                continue
            bound = unit.names.get(entry.alias) or unit.names.get(entry.module)
            stars = [star for star in unit.stars if star.path and self.linker.modules.find(entry.module, unit.path) == star.path]
            if (bound is not None and bound.path) or (entry.name == "*" and stars):
                continue
            packages.setdefault(entry.module.partition(".")[0], entry.line)
        return tuple(packages.items()), tuple(missing.items())

    def call(self, unit: Unit, node: Node, places: CellMap) -> Call:
        """One node, resolved."""
        kind, offset = node.kind, unit.offset
        number, name = offset + node.number, self.name(unit, node)
        own = name.startswith(OWN)
        receiver = shifted(node.receiver, offset) if node.receiver else ()
        arguments = node.arguments
        if arguments and offset:
            arguments = tuple([moved(argument, offset) if argument.inputs else argument for argument in arguments])
        inputs = receiver
        if arguments:
            inputs = tuple(dict.fromkeys([*receiver, *[feed for argument in arguments for feed in argument.inputs]]))
        if kind in _FED_ELSEWHERE:
            inputs += self.others(unit, node)
        if own and kind == "call":
            self.note(unit, node, name)
        elif receiver and arguments and node.name.rpartition(".")[2] in _HANDS_ON:
            self.hand_on(unit, node)
        elif kind == "definition":
            self.definitions[number] = tuple([argument.inputs for argument in arguments])
        types, (line, cell) = self.types.node(unit, node.number), places.place(node.line)
        known = name and not own and name[0] != "("
        concepts = concepts_of_call(unit, name, arguments) if known else ()
        return Call(
            number, kind, name, concepts, unit.path, line, cell, node.scope, receiver, arguments,
            inputs, types[0] if types else "", node.used, node.guards, node.loops, node.targets, node.name,
            knowledge.family(name) if concepts else "", name.rpartition(".")[2].rpartition(":")[2], own,
        )  # fmt: skip

    def name(self, unit: Unit, node: Node) -> str:
        """The full name of a node."""
        types = self.types
        if node.kind == "call":
            return types.name(unit, node)
        if node.kind == "free":
            if node.name.partition(".")[0] in unit.source.bindings:
                return node.name
            return self.linker.resolve(unit, node.name) or node.name
        if node.kind == "item":
            held = types.of(unit, node.receiver)
            return f"{held[0]}{node.name if node.name != '[]' else '.[]'}" if held else node.name
        return node.name

    def others(self, unit: Unit, node: Node) -> tuple[int, ...]:
        """Feeds that stand elsewhere: a variable of a module, an attribute of self, an object called by a module's name."""
        if node.kind == "self" and node.scope >= 0:
            owner = unit.source.functions[node.scope].owner
            held = unit.source.classes[owner].attributes.get(node.name, ()) if owner >= 0 else ()
            return shifted(held, unit.offset)
        if node.kind == "call" and node.name.startswith("self.") and node.scope >= 0:
            owner = unit.source.functions[node.scope].owner
            held = unit.source.classes[owner].attributes.get(node.name[5:], ()) if owner >= 0 else ()
            return shifted(held, unit.offset)
        if node.kind == "free" or (node.kind == "call" and not node.name.startswith((".", "()"))):
            variable = self.linker.variable(unit, node.name)
            if variable is not None:
                return shifted(variable[1], variable[0].offset)
        return ()

    def note(self, unit: Unit, node: Node, name: str) -> None:
        """Where a call of the project's own function leads."""
        found = self.linker.function_of(name)
        if found is None:
            return
        home, index = found
        number = unit.offset + node.number
        self.callers[home.qualified(index)].append(number)
        self.enter(unit, node, found, types=False)
        results = home.source.functions[index].returns
        if results and not (self.linker.class_of(name) and "." not in name.rpartition(":")[2]):
            self.returned[number] = shifted(results, home.offset)

    def hand_on(self, unit: Unit, node: Node) -> None:
        """Where a function of the project's own is handed to what gives it its rows: they are its first parameter."""
        handed = node.arguments[0].text
        found = self.linker.function_of(self.linker.resolve(unit, handed)) if handed.isidentifier() else None
        if found is None:
            return
        function, number = found[0].source.functions[found[1]], unit.offset + node.number
        parameter = self.parameters[found[0].path].get((found[1], function.parameters[0])) if function.parameters else None
        if parameter is not None:
            self.passed[found[0].offset + parameter][number] = shifted(node.receiver, unit.offset)
            self.returned[number] = shifted(function.returns, found[0].offset)

    def graph(self) -> Graph:
        """Everything by number, and both ways."""
        consumers: defaultdict[int, list[int]] = defaultdict(list)
        for call in self.calls.values():
            for number in call.inputs:
                consumers[number].append(call.number)
        for number, results in self.returned.items():
            for result in results:
                consumers[result].append(number)
        for parameter, sites in self.passed.items():
            for numbers in sites.values():
                for number in numbers:
                    consumers[number].append(parameter)
        functions = {
            unit.qualified(index): (unit.path, index) for unit in self.linker.units.values() for index in range(len(unit.source.functions))
        }
        return Graph(
            calls=self.calls,
            consumers={number: tuple(users) for number, users in consumers.items()},
            returned=self.returned,
            passed=dict(self.passed),
            functions=functions,
            callers={name: tuple(numbers) for name, numbers in self.callers.items()},
            definitions=self.definitions,
        )


def by_concept(calls: tuple[Call, ...]) -> dict[str, tuple[int, ...]]:
    """Where in a file the calls of each concept stand."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for position, call in enumerate(calls):
        for concept in call.concepts:
            found[concept].append(position)
    return {concept: tuple(each) for concept, each in found.items()}


def by_scope(calls: tuple[Call, ...]) -> dict[int, tuple[int, ...]]:
    """Where in a file the nodes of each function stand."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for position, call in enumerate(calls):
        found[call.scope].append(position)
    return {scope: tuple(each) for scope, each in found.items()}


def uses_of(unit: Unit, calls: tuple[Call, ...], bases: tuple[tuple[str, ...], ...], places: CellMap) -> tuple[Use, ...]:
    """The libraries that calls and classes use; an import alone is no use."""
    first: dict[str, tuple[int, int | None]] = {}
    counts: defaultdict[str, int] = defaultdict(int)
    concepts: defaultdict[str, set[str]] = defaultdict(set)
    named = [(call.name, call.concepts, (call.line, call.cell)) for call in calls if call.kind == "call"]
    for klass, each in zip(unit.source.classes, bases, strict=True):
        named.extend((base, knowledge.concepts_of(base), places.place(klass.line)) for base in each)
    for name, means, place in named:
        library = knowledge.technology_of(knowledge.library_of(name)) if "." in name and not name.startswith((OWN, ".", "(")) else ""
        if library:
            first.setdefault(library, place)
            counts[library] += 1
            concepts[library].update(means)
    return tuple(Use(each, *first[each], counts[each], tuple(sorted(concepts[each]))) for each in sorted(first))


def parameter_nodes(unit: Unit) -> dict[tuple[int, str], int]:
    """(function, parameter) to the node that stands for it."""
    return {(node.scope, node.name): node.number for node in unit.source.nodes if node.kind == "parameter"}


def moved(argument: Argument, offset: int) -> Argument:
    """An argument whose feeds are numbers of the repository."""
    inputs = tuple([number + offset for number in argument.inputs])
    return Argument(argument.name, argument.constant, argument.is_constant, argument.items, argument.text, inputs)


def concepts_of_call(unit: Unit, name: str, arguments: tuple[Argument, ...]) -> tuple[str, ...]:
    """What a call means by its name, and a request by the address that it is sent to."""
    if not knowledge.is_request(name):
        return knowledge.concepts_of(name)
    told = [each for each in arguments if each.name in ("", "url")][:2]
    held = [unit.source.bindings[each.text].constant for each in told if each.text in unit.source.bindings]
    texts = [*held, *(text for each in told for text in (each.constant, *each.items))]
    return knowledge.concepts_of(name) + knowledge.concepts_of_address(text for text in texts if isinstance(text, str))
