"""Do they know where it should not be used?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import certainty, front, notebook_introductions, pages, place, sentences, topics_of
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
# What is done against a weakness is none that is left, and what a term means is none of this model.
REMEDY = regex(
    r"\b(?:prevent|avoid|reduc|combat|mitigat|fight|counter|tackl|overcom|dea(?:l|lt) with|dealing with|handl|address"
    r"|help(?:s|ed|ing)? with|to stop|against|risk of|risco de|riesgo de"
    r"|evita|reduz|limitando|impedi|éviter|réduire|vermeid|verhinder|verringer|ridurre"
    r"|предотвра|избеж|early stopping|occurs when|happens when|means that|防止|避免|減ら|防ぐ|방지)",
    re.IGNORECASE,
)
OF_MACHINES = regex(r"\b(?:memory|rate|size|time|token|resource|upload|cpu|gpu|request|usage)s? limits?\b", re.IGNORECASE)
# What a sentence must speak of that is not under a heading on results or the model.
OF_WORK = regex(
    r"\bmodels?\b|\bdata|\bresults?\b|predict|accura|\bclass(?:es|if)|\bsamples?\b|\bscores?\b|\bnetworks?\b|forest|regression|recall|fraud"
    r"|estimat|modelo|modell|modèle|dados|datos|daten|données|dati|модел|данн|模型|数据|結果|结果|データ|モデル|모델|데이터|결과",
    re.IGNORECASE,
)
WARRANTY = regex(r"warrant(?:y|ies)|liab(?:le|ility)|provided \"as is\"", re.IGNORECASE)
GENERAL = ("overfit", "bias", "is bias", "are bias", "sesg", "viés", "biais", "verzerr", "переобуч", "过拟合", "過擬合", "過学習", "과적합")
# The heading itself, not one above it; looking for a bias is no limit that is told.
ANNOUNCES = regex(
    r"limit|caveat|known issue|bias|ethic|weakness|risk|out of scope|shortcoming|sesg|viés|vies\b|biais|einschränk|grenze|schwäche"
    r"|riesgo|risco|risque|risik|rischi|ограничен|недостат|смещен|риск|局限|限制|不足|制限|限界|偏|한계|제한|편향",
    re.IGNORECASE,
)
SEEKS = regex(r"\bbias (?:detection|mitigation|evaluation|analysis|check|testing)|limit(?:er|ing)\b", re.IGNORECASE)
WEAK = frozenset({"within noise"})  # of what is compared, seldom of the work
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
    yield from sorted(loose, key=lambda each: each.confidence == "low")[:MOST]
    if not firm and not loose:
        page = front(facts)
        sure = "high" if page is None else certainty(page.text)
        yield against(
            REPOSITORY,
            f"no sentence on what weakens the result was found in {len(read)} text{'s' * (len(read) != 1)}",
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
        if "limitations" in section.topics and section.words >= FEWEST_WORDS and not OF_MACHINES.search(section.heading):
            weak = said("limitation", section.text)
            loose = not weak and ("future" in section.topics or document.kind == "notebook")
            loose = loose or not ANNOUNCES.search(section.heading) or SEEKS.search(section.heading) is not None
            note = f"{section.words} words under a heading that announces limits"
            yield supports(document.at(section.line, section.cell), note, "low" if loose else "high")


def _mentioned(document: Document) -> Iterator[Evidence]:
    """Sentences that name a weakness; firm where results are told, doubtful elsewhere."""
    for paragraph, sentence in sentences(document.text):
        topics = topics_of(document.text, paragraph)
        if len(sentence) < SHORTEST or set(topics) & TOLD_ELSEWHERE or topics == ("future",):
            continue
        words = said("limitation", sentence)
        if words and not (WARRANTY.search(paragraph.text) or said("wish", sentence) or _of_others(words, sentence, topics)):
            firm = {"results", "evaluation", "limitations", "model"} & set(topics) and words not in WEAK
            if firm or OF_WORK.search(sentence):
                yield supports(place(document, paragraph, sentence, words), f'a sentence with "{words}"', "high" if firm else "low")


def _of_others(words: str, sentence: str, topics: tuple[str, ...]) -> bool:
    """Whether a weakness is not the model's: one that something is done against, or people's where the problem is told."""
    if words.startswith(GENERAL) and REMEDY.search(sentence):
        return True
    return "problem" in topics and words.startswith(("struggle", "fail", "insufficient", "not enough", "confuses", "inaccura", "unreliab"))
