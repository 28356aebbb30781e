"""All that a project's own people wrote down as prose, what a reader meets first before the rest; and its absence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.figures import names_metric
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.prose import certainty, front, notebook_introductions, pages
from evaluator.checks.selectors.standing import own
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Paragraph
    from evaluator.model.facts import Document, Facts

MOST_DOCS = 30
FEW_WORDS = 100
REPORTS = frozenset({"readme", "report", "model-card"})
# What a template, a checklist or a teacher asks for is not what an author says.
_ASKED = regex(
    r"\W{0,6}(?:(?:question|exercise|task|todo|hint|note|tip|answer)s?\s?\d{0,2}\s?[:.]|insert|explain|discuss|describe"
    r"|use |did you|do you|please|how |what |why |which"
    r"|when |can you|should |you (?:can|should|may|could|must)|let's|let us|remember|try |\[[ x]\])",
    re.IGNORECASE,
)
_TASK = regex(r"\W{0,8}(?:(?:question|exercise|task|quiz)\s?\d|hint\s?\d?\s?\W|todo\b|implementation\s?:)", re.IGNORECASE)
_HINT = regex(r"\bHINT\W{0,2}:|\bHint\W{0,2}:")


@once
def writings(facts: Facts) -> Iterator[Document]:
    """The front page and what it links, cards, reports, further pages, the prose of notebooks."""
    seen = {document.path: document for document in pages(facts)}
    seen |= {document.path: document for document in own(facts.documents) if document.kind in REPORTS}
    docs = [document for document in own(facts.documents) if document.kind == "docs" and not document.path.startswith(".")]
    seen |= {document.path: document for document in docs[:MOST_DOCS]}
    yield from seen.values()
    yield from (document for document in notebook_introductions(facts) if document.path not in seen)


@once
def lowered_prose(facts: Facts) -> Iterator[tuple[Document, tuple[tuple[Paragraph, str], ...]]]:
    """Every paragraph that is no task beside itself in small letters, where words are looked for before dearer questions are asked."""
    for document in writings(facts):
        yield document, tuple((each, each.text.lower()) for each in document.text.paragraphs if not is_task(each.text))


def of_these(paragraphs: tuple[tuple[Paragraph, str], ...], stems: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some parts of words that stand in a text at all, so that each paragraph is searched for few."""
    whole = "\n".join(lower for _, lower in paragraphs)
    return tuple(stem for stem in stems if stem in whole)


@once
def on_metrics(facts: Facts) -> Iterator[tuple[Document, tuple[Paragraph, ...]]]:
    """The paragraphs of each text that name a metric."""
    for document, paragraphs in lowered_prose(facts):
        yield document, tuple(paragraph for paragraph, lower in paragraphs if names_metric(lower))


def unsaid(facts: Facts, note: str) -> Evidence:
    """That nothing of the kind was read in any text; only a question where the front page or a report is in a language that is not read."""
    page = front(facts)
    texts = [each.text for each in writings(facts) if each.text.words >= FEW_WORDS]
    texts += [page.text] if page is not None and page.text.words else []
    return against(REPOSITORY, note, "low" if any(certainty(text) == "low" for text in texts) else "high")


def is_task(text: str) -> bool:
    """Whether a paragraph is a teacher's: a question with its number, a hint, an exercise."""
    return _TASK.match(text) is not None or _HINT.search(text) is not None


def is_asked(sentence: str) -> bool:
    """Whether a sentence is a question or tells its reader what to do."""
    return sentence.rstrip().endswith(("?", "？", ":")) or _ASKED.match(sentence) is not None
