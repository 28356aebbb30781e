"""A private git folder of our own that borrows a repository's objects and nothing else.

git obeys the configuration of the repository it runs in, and overrides cannot stop it (an attacker picks the names of
filters and drivers; git-scm.com/docs/gitsecurityboundary). So it never runs there: it runs in this folder, whose
configuration we wrote, with an environment built from nothing. GitPython starts the processes; it is imported here only.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from evaluator.model.errors import SnapshotError
from evaluator.snapshot.files import mode_of, read_regular
from evaluator.snapshot.limits import GIT_MEMORY, GIT_SECONDS, GIT_SILENT_SECONDS, MB
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
Process = subprocess.Popen[bytes]
_CHUNK = 1 << 16
_LONGEST_RECORD = MB
_environment_lock = threading.Lock()


def environment(home: Path) -> dict[str, str]:
    """The whole environment of a git process: nothing of ours is inherited but the search path."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {
        "LC_ALL": "C",
        "TZ": "UTC",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "false",
        "GIT_PAGER": "cat",
    }


@contextmanager
def _emptied() -> Iterator[None]:
    """Our own environment set aside: GitPython copies it to every process it starts, and cannot be told not to."""
    with _environment_lock:
        ours = dict(os.environ)
        os.environ.clear()
        os.environ.update({name: ours[name] for name in ("PATH", "SYSTEMROOT") if name in ours})
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(ours)


def start(arguments: Sequence[str], cwd: Path, env: Mapping[str, str], *, feed: bool = False, group: bool = False) -> Process:
    """Start git through GitPython; its standard error is thrown away as it comes (it quotes the repository).

    Raises:
        SnapshotError: git is not installed.
    """
    with _emptied():
        os.environ["GIT_PYTHON_REFRESH"] = "quiet"
        from git.cmd import Git
        from git.exc import GitCommandNotFound

        executable = Git.GIT_PYTHON_GIT_EXECUTABLE or "git"
        del os.environ["GIT_PYTHON_REFRESH"]
        try:
            started = Git(str(cwd)).execute(
                [executable, *arguments],
                istream=subprocess.PIPE if feed else None,
                as_process=True,
                env=dict(env),
                start_new_session=group,
            )
        except GitCommandNotFound as error:
            raise SnapshotError("git is not installed or not on the search path: install git 2.30 or newer") from error
    process: Process = cast("Process", started.proc)
    started.proc = None  # ours to end; GitPython would terminate it when the wrapper is collected
    threading.Thread(target=_drain, args=(process.stderr,), daemon=True).start()
    return process


def _drain(stream: IO[bytes]) -> None:
    with suppress(OSError, ValueError), stream:
        while stream.read(_CHUNK):
            pass


def end(process: Process, *, group: bool = False) -> None:
    """Kill a process (with `group` its whole group) if it still runs, and collect it."""
    with suppress(OSError):
        if group and sys.platform != "win32":
            os.killpg(process.pid, 9)
        elif process.poll() is None:
            process.kill()
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):
            if stream:
                stream.close()
    process.wait()


class Shadow:
    """The private git folder; every method asks git there, with a deadline and a cap on what it may say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = environment(folder)

    def _start(self, arguments: Iterable[str], *, feed: bool = False) -> Process:
        whole = [f"--git-dir={self.folder}", "-c", "core.quotePath=false", *arguments]
        process = start(whole, self.folder, self._environment, feed=feed)
        if sys.platform == "linux":
            import resource

            with suppress(OSError, ValueError):  # it may have ended already
                resource.prlimit(process.pid, resource.RLIMIT_AS, (GIT_MEMORY, GIT_MEMORY))
        return process

    @contextmanager
    def records(self, *arguments: str, limit: int, seconds: float = GIT_SECONDS) -> Iterator["Records"]:
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
            for content in _Answers(self._start(["cat-file", "--batch", "--buffer"], feed=True), ids[done:], limits[done:]):
                done += 1
                yield content
            if done >= len(ids):
                return
            done += 1
            yield None
        yield from (None for _ in ids[done:])


class Records:
    """What a process prints, cut at NUL bytes; `complete` and `succeeded` are known when the last was taken."""

    def __init__(self, process: Process, limit: int) -> None:
        self._process = process
        self._limit = limit
        self.complete = False
        self.succeeded = False

    def __iter__(self) -> Iterator[bytes]:
        assert self._process.stdout is not None  # noqa: S101 - GitPython always pipes it
        rest, taken = b"", 0
        while chunk := self._process.stdout.read1(_CHUNK):  # type: ignore[attr-defined]
            taken += len(chunk)
            if taken > self._limit:
                return
            *whole, rest = (rest + chunk).split(b"\0")
            rest = rest[:_LONGEST_RECORD]
            yield from whole
        self.succeeded = self._process.wait() == 0
        self.complete = self.succeeded
        if rest and self.succeeded:
            yield rest


class _Answers:
    """One run of `cat-file --batch --buffer`: a thread asks, the iterator reads; it stops early where git stops."""

    def __init__(self, process: Process, ids: Sequence[str], limits: Sequence[int]) -> None:
        self._process = process
        self._ids = ids
        self._limits = limits
        self._waiting_since = time.monotonic()
        self._over = threading.Event()

    def __iter__(self) -> Iterator[bytes | None]:
        threading.Thread(target=self._ask, daemon=True).start()
        threading.Thread(target=self._watch, daemon=True).start()
        try:
            for limit in self._limits:
                self._waiting_since = time.monotonic()
                try:
                    answer = self._answer(limit)
                except EOFError:
                    return
                self._waiting_since = float("inf")  # the reader of these bytes may take its time
                yield answer
        finally:
            self._over.set()
            end(self._process)

    def _answer(self, limit: int) -> bytes | None:
        """The next content; EOFError when git stopped before it was whole."""
        stream = self._process.stdout
        assert stream is not None  # noqa: S101 - GitPython always pipes it
        words = stream.readline(500).split()
        if len(words) == 2 and words[1] in (b"missing", b"ambiguous"):
            return None
        if len(words) != 3 or not words[2].isdigit():
            raise EOFError
        size = int(words[2])
        if size > limit or words[1] != b"blob":
            _skip(stream, size + 1)
            return None
        data = stream.read(size + 1)
        if len(data) != size + 1:
            raise EOFError
        return data[:-1]

    def _ask(self) -> None:
        stream = self._process.stdin
        with suppress(OSError, ValueError):
            if stream:
                stream.write(b"".join(f"{object_id}\n".encode() for object_id in self._ids))
                stream.close()

    def _watch(self) -> None:
        while not self._over.wait(1.0):
            if time.monotonic() - self._waiting_since > GIT_SILENT_SECONDS:
                self._process.kill()
                return


def _skip(stream: IO[bytes], size: int) -> None:
    while size > 0:
        chunk = stream.read(min(size, MB))
        if not chunk:
            raise EOFError
        size -= len(chunk)


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
