"""A saved review by another rubric or profile: from its results alone."""

import msgspec

from evaluator.model.result import Outcome
from evaluator.model.review import Review, RubricUsed, Settings, Tool
from evaluator.scoring import assess, rescore
from tests.scoring import archetypes
from tests.scoring.given import hiring, needed, passing, results


def saved(kinds: tuple[str, ...] = ("tabular",), because: str | None = None, rest: Outcome = "fail") -> Review:
    some = passing(*needed(archetypes.ZOOMCAMP), "entry-path-sound") if rest == "fail" else results({}, rest)
    made = assess(some, hiring(), None, kinds, no_score_because=because)
    copied = {name: getattr(made, name) for name in made.__struct_fields__}
    review = Review(
        tool=Tool("mlreview", "0"), origin=None, commit=None, committed_at=None, reviewed_path="", kind=kinds, technologies=(), claims=(),
        rubric=RubricUsed("hiring", hiring().version, hiring().digest, None, "Hiring"), results=some, unread=(),
        settings=Settings("3.13"), **copied,
    )  # fmt: skip
    return msgspec.json.decode(msgspec.json.encode(review), type=Review)


def test_the_same_rubric_gives_the_same_review() -> None:
    review = saved()
    assert rescore(review, hiring()) == review


def test_a_profile_changes_weights_and_no_level() -> None:
    review = saved()
    other = rescore(review, hiring(), "production")
    assert other.rubric.profile == "production"
    assert other.score != review.score
    levels = [[one.level for dimension in one_review.dimensions for one in dimension.criteria] for one_review in (review, other)]
    assert levels[0] == levels[1]


def test_what_cannot_be_scored_stays_without_a_score() -> None:
    review = saved((), "No machine learning was found.")
    assert rescore(review, hiring()).no_score_because == "No machine learning was found."
    review = saved(("library",), "A library is not scored.")
    assert rescore(review, hiring()).score is None


def test_too_little_for_one_rubric_may_do_for_another() -> None:
    review = saved(rest="not-applicable")
    assert review.score is None
    lenient = msgspec.structs.replace(hiring(), minimum=0)
    assert rescore(msgspec.structs.replace(review, results=passing()), lenient).score == 0
