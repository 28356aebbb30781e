"""Do they know where it should not be used?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import certainty, front, notebook_introductions, pages, sentences, topics_of
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import said
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Document, Facts

MOST = 3
FEWEST_WORDS = 8
SHORTEST = 30
WARRANTY = regex(r"warrant(?:y|ies)|liab(?:le|ility)|provided \"as is\"", re.IGNORECASE)
TOLD_ELSEWHERE = frozenset({"install", "usage", "licence", "contents", "requirements", "credits"})


def limitations_stated(facts: Facts) -> Iterator[Evidence]:
    """The text says where the result should not be trusted.

    Why: Whoever knows the limits of a model can be trusted with one.
    Fix: Name three inputs on which you would not trust it, with the evidence from your error analysis.
    Ask: On which input would you expect this model to be wrong?
    """
    read = list(_read(facts))
    firm = [evidence for document in read for evidence in _headed(document)]
    loose = [] if firm else [evidence for document in read for evidence in _mentioned(document)]
    yield from firm[:MOST]
    yield from loose[:MOST]
    if not firm and not loose:
        page = front(facts)
        sure = "high" if page is None else certainty(page.text)
        yield against(
            REPOSITORY,
            f"no sentence on what weakens the result was found in {len(read)} texts",
            sure if page is None or page.text.words else "high",
        )


def _read(facts: Facts) -> Iterator[Document]:
    seen = {document.path: document for document in pages(facts)}
    seen |= {document.path: document for document in own(facts.documents) if document.kind in ("readme", "report", "docs", "model-card")}
    yield from seen.values()
    yield from notebook_introductions(facts)


def _headed(document: Document) -> Iterator[Evidence]:
    """Sections whose heading announces limits and that say a sentence of their own."""
    for section in document.text.sections:
        if "limitations" in section.topics and section.words >= FEWEST_WORDS:
            wish = "future" in section.topics and not said("limitation", section.text)
            yield supports(
                document.at(section.line, section.cell), f"the section says it in {section.words} words", "low" if wish else "high"
            )


def _mentioned(document: Document) -> Iterator[Evidence]:
    """Sentences that name a weakness; firm where results are told, doubtful elsewhere."""
    for paragraph, sentence in sentences(document.text):
        topics = topics_of(document.text, paragraph)
        if set(topics) & TOLD_ELSEWHERE or len(sentence) < SHORTEST or WARRANTY.search(paragraph.text) or topics == ("future",):
            continue
        words = said("limitation", sentence)
        if words and not said("wish", sentence):
            told = {"results", "evaluation", "limitations", "model"} & set(topics)
            yield supports(document.at(paragraph.line, paragraph.cell), f'a sentence with "{words}"', "high" if told else "low")
