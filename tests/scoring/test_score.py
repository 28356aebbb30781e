"""The score: its worked archetypes, its range, and what may never lower it (rubric.md 5.1)."""

import math

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.model.assessment import Assessment
from evaluator.model.errors import RubricError
from evaluator.model.result import Outcome, Result
from evaluator.scoring import assess
from tests.scoring import archetypes
from tests.scoring.given import CHECKS, evidence, hiring, needed, passing, results

PROFILES = ("hiring", "research", "production", "entry-level")
OUTCOMES: tuple[Outcome, ...] = ("pass", "fail", "needs-review", "not-applicable", "open")
KINDS = st.sampled_from([(), ("tabular",), ("rl",), ("llm-app",), ("clustering",), ("vision", "fine-tuning"), ("library",)])
SOME = st.fixed_dictionaries({check: st.sampled_from(OUTCOMES) for check in sorted(CHECKS)})


def archetype(levels: dict[str, int], *, scripted: bool = True) -> tuple[Result, ...]:
    checks = needed(levels) | {"entry-path-sound"}
    return passing(*(checks if scripted else checks - {"training-is-scripted"} | {"model-is-trained"}))


@pytest.mark.parametrize(
    ("levels", "scripted", "scores", "readiness"),
    [
        (archetypes.TITANIC, False, (21, 25, 17, 26), "learner"),
        (archetypes.NOTEBOOK, False, (54, 66, 45, 67), "practitioner"),
        (archetypes.ZOOMCAMP, True, (61, 61, 55, 64), "job-ready"),
        (archetypes.MLOPS, True, (76, 73, 76, 74), "production-minded"),
    ],
    ids=["Titanic notebook", "excellent notebook", "good Zoomcamp project", "good MLOps project"],
)
def test_archetypes_land_where_the_rubric_worked_them(
    levels: dict[str, int], *, scripted: bool, scores: tuple[int, ...], readiness: str
) -> None:
    for profile, worked in zip(PROFILES, scores, strict=True):
        made = assess(archetype(levels, scripted=scripted), hiring(), profile, ("tabular",))
        assert made.score == pytest.approx(worked, abs=3)
    made = assess(archetype(levels, scripted=scripted), hiring(), None, ("tabular",))
    assert made.readiness.level == readiness
    found = {one.id: one.level for dimension in made.dimensions for one in dimension.criteria}
    assert {name: level for name, level in found.items() if level} == levels


def test_everything_and_nothing() -> None:
    best, worst = (assess(results({}, rest), hiring(), None, ("tabular",)) for rest in ("pass", "fail"))
    assert (best.score, best.score_range) == (99, (99, 100))
    assert best.decided == pytest.approx(0.961, abs=0.001)
    assert (worst.score, worst.score_range, worst.decided) == (0, (0, 0), 1.0)


def test_doubt_opens_the_range_and_costs_the_score() -> None:
    made = assess(results({}, "needs-review"), hiring(), None, ("tabular",))
    assert made.score_range == (0, 100)
    assert made.decided == 0
    assert made.confidence == "low"
    assert (made.readiness.level, made.readiness.possible) == ("learner", "production-minded")


def test_no_profile_is_the_hiring_profile() -> None:
    some = archetype(archetypes.ZOOMCAMP)
    assert assess(some, hiring(), None, ("tabular",)) == assess(some, hiring(), "hiring", ("tabular",))


def test_an_unknown_profile_is_refused_with_the_nearest() -> None:
    with pytest.raises(RubricError, match="unknown profile `reserch`; did you mean `research`"):
        assess((), hiring(), "reserch", ())


def test_a_dimension_keeps_its_weight_while_half_of_it_applies() -> None:
    made = assess(results({}), hiring(), None, ("rl",))
    data = next(dimension for dimension in made.dimensions if dimension.id == "data")
    assert [one.id for one in data.criteria if one.applicable] == []
    assert (data.score, data.effective_weight, data.max_points) == (None, 0, 0)
    modelling = next(dimension for dimension in assess(results({}), hiring(), None, ("llm-app",)).dimensions if dimension.id == "modelling")
    assert modelling.effective_weight == pytest.approx(12 * min(1, 2 * 7 / 15), abs=0.001)


def test_no_score_where_too_little_applies() -> None:
    made = assess(results({"problem-described": "pass"}, "not-applicable"), hiring(), None, ("tabular",))
    assert (made.score, made.score_range, made.readiness.level, made.actions) == (None, None, "none", ())
    assert made.no_score_because == hiring().words.too_little
    assert all(one.points == one.max_points == 0 for dimension in made.dimensions for one in dimension.criteria)


def test_no_score_because_nothing_is_learned() -> None:
    made = assess(results({}, "pass"), hiring(), None, (), no_score_because="No machine learning was found.")
    assert (made.score, made.decided, made.readiness.level, made.actions) == (None, 0.0, "none", ())
    assert made.no_score_because == "No machine learning was found."


def test_weight_nought_is_shown_and_worth_nothing() -> None:
    made = assess(results({}, "pass"), hiring(), "entry-level", ("tabular",))
    shown = {one.id: one for dimension in made.dimensions for one in dimension.criteria}
    assert (shown["monitoring"].level, shown["monitoring"].max_points) == (3, 0)
    assert (shown["uncertainty"].level, shown["uncertainty"].points) == (3, 0)


def test_prose_alone_brings_eight_points_at_most() -> None:
    rubric = hiring()
    for profile in PROFILES:
        made = assess(passing(*rubric.prose.checks), rubric, profile, ("tabular",))
        brought = math.fsum(dimension.points for dimension in made.dimensions)
        assert brought <= 8.001
    generous = msgspec.structs.replace(rubric, prose=msgspec.structs.replace(rubric.prose, at_most=100))
    assert (assess(passing(*rubric.prose.checks), generous, None, ("tabular",)).score or 0) > 10


def test_prose_is_not_counted_against_what_code_supports() -> None:
    code_only = assess(results(dict.fromkeys(CHECKS, "pass")), hiring(), None, ("tabular",))
    assert code_only.score_range == (99, 100)


@settings(max_examples=25, deadline=None)
@given(SOME, KINDS, st.sampled_from([None, *PROFILES]))
def test_points_add_up_and_the_score_lies_in_its_range(outcomes: dict[str, Outcome], kinds: tuple[str, ...], profile: str | None) -> None:
    made = assess(results(outcomes), hiring(), profile, kinds)
    if made.score is None or made.score_range is None:
        return
    points = math.fsum(one.points for dimension in made.dimensions for one in dimension.criteria)
    most = math.fsum(dimension.max_points for dimension in made.dimensions)
    assert abs(points - made.score) <= 0.51
    assert most == pytest.approx(100, abs=0.01)
    assert points == pytest.approx(math.fsum(dimension.points for dimension in made.dimensions), abs=0.01)
    assert 0 <= made.score_range[0] == made.score <= made.score_range[1] <= 100
    assert 0 <= made.decided <= 1
    assert all(one.level <= one.possible_level for dimension in made.dimensions for one in dimension.criteria)


def _points(made: Assessment) -> float:
    return math.fsum(dimension.points for dimension in made.dimensions)


@settings(max_examples=30, deadline=None)
@given(SOME, KINDS, st.sampled_from([None, *PROFILES]), st.sets(st.sampled_from(sorted(CHECKS)), min_size=1, max_size=6))
def test_good_evidence_never_lowers_the_score(
    outcomes: dict[str, Outcome], kinds: tuple[str, ...], profile: str | None, better: set[str]
) -> None:
    """With applicability held fixed: what failed or was in doubt passes."""
    improved: dict[str, Outcome] = {check: "pass" if outcomes[check] != "not-applicable" else "not-applicable" for check in better}
    before = assess(results(outcomes), hiring(), profile, kinds)
    after = assess(results({**outcomes, **improved}), hiring(), profile, kinds)
    if before.score is not None and after.score is not None:
        assert after.score >= before.score
        assert _points(after) >= _points(before) - 0.01


@settings(max_examples=8, deadline=None)
@given(SOME, KINDS, st.randoms(use_true_random=False))
def test_the_order_of_results_is_of_no_account(outcomes: dict[str, Outcome], kinds: tuple[str, ...], random: object) -> None:
    some = list(results(outcomes))
    before = msgspec.json.encode(assess(tuple(some), hiring(), None, kinds))
    getattr(random, "shuffle")(some)  # noqa: B009
    assert msgspec.json.encode(assess(tuple(some), hiring(), None, kinds)) == before


def test_an_assessment_survives_json() -> None:
    made = assess(archetype(archetypes.MLOPS), hiring(), None, ("tabular",))
    assert msgspec.json.decode(msgspec.json.encode(made), type=Assessment) == made


def test_evidence_made_to_order_is_evidence() -> None:
    assert evidence("not-applicable") == ()
    assert evidence("fail")[0].supports is False


def test_a_library_has_no_score_and_yet_says_how_much_of_each_dimension_holds() -> None:
    made = assess(results({}, "pass"), hiring(), None, ("library",), no_score_because="a library")
    engineering = next(one for one in made.dimensions if one.id == "engineering")
    assert made.score is None
    assert (engineering.score, engineering.points, engineering.max_points) == (100.0, 0.0, 0.0)
