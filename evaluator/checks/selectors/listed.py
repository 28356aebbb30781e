"""Packages that the front page has installed by a command, or lists as needed: nothing can install a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.installed import imported, is_optional, named_in, pin_of
from evaluator.checks.selectors.page_commands import shell_lines
from evaluator.checks.selectors.prose import front

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

FEWEST = 2
LONGEST = 4_000
_HEADED = frozenset({"requirements", "install"})


def installed_by_page(facts: Facts) -> Location | None:
    """Where commands of the front page begin that install by name all that the code near the model imports."""
    found = [(place, each) for place, words in shell_lines(facts) for each in named_in(" ".join(words), place.line)]
    told = {each.name: (place.path, each) for place, each in found}
    near = near_model(facts)
    asked = [(name, place) for name, place in imported(facts).items() if place.path in near or not near]
    whole = all(pin_of(facts, name, told) or is_optional(facts, place, name) for name, place in asked)
    return found[0][0] if found and asked and whole else None


def listed(facts: Facts) -> Iterator[tuple[Location, tuple[str, ...]]]:
    """(line, packages) of each section on requirements or installation that names two or more of the packages the code imports."""
    page = front(facts)
    if page is None:
        return
    names = {
        word: name for name in imported(facts) for word in (name.lower(), *(each.lower() for each in facts.distributions.get(name, ())))
    }
    for number, section in enumerate(page.text.sections):
        if not _HEADED.intersection(section.topics):
            continue
        texts = [(each.line, each.text) for each in page.text.paragraphs if each.section == number]
        texts += [(each.line, each.text) for each in page.text.fences if each.section == number]
        said = [(line, found) for line, text in texts if (found := [names[word] for word in _words(text) if word in names])]
        told = tuple(dict.fromkeys(name for _, found in said for name in found))
        if len(told) >= FEWEST:
            yield page.at(said[0][0], section.cell), told


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z][\w.-]*\w", text[:LONGEST].lower())
