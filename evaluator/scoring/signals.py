"""What stands beside the score and is no part of it: roles, the life cycle, confidence."""

import math
from collections.abc import Iterable, Mapping
from typing import Literal

from evaluator.model.place import Unread
from evaluator.model.result import Evidence
from evaluator.model.review import Role, Stage
from evaluator.model.rubric import Confidences, RoleRule, Rubric, StageRule
from evaluator.scoring.levels import Reached, Results, state

MOST_EVIDENCE = 3


def roles(rubric: Rubric, reached: Mapping[str, Reached], results: Results) -> tuple[Role, ...]:
    """Signals to kinds of teams, each from the criteria that apply."""
    return tuple(_role(rule, reached, results) for rule in rubric.roles)


def _role(rule: RoleRule, reached: Mapping[str, Reached], results: Results) -> Role:
    asked = [(weight, reached[name]) for name, weight in rule.criteria.items() if reached[name].applies]
    whole = math.fsum(weight for weight, _ in asked)
    mean = math.fsum(weight * one.low for weight, one in asked) / whole if whole else 0.0
    best = sorted(asked, key=lambda pair: (-pair[0] * pair[1].low, pair[1].criterion.id))
    found = [first for _, one in best if one.low for first in supporting(results, one.checks)[:1]]
    signal: Literal["faint", "clear", "strong"] = "strong" if mean >= rule.strong else "clear" if mean >= rule.clear else "faint"
    return Role(rule.id, rule.title, signal, tuple(dict.fromkeys(found))[:MOST_EVIDENCE])


def supporting(results: Results, checks: Iterable[str]) -> tuple[Evidence, ...]:
    """Evidence for these checks that passed, what has a place and is firm first."""
    passed = [results[check] for check in checks if check in results and state(results, check) == "pass"]
    items = [item for result in passed for item in result.evidence if item.supports]
    return tuple(sorted(items, key=lambda item: (not item.path, item.confidence != "high")))


def stages(rubric: Rubric, results: Results) -> tuple[Stage, ...]:
    """The stages of the life cycle, each lit by one check that passed."""
    return tuple(_stage(rule, results) for rule in rubric.stages)


def _stage(rule: StageRule, results: Results) -> Stage:
    states = [state(results, check) for check in rule.checks if check in results]
    if "pass" in states:
        return Stage(rule.id, rule.title, "found", supporting(results, rule.checks)[:MOST_EVIDENCE])
    if "doubt" in states or not states:
        doubtful = (item for check in rule.checks if check in results for item in results[check].evidence if item.supports)
        return Stage(rule.id, rule.title, "undecided", tuple(doubtful)[:MOST_EVIDENCE])
    return Stage(rule.id, rule.title, "not-found" if "fail" in states else "not-applicable")


def confidence(rule: Confidences, span: float, unread: tuple[Unread, ...], unread_share: float | None) -> Literal["high", "medium", "low"]:
    """High, medium or low by the width of the range and the share of product statements that was not read.

    Where the share is not known, code that was not read allows no more than medium.
    """
    missing = any(item.is_code for item in unread)
    share = unread_share if unread_share is not None else rule.medium.unread if missing else 0.0
    if span <= rule.high.range and share <= rule.high.unread:
        return "high"
    return "medium" if span <= rule.medium.range and share <= rule.medium.unread else "low"
