"""Well-known data sets and files: which data set is a tutorial's, and what a path is usually for."""

import re
from collections.abc import Iterable
from functools import cache

import msgspec

from evaluator.knowledge.names import canonical
from evaluator.knowledge.tables import folder

_SIGN = re.compile(r"[^a-z0-9]+")
_ARCHIVES = (".gz", ".zip", ".tar", ".tgz", ".bz2", ".xz", ".dvc")


class KnownDataset(msgspec.Struct, frozen=True):
    """A public data set. `toy` is its sign's strength as a tutorial replica (rubric 5.5 A), 0 when it is no toy.

    `parted` when it is published with a test part of its own.
    `loaders` are pairs of a canonical name and its first literal ("" for any; a final `*` for any ending); `files` file names,
    folder names or ends of paths; `columns` sets of column names that tell it; `kaggle` owner/slug; `addresses` parts of URLs
    and ids of hubs.
    """

    id: str
    task: str
    toy: float
    starred: bool = False
    parted: bool = False
    loaders: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    columns: tuple[tuple[str, ...], ...] = ()
    kaggle: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class FileKind(msgspec.Struct, frozen=True):
    """What some files are for. `patterns` are globs from the root, matched without regard to case; a final / is a folder."""

    kind: str
    what: str
    patterns: tuple[str, ...]


@cache
def datasets() -> tuple[KnownDataset, ...]:
    """Every data set of the catalogue, by id."""
    return msgspec.json.decode((folder() / "known_datasets.json").read_bytes(), type=tuple[KnownDataset, ...])


@cache
def files() -> tuple[FileKind, ...]:
    """Every kind of file of the catalogue."""
    return msgspec.json.decode((folder() / "files.json").read_bytes(), type=tuple[FileKind, ...])


@cache
def toy_dataset_by_loader(name: str, first_literal: str = "") -> str:
    """The toy data set that a call loads, told by its name and its first literal argument, else ""."""
    found = _loaders().get(canonical(name), ())
    literal = first_literal.lower()
    for wanted, dataset in found:
        if wanted in ("", literal) or (wanted.endswith("*") and literal.startswith(wanted[:-1])):
            return dataset
    return toy_dataset_by_address(first_literal) if "/" in first_literal else ""


@cache
def toy_dataset_by_file(path: str) -> str:
    """The toy data set that a path names (`data/raw/titanic.csv`, `PetImages/Cat/1.jpg`), else ""."""
    parts = [_without_archive(part) for part in path.lower().replace("\\", "/").split("/") if part not in ("", ".", "..")]
    known = _files()
    for end in range(len(parts), 0, -1):
        for length in (3, 2, 1):
            tail = "/".join(parts[max(0, end - length) : end])
            if tail in known:
                return known[tail]
    return ""


def toy_dataset_by_columns(columns: Iterable[str]) -> str:
    """The toy data set whose telling columns are all among these, else ""."""
    have = frozenset(map(_plain, columns))
    return next((dataset for telling, dataset in _columns() if telling <= have), "")


@cache
def toy_dataset_by_address(text: str) -> str:
    """The toy data set that a URL, a Kaggle slug or a hub id leads to, else ""."""
    padded = f"/{text.lower().strip('/')}/"
    return next((dataset for part, dataset in _addresses() if part in padded), "")


def _toys() -> tuple[KnownDataset, ...]:
    return tuple(each for each in datasets() if each.toy)


@cache
def _loaders() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for each in _toys():
        for name, literal in each.loaders:
            found.setdefault(name, []).append((literal.lower(), each.id))
    return {name: tuple(sorted(pairs, reverse=True)) for name, pairs in found.items()}


@cache
def _files() -> dict[str, str]:
    return {"/".join(map(_without_archive, file.lower().split("/"))): each.id for each in _toys() for file in each.files}


@cache
def _columns() -> tuple[tuple[frozenset[str], str], ...]:
    every = [(frozenset(map(_plain, telling)), each.id) for each in _toys() for telling in each.columns]
    return tuple(sorted(every, key=lambda pair: (-len(pair[0]), pair[1])))


@cache
def _addresses() -> tuple[tuple[str, str], ...]:
    every = [(address.lower().strip("/"), each.id) for each in _toys() for address in (*each.kaggle, *each.addresses) if "/" in address]
    return tuple((f"{address}/" if "." in address.split("/")[0] else f"/{address}/", name) for address, name in every)


def _plain(column: str) -> str:
    return _SIGN.sub("", column.lower())


def _without_archive(name: str) -> str:
    while name.endswith(_ARCHIVES):
        name = name.rpartition(".")[0]
    return name
