"""One command as a whole process: the CPU seconds of it and of all its descendants, and its largest memory."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NamedTuple

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of <linux/prctl.h>


class Cost(NamedTuple):
    """CPU seconds (user and system), peak resident memory of one process in MB, and the exit code."""

    cpu: float
    memory: float
    code: int


def adopt_orphans() -> None:
    """Become the parent of processes whose own parent ends first (a fork server's workers), where the kernel allows it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def cost(command: Sequence[str], environment: dict[str, str], folder: str) -> Cost:
    """Run a command with its output thrown away, and wait for it and for every process it left behind."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment, cwd=folder)
    cpu = memory = 0.0
    while True:
        try:
            pid, status, used = os.wait4(-1, 0)
        except ChildProcessError:
            return Cost(cpu, memory, process.returncode or 0)
        cpu += used.ru_utime + used.ru_stime
        memory = max(memory, used.ru_maxrss / 1024)
        if pid == process.pid:
            process.returncode = os.waitstatus_to_exitcode(status)
