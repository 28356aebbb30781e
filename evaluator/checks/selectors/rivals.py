"""Scores of two or more models that a text sets side by side: rows or columns of a table, items of a list, one sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.figures import METRIC, figures, names_metric
from evaluator.checks.selectors.prose import place, section_of, sentences_of
from evaluator.checks.selectors.spread_told import has_bands
from evaluator.checks.selectors.words import said
from evaluator.checks.selectors.writings import is_asked
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluator.model.documents import Paragraph, Table, Text
    from evaluator.model.facts import Document
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_MODELS = regex(
    r"\b(?:models?|algorithms?|methods?|approach\w*|classifiers?|regressors?|architectures?|experiments?|runs?|version"
    r"|strateg\w+|networks?|configurations?|variants?"
    r"|technique|setting|setup|estimator|system|agent|policy|retriev\w+|search|prompt|llm|backbone|encoder|feature set"
    r"|ablation|loss|optimizer|pipeline"
    r"|modelos?|técnicas?|algoritmos?|métodos?|modèles?|algorithm\w*|verfahren|modell\w*|modelli|metodo)\b|модел|алгоритм|模型|算法"
    r"|方法|モデル|手法|모델|알고리즘",
    re.IGNORECASE,
)
_SIMPLE = regex(
    r"\b(?:baselines?|dummy|na[iï]ve|majority|persistence|random (?:guess\w*|policy|agent|chance)|zero[- ]shot|before"
    r"|after|fine-?tuned|untuned|tuned|default"
    r"|without|with|original|proposed|ours|línea base|linha de base)\b|базов|基线|ベースライン|베이스라인",
    re.IGNORECASE,
)
_BASE = regex(r"\b(?:baselines?|dummy|na[iï]ve|majority|zero[- ]shot|fine-?tuned|random (?:guess\w*|policy|agent))\b", re.IGNORECASE)
# Rows that are parts of one model's score, or of its training.
_PARTS = regex(
    r"^\W*(?:train\w*|test\w*|val\w*|validation|dev|holdout|class\w*|labels?|categor\w+|emotions?|epochs?|steps?|folds?"
    r"|iterations?|batch\w*|thresholds?|support|macro\b.*"
    r"|micro\b.*|weighted\b.*|samples avg|accuracy|overall|total|average|mean|\d+|seeds?|k|top.?\d|metrics?|targets?"
    r"|columns?|features?|variables?|parameters?"
    r"|clases?|etiquetas?|classe|métricas?)\W*$",
    re.IGNORECASE,
)
_NUMBER = regex(r"[~≈*\s]{0,4}[-−+]?[$€£]?\d[\d.,]{0,12}\s?(?:%|±.{1,12}|\(.{1,20}\)|\*{1,2})?\s*")
_SETS = regex(
    r"\b(?:compared (?:to|with)|versus|vs\.?|than|outperform\w*|beats?|over (?:the|a|our) baseline|baseline|from"
    r"|up from|instead of|against|respectively|while|whereas"
    r"|frente a|comparado|que el|do que|en comparación|gegenüber|contre|rispetto)\b|по сравнению|相比|比べ|대비",
    re.IGNORECASE,
)
_FROM_TO = regex(r"\bfrom (?:about |around |~|≈)?\d[\d.,]*\s?%? (?:up |down )?to (?:about |around |~|≈)?\d", re.IGNORECASE)
_AGAINST = regex(r"\d\s?%?\)? (?:versus|vs\.?|against|compared (?:to|with)) (?:\w+ ){0,3}\(?\d", re.IGNORECASE)
_VALUE = regex(r"(?<![\w.@/-])(?:\d{0,7}[.,]\d{1,8}|\d{1,3}(?:[.,]\d{1,4})?\s?%)")
# Headings that name a score without the name of a metric.
_SCORE = regex(
    r"\b(?:(?:test|val(?:idation)?|eval|top-?[15])[ _-]?err(?:or)?s?|(?:test|val|mean|average|avg|cv|lb|public|private"
    r"|kaggle) score|reward|return|loss|dsc|nll|eer|epe)\b|^score$|^(?:box |mask )?AP(?:\d|test|val|\b)",
    re.IGNORECASE,
)
# Under a heading such as "Model / accuracy" the other columns may be parts of the rows.
_OF_ROWS = regex(r"^\W*(?:train\w*|val\w*|dev|test\w*|hold-?out)\b", re.IGNORECASE)
# The numbers of others.
_QUOTED = regex(
    r"\b(?:results?|scores?|numbers?|values?|accurac\w+)\b[^.]{0,60}\b(?:taken |copied |quoted |are |is )?from (?:the |their )?"
    r"(?:official|original|respective) (?:papers?|publications?|repos\w*|authors)",
    re.IGNORECASE,
)
_DIGIT = regex(r"\d")
_WISHED = regex(r"\b(?:target|goal|should|must|at least|thresholds?|denotes?|ranges?|ranging|objetivo)\b|[≥≤]", re.IGNORECASE)
_OF_DATA = regex(r"\b(?:train(?:ing)?|validation|test)\b", re.IGNORECASE)
FEWEST = 2
_LONGEST_LABEL = 80
_LONGEST = 400


def rivals(document: Document, paragraphs: Sequence[Paragraph]) -> Iterator[Found]:
    """Where a text sets scores of different models, or of one before and after a change, side by side."""
    for table in document.text.tables:
        yield from ((document.at(table.line, table.cell), note, sure) for note, sure in _of_table(document.text, table))
    if len(paragraphs) >= FEWEST:
        yield from _in_list(document, paragraphs)
    for paragraph in paragraphs:
        for sentence in sentences_of(paragraph) if _DIGIT.search(paragraph.text) else ():
            if sure := _in_sentence(sentence[:_LONGEST]):
                yield place(document, paragraph, sentence), "a sentence sets two scores side by side", sure


def _of_table(text: Text, table: Table) -> Iterator[tuple[str, Confidence]]:
    """What a table sets side by side; doubtful where the text says that the numbers are others', or nothing names a metric."""
    section = text.sections[table.section] if table.section >= 0 else None
    quoted = section is not None and _QUOTED.search(section.text) is not None
    told = list(_in_table(text, table))
    yield from ((f"{note}, perhaps of others' work", "low") if quoted else (note, sure) for note, sure in told)
    if not told and len(table.cells) >= FEWEST and has_bands(table):
        yield "a table gives numbers with a band; whether of several models could not be told", "low"


def _is_score(name: str) -> bool:
    """Whether a heading names a score, by a metric or more loosely."""
    return names_metric(name) or _SCORE.search(name) is not None


def told_again(document: Document) -> Iterator[Found]:
    """The same metric with another number, further down: of another model perhaps."""
    first: dict[str, str] = {}
    printed = {line for fence in document.text.fences for line in range(fence.line, fence.line + fence.text.count("\n") + 1)}
    for figure in (each for each in figures(document.text) if each.line not in printed):
        known = first.setdefault(figure.metric.lower(), figure.number)
        if known != figure.number and not figure.wanted:
            note = f"{figure.metric} {figure.number} is told beside {known}; whether of another model could not be told"
            yield document.at(figure.line, figure.cell), note, "low"
            return


def _in_table(text: Text, table: Table) -> Iterator[tuple[str, Confidence]]:
    """Rows with a score each, or columns of one metric's row."""
    head = tuple(name.strip() for name in table.header)
    rows = [row for row in table.cells if row]
    scored = [number for number, name in enumerate(head) if number and _is_score(name) and not _WISHED.search(name)]
    of_rows = [number for number, name in enumerate(head) if number and _OF_ROWS.match(name)] if head and _is_score(head[0]) else []
    scored = scored or of_rows
    labels = [row[0].strip() for row in rows if any(number < len(row) and _NUMBER.fullmatch(row[number]) for number in scored)]
    over = section.heading if (section := text.sections[table.section] if table.section >= 0 else None) is not None else ""
    if len(set(labels)) >= FEWEST and head and not _PARTS.match(head[0]) and "support" not in (name.lower() for name in head):
        if (sure := _certainty(labels, head[0])) is not None:
            yield f"{len(labels)} rows with {head[0 if scored == of_rows else scored[0]]} stand side by side", sure
        return
    told = next((row for row in rows if _is_score(row[0]) and not _WISHED.search(" ".join(head) + row[0])), None)
    names = [name for name, value in zip(head[1:], (told or ())[1:], strict=False) if _NUMBER.fullmatch(value)]
    if (
        told is not None
        and len(set(names)) >= FEWEST
        and (sure := _certainty(names, "model" if "model" in over.lower() else "")) is not None
    ):
        yield f"{len(names)} columns with {told[0]} stand side by side", sure


def _certainty(labels: Sequence[str], head: str) -> Confidence | None:
    """Whether labels name models; None where they name classes, rows of data or rounds."""
    kept = [label for label in labels if not _PARTS.match(label)]
    if len(set(kept)) < FEWEST:
        return None
    named = [label for label in kept if said("model-name", label) or _SIMPLE.search(label) or _MODELS.search(label)]
    return "high" if _MODELS.search(head) or len(named) >= FEWEST else "low"


def _in_list(document: Document, paragraphs: Sequence[Paragraph]) -> Iterator[Found]:
    """Items of one section that each name another model with its score."""
    if sum(_DIGIT.search(paragraph.text) is not None for paragraph in paragraphs) < FEWEST:
        return
    lines = {figure.line for figure in figures(document.text) if not figure.wanted}
    seen: dict[tuple[int, int | None], dict[str, Location]] = {}
    for paragraph in paragraphs:
        if paragraph.line not in lines or is_asked(paragraph.text):
            continue
        begin = METRIC.search(paragraph.text[:_LONGEST])
        label = paragraph.text[: begin.start()] if begin else ""
        name = said("model-name", label) or (found.group().lower() if (found := _BASE.search(label)) else "")
        if name:
            section = section_of(document.text, paragraph)
            key = (section.line if section else 0, None)
            seen.setdefault(key, {}).setdefault(name, document.at(paragraph.line, paragraph.cell))
    for names in seen.values():
        if len(names) >= FEWEST:
            yield next(iter(names.values())), f"scores of {' and '.join(list(names)[:FEWEST])} are listed", "high"


def _in_sentence(sentence: str) -> Confidence | None:
    """Whether a sentence has two scores and sets one beside the other."""
    if not names_metric(sentence) or is_asked(sentence) or _WISHED.search(sentence) or said("wish", sentence):
        return None
    values = {value.group().strip() for value in _VALUE.finditer(sentence)}
    if len(values) < FEWEST or not _SETS.search(sentence):
        return None
    if _AGAINST.search(sentence):
        return "high"
    if _FROM_TO.search(sentence) or (_SIMPLE.search(sentence) and _SETS.search(sentence)) or said("model-name", sentence):
        return "low" if _OF_DATA.search(sentence) and not _FROM_TO.search(sentence) else "high"
    return None
