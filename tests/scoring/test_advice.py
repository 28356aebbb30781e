"""What is left to do for a level, and how a score that is not settled yet is told."""

from typing import TYPE_CHECKING

import msgspec

from evaluator import checks
from evaluator.model.result import Outcome
from evaluator.scoring import assess
from tests.scoring.given import CHECKS, hiring, needed, results

if TYPE_CHECKING:
    from evaluator.model.review import CriterionScore

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
