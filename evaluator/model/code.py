"""Code after linking: every call with its fully resolved name, what it means and what feeds it, across files.

Numbers are unique in the repository, so `inputs` may lead into another file: a parameter is fed by the arguments of the
calls of its function, a call of the project's own function by what that function returns.
"""

import bisect
import sys
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import msgspec

from evaluator.model.place import Location, Placed
from evaluator.model.source import Argument, Class, Constant, Function, Import, NodeKind, PythonSource

PRODUCT = frozenset({"product", "notebook"})
DEEPEST_ENTRY = 4
MOST_FED = 1 << 16


class Call(msgspec.Struct, frozen=True, array_like=True):
    """A value of the program, most often a call.

    `name` is fully resolved: `sklearn.preprocessing.StandardScaler.fit_transform`; `.fit` where the object's type is
    unknown; `project:src/utils.py:evaluate` for the project's own function or class (`...:Net.forward` for a method).
    `type` is what it gives back, in the same notation, "" when unknown. `inputs` are the numbers of all nodes that
    feed it (receiver, arguments, returned values of the project's own function). `kind` as in `source.Node`. `method` is
    the last part of the name (`fit` of `sklearn.svm.SVC.fit`), `own` whether it is a function or class of the project
    itself: fields, and not worked out of the name, because the checks ask for them a million times.
    """

    number: int
    kind: NodeKind
    name: str
    concepts: tuple[str, ...]
    path: str
    line: int
    cell: int | None
    scope: int
    receiver: tuple[int, ...]
    arguments: tuple[Argument, ...]
    inputs: tuple[int, ...]
    type: str
    used: bool
    guards: int
    loops: int
    targets: tuple[str, ...]
    written: str
    family: str
    method: str
    own: bool

    @property
    def at(self) -> Location:
        """Where the call stands; the snippet is filled in when evidence is quoted."""
        return Location(self.path, self.line, self.cell)

    def means(self, *concepts: str) -> bool:
        """Whether the name has one of the concepts."""
        own = self.concepts
        if own:
            for concept in concepts:
                if concept in own:
                    return True
        return False

    def argument(self, name: str, position: int | None = None) -> Argument | None:
        """The argument given by keyword, or else at the position among the positional ones; None when not given."""
        positional = 0
        for argument in self.arguments:
            if argument.name == name:
                return argument
            if argument.name == "":
                if positional == position:
                    return argument
                positional += 1
        return None

    def constant(self, name: str, position: int | None = None) -> Constant:
        """The literal given for an argument, None when it is not given or no literal."""
        found = self.argument(name, position)
        return found.constant if found else None


class Use(msgspec.Struct, frozen=True, array_like=True):
    """A library that a file's calls or classes use: its id, where first, how many calls, for which concepts."""

    library: str
    line: int
    cell: int | None
    calls: int
    concepts: tuple[str, ...]


class Code(Placed, frozen=True, dict=True):
    """One file of Python, or the code of one notebook as a script.

    `module` is the dotted name under which the project may import it ("" when it cannot be); `cells` maps the first
    line of each code cell to the cell's number; `local_imports` are the paths of the project's files it imports;
    `packages` the top-level names of others it imports, with the line. `bases` holds for each class the full names of the
    library classes it descends from (through the project's own), `base_concepts` what those mean; `uses` the libraries
    used; `by_concept` and `by_scope` where in `calls` the calls of a concept, and the nodes of a function, stand.
    """

    module: str
    source: PythonSource
    calls: tuple[Call, ...]
    cells: tuple[tuple[int, int], ...] = ()
    local_imports: tuple[str, ...] = ()
    packages: tuple[tuple[str, int], ...] = ()
    unresolved_imports: tuple[tuple[str, int], ...] = ()
    bases: tuple[tuple[str, ...], ...] = ()
    base_concepts: tuple[tuple[str, ...], ...] = ()
    uses: tuple[Use, ...] = ()
    by_concept: Mapping[str, tuple[int, ...]] = {}
    by_scope: Mapping[int, tuple[int, ...]] = {}

    @cached_property
    def called(self) -> tuple[Call, ...]:
        """The calls, in order: the nodes of kind "call"."""
        return tuple([call for call in self.calls if call.kind == "call"])

    @property
    def is_product(self) -> bool:
        """Whether it counts: product code, notebooks included (substance rule 1)."""
        return self.role in PRODUCT

    @property
    def is_notebook(self) -> bool:
        """A notebook, or a script exported from one."""
        return bool(self.cells) or self.source.exported_notebook

    @property
    def imports(self) -> tuple[Import, ...]:
        """Imports as written."""
        return self.source.imports

    @property
    def functions(self) -> tuple[Function, ...]:
        """Functions and methods; a `Call.scope` is an index into them."""
        return self.source.functions

    @property
    def classes(self) -> tuple[Class, ...]:
        """Classes; a `Function.owner` is an index into them."""
        return self.source.classes

    def calls_to(self, *concepts: str) -> Iterator[Call]:
        """The calls whose name has one of the concepts, in order."""
        found = self.by_concept
        if len(concepts) == 1:
            return (self.calls[position] for position in found.get(concepts[0], ()))
        return (self.calls[position] for position in sorted({position for concept in concepts for position in found.get(concept, ())}))

    def those(self, concepts: Iterable[str] = (), methods: Iterable[str] = (), arguments: Iterable[str] = ()) -> Iterator[Call]:
        """The calls, in order, with one of these concepts, last parts of the name, or names of an argument.

        For whoever asks more of each: to leave out at once what cannot be meant is most of the speed of a check.
        """
        given: set[int] = set()
        for wanted, known in ((concepts, self.by_concept), (methods, self._by_method), (arguments, self._by_argument)):
            for each in wanted:
                given.update(known.get(each, ()))
        return (call for position in sorted(given) if (call := self.calls[position]).kind == "call")

    @cached_property
    def _by_method(self) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for position, call in enumerate(self.calls):
            found[call.method].append(position)
        return found

    @cached_property
    def _by_argument(self) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for position, call in enumerate(self.calls):
            for argument in call.arguments:
                if argument.name:
                    found[argument.name].append(position)
        return found

    def methods(self, *names: str) -> Iterator[Call]:
        """The calls whose last part is one of the names and whose full name is not known (`.fit`)."""
        wanted = {f".{name}" for name in names}
        return (call for call in self.called if call.name in wanted)

    def within(self, scope: int) -> Iterator[Call]:
        """The nodes that stand directly in one function (-1: the module)."""
        return (self.calls[position] for position in self.by_scope.get(scope, ()))

    def at(self, line: int) -> Location:
        """The place of a line, in its cell when this is a notebook."""
        position = bisect.bisect_right(self.cells, (line, sys.maxsize)) - 1
        if position < 0:
            return Location(self.path, line)
        first, cell = self.cells[position]
        return Location(self.path, line - first + 1, cell)

    def line_of(self, place: Location | Call) -> int:
        """The line of a place in the file, or in the script that the cells make together."""
        return place.line + next((first - 1 for first, cell in self.cells if cell == place.cell), 0) if self.cells else place.line


class Graph(msgspec.Struct, frozen=True, dict=True):
    """All calls of the repository by number, and how values pass between functions.

    `returned` leads from a call of the project's own function to what that function returns; `passed` from a parameter
    to what each call gives for it. A walk that enters a function by one call leaves it by the same.
    `functions` leads from `project:path:name` to (path, index of the function).
    """

    calls: Mapping[int, Call]
    consumers: Mapping[int, tuple[int, ...]] = {}
    returned: Mapping[int, tuple[int, ...]] = {}
    passed: Mapping[int, Mapping[int, tuple[int, ...]]] = {}
    functions: Mapping[str, tuple[str, int]] = {}
    callers: Mapping[str, tuple[int, ...]] = {}
    definitions: Mapping[int, tuple[tuple[int, ...], ...]] = {}

    def upstream(self, start: Call | Iterable[int], *concepts: str, most: int = 4_000) -> Iterator[Call]:
        """The calls from which the start's value comes, nearest first; with concepts, only those that mean one of them."""
        seeds = (start.number,) if isinstance(start, Call) else tuple(start)
        edge: deque[tuple[int, tuple[int, ...]]] = deque((number, ()) for number in seeds)
        seen: set[tuple[int, tuple[int, ...]]] = set(edge)
        told: set[int] = {start.number} if isinstance(start, Call) else set()
        calls, known = self.calls, self._fed
        while edge and len(seen) < most:
            at = edge.popleft()
            number, entered = at
            call = calls.get(number)
            if call is None:
                continue
            if number not in told and (not concepts or call.means(*concepts)):
                told.add(number)
                yield call
            fed = known.get(at)
            for state in self.feeds(call, entered) if fed is None else fed:
                if state not in seen:
                    seen.add(state)
                    edge.append(state)

    @cached_property
    def _fed(self) -> dict[tuple[int, tuple[int, ...]], list[tuple[int, tuple[int, ...]]]]:
        """What `feeds` has given: most walks pass where others did."""
        return {}

    def feeds(self, call: Call, entered: tuple[int, ...]) -> list[tuple[int, tuple[int, ...]]]:
        """The states from which a call's value comes, keeping entry and exit of functions matched; not to be changed."""
        known = self._fed
        found = known.get((call.number, entered))
        if found is None:
            found = self._entering(call, entered)
            if len(known) < MOST_FED:
                known[call.number, entered] = found
        return found

    def _entering(self, call: Call, entered: tuple[int, ...]) -> list[tuple[int, tuple[int, ...]]]:
        if call.kind == "parameter":
            given = self.passed.get(call.number, {})
            if entered and entered[-1] in given:
                return [(number, entered[:-1]) for number in given[entered[-1]]]
            return [] if entered else [(number, ()) for numbers in given.values() for number in numbers]
        results = self.returned.get(call.number, ())
        if results and len(entered) < DEEPEST_ENTRY:
            inside = (*entered, call.number)
            return [*[(number, inside) for number in results], *[(number, entered) for number in call.receiver]]
        if call.kind == "item" and len(call.receiver) == 1 and call.arguments:
            part = self._part(call)
            if part is not None:
                return [(number, (*entered, call.receiver[0])) for number in part]
        return [(number, entered) for number in call.inputs]

    def _part(self, item: Call) -> tuple[int, ...] | None:
        """What feeds one position of a tuple that the project's own function returns; None when that cannot be told."""
        position = item.arguments[0].constant
        results = self.returned.get(item.receiver[0], ())
        found = [self.definitions[number] for number in results if number in self.definitions]
        if not found or len(found) != len(results) or not isinstance(position, int):
            return None
        return tuple(number for parts in found if 0 <= position < len(parts) for number in parts[position])

    def downstream(self, start: Call | Iterable[int], *concepts: str, most: int = 4_000) -> Iterator[Call]:
        """The calls that the start's value reaches, nearest first; with concepts, only those that mean one of them."""
        edge = deque((start.number,) if isinstance(start, Call) else tuple(start))
        seen = set(edge)
        while edge and len(seen) < most:
            for number in self.consumers.get(edge.popleft(), ()):
                if number in seen:
                    continue
                seen.add(number)
                edge.append(number)
                call = self.calls[number]
                if not concepts or call.means(*concepts):
                    yield call
