"""One person's repositories together: the best of each, never an average, and what none of them shows (rubric.md 5.4)."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from evaluator.cohort.breadth import breadth, growth, roles, stages
from evaluator.cohort.sameness import Tie, ties
from evaluator.model.candidate import Absent, Best, Candidate, DimensionShown, Listed, Portrait, Shown, Step
from evaluator.model.cohort import CohortRow
from evaluator.model.review import CriterionScore, Review
from evaluator.report.findings import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluator.model.result import Evidence
    from evaluator.model.rubric import Criterion, Rubric

PROPER = 2
STEPS = 5
STEPS_OF_A_KIND = 2
COST = {"S": 1, "M": 3, "L": 8}
REPLICA = "not-a-replica"
PRACTITIONER = 1
CAPS = 2
PLACES = 2


class Work(msgspec.Struct, frozen=True):
    """A repository that was judged: `rank` and `possible` count its readiness from 0, `note` says why it is not counted."""

    row: CohortRow
    review: Review
    begun: int | None
    rank: int
    possible: int
    tie: Tie | None = None

    @property
    def replica(self) -> bool:
        """Whether it reads as a known tutorial, beyond doubt."""
        return any(each.check == REPLICA and each.applies and each.outcome == "fail" for each in self.review.results)

    @property
    def counted(self) -> bool:
        """Whether it is a work of its own."""
        return self.tie is None or not self.tie.same

    def standing(self) -> tuple[object, ...]:
        """The order in which works are named: the highest first, copies and replicas after others as high."""
        missing = len(self.review.readiness.missing)
        score = -1 if self.row.score is None else self.row.score
        return (-self.rank, not self.counted, self.replica, -self.possible, -score, missing, self.row.name)


def candidate(portraits: Sequence[Portrait], rubric: Rubric) -> Candidate:
    """What the repositories show together."""
    works = judged(portraits, rubric)
    counted = [work for work in works if work.counted]
    dimensions = tuple(best_levels(works, rubric))
    gaps = [one for each in dimensions for one in each.criteria if one.criterion.level == 0]
    best = best_work(works, counted)
    missing = frozenset(one.criterion.id for one in gaps)
    return Candidate(
        name=owner(portraits),
        listed=tuple(listed(portraits, works)),
        dimensions=dimensions,
        best=best,
        roles=tuple(roles(works, dimensions, rubric)),
        stages=tuple(stages(works, rubric)),
        breadth=breadth(counted, dimensions, own=sum(not one.replica and one.rank >= PRACTITIONER for one in counted)),
        growth=growth([one for one in listed(portraits, works) if one.counted], counted),
        absent=tuple(absent(gaps, works)),
        steps=steps(counted, best, missing, rubric),
        proper_together=sum(one.criterion.level >= PROPER for each in dimensions for one in each.criteria),
        proper_alone=max((sum(c.level >= PROPER for c in criteria(one.review)) for one in works), default=0),
    )


def judged(portraits: Sequence[Portrait], rubric: Rubric) -> list[Work]:
    """The repositories of which something can be said, the highest first."""
    ranks = {level.id: rank for ladder in rubric.readiness for rank, level in enumerate(ladder.levels)}
    found = [(one.row, one.studied) for one in portraits if one.studied and one.studied.review.readiness.level in ranks]
    tied = ties([(row, studied.lineage) for row, studied in found])
    made = []
    for row, studied in found:
        ready = studied.review.readiness
        rank = (ranks[ready.level], ranks.get(ready.possible, 0))
        made.append(Work(row, studied.review, studied.lineage.first_at, *rank, tied.get(row.name)))
    return sorted(made, key=lambda work: work.standing())


def criteria(review: Review) -> Iterator[CriterionScore]:
    """The criteria that apply."""
    return (one for dimension in review.dimensions for one in dimension.criteria if one.applicable)


def owner(portraits: Sequence[Portrait]) -> str:
    """Whose the repositories are, where the origins of all that were reviewed name one owner; else nobody is named."""
    origins = [(one.row.origin or "").split("/") for one in portraits if one.studied]
    owners = {parts[3] if len(parts) >= 5 else "" for parts in origins}
    return owners.pop() if len(owners) == 1 else ""


def listed(portraits: Sequence[Portrait], works: Sequence[Work]) -> Iterator[Listed]:
    """All repositories: those judged first, then those of which nothing can be said, with why."""
    lineages = {one.row.name: one.studied.lineage for one in portraits if one.studied}
    reviews = {one.row.name: one.studied.review for one in portraits if one.studied}
    known = {work.row.name: work for work in works}
    rest = sorted((one.row for one in portraits if one.row.name not in known), key=lambda row: (bool(row.failure), row.name))
    for row in (*(work.row for work in works), *rest):
        lineage, work = lineages.get(row.name), known.get(row.name)
        begun, last = (day(lineage.first_at), day(lineage.last_at)) if lineage else ("", "")
        if work is not None:
            yield Listed(row, begun, last, remark(work), work.counted)
        else:
            yield Listed(row, begun, last, reviews[row.name].no_score_because or "" if row.name in reviews else row.failure, False)


def remark(work: Work) -> str:
    """What must be known of a work beside its levels."""
    said = []
    if work.tie is not None:
        said.append(f"{work.tie.words}: {'counted once' if work.tie.same else 'what follows differs, so both count'}.")
    if work.replica:
        said.append("its evidence is used where no other repository is as good.")
    said.extend(work.review.readiness.caps[:CAPS])
    return " ".join(words[:1].upper() + words[1:] for words in said)


def day(seconds: int | None) -> str:
    """A date in UTC, "" where there is none that a calendar knows."""
    try:
        return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return ""


def best_levels(works: Sequence[Work], rubric: Rubric) -> Iterator[DimensionShown]:
    """Every criterion where it is shown best, by dimension, in the order of the rubric, the highest first."""
    titles: dict[str, str] = {}
    found: defaultdict[str, list[tuple[Work, CriterionScore]]] = defaultdict(list)
    homes: dict[str, str] = {}
    for work in works:
        for dimension in work.review.dimensions:
            titles.setdefault(dimension.id, dimension.title)
            for criterion in dimension.criteria:
                homes[criterion.id] = dimension.id
                if criterion.applicable:
                    found[criterion.id].append((work, criterion))
    leading = {one.id: tuple(leads(one)) for one in rubric.criteria}
    for name, title in titles.items():
        asked = [criterion for criterion, home in homes.items() if home == name and found[criterion]]
        shown = [shown_best(found[criterion], title, leading.get(criterion, ())) for criterion in asked]
        if shown:
            yield DimensionShown(title, tuple(sorted(shown, key=lambda one: (-one.criterion.level, -one.criterion.weight))))


def leads(criterion: Criterion) -> Iterator[frozenset[str]]:
    """For each level from the first the checks that it asks for and the one below does not."""
    below: set[str] = set()
    for level in criterion.levels:
        yield frozenset(level.checks) - below
        below = set(level.checks)


def shown_best(told: Sequence[tuple[Work, CriterionScore]], dimension: str, leading: Sequence[frozenset[str]]) -> Shown:
    """A criterion in the repository that shows it best; where several do, in one of its own that stands highest."""
    work, criterion = min(told, key=lambda pair: (-pair[1].level, pair[0].replica, -pair[1].possible_level, pair[0].standing()))
    counted = [one for each, one in told if each.counted]
    level = criterion.level
    asked = leading[level - 1] if 0 < level <= len(leading) else frozenset()
    seen, sure = telling(work.review, criterion, asked) if level else ((), False)
    return Shown(criterion, dimension, work.row, sum(one.level >= PROPER for one in counted), len(counted), seen, sure)


def telling(review: Review, criterion: CriterionScore, asked: frozenset[str]) -> tuple[tuple[Evidence, ...], bool]:
    """Two places that show the level, and whether the first is of what the level asks beyond the one below.

    Those come before the rest, a line before the whole repository.
    """
    reading = Reading(review)
    first = msgspec.structs.replace(criterion, checks=tuple(check for check in criterion.checks if check in asked))
    own = reading.seen(first, supports=True)
    seen = sorted((*own, *reading.seen(criterion, supports=True)), key=lambda item: (not item.path, item.confidence != "high"))
    return tuple(dict.fromkeys(seen))[:PLACES], any(item.path and item.confidence == "high" for item in own)


def best_work(works: Sequence[Work], counted: Sequence[Work]) -> Best | None:
    """The repository that stands highest."""
    if not works:
        return None
    first = works[0]
    beside = sum(one.rank >= PRACTITIONER and not one.replica for one in counted if one is not first)
    return Best(first.row, first.review, first.rank, first.possible, beside)


def absent(gaps: Sequence[Shown], works: Sequence[Work]) -> Iterator[Absent]:
    """What no repository shows, most weight first, with the step that would bring most; what opens later is left out."""
    for gap in sorted(gaps, key=lambda one: (-worth(one, works), one.criterion.id)):
        told = [(work, one) for work in works for one in criteria(work.review) if one.id == gap.criterion.id]
        if all(one.opens_after for _, one in told):
            continue
        offers = [Step(work.row, action, True) for work in works for action in work.review.actions if action.criterion == gap.criterion.id]
        doubtful = tuple(work.row for work, one in told if one.possible_level and one.judge == "tool")
        yield Absent(gap.criterion, gap.dimension, min(offers, key=lambda step: -step.action.gain, default=None), doubtful)


def worth(gap: Shown, works: Sequence[Work]) -> float:
    """The most that a criterion is worth in one of the repositories."""
    return max(one.max_points for work in works for one in criteria(work.review) if one.id == gap.criterion.id)


def steps(counted: Sequence[Work], best: Best | None, missing: frozenset[str], rubric: Rubric) -> tuple[Step, ...]:
    """What is urgent anywhere, what lifts the best work, what no repository shows, the rest.

    The urgent in the order of the rubric's caps, the others by gain for the effort.
    """
    ranked = []
    order = [cap.criterion for cap in rubric.caps]
    for work in counted:
        for action in work.review.actions:
            step = Step(work.row, action, action.criterion in missing)
            first = best is not None and work.row == best.row and action.opens
            group = 0 if action.reason == rubric.words.urgent else 1 if first else 2 if step.new else 3
            urgency = order.index(action.criterion) if group == 0 and action.criterion in order else 0
            ranked.append((group, urgency, -action.gain / COST[action.effort], action.criterion, work.row.name, step))
    kept: list[Step] = []
    groups: defaultdict[int, int] = defaultdict(int)
    urgent: defaultdict[str, list[CohortRow]] = defaultdict(list)
    for group, _, _, criterion, _, step in sorted(ranked, key=lambda each: each[:5]):
        if group == 0:
            urgent[criterion].append(step.row)
        done = any(each.action.criterion == criterion for each in kept)
        if not done and (group in (0, 3) or groups[group] < STEPS_OF_A_KIND):
            groups[group] += 1
            kept.append(step)
    return tuple(msgspec.structs.replace(step, also=tuple(urgent[step.action.criterion][1:])) for step in kept[:STEPS])
