"""What a function reaches: the calls inside it and inside the project's own functions it calls, a few steps deep."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.once import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

DEEPEST = 3
MOST_FUNCTIONS = 200
# Methods of built-in types and of everybody's classes: a name alone does not tell whose they are.
_ANYBODY = (
    frozenset(dir(str))
    | frozenset(dir(list))
    | frozenset(dir(dict))
    | frozenset(dir(set))
    | frozenset({"close", "read", "write", "run", "start", "save", "load"})
)


class Spot(msgspec.Struct, frozen=True):
    """A function of a file; index -1 is the file's own top level."""

    path: str
    index: int


class Reach:
    """Follows calls through the repository; built once for a check."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.codes = {code.path: code for code in facts.code}
        self._scopes: dict[str, dict[int, list[Call]]] = {}
        self._parents: dict[str, dict[int, list[int]]] = {}
        self._methods: dict[str, list[Spot]] | None = None
        self._steps: dict[Spot, tuple[Spot, ...]] = {}

    def within(self, spot: Spot) -> Iterator[Call]:
        """The nodes of a function and of the functions defined inside it."""
        code = self.codes[spot.path]
        scopes = self._by_scope(code)
        yield from scopes.get(spot.index, ())
        for index in self._inside(code).get(spot.index, ()) if spot.index >= 0 else ():
            yield from self.within(Spot(spot.path, index))

    def _inside(self, code: Code) -> dict[int, list[int]]:
        """The functions of a file by the one in which they stand."""
        known = self._parents.get(code.path)
        if known is None:
            known = self._parents[code.path] = defaultdict(list)
            for index, function in enumerate(code.functions):
                known[function.parent].append(index)
        return known

    def _by_scope(self, code: Code) -> dict[int, list[Call]]:
        known = self._scopes.get(code.path)
        if known is None:
            known = self._scopes[code.path] = defaultdict(list)
            for call in code.calls:
                known[call.scope].append(call)
        return known

    def spots(self, starts: Iterable[Spot], depth: int = DEEPEST) -> tuple[Spot, ...]:
        """The functions reached from some, those included, nearest first."""
        found = dict.fromkeys(starts)
        edge = list(found)
        for _ in range(depth):
            edge = [spot for each in edge for spot in self.steps(each) if spot not in found and found.setdefault(spot) is None]
            if len(found) > MOST_FUNCTIONS:
                break
        return tuple(found)

    def steps(self, spot: Spot) -> tuple[Spot, ...]:
        """The functions that one function leads to, each once."""
        known = self._steps.get(spot)
        if known is None:
            known = self._steps[spot] = tuple(dict.fromkeys(each for call in self.within(spot) for each in self.led_to(call)))
        return known

    def calls(self, starts: Iterable[Spot], depth: int = DEEPEST) -> Iterator[Call]:
        """Every node reached, nearest first."""
        return (call for spot in self.spots(starts, depth) for call in self.within(spot))

    def led_to(self, call: Call) -> Iterator[Spot]:
        """The project's own function that a call enters, or that a value passed on stands for."""
        if call.kind == "self":
            yield from self._own_method(call)
        if call.kind not in ("call", "free", "item"):
            return
        if call.own:
            yield from self.named(call.name)
        elif call.kind == "call" and "." in call.name and (call.name.startswith(".") or self.is_variable(call)):
            yield from self._only_one(call)

    def _own_method(self, call: Call) -> Iterator[Spot]:
        """The method of the same class that is handed over uncalled: `run_in_executor(None, self.answer, text)`."""
        code = self.codes[call.path]
        owner = code.functions[call.scope].owner if call.scope >= 0 else -1
        if owner >= 0:
            yield from (spot for name, spot in self.methods(code, owner) if name == call.name)

    def is_variable(self, call: Call) -> bool:
        """Whether the name called stands for no import of its file: a `global`, or a name that could not be told."""
        head = call.name.partition(".")[0]
        code = self.codes.get(call.path)
        return (
            call.name == call.written
            and code is not None
            and all(head not in (each.alias, each.module.partition(".")[0]) for each in code.imports)
        )

    def named(self, name: str) -> Iterator[Spot]:
        """The function, method or constructor of a full name."""
        functions = self.facts.graph.functions
        for each in (name, f"{name}.__init__"):
            if each in functions:
                yield Spot(*functions[each])
                return
        owner, _, method = name.rpartition(".")
        if ".py:" in owner or ".ipynb:" in owner:
            yield from self._inherited(owner, method)

    def class_of(self, name: str) -> tuple[Code, int] | None:
        """The project's own class of a full name."""
        path, _, short = name.removeprefix("project:").rpartition(":")
        code = self.codes.get(path)
        found = next((index for index, each in enumerate(code.classes) if each.name == short.partition(".")[0]), None) if code else None
        return None if code is None or found is None else (code, found)

    def methods(self, code: Code, owner: int) -> Iterator[tuple[str, Spot]]:
        """The methods of a class by name."""
        return ((function.name, Spot(code.path, index)) for index, function in enumerate(code.functions) if function.owner == owner)

    def _inherited(self, owner: str, method: str) -> Iterator[Spot]:
        found = self.class_of(owner)
        if found is None:
            return
        code, index = found
        for base in code.classes[index].bases:
            for home in (code, *(self.codes[path] for path in code.local_imports if path in self.codes)):
                short = base.partition("[")[0].rpartition(".")[2]
                for number, klass in enumerate(home.classes):
                    if klass.name == short and klass is not code.classes[index]:
                        yield from (spot for name, spot in self.methods(home, number) if name == method)

    def _only_one(self, call: Call) -> tuple[Spot, ...]:
        """The one method of that name in product code, or the one of the class for which the object is named (`state.core` of `Core`)."""
        method = call.method
        if method in _ANYBODY or "." in method:
            return ()
        if self._methods is None:
            self._methods = defaultdict(list)
            for code in self.facts.product:
                for index, function in enumerate(code.functions):
                    if function.owner >= 0:
                        self._methods[function.name].append(Spot(code.path, index))
        found = self._methods.get(method, [])
        if len(found) > 1:
            owners = (call.written.rpartition(".")[0], *(self.facts.graph.calls[number].name for number in call.receiver))
            words = {owner.rpartition(".")[2].replace("_", "").lower() for owner in owners}
            found = [each for each in found if self._class_name(each).lower() in words]
        return tuple(found) if len(found) == 1 else ()

    def _class_name(self, spot: Spot) -> str:
        """The name of the class of a method, without strokes."""
        code = self.codes[spot.path]
        return code.classes[code.functions[spot.index].owner].name.replace("_", "")


@kept
def reach_of(facts: Facts) -> Reach:
    """The reach of a repository, remembered for the last one asked for."""
    return Reach(facts)


def decorators(code: Code, index: int) -> Iterator[Call]:
    """The nodes of a function's decorators; numbers of decorators count within the file."""
    return (code.calls[number] for number in code.functions[index].decorators if number < len(code.calls))
