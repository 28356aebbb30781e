"""What a node gives back: a library's class, the project's own class, or nothing known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator import knowledge
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from evaluator.facts.link import Linker, Unit
    from evaluator.model.source import Node

_CLASS = regex(r"\[| \||,")  # what follows the class in an annotation
FRAME = "pandas.DataFrame"
SERIES = "pandas.Series"
DEEPEST = 24
MOST_TYPES = 4
_MISSING = ("?",)
_ASKS = "llm.call"


class Types:
    """Answers for node numbers of the repository; each is computed once, cycles give nothing."""

    def __init__(self, linker: Linker) -> None:
        self.linker = linker
        self.names: dict[int, str] = {}
        self.found: dict[int, tuple[str, ...]] = {}
        self.sites: dict[int, list[tuple[Unit, int]]] = {}

    def of(self, unit: Unit, numbers: tuple[int, ...], depth: int = 0) -> tuple[str, ...]:
        """The types of a value (numbers within the unit), the earliest first."""
        found: dict[str, None] = {}
        for number in numbers:
            for each in self.node(unit, number, depth):
                found[each] = None
            if len(found) >= MOST_TYPES:
                break
        return tuple(found)

    def node(self, unit: Unit, number: int, depth: int = 0) -> tuple[str, ...]:
        """The types of one node."""
        key = unit.offset + number
        known = self.found.get(key)
        if known is not None:
            return () if known is _MISSING else known
        if depth > DEEPEST:
            return ()
        self.found[key] = _MISSING
        self.found[key] = answer = self.fresh(unit, unit.source.nodes[number], depth + 1)
        return answer

    def fresh(self, unit: Unit, node: Node, depth: int) -> tuple[str, ...]:
        """By kind of node."""
        if node.kind == "call":
            return self.call(unit, node, depth)
        if node.kind == "parameter":
            return self.parameter(unit, node, depth)
        if node.kind == "free":
            return self.free(unit, node, depth)
        if node.kind == "self":
            return self.attribute(unit, unit.source.functions[node.scope].owner if node.scope >= 0 else -1, node.name, depth)
        if node.kind == "item":
            return self.item(unit, node, depth)
        return self.of(unit, node.receiver, depth)

    def call(self, unit: Unit, node: Node, depth: int) -> tuple[str, ...]:
        """What a call gives back."""
        name = self.name(unit, node, depth)
        if not name.startswith("project:"):
            given = knowledge.type_of_call(name)
            return (given,) if given else ()
        if self.linker.class_of(name) and "." not in name.rpartition(":")[2]:
            return (name,)
        function = self.linker.function_of(name)
        if function is None:
            return ()
        owner, index = function
        return self.of(owner, owner.source.functions[index].returns, depth)

    def name(self, unit: Unit, node: Node, depth: int = 0) -> str:
        """The full name of what a call calls."""
        key = unit.offset + node.number
        if key not in self.names:
            self.names[key] = node.name
            self.names[key] = self.callee(unit, node, depth)
        return self.names[key]

    def callee(self, unit: Unit, node: Node, depth: int) -> str:
        """Resolve a callee: a method on something, an attribute of self, a variable's method, or a plain name."""
        if node.name.startswith(".") or node.name == "()":
            method = "__call__" if node.name == "()" else node.name[1:]
            held = self.of(unit, node.receiver, depth)
            return self.method(held, method) or self.along(unit, node, depth) or node.name
        if node.name.startswith("self."):
            return self.own_method(unit, node, node.name[5:], depth)
        variable = self.linker.variable(unit, node.name)
        if variable is not None:
            home, numbers, rest = variable
            types = self.of(home, numbers, depth)
            if "." in rest:
                return next((f"{each}.{rest}" for each in types if knowledge.concepts_of(f"{each}.{rest}")), f".{rest.rpartition('.')[2]}")
            return self.method(types, rest or "__call__") or (f".{rest}" if rest else "()")
        return self.linker.resolve(unit, node.name) or node.name

    def along(self, unit: Unit, node: Node, depth: int) -> str:
        """`client.chat.completions.create`: a method that the library keeps behind attributes of its object."""
        path, receiver = [node.name[1:]], node.receiver
        while len(receiver) == 1 and len(path) < MOST_TYPES + 1:
            holder = unit.source.nodes[receiver[0]]
            if holder.kind != "item" or not holder.name.startswith("."):
                break
            path.append(holder.name[1:])
            receiver = holder.receiver
        rest = ".".join(reversed(path))
        names = (f"{each}.{rest}" for each in self.of(unit, receiver, depth)) if len(path) > 1 else ()
        return next((name for name in names if knowledge.concepts_of(name)), "")

    def own_method(self, unit: Unit, node: Node, name: str, depth: int) -> str:
        """`self.name(...)`: a method, or an object kept in an attribute and called."""
        owner = unit.source.functions[node.scope].owner if node.scope >= 0 else -1
        if owner < 0:
            return f".{name}"
        if self.linker.method_of(unit, owner, name):
            return unit.own(f"{unit.source.classes[owner].name}.{name}")
        types = self.attribute(unit, owner, name, depth)
        if types:
            return self.method(types, "__call__") or "()"
        for base in self.linker.library_bases(unit, owner):
            if knowledge.concepts_of(f"{base}.{name}"):
                return f"{base}.{name}"
        return f".{name}"

    def method(self, types: tuple[str, ...], method: str) -> str:
        """The full name of a method, the first type that has it first; of a chain, `retriever | prompt | model`, that of its model."""
        if len(types) > 1:
            asked = (f"{each}.{method}" for each in types if not each.startswith("project:"))
            if name := next((each for each in asked if _ASKS in knowledge.concepts_of(each)), ""):
                return name
        fallback = ""
        for each in types:
            klass = self.linker.class_of(each)
            if klass is None:
                name = f"{each}.{method}"
                if knowledge.concepts_of(name) or knowledge.type_of_call(name):
                    return name
                fallback = fallback or name
                continue
            if self.linker.method_of(*klass, method):
                return f"{each}.{method}"
            for base in self.linker.library_bases(*klass):
                if knowledge.concepts_of(f"{base}.{method}"):
                    return f"{base}.{method}"
            fallback = fallback or f"{each}.{method}"
        return fallback

    def parameter(self, unit: Unit, node: Node, depth: int) -> tuple[str, ...]:
        """From the annotation, else from what callers give."""
        function = unit.source.functions[node.scope]
        if node.name in function.parameters:
            annotation = function.annotations[function.parameters.index(node.name)]
            given = self.annotated(unit, annotation.removeprefix("typing.").removeprefix("Annotated[")) if annotation else ()
            if given:
                return given
        found: dict[str, None] = {}
        for caller, number in self.sites.get(unit.offset + node.number, ())[:MOST_TYPES]:
            for each in self.node(caller, number, depth):
                found[each] = None
        return tuple(found)

    def annotated(self, unit: Unit, annotation: str) -> tuple[str, ...]:
        """The class that an annotation names, also under another name: `Client = Annotated[ModelClient, Depends(client)]`."""
        name = self.linker.resolve(unit, _CLASS.split(annotation, maxsplit=1)[0])
        if name and self.linker.class_of(name):
            return (name,)
        given = knowledge.type_of_call(name) if name else ""
        if given and given == knowledge.canonical(name):  # calling a class gives that class; a function is no annotation
            return (given,)
        variable = self.linker.variable(unit, annotation)
        return self.alias(variable[0], variable[1]) if variable is not None and not variable[2] else ()

    def alias(self, home: Unit, numbers: tuple[int, ...]) -> tuple[str, ...]:
        """The first of the types that stand in `Annotated[...]`."""
        item = home.source.nodes[numbers[0]] if len(numbers) == 1 else None
        if item is None or item.kind != "item" or not item.arguments or len(item.receiver) != 1:
            return ()
        if home.source.nodes[item.receiver[0]].name.rpartition(".")[2] != "Annotated":
            return ()
        first = next((home.source.nodes[number] for number in item.arguments[0].inputs if home.source.nodes[number].kind == "free"), None)
        name = self.linker.resolve(home, first.name) if first is not None else ""
        return (name,) if name and self.linker.class_of(name) else ()

    def free(self, unit: Unit, node: Node, depth: int) -> tuple[str, ...]:
        """A module-level variable, here or imported."""
        owner = unit.source.functions[node.scope].owner if node.scope >= 0 and node.name == "self" else -1
        if owner >= 0:
            return (unit.own(unit.source.classes[owner].name),)
        variable = self.linker.variable(unit, node.name)
        if variable is None:
            name = self.linker.resolve(unit, node.name)
            return (name,) if name.startswith("project:") and self.linker.class_of(name) else ()
        home, numbers, rest = variable
        return self.of(home, numbers, depth) if not rest else ()

    def attribute(self, unit: Unit, owner: int, name: str, depth: int) -> tuple[str, ...]:
        """What methods keep in an attribute of self."""
        if owner < 0:
            return ()
        held = unit.source.classes[owner].attributes.get(name.partition(".")[0], ())
        return self.of(unit, held, depth)

    def item(self, unit: Unit, node: Node, depth: int) -> tuple[str, ...]:
        """A column, a slice, an attribute."""
        types = self.of(unit, node.receiver, depth)
        if not types:
            return self.stored(unit, node, depth) or self.split_part(unit, node, depth)
        first = types[0]
        if node.name != "[]":
            held = self.linker.class_of(first)
            if held:
                return self.attribute(held[0], held[1], node.name[1:], depth)
            given = knowledge.type_of_call(first + node.name)
            return (given,) if given else ((SERIES,) if first == FRAME and not knowledge.concepts_of(first + node.name) else ())
        if first == FRAME:
            return (SERIES,) if node.arguments and isinstance(node.arguments[0].constant, str) else (FRAME,)
        if first.startswith("sklearn.") and not first.startswith("sklearn.pipeline."):
            return types  # no estimator has items: a list or a dictionary of such is asked for one of them
        return types if first in (SERIES, "numpy.ndarray") else ()

    def stored(self, unit: Unit, node: Node, depth: int) -> tuple[str, ...]:
        """What was last put under the same key, as written: `encoders[name] = LabelEncoder()`."""
        receiver = node.receiver if node.name == "[]" and node.arguments else ()
        for _ in range(MOST_TYPES):
            holder = unit.source.nodes[receiver[0]] if len(receiver) == 1 else node
            if holder.kind != "set-item" or holder.name != "[]":
                return ()
            key, sought = holder.arguments[0], node.arguments[0]
            if (key.constant, key.text) == (sought.constant, sought.text) and (key.text or key.is_constant):
                return self.of(unit, holder.arguments[-1].inputs, depth)
            receiver = holder.receiver
        return ()

    def split_part(self, unit: Unit, node: Node, depth: int) -> tuple[str, ...]:
        """A part of a split has the type of what was split; other tuples tell nothing."""
        if len(node.receiver) != 1 or not node.arguments or not isinstance(node.arguments[0].constant, int):
            return ()
        call = unit.source.nodes[node.receiver[0]]
        if call.kind != "call" or "split" not in knowledge.concepts_of(self.name(unit, call, depth)):
            return ()
        given = [argument for argument in call.arguments if argument.name == ""]
        position = node.arguments[0].constant // 2
        return self.of(unit, given[position].inputs, depth) if position < len(given) else ()
