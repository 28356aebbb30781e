"""Code that only measures or tries a program out: it is cited where nothing else is, and says little of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from evaluator.checks.selectors.shapes import is_library
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

_TRIAL = regex(r"(?:^|/)(?:test_?utils|bench(?:marks?|marking)?)/|(?:^|/)bench\.py$")


def is_trial(path: str) -> bool:
    """Whether a path says that its code only measures or tries out."""
    return _TRIAL.search(path.lower()) is not None


def settled(facts: Facts, found: Iterable[Evidence]) -> list[Evidence]:
    """Evidence without that of trials, where other is as firm; that of trials alone is doubtful in a library."""
    every = list(found)
    tried = [each for each in every if each.supports and is_trial(each.at.path)]
    if not tried:
        return every
    rest = [each for each in every if each not in tried]
    if any(each.confidence == "high" for each in rest):
        return rest
    if not is_library(facts):
        return every
    aside = "; in code that only measures or tries out"
    return [*rest, *(structs.replace(each, note=each.note + aside, confidence="low") for each in tried)]
