"""Are data and model described for those who would use them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.described import CARD, STRONG, of_data, of_model
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.prose import OWN_WORDS, certainty, front, notebook_introductions, pages, unlinked
from evaluator.checks.selectors.purpose import of_use
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.described import Found
    from evaluator.model.facts import Document, Facts
    from evaluator.model.result import Confidence, Evidence

MOST, MOST_USES = 1, 3


def data_described(facts: Facts) -> Iterator[Evidence]:
    """The data are described: what a row is, what columns or classes mean, how many there are.

    Why: Nobody can judge a model without knowing what it saw.
    Fix: Add a table: column, meaning, unit, range; say how many rows, from when, and who collected them.
    Not for: library
    """
    found = [each for document in _texts(facts) for each in of_data(document)]
    if not found:
        found = [(at, note, "low") for document in notebook_introductions(facts) for at, note, sure in of_data(document) if sure == "high"]
    yield from having(
        _best(found), "no description of the data was found on the front page, what it links, or a card", _sure(facts, "input")
    )


def model_described(facts: Facts) -> Iterator[Evidence]:
    """The model is described: what goes in and comes out, and on what it was trained.

    Why: A model without a description is a file; with one it can be used.
    Fix: One page `MODEL_CARD.md`: what goes in and out, trained on what, how good for whom, not meant for.
    Not for: library
    """
    first = {document.path for document in pages(facts)}
    found = [(at, note, sure if document.path in first else "low") for document in _texts(facts) for at, note, sure in of_model(document)]
    yield from having(
        _best(found), "no description of the model was found on the front page, what it links, or a card", _sure(facts, "model-name")
    )


def intended_use_stated(facts: Facts) -> Iterator[Evidence]:
    """The text says what the model or the data are meant for, and for what not.

    Why: A number is good for one use and bad for another; only the author knows which was meant.
    Fix: Two lines in the card: "Meant for ...", "Not meant for ...", each with whom it would concern.
    Ask: Which use of this model would you refuse?
    Not for: library
    """
    found = [each for document in _texts(facts) for each in of_use(document)]
    firm = [each for each in found if each[2] == "high"]
    page = front(facts)
    sure = "high" if page is None or page.text.words < OWN_WORDS else certainty(page.text)
    yield from having(firm[:MOST_USES] or found[:MOST], "no words on what it is meant for, or not meant for, were found", sure)


def _best(found: list[Found]) -> list[Found]:
    """The firm ones, or else the doubtful."""
    firm = [each for each in found if each[2] == "high"]
    firm.sort(
        key=lambda each: (
            not each[1].startswith(("a table", "a list", "a model card")),
            STRONG.search(each[1]) is None or "ollected" in each[1],
        )
    )
    return (firm or found)[:MOST]


def _sure(facts: Facts, meaning: str) -> Confidence:
    """Firm where the front page hardly speaks, or never names a model; of data every page says some word."""
    page = front(facts)
    if page is None or page.text.words < OWN_WORDS:
        return "high"
    named = meaning == "model-name" and any(said(meaning, unlinked(each.text)) for each in page.text.paragraphs)
    return "low" if named else certainty(page.text)


def _texts(facts: Facts) -> Iterator[Document]:
    seen = {document.path: document for document in pages(facts)}
    seen |= {
        document.path: document
        for document in own(facts.documents)
        if document.kind in ("readme", "data-card", "model-card", "report") or CARD.search(document.path)
    }
    return iter(seen.values())
