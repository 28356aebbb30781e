"""The HTML report: one file that asks for nothing from anywhere and in which nothing of the repository can run."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from evaluator import resources
from evaluator.model.comparison import Comparison
from evaluator.model.result import Check, Evidence
from evaluator.model.review import Review
from evaluator.report import frame, standing
from evaluator.report.display import place
from evaluator.report.findings import DEPTHS, EFFORTS, LADDER, LEVELS, OUTCOMES, Reading
from evaluator.report.lifecycle import ring
from evaluator.report.links import repository_link

SCRIPTS = ("script.js",)
SIGNALS = ("faint", "clear", "strong")
MOST = 20
# Places of one statement in its fold; fewer where the page would be heavier than a phone should be sent.
MOST_PLACES = (20, 4, 1)
MOST_BYTES = 1_400_000
UNREAD_SHOWN = 200
UNREAD_AT_ONCE = 5
INTERVIEW = 8
FIXED = {
    "ladder": LADDER,
    "efforts": EFFORTS,
    "levels": LEVELS,
    "depths": DEPTHS,
    "outcomes": OUTCOMES,
    "signals": SIGNALS,
    "most": MOST,
    "unread_shown": UNREAD_SHOWN,
    "unread_at_once": UNREAD_AT_ONCE,
    "first_screen": standing.FIRST_SCREEN,
}


def page(
    review: Review,
    *,
    no_score: bool = False,
    checks: Iterable[Check] = (),
    name: str = "",
    since: Comparison | None = None,
    explained: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The report of one review as an HTML document.

    `no_score` leaves all numbers of points out. `checks` is the catalogue: with it the page says check titles in full and
    asks interview questions about the candidate's own lines. `name` heads the page where the origin is not known, or
    where a person is to be named. `since` tells what changed from a saved review to this one, `explained`
    holds the author's own words by check or criterion.
    """
    made = frame.environment()
    told = {"since": since, "explained": explained, "name": name or repository_name(review), **_told(review, checks, no_score=no_score)}
    text = ""
    for most in MOST_PLACES:
        text = frame.written(made, "page.html", policy=frame.policy(made, SCRIPTS), most_places=most, **told)
        if len(text.encode()) <= MOST_BYTES:
            break
    return text


def _told(review: Review, checks: Iterable[Check], *, no_score: bool) -> dict[str, Any]:
    """What the page is made of."""
    reading = Reading(review, checks)
    stages = ring(review.stages)
    return {
        "review": review,
        "reading": reading,
        "repository": repository_link(review.origin),
        "numbers": review.score is not None and not no_score,
        **_verdict(review),
        **_found(reading),
        **_standing(reading),
        "stages": stages,
        "lit": sum(spoke.stage.state == "found" for spoke in stages),
        "widest": max((dimension.max_points for dimension in review.dimensions), default=0.0),
        **FIXED,
    }


def _verdict(review: Review) -> dict[str, Any]:
    """The bounds of the score, and how far up the ladder it is and may be."""
    low, high = review.score_range or (review.score or 0, review.score or 0)
    return {"low": low, "high": high, "rung": _rung(review.readiness.level), "possible": _rung(review.readiness.possible) or 0}


def _found(reading: Reading) -> dict[str, Any]:
    """What was found, in the order in which it is told."""
    return {
        "strengths": reading.strengths(),
        "faults": tuple(gap for gap in reading.gaps() if gap.is_fault),
        "wishes": tuple(gap for gap in reading.gaps() if not gap.is_fault),
        "outside": reading.outside(),
        "later": reading.later(),
        "questions": reading.questions(),
        "broken": sum(result.outcome == "open" for result in reading.review.results),
        "results": reading.results,
        "first_places": reading.first_places(),
        "interview": tuple(_interview(reading))[:INTERVIEW],
    }


def _standing(reading: Reading) -> dict[str, Any]:
    """Where the review stands, by several measures, and what of the README it bears out."""
    review = reading.review
    return {
        "glances": standing.glances(reading),
        "best": standing.best_profile(review),
        "surely": standing.how_sure(review),
        "peers": standing.peers(review, resources.reference()),
        "enough": standing.enough(review),
        "borne": standing.borne(review),
        "used": tuple(one for one in review.technologies if one.used),
        "named": tuple(one.id for one in review.technologies if not one.used),
    }


def repository_name(review: Review) -> str:
    """The last part of the origin, else what the front page calls itself, with the reviewed folder."""
    base = (review.origin or "").rstrip("/").rsplit("/", 1)[-1]
    return "/".join(part for part in (base or review.heading, review.reviewed_path) if part) or "This repository"


def _rung(level: str) -> int | None:
    """How far up the ladder a level is; libraries and research have levels of their own."""
    return LADDER.index(level) if level in LADDER else None


def _interview(reading: Reading) -> Iterator[tuple[str, Evidence]]:
    """The questions of checks that saw a line of the candidate's own, what went wrong first."""
    asked = [result for result in reading.review.results if result.check in reading.checks and reading.checks[result.check].ask]
    for result in sorted(asked, key=lambda result: (result.outcome != "fail", result.check)):
        lines = [item for item in result.evidence if item.line]
        if result.applies and lines:
            yield reading.checks[result.check].ask.replace("{place}", place(lines[0].at)), lines[0]
