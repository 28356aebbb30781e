"""Failing cases that a text shows: pictures, tables and sentences of what was taken for what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.prose import place, speaking, topics_of, unlinked
from evaluator.model.place import Location
from evaluator.model.regex import regex
from evaluator.model.result import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Table
    from evaluator.model.facts import Document

SHORTEST, LONGEST = 25, 1_000
_WRONG = r"(?:wrong|incorrect)(?:ly)?[ _-]?(?:predict|classif|case|sample|example)"
_PICTURED = regex(
    rf"fail(?:ure|ed|ing)?s?[ _-]?(?:case|example|mode|sample|image|predict)|misclassif|mis-?predict|{_WRONG}"
    r"|error[ _-]?(?:case|example|sample)|worst[ _-]?(?:predict|case|sample)|top[ _-]?loss|bad[ _-]?(?:case|example|predict)"
    r"|\bmistakes\b",
    re.IGNORECASE,
)
_HEADED = regex(
    r"\bfail(?:ure)?s?\b.{0,12}\b(?:cases?|examples?|modes?|analysis)|\bmisclassif|\bwhere (?:it|the model) (?:fails|struggles|is wrong)"
    r"|\bwrong predictions?|\bmistakes\b|\bbad cases?\b|casos de (?:fall|err)|erros do modelo|errores del modelo|fehlerfälle"
    r"|cas d['’]échec"
    r"|ошибки модели|失败案例|错误分析|失敗例|오분류",
    re.IGNORECASE,
)
# Most sentences hold none of these letters and are left aside by them.
_SIGNS = (
    "classif", "label", "mist", "confus", "wrong", "incorrect", "misread", "predicted", "fail", "struggl", "perform", "confund",
    "falla", "falha",
    "verwechs", "confond", "путает", "误", "誤", "오분류", "false ", " miss",
)  # fmt: skip
# One thing taken for another, as it happened; asked of small letters.
_TAKEN = regex(
    r"\b(?:mis-?classif(?:ies|ied|y)|mis-?labell?ed|mistak(?:es|en|ing)|mistook|confus(?:es|ed|ing)|misreads?|mispredict(?:s|ed)"
    r"|(?:wrongly|incorrectly) (?:predicted|classified|labelled|detected))\b(?! matri)"
    r"(?:\W+[\w'’/-]+){0,8}?\W+(?:as|for|with|and|between|instead of|to be)\b"
    r"|\bclasifica (?:mal|erróneamente)|\bconfunde\b|\bverwechselt\b|\bconfond\b|\bпутает\b|误判为|误识别|誤認識|誤分類|오분류",
)
_WEAK_ON = regex(
    r"\b(?:models?|classifiers?|networks?|detectors?|bert|resnet|predictions?|retriever|modelo|modèle|modell)\b[^.;]{0,40}?"
    r"\b(?:fails?|failed|struggles?|struggled|perform(?:s|ed)? (?:poorly|badly|worse|worst)|falla|falha) (?:on|when|with|for|if"
    r"|at|en|con|em|com)\b",
)
# One wrong answer picked out among all: "the most expensive miss was a rent of 9,000".
_SINGLED = regex(
    r"\b(?:most (?:\w+ly )?(?:confident|expensive|costly|certain|extreme|frequent|common|surprising)|worst|costliest|biggest|largest)"
    r" (?:false (?:alarms?|positives?|negatives?)|miss(?:es)?|wrong (?:predictions?|answers?|cases?))\b",
)
_SUBJECT = regex(
    r"\b(?:models?|classifiers?|networks?|detectors?|it|bert|resnet|predictions?|samples?|images?|modelo|modèle|modell)\b|модел"
    r"|模型|モデル|모델",
    re.IGNORECASE,
)
_CASE = regex(
    r"\d|[\"“'‘`][^\"”'’`]{1,60}[\"”'’`]|(?<=[a-z,] )(?!I\b|The\b)[A-Z][A-Za-z]{2,}"
    r"|\b(?:such as|e\.g\.|for example|por ejemplo|por exemplo|z\. ?b\.|например)"
)
_SUPPOSED = regex(
    r"\b(?:can|could|may|might|would|should|to|if|will|avoid|how often|which|whether|tests?|pipeline|command|script|build|install|upload"
    r"|server|request|error message|occurs?|happens?|means|ocurre|ocorre|significa)\b",
    re.IGNORECASE,
)
_TRUE = regex(r"\b(?:true|actual|expected|gold|ground truth|label|real|correct)\b|正解|真实|実際", re.IGNORECASE)
_ANSWER = regex(r"\bpredict|\boutput\b|\bmodel\b|\bgot\b|\banswer|预测|予測", re.IGNORECASE)
_ASIDE = frozenset({"install", "licence", "contents", "requirements", "credits", "future", "problem"})


class Miss(msgspec.Struct, frozen=True):
    """A place that shows a failing case, what shows it, whether for certain."""

    at: Location
    note: str
    sure: Confidence


def misses(document: Document, held: frozenset[str]) -> Iterator[Miss]:
    """What a document shows of failing cases; `held` are the names of the tree's files, in which a picture must be found."""
    for link in document.text.links:
        if link.image and (_PICTURED.search(f"{link.target.rsplit('/', 1)[-1][:200]} {link.text[:200]}")):
            there = "://" in link.target or link.target.rsplit("/", 1)[-1].split("?")[0] in held
            if there:
                yield Miss(document.at(link.line, link.cell), "a picture of failing cases, by its name", "high")
    for table in document.text.tables:
        if (number := _differs(table)) >= 0:
            yield Miss(
                document.at(table.line, table.cell), f'a table of cases in which "{" | ".join(table.cells[number])[:60]}" differ', "high"
            )
    for section in document.text.sections:
        if _HEADED.search(section.heading) and (section.figures or section.tables or section.words >= 25):
            yield Miss(document.at(section.line, section.cell), f'what stands under "{section.heading[:50]}"', "high")
    yield from _told(document)


def _told(document: Document) -> Iterator[Miss]:
    """Sentences on what was taken for what; firm where the case is named."""
    for paragraph, sentence in speaking(document.text, _SIGNS, SHORTEST, LONGEST):
        low = sentence.lower()
        singled = _SINGLED.search(low)
        found = singled or _TAKEN.search(low) or _WEAK_ON.search(low)
        if found is None or set(topics_of(document.text, paragraph)) & _ASIDE:
            continue
        before = sentence[: found.start()]
        if _SUPPOSED.search(before) or not (singled or _SUBJECT.search(sentence)):
            continue
        named = _CASE.search(unlinked(sentence)) is not None
        words = sentence[found.start() : found.end()]
        yield Miss(place(document, paragraph, sentence, words), f'a case is told ("{words[:50]}")', "high" if named else "low")


def _differs(table: Table) -> int:
    """The first row of a table whose true and predicted values differ, -1 where there are no such columns or values."""
    true = next((number for number, name in enumerate(table.header) if _TRUE.search(name) and not _ANSWER.search(name)), -1)
    answer = next((number for number, name in enumerate(table.header) if _ANSWER.search(name) and number != true), -1)
    if true < 0 or answer < 0:
        return -1
    rows = [(number, row) for number, row in enumerate(table.cells) if max(true, answer) < len(row)]
    words = [each for each in rows if re.search(r"[^\W\d_]", each[1][true]) and each[1][true].strip() and each[1][answer].strip()]
    return next((number for number, row in words if row[true].strip().lower() != row[answer].strip().lower()), -1)
