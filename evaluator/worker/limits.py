"""What one review may use, and what is said when it comes to nothing."""

import sys
from collections.abc import Callable
from typing import Any, Literal

import msgspec

Note = Callable[[str], None]
Task = Callable[[Any, Note, frozenset[str]], msgspec.Struct]

_MB = 1024 * 1024
NOTE_BYTES = 8192
START: Literal["fork", "spawn"] = "fork" if sys.platform == "linux" else "spawn"


class Limits(msgspec.Struct, frozen=True):
    """What one review may use: memory in bytes of address space (beside what is mapped when it starts), seconds of CPU and
    of the clock, seconds of CPU for one file.

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
