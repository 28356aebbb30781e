"""The half minute on the front page, other readers, other repositories, and when it is enough."""

from __future__ import annotations

import msgspec
import pytest

from evaluator import report, resources
from evaluator.model.place import Unread
from evaluator.model.result import Evidence, Result
from evaluator.model.review import Claim
from evaluator.report import standing
from evaluator.report.findings import Reading
from tests.report import sample


def front(path: str = "README.md", line: int = 5, *, check: str = "results-in-readme", supports: bool = True) -> dict[str, standing.Glance]:
    evidence = Evidence(supports, "high", path, line, None, "MAE 41 riders", "a number")
    review = msgspec.structs.replace(sample.review(), results=(Result(check, "reported-results", "pass", evidence=(evidence,)),))
    return {glance.title: glance for glance in standing.glances(Reading(review))}


def test_what_stands_on_the_first_screen_is_seen_at_once() -> None:
    assert front()["A result with its number"].at_once
    assert front()["How to run it"].seen is None


@pytest.mark.parametrize(("path", "line", "seen"), [("README.md", 41, True), ("docs/README.md", 5, False), ("report.md", 5, False)])
def test_what_stands_elsewhere_is_not_seen_at_once(path: str, line: int, seen: bool) -> None:
    glance = front(path, line)["A result with its number"]
    assert not glance.at_once
    assert (glance.seen is not None) is seen


def test_what_speaks_against_a_check_is_nothing_to_see() -> None:
    assert front(supports=False)["A result with its number"].seen is None


def table(scores: list[int], version: str = "1.0") -> str:
    return "rubric,version,score\n" + "".join(f"hiring,{version},{score}\n" for score in scores)


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (2, "in the lower quarter"),
        (30, "in the lower half"),
        (70, "in the upper half"),
        (80, "in the upper quarter"),
        (99, "in the top tenth"),
    ],
)
def test_a_score_stands_in_a_band_of_its_peers(score: int, band: str) -> None:
    found = standing.peers(msgspec.structs.replace(sample.review(), score=score), table(list(range(100))))
    assert found is not None
    assert (found.band, found.below) == (band, score)


def test_another_rubric_a_profile_or_few_scores_are_no_comparison() -> None:
    review = sample.review()
    assert standing.peers(review, table(list(range(100)), "0.9")) is None
    assert standing.peers(review, table([1, 2, 3])) is None
    assert standing.peers(sample.unscored(), table(list(range(100)))) is None
    research = msgspec.structs.replace(review, rubric=msgspec.structs.replace(review.rubric, profile="research"))
    assert standing.peers(research, table(list(range(100)))) is None


def test_the_shipped_distribution_is_of_the_shipped_rubric() -> None:
    lines = resources.reference().splitlines()
    assert lines[0] == "rubric,version,score"
    rubric = (resources.rubrics() / "hiring.yaml").read_text(encoding="utf-8")
    assert {line.split(",")[1] for line in lines[1:]} == {
        next(line.split('"')[1] for line in rubric.splitlines() if line.startswith("version:"))
    }
    assert len(lines) > standing.FEW


def test_the_reader_whom_it_fits_best_has_the_highest_score() -> None:
    best = standing.best_profile(sample.review())
    assert best is not None
    assert best.id == "entry-level"
    assert "fits best" in report.page(sample.review())


def test_it_is_enough_only_when_ready_and_nothing_left_brings_much() -> None:
    review = sample.review()
    ready = msgspec.structs.replace(review, readiness=msgspec.structs.replace(review.readiness, level="job-ready", caps=()), actions=())
    assert standing.enough(ready)
    assert "Good enough to apply with" not in report.page(review)
    assert not standing.enough(review)
    assert not standing.enough(msgspec.structs.replace(ready, actions=(msgspec.structs.replace(review.actions[0], gain=4.0),)))
    capped = msgspec.structs.replace(ready, readiness=msgspec.structs.replace(ready.readiness, caps=("A key is committed.",)))
    assert not standing.enough(capped)


def test_a_cv_has_only_what_is_borne_out() -> None:
    page = report.page(sample.review())
    section = page.split('id="cv"')[1].split("</section>")[0]
    claims = {
        verdict: [claim.text for claim in sample.review().claims if claim.verdict == verdict] for verdict in ("supported", "unsupported")
    }
    assert claims["supported"]
    assert claims["unsupported"]
    assert all(text in section for text in claims["supported"])
    assert not any(text in section for text in claims["unsupported"])


def test_a_line_for_a_cv_is_not_told_again_as_a_claim() -> None:
    review = msgspec.structs.replace(sample.review(), claims=(Claim("MRR 83%", "README.md", 3, "supported"),))
    page = report.page(review)
    assert page.count("<q>MRR 83%</q>") == 1
    assert 'id="claims"' in page


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("MRR 83%", True),
        ("MAE 1.40", True),
        ("Predictions are served by FastAPI and logged", True),
        ("accuracy 6.49%", False),
        ("F1 0.1", False),
        ("Monitoring", False),
        ("Runs are tracked with MLflow, as follows:", False),
        ("How can we deploy the model as a service?", False),
        ("There are unit tests in the folder tests (1 point)", False),
        ("Now run docker compose up to see the dashboard", False),
        ("There were challenges with the search over settings", False),
        ("You can deploy it with Docker and compose", False),
    ],
)
def test_a_line_for_a_cv_says_something_of_the_work(text: str, kept: bool) -> None:
    review = msgspec.structs.replace(sample.review(), claims=(Claim(text, "README.md", 3, "supported"),))
    assert (len(standing.borne(review)) == 1) is kept


def test_how_sure_a_score_is_says_what_it_hangs_on() -> None:
    review = msgspec.structs.replace(sample.review(), score_range=(40, 46), confidence="low", unread=(Unread("app.py", "too large"),))
    assert standing.how_sure(review) == "unsure: 6 points hang on questions for a person, and 1 file of code could not be read"
    assert standing.how_sure(msgspec.structs.replace(review, confidence="high")) == "sure"
    asked = msgspec.structs.replace(review, score_range=(40, 41), confidence="medium", unread=())
    assert standing.how_sure(asked) == "fairly sure: 1 point hangs on questions for a person"


def test_no_reader_fits_best_by_a_point() -> None:
    first, *_ = sample.review().profiles
    near = msgspec.structs.replace(first, id="other", score=first.score - 1)
    review = msgspec.structs.replace(sample.review(), profiles=(first, near))
    assert standing.best_profile(review) is None
    far = msgspec.structs.replace(near, score=first.score - 9)
    assert standing.best_profile(msgspec.structs.replace(review, profiles=(far, first))) == first
