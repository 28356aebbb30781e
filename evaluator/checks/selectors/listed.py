"""Packages that the front page has installed by a command, or lists as needed: nothing can install a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.installed import imported, is_optional, named_in, pin_of
from evaluator.checks.selectors.page_commands import shell_lines
from evaluator.checks.selectors.prose import front
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Requirement
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

FEWEST = 2
LONGEST = 4_000
_HEADED = frozenset({"requirements", "install"})
_VERSIONED = regex(r"(?<![\w.-])([a-z][\w.-]{0,60}?)\s?[=~>]=\s?\d")


def installed_by_page(facts: Facts) -> Location | None:
    """Where commands of the front page begin that install by name all that the code near the model imports."""
    found = _commanded(facts)
    told = {each.name: (place.path, each) for place, each in found}
    near = near_model(facts)
    asked = [(name, place) for name, place in imported(facts).items() if place.path in near or not near]
    whole = all(pin_of(facts, name, told) or is_optional(facts, place, name) for name, place in asked)
    return found[0][0] if found and asked and whole else None


def installs_some(facts: Facts) -> tuple[Location, int] | None:
    """Where commands of the front page begin that install by name two or more packages, one of which the code imports; and how many."""
    found = _commanded(facts)
    told = {each.name: (place.path, each) for place, each in found}
    return (found[0][0], len(told)) if len(told) >= FEWEST and any(pin_of(facts, name, told) for name in imported(facts)) else None


def _commanded(facts: Facts) -> list[tuple[Location, Requirement]]:
    """What commands of the front page install by name, with the line of each."""
    return [(place, each) for place, words in shell_lines(facts) for each in named_in(" ".join(words), place.line)]


def listed(facts: Facts) -> Iterator[tuple[Location, tuple[str, ...]]]:
    """(line, packages) of each section on requirements or installation that names two or more of the packages the code imports.

    Under another heading a package is named by its version: `numpy==1.26`.
    """
    page = front(facts)
    if page is None:
        return
    used = imported(facts)
    names = {each.lower(): name for name in used for each in facts.distributions.get(name, ())}
    names.update({name.lower(): name for name in used})  # a package's own name is no other's: `tensorflow`, though it brings keras
    for number, section in enumerate(page.text.sections):
        words = _words if _HEADED.intersection(section.topics) else _versioned
        texts = [(each.line, each.text) for each in page.text.paragraphs if each.section == number]
        texts += [(each.line, each.text) for each in page.text.fences if each.section == number]
        said = [(line, found) for line, text in texts if (found := [names[word] for word in words(text) if word in names])]
        told = tuple(dict.fromkeys(name for _, found in said for name in found))
        if len(told) >= FEWEST:
            yield page.at(said[0][0], section.cell), told


def _versioned(text: str) -> list[str]:
    return _VERSIONED.findall(text[:LONGEST].lower()) if "=" in text else []


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z][\w.-]*\w", text[:LONGEST].lower())
