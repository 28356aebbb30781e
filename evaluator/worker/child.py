"""The child's side: cut off, limited, one task, one answer."""

import contextlib
import faulthandler
import gc
import mmap
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from evaluator.model.errors import RubricError, SnapshotError
from evaluator.worker.limits import NOTE_BYTES, Limits, Note, Task

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_KEPT = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "APPDATA", "LOCALAPPDATA", "USERPROFILE")
_KEPT_PREFIXES = ("SSH_", "GIT_SSH", "XDG_", "LC_", "MLREVIEW_")
_KEPT_ANY_CASE = ("https_proxy", "all_proxy", "no_proxy")


def serve(job: tuple[Task, Any, frozenset[str], Limits, str], answers: "Connection", lifeline: tuple[int, int]) -> None:
    """The child: limits first, then the task; nothing it prints goes anywhere."""
    task, arguments, poisoned, limits, folder = job
    _alone(folder, lifeline)
    _limited(limits)
    gc.disable()  # the child lives for one review: what it would collect goes with it, and looking costs a third of the time
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
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for the rest of this process
    faulthandler.disable()
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
        (resource.RLIMIT_AS, limits.memory + _mapped()),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)


def _mapped() -> int:
    """Bytes of address space that the child has from its parent: a fork of a large process must not be stillborn."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


@contextlib.contextmanager
def _noting(file: Path, seconds: float) -> Iterator[Note]:
    """A function that writes down what is being read and winds the alarm anew."""
    with file.open("r+b") as handle, mmap.mmap(handle.fileno(), NOTE_BYTES) as shared:

        def note(path: str) -> None:
            words = path.encode("utf-8", "backslashreplace")[: NOTE_BYTES - 1]
            shared[: len(words) + 1] = words + b"\0"
            if sys.platform != "win32":
                signal.setitimer(signal.ITIMER_PROF, seconds if path else 0.0)

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
