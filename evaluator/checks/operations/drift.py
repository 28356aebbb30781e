"""Have they thought about data that changes?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import OWN_WORDS, certainty, front, notebook_introductions, pages
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import said
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Document, Facts

MOST = 3


def drift_discussed(facts: Facts) -> Iterator[Evidence]:
    """The text says what may shift in the data, and how one would notice.

    Why: Most models fail in use because the world changed, not because the code did.
    Fix: Cut your data by date, train on the past, score each later month, and write down what declined and why.
    Ask: What will change first in these data, and who would notice?
    Not for: library, rl
    """
    texts = {document.path: document for document in pages(facts)}
    texts |= {document.path: document for document in own(facts.documents) if document.kind in ("readme", "report", "docs", "model-card")}
    found = [evidence for document in (*texts.values(), *notebook_introductions(facts)) for evidence in _told(document)]
    firm = [each for each in found if each.confidence == "high"]
    yield from (firm or found)[:MOST]
    if not found:
        page = front(facts)
        yield against(
            REPOSITORY, "no words on data that change were found", "high" if page is None or not page.text.words else certainty(page.text)
        )


def _told(document: Document) -> Iterator[Evidence]:
    """Sections that speak of drift: firm with 25 words around it, doubtful with a mention."""
    for number, section in enumerate(document.text.sections):
        spoken = [each for each in document.text.paragraphs if each.section == number and said("drift", each.text)]
        headed = said("drift", section.heading)
        words = section.words if headed else sum(each.words for each in spoken)
        if spoken or (headed and section.words):
            place = document.at(spoken[0].line, spoken[0].cell) if spoken else document.at(section.line, section.cell)
            yield supports(
                place, f'{words} words with "{headed or said("drift", spoken[0].text)}"', "high" if words >= OWN_WORDS else "low"
            )
