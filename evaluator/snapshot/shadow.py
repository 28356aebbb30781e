"""A private git folder of our own that borrows a repository's objects and nothing else.

git obeys the configuration of the repository it runs in, and overrides cannot stop it (an attacker picks the names of
filters and drivers; git-scm.com/docs/gitsecurityboundary). So it never runs there: it runs in this folder, whose
configuration we wrote, with an environment built from nothing.
"""

import os
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evaluator.model.errors import SnapshotError
from evaluator.snapshot.files import mode_of, read_regular
from evaluator.snapshot.limits import GIT_SECONDS, MB
from evaluator.snapshot.process import Answers, Process, Records, bounded, end, environment, start
from evaluator.snapshot.refs import ID
from evaluator.snapshot.store import Store

_CONFIG = """[core]
\trepositoryformatversion = {version}
\tbare = true
\tcommitGraph = false
\tmultiPackIndex = false
\tpackedGitWindowSize = 32m
\tpackedGitLimit = 256m
"""
_SHA256 = "[extensions]\n\tobjectFormat = sha256\n"


class Shadow:
    """The private git folder; every method asks git there, with a deadline and a cap on what it may say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = environment(folder)

    def _start(self, arguments: Iterable[str], *, feed: bool = False) -> Process:
        whole = [f"--git-dir={self.folder}", "-c", "core.quotePath=false", *arguments]
        return bounded(start(whole, self.folder, self._environment, feed=feed))

    @contextmanager
    def records(self, *arguments: str, limit: int, seconds: float = GIT_SECONDS) -> Iterator[Records]:
        """The NUL-separated records a git command prints, as they come."""
        process = self._start(arguments)
        watch = threading.Timer(seconds, process.kill)
        watch.daemon = True
        watch.start()
        try:
            yield Records(process, limit)
        finally:
            watch.cancel()
            end(process)

    def line(self, *arguments: str) -> str:
        """The first line that a git command prints, "" when it fails."""
        with self.records(*arguments, limit=MB) as records:
            text = b"".join(records).decode("utf-8", "replace")
            return text.split("\n", 1)[0].strip() if records.succeeded else ""

    def objects(self, ids: Sequence[str], limits: Sequence[int]) -> Iterator[bytes | None]:
        """The content of blobs in order; None for one that is missing, damaged, larger than its limit or no blob."""
        done = 0
        if not ids:
            return
        for _ in range(20):  # a damaged object ends git: leave it out and go on with the next
            for content in Answers(self._start(["cat-file", "--batch", "--buffer"], feed=True), ids[done:], limits[done:]):
                done += 1
                yield content
            if done >= len(ids):
                return
            done += 1
            yield None
        yield from (None for _ in ids[done:])


@contextmanager
def shadow_of(store: Store, tip: str) -> Iterator[Shadow]:
    """A shadow of a repository whose HEAD is the object `tip` (its length tells the object format); removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="mlreview-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        (folder / "objects" / "info").mkdir(parents=True)
        (folder / "refs").mkdir()
        wide = len(tip) == 64
        (folder / "config").write_text(_CONFIG.format(version=int(wide)) + (_SHA256 if wide else ""), encoding="utf-8")
        (folder / "HEAD").write_text(tip + "\n", encoding="ascii")
        borrowed = os.fsencode((store.common.resolve() / "objects").as_posix())
        (folder / "objects" / "info" / "alternates").write_bytes(_quoted(borrowed) + b"\n")
        if shallow := _shallow(store):
            (folder / "shallow").write_text(shallow, encoding="ascii")
        yield Shadow(folder)


def _quoted(path: bytes) -> bytes:
    """A path as git's C-style quoting wants it in `alternates`; a newline or leading quote in it would end it early."""
    safe = b"".join(bytes([byte]) if 32 <= byte < 127 and byte not in b'"\\' else b"\\%03o" % byte for byte in path)
    return b'"' + safe + b'"'


def _shallow(store: Store) -> str:
    file = store.common / "shallow"
    if mode_of(file) == 0:
        return ""
    data = read_regular(file, 8 * MB)
    if data is None:
        raise SnapshotError("its list of shallow commits is no regular file: clone the repository anew")
    lines = data.decode("ascii", "replace").split("\n")
    return "".join(f"{line}\n" for line in lines if ID.fullmatch(line))
