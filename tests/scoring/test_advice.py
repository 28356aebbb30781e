"""What is left to do for a level, and how a score that is not settled yet is told."""

import math
from typing import TYPE_CHECKING

import msgspec

from evaluator import checks
from evaluator.model.result import Outcome
from evaluator.scoring import assess
from tests.scoring.given import CHECKS, hiring, needed, results

if TYPE_CHECKING:
    from evaluator.model.review import CriterionScore
    from evaluator.model.rubric import GateRule, Rubric

FIXES = checks.fixes()
TOLD = msgspec.structs.replace(hiring(), fixes=FIXES)


def advice(criterion: str, kind: str = "tabular", **changed: Outcome) -> str:
    outcomes: dict[str, Outcome] = dict.fromkeys(CHECKS, "pass")
    outcomes |= {name.replace("_", "-"): outcome for name, outcome in changed.items()}
    made = assess(results(outcomes), TOLD, None, (kind,))
    scores: list[CriterionScore] = [each for dimension in made.dimensions for each in dimension.criteria]
    return next(each.advice for each in scores if each.id == criterion)


def test_where_part_of_a_level_is_there_the_check_that_is_left_says_what_to_do() -> None:
    assert advice("overfitting-control", train_and_validation_scored="fail") == FIXES["train-and-validation-scored"]


def test_where_nothing_of_a_level_is_there_the_rubric_says_what_to_do() -> None:
    nothing = dict.fromkeys(next(one for one in hiring().criteria if one.id == "seeds").levels[0].checks, "fail")
    said = advice("seeds", **{name.replace("-", "_"): "fail" for name in nothing}, every_source_seeded="fail")  # type: ignore[arg-type]
    assert said.startswith("Give every draw a fixed seed")


def test_a_kind_of_work_keeps_the_words_that_are_its_own() -> None:
    assert advice("cleaning", kind="vision", bad_rows_handled="fail").startswith(("Look for examples", FIXES["bad-rows-handled"][:20]))
    assert "column" not in advice("cleaning", kind="vision", missing_values_handled="fail", bad_rows_handled="fail")


def test_a_rubric_without_the_checks_words_keeps_its_own() -> None:
    outcomes: dict[str, Outcome] = dict.fromkeys(CHECKS, "pass")
    outcomes["train-and-validation-scored"] = "fail"
    made = assess(results(outcomes), hiring(), None, ("tabular",))
    told = {each.id: each.advice for dimension in made.dimensions for each in dimension.criteria}
    assert told["overfitting-control"] != FIXES["train-and-validation-scored"]


def test_a_score_that_questions_may_bring_is_told_by_them() -> None:
    sure = needed({"training-code": 2, "held-out": 2, "secrets": 1})
    unsure = assess(results(dict.fromkeys(sure, "pass"), "needs-review"), hiring(), None, ("tabular",))
    low, high = unsure.score_range or (0, 0)
    assert f"Score of 35 or more: {low} now, up to {high} once the questions for a person are settled" in unsure.readiness.missing


def test_a_gate_with_a_score_among_other_demands_is_not_told_by_the_score() -> None:
    sure = needed({"training-code": 2, "secrets": 1})
    unsure = assess(results(dict.fromkeys(sure, "pass"), "needs-review"), hiring(), None, ("tabular",))
    (told,) = (said for said in unsure.readiness.missing if "rows of its own" in said)
    assert told.startswith("For a person to settle")


def test_a_score_that_only_rounding_brings_up_is_said_to_be_short() -> None:
    sets = (
        {"training-code": 2, "held-out": 2, "secrets": 1} | {more: 1} for more in ("seeds", "readme", "metrics", "cleaning", "features")
    )
    every = [results(dict.fromkeys(needed(one), "pass"), "needs-review") for one in sets]
    totals = [sum(each.points for each in assess(one, hiring(), None, ("tabular",)).dimensions) for one in every]
    asked, points = next((one, total) for one, total in zip(every, totals, strict=True) if total % 1 > 0.6)
    shown = math.ceil(points)

    def said(least: float) -> str:
        told = assess(asked, _asking(least), None, ("tabular",)).readiness.missing
        return next(each for each in told if each.startswith("Score of 35 or more"))

    assert "a little short now" in said(points + 0.01)
    assert f"{shown} now" in said(points + 1.5)


def _asking(least: float) -> "Rubric":
    """The rubric, whose gates of the score ask for so many points."""

    def raised(rule: "GateRule") -> "GateRule":
        by_score = rule.text.startswith("Score of")
        return msgspec.structs.replace(rule, any=tuple(msgspec.structs.replace(one, score=least) for one in rule.any)) if by_score else rule

    ladders = tuple(
        msgspec.structs.replace(
            ladder,
            levels=tuple(msgspec.structs.replace(level, others=tuple(map(raised, level.others))) for level in ladder.levels),
        )
        for ladder in hiring().readiness
    )
    return msgspec.structs.replace(hiring(), readiness=ladders)


def test_what_is_kept_of_the_questions_to_a_page_counts_for_an_application_of_a_language_model() -> None:
    def level(kind: str) -> int:
        outcomes: dict[str, Outcome] = dict.fromkeys(CHECKS, "fail")
        outcomes |= {"predictions-logged": "pass", "prediction-callable": "pass", "demo-predicts": "pass", "entry-path-sound": "pass"}
        made = assess(results(outcomes), hiring(), None, (kind,))
        return next(each.level for dimension in made.dimensions for each in dimension.criteria if each.id == "monitoring")

    assert (level("llm-app"), level("tabular")) == (1, 0)
