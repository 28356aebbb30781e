"""From a snapshot to facts: what each file says, the part it plays, and the code linked into one graph."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from evaluator import knowledge
from evaluator.facts import document as documents
from evaluator.facts import layout, workflow
from evaluator.facts.graph import Source, link
from evaluator.facts.known_data import known_data
from evaluator.facts.modules import GONE
from evaluator.facts.readers import kinds_of, wanted
from evaluator.model.facts import (
    Container,
    DataTable,
    Declared,
    Dependencies,
    Document,
    Facts,
    File,
    FoundSecret,
    Lines,
    Notebook,
    Work,
    Workflow,
)
from evaluator.model.place import Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from evaluator.model.documents import NotebookSource, Requirements, Text
    from evaluator.model.extract import Source as Extracted
    from evaluator.model.extract import Wanted
    from evaluator.model.snapshot import Snapshot
    from evaluator.model.source import PythonSource

    Extract = Callable[[Sequence[Wanted]], Iterator[tuple[Wanted, Extracted | Unread]]]

Placed = TypeVar("Placed", Container, DataTable, Declared, Dependencies, Work)

# What nobody wrote for this repository is listed, not read.
UNREAD_ROLES = frozenset({"vendored", "generated"})
BESIDE = frozenset({"test", "tutorial", "archive"})
UNREAD_DATA = frozenset({"manifest", "secrets", "plain"})
SMALLEST_COPY = 200  # bytes; smaller files are alike by chance


class Gathered(msgspec.Struct):
    """What the readers said, by kind and path."""

    by_kind: dict[str, dict[str, Any]]
    unread: list[Unread]

    def placed(self, kind: str, wrapper: type[Placed], roles: dict[str, str]) -> tuple[Placed, ...]:
        """What a reader said of each path, with the part the path plays."""
        return tuple(wrapper(path, roles[path], source) for path, source in self.by_kind.get(kind, {}).items())


def gather(snapshot: Snapshot, extract: Extract) -> Facts:
    """All facts of a snapshot."""
    blobs = (*snapshot.root, *snapshot.blobs)
    paths = [blob.path for blob in blobs]
    roles = layout.roles(paths, {blob.path: blob.id for blob in blobs if blob.size >= SMALLEST_COPY})
    kinds = {path: read_kinds(path, roles[path]) for path in paths}
    found = read_all(blobs, {path: asked(kinds[path], roles[path]) for path in paths}, extract)
    python, roles = read_python(blobs, found, roles, extract)
    files = tuple(File(blob.path, blob.size, roles[blob.path], (kinds[blob.path] or ("",))[0]) for blob in blobs)
    notebooks: dict[str, NotebookSource] = found.by_kind.get("notebook", {})
    code, graph = link(sources_of(python, notebooks, roles))
    documented = tuple(texts(found.by_kind.get("document", {}), notebooks, roles))
    tables = tuple(each for each in found.placed("table", DataTable, roles) if each.source.delimiter)
    declared = found.placed("manifest", Declared, roles)
    active = {path: workflow.is_active(path) for path in found.by_kind.get("workflow", {})}
    return Facts(
        paths=files,
        code=code,
        graph=graph,
        notebooks=tuple(Notebook(path, roles[path], each) for path, each in notebooks.items()),
        documents=documented,
        dependencies=found.placed("dependencies", Dependencies, roles),
        manifests=tuple(each for each in declared if each.source.kind != "settings"),
        settings=tuple(each for each in declared if each.source.kind == "settings"),
        containers=found.placed("container", Container, roles),
        workflows=tuple(Workflow(path, roles[path], active[path], each) for path, each in found.by_kind.get("workflow", {}).items()),
        stages=found.placed("stages", Work, roles),
        tables=tables,
        known_data=known_data(code, tables, documented),
        lines=tuple(Lines(path, roles[path], "plain", each) for path, each in found.by_kind.get("plain", {}).items()),
        secrets=tuple(secrets(found.by_kind.get("secrets", {}), notebooks, roles)),
        history=snapshot.history,
        unread=(*snapshot.unread, *unread(snapshot, found, roles), *unparsed(python, roles), *broken_cells(notebooks, roles)),
        submodules=snapshot.submodules,
        standard_library=frozenset(sys.stdlib_module_names) | GONE,
        distributions={name: knowledge.distributions_of(name) for each in code for name, _ in each.packages},
        technologies=declared_libraries(found.by_kind.get("dependencies", {})),
    )


def read_kinds(path: str, role: str) -> tuple[str, ...]:
    """The kinds as which a path is read, given the part it plays."""
    if role in UNREAD_ROLES:
        return ()
    kinds = kinds_of(path)
    return tuple(kind for kind in kinds if kind not in UNREAD_DATA) if role == "data" else kinds


def asked(kinds: tuple[str, ...], role: str) -> tuple[str, ...]:
    """The kinds by which readers are asked: Python that does not count by itself has a reader of its own."""
    return tuple("beside" if kind == "python" else kind for kind in kinds) if role in BESIDE else kinds


def read_all(blobs: Iterable[Any], kinds: dict[str, tuple[str, ...]], extract: Extract) -> Gathered:
    """What every file says; files of the same bytes are read once."""
    blobs = tuple(blobs)
    answers = {(each.blob.id, each.kind, each.name): answer for each, answer in extract(wanted(blobs, kinds))}
    gathered = Gathered({}, [])
    for blob in sorted(blobs):
        failed = []
        for kind in kinds[blob.path]:
            answer = answers.get((blob.id, kind, "")) or answers.get((blob.id, kind, blob.path.rpartition("/")[2]))
            if isinstance(answer, Unread):
                failed.append(msgspec.structs.replace(answer, path=blob.path))
            elif answer is not None:
                gathered.by_kind.setdefault(kind, {})[blob.path] = answer
        # a file that may be of several kinds is read when it is read as one of them; looking for keys is no reading
        if all(blob.path not in gathered.by_kind.get(kind, {}) for kind in kinds[blob.path] if kind != "secrets"):
            gathered.unread.extend(failed[:1])
    gathered.unread = list(dict.fromkeys(gathered.unread))
    return gathered


def read_python(
    blobs: Iterable[Any], found: Gathered, roles: dict[str, str], extract: Extract
) -> tuple[dict[str, PythonSource], dict[str, str]]:
    """All Python files, in order, with the roles that their content decides; what turns out to count is read once more, whole."""
    beside: dict[str, PythonSource] = found.by_kind.get("beside", {})
    python: dict[str, PythonSource] = dict(sorted((found.by_kind.get("python", {}) | beside).items()))
    roles = layout.refine(roles, {path: holds_test(source) for path, source in python.items()})
    counted: dict[str, tuple[str, ...]] = {path: ("python",) for path in beside if roles[path] not in BESIDE}
    again = read_all((blob for blob in blobs if blob.path in counted), counted, extract)
    return python | again.by_kind.get("python", {}), roles


def sources_of(python: dict[str, PythonSource], notebooks: dict[str, NotebookSource], roles: dict[str, str]) -> dict[str, Source]:
    """Python files and the code of notebooks, by path."""
    found = {path: Source(roles[path], source) for path, source in python.items()}
    for path, notebook in notebooks.items():
        cells = tuple((cell.first_line, cell.number) for cell in notebook.cells if cell.kind == "code" and cell.first_line)
        found[path] = Source(roles[path], notebook.code, cells)
    return found


def texts(found: dict[str, Text], notebooks: dict[str, NotebookSource], roles: dict[str, str]) -> Iterator[Document]:
    """Documents, and the prose of notebooks as documents of kind "notebook"."""
    for path, text in found.items():
        yield Document(path, roles[path], documents.kind_of(path), text)
    for path, notebook in notebooks.items():
        yield Document(path, roles[path], "notebook", notebook.prose)


def secrets(found: dict[str, Any], notebooks: dict[str, NotebookSource], roles: dict[str, str]) -> Iterator[FoundSecret]:
    """Credentials of all files, notebooks by cell."""
    for path, each in found.items():
        yield from (FoundSecret(path, roles[path], secret) for secret in each.found)
    for path, notebook in notebooks.items():
        yield from (FoundSecret(path, roles[path], secret) for secret in notebook.secrets)


def declared_libraries(found: dict[str, Requirements]) -> dict[str, str]:
    """The known libraries among declared distributions, by distribution."""
    names = {requirement.name for each in found.values() for requirement in each.requirements}
    known = knowledge.libraries_by_distribution()
    told = {name: knowledge.technology_of(known[name]) for name in sorted(names) if name in known}
    return {name: technology for name, technology in told.items() if technology}


def holds_test(source: PythonSource) -> bool:
    """Whether a file holds a test function or class with an assertion."""
    asserting = {statement.scope for statement in source.statements if statement.kind == "assert"}
    for node in source.nodes:
        last = node.name.rpartition(".")[2]
        if node.kind == "call" and (last.startswith("assert") or node.name in ("pytest.raises", "self.fail")):
            asserting.add(node.scope)
    named = (index for index, function in enumerate(source.functions) if function.name.startswith("test"))
    return any(index in asserting for index in named)


def unread(snapshot: Snapshot, found: Gathered, roles: dict[str, str]) -> Iterator[Unread]:
    """What no reader could read; what was refused when the tree was listed is said once, as it was said there."""
    refused = {each.path for each in snapshot.unread}
    return (each for each in found.unread if roles.get(each.path) not in UNREAD_ROLES and each.path not in refused)


def unparsed(python: dict[str, PythonSource], roles: dict[str, str]) -> Iterator[Unread]:
    """Files that this Python cannot parse are said once, beside what was found in them."""
    for path, source in python.items():
        if source.problem and roles[path] not in UNREAD_ROLES:
            yield Unread(path, source.problem)


def broken_cells(notebooks: dict[str, NotebookSource], roles: dict[str, str]) -> Iterator[Unread]:
    """Cells that are no Python, one line for each notebook; the others were read."""
    for path, notebook in notebooks.items():
        broken = [cell for cell in notebook.cells if cell.problem]
        if broken and roles[path] not in UNREAD_ROLES:
            more = f" and {len(broken) - 1} more" if len(broken) > 1 else ""
            yield Unread(path, f"cell {broken[0].number}{more}: {broken[0].problem}")
