"""Two reviews held against each other: what was fixed, what is new, what nobody can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from evaluator import report
from evaluator.comparison import compared, matched
from evaluator.model.result import Evidence, Outcome, Result
from tests.report import sample

if TYPE_CHECKING:
    from evaluator.model.review import Review


def fault(
    path: str = "train.py", line: int = 3, snippet: str = "scaler.fit(X)", note: str = "fitted on all rows", cell: int | None = None
) -> Evidence:
    return Evidence(False, "high", path, line, cell, snippet, note)


def said(*evidence: Evidence, check: str = "split-before-fit", outcome: Outcome = "fail") -> Review:
    return msgspec.structs.replace(sample.review(), results=(Result(check, "leakage", outcome, evidence=evidence),))


def states(before: Review, after: Review) -> list[str]:
    return [change.state for change in compared(before, after).findings]


@pytest.mark.parametrize(
    "later",
    [
        fault(line=40),
        fault(path="src/train.py"),
        fault(path="book.ipynb", cell=2, line=1),
        fault(snippet="scaler.fit(features)"),
        fault(note="fitted on all 900 rows"),
    ],
    ids=["moved down", "moved with its file", "moved into a notebook", "edited and still wrong", "said otherwise of the same line"],
)
def test_the_same_finding_elsewhere_is_still_open(later: Evidence) -> None:
    assert states(said(fault()), said(later)) == ["unchanged"]


def test_numbers_in_a_note_do_not_make_a_finding_new() -> None:
    counted = [fault("book.ipynb", 0, "", f"{number} of 420 statements stand in functions") for number in (133, 138)]
    assert states(said(counted[0]), said(counted[1])) == ["unchanged"]


def test_another_line_of_the_same_kind_is_new() -> None:
    change = compared(said(fault()), said(fault(), fault("other.py", 9, "pca.fit(Z)", "reduced on all rows"))).findings
    assert [one.state for one in change] == ["unchanged", "new"]


def test_of_two_equal_lines_one_can_be_fixed() -> None:
    assert states(said(fault(line=3), fault(line=30)), said(fault(line=28))) == ["unchanged", "absent"]


def test_what_the_check_does_not_find_any_more_is_fixed() -> None:
    passed = Evidence(True, "high", "train.py", 3, None, "scaler.fit(X_train)", "fitted on the training part")
    assert states(said(fault()), said(passed, outcome="pass")) == ["absent"]


@pytest.mark.parametrize(("outcome", "why"), [("needs-review", "a person"), ("not-applicable", "not asked"), ("open", "broke")])
def test_what_is_not_decided_any_more_is_not_called_fixed(outcome: Outcome, why: str) -> None:
    (change,) = compared(said(fault()), said(outcome=outcome)).findings
    assert change.state == "untold"
    assert why in change.reason


@pytest.mark.parametrize(("outcome", "why"), [("needs-review", "a person"), ("open", "broke"), ("not-applicable", "did not apply")])
def test_what_was_not_decided_before_is_not_called_new(outcome: Outcome, why: str) -> None:
    lacks = fault("", 0, "", "no alert was found")
    (change,) = compared(said(outcome=outcome), said(lacks)).findings
    assert change.state == "asked"
    assert why in change.reason


def test_a_line_at_fault_is_new_with_what_made_the_check_apply() -> None:
    runs_as_root = fault("Dockerfile", 9, 'CMD ["python", "app.py"]', "runs as root")
    assert states(said(outcome="not-applicable"), said(runs_as_root)) == ["new"]


def test_a_doubt_that_became_firm_is_not_called_new_nor_the_reverse_fixed() -> None:
    doubted = msgspec.structs.replace(fault(), confidence="low")
    other = fault("other.py", 9, "pca.fit(Z)", "reduced on all rows")
    assert [change.state for change in compared(said(other, doubted), said(other, fault())).findings] == ["unchanged", "asked"]
    assert [change.state for change in compared(said(other, fault()), said(other, doubted)).findings] == ["unchanged", "untold"]


def test_a_check_that_one_version_does_not_know_tells_nothing() -> None:
    assert states(said(fault()), said(fault(), check="seed-fixed")) == ["asked", "untold"]


def test_while_a_check_fails_the_number_of_its_places_tells_what_was_fixed_and_what_came() -> None:
    places = [fault(line=number, snippet=f"line {number}", note=f"reason {chr(97 + number)}") for number in range(9)]
    assert set(states(said(*places[:4]), said(*places[4:8]))) == {"unchanged"}  # cut lists of four: nothing is known to be fixed
    assert states(said(*places[:4]), said(*places[4:6])).count("absent") == 2
    assert states(said(*places[:2]), said(*places[4:8])).count("new") == 2
    nothing_there = fault("", 0, "", "no metric was found")
    assert states(said(fault()), said(nothing_there)) == ["unchanged"]


def test_what_was_fixed_is_shown_as_it_stands_now() -> None:
    passed = Evidence(True, "high", "train.py", 3, None, "scaler.fit(X_train)", "fitted on the training part")
    comparison = compared(said(fault()), said(passed, outcome="pass"))
    assert comparison.findings[0].now == passed
    told = report.comparison_text(comparison)
    assert "fitted on the training part" in told
    assert "fitted on all rows" not in told
    gone = report.comparison_text(compared(said(fault()), said(outcome="pass")))
    assert "not found any more: fitted on all rows" in gone


faults = some.lists(
    some.builds(
        fault,
        some.sampled_from(["a.py", "b.py", ""]),
        some.integers(0, 3),
        some.sampled_from(["x", "y", ""]),
        some.sampled_from(["n1", "m"]),
    ),
    max_size=6,
)


@given(faults, faults)
def test_a_finding_is_paired_at_most_once(old: list[Evidence], new: list[Evidence]) -> None:
    pairs = matched(tuple(old), tuple(new))
    assert len({first for first, _ in pairs}) == len({second for _, second in pairs}) == len(pairs) <= min(len(old), len(new))


@given(faults)
def test_a_review_held_against_itself_has_changed_nothing(found: list[Evidence]) -> None:
    comparison = compared(said(*found), said(*found))
    assert {change.state for change in comparison.findings} <= {"unchanged"}
    assert not comparison.criteria
    assert not comparison.regressions
    assert not comparison.notices


def test_a_criterion_that_moved_says_why() -> None:
    review = sample.review()
    first, *rest = review.dimensions
    criterion, *others = first.criteria
    lower = msgspec.structs.replace(criterion, level=criterion.level - 1, points=criterion.points - 1)
    assert review.score
    dimensions = (msgspec.structs.replace(first, criteria=(lower, *others)), *rest)
    worse = msgspec.structs.replace(review, dimensions=dimensions, score=review.score - 1)
    comparison = compared(worse, review)
    (change,) = comparison.criteria
    assert (change.id, change.before_level, change.after_level) == (criterion.id, criterion.level - 1, criterion.level)
    assert not comparison.regressions
    assert compared(review, worse).regressions == (f"the score fell from {review.score} to {worse.score}",)


def moved(before: dict[str, object], after: dict[str, object], then: dict[str, Outcome], now: dict[str, Outcome]) -> tuple[str, ...]:
    """The reasons told for one criterion whose score and whose checks' outcomes are changed."""
    review = sample.review()
    first, *rest = review.dimensions
    criterion, *others = first.criteria
    sides = []
    for fields, outcomes in ((before, then), (after, now)):
        one = msgspec.structs.replace(criterion, checks=tuple(then), **fields)
        results = tuple(Result(check, "data", outcome) for check, outcome in outcomes.items())
        dimensions = (msgspec.structs.replace(first, criteria=(one, *others)), *rest)
        sides.append(msgspec.structs.replace(review, dimensions=dimensions, results=results))
    (change,) = compared(*sides).criteria
    return change.reasons


HIGH: dict[str, object] = {"level": 2, "points": 2.0, "max_points": 3.0}
LOW: dict[str, object] = {"level": 1, "points": 1.0, "max_points": 3.0}


def test_a_loss_is_not_explained_by_a_gain() -> None:
    told = moved(HIGH, LOW, {"rows-checked": "fail", "rows-read": "pass"}, {"rows-checked": "pass", "rows-read": "fail"})
    assert told == ("`rows-read` fails now",)
    told = moved(LOW, HIGH, {"rows-checked": "fail", "rows-read": "pass"}, {"rows-checked": "pass", "rows-read": "fail"})
    assert told == ("`rows-checked` passes now",)


def test_a_rule_that_holds_a_level_down_is_named() -> None:
    held = {**LOW, "held": "Held at this level: what is started first cannot run."}
    assert moved(HIGH, held, {"rows-checked": "fail"}, {"rows-checked": "pass"}) == (
        "Held at this level: what is started first cannot run",
    )
    (lifted,) = moved(held, HIGH, {"rows-checked": "pass"}, {"rows-checked": "pass"})
    assert lifted.startswith("then: Held")


def test_what_a_person_was_to_decide_is_told_apart_from_what_failed() -> None:
    outcomes: dict[str, Outcome] = {"rows-checked": "needs-review", "rows-read": "fail"}
    told = moved(LOW, HIGH, outcomes, {"rows-checked": "pass", "rows-read": "pass"})
    assert told == ("`rows-checked` passes now (for a person to decide then)", "`rows-read` passes now")


def test_a_fault_that_was_not_asked_then_explains_no_gain() -> None:
    outcomes: dict[str, Outcome] = {"rows-checked": "not-applicable", "rows-read": "fail"}
    assert moved(LOW, HIGH, outcomes, {"rows-checked": "fail", "rows-read": "pass"}) == ("`rows-read` passes now",)


def test_a_level_that_stayed_is_said_once() -> None:
    review = sample.review()
    first, *rest = review.dimensions
    criterion, *others = first.criteria
    less = msgspec.structs.replace(criterion, points=criterion.points - 0.5, level=criterion.level, max_points=criterion.max_points)
    worse = msgspec.structs.replace(review, dimensions=(msgspec.structs.replace(first, criteria=(less, *others)), *rest))
    assert f"level {criterion.level}, as before" in report.comparison_text(compared(review, worse))


def test_a_fault_in_another_file_is_no_old_one_seen_elsewhere() -> None:
    old = [
        fault("train.py", number, f"open('{number}')", "`model.bin` is looked for from where the program is started") for number in (3, 9)
    ]
    new = [msgspec.structs.replace(item, path="page.py", snippet=f"load({item.line})") for item in old]
    assert states(said(*old), said(*new)) == ["asked", "asked", "untold", "untold"]
    assert states(said(*old), said(*old, *new)) == ["unchanged", "unchanged", "new", "new"]


def test_what_is_counted_is_what_is_told() -> None:
    one = Result("split-before-fit", "leakage", "fail", evidence=(fault(),))
    other = msgspec.structs.replace(one, check="transform-fitted-on-train", evidence=(fault(note="fitted on all rows; twice"),))
    before, after = said(), msgspec.structs.replace(sample.review(), results=(one, other))
    before = msgspec.structs.replace(
        before, results=tuple(msgspec.structs.replace(each, outcome="pass", evidence=()) for each in (one, other))
    )
    told = report.comparison_text(compared(before, after))
    assert "0 fixed, 1 new" in told
    assert "New (1)" in told
    assert told.count("fitted on all rows") == 1


def test_what_was_fixed_is_shown_by_what_is_new() -> None:
    stood = Evidence(True, "high", "README.md", 5, None, "data: see the page", "the page is linked")
    came = Evidence(True, "high", "README.md", 9, None, "put it in data/", "the place is told")
    failed = said(fault("", 0, "", "no place was found"), stood)
    assert compared(failed, said(stood, came, outcome="pass")).findings[0].now == came


def test_points_that_no_act_moved_are_one_sum() -> None:
    review = sample.review()
    first, *rest = review.dimensions
    criterion, *others = first.criteria
    lighter = msgspec.structs.replace(criterion, points=criterion.points / 2, max_points=criterion.max_points / 2)
    less = msgspec.structs.replace(review, dimensions=(msgspec.structs.replace(first, criteria=(lighter, *others)), *rest))
    comparison = compared(review, less)
    assert not comparison.criteria
    assert comparison.reweighted == pytest.approx(-criterion.points / 2)
    assert "because other criteria apply" in report.comparison_text(comparison)
    profile = msgspec.structs.replace(less, rubric=msgspec.structs.replace(less.rubric, profile="research"))
    assert [change.id for change in compared(review, profile).criteria] == [criterion.id]


def test_reviews_of_different_works_say_so() -> None:
    other = msgspec.structs.replace(sample.review(), origin="https://github.com/ana-example/another")
    assert any("different repositories" in notice for notice in compared(sample.review(), other).notices)


@pytest.mark.parametrize("payload", sample.PAYLOADS)
def test_no_word_of_a_repository_acts_in_a_comparison(payload: str) -> None:
    comparison = compared(said(), said(fault("x/" + payload, 3, payload, payload), outcome="fail"))
    for text in (report.comparison_text(comparison), report.comparison_markdown(comparison)):
        assert "\x1b" not in text
        assert not any(line.startswith("::") for line in text.splitlines())
    assert "<script" not in report.comparison_markdown(comparison)
    assert "<img" not in report.comparison_markdown(comparison)
