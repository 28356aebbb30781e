"""Are data and model described for those who would use them?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import OWN_WORDS, pages
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import said
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Section
    from evaluator.model.facts import Document, Facts

MOST = 3
FEWEST_ENTRIES = 3
FIELD = regex(
    r"column|feature|field|attribute|variable|class|label|columna|campo|coluna|colonne|champ|spalte|merkmal|колонк|признак|столб|字段|特征|列|カラム|列|컬럼|변수",
    re.IGNORECASE,
)
EXPLAINED = regex(
    r"descri|mean|type|tipo|detail|explan|signific|bedeutung|beschreib|описан|тип|значен|说明|描述|含义|説明|설명", re.IGNORECASE
)
ENTRY = regex(r"\S\s?[:：–-]\s")
NUMBERS = regex(r"[\W_]{0,8}\d[\d.,x×%\s]{0,30}(?:[^\W\d_]{1,20}\W{0,3}){0,2}\W{0,8}$")
IN_OR_OUT = regex(
    r"input|output|predict|trained on|train(?:ing)? (?:data|set)|class(?:es|if)|label|entrada|salida|predic|eingabe|ausgabe", re.IGNORECASE
)
LESSON = regex(r"\W{0,4}training(?: the model)?\W{0,4}", re.IGNORECASE)
SIZE = regex(r"\d[\d.,]{2,12}|\b\d{2,3}\s?(?:k|m|%|rows|columns|features|classes|images)", re.IGNORECASE)


def data_described(facts: Facts) -> Iterator[Evidence]:
    """The data are described: what a row is, what columns or classes mean, how many there are.

    Why: Nobody can judge a model without knowing what it saw.
    Fix: Add a table: column, meaning, unit, range; say how many rows, from when, and who collected them.
    Not for: library
    """
    found = [evidence for document in _texts(facts) for evidence in _data(document)]
    firm = [each for each in found if each.confidence == "high"]
    yield from (firm or found)[:MOST]
    if not found:
        yield against(REPOSITORY, "no description of the data was found on the front page, what it links, or a card")


def model_described(facts: Facts) -> Iterator[Evidence]:
    """The model is described: what goes in and comes out, and on what it was trained.

    Why: A model without a description is a file; with one it can be used.
    Fix: One page `MODEL_CARD.md`: what goes in and out, trained on what, how good for whom, not meant for.
    Not for: library
    """
    found = [evidence for document in _texts(facts) for evidence in _model(document)]
    firm = [each for each in found if each.confidence == "high"]
    yield from (firm or found)[:MOST]
    if not found:
        yield against(REPOSITORY, "no description of the model was found on the front page, what it links, or a card")


def _texts(facts: Facts) -> Iterator[Document]:
    seen = {document.path: document for document in pages(facts)}
    seen |= {
        document.path: document for document in own(facts.documents) if document.kind in ("readme", "data-card", "model-card", "report")
    }
    return iter(seen.values())


def _data(document: Document) -> Iterator[Evidence]:
    text = document.text
    for table in text.tables:
        header = " ".join(table.header)
        if table.rows >= FEWEST_ENTRIES and FIELD.search(header) and EXPLAINED.search(header):
            yield supports(document.at(table.line, table.cell), f"a table describes {table.rows} columns or classes")
    for number, section in enumerate(text.sections):
        if "data" not in section.topics and document.kind != "data-card":
            continue
        items = [each.text for each in text.paragraphs if each.section == number and each.item and ENTRY.search(each.text[:80])]
        entries, told = len(items), sum(1 for each in items if not NUMBERS.match(ENTRY.split(each, maxsplit=1)[-1][:200]))
        place = document.at(section.line, section.cell)
        if entries >= FEWEST_ENTRIES and told < FEWEST_ENTRIES:
            yield supports(place, f"a list gives {entries} numbers on the data", "low")
        elif entries >= FEWEST_ENTRIES:
            yield supports(place, f"a list explains {entries} parts of the data")
        elif section.words >= OWN_WORDS:
            yield supports(place, f"{section.words} words on the data", "high" if SIZE.search(section.text) else "low")


def _model(document: Document) -> Iterator[Evidence]:
    for section in document.text.sections:
        place = document.at(section.line, section.cell)
        if document.kind == "model-card" and section.words >= OWN_WORDS:
            yield supports(place, "a model card with words of its own")
        elif "model" in section.topics and section.words >= OWN_WORDS:
            yield supports(place, f"{section.words} words on the model", "high" if _tells(section) else "low")


def _tells(section: Section) -> bool:
    """Whether a section names the model and what goes in, comes out or was learned from; a lesson's "Training" may be about steps only."""
    named = said("model-name", section.text) and (IN_OR_OUT.search(section.text) or said("input", section.text))
    return bool(named) and not LESSON.fullmatch(section.heading.strip("# *_").strip())
