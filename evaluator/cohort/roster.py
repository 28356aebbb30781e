"""Whom to review: a roster, a folder of repositories, several paths or addresses."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.model.errors import SnapshotError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_ENTRIES = 20_000
MAX_ROSTER = 16 * 1024 * 1024
SOURCES = ("path", "repo", "repository", "url", "clone_url", "clone url", "student_repository_url", "source")
NAMES = ("name", "student", "student_name", "username", "github_username", "identifier", "team", "roster_identifier")
DEADLINES = ("as_of", "deadline", "due", "extension")


class Entry(msgspec.Struct, frozen=True):
    """One repository of a cohort; `as_of` is its own deadline, `path` the project's folder within it."""

    name: str
    source: str
    rev: str | None = None
    as_of: str | None = None
    path: str = ""


def entries(sources: Iterable[str], folder_of: type[Path]) -> tuple[Entry, ...]:
    """What the arguments of `mlreview batch` name, in a stable order, with names made unique.

    Raises:
        SnapshotError: nothing to review, or a roster without a column of paths or addresses.
    """
    found: list[Entry] = []
    for source in sources:
        path = folder_of(source)
        if path.is_file():
            found.extend(roster(path))
        elif path.is_dir():
            found.extend(repositories(path))
        else:
            found.append(Entry(name_of(source), source))
    if not found:
        raise SnapshotError("no repository was found: name a roster (CSV), a folder that holds repositories, paths or clone URLs")
    return tuple(unique(found[:MAX_ENTRIES]))


def roster(path: Path) -> Iterator[Entry]:
    """The rows of a CSV; a relative path is meant from the roster's own folder."""
    if path.stat().st_size > MAX_ROSTER:
        raise SnapshotError(f"{path.name}: larger than any roster")
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        rows = csv.DictReader(lines)
        columns = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
        source = next((columns[name] for name in SOURCES if name in columns), None)
        if source is None:
            raise SnapshotError(f"{path.name}: no column of paths or URLs: call one of them {', '.join(SOURCES[:4])}")
        named = next((columns[name] for name in NAMES if name in columns and columns[name] != source), None)
        due = next((columns[name] for name in DEADLINES if name in columns), None)
        for row in rows:
            where = (row.get(source) or "").strip()
            if not where:
                continue
            local = path.parent / where
            said = ((row.get(named) or "").strip() if named else "") or name_of(where)
            folder = (row.get(columns.get("folder") or columns.get("subdir") or "") or "").strip("/ ")
            deadline = (row.get(due) or "").strip() if due else ""
            yield Entry(
                said,
                where if "://" in where or not local.exists() else str(local),
                row.get(columns.get("rev", "")) or None,
                deadline or None,
                folder,
            )


def repositories(folder: Path) -> Iterator[Entry]:
    """A repository itself, or the repositories one or two levels below."""
    if is_repository(folder):
        yield Entry(name_of(str(folder.resolve())), str(folder))
        return
    for child in sorted(each for each in folder.iterdir() if each.is_dir() and not each.is_symlink()):
        if is_repository(child):
            yield Entry(child.name, str(child))
            continue
        for inner in sorted(each for each in child.iterdir() if each.is_dir() and not each.is_symlink()):
            if is_repository(inner):
                yield Entry(child.name if inner.name in ("repo", ".git") else f"{child.name}/{inner.name}", str(inner))


def is_repository(folder: Path) -> bool:
    """A work tree, or a bare git folder."""
    return (folder / ".git").exists() or ((folder / "HEAD").is_file() and (folder / "objects").is_dir())


def name_of(source: str) -> str:
    """The last telling parts of a path or address."""
    parts = [part for part in re.split(r"[/\\:]+", source.rstrip("/")) if part]
    last = parts[-1].removesuffix(".git") if parts else source
    return f"{parts[-2]}/{last}" if "://" in source and len(parts) > 2 else last or "repository"


def unique(found: list[Entry]) -> Iterator[Entry]:
    """Entries of the same name get numbers."""
    seen: dict[str, int] = {}
    for entry in found:
        seen[entry.name] = seen.get(entry.name, 0) + 1
        yield entry if seen[entry.name] == 1 else msgspec.structs.replace(entry, name=f"{entry.name} ({seen[entry.name]})")
