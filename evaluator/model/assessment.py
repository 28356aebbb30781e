"""What scoring says of some results by a rubric."""

from typing import Literal

import msgspec

from evaluator.model.review import Action, DimensionScore, ProfileScore, Readiness, Role, Stage


class Assessment(msgspec.Struct, frozen=True):
    """What scoring adds to a review; `pipeline` copies it there field by field."""

    score: int | None
    score_range: tuple[int, int] | None
    decided: float
    readiness: Readiness
    dimensions: tuple[DimensionScore, ...]
    actions: tuple[Action, ...]
    roles: tuple[Role, ...]
    stages: tuple[Stage, ...]
    confidence: Literal["high", "medium", "low"]
    criteria_applicable: int
    criteria_total: int
    no_score_because: str | None = None
    profiles: tuple[ProfileScore, ...] = ()
