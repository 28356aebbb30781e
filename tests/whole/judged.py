"""What is said of small projects in memory, and what it is worth."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from evaluator import checks, scoring
from evaluator.checks.selectors import kinds
from tests.memory import facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evaluator.model.assessment import Assessment
    from evaluator.model.facts import Facts
    from evaluator.model.result import Result
    from evaluator.model.rubric import Rubric
    from evaluator.model.snapshot import Commit

HIRING = Path(__file__).parents[2] / "rubrics" / "hiring.yaml"


class Judged(NamedTuple):
    """What is said of some files."""

    subject: kinds.Subject
    results: dict[str, Result]
    assessment: Assessment

    def levels(self) -> dict[str, int]:
        """The levels of the criteria that apply."""
        return {one.id: one.level for dimension in self.assessment.dimensions for one in dimension.criteria if one.applicable}

    def outcomes(self, names: Sequence[str]) -> dict[str, str]:
        """The outcomes of some checks."""
        return {name: self.results[name].outcome for name in names}

    def passed(self) -> set[str]:
        """The checks that pass."""
        return {name for name, result in self.results.items() if result.outcome == "pass"}

    def points(self) -> float:
        """The points won."""
        return sum(dimension.points for dimension in self.assessment.dimensions)


def won(before: Judged, after: Judged) -> float:
    """The points that were gained, whatever was lost elsewhere."""
    old, new = ({one.id: one.points for dimension in each.assessment.dimensions for one in dimension.criteria} for each in (before, after))
    return sum(max(0.0, new[name] - points) for name, points in old.items())


@cache
def hiring() -> Rubric:
    """The shipped rubric."""
    return scoring.load_rubric(HIRING.read_text(encoding="utf-8"), HIRING.name, checks.fixes())


def judged(found: Facts) -> Judged:
    """What is said of facts."""
    subject = kinds.subject(found)
    results = checks.run(found, subject.kinds, subject.outside, subject.unseen)
    assessment = scoring.assess(results, hiring(), None, subject.kinds, found.unread, subject.no_score_because)
    return Judged(subject, {result.check: result for result in results}, assessment)


@cache
def _known(files: tuple[tuple[str, str], ...], commits: tuple[Commit, ...]) -> Judged:
    return judged(facts_of(dict(files), commits))


def review_of(files: Mapping[str, str], commits: tuple[Commit, ...] = ()) -> Judged:
    """What is said of files; the same is worked out once."""
    return _known(tuple(sorted(files.items())), commits)
