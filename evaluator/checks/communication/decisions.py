"""Do they say why?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.figures import METRIC
from evaluator.checks.selectors.prose import notebook_introductions, pages
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import said
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Document, Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

MAX_TEXT = 1_000
WANTED = ("model", "metric", "split")


def choices_named(facts: Facts) -> Iterator[Evidence]:
    """The text names the model, the metric and the split that were chosen.

    Why: Choices that are written down can be discussed; an interview begins with them.
    Fix: Write "Decisions": for model, split, metric and threshold, what you chose, what you rejected, and the number that decided it.
    Ask: Why this model and not the next simpler one?
    """
    texts = {document.path: document for document in pages(facts)}
    texts |= {document.path: document for document in own(facts.documents) if document.kind in ("report", "model-card", "docs")}
    found: dict[str, tuple[Location, str]] = {}
    for document in (*texts.values(), *notebook_introductions(facts)):
        if len(found) == len(WANTED):
            break
        for what, place, words in _named(document):
            found.setdefault(what, (place, words))
    sure: Confidence = "high" if len(found) == len(WANTED) else "low"
    if len(found) >= 2:
        yield from (supports(place, f"the {what} is named ({words})", sure) for what, (place, words) in sorted(found.items()))
    else:
        yield against(REPOSITORY, "model, metric and split are not named in prose together; looked at README, reports and notebooks' text")


def _named(document: Document) -> Iterator[tuple[str, Location, str]]:
    for paragraph in document.text.paragraphs:
        place = document.at(paragraph.line, paragraph.cell)
        text = paragraph.text[:MAX_TEXT]
        if words := said("model-name", text):
            yield "model", place, words
        if metric := METRIC.search(text):
            yield "metric", place, metric.group()
        if words := said("split", text):
            yield "split", place, words
    for table in document.text.tables:
        if metric := next((found for name in table.header if (found := METRIC.search(name))), None):
            yield "metric", document.at(table.line, table.cell), metric.group()
