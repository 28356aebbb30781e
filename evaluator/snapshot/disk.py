"""Files as they lie on disk, read without git: for `--worktree`, for plain folders, and to count what differs from HEAD."""

import hashlib
import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from evaluator.model.place import Unread
from evaluator.model.snapshot import Blob
from evaluator.snapshot.files import mode_of, read_regular
from evaluator.snapshot.limits import MAX_COMPARED_FILE, MAX_COMPARED_IN_ALL, MAX_HASHED, MAX_HASHED_IN_ALL, MAX_LISTED, MAX_PATHS, cap
from evaluator.snapshot.shadow import Shadow
from evaluator.snapshot.tree import Listing
from evaluator.snapshot.words import path_text

# Folders of installed or generated files: listed after all others, so that they use up no cap that a project's own files need.
_BULKY = frozenset(b"node_modules venv .venv env site-packages __pycache__ .tox .mypy_cache .ipynb_checkpoints".split())
_LFS = b"version https://git-lfs.github.com/spec/"


def blob_id(data: bytes, wide: bool = False) -> str:
    """The name git gives to these bytes (git-scm.com/book, Git Internals); `wide` for SHA-256 repositories."""
    head = b"blob %d\0" % len(data)
    return (hashlib.sha256 if wide else hashlib.sha1)(head + data).hexdigest()


class Folder:
    """A folder on disk as a source of blobs; nothing is followed, nothing outside it is opened."""

    def __init__(self, top: Path) -> None:
        self._top = os.fsencode(top)
        self._raw: dict[str, bytes] = {}

    def listing(self) -> Listing:
        """All regular files but those of `.git` folders, in the order of their paths."""
        blobs: list[Blob] = []
        links: list[str] = []
        unread: list[Unread] = []
        left = MAX_HASHED_IN_ALL
        for raw, mode, size in self._walk(unread):
            path = path_text(raw)
            if stat.S_ISLNK(mode):
                links.append(path)
            elif not stat.S_ISREG(mode):
                unread.append(Unread(path, "no regular file (a pipe, socket or device)"))
            elif len(blobs) >= MAX_PATHS:
                unread.append(Unread("", f"more than {MAX_PATHS:,} files: the others were left out"))
                break
            else:
                self._raw[path] = raw
                wanted = size <= min(max(MAX_COMPARED_FILE, cap(path)), left)
                data = read_regular(self._full(raw), MAX_HASHED) if wanted else b""
                left -= len(data or b"")
                blobs.append(Blob(path, blob_id(data) if wanted and data is not None else "", size, bool(mode & 0o100)))
                if data is None:
                    unread.append(Unread(path, "it cannot be opened (no permission?)"))
        return Listing(tuple(sorted(blobs)), tuple(sorted(links)), (), tuple(sorted(unread)[:MAX_PATHS]))

    def _walk(self, unread: list[Unread]) -> Iterator[tuple[bytes, int, int]]:
        waiting, later, seen = deque([b""]), deque[bytes](), 0
        while waiting or later:
            here = (waiting or later).popleft()
            try:
                entries = sorted(os.scandir(self._full(here)), key=lambda entry: entry.name)
            except OSError:
                unread.append(Unread(path_text(here), "a folder that cannot be opened"))
                continue
            for entry in entries:
                seen += 1
                if seen > MAX_LISTED:
                    return
                raw = here + b"/" + entry.name if here else entry.name
                status = entry.stat(follow_symlinks=False)
                if not stat.S_ISDIR(status.st_mode):
                    yield raw, status.st_mode, status.st_size
                elif entry.name.lower() != b".git":
                    (later if entry.name in _BULKY else waiting).append(raw)

    def _full(self, raw: bytes) -> bytes:
        return self._top + b"/" + raw if raw else self._top

    def contents(self, blobs: Iterable[Blob]) -> Iterator[bytes | None]:
        """The bytes of listed files in order; None for one that changed since, so that no cache learns a wrong pair."""
        for blob in blobs:
            data = read_regular(self._full(self._raw[blob.path]), cap(blob.path)) if blob.path in self._raw and blob.id else None
            yield data if data is not None and blob_id(data) == blob.id else None


def count_changed(top: Path, listing: Listing, shadow: Shadow, sparse: bool) -> int:
    """How many files of the tree differ on disk or are gone; line endings and what LFS put in a pointer's place do not count."""
    changed, left = 0, MAX_COMPARED_IN_ALL
    pointers: list[Blob] = []
    for blob in listing.blobs[:MAX_PATHS]:
        path = os.fsencode(top) + b"/" + blob.path.encode("utf-8", "surrogatepass")
        if blob.size < 0 or "\\x" in blob.path:
            continue
        mode = mode_of(path)
        if not mode:
            changed += not sparse
        elif not stat.S_ISREG(mode):
            changed += 1
        else:
            size = os.lstat(path).st_size
            if max(size, blob.size) > min(MAX_COMPARED_FILE, left):
                differs = size != blob.size
            else:
                left -= size
                differs = not _same(read_regular(path, MAX_COMPARED_FILE), blob)
            if differs and blob.size < 200 < size:
                pointers.append(blob)
            changed += differs
    contents = shadow.objects([blob.id for blob in pointers], [200] * len(pointers))
    return changed - sum(content is not None and content.startswith(_LFS) for content in contents)


def _same(data: bytes | None, blob: Blob) -> bool:
    if data is None:
        return False
    wide = len(blob.id) == 64
    return blob_id(data, wide) == blob.id or (b"\r\n" in data and blob_id(data.replace(b"\r\n", b"\n"), wide) == blob.id)
