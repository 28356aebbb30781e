"""What a review says, in the order in which a person wants to hear it: the same for every format.

Absent (`gaps`), not decided (`questions`) and not read (`Review.unread`) are kept apart: they ask different things of the reader.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from evaluator.model.result import Check, Evidence, Result
from evaluator.model.review import Action, CriterionScore, DimensionScore, Review, Technology
from evaluator.report.display import block, in_words, prose

if TYPE_CHECKING:
    from evaluator.model.place import Passage

LEVELS = ("not found", "there and real", "done properly", "stands out")
EFFORTS = {"S": "under an hour", "M": "an evening or two", "L": "about a week"}
LADDER = ("learner", "practitioner", "job-ready", "production-minded")
DEPTHS = ("only named", "used", "composed", "commanded")
OUTCOMES = {
    "pass": "holds",
    "fail": "does not hold",
    "needs-review": "for a person to decide",
    "not-applicable": "does not apply",
    "open": "could not be checked",
}
FIVE = 5
PROPERLY = 2
AROUND = 2


def towards(action: Action) -> str:
    """The readiness level that an action opens the way to; scoring names the gate after a colon."""
    return prose((action.opens or "").split(":", 1)[0], 60).lower()


def used_for(technology: Technology) -> list[str]:
    """What a technology is used for, in words; ids of single calls tell a reader nothing."""
    return [concept.replace("-", " ") for concept in technology.concepts if "." not in concept][:6]


class Finding(msgspec.Struct, frozen=True):
    """A criterion with what was seen for and against it."""

    criterion: CriterionScore
    dimension: str
    seen: tuple[Evidence, ...] = ()

    @property
    def lost(self) -> float:
        """The points between what was won and what there was to win."""
        return self.criterion.max_points - self.criterion.points

    @property
    def is_fault(self) -> bool:
        """Whether something of the reader's own stands in the way, and not only its absence; what is done properly has no faults."""
        return self.criterion.level < PROPERLY and any(item.path and item.confidence == "high" and not item.supports for item in self.seen)

    @property
    def level(self) -> str:
        """The level reached, in words."""
        return LEVELS[max(0, min(3, self.criterion.level))]

    @property
    def praise(self) -> str:
        """What the level reached says of the work."""
        return prose(self.criterion.descriptor) or f"{self.level}."

    @property
    def absence(self) -> str:
        """What is missing: what a check saw, or else what the next level asks for."""
        for evidence in self.seen:
            if evidence.note:
                return prose(evidence.note)
        asked = prose(self.criterion.next_level)
        return f"the next level asks: {asked}" if asked else self.praise


class Question(msgspec.Struct, frozen=True):
    """What a machine could not decide: about what, the words to ask, and the places to look at. `at_stake` in points."""

    subject: str
    text: str
    hint: str
    kind: str
    at_stake: float
    seen: tuple[Evidence, ...] = ()


class Reading:
    """A review with what is needed to look things up in it; `checks` gives titles and questions to those who have them."""

    def __init__(self, review: Review, checks: Iterable[Check] = ()) -> None:
        self.review = review
        self.results: dict[str, Result] = {result.check: result for result in review.results}
        self.checks: dict[str, Check] = {check.id: check for check in checks}
        self.passages: dict[tuple[str, int | None], list[Passage]] = {}
        for passage in review.passages:
            self.passages.setdefault((passage.path, passage.cell), []).append(passage)

    def around(self, place: Evidence) -> tuple[tuple[int, str, bool], ...]:
        """The lines about a place by number, the cited one marked; none where the review has none."""
        for passage in self.passages.get((place.path, place.cell), ()):
            lines = [(number, text) for number, text in enumerate(passage.lines, passage.line) if abs(number - place.line) <= AROUND]
            if place.line in dict(lines):
                shown = block([text for _, text in lines])
                return tuple((number, text, number == place.line) for (number, _), text in zip(lines, shown, strict=True))
        return ()

    def title(self, check: str) -> str:
        """What the check claims, in words."""
        known = self.checks.get(check)
        return prose(known.title) if known and known.title else in_words(check)

    def criteria(self) -> Iterator[tuple[DimensionScore, CriterionScore]]:
        """All criteria in the order of the rubric."""
        return ((dimension, criterion) for dimension in self.review.dimensions for criterion in dimension.criteria)

    def seen(self, criterion: CriterionScore, *, supports: bool) -> tuple[Evidence, ...]:
        """What the criterion's checks saw: firm before doubtful, a line before the whole repository; no place twice.

        Of places that say the same of the same file the first comes first and the others last, so that few show much.
        """
        found = (self.results[check] for check in criterion.checks if check in self.results)
        evidence = [item for result in found if result.applies for item in result.evidence if item.supports == supports]
        evidence.sort(key=lambda item: (item.confidence != "high", not item.path, not item.line))
        places = tuple({(item.path, item.cell, item.line): item for item in reversed(evidence)}.values())[::-1]
        heads = {id(item) for item in {(item.path, item.note): item for item in reversed(places)}.values()}
        return tuple(sorted(places, key=lambda item: id(item) not in heads))

    def strengths(self) -> tuple[Finding, ...]:
        """What is done properly or stands out, best first; where nothing is, what is there and real."""
        reached = [(d, c) for d, c in self.criteria() if c.applicable and c.level >= 1 and c.max_points > 0]
        proper = [(d, c) for d, c in reached if c.level >= PROPERLY] or reached
        proper.sort(key=lambda pair: (-pair[1].level, -pair[1].points, pair[1].id))
        return tuple(Finding(c, d.title, self.seen(c, supports=True)) for d, c in proper)

    def gaps(self) -> tuple[Finding, ...]:
        """What is missing and in the candidate's hands, most points first."""
        open_ = [(d, c) for d, c in self.criteria() if self._is_gap(c)]
        found = [Finding(c, d.title, self.seen(c, supports=False)) for d, c in open_]
        return tuple(sorted(found, key=lambda finding: (-finding.lost, finding.criterion.id)))

    def _is_gap(self, criterion: CriterionScore) -> bool:
        if not criterion.applicable or criterion.opens_after or criterion.level >= 3 or criterion.judge == "person":
            return False
        missing = [self.results[check].outcome for check in criterion.missing if check in self.results]
        return criterion.max_points > criterion.points and (not missing or "fail" in missing)

    def outside(self) -> tuple[tuple[DimensionScore, tuple[CriterionScore, ...]], ...]:
        """The criteria that do not apply to this repository, by dimension."""
        each = ((dimension, tuple(c for c in dimension.criteria if not c.applicable)) for dimension in self.review.dimensions)
        return tuple((dimension, criteria) for dimension, criteria in each if criteria)

    def later(self) -> tuple[CriterionScore, ...]:
        """Criteria that are silent until another one is met."""
        return tuple(c for _, c in self.criteria() if c.applicable and c.opens_after)

    def questions(self) -> tuple[Question, ...]:
        """What a person must decide, most points first."""
        found = [*self._doubts(), *self._judgements()]
        return tuple(sorted(found, key=lambda question: (-question.at_stake, question.subject)))

    def _doubts(self) -> Iterator[Question]:
        stakes = {check: c.max_points - c.points for _, c in self.criteria() if c.applicable for check in c.checks}
        for result in self.review.results:
            if result.applies and result.outcome in {"needs-review", "open"}:
                kind = "a check of ours broke" if result.outcome == "open" else "doubtful"
                doubtful = tuple(item for item in result.evidence if item.confidence == "low")
                yield Question(self.title(result.check), "", "", kind, stakes.get(result.check, 0.0), doubtful or result.evidence)

    def _judgements(self) -> Iterator[Question]:
        for _, c in self.criteria():
            if c.applicable and c.judge == "person" and not c.opens_after:
                lost, seen = c.max_points - c.points, self.seen(c, supports=True)
                yield Question(in_words(c.id), prose(c.title), prose(c.next_level), "a person's judgement", lost, seen)

    def first_places(self) -> tuple[Evidence, ...]:
        """The five places that carry most of the judgement, each in a file of its own: for who trusts no score."""
        worth: dict[str, float] = {}
        for _, criterion in self.criteria():
            for check in criterion.checks:
                worth[check] = worth.get(check, 0.0) + criterion.max_points
        weighed = [
            (-worth.get(result.check, 0.0), item.path, item.cell or 0, item.line, item)
            for result in self.review.results
            if result.applies
            for item in result.evidence
            if item.line and item.confidence == "high"
        ]
        best: dict[str, Evidence] = {}
        for *_, item in sorted(weighed, key=lambda row: row[:4]):
            best.setdefault(item.path, item)
        return tuple(best.values())[:FIVE]
