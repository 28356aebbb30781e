"""From levels to points: weights by profile, fading of dimensions that hardly apply, and the limit on prose."""

import math
from collections.abc import Mapping

import msgspec

from evaluator.model.rubric import Dimension, Profile, Rubric
from evaluator.scoring.levels import Reached


class Weights(msgspec.Struct, frozen=True):
    """The weights of a profile, and what is left of them for this repository.

    `worth` is what each criterion could bring of 100 points; `effective` the weight of each dimension after fading;
    `total` their sum before it is made 100; `enough` the levels above which the profile asks for nothing.
    """

    dimensions: Mapping[str, float]
    criteria: Mapping[str, float]
    effective: Mapping[str, float]
    worth: Mapping[str, float]
    total: float
    enough: Mapping[str, int]


def profile_named(rubric: Rubric, name: str | None) -> Profile | None:
    """The profile of that name, None for none."""
    return next((profile for profile in rubric.profiles if profile.id == name), None)


def weights(rubric: Rubric, profile: Profile | None, reached: Mapping[str, Reached]) -> Weights:
    """Effective weight = weight * min(1, 2a), where a is the share of the dimension that applies (rubric.md 5.1)."""
    dimensions = {one.id: profile.dimensions.get(one.id, one.weight) if profile else one.weight for one in rubric.dimensions}
    criteria = {one.id: profile.criteria.get(one.id, one.weight) if profile else one.weight for one in rubric.criteria}
    effective = {one.id: dimensions[one.id] * min(1.0, 2 * _share(one, criteria, reached)) for one in rubric.dimensions}
    total = math.fsum(effective.values())
    worth: dict[str, float] = {}
    for dimension in rubric.dimensions:
        applying = math.fsum(criteria[one.id] for one in dimension.criteria if reached[one.id].applies)
        for one in dimension.criteria:
            counts = reached[one.id].applies and applying > 0 and total > 0
            worth[one.id] = 100 * effective[dimension.id] * criteria[one.id] / (applying * total) if counts else 0.0
    return Weights(dimensions, criteria, effective, worth, total, profile.enough if profile else {})


def _share(dimension: Dimension, criteria: Mapping[str, float], reached: Mapping[str, Reached]) -> float:
    whole = math.fsum(criteria[one.id] for one in dimension.criteria)
    applying = math.fsum(criteria[one.id] for one in dimension.criteria if reached[one.id].applies)
    return applying / whole if whole else 0.0


def points(rubric: Rubric, shares: Weights, reached: Mapping[str, Reached], *, high: bool = False) -> dict[str, float]:
    """The points of each criterion, of 100 in all.

    What rests on prose alone is scaled down together until it brings `prose.at_most` points. Of a criterion it is what the
    level is worth above the highest level that something else supports as well.
    """
    worth, steps = shares.worth, rubric.points
    full = {name: worth[name] * steps[one.high if high else one.low] for name, one in reached.items()}
    firm = {name: worth[name] * steps[one.firm_high if high else one.firm] for name, one in reached.items()}
    prose = math.fsum([full[name] - firm[name] for name in full])
    keep = min(1.0, rubric.prose.at_most / prose) if prose > 0 else 1.0
    return {name: firm[name] + (full[name] - firm[name]) * keep for name in full}


def total(of: Mapping[str, float]) -> float:
    """The score before rounding."""
    return math.fsum(of.values())


def whole(score: float) -> int:
    """A score rounded half up, after the dust of binary fractions is wiped off."""
    return max(0, min(100, math.floor(round(score, 6) + 0.5)))
