"""What a text says a model, its data or a project are meant for, and for what not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import place, speaking, topics_of
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Document
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

FEWEST_WORDS = 8
SHORTEST, LONGEST = 25, 1_000
_UNTOLD = regex(r"more information needed|warrant(?:y|ies)|liab(?:le|ility)|\btodo\b|\btbd\b|\[.{0,40}\]\s*$", re.IGNORECASE)
_HEADED = regex(
    r"\b(?:intended (?:use|purpose|users?|for)|out[- ]of[- ]scope|(?:in)?appropriate uses?\b|direct use\b|downstream use\b"
    r"|not (?:meant|intended) for|disclaimer\b|uso (?:previsto|pretendido|recomendado)|uso no previsto|usage prévu|verwendungszweck"
    r"|uso previsto)|назначение модели|预期用途|适用范围|想定用途|利用目的|의도된 사용|면책",
    re.IGNORECASE,
)
_SIGNS = (
    "intended", "meant", "out of scope", "out-of-scope", "substitute", "should not", "must not", "not be used", "not for", "purposes",
    "advice",
    "do not use", "not use", "suitable", "not ready", "for production", "previsto", "pretendid", "fins ", "fines ", "destinad",
    "sustitu", "substitu",
    "gedacht", "ersetzt", "destiné", "remplac", "предназнач", "仅供", "用于研究", "目的", "용도", "목적",
)  # fmt: skip
# For what it is not: these leave no doubt.
_NOT = regex(
    r"\b(?:not (?:be )?advisable to\b|(?:not|never|n['’]t) (?:be )?(?:intended|meant|designed|suitable|suited|recommended|ready"
    r"|built)\b.{0,20}\b(?:for|to|as)\b|(?:should|must|may|can)(?: not|n['’]t|not) be (?:used|relied|deployed|trusted|taken)\b"
    r"|do not (?:use|rely|deploy)\b.{0,40}\b(?:for|to|as|in|on)\b|not (?:a |an )?(?:substitute|replacement) for\b|out[- ]of[- ]scope\b"
    r"|(?:is|are) not (?:financial|medical|investment|legal|professional) advice\b|not (?:financial|medical|investment|legal) advice\b"
    r"|(?:educational|research|academic|demonstration|learning) (?:\w+ )?purposes? only\b|only for (?:educational|research|academic"
    r"|demonstration|learning)\b|no (?:debe|deve|sustituye|está destinad)|não (?:deve|substitui)|(?:solo|sólo|apenas|somente) (?:para"
    r"|con|com) fin\w* (?:educa|acad)|nicht (?:gedacht|geeignet) für|ersetzt kein|ne (?:doit|remplace))|не предназнач|не является|仅供"
    r"|不构成|目的ではありません|목적이 아닙니다",
    re.IGNORECASE,
)
_FOR = regex(
    r"\b(?:intended (?:use|users?|audience|purpose)\b|(?:is|are) (?:primarily |mainly |only )?(?:intended|meant) (?:\w+ ){0,3}?(?:for"
    r"|to be used|as|by)\b|for (?:educational|research|academic|demonstration|learning)(?: and \w+)? purposes?\b|(?:fines"
    r"|fins) (?:educa|acad|did)|destinad[oa]s? a\b|gedacht für\b|destiné(?:e|s)? (?:à|aux)\b)|предназначен|用于(?:研究|学习|教学)|용도로",
    re.IGNORECASE,
)
_WHAT = regex(
    r"\b(?:models?|project|projects|system|tool|app|application|predictions?|forecasts?|results?|outputs?|data ?set|data"
    r"|classifier|detector|api|repo\w*|demo|work|it|this|recommendations?"
    r"|modelo|proyecto|projeto|sistema|previs\w+|modell|projekt|modèle|projet)\b|модел|проект|模型|项目|結果|モデル|모델|프로젝트",
    re.IGNORECASE,
)
_NOT_A_USE = regex(
    r"\b(?:folder|directory|file|variable|argument|parameter|function|class|script|test|secret|password|key|token|branch|commit"
    r"|docker|port|column|feature|notebook cell|environment"
    r"|scaler|test set|validation set|split|trained on|pip|conda|virtualenv|version|release|warranty|liability|template)s?\b",
    re.IGNORECASE,
)
# That code is not finished or no more looked after says nothing of what it is for.
_STATE = regex(r"\b(?:unstable|deprecated|obsolete|outdated|superseded|unmaintained|abandoned|legacy)\b", re.IGNORECASE)
_ASIDE = frozenset({"install", "contents", "requirements", "credits", "licence"})


def of_use(document: Document) -> Iterator[Found]:
    """Where a document says what something is meant for: under a heading that announces it, or in a sentence."""
    for section in document.text.sections:
        if _HEADED.search(section.heading) and section.words >= FEWEST_WORDS and not _UNTOLD.search(section.text):
            yield document.at(section.line, section.cell), f'{section.words} words under "{section.heading[:50]}"', "high"
    for paragraph, sentence in speaking(document.text, _SIGNS, SHORTEST, LONGEST):
        if set(topics_of(document.text, paragraph)) & _ASIDE:
            continue
        found = _NOT.search(sentence) or _FOR.search(sentence)
        if found is None or not _WHAT.search(sentence) or _NOT_A_USE.search(sentence) or _STATE.search(sentence):
            continue
        sure: Confidence = "high" if _NOT.search(sentence) else "low"
        yield place(document, paragraph, sentence, found.group()), f'a sentence with "{found.group()[:50]}"', sure
