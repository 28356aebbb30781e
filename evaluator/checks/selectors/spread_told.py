"""Scores that a text tells with how far they move: plus and minus, an interval, a deviation beside the mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.figures import PRINTED, names_metric
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.prose import place, section_of, sentences_of
from evaluator.checks.selectors.words import said
from evaluator.checks.selectors.writings import is_asked, on_metrics
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluator.model.documents import Paragraph, Table
    from evaluator.model.facts import Document, Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

FEWEST = 2
_LONGEST = 600
_SHORT = 40
_DIGIT = regex(r"\d")
_BAND = regex(r"\d\s?%?\s?\(?\s?\$?(?:±|\+/-|\+-|\\pm)\$?\s?\d")
_SIGNS = ("±", "+/-", "+-", "\\pm")
_ALONE = regex(r"(?:±|\+/-|\\pm)\s?\d")
_INTERVAL = regex(
    r"(?:\bCI\b|\bIC\b|confidence intervals?|credible intervals?|intervalos? de confian[zç]a|intervalle de confiance"
    r"|konfidenzintervall|intervallo di confidenza|доверительн\w+ интервал"
    r"|置信区间|信頼区間|신뢰 ?구간)[^.;]{0,60}?\d[\d.,]{0,8}\s?%?\s?(?:,|;|–|—|-|to|bis|a|e)\s?[-−]?\d",
    re.IGNORECASE,
)
_DEVIATION = regex(
    r"\b(?:std|stdev|sd|s\.d\.|std\.? ?dev\w*|standard deviations?|standard errors?|desviaci[oó]n(?:es)? est[aá]ndar"
    r"|desvio[- ]padrão|écart[- ]type|standardabweichung"
    r"|deviazione standard)\b[^.;]{0,30}?\d[.,]\d|(?:标准差|標準偏差|표준편차|стандартн\w+ отклонен\w+)\D{0,12}\d",
    re.IGNORECASE,
)
_COLUMN = regex(r"\bstd\b|\bst\.? ?dev|\bstdev|deviation|±|\bCI\b|confidence|\bsd\b|desv|écart|标准差|標準偏差|표준편차", re.IGNORECASE)
# What a band is of.
_OF_WHAT = regex(
    r"\bstd|standard|deviation|\bCI\b|confidence|interval|\bfolds?\b|\bseeds?\b|\bruns?\b|bootstrap|\btrials?\b|repeat"
    r"|episodes?|cross-?val|\bCV\b|\d-fold|desv|écart|robust|stab"
    r"|semillas?|validaci|validaç|abweichung|разброс|отклонен|标准差|標準偏差|표준편차|交叉|検証|교차",
    re.IGNORECASE,
)
# Bands of data, of a threshold or of time are none of a score.
_OTHER = regex(
    r"\b(?:tolerance|within ±|learning rate|augment\w*|rotat\w*|brightness|degrees?|pixels?|outliers?|threshold|latency"
    r"|seconds|feature values?)\b",
    re.IGNORECASE,
)


@once
def spread_told(facts: Facts) -> Iterator[Found]:
    """Where a text tells a score with its spread; doubtful where it does not say of what, and in a notebook."""
    for document, paragraphs in on_metrics(facts):
        for at, what, note in _told(document, paragraphs):
            sure: Confidence = "high" if what and document.kind != "notebook" else "low"
            yield at, note if what else f"{note}; over what it was taken is not said", sure
        for table in document.text.tables:
            if has_bands(table) and not _in_table(table):
                yield document.at(table.line, table.cell), "a table gives numbers with a band; of which metric could not be told", "low"


def _told(document: Document, paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Location, bool, str]]:
    """Each place with whether it says over what the spread was taken."""
    for table in document.text.tables:
        if column := _in_table(table):
            section = document.text.sections[table.section] if table.section >= 0 else None
            around = " ".join((*table.header, column, section.heading if section else "", section.text if section else ""))
            yield document.at(table.line, table.cell), bool(_OF_WHAT.search(around)), f'a table tells a spread ("{column[:_SHORT]}")'
    for paragraph in paragraphs:
        for sentence in sentences_of(paragraph) if _DIGIT.search(paragraph.text) else ():
            if (found := _in_sentence(sentence[:_LONGEST])) is not None:
                section = section_of(document.text, paragraph)
                around = f"{paragraph.text} {section.heading if section else ''}"
                if names_metric(around):
                    what = bool(_OF_WHAT.search(around) or (section and _OF_WHAT.search(section.text)))
                    yield place(document, paragraph, sentence, found), what, "a score is told with how far it moves"
    yield from _printed(document)


def has_bands(table: Table) -> bool:
    """Whether rows of a table hold two numbers or more that each have a band: scores, though nothing names the metric."""
    likely = ([cell for cell in row[1:] if any(sign in cell for sign in _SIGNS)] for row in table.cells)
    return any(len(cells) >= FEWEST and sum(_BAND.search(cell) is not None for cell in cells) >= FEWEST for cells in likely)


def _in_sentence(text: str) -> str | None:
    """The words by which a sentence tells a spread; None where it does not, or where it is one of something else."""
    found = _BAND.search(text) or _INTERVAL.search(text) or _DEVIATION.search(text) or _ALONE.search(text)
    if found is None or is_asked(text) or _OTHER.search(text) or said("wish", text):
        return None
    return found.group()


def _printed(document: Document) -> Iterator[tuple[Location, bool, str]]:
    """Scores with their spread in blocks of what a program printed."""
    for fence in document.text.fences:
        if not fence.inline and fence.language in PRINTED and _DIGIT.search(fence.text):
            for number, line in enumerate(fence.text.splitlines()):
                text = line[:_LONGEST]
                if (_BAND.search(text) or _DEVIATION.search(text)) and names_metric(text):
                    what = bool(_OF_WHAT.search(fence.text[:_LONGEST]))
                    yield document.at(fence.line + number, fence.cell), what, "a printed score has how far it moves beside it"


def _in_table(table: Table) -> str:
    """The column or cell of a table of scores that tells a spread, "" for none."""
    head = " ".join(table.header)
    scored = names_metric(head) or any(row and names_metric(row[0]) for row in table.cells)
    if not scored:
        return ""
    columns = [number for number, name in enumerate(table.header) if _COLUMN.search(name)]
    filled = next(
        (table.header[number] for number in columns if any(number < len(row) and re.search(r"\d", row[number]) for row in table.cells)), ""
    )
    return filled or next((cell for row in table.cells for cell in row[1:] if _BAND.search(cell)), "")
