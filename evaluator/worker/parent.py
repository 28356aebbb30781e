"""The parent's side: starts children, waits for their answers, kills and restarts them."""

import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluator.worker.child import serve
from evaluator.worker.limits import NOTE_BYTES, START, Failure, Limits, Outcome, Task

LIMITS = Limits()


def review_in_child(task: Task, arguments: Any, limits: Limits = LIMITS) -> Outcome:
    """`task(arguments, note, poisoned)` in a child; what it returns as MessagePack, or why it did not.

    The task calls `note(path)` before it reads a file and `note("")` when it reads none; paths in `poisoned` have killed
    a child before and must be left out. It must be importable by name; its arguments picklable.
    """
    return next(outcome for _, outcome in review_each(task, [arguments], limits, workers=1))


def review_each(task: Task, jobs: Sequence[Any], limits: Limits = LIMITS, workers: int = 1) -> Iterator[tuple[int, Outcome]]:
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
        (Path(self._folder.name) / "note").write_bytes(bytes(NOTE_BYTES))
        context: Any = multiprocessing.get_context(START)
        self.answers, theirs = context.Pipe(duplex=False)
        alive_here, alive_there = os.pipe() if sys.platform != "win32" else (-1, -1)
        job = (self._task, self._arguments, self._poisoned, self._limits, self._folder.name)
        lifeline = (alive_here, alive_there) if START == "fork" else (-1, -1)
        self._process = context.Process(target=serve, args=(job, theirs, lifeline))
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
    reasons = {-getattr(signal, "SIGPROF", 99): "stood still at one file", -getattr(signal, "SIGXCPU", 99): "used too much processor time"}
    return reasons.get(status, "ran out of memory or crashed")
