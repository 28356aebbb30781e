"""The shipped rubric with all its conditions, and results made to order."""

import re
import runpy
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from evaluator.model.result import Evidence, Outcome, Result
from evaluator.model.rubric import Criterion, Rubric
from evaluator.scoring import load_rubric

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "open_levels.py"))
SHIPPED = (ROOT / "rubrics" / "hiring.yaml").read_text(encoding="utf-8")


def _named(text: str) -> frozenset[str]:
    lists = re.findall(r"\b(?:all|any|checks|planned): \[([a-z0-9, -]+)\]", text)
    single = re.findall(r"\b(?:check|needs): ([a-z0-9-]+)", text)
    return frozenset(name.strip() for one in [*lists, *single] for name in one.split(","))


CHECKS = _named(SHIPPED)
TEXT: str = TOOL["rewritten"](SHIPPED, CHECKS)


@cache
def hiring() -> Rubric:
    """The rubric as it is when every check is built."""
    return load_rubric(TEXT, "hiring.yaml", CHECKS)


def criterion(name: str) -> Criterion:
    return next(one for one in hiring().criteria if one.id == name)


def evidence(outcome: Outcome, path: str = "src/train.py") -> tuple[Evidence, ...]:
    if outcome == "not-applicable":
        return ()
    return (Evidence(outcome == "pass", "low" if outcome == "needs-review" else "high", path, 3, None, "", "seen"),)


def results(outcomes: Mapping[str, Outcome], rest: Outcome = "fail", path: str = "") -> tuple[Result, ...]:
    """A result for every check of the rubric; the evidence of what is not named speaks of the repository as a whole."""
    made = []
    for check in sorted(CHECKS):
        outcome = outcomes.get(check, rest)
        made.append(Result(check, "", outcome, evidence=evidence(outcome, "src/train.py" if check in outcomes else path)))
    return tuple(made)


def passing(*checks: str, rest: Outcome = "fail") -> tuple[Result, ...]:
    return results(dict.fromkeys(checks, "pass"), rest)


def needed(levels: Mapping[str, int]) -> frozenset[str]:
    """The checks that bring criteria to these levels: all of `all`, the first of `any`."""
    found: set[str] = set()
    for name, wanted in levels.items():
        found.update(_lowest(criterion(name), wanted))
    return frozenset(found)


def _lowest(one: Criterion, wanted: int) -> Iterable[str]:
    level = next((level for level in one.levels if level.level == wanted), None)
    if level is None:
        return ()
    return (*level.all, *level.any[:1], *((one.needs,) if one.needs else ()))
