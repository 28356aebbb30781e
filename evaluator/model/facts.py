"""Facts: a field for each kind of thing in a repository, never for a check."""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

import msgspec

from evaluator.model.code import PRODUCT, Call, Code, Graph
from evaluator.model.documents import (
    ContainerSource,
    Manifest,
    NotebookSource,
    Plain,
    Requirements,
    Secret,
    Stages,
    TableHeader,
    Text,
    WorkflowSource,
)
from evaluator.model.place import Location, Placed, Unread
from evaluator.model.snapshot import History


class File(msgspec.Struct, frozen=True):
    """A path of the tree with the part it plays.

    `role` among product, notebook, test, data, docs, config, vendored, generated, tutorial, archive, template, other.
    `kind` is the reader's kind ("python", "notebook", "document", ...), "" when no reader takes it. `size` in bytes, -1 unknown.
    """

    path: str
    size: int
    role: str
    kind: str

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def folder(self) -> str:
        """The path without its last part, "" for the root."""
        return self.path.rpartition("/")[0]


class Notebook(Placed, frozen=True):
    """A notebook's cells and prose; its code is a `Code` with the same path."""

    source: NotebookSource


class Document(Placed, frozen=True):
    """A text somebody wrote. `kind` among readme, model-card, data-card, licence, changelog, contributing, report, docs, notebook."""

    kind: str
    text: Text

    def at(self, line: int, cell: int | None = None) -> Location:
        """The place of a line."""
        return Location(self.path, line, cell)


class Dependencies(Placed, frozen=True):
    """A file that declares dependencies."""

    source: Requirements


class Declared(Placed, frozen=True):
    """A manifest or settings file: see `documents.Manifest`."""

    source: Manifest


class Container(Placed, frozen=True):
    """A Dockerfile of any name."""

    source: ContainerSource


class Workflow(Placed, frozen=True):
    """A CI file. `active` when it lies where its service reads it."""

    active: bool
    source: WorkflowSource


class Work(Placed, frozen=True):
    """A file of named targets (Makefile, dvc.yaml, tox.ini, shell script)."""

    source: Stages


class DataTable(Placed, frozen=True):
    """A table file's header."""

    source: TableHeader


class Lines(Placed, frozen=True):
    """A plain text file (licence, ignore file, config of another program)."""

    kind: str
    source: Plain


class FoundSecret(Placed, frozen=True):
    """A credential by shape at a place; the value never enters the house."""

    secret: Secret


class KnownData(msgspec.Struct, frozen=True, order=True):
    """A sign of a well-known tutorial data set. `how`: loader, file, columns (of a table), names (columns used in code), address,
    the default name (of what a loader is given).

    `strength` is how far the sign alone makes a work a known tutorial's, from 0 to 1 (rubric 5.5 A); `parted` when the set is
    published with a test part of its own.
    """

    id: str
    how: str
    path: str
    line: int = 0
    cell: int | None = None
    strength: float = 0.3
    parted: bool = False

    @property
    def at(self) -> Location:
        """Where the sign stands."""
        return Location(self.path, self.line, self.cell)


class Facts(msgspec.Struct, frozen=True, dict=True):
    """All that is known of one repository. What a hundred checks ask again and again is worked out once and kept.

    `tables` are the headers of data tables; `distributions` maps import names to the distributions that provide them;
    `technologies` maps declared distributions to the ids of known libraries.
    """

    paths: tuple[File, ...]
    code: tuple[Code, ...]
    graph: Graph
    notebooks: tuple[Notebook, ...] = ()
    dependencies: tuple[Dependencies, ...] = ()
    manifests: tuple[Declared, ...] = ()
    containers: tuple[Container, ...] = ()
    documents: tuple[Document, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    stages: tuple[Work, ...] = ()
    settings: tuple[Declared, ...] = ()
    tables: tuple[DataTable, ...] = ()
    lines: tuple[Lines, ...] = ()
    secrets: tuple[FoundSecret, ...] = ()
    history: History = History()
    unread: tuple[Unread, ...] = ()
    submodules: tuple[str, ...] = ()
    standard_library: frozenset[str] = frozenset()
    distributions: dict[str, tuple[str, ...]] = {}
    known_data: tuple[KnownData, ...] = ()
    technologies: dict[str, str] = {}

    @cached_property
    def product(self) -> tuple[Code, ...]:
        """The code that counts (substance rule 1)."""
        return tuple(code for code in self.code if code.is_product)

    @cached_property
    def called(self) -> tuple[Call, ...]:
        """Every call of product code, in order: the nodes of kind "call"."""
        return tuple([call for code in self.product for call in code.called])

    @cached_property
    def tests(self) -> tuple[Code, ...]:
        """The code whose role is test."""
        return tuple(code for code in self.code if code.role == "test")

    def calls_to(self, *concepts: str) -> Iterator[Call]:
        """The calls of product code that mean one of the concepts."""
        return (call for code in self.product for call in code.calls_to(*concepts))

    def those(self, concepts: Collection[str] = (), methods: Collection[str] = (), arguments: Collection[str] = ()) -> Iterator[Call]:
        """The calls of product code with one of these concepts, last parts of the name, or names of an argument; see `Code.those`."""
        return (call for code in self.product for call in code.those(concepts, methods, arguments))

    def calls_named(self, *names: str) -> Iterator[Call]:
        """The calls of product code with one of these full names (`pandas.read_csv`, or `.fit` on an unknown type)."""
        wanted = set(names)
        return (call for call in self.called if call.name in wanted)

    def upstream(self, start: Call | Iterable[int], *concepts: str) -> Iterator[Call]:
        """What feeds a call, across functions and files; with concepts, only what means one of them."""
        return self.graph.upstream(start, *concepts)

    def downstream(self, start: Call | Iterable[int], *concepts: str) -> Iterator[Call]:
        """What a call feeds."""
        return self.graph.downstream(start, *concepts)

    def code_at(self, path: str) -> Code | None:
        """The code of a path."""
        return self._code_by_path.get(path)

    def file(self, path: str) -> File | None:
        """The file at a path of the tree, exactly as git spells it."""
        return self._file_by_path.get(path)

    def exists(self, path: str) -> bool:
        """Whether the tree holds a file or folder of this path ("." and "" are the root)."""
        clean = path.strip("/")
        return clean in ("", ".") or clean in self._file_by_path or clean in self._folders

    @cached_property
    def _code_by_path(self) -> dict[str, Code]:
        return {code.path: code for code in self.code}

    @cached_property
    def _file_by_path(self) -> dict[str, File]:
        return {file.path: file for file in self.paths}

    @cached_property
    def _folders(self) -> frozenset[str]:
        found: set[str] = set()
        for file in self.paths:
            folder = file.path.rpartition("/")[0]
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    @property
    def readme(self) -> Document | None:
        """The front page: the README nearest the root; of several in folders the one that says most."""
        found = [document for document in self.documents if document.kind == "readme" and document.role not in ("vendored", "template")]
        plain = {document.path: document.path.rsplit("/", 1)[-1].partition(".")[0].lower() == "readme" for document in found}
        says = {document.path: document.text.words if "/" in document.path else 0 for document in found}
        return min(found, key=lambda each: (each.path.count("/"), not plain[each.path], -says[each.path], len(each.path)), default=None)

    @property
    def product_files(self) -> Iterator[File]:
        """Files that count."""
        return (file for file in self.paths if file.role in PRODUCT)
