"""One person's repositories on one page: the best evidence first, and no grade of the whole."""

from collections.abc import Iterator

from evaluator.model.candidate import Candidate, Shown
from evaluator.report import frame
from evaluator.report.as_cohort_page import SCRIPTS
from evaluator.report.findings import DEPTHS, EFFORTS, LADDER, LEVELS
from evaluator.report.lifecycle import ring
from evaluator.report.links import repository_link

SIGNALS = ("faint", "clear", "strong")
TOP = 6
TOP_OF_A_DIMENSION = 2
FIRST_STEPS = 3
SHOWN_GAPS = 6
FIXED = {"ladder": LADDER, "efforts": EFFORTS, "levels": LEVELS, "depths": DEPTHS, "signals": SIGNALS, "first_steps": FIRST_STEPS}


def candidate_page(found: Candidate, *, no_score: bool = False) -> str:
    """The page as an HTML document; `no_score` leaves all numbers of points out."""
    made = frame.environment()
    stages = ring([one.stage for one in found.stages])
    counted = [one for one in found.listed if one.counted]
    return frame.written(
        made,
        "candidate.html",
        policy=frame.policy(made, SCRIPTS),
        title=heading(found),
        found=found,
        counted=len(counted),
        failed=sum(bool(one.row.failure) for one in found.listed),
        numbers=not no_score,
        top=tuple(top(found)),
        gaps=tuple(one for one in found.absent if not one.doubtful),
        undecided=tuple(one for one in found.absent if one.doubtful),
        most_gaps=SHOWN_GAPS,
        stages=stages,
        homes={one.stage.id: one.row for one in found.stages},
        lit=sum(spoke.stage.state == "found" for spoke in stages),
        rungs={level: rung for rung, level in enumerate(LADDER)},
        repository_link=repository_link,
        **FIXED,
    )


def heading(found: Candidate) -> str:
    """What the page is about; a person is named only where all origins name one."""
    what = "what one repository shows" if len(found.listed) == 1 else f"what {len(found.listed)} repositories show together"
    return f"{found.name}: {what}" if found.name else what.capitalize()


def top(found: Candidate) -> Iterator[Shown]:
    """The best evidence, at most two of a dimension, what stands out first."""
    taken: dict[str, int] = {}
    shown = [one for dimension in found.dimensions for one in dimension.criteria if one.criterion.level and one.seen]
    told = [one for one in shown if one.telling] or shown
    proper = [one for one in told if one.criterion.level >= 2] or told
    left = TOP
    for one in sorted(proper, key=lambda one: (-one.criterion.level, -one.criterion.points, one.criterion.id)):
        if left and taken.setdefault(one.dimension, 0) < TOP_OF_A_DIMENSION:
            taken[one.dimension] += 1
            left -= 1
            yield one
