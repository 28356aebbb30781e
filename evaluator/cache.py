"""An extractor that remembers: what a blob says as a kind is kept by the blob's own name (its hash), across repositories.

It wraps the one seam between listing and reading and nothing depends on it: without this file every review is the same,
only slower. Any fault of the store (locked, full, damaged, written by another version) is a miss, never a failed review.
"""

import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from evaluator.derived import edition
from evaluator.model.extract import TYPES, Source, Wanted
from evaluator.model.place import Unread
from evaluator.model.review import Review

Extract = Callable[[Sequence[Wanted]], Iterator[tuple[Wanted, Source | Unread]]]
Made = Callable[[], tuple[Review, bool]]

MAX_BYTES = 512 * 1024 * 1024
MAX_ROW = 16 * 1024 * 1024
_BATCH = 50
_ASKED = 400
_TABLE = "CREATE TABLE IF NOT EXISTS said (key TEXT PRIMARY KEY, at INTEGER NOT NULL, words BLOB NOT NULL) WITHOUT ROWID"
_READERS = ("model", "facts", "knowledge")
_KINDS: dict[str, Any] = {**TYPES, "review": Review}


def prepare(folder: Path | None = None) -> Path | None:
    """Create the store (in the user's cache folder by default); call it once before any child process opens it.

    Two processes that switch a new file to WAL at once are told "database is locked" whatever they wait for.
    None when there can be no store.
    """
    if folder is None:
        import platformdirs

        folder = platformdirs.user_cache_path("mlreview", appauthor=False)
    for _ in range(2):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _opened(folder) as store:
                store.execute("PRAGMA journal_mode=WAL")
                store.execute(_TABLE)
                _shrink(store)
        except sqlite3.OperationalError:
            return folder  # busy: another process made it
        except sqlite3.DatabaseError:  # no database, or a damaged one: it holds nothing that cannot be read again
            for file in folder.glob("said.sqlite*"):
                with suppress(OSError):
                    file.unlink()
        except OSError:
            return None
        else:
            return folder
    return None


@contextmanager
def _opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The store for the length of a `with`: committed at its end, and closed whatever it turns out to be."""
    with closing(sqlite3.connect(folder / "said.sqlite", timeout=2.0)) as store:
        store.execute("PRAGMA journal_mode").fetchone()
        store.execute("PRAGMA synchronous=OFF")
        try:
            yield store
        finally:
            with suppress(sqlite3.Error):
                store.commit()


def _shrink(store: sqlite3.Connection) -> None:
    """Forget the older half when the store has outgrown its bound."""
    (pages,), (size,) = store.execute("PRAGMA page_count").fetchone(), store.execute("PRAGMA page_size").fetchone()
    if pages * size > MAX_BYTES:
        store.execute("DELETE FROM said WHERE at <= (SELECT at FROM said ORDER BY at LIMIT 1 OFFSET (SELECT count(*) / 2 FROM said))")
        store.commit()
        store.execute("VACUUM")


def remembering(extract: Extract, folder: Path | None = None) -> Extract:
    """The extractor with a memory in `folder` (see `prepare`); it answers in the order asked, once for each thing wanted."""
    salt = edition(_READERS)

    def remembered(wanted: Sequence[Wanted]) -> Iterator[tuple[Wanted, Source | Unread]]:
        home = prepare(folder)
        if home is None:
            yield from extract(wanted)
            return
        keys = {each: _key(each, salt) for each in wanted if each.blob.id}
        known = _recall(home, keys)
        fresh = _Kept(home, keys, extract([each for each in wanted if each not in known]))
        try:
            for each in wanted:
                answer = known.get(each) or fresh.answer(each)
                if answer is not None:
                    yield each, answer
        finally:
            fresh.save()

    return remembered


def _key(each: Wanted, salt: str) -> str:
    return f"{each.blob.id}:{each.kind}:{each.edition}:{salt}:{each.name}"


def finishing(folder: Path) -> Callable[[str, Made], Review]:
    """A memory of whole reviews in `folder`, by a name that stands for all that decides one beside our own code.

    What it is given says with the review whether it lasts: what a damaged copy lacks says nothing about the next.
    """

    def finished(name: str, make: Made) -> Review:
        key = f"review:{name}:{edition(('',))}"
        known: Review | None = _whole(folder, key, "review") if name else None
        if known is not None:
            return known
        review, lasts = make()
        if name and lasts:
            _save(folder, [(key, review)])
        return review

    return finished


def _whole(folder: Path, key: str, kind: str) -> Any:
    with suppress(sqlite3.Error, OSError), _opened(folder) as store:
        row = store.execute("SELECT words FROM said WHERE key = ?", (key,)).fetchone()
        return _decoded(row[0], kind) if row else None
    return None


def _save(folder: Path, things: Sequence[tuple[str, object]]) -> None:
    rows = [(key, int(time.time()), row) for key, thing in things if (row := _encoded(thing)) is not None]
    if rows:
        with suppress(sqlite3.Error, OSError), _opened(folder) as store:
            store.executemany("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", rows)


def _recall(folder: Path, keys: dict[Wanted, str]) -> dict[Wanted, Source]:
    """What the store knows of these; a row that does not decode as its kind is not known."""
    known: dict[Wanted, Source] = {}
    asked = list(keys.items())
    with suppress(sqlite3.Error, OSError), _opened(folder) as store:
        for start in range(0, len(asked), _ASKED):
            part = asked[start : start + _ASKED]
            marks = ",".join("?" * len(part))
            rows = dict(store.execute(f"SELECT key, words FROM said WHERE key IN ({marks})", [key for _, key in part]))  # noqa: S608 - marks only
            for each, key in part:
                if key in rows and (answer := _decoded(rows[key], each.kind)) is not None:
                    known[each] = answer
    return known


def _decoded(row: object, kind: str) -> Any:
    if not isinstance(row, bytes) or len(row) < 4 or zlib.crc32(row[4:]) != int.from_bytes(row[:4], "big"):
        return None
    try:
        return msgspec.msgpack.decode(row[4:], type=_KINDS[kind])
    except (msgspec.MsgspecError, KeyError, RecursionError):
        return None


def _encoded(answer: object) -> bytes | None:
    try:
        words = msgspec.msgpack.encode(answer)
    except (TypeError, ValueError, OverflowError, RecursionError):  # a lone surrogate, a number beyond 64 bits
        return None
    return zlib.crc32(words).to_bytes(4, "big") + words if len(words) < MAX_ROW else None


class _Kept:
    """Fresh answers, taken in any order and handed out by question; stored as they come, some at a time."""

    def __init__(self, folder: Path, keys: dict[Wanted, str], answers: Iterator[tuple[Wanted, Source | Unread]]) -> None:
        self._folder = folder
        self._keys = keys
        self._answers = answers
        self._early: dict[Wanted, Source | Unread] = {}
        self._rows: list[tuple[str, int, bytes]] = []

    def answer(self, each: Wanted) -> Source | Unread | None:
        """The answer to this question; None when the extractor has none."""
        while each not in self._early:
            taken = next(self._answers, None)
            if taken is None:
                return None
            self._early[taken[0]] = taken[1]
            self._keep(*taken)
        return self._early.pop(each)

    def _keep(self, each: Wanted, answer: Source | Unread) -> None:
        """An `Unread` is not kept: a time limit or a missing blob of this clone says nothing about the next."""
        if isinstance(answer, Unread) or each not in self._keys:
            return
        row = _encoded(answer)
        if row is not None:
            self._rows.append((self._keys[each], int(time.time()), row))
        if len(self._rows) >= _BATCH:
            self.save()

    def save(self) -> None:
        """Write what is not yet written."""
        rows, self._rows = self._rows, []
        if rows:
            with suppress(sqlite3.Error, OSError), _opened(self._folder) as store:
                store.executemany("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", rows)
