from __future__ import annotations

from pathlib import Path

import pytest

from evaluator import checks
from evaluator.checks.selectors import kinds
from tests.checks.cases import Case, cases_in
from tests.memory import facts_of

HERE = Path(__file__).parent
CASES = [case for path in sorted(HERE.glob("*.md")) for case in cases_in(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}-{case.check}-{case.outcome}-{case.title[:50]}")
def test_case(case: Case) -> None:
    facts = facts_of(case.files, case.commits)
    check, function = checks.functions()[case.check]
    result = checks.judged(check, function, facts, case.kinds or kinds.subject(facts).kinds)
    said = [(item.supports, item.confidence, item.path, item.line, item.cell, item.note) for item in result.evidence]
    assert result.outcome == case.outcome, said
    cited = {(item.path, item.line, item.cell) for item in result.evidence}
    assert case.marks <= cited, said


def test_every_check_has_a_case_for_pass_and_for_fail() -> None:
    seen = {(case.check, case.outcome) for case in CASES}
    lacking = [check.id for check in checks.catalogue() if not {(check.id, "pass"), (check.id, "fail")} <= seen]
    assert not lacking, f"checks without a case that passes and one that fails: {lacking}"
