"""What a text says of the model's wrong answers: which they are, what they have in common, what was done about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.prose import OWN_WORDS, place, sentences_of
from evaluator.checks.selectors.words import said
from evaluator.checks.selectors.writings import is_asked, is_task, lowered_prose, of_these
from evaluator.model.regex import lowered, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Paragraph
    from evaluator.model.facts import Document, Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]
    Group = list[Paragraph]

_ERRORS = regex(
    r"misclassif|mispredict|mislabel|wrongly|incorrectly|confus|mistak|false[- ](?:positive|negative|alarm)s?|errors?\b"
    r"|residual|failures?\b|struggl|fails? (?:to|on|when|for|in)\b"
    r"|underestimat|overestimat|under-?predict|over-?predict|worst|hard(?:er|est) (?:to|class|case)|confund|equivoca"
    r"|errores|erros\b|falsos? (?:positiv|negativ)|mal clas"
    r"|erreur|confond|faux (?:positif|négatif)|fehlklass|verwechsel|fehler|errori|confuso|confonde|ошиб|путает|ложн|错误"
    r"|误分类|混淆|誤分類|混同|誤り|오분류|혼동|오류"
)
_NEARLY = lowered(_ERRORS)
# One of these stands in every text that has one of those: looked for first, as that is cheap.
_STEMS = (
    "miscl", "mispr", "mislab", "wrongly", "incorrectly", "conf", "mistak", "false", "error", "resid", "fail", "struggl", "timat",
    "predict", "poorly", "worse", "badly", "skewed", "reporting", "miss",
    "worst", "hard", "equivoca", "erros", "falso", "mal clas", "erreur", "faux", "fehl", "verwechsel", "ошиб", "путает", "ложн", "错误",
    "误", "被错",
    "混淆", "誤", "混同", "오분류", "혼동", "오류",
)  # fmt: skip
_ANSWERS = (
    r"(?:errors?|mistakes?|mis-?classif\w+|mis-?predict\w+|false (?:positives?|negatives?|alarms?)|wrong (?:predictions?|answers?|cases)"
    r"|failure cases|residuals?)"
)
# A statement of which answers are wrong, or when.
_OBSERVED = regex(
    r"mis-?classif\w+ (?:\w+ ){0,3}(?:as|into|for|with|are|is|were|was)\b"
    r"|\b(?:is|are|was|were|gets?|often|sometimes|frequently|easily|mostly|being) (?:\w+ )?(?:mis-?classified"
    r"|confused (?:with|as|for|between)|mistaken for|mispredicted"
    r"|(?:wrongly|incorrectly) (?:classified|predicted|label+ed|identified|recogni[sz]ed))"
    r"|\bconfus(?:es|ed|ing|e) (?!to\b)(?:\w+ ){0,5}(?:with|and|for)\b|\bconfusion (?:between|of \w+ with)|\bmistak(?:es|en"
    r"|ing) (?:\w+ ){0,4}(?:for|as)\b"
    r"|\b(?:models?|networks?|classifiers?|regressors?|detectors?|predictions?|forecasts?|trees?|regression|forest"
    r"|xgboost|lightgbm|bert|cnn|lstm)\b (?:\w+ ){0,4}"
    r"(?:struggl\w+|fail(?:s|ed|ing)? (?:to|on|when|for|in|at)|under-?estimat\w+|over-?estimat\w+|under-?predict\w+"
    r"|over-?predict\w+|miss(?:es|ed)|mis-?classif\w+|confus\w+"
    r"|skewed|over-?report\w+|perform\w* (?:poorly|worse|worst|badly))"
    r"|\b(?:most|many|majority|half|some|largest|biggest|main|common|typical|highest|worst|remaining"
    rf"|\d+ ?%?) (?:of )?(?:(?:the|its|their|these|all|our) )?(?:\w+ )?{_ANSWERS}\b"
    rf"|\b{_ANSWERS} (?:\w+ ){{0,4}}(?:come from|came from|occur\w*|happen\w*|tends?|cluster\w*|concentrat\w+|increas\w+"
    rf"|grow\w*|stem\w*|aris\w+|due to|caused|mostly|mainly|larger|highest"
    r"|cent(?:er|re)d|normally distributed|randomly|evenly|random\b|spread|show\w*|suggest\w*|close to (?![$€£]?\d)|large for|involve\w*)"
    r"|\b(?:too many |generat\w+ (?:\w+ ){0,4}?|flooding (?:\w+ ){0,4}?|high number of |higher rate of )false (?:positives?|negatives?)"
    r"|\b(?:models?|networks?|classifiers?|detectors?)\b[^.;]{0,100}\b(?:over-?reporting|over-?predicts?"
    r"|under-?predicts?|over-?estimates?|under-?estimates?)\b"
    r"|\b(?:hard|harder|hardest|difficult) (?:\w+ )?(?:to (?:classify|predict|distinguish|tell apart|recogni[sz]e"
    r"|detect)|class(?:es)?\b|cases?\b)"
    r"|\bse confund\w+|\bconfunde\w*\b|\bse equivoca\w*|\berr(?:ores|os) (?:\w+ ){0,3}(?:concentr\w+|ocurr\w+"
    r"|provien\w+|ocorr\w+|deb\w+)|\bmal clasificad\w+|\bmal classificad\w+"
    r"|\bconfond\w* (?:\w+ ){0,4}(?:avec|et)|\bmal classé\w*|\bverwechsel\w+|\bfalsch (?:klassifiziert|erkannt)"
    r"|\bviene confus\w+|\bclassificat\w+ erroneamente"
    r"|путает|ошибается|ошибочно|混淆了|误分类为|被误|被错|误判|誤分類され|混同さ|誤認識|오분류|혼동",
    re.IGNORECASE,
)
_SAYS = lowered(_OBSERVED)
# What a term means, what a program reports, what a course asks.
_DEFINES = regex(
    r"\b(?:is when|are when|occurs? when|happens? when|means? that|refers? to|stands? for|defined as|is a (?:table"
    r"|matrix)|would|could|might|will be|helps?|allows?"
    r"|stop\w* when|(?:starts?|begins?) (?:to )?(?:grow|increas|ris)\w*|shows you where|can be used|how (?:often|many)"
    r"|number of (?:true|false))\b|\((?:FP|FN|TP|TN)\)",
    re.IGNORECASE,
)
_SOFTWARE = regex(
    r"^\W*(?:sort|plot|predict|print|find|select|compute|calculate|make|write|load)\b|\ban error occur"
    r"|\b(?:error (?:messages?|codes?|handling|responses?)|exceptions?|raised?|stack ?trace|traceback|http|endpoint"
    r"|api\b|request|import|install\w*|version|docker|build|deploy\w*|commit"
    r"|merge\w*|branch\w*|lint\w*|style|mypy|ruff|teammates?|review\w*|bugs?|code|permission|credential|github|gcp|aws"
    r"|cloud|pipelines? fails?|tests? fails?|job|server|database|connection|config\w*|syntax|typing|type|token|cuda"
    r"|memory|training error"
    r"|validation error|mean (?:absolute|squared)|logg\w+|script|command|path|file|package|dependen\w+|library|workflow"
    r"|terraform|container)\b",
    re.IGNORECASE,
)
_HEADED = regex(
    r"error analysis|failure (?:analysis|cases|modes)|misclassif|wrong predictions|where (?:the model|it) fails"
    r"|residual|análisis de errores|análise de erros|analyse des erreurs"
    r"|fehleranalyse|analisi degli errori|анализ ошибок|错误分析|誤差分析|エラー分析|오류 ?분석",
    re.IGNORECASE,
)
# Answers are some model's; other errors are of people, of programs, of lessons.
_OF_MODEL = regex(
    r"model|classif|predict|false[- ](?:positive|negative|alarm)|\bshap\b|detector|recogni[sz]|\bclass(?:es)?\b|accura"
    r"|forecast|network|regress|estimat"
    r"|\btest (?:set|data|rows|cases|images)"
    r"|label|matrix|matriz|residual|\b(?:rf|cnn|lstm|svm|bert|xgboost|lightgbm|forest)\b|precis|recall|outlier|anomal"
    r"|modèl|модел|модель|сеть|模型|分类|預測|预测|モデル|分類|予測|모델|분류|예측"
)
_TO_MEND = regex(
    r"\b(?:to|helps?|in order to) (?:\w+ )?(?:fix|address|reduc\w+|correct|mitigat\w+|resolv\w+|remedy|handl\w+"
    rf"|tackl\w+|counter|lower|cut|decreas\w+|overcome|repair) (?:\w+ ){{0,4}}"
    rf"(?:{_ANSWERS}|confusions?|underestimation|overestimation)"
    r"|\b(?:after|based on|following|from|given|as a result of|guided by|because of|due to"
    rf"|since) (?:\w+ ){{0,5}}(?:error analysis|confusion matrix|{_ANSWERS})"
    r"|\b(?:analy[sz]ing|inspecting|reviewing|looking at|reading|examining|checking) (?:\w+ ){0,4}(?:errors|mistakes"
    r"|misclassif\w+|wrong|failures|residuals|false)"
    r"|para (?:reducir|corregir|reduzir|corrigir) (?:\w+ ){0,3}(?:errores|erros|falsos|confusi)",
    re.IGNORECASE,
)
_DID = regex(
    r"\b(?:added|removed|re-?label+ed|re-?trained|augmented|collected|changed|merged|increased|introduced|over-?sampled"
    r"|under-?sampled|cleaned|replaced|tuned|adjusted|lowered|raised"
    r"|fixed|corrected|dropped|re-?weighted|switched|applied|implemented|engineered|excluded|filtered"
    r"|reduced|fell|dropp?ed)\b"
    r"|añad\w+|agregamos|eliminamos|adicionamos|removemos|ajustamos|reentren\w+",
    re.IGNORECASE,
)
_LONGEST = 600
_FEW = 10


@once
def observed(facts: Facts) -> Iterator[Found]:
    """Where a text says what wrong answers have in common: firm from 25 words of it."""
    for document, group in _groups(facts):
        told = [(each, sentence) for each in group if not is_task(each.text) for sentence in sentences_of(each) if _tells(sentence)]
        told = [each for each in told if _OF_MODEL.search(each[0].text.lower()) or _is_headed(document, each[0])]
        if not told:
            continue
        paragraph, sentence = told[0]
        headed = _is_headed(document, paragraph)
        words = sum(each.words for each in group if headed or _NEARLY.search(each.text.lower()))
        sure: Confidence = "high" if words >= OWN_WORDS and (len(told) > 1 or len(sentence.split()) >= _FEW or headed) else "low"
        note = f"{words} words on wrong answers" if sure == "high" else "a few words on wrong answers"
        yield place(document, paragraph, sentence), note, sure


@once
def acted_on(facts: Facts) -> Iterator[Found]:
    """Where a text says what was done because of wrong answers."""
    for document, group in _groups(facts):
        for paragraph in group:
            for sentence in sentences_of(paragraph):
                text = sentence[:_LONGEST]
                reason = _TO_MEND.search(text)
                if reason is None or is_asked(text) or _SOFTWARE.search(text) or said("wish", text):
                    continue
                done = _DID.search(text[: reason.start()]) or _DID.search(text[reason.end() :])
                if done is not None:
                    yield place(document, paragraph, sentence), f'something was done about wrong answers ("{done.group()}")', "high"


@once
def _groups(facts: Facts) -> Iterator[tuple[Document, Group]]:
    """The paragraphs of each section, or cell, that speak of errors anywhere."""
    for document, paragraphs in lowered_prose(facts):
        stems = of_these(paragraphs, _STEMS)
        said_of = (each for each, lower in paragraphs if any(stem in lower for stem in stems) and _NEARLY.search(lower))
        near = dict.fromkeys((each.section, each.cell) for each in said_of)
        found: dict[tuple[int, int | None], Group] = {key: [] for key in near}
        for paragraph in document.text.paragraphs if near else ():
            if (key := (paragraph.section, paragraph.cell)) in near:
                found[key].append(paragraph)
        yield from ((document, group) for group in found.values())


def _tells(sentence: str) -> bool:
    """Whether a sentence says which answers are wrong, or when; not what a word means, nor what a program reports."""
    text = sentence[:_LONGEST]
    lower = text.lower()
    if not any(stem in lower for stem in _STEMS) or _SAYS.search(lower) is None:
        return False
    return not (_DEFINES.search(text) or _SOFTWARE.search(text) or is_asked(text) or said("wish", text))


def _is_headed(document: Document, paragraph: Paragraph) -> bool:
    sections = document.text.sections
    return 0 <= paragraph.section < len(sections) and _HEADED.search(sections[paragraph.section].heading) is not None
