"""Code that only measures or tries a program out: it is cited where nothing else is, and says little of a library."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from msgspec import structs

from evaluator.checks.selectors.fits import said_on_purpose
from evaluator.checks.selectors.shapes import is_library
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence, Evidence

    Found = tuple[Location, str, Confidence]

_TRIAL = regex(r"(?:^|/)(?:test_?utils|bench(?:marks?|marking)?)/|(?:^|/)bench\.py$")


def is_trial(path: str) -> bool:
    """Whether a path says that its code only measures or tries out."""
    return _TRIAL.search(path.lower()) is not None


def first_meant(facts: Facts, found: Iterable[Found]) -> list[Found]:
    """What was found, that of trials, below a main guard or in code that is said to leak on purpose last; the order says what is cited."""
    every = list(found)
    return sorted(every, key=lambda each: _is_aside(facts, each[0])) if len({each[0] for each in every}) > 1 else every


def _is_aside(facts: Facts, place: Location) -> bool:
    code = facts.code_at(place.path)
    if code is None or is_trial(place.path) or 0 < code.source.main_guard <= place.line:
        return True
    here = (call for call in code.called if call.line == place.line and call.cell == place.cell)
    return any(said_on_purpose(facts, call) for call in itertools.islice(here, 1))


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
