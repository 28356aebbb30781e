"""The best hour: a sequence of next best actions, scored again after each (rubric.md 5.3)."""

from collections.abc import Mapping

import msgspec

from evaluator.model.plan import Plan, PlannedStep
from evaluator.model.review import Review
from evaluator.model.rubric import Effort, Rubric
from evaluator.scoring.actions import Judged, Search, Step, steps, turned
from evaluator.scoring.assess import Scale, again, illustrated, readiness_of
from evaluator.scoring.levels import by_check
from evaluator.scoring.points import whole

# What an effort is counted with: half of "under an hour", one evening of "an evening or two", a week of evenings.
MINUTES: Mapping[Effort, int] = {"S": 30, "M": 180, "L": 1200}


def plan(review: Review, rubric: Rubric, profile: str | None, minutes: int) -> Plan:
    """The steps that bring most in some minutes, in the order of offering; gains add up here, for each is of what stands then.

    A greedy choice: after each step everything is scored again, and of the steps that still fit the first in order is taken.
    Raises RubricError for a profile that the rubric does not have.
    """
    scale = Scale(rubric, profile, review.kind, scored=review.no_score_because is None)
    now = scale.judge(by_check(review.results))
    begun, left, taken = now, minutes, list[PlannedStep]()
    while step := next((one for one in _open(scale, now) if MINUTES[one.effort] <= left), None):
        left -= MINUTES[step.effort]
        made, now = _done(scale, now, step)
        made = msgspec.structs.replace(made, action=illustrated(made.action, review))
        taken.append(made)
    longer = next(iter(_open(scale, now)), None)
    later = _done(scale, now, longer)[0] if longer else None
    return Plan(minutes, _score(begun), readiness_of(scale, begun).level, tuple(taken), later)


def _search(scale: Scale, now: Judged) -> Search:
    shares = scale.weights(scale.profile, now.standing.reached)
    above = next((level for level in scale.ladder() if level.id == readiness_of(scale, now).next), None)
    return Search(scale.rubric, now, above, again(scale, now), shares)


def _open(scale: Scale, now: Judged) -> list[Step]:
    """What could be done next, in the order of offering; nothing where nothing can be scored."""
    return [] if now.score is None else sorted(steps(_search(scale, now)), key=Step.order)


def _done(scale: Scale, now: Judged, step: Step) -> tuple[PlannedStep, Judged]:
    """The step as it is told, and where that leaves the review."""
    after = scale.judge(turned(now.results, step.checks), now, step.checks)
    action = _search(scale, now).action(step)
    return PlannedStep(action, MINUTES[step.effort], _score(after), readiness_of(scale, after).level), after


def _score(judged: Judged) -> int | None:
    return None if judged.score is None else whole(judged.score)
