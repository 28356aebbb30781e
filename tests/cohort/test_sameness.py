"""One work told twice is told apart from two works that have something in common."""

from __future__ import annotations

import pytest

from evaluator.cohort.sameness import Tie, ties
from evaluator.model.candidate import Lineage
from evaluator.model.cohort import CohortRow


def told(**lineages: Lineage) -> dict[str, Tie]:
    return ties([(CohortRow(name, score=50), lineage) for name, lineage in lineages.items()])


def history(*commits: str, path: str = "", **code: int) -> Lineage:
    return Lineage(commits, path=path, code=code)


def test_a_fork_is_the_work_that_it_was_forked_from() -> None:
    found = told(fork=history("b", "a", x=500), first=history("d", "c", "b", "a", y=900))
    assert found["fork"] == Tie(CohortRow("first", score=50), True, "has 2 commits in common with first")
    assert "first" not in found


def test_two_works_on_one_starter_both_count_and_it_is_said() -> None:
    mine = history(*"hgfedcb", "start", x=900)
    yours = history(*"HGFEDCB", "start", y=900, z=900)
    assert told(mine=mine, yours=yours)["mine"] == Tie(CohortRow("yours", score=50), False, "has 1 commit in common with yours")


def test_two_folders_of_one_repository_are_two_works() -> None:
    assert told(a=history("b", "a", path="churn", x=900), b=history("b", "a", path="digits", y=900)) == {}
    assert told(a=history("b", "a", path="churn", x=900), b=history("b", "a", path="churn-2", y=900)) == {}


def test_a_folder_lies_in_its_own_repository() -> None:
    assert told(part=history("b", "a", path="churn", x=900), whole=history("b", "a", x=900, y=900))["part"].same


def test_a_copy_without_history_is_known_by_its_bytes() -> None:
    found = told(copy=history("z", x=900, y=900, own=100), first=history("a", x=900, y=900, z=900))
    assert found["copy"].words == "2 of its 3 code files are in first too, byte for byte"
    assert found["copy"].same


@pytest.mark.parametrize("mine", [history("a", x=900, own=900), history("a", x=300)])
def test_a_shared_module_makes_no_copy(mine: Lineage) -> None:
    assert told(a=mine, b=history("b", x=900, other=5000)) == {}


def test_two_works_in_a_third_are_not_each_other() -> None:
    found = told(a=history("a", x=900), b=history("b", y=900), both=history("c", x=900, y=900))
    assert {name: tie.host.name for name, tie in found.items()} == {"a": "both", "b": "both"}


def test_without_code_or_history_nothing_is_the_same() -> None:
    assert told(a=history(), b=history()) == {}
