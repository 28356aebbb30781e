"""Two reviews of one repository held against each other (SARIF 2.1.0: result.baselineState)."""

from typing import Literal

import msgspec

from evaluator.model.result import Evidence

State = Literal["new", "unchanged", "absent", "untold"]


class Side(msgspec.Struct, frozen=True):
    """What one of the two reviews says as a whole."""

    commit: str | None
    committed_at: str | None
    score: int | None
    readiness: str
    version: str
    rubric: str
    profile: str | None


class Change(msgspec.Struct, frozen=True):
    """What became of one finding, a place that speaks against a check's claim.

    `state` is "new", "unchanged" (also on another line, or in a file that was moved), "absent" (fixed: the check looked again and
    does not find it) or "untold", where `reason` says why nobody can tell. `before` and `after` are its places, where it has them.
    """

    check: str
    state: State
    before: Evidence | None = None
    after: Evidence | None = None
    reason: str = ""

    @property
    def place(self) -> Evidence:
        """Where it is now, or else where it was."""
        found = self.after or self.before
        assert found is not None  # noqa: S101  a change is of something
        return found


class CriterionChange(msgspec.Struct, frozen=True):
    """A criterion whose level or points moved; a level is None where the criterion did not apply or was not asked."""

    id: str
    title: str
    before_level: int | None
    after_level: int | None
    before_points: float
    after_points: float
    reasons: tuple[str, ...] = ()


class Comparison(msgspec.Struct, frozen=True):
    """What changed from one review to the next; `regressions` names what became worse as a whole, `notices` what limits the comparison."""

    before: Side
    after: Side
    findings: tuple[Change, ...]
    criteria: tuple[CriterionChange, ...]
    regressions: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def of(self, state: State) -> tuple[Change, ...]:
        """The findings in one state."""
        return tuple(change for change in self.findings if change.state == state)
