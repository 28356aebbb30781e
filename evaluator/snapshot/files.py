"""Opening files of a folder that cannot be trusted: no link is followed, no pipe is waited for."""

import os
import stat
from pathlib import Path

from evaluator.model.errors import SnapshotError

_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
    _FLAGS |= getattr(os, _name, 0)


def mode_of(path: Path | bytes) -> int:
    """The `st_mode` of the path itself (a link is a link), 0 when there is nothing that we may see."""
    try:
        return os.lstat(path).st_mode
    except (OSError, ValueError):
        return 0


def is_folder(path: Path | bytes) -> bool:
    """Whether it is a real directory, not a link to one."""
    return stat.S_ISDIR(mode_of(path))


def is_file(path: Path | bytes) -> bool:
    """Whether it is a regular file, not a link to one."""
    return stat.S_ISREG(mode_of(path))


def read_regular(path: Path | bytes, limit: int) -> bytes | None:
    """The bytes of a regular file of at most `limit` bytes; None when it is something else, larger, or not readable."""
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError):
        return None
    with open(handle, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
            return None
        try:
            data = file.read(limit + 1)
        except OSError:
            return None
    return data if len(data) <= limit else None


def walk_store(top: Path, left: int) -> int:
    """How many entries may still be looked at below a git folder, all of which must be folders and regular files.

    Raises:
        SnapshotError: a link, pipe or device among them (git would follow or wait for it), or too many entries.
    """
    waiting = [top]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError as error:
            raise SnapshotError("its .git folder cannot be read: give yourself read access to it, or clone it anew") from error
        left -= len(entries)
        if left < 0:
            raise SnapshotError("its .git folder holds too many files: run `git gc` in it, or clone it anew")
        for entry in entries:
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                waiting.append(Path(entry.path))
            elif not stat.S_ISREG(mode):
                raise SnapshotError("its .git folder holds a link, pipe or device where git keeps files: clone it anew")
    return left
