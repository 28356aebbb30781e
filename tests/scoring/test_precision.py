from __future__ import annotations

import msgspec
import pytest

from evaluator import checks, resources, scoring
from evaluator.model.place import Location
from evaluator.model.result import Precision, Result, against, supports

HARBOUR = Location("harbour.py", 3)


@pytest.mark.parametrize(
    ("right", "read", "least", "most"),
    [(20, 20, 0.8389, 1.0), (19, 20, 0.7639, 0.9911), (10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(right: int, read: int, least: float, most: float) -> None:
    assert Precision("seed-fixed", read, unfair=read - right).interval() == pytest.approx((least, most), abs=5e-5)


@pytest.mark.parametrize(
    ("found", "asks"),
    [
        (Precision("a", 20), False),
        (Precision("a", 20, unfair=1), False),
        (Precision("a", 20, unfair=2), True),
        (Precision("a", 20, untrue=4), False),  # what it grants may be wrong, what it denies is not
        (Precision("a", 3), False),  # too few to be sure, and none of them wrong
    ],
)
def test_a_check_that_was_unfair_too_often_only_asks(found: Precision, asks: bool) -> None:
    assert found.is_advisory is asks


def test_a_fail_of_an_advisory_check_becomes_a_question_and_all_else_stays() -> None:
    fail = Result("a", "tests", "fail", evidence=(against(HARBOUR, "no test"), supports(HARBOUR, "a test")))
    passed = Result("a", "tests", "pass", evidence=(supports(HARBOUR, "a test"),))
    other = Result("b", "tests", "fail", evidence=(against(HARBOUR, "no test"),))
    asked, *rest = scoring.softened((fail, passed, other), {"a"})
    assert (asked.outcome, [each.confidence for each in asked.evidence]) == ("needs-review", ["low", "high"])
    assert rest == [passed, other]


def test_the_shipped_table_names_checks_that_exist() -> None:
    known = scoring.precisions(resources.precision())
    assert set(known) <= set(checks.functions())
    assert all(each.read > 0 and each.borderline + each.unfair + each.untrue <= each.read for each in known.values())


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        scoring.precisions("check,read,borderline,unfair,untrue\na,many,0,0,0\n")
