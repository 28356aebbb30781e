"""Two reviews of one repository held against each other (SARIF 2.1.0: result.baselineState)."""

from typing import Literal

import msgspec

from evaluator.model.result import Evidence

State = Literal["new", "unchanged", "absent", "asked", "untold"]


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

    `state` is "new", "unchanged" (also on another line, in a file that was moved, or the check fails at another place now), "absent"
    (fixed: the check looked again and does not find it), "asked" (there now, and `reason` says why the earlier review could not tell)
    or "untold" (there then, and `reason` says why the later one cannot tell). `before` and `after` are its places, where it has
    them; `now` is what stands for the claim since it was fixed.
    """

    check: str
    state: State
    criterion: str
    before: Evidence | None = None
    after: Evidence | None = None
    reason: str = ""
    now: Evidence | None = None

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
    """What changed from one review to the next.

    `reweighted` is the sum of points that criteria gained or lost for no act of their own: others apply beside them. `regressions`
    names what became worse as a whole, `notices` what limits the comparison.
    """

    before: Side
    after: Side
    findings: tuple[Change, ...]
    criteria: tuple[CriterionChange, ...]
    regressions: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    reweighted: float = 0.0

    def of(self, state: State) -> tuple[Change, ...]:
        """The findings in one state."""
        return tuple(change for change in self.findings if change.state == state)
