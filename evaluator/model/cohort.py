"""One line of a cohort: what is kept of a review when many stand side by side."""

import msgspec

from evaluator.model.review import Review


class CohortRow(msgspec.Struct, frozen=True):
    """A repository of a cohort.

    `failure` says why it could not be reviewed, "" when it was. `levels` maps criterion ids to the level reached (0 to 3);
    what does not apply is left out. `page` is the file name of its own page, "" when there is none. `unread` counts
    files that were not read.
    """

    name: str
    origin: str | None = None
    commit: str | None = None
    score: int | None = None
    score_range: tuple[int, int] | None = None
    readiness: str = ""
    kinds: tuple[str, ...] = ()
    unread: int = 0
    failure: str = ""
    levels: dict[str, int] = {}
    page: str = ""


def row_of(review: Review, name: str, page: str = "") -> CohortRow:
    """The line of a finished review."""
    applicable = (c for dimension in review.dimensions for c in dimension.criteria if c.applicable)
    return CohortRow(
        name=name,
        origin=review.origin,
        commit=review.commit,
        score=review.score,
        score_range=review.score_range,
        readiness=review.readiness.level,
        kinds=review.kind,
        unread=len(review.unread),
        levels={criterion.id: criterion.level for criterion in applicable},
        page=page,
    )
