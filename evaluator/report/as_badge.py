"""A badge: score and readiness for a front page, as a picture of our own and as JSON for shields.io's endpoint.

The JSON follows https://shields.io/badges/endpoint-badge (schemaVersion 1).
"""

from evaluator.model.review import Review
from evaluator.report import frame
from evaluator.report.as_json import as_json
from evaluator.report.display import prose

LABEL = "mlreview"
WIDTHS = {"narrow": "fijlrt.,:;'|!I()[] ", "wide": "mwMW%@"}
COLOURS = {
    "learner": "#57606a",
    "practitioner": "#0a5c9e",
    "job-ready": "#1a6b3c",
    "production-minded": "#1a6b3c",
    "research-minded": "#1a6b3c",
}
GREY = "#57606a"


def badge(review: Review, *, no_score: bool = False) -> str:
    """The badge as SVG: no script, no font and no picture from anywhere."""
    said = message(review, no_score=no_score)
    made = frame.environment()
    left, right = width(LABEL) + 10, width(said) + 10
    return frame.written(made, "badge.svg", label=LABEL, said=said, left=left, right=right, colour=colour(review))


def endpoint(review: Review, *, no_score: bool = False) -> bytes:
    """The same for shields.io."""
    content = {"schemaVersion": 1, "label": LABEL, "message": message(review, no_score=no_score), "color": colour(review)}
    return as_json(content)


def message(review: Review, *, no_score: bool) -> str:
    """`64, practitioner`; the level alone without numbers."""
    numbers = [] if no_score or review.score is None else [str(review.score)]
    return prose(", ".join([*numbers, review.readiness.level or "no score"]), 40)


def colour(review: Review) -> str:
    """A colour on which white can be read (contrast 4.5 or more); never red: a start is no fault."""
    return COLOURS.get(review.readiness.level, GREY)


def width(text: str) -> int:
    """About how wide some words are in 11 px Verdana, in px: browsers then fit them exactly (`textLength`)."""
    return round(sum(4 if char in WIDTHS["narrow"] else 10 if char in WIDTHS["wide"] else 6.8 for char in text))
