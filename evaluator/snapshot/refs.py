"""Names of commits, resolved without git: HEAD, branches and tags from loose files and `packed-refs`."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from evaluator.model.errors import SnapshotError
from evaluator.model.place import Unread
from evaluator.model.regex import regex
from evaluator.snapshot.files import mode_of, read_regular
from evaluator.snapshot.limits import KB, MAX_REFS, MAX_REFS_FILE
from evaluator.snapshot.store import Store

ID = regex(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NAME = regex(r"refs/[^\x00-\x20\x7f~^:?*\[\\]{1,1000}")
_STEPS = 5


class Refs(msgspec.Struct, frozen=True):
    """Every name with the object it stands for, the id that HEAD leads to (None when unborn), and what was odd."""

    names: dict[str, str]
    head: str | None
    unread: tuple[Unread, ...] = ()

    @property
    def tags(self) -> int:
        """How many tags there are."""
        return sum(name.startswith("refs/tags/") for name in self.names)

    @property
    def branches(self) -> int:
        """How many branches, local ones and those of a remote with the same name counted once."""
        local = {name[11:] for name in self.names if name.startswith("refs/heads/")}
        remote = {name.split("/", 3)[3] for name in self.names if name.startswith("refs/remotes/") and name.count("/") >= 3}
        return len(local | (remote - {"HEAD"}))

    def lookup(self, name: str) -> str | None:
        """The object a short name stands for, in git's own order."""
        if name == "HEAD":
            return self.head
        places = ("", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/", "refs/remotes/origin/")
        return next((self.names[place + name] for place in places if place + name in self.names), None)


def read_refs(store: Store) -> Refs:
    """All names of a repository.

    Raises:
        SnapshotError: HEAD or the refs are not what git writes.
    """
    texts = dict(_packed(store.common / "packed-refs"))
    texts.update(_loose(store.common / "refs", "refs"))
    names = {name: found for name in texts if (found := _follow(texts, name))}
    head = _head(store.head / "HEAD")
    if ID.fullmatch(head):
        return Refs(names, head)
    if head in texts and head not in names:
        raise SnapshotError("its HEAD leads in a circle or to no object id: `git symbolic-ref HEAD refs/heads/main`, or clone it anew")
    if head in names:
        return Refs(names, names[head])
    for branch in ("main", "master"):
        if found := names.get(f"refs/heads/{branch}") or names.get(f"refs/remotes/origin/{branch}"):
            return Refs(names, found, (Unread("", f"HEAD names a branch without commits: {branch} was reviewed instead"),))
    return Refs(names, None)


def _head(file: Path) -> str:
    data = read_regular(file, 4 * KB)
    if data is None:
        raise SnapshotError("its HEAD cannot be read or is no regular file: clone the repository anew")
    text = data.decode("utf-8", "replace").strip()
    name = text.removeprefix("ref:").strip()
    if ID.fullmatch(text) or (text.startswith("ref:") and _valid(name)):
        return name
    raise SnapshotError("its HEAD is not what git writes: `git symbolic-ref HEAD refs/heads/main`, or clone it anew")


def _valid(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and ".." not in name and "//" not in name and not name.endswith("/")


def _follow(texts: dict[str, str], name: str) -> str | None:
    for _ in range(_STEPS):
        text = texts.get(name, "")
        if ID.fullmatch(text):
            return text
        name = text.removeprefix("ref:").strip()
    return None


def _packed(file: Path) -> Iterator[tuple[str, str]]:
    if mode_of(file) == 0:
        return
    data = read_regular(file, MAX_REFS_FILE)
    if data is None:
        raise SnapshotError("its packed-refs is too large or no regular file: clone the repository anew")
    for line in data.decode("utf-8", "replace").split("\n")[:MAX_REFS]:
        object_id, _, name = line.partition(" ")
        if ID.fullmatch(object_id) and _valid(name.strip()):
            yield name.strip(), object_id


def _loose(folder: Path, prefix: str) -> Iterator[tuple[str, str]]:
    """Loose refs; `walk_store` has seen that there are only folders and regular files below."""
    waiting, seen = [(folder, prefix)], 0
    while waiting and seen < MAX_REFS:
        here, name = waiting.pop()
        for entry in sorted(here.iterdir()):
            seen += 1
            full = f"{name}/{entry.name}"
            if entry.is_dir():
                waiting.append((entry, full))
            elif _valid(full) and (data := read_regular(entry, 4 * KB)):
                yield full, data.decode("utf-8", "replace").strip()
