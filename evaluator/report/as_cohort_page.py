"""Many reviews side by side: who stands where, and what the cohort as a whole has not learnt yet."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

import msgspec

from evaluator.model.cohort import CohortRow
from evaluator.report import frame
from evaluator.report.as_csv import criteria_of
from evaluator.report.findings import LADDER, LEVELS
from evaluator.report.links import repository_link

SCRIPTS = ("script.js", "vendor/sortable.min.js", "vendor/sortable.a11y.min.js")
BINS = 10


class Column(msgspec.Struct, frozen=True):
    """Ten points of the scale: how many reviews lie there, and the bar that says so."""

    label: str
    count: int
    x: int
    y: str
    height: str


class Lesson(msgspec.Struct, frozen=True):
    """A criterion over the cohort: how many reached each level, with the mean share of the way."""

    criterion: str
    counts: tuple[int, int, int, int]
    reviewed: int

    @property
    def mean(self) -> float:
        """The mean level, 0 to 3."""
        return sum(level * count for level, count in enumerate(self.counts)) / self.reviewed

    @property
    def spans(self) -> tuple[tuple[int, float, int], ...]:
        """Level, how many come before, how many: the parts of one bar."""
        return tuple((level, float(sum(self.counts[:level])), count) for level, count in enumerate(self.counts) if count)


def cohort_page(rows: Sequence[CohortRow], title: str = "Cohort") -> str:
    """The page of a cohort as an HTML document: a sortable table, the distribution, and a heat map of levels."""
    made = frame.environment()
    scores = [row.score for row in rows if row.score is not None]
    criteria = criteria_of(rows)
    return frame.written(
        made,
        "cohort.html",
        policy=frame.policy(made, SCRIPTS),
        title=title,
        rows=rows,
        reviewed=[row for row in rows if row.levels],
        failed=sum(bool(row.failure) for row in rows),
        scored=len(scores),
        median=median(scores) if scores else None,
        columns=distribution(scores),
        tallest=max(Counter(min(score, 99) // BINS for score in scores).values(), default=0),
        lessons=lessons(rows, criteria),
        criteria=criteria,
        levels=LEVELS,
        rungs={level: rung for rung, level in enumerate(LADDER)},
        repository_link=repository_link,
    )


def distribution(scores: Sequence[int]) -> tuple[Column, ...]:
    """Scores in ten bins of ten points (the last holds 100 too), as bars of a picture 500 wide and 120 high."""
    counted = Counter(min(score, 99) // BINS for score in scores)
    tallest = max(counted.values(), default=1)
    made = []
    for number in range(BINS):
        height = 110 * counted[number] / tallest
        last = 100 if number == BINS - 1 else number * BINS + 9
        made.append(Column(f"{number * BINS} to {last}", counted[number], number * 50, f"{130 - height:.1f}", f"{height:.1f}"))
    return tuple(made)


def lessons(rows: Sequence[CohortRow], criteria: Sequence[str]) -> tuple[Lesson, ...]:
    """The criteria, those first that the cohort masters least."""
    found = []
    for criterion in criteria:
        counted = Counter(max(0, min(3, row.levels[criterion])) for row in rows if criterion in row.levels)
        found.append(Lesson(criterion, (counted[0], counted[1], counted[2], counted[3]), counted.total()))
    return tuple(sorted(found, key=lambda lesson: (lesson.mean, lesson.criterion)))
