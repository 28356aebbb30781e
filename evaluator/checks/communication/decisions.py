"""Do they say why?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.figures import METRIC
from evaluator.checks.selectors.prose import certainty, front, notebook_introductions, pages, place, sentences, unlinked
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import said
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Document, Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

MAX_TEXT = 1_000
WANTED = ("model", "metric", "split")
NEAR = 40
OTHERWISE = regex(
    r"_map\b|\bmap="
    r"|(?:mixed|half|full|single|double|floating[- ]point|low(?:er)?|bit)[- ]precision"
    r"|recall (?:that|in our|from|how|the (?:last|previous))"
    r"|sensitivity analys|loss function|loss ?[:=]|función de p|função de perda|损失|損失|손실|fonction de perte|verlustfunktion",
    re.IGNORECASE,
)
# A file or a model can be split too; rows are split for a test.
OF_ROWS = regex(
    r"train|test|valid|hold-?out|fold|strat|\bdata|%|entren|trein|prueba|apprent|Daten|dados|datos|dati|训练|測試|测试|交叉|验证|訓練|検証|テスト|훈련|학습|교차|검증"
    r"|обуч|тест|выборк|данн",
    re.IGNORECASE,
)


def choices_named(facts: Facts) -> Iterator[Evidence]:
    """The text names the model, the metric and the split that were chosen.

    Why: Choices that are written down can be discussed; an interview begins with them.
    Fix: Write "Decisions": for model, split, metric and threshold, what you chose, what you rejected, and the number that decided it.
    Ask: Why this model and not the next simpler one?
    """
    found, sure = _choices(facts)
    if len(found) >= 2:
        yield from (supports(at, f'a {what} is named ("{words}")', sure) for what, (at, words) in sorted(found.items()))
    else:
        page = front(facts)
        note = "model, metric and split are not named in prose together; looked at README, reports and notebooks' text"
        yield against(REPOSITORY, note, "high" if page is None else certainty(page.text))


def _choices(facts: Facts) -> tuple[dict[str, tuple[Location, str]], Confidence]:
    """What is named, where; sure when one text names all three and is about the project: the docs may be about anything."""
    texts = {document.path: document for document in (*pages(facts), *notebook_introductions(facts))}
    texts |= {document.path: document for document in own(facts.documents) if document.kind in ("report", "model-card")}
    docs = [
        document
        for document in own(facts.documents)
        if document.kind == "docs" and document.path not in texts and not document.path.startswith(".")
    ]
    found: dict[str, tuple[Location, str]] = {}
    for document in (*texts.values(), *docs):
        here: dict[str, tuple[Location, str]] = {}
        for what, at, words in _named(document):
            here.setdefault(what, (at, words))
        if len(here) == len(WANTED):
            return here, "high" if document.path in texts else "low"
        found = here | found
    return found, "low"


def _named(document: Document) -> Iterator[tuple[str, Location, str]]:
    for paragraph, sentence in sentences(document.text):
        text = unlinked(sentence)[:MAX_TEXT]
        if words := said("model-name", text):
            yield "model", place(document, paragraph, sentence, words), words
        if metric := next((each.group() for each in METRIC.finditer(text) if _measures(text, each)), ""):
            yield "metric", place(document, paragraph, sentence, metric), metric
        if (words := said("split", text)) and OF_ROWS.search(text):
            yield "split", place(document, paragraph, sentence, words), words
    for table in document.text.tables:
        if headed := next((found for name in table.header if (found := METRIC.search(name))), None):
            yield "metric", document.at(table.line, table.cell), headed.group()


def _measures(text: str, found: re.Match[str]) -> bool:
    """Whether a metric's name means the metric: not a number's width, not "recall that", not what training minimises."""
    if found.group() == "map":
        return False  # the verb; the metric is written mAP
    around = text[max(0, found.start() - NEAR) : found.end() + NEAR]
    return not OTHERWISE.search(around)
