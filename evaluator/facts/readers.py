"""One reader a kind of file. A reader sees bytes and at most the last part of the path, so that its answer can be remembered by blob."""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING

from evaluator.model.extract import Source, Wanted
from evaluator.model.place import Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import ModuleType

    from evaluator.model.snapshot import Blob

    Read = Callable[[Sequence[Blob]], Iterator[tuple[Blob, bytes | None]]]
    Note = Callable[[str], None]

ORDER = ("python", "notebook", "document", "dependencies", "manifest", "container", "workflow", "stages", "table", "plain", "secrets")
MISSING = "its content is not in this copy of the repository"


@functools.cache
def reader(kind: str) -> ModuleType:
    """The module that reads a kind; imported when a file of that kind is met."""
    return importlib.import_module(f"evaluator.facts.{kind}")


def kinds_of(path: str) -> tuple[str, ...]:
    """The kinds of a path, by its name alone, the telling one first."""
    return tuple(kind for kind in ORDER if reader(kind).matches(path))


def wanted(blobs: Iterable[Blob], kinds: dict[str, tuple[str, ...]]) -> tuple[Wanted, ...]:
    """What is to be read: each blob once for each of its kinds (and name, where the format hangs on the name)."""
    found: dict[tuple[str, str, str], Wanted] = {}
    for blob in blobs:
        for kind in kinds.get(blob.path, ()):
            module = reader(kind)
            name = blob.path.rpartition("/")[2] if getattr(module, "NEEDS_NAME", False) else ""
            found.setdefault((blob.id, kind, name), Wanted(blob, kind, name, module.EDITION))
    return tuple(found.values())


def extracting(read: Read, note: Note = lambda _path: None) -> Callable[[Sequence[Wanted]], Iterator[tuple[Wanted, Source | Unread]]]:
    """The extractor over one repository's bytes; `note` is told which file is being read, for whoever watches the clock."""

    def extract(asked: Sequence[Wanted]) -> Iterator[tuple[Wanted, Source | Unread]]:
        by_blob: dict[str, list[Wanted]] = {}
        for each in asked:
            by_blob.setdefault(each.blob.id, []).append(each)
        for blob, data in read([each[0].blob for each in by_blob.values()]):
            for each in by_blob[blob.id]:
                note(blob.path)
                yield each, one(each, data)

    return extract


def one(asked: Wanted, data: bytes | None) -> Source | Unread:
    """What one file says, or why it was not read."""
    path = asked.blob.path
    if data is None:
        return Unread(path, MISSING)
    try:
        module = reader(asked.kind)
        found: Source = module.read(data, asked.name) if asked.name else module.read(data)
    except ValueError as error:
        return Unread(path, f"could not be read as {asked.kind}: {error}")
    except (RecursionError, MemoryError):
        return Unread(path, f"could not be read as {asked.kind}: it nests too deeply or is too large")
    return found
