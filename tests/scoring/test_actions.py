"""Next best actions: their order, their limits, and gains that come true (rubric.md 5.3)."""

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.model.assessment import Assessment
from evaluator.model.result import Evidence, Outcome, Result
from evaluator.scoring import assess
from evaluator.scoring.actions import NEAR, chosen, turned
from evaluator.scoring.advice import unmet
from evaluator.scoring.levels import all_reached, by_check
from evaluator.scoring.readiness import caps_on, ladder_for
from tests.scoring import archetypes
from tests.scoring.given import CHECKS, hiring, needed, passing, results

if TYPE_CHECKING:
    from evaluator.model.rubric import Cap

COST = {"S": 1, "M": 3, "L": 8}
OUTCOMES: tuple[Outcome, ...] = ("pass", "fail", "needs-review", "not-applicable", "open")
SOME = st.fixed_dictionaries({check: st.sampled_from(OUTCOMES) for check in sorted(CHECKS)})
PROFILE = st.sampled_from([None, "research", "production", "entry-level"])


def made(outcomes: dict[str, Outcome], rest: Outcome = "fail", profile: str | None = None) -> Assessment:
    return assess(results(outcomes, rest), hiring(), profile, ("tabular",))


def zoomcamp(**changed: Outcome) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = dict.fromkeys(needed(archetypes.ZOOMCAMP) | {"entry-path-sound"}, "pass")
    return outcomes | {name.replace("_", "-"): outcome for name, outcome in changed.items()}


def points(of: Assessment) -> float:
    return math.fsum(dimension.points for dimension in of.dimensions)


def mended(some: tuple[Result, ...]) -> set[str]:
    """The checks that urgent steps turn: of each criterion the first urgent cap."""
    reached = all_reached(by_check(some), hiring(), ("tabular",))
    first: dict[str, Cap] = {}
    for cap in caps_on(hiring(), by_check(some)):
        if cap.urgent and reached[cap.criterion].applies:
            first.setdefault(cap.criterion, cap)
    return {what.check for cap in first.values() for what in cap.when if by_check(some)[what.check].outcome == "fail"}


@settings(max_examples=12, deadline=None)
@given(SOME, PROFILE)
def test_gains_come_true(outcomes: dict[str, Outcome], profile: str | None) -> None:
    """Each gain is the difference of two whole reviews, recomputed here from nothing but the results."""
    some = results(outcomes)
    before = assess(some, hiring(), profile, ("tabular",))
    if before.score is None:
        return
    reached = all_reached(by_check(some), hiring(), ("tabular",))
    urgent = mended(some)
    for action in before.actions:
        one = reached[action.criterion]
        assert action.from_level == one.low
        if action.reason == hiring().words.urgent:
            continue
        steps = [unmet(level, one, by_check(some)) for level in one.levels if level.level > one.low]
        gains = []
        for checks in steps:
            with_urgent = turned(by_check(some), [check for check in checks if check in urgent])
            pair = [assess(tuple(each.values()), hiring(), profile, ("tabular",)) for each in (turned(by_check(some), checks), with_urgent)]
            gains.append(points(pair[0]) - points(pair[1]))
        assert any(abs(gain - action.gain) < 0.051 for gain in gains)
        assert action.gain >= 0


@settings(max_examples=12, deadline=None)
@given(SOME, PROFILE)
def test_limits_hold(outcomes: dict[str, Outcome], profile: str | None) -> None:
    review, general = made(outcomes, profile=profile), made(outcomes)
    criteria = {one.id: (dimension.id, one) for dimension in review.dimensions for one in dimension.criteria}
    assert len(review.actions) <= 5
    assert len({action.criterion for action in review.actions}) == len(review.actions)
    of_dimension = [criteria[action.criterion][0] for action in review.actions]
    assert all(of_dimension.count(dimension) <= 2 for dimension in of_dimension)
    assert all(criteria[action.criterion][1].opens_after is None for action in review.actions)
    assert all(criteria[action.criterion][1].applicable for action in review.actions)
    ordinary = [action for action in review.actions if action.reason != hiring().words.urgent]
    leading = [action for action in ordinary if action.opens] if lacking(review, profile, general) <= NEAR else []
    near_a_bound = abs(lacking(review, profile, general) - NEAR) <= 1 or abs(lacking(review, profile, general, top=True)) <= 1
    if not near_a_bound:  # the review tells its score without the decimals that decide there
        assert ordinary[: len(leading)] == leading
        for group in (leading, ordinary[len(leading) :]):
            ranks = [action.gain / COST[action.effort] for action in group]
            assert ranks == sorted(ranks, reverse=True)


def lacking(review: Assessment, profile: str | None, general: Assessment, *, top: bool = False) -> float:
    """Points to the score that the next level asks for: from the one that is sure, or from the top of the range."""
    level = next((one for one in ladder_for(hiring(), ("tabular",), profile) if one.id == review.readiness.next), None)
    asked = [demand.score for rule in (*level.compulsory, *level.others) for demand in rule.any] if level else []
    ranges = {one.id: one.score_range for one in review.profiles}
    low, high = (ranges.get(level.score_profile) if level and level.score_profile else None) or general.score_range or (0, 0)
    most = max(asked, default=0.0)
    return most - high if top else most - low if high < most else 0.0


def test_gates_of_a_level_that_is_far_do_not_lead() -> None:
    review = made(zoomcamp())
    assert lacking(review, None, review) > NEAR + 1
    assert len([gate for gate in review.readiness.gates if not gate.holds]) > 1
    ranks = [action.gain / COST[action.effort] for action in review.actions]
    assert ranks == sorted(ranks, reverse=True)


def test_a_fault_at_a_place_is_told_to_be_mended_and_takes_less() -> None:
    faulty = made(zoomcamp(test_used_once="fail"))
    (told,) = (action for action in faulty.actions if action.criterion == "held-out")
    assert told.text.startswith("Choose by a score on validation rows")
    assert told.effort == "S"
    lacking_more = made(zoomcamp(test_used_once="fail", scored_on_held_out="fail"))
    assert not any(action.text.startswith("Choose by a score on validation") for action in lacking_more.actions)


def test_safety_and_validity_come_first() -> None:
    review = made(zoomcamp(no_secret_committed="fail", resample_after_split="fail", entry_path_sound="fail"))
    assert [action.criterion for action in review.actions[:3]] == ["secrets", "leakage", "lifecycle"]
    assert review.actions[0].text.startswith("Revoke the key today")
    assert review.actions[0].text.endswith("Start at `src/train.py`, line 3.")
    assert review.actions[0].reason == "Safety and validity come first."
    assert review.actions[2].gain > 0, "a broken entry path holds other levels down"


def test_what_opens_a_gate_comes_before_what_brings_more() -> None:
    review = made(zoomcamp(commands_resolve="fail"))
    assert review.actions[0].criterion == "run-path"
    assert review.actions[0].opens == "Job-ready: Set-up and commands are given, and every command resolves"
    assert any(action.gain > review.actions[0].gain for action in review.actions[1:]) or review.actions[1].opens is None


def test_a_prerequisite_is_offered_and_never_what_needs_it() -> None:
    without = {"service-predicts", "input-parsed", "input-validated", "predictions-logged", "model-quality-monitored"}
    outcomes: dict[str, Outcome] = dict.fromkeys(CHECKS - without, "pass")
    review = made(outcomes)
    offered = [action.criterion for action in review.actions]
    assert "inference-service" in offered
    assert not {"request-contract", "monitoring"} & set(offered)


def test_what_is_worth_nothing_in_a_profile_is_not_offered() -> None:
    review = made(zoomcamp(), profile="entry-level")
    operations = {one.id for dimension in review.dimensions if dimension.id == "operations" for one in dimension.criteria}
    assert not operations & {action.criterion for action in review.actions}
    assert review.readiness.next == "production-minded"


def test_a_profile_may_say_what_is_enough() -> None:
    last = {"component-implemented", "framework-internals-used"}
    outcomes: dict[str, Outcome] = dict.fromkeys(CHECKS - last, "pass")
    assert [action.criterion for action in made(outcomes).actions] == ["framework-depth"]
    assert made(outcomes, profile="entry-level").actions == ()


def test_a_person_is_never_an_action() -> None:
    outcomes: dict[str, Outcome] = dict.fromkeys(CHECKS, "pass")
    assert made(outcomes).actions == ()


def test_what_may_be_there_already_is_never_an_action() -> None:
    """A level that only doubts stand before is a question for a person; with a fail among them there is something to do."""
    outcomes: dict[str, Outcome] = dict.fromkeys(CHECKS, "pass")
    doubts: dict[str, Outcome] = {"scored-on-held-out": "needs-review", "held-out-split": "open"}
    assert made(outcomes | doubts).actions == ()
    failing: dict[str, Outcome] = {"scored-on-held-out": "fail"}
    assert "held-out" in {action.criterion for action in made(outcomes | doubts | failing).actions}


def test_advice_is_that_of_the_step_and_of_the_kind() -> None:
    outcomes: dict[str, Outcome] = dict.fromkeys(CHECKS, "pass")
    unpinned: dict[str, Outcome] = {"dependencies-pinned": "fail"}
    (action,) = made(outcomes | unpinned).actions
    assert action.text.startswith("Give every package the version")
    uncleaned: dict[str, Outcome] = {"missing-values-handled": "fail", "bad-rows-handled": "fail"}
    by_kind = [assess(results(outcomes | uncleaned), hiring(), None, (kind,)).actions[0].text for kind in ("tabular", "vision")]
    assert by_kind[0].startswith("Print the share missing per column")
    assert by_kind[1].startswith("Look for examples that cannot be read")


def test_effort_depends_on_what_is_there() -> None:
    bare = made(dict.fromkeys(needed({"held-out": 2, "training-code": 2, "secrets": 1}), "pass"))
    saved = made(zoomcamp(service_predicts="fail", prediction_callable="fail", demo_predicts="fail", model_saved="pass"))
    efforts = {action.effort for action in saved.actions if action.criterion == "inference-service"}
    assert efforts <= {"M"}
    assert all(action.effort != "M" for action in bare.actions if action.criterion == "inference-service")


def test_an_action_is_given_no_points_for_what_is_only_asked() -> None:
    def gain(asked: Outcome) -> float:
        supported = (Evidence(True, "low", "README.md", 3, None, "", "a sentence"),) if asked == "needs-review" else ()
        described = Result("problem-described", "problem-statement", asked, evidence=supported)
        changed = [described, Result("use-described", "problem-statement", "fail")]
        names = {each.check for each in changed}
        others = [one for one in results(dict.fromkeys(CHECKS, "pass")) if one.check not in names]
        made = assess((*others, *changed), hiring(), None, ("tabular",))
        return next(action.gain for action in made.actions if action.criterion == "problem-statement")

    assert gain("needs-review") == gain("pass")


def test_text_names_the_strongest_place() -> None:
    doubtful = Evidence(False, "low", "a.py", 1, None, "", "perhaps")
    firm = Evidence(False, "high", "notebooks/train.ipynb", 3, 4, "X = scaler.fit_transform(df)", "fitted on all rows")
    outcomes = {check: outcome for check, outcome in zoomcamp().items() if check != "split-before-fit"}
    some = [item for item in results(outcomes) if item.check != "split-before-fit"]
    some.append(Result("split-before-fit", "leakage", "fail", evidence=(doubtful, firm)))
    review = assess(tuple(some), hiring(), None, ("tabular",))
    action = next(action for action in review.actions if action.criterion == "leakage")
    assert action.text.endswith("Start at `notebooks/train.ipynb`, cell 4, line 3.")
    assert action.at == (firm, doubtful)
    assert (action.from_level, action.to_level) == (1, 3)


def test_a_path_that_looks_like_a_placeholder_stays_as_it_is() -> None:
    hostile = Evidence(False, "high", "{line}/{gate}.py", 7, None, "", "")
    some = [item for item in results(zoomcamp()) if item.check != "no-secret-committed"]
    some.append(Result("no-secret-committed", "secrets", "fail", evidence=(hostile,)))
    review = assess(tuple(some), hiring(), None, ("tabular",))
    assert "Start at `{line}/{gate}.py`, line 7." in review.actions[0].text
    assert "`{line}/{gate}.py`, line 7" in review.readiness.caps[0]


def test_the_same_work_is_offered_once() -> None:
    """`held-out` and `metrics` both begin with a metric: one action does for both."""
    review = assess(passing(), hiring(), None, ("tabular",))
    offered = [action.criterion for action in review.actions]
    assert len({"held-out", "metrics"} & set(offered)) == 1


def test_nothing_to_choose_from_gives_no_action() -> None:
    assert chosen([]) == []


@pytest.mark.parametrize("rest", ["pass", "fail", "needs-review"])
def test_actions_are_the_same_each_time(rest: Outcome) -> None:
    assert made({}, rest).actions == made({}, rest).actions
