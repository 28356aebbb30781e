"""Repositories of one person made by hand: a real review of a sample, with the levels that a test is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from evaluator import checks, resources, scoring
from evaluator.model.candidate import Lineage, Portrait, Studied
from evaluator.model.cohort import CohortRow, row_of
from tests.report import sample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluator.model.review import CriterionScore, Review
    from evaluator.model.rubric import Rubric

DAY = 24 * 3600


def hiring() -> Rubric:
    """The shipped rubric."""
    path = resources.rubrics() / "hiring.yaml"
    return scoring.load_rubric(path.read_text(encoding="utf-8"), path.name, checks.fixes())


def levelled(review: Review, levels: Mapping[str, int]) -> Review:
    """The same review with other levels; nothing is possible beyond them, and what is named applies."""

    def changed(one: CriterionScore) -> CriterionScore:
        if one.id not in levels:
            return one
        level = levels[one.id]
        return msgspec.structs.replace(one, level=level, possible_level=level, applicable=True, judge="tool", opens_after=None)

    dimensions = tuple(msgspec.structs.replace(d, criteria=tuple(map(changed, d.criteria))) for d in review.dimensions)
    return msgspec.structs.replace(review, dimensions=dimensions)


def portrait(name: str, lineage: Lineage | None = None, *, ready: str = "practitioner", score: int = 50, **levels: int) -> Portrait:
    """A repository with these levels (an underscore for each hyphen), its first commit on a day of its own."""
    review = levelled(sample.review(), {key.replace("_", "-"): level for key, level in levels.items()})
    readiness = msgspec.structs.replace(review.readiness, level=ready, possible=ready, caps=())
    review = msgspec.structs.replace(review, score=score, score_range=(score, score), readiness=readiness)
    return studied(review, name, lineage or Lineage((name,), 0, 0, code={name: 9000}))


def studied(review: Review, name: str, lineage: Lineage, **changes: Any) -> Portrait:
    """A portrait of a review."""
    row = msgspec.structs.replace(row_of(review, name, f"page-{name}.html"), **changes)
    return Portrait(row, Studied(review, lineage))


def failed(name: str, why: str) -> Portrait:
    """One that could not be reviewed."""
    return Portrait(CohortRow(name=name, failure=why))
