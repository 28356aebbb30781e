"""What is worked out of this program's own files, once a machine: compiled templates, compiled expressions, a rubric as read.

It says nothing of any repository, so it is used whether a cache is wanted or not, as Python uses its bytecode. Some of it
is code: all of it is taken only from a folder that belongs to the user alone. Any fault is a miss, never a failed review.
"""

import os
import sys
import tempfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec

_OTHERS_MAY_WRITE = 0o022
Made = TypeVar("Made")


def folder() -> Path | None:
    """The folder in the user's cache folder, made where it is missing; None where there is none of the user's own."""
    import platformdirs

    place = platformdirs.user_cache_path("mlreview", appauthor=False) / "derived"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = place.lstat()
    except OSError:
        return None
    if sys.platform != "win32" and (state.st_uid != os.getuid() or place.is_symlink() or state.st_mode & _OTHERS_MAY_WRITE):
        return None
    return place


def read(name: str) -> bytes | None:
    """What is kept under this name; None where nothing is, or not all of it."""
    place = folder()
    if place is None:
        return None
    try:
        words = (place / name).read_bytes()
    except OSError:
        return None
    return words[4:] if zlib.crc32(words[4:]).to_bytes(4, "big") == words[:4] else None


def write(name: str, words: bytes) -> None:
    """Keep this where that is possible; a reader meets the old or the new, never a part."""
    place = folder()
    if place is None:
        return
    with suppress(OSError):
        handle, part = tempfile.mkstemp(dir=place)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(zlib.crc32(words).to_bytes(4, "big") + words)
            Path(part).replace(place / name)
        except OSError:
            Path(part).unlink(missing_ok=True)


def worked_out(name: str, kind: Any, make: Callable[[], Made]) -> Made:
    """What `make` gives, of the type `kind` that MessagePack carries; made where it is not kept under this name, and kept then."""
    words = read(name)
    if words is not None:
        with suppress(msgspec.MsgspecError):
            known: Made = msgspec.msgpack.decode(words, type=kind)
            return known
    made = make()
    write(name, msgspec.msgpack.encode(made))
    return made


def edition(rooms: Sequence[str]) -> str:
    """This Python's grammar, and our code in these rooms (by the times and sizes of its files)."""
    files: list[tuple[str, int, int]] = []
    waiting = [str(Path(__file__).parent / name) for name in rooms]
    with suppress(OSError):  # not laid out as files: then it does not change
        while waiting:
            for entry in os.scandir(waiting.pop()):
                if entry.name.endswith((".py", ".json", ".yaml")):
                    state = entry.stat()
                    files.append((entry.path, state.st_mtime_ns, state.st_size))
                elif entry.is_dir() and entry.name != "__pycache__":
                    waiting.append(entry.path)
    return f"{sys.version_info[0]}.{sys.version_info[1]}-{zlib.crc32(repr(sorted(files)).encode()):08x}"
