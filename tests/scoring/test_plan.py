"""The best hour: every step is scored again after the one before."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from evaluator import report
from evaluator.scoring import MINUTES, plan, rescore
from tests.scoring.given import hiring
from tests.scoring.test_rescore import saved


def test_an_hour_holds_what_fits_into_it_and_names_what_does_not() -> None:
    made = plan(saved(), hiring(), None, 60)
    assert made.steps
    assert made.spent <= 60
    assert made.later is None or made.later.minutes > 60 - made.spent


def test_the_steps_lead_to_the_score_that_scoring_gives_afterwards() -> None:
    review = saved()
    made = plan(review, hiring(), None, 600)
    score = review.score
    assert score is not None
    for step in made.steps:
        assert step.score is not None
        assert step.score >= score
        score = step.score
    assert made.score == review.score
    gained = sum(step.action.gain for step in made.steps)
    assert score == pytest.approx(review.score + gained if review.score is not None else 0, abs=1 + 0.05 * len(made.steps))


@settings(max_examples=15)
@given(some.integers(1, 4000))
def test_a_plan_keeps_to_its_time_and_offers_nothing_twice(minutes: int) -> None:
    made = plan(saved(), hiring(), None, minutes)
    assert made.spent <= minutes
    reached = [(step.action.criterion, step.action.to_level) for step in made.steps]
    assert len(reached) == len({*reached})
    assert all(step.action.gain > 0 or step.action.opens or step.action.reason for step in made.steps)


def test_what_is_urgent_comes_first() -> None:
    review = saved()
    results = tuple(msgspec.structs.replace(one, outcome="fail") if one.check == "no-secret-committed" else one for one in review.results)
    worse = rescore(msgspec.structs.replace(review, results=results), hiring())
    assert plan(worse, hiring(), None, 60).steps[0].action.criterion == "secrets"


def test_what_cannot_be_scored_has_no_plan() -> None:
    made = plan(saved((), "No machine learning was found."), hiring(), None, 60)
    assert not made.steps
    assert made.later is None
    assert report.plan_text(made).startswith("Nothing here can be scored")


def test_less_than_a_small_step_is_said_so() -> None:
    text = report.plan_text(plan(saved(), hiring(), None, MINUTES["S"] - 1))
    assert text.startswith("No step fits into 29 minutes")
    assert "With more time next" in text
