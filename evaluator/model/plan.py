"""The best use of some minutes: steps one after another, each recomputed by scoring after the one before."""

import msgspec

from evaluator.model.review import Action


class PlannedStep(msgspec.Struct, frozen=True):
    """A step, the minutes it is counted with, and where the review stands after it and all steps before it."""

    action: Action
    minutes: int
    score: int | None
    readiness: str


class Plan(msgspec.Struct, frozen=True):
    """What to do in at most `minutes`; `later` is the best step that would take longer than what is left, where there is one."""

    minutes: int
    score: int | None
    readiness: str
    steps: tuple[PlannedStep, ...]
    later: PlannedStep | None = None

    @property
    def spent(self) -> int:
        """Minutes that the steps are counted with."""
        return sum(step.minutes for step in self.steps)
