"""Evidence, checks and their results (SARIF 2.1.0: result.kind; five outcomes as values)."""

import math
from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from evaluator.model.place import Location

NORMAL_95 = 1.959963984540054
LEAST = 0.75
Confidence = Literal["high", "low"]
Outcome = Literal["pass", "fail", "needs-review", "not-applicable", "open"]


class Evidence(msgspec.Struct, frozen=True):
    """One statement about one place. `confidence` low means doubtful: it may be true, a person should look."""

    supports: bool
    confidence: Confidence
    path: str
    line: Annotated[int, Meta(ge=0)]
    cell: Annotated[int, Meta(ge=1)] | None
    snippet: str
    note: str

    @property
    def at(self) -> Location:
        """The place the statement rests on."""
        return Location(self.path, self.line, self.cell, self.snippet)


def _evidence(supported: bool, at: Location, note: str, confidence: Confidence) -> Evidence:
    return Evidence(supported, confidence, at.path, at.line, at.cell, at.snippet, note)


def supports(at: Location, note: str, confidence: Confidence = "high") -> Evidence:
    """Evidence that the check's claim is true of this repository."""
    return _evidence(True, at, note, confidence)


def against(at: Location, note: str, confidence: Confidence = "high") -> Evidence:
    """Evidence that the check's claim is not true of this repository."""
    return _evidence(False, at, note, confidence)


def outcome_of(evidence: Iterable[Evidence]) -> Outcome:
    """The one rule of the house: firm against, doubtful against, firm support, doubtful support, in this order."""
    seen = {(item.supports, item.confidence) for item in evidence}
    if not seen:
        return "not-applicable"
    if (False, "high") in seen:
        return "fail"
    if (False, "low") in seen:
        return "needs-review"
    return "pass" if (True, "high") in seen else "needs-review"


class Check(msgspec.Struct, frozen=True):
    """What a check says of itself: words only, so that it crosses a process border.

    `concern` is the criterion of first use, `dimension` its dimension; `not_for` names the task kinds it does not apply to.
    """

    id: str
    dimension: str
    concern: str
    title: str
    why: str
    fix: str
    ask: str = ""
    not_for: tuple[str, ...] = ()


class Result(msgspec.Struct, frozen=True):
    """A check's outcome with its evidence, strongest first; `applies` is false when the kind of project drops it."""

    check: str
    concern: str
    outcome: Outcome
    applies: bool = True
    evidence: tuple[Evidence, ...] = ()


class Precision(msgspec.Struct, frozen=True):
    """How often a check was right: outcomes on public repositories, each read beside its files by a person or a fresh reader.

    Of `read` outcomes (passes and fails of whole repositories) `unfair` fails and `untrue` passes were plainly wrong, `borderline`
    ones could be argued about and count as right.
    """

    check: str
    read: int
    borderline: int = 0
    unfair: int = 0
    untrue: int = 0

    @property
    def right(self) -> int:
        """Outcomes that were not plainly wrong."""
        return self.read - self.unfair - self.untrue

    def interval(self) -> tuple[float, float]:
        """The 95 % score interval of the share that is right (Wilson 1927); (0, 1) where nothing was read."""
        if not self.read:
            return 0.0, 1.0
        share, squared = self.right / self.read, NORMAL_95**2
        centre = share + squared / (2 * self.read)
        half = NORMAL_95 * math.sqrt(share * (1 - share) / self.read + squared / (4 * self.read**2))
        scale = 1 + squared / self.read
        return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)

    @property
    def is_advisory(self) -> bool:
        """Whether a fail of this check is only a question: some were unfair, and the share that is right may be under three quarters."""
        return self.unfair > 0 and self.interval()[0] < LEAST
