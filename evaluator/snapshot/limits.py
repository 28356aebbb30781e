"""How much of a repository is read: every cap by name, and the one function that applies them.

All caps are applied when the tree is listed, never while bytes are read, so that a warm cache cannot change a review.
"""

from collections.abc import Iterable, Iterator

from evaluator.model.place import Unread
from evaluator.model.snapshot import Blob

KB = 1024
MB = 1024 * KB

MAX_PATHS = 20_000
MAX_LISTED = 100_000
MAX_COMMITS = 10_000
MAX_PATHS_PER_COMMIT = 1_000
MAX_DATED_COMMITS = 200_000
MAX_STORE_ENTRIES = 300_000
MAX_REFS = 100_000
MAX_REFS_FILE = 32 * MB
MAX_CONFIG = 64 * KB
MAX_READ = 64 * MB
MAX_KEPT = 32 * MB
MAX_LOG_OUTPUT = 128 * MB
MAX_TREE_OUTPUT = 64 * MB
MAX_TABLES = 200
MAX_TABLE = 4 * MB
TABLE_HEAD = 64 * KB
MAX_OTHER = 512 * KB
MAX_HASHED = 16 * MB
MAX_HASHED_IN_ALL = 256 * MB
MAX_COMPARED_FILE = MB
MAX_COMPARED_IN_ALL = 64 * MB

GIT_SECONDS = 30.0
NAMES_SECONDS = 15.0
GIT_MEMORY = 1536 * MB
GIT_SILENT_SECONDS = 20.0
CLONE_SECONDS = 120.0

# Suffix -> (cap in bytes, the rank in which the 64 MB are handed out: code first, data-like files last).
_CAPS = {
    ".py": (MB, 0),
    ".pyw": (MB, 0),
    ".md": (512 * KB, 1),
    ".markdown": (512 * KB, 1),
    ".rst": (512 * KB, 1),
    ".org": (512 * KB, 1),
    ".toml": (512 * KB, 1),
    ".ini": (512 * KB, 1),
    ".cfg": (512 * KB, 1),
    ".yaml": (256 * KB, 1),
    ".yml": (256 * KB, 1),
    ".ipynb": (16 * MB, 2),
    ".json": (512 * KB, 3),
    ".txt": (512 * KB, 3),
}
_TABLES = (".csv", ".tsv")
_DATA = (".json", ".txt")
_HEAP = 3


def suffix(path: str) -> str:
    """The lower-case ending of the last part of a path, with its dot, "" when it has none."""
    name = path.rsplit("/", 1)[-1]
    return name[name.rfind(".") :].lower() if "." in name else ""


def is_table(path: str) -> bool:
    """Whether only the head of the file is ever read (CSV, TSV)."""
    return suffix(path) in _TABLES


def cap(path: str) -> int:
    """The largest size in bytes at which a file of this name is read at all."""
    ending = suffix(path)
    return MAX_TABLE if ending in _TABLES else _CAPS.get(ending, (MAX_OTHER, 4))[0]


def _size(number: int) -> str:
    return f"{number // MB} MB" if number % MB == 0 else f"{number // KB} kB"


def refusals(blobs: Iterable[Blob]) -> Iterator[Unread]:
    """What of these blobs is too large, absent, or beyond what is read in all.

    A blob that is not named may be read; one of any other kind is refused by its own cap alone (see `cap`).
    """
    left, tables = MAX_READ, 0
    for blob in sorted(blobs, key=_turn):
        if is_table(blob.path):
            tables += 0 <= blob.size <= MAX_TABLE
            if tables > MAX_TABLES:
                yield Unread(blob.path, f"more than {MAX_TABLES} tables: their headers were not read")
        elif suffix(blob.path) in _CAPS:
            reason = _reason(blob, left)
            left -= 0 if reason else blob.size
            if reason:
                yield Unread(blob.path, reason)


def _turn(blob: Blob) -> tuple[int, int, str]:
    """Code before settings before notebooks before data; shallow before deep, so that no heap of data starves a project."""
    return (_CAPS.get(suffix(blob.path), (0, 4))[1], blob.path.count("/"), blob.path)


def _reason(blob: Blob, left: int) -> str:
    if blob.size < 0:
        return "its content is not in this clone (a partial clone without it)"
    if blob.size > cap(blob.path):
        return f"larger than {_size(cap(blob.path))}"
    return f"beyond the {_size(MAX_READ)} read of one repository" if blob.size > left else ""


def lines(refused: Iterable[Unread]) -> Iterator[Unread]:
    """One line for each refused file that somebody wrote, and one for all data files with the same reason."""
    heaps: dict[str, list[str]] = {}
    for item in refused:
        if suffix(item.path) in (*_TABLES, *_DATA):
            heaps.setdefault(item.reason, []).append(item.path)
        else:
            yield item
    for reason, paths in heaps.items():
        if len(paths) > _HEAP:
            yield Unread("", f"{len(paths):,} data files (.csv, .json, .txt): {reason}")
        else:
            yield from (Unread(path, reason) for path in paths)


# What of these a review records, so that its bytes can be explained later (bytes, or a number of things).
RECORDED = {
    "paths": MAX_PATHS,
    "commits": MAX_COMMITS,
    "read_bytes": MAX_READ,
    "python_bytes": _CAPS[".py"][0],
    "notebook_bytes": _CAPS[".ipynb"][0],
    "yaml_bytes": _CAPS[".yaml"][0],
    "other_bytes": MAX_OTHER,
    "tables": MAX_TABLES,
    "table_head_bytes": TABLE_HEAD,
}
