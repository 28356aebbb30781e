"""Where a review stands: what a visitor sees in half a minute, beside others, in other readers' eyes, and whether it is enough."""

import csv
import io
from collections.abc import Iterable

import msgspec

from evaluator.model.regex import regex
from evaluator.model.result import Evidence
from evaluator.model.review import Claim, ProfileScore, Review
from evaluator.report.findings import Reading

FIRST_SCREEN = 40
FEW = 20
ALIKE = 2
SURE = {"high": "sure", "medium": "fairly sure", "low": "unsure"}
SMALL_STEP = 1.5
READY = ("job-ready", "research-minded", "production-minded")
BANDS = ((0.25, "in the lower quarter"), (0.5, "in the lower half"), (0.75, "in the upper half"), (0.9, "in the upper quarter"))
TOP = "in the top tenth"
LOOKED_FOR = (
    ("What it predicts", ("problem-described",)),
    ("Who would use it, and for what", ("use-described",)),
    ("A result with its number", ("results-in-readme", "results-compared")),
    ("Something to see: a picture, an example, an address", ("deployment-visible", "usage-shown", "architecture-shown")),
    ("How to run it", ("commands-given", "setup-explained")),
    ("Where the data come from", ("data-source-linked", "data-described", "data-steps-documented")),
)
_TO_READERS = regex(r"(?i)\b(?:you|your|yours|we can|let's|it's easy|easy|easily|easiest|inexpensive|instead|or use|etc)\b")

# What opens a list, asks, instructs, grades a course, complains or speaks of a document: true, and nothing to say of oneself.
_NO_LINE = regex(
    r"(?i)[?:]\s*$|^(?:now|first|next|then|in order to|to (?:run|start|use|test)|used to|how|just)\b|\b\d+ points?\b|, or \w"
    r"|\b(?:challeng|problems? with|could|should|please|this (?:section|chapter|part|template|skeleton)|tutorial)"
)
_SHARE = regex(r"(?i)^(?:\w+ )?(?:accuracy|f1|auc|roc[- ]auc|recall|precision|miou|mrr|hit[_ ]rate)\s+(\d+(?:\.\d+)?)(\s?%?)")
_HALF = 0.5
_FEWEST_WORDS = 4


class Glance(msgspec.Struct, frozen=True):
    """One thing that a visitor of the front page looks for; `seen` where it stands, `at_once` whether before any scrolling."""

    title: str
    seen: Evidence | None
    at_once: bool


def glances(reading: Reading) -> tuple[Glance, ...]:
    """What the front page shows in the first half minute: its first forty lines, about one screen of a laptop."""
    return tuple(_glance(title, _on_front(reading, checks)) for title, checks in LOOKED_FOR)


def _glance(title: str, found: Iterable[Evidence]) -> Glance:
    first = min(found, key=lambda item: item.line, default=None)
    return Glance(title, first, first is not None and first.line <= FIRST_SCREEN)


def _on_front(reading: Reading, checks: Iterable[str]) -> Iterable[Evidence]:
    """Lines of the front page that firmly support one of these checks."""
    for check in checks:
        result = reading.results.get(check)
        for item in result.evidence if result else ():
            if item.supports and item.confidence == "high" and item.line and _is_front(item.path, reading.review.reviewed_path):
                yield item


def _is_front(path: str, reviewed: str) -> bool:
    below = path.removeprefix(f"{reviewed}/") if reviewed else path
    return "/" not in below and below.lower().startswith("readme")


class Peers(msgspec.Struct, frozen=True):
    """The scores of public repositories by the same rubric, lowest first, and how this one stands among them."""

    scores: tuple[int, ...]
    below: int
    band: str


def peers(review: Review, table: str) -> Peers | None:
    """How the score stands among the reference distribution; None without a score, in a profile, or by another rubric.

    `table` is CSV with the columns rubric, version, score: a line for each public repository that was reviewed.
    """
    used = review.rubric
    rows = csv.DictReader(io.StringIO(table))
    scores = tuple(sorted(int(row["score"]) for row in rows if (row["rubric"], row["version"]) == (used.id, used.version)))
    if review.score is None or used.profile or len(scores) < FEW:
        return None
    below = sum(score < review.score for score in scores)
    share = (below + sum(score == review.score for score in scores) / 2) / len(scores)
    return Peers(scores, below, next((words for bound, words in BANDS if share < bound), TOP))


def best_profile(review: Review) -> ProfileScore | None:
    """The reader to whom this work says most: the highest score, where it is so by more than a point or two."""
    found = sorted(review.profiles, key=lambda one: -one.score)
    return found[0] if found and (len(found) == 1 or found[0].score - found[1].score > ALIKE) else None


def how_sure(review: Review) -> str:
    """How sure the score is, and what that hangs on: questions for a person, code that could not be read."""
    low, high = review.score_range or (0, 0)
    unread = sum(each.is_code for each in review.unread)
    causes = [f"{high - low} point{'s' * (high - low != 1)} hang{'s' * (high - low == 1)} on questions for a person"] * (high > low)
    causes += [f"{unread} file{'s' * (unread != 1)} of code could not be read"] * (unread > 0)
    return SURE[review.confidence] + (f": {', and '.join(causes)}" if causes and review.confidence != "high" else "")


def borne(review: Review) -> tuple[Claim, ...]:
    """The claims that are borne out and speak of the work in a sentence or a number: what is said to a reader is no line for a CV."""
    return tuple(claim for claim in review.claims if claim.verdict == "supported" and _is_a_line(claim.text))


def _is_a_line(text: str) -> bool:
    """Whether somebody would say this of their own work: no instruction or heading, and no share below a half without its context."""
    if _TO_READERS.search(text) or _NO_LINE.search(text):
        return False
    share = _SHARE.match(text)
    if share is not None:
        return float(share[1]) / (100 if share[2].strip() else 1) >= _HALF
    return any(character.isdigit() for character in text) or len(text.split()) >= _FEWEST_WORDS


def enough(review: Review) -> bool:
    """Whether this is good enough to apply with, and what is left brings little a step: the evening is better spent elsewhere."""
    ready = review.score is not None and review.readiness.level in READY and not review.readiness.caps
    return ready and max((action.gain for action in review.actions), default=0.0) < SMALL_STEP
