"""Processes of git: started through GitPython with an environment built from nothing, read with a cap and a deadline.

GitPython is imported here only, and only when the first process is started.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from evaluator.model.errors import SnapshotError
from evaluator.snapshot.limits import GIT_MEMORY, GIT_SILENT_SECONDS, MB

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


def _import_git(empty: Path) -> None:
    """Import GitPython where it finds no git: as it is imported it starts git twice to ask for a version that we do not need.

    `empty` is a folder of our own without programs.
    """
    if "git" in sys.modules:
        return
    found = os.environ.get("PATH")
    os.environ.update({"GIT_PYTHON_REFRESH": "quiet", "PATH": str(empty)})
    import git.cmd  # noqa: F401

    del os.environ["GIT_PYTHON_REFRESH"], os.environ["PATH"]
    if found is not None:
        os.environ["PATH"] = found


def start(arguments: Sequence[str], cwd: Path, env: Mapping[str, str], *, feed: bool = False, group: bool = False) -> Process:
    """Start git through GitPython in a folder of our own; its standard error is thrown away as it comes (it quotes the repository).

    Raises:
        SnapshotError: git is not installed.
    """
    with _emptied():
        _import_git(cwd)
        from git.cmd import Git
        from git.exc import GitCommandNotFound

        executable = Git.GIT_PYTHON_GIT_EXECUTABLE or "git"
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


def bounded(process: Process) -> Process:
    """The process with a bound on its memory, where another process can be given one (Linux)."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):  # it may have ended already
            resource.prlimit(process.pid, resource.RLIMIT_AS, (GIT_MEMORY, GIT_MEMORY))
    return process


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


class Answers:
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
