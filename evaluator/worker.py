"""One review in a process that can be limited and killed; it dies alone, and what killed it is left out the next time.

Guards inside a process cannot work: a parser written in C takes the whole interpreter with it, and no Python signal
handler runs while it does. So the kernel keeps time: an alarm without a handler ends the child at the file it reads, a
shared note says which file that was, and the review starts again without it.
"""

import contextlib
import mmap
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from evaluator.model.errors import RubricError, SnapshotError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Note = Callable[[str], None]
Task = Callable[[Any, Note, frozenset[str]], msgspec.Struct]

_MB = 1024 * 1024
_NOTE_BYTES = 8192
_KEPT = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "APPDATA", "LOCALAPPDATA", "USERPROFILE")
_KEPT_PREFIXES = ("SSH_", "GIT_SSH", "XDG_", "LC_", "MLREVIEW_")
_KEPT_ANY_CASE = ("https_proxy", "all_proxy", "no_proxy")


class Limits(msgspec.Struct, frozen=True):
    """What one review may use: memory in bytes of address space, seconds of CPU and of the clock, seconds for one file.

    `restarts` is how many files may be left out before the review is given up.
    """

    memory: int = 1536 * _MB
    cpu: int = 240
    seconds: float = 300.0
    file_seconds: float = 5.0
    written: int = 600 * _MB
    restarts: int = 12


class Failure(msgspec.Struct, frozen=True):
    """A review that did not come about, and why in one line.

    `kind`: "repository" (it cannot be read), "rubric", "limit" (time or memory), or "fault" (ours).
    """

    kind: Literal["repository", "rubric", "limit", "fault"]
    reason: str


Outcome = bytes | Failure


def review_in_child(task: Task, arguments: Any, limits: Limits = Limits()) -> Outcome:  # noqa: B008 - frozen
    """`task(arguments, note, poisoned)` in a child; what it returns as MessagePack, or why it did not.

    The task calls `note(path)` before it reads a file and `note("")` when it reads none; paths in `poisoned` have killed
    a child before and must be left out. It must be importable by name; its arguments picklable.
    """
    return next(outcome for _, outcome in review_each(task, [arguments], limits, workers=1))


def review_each(
    task: Task, jobs: Sequence[Any],
    limits: Limits = Limits(),  # noqa: B008 - frozen
    workers: int = 1,
) -> Iterator[tuple[int, Outcome]]:
    """The outcome of every job with its index, as they end; each in a child of its own, `workers` at a time."""
    from multiprocessing.connection import wait

    waiting = list(range(len(jobs)))[::-1]
    running: dict[Any, tuple[int, _Child]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                index = waiting.pop()
                child = _Child(task, jobs[index], limits)
                running[child.answers] = (index, child)
            patience = min(child.left for _, child in running.values())
            wait(list(running), timeout=max(0.0, patience))
            for channel in [channel for channel, (_, child) in running.items() if channel.poll() or child.left <= 0]:
                index, child = running.pop(channel)
                outcome = child.outcome()
                if outcome is None:  # started again without the file that stopped it
                    running[child.answers] = (index, child)
                else:
                    yield index, outcome
    finally:
        for _, child in running.values():
            child.end()


class _Child:
    """A review in a child process, restarted without the files that stopped it until it ends or has used up its time."""

    def __init__(self, task: Task, arguments: Any, limits: Limits) -> None:
        self._task = task
        self._arguments = arguments
        self._limits = limits
        self._poisoned: frozenset[str] = frozenset()
        self._deadline = time.monotonic() + limits.seconds
        self._start()

    @property
    def left(self) -> float:
        """Seconds until the deadline of the whole review."""
        return self._deadline - time.monotonic()

    def _start(self) -> None:
        import multiprocessing

        # The folder holds the note and all that the child leaves behind when it is killed.
        self._folder = tempfile.TemporaryDirectory(prefix="mlreview-", ignore_cleanup_errors=True)
        (Path(self._folder.name) / "note").write_bytes(bytes(_NOTE_BYTES))
        method = "fork" if sys.platform == "linux" else "spawn"
        context: Any = multiprocessing.get_context(method)
        self.answers, theirs = context.Pipe(duplex=False)
        alive_here, alive_there = os.pipe() if sys.platform != "win32" else (-1, -1)
        job = (self._task, self._arguments, self._poisoned, self._limits, self._folder.name)
        lifeline = (alive_here, alive_there) if method == "fork" else (-1, -1)
        self._process = context.Process(target=_serve, args=(job, theirs, lifeline))
        self._process.start()
        self._lifeline = alive_there
        theirs.close()
        if alive_here >= 0:
            os.close(alive_here)

    def outcome(self) -> Outcome | None:
        """What came of it, None when it was started again."""
        answer = self._received() if self.left > 0 else None
        reading = self._reading()
        overdue = self.left <= 0
        status = self.end()
        if answer is not None:
            return answer
        if overdue:
            return Failure("limit", f"the review took longer than {self._limits.seconds:g} seconds: try --path or --exclude")
        if not reading or reading in self._poisoned or len(self._poisoned) >= self._limits.restarts:
            return Failure("limit", f"the review {_cause(status)}: try --path or --exclude")
        self._poisoned |= {reading}
        self._start()
        return None

    def _received(self) -> Outcome | None:
        try:
            kind, words = self.answers.recv_bytes()[:1], b""
            words = self.answers.recv_bytes()
        except (EOFError, OSError):
            return None
        if kind == b"d":
            return bytes(words)
        named = {b"s": "repository", b"r": "rubric", b"f": "fault"}
        return Failure(named[kind], words.decode("utf-8", "replace")) if kind in named else None  # type: ignore[arg-type]

    def _reading(self) -> str:
        try:
            words = (Path(self._folder.name) / "note").read_bytes()
        except OSError:
            return ""
        return words[: words.find(b"\0")].decode("utf-8", "replace")

    def end(self) -> int:
        """Kill whatever is left of it and its processes, and clear up; its exit status."""
        with contextlib.suppress(OSError):
            if sys.platform != "win32":
                os.killpg(self._process.pid, signal.SIGKILL)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        status = self._process.exitcode or 0
        self._process.close()
        self.answers.close()
        if self._lifeline >= 0:
            os.close(self._lifeline)
        self._folder.cleanup()
        return status


def _cause(status: int) -> str:
    reasons = {-getattr(signal, "SIGALRM", 99): "stood still at one file", -getattr(signal, "SIGXCPU", 99): "used too much processor time"}
    return reasons.get(status, "ran out of memory or crashed")


def _serve(job: tuple[Task, Any, frozenset[str], Limits, str], answers: "Connection", lifeline: tuple[int, int]) -> None:
    """The child: limits first, then the task; nothing it prints goes anywhere."""
    task, arguments, poisoned, limits, folder = job
    _alone(folder, lifeline)
    _limited(limits)
    kind, words = b"d", b""
    try:
        with _noting(Path(folder) / "note", limits.file_seconds) as note:
            words = msgspec.msgpack.encode(task(arguments, note, poisoned))
            note("")
    except SnapshotError as error:
        kind, words = b"s", str(error).encode("utf-8", "backslashreplace")
    except RubricError as error:
        kind, words = b"r", str(error).encode("utf-8", "backslashreplace")
    except MemoryError:
        os._exit(1)  # as if killed: the note says at which file
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent says so in one line
        kind, words = b"f", _where(error).encode("utf-8", "backslashreplace")
    answers.send_bytes(kind)
    answers.send_bytes(words)
    answers.close()


def _alone(folder: str, lifeline: tuple[int, int]) -> None:
    """Cut the child off: no terminal, no variables but the harmless, no import from the current folder, a group of its own."""
    import warnings

    if sys.platform != "win32":
        os.setsid()
        if lifeline[0] >= 0:
            _die_with_parent(*lifeline)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    for name in [name for name in os.environ if not _harmless(name)]:
        del os.environ[name]
    sys.path[:] = [entry for entry in sys.path if entry not in ("", ".")]
    tempfile.tempdir = folder
    warnings.simplefilter("ignore")


def _harmless(name: str) -> bool:
    return name in _KEPT or name.lower() in _KEPT_ANY_CASE or name.startswith(_KEPT_PREFIXES)


def _die_with_parent(alive: int, lifeline: int) -> None:
    """Be ended by the kernel when the parent's end of a pipe closes, however the parent ends (SIGIO ends who has no handler)."""
    import fcntl

    os.close(lifeline)
    fcntl.fcntl(alive, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(alive, fcntl.F_SETFL, fcntl.fcntl(alive, fcntl.F_GETFL) | getattr(os, "O_ASYNC", getattr(fcntl, "FASYNC", 0)))


def _limited(limits: Limits) -> None:
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


@contextlib.contextmanager
def _noting(file: Path, seconds: float) -> Iterator[Note]:
    """A function that writes down what is being read and winds the alarm anew."""
    with file.open("r+b") as handle, mmap.mmap(handle.fileno(), _NOTE_BYTES) as shared:

        def note(path: str) -> None:
            words = path.encode("utf-8", "backslashreplace")[: _NOTE_BYTES - 1]
            shared[: len(words) + 1] = words + b"\0"
            if sys.platform != "win32":
                signal.setitimer(signal.ITIMER_REAL, seconds if path else 0.0)

        yield note


def _where(error: BaseException) -> str:
    """The kind of a fault and the line of ours where it came up; its message may quote the repository."""
    place = ""
    trace = error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        if "evaluator" in Path(code.co_filename).parts[-4:]:
            place = f" at {Path(code.co_filename).name}:{trace.tb_lineno} in {code.co_name}"
        trace = trace.tb_next
    return f"{type(error).__name__}{place}"
