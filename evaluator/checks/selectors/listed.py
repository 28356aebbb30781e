"""Packages that the front page lists as needed: told to a person, though nothing can install a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.installed import imported
from evaluator.checks.selectors.prose import front

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

FEWEST = 2
LONGEST = 4_000
_HEADED = frozenset({"requirements", "install"})


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
