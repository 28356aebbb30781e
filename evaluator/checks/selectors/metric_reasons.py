"""Sentences that say why a metric was chosen: which error is the dearer one, what another metric would have hidden."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.figures import METRIC
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.prose import place, sentences_of, unlinked
from evaluator.checks.selectors.words import said
from evaluator.checks.selectors.writings import is_asked, on_metrics
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_LONGEST = 600
_SHORTEST = 30
# What a metric is taken for, or is worth.
_TAKEN = regex(
    r"\b(?:us(?:e|es|ed|ing)|utili[sz]e\w*|chos\w+|choos\w+|pick\w*|select\w*|focus\w*|priorit\w*|optimi[sz](?:e|es|ed"
    r"|ing)|maximi[sz](?:e|es|ed|ing)|prefer\w*|evaluat\w*"
    r"|metrics?|measur\w*|report\w*|track\w*|important|critical|matters?|suitable|appropriate|misleading|insufficient"
    r"|not enough|primary|main|adopt\w*|rely"
    r"|relied|judge\w*|look at|instead of|rather than"
    r"|usa\w*|util\w+|eleg\w+|escog\w+|priori[sz]\w+|priorid\w*|m[ée]tric\w*|important\w*|adecuad\w*|adequad\w*"
    r"|engañosa|enganos\w+|escolh\w+|choisi\w*"
    r"|utilis\w*|mesure\w*|trompeu\w*|verwend\w*|gewählt|metrik\w*|wichtig\w*|irreführend|scelt\w*|usiamo|metrica|fuorviante)\b"
    r"|используем|выбра|метрик|важн|обманчив|使用|采用|选择|指标|重要|誤解|用いる|採用|指標|사용|선택|지표|중요",
    re.IGNORECASE,
)
# A reason that is one of metrics: what an error costs, how classes lie, what a number hides.
_STRONG = regex(
    r"imbalanc|unbalanc|skew(?:ed|ness)|mislead|paradox|false[- ](?:negative|positive|alarm)|\bcostl|\bcosts? (?:of"
    r"|more)|costs? (?:a|the|us)\b|penali[sz]"
    r"|outlier|interpretab|easy[- ]to[- ]interpret|same units?|original units?|more nuanced|(?:rare|minority"
    r"|majority) class|always predict"
    r"|(?:miss(?:ing|ed)?|catch(?:ing)?|detect(?:ing)?) (?:as many |all |every |a |an |real |true |the |any )"
    r"|desbal|desequilib|falsos? (?:negativ|positiv)|costos[oa]|engañosa|enganos|déséquilib|faux (?:négatif|positif)"
    r"|unausgewogen|unbalanciert|sbilanciat"
    r"|falsi (?:negativ|positiv)|несбаланс|дисбаланс|ложно|不平衡|不均衡|假阴|假阳|漏报|误报|見逃し|偽陰|偽陽|불균형|거짓",
    re.IGNORECASE,
)
_BECAUSE = regex(
    r"\b(?:because|since|due to|so that|as (?:it|they|this|these|we|our)\b|which is why|the reason|given that"
    r"|in order to|for this reason"
    r"|porque|ya que|debido|puesto que|pois|uma vez que|parce que|car\b|puisque|weil|da die|perché|poiché|dato che)"
    r"|потому|так как|поскольку"
    r"|因为|由于|因為|ため|ので|때문|므로",
    re.IGNORECASE,
)
_WEIGHS = regex(
    r"\b(?:(?:more|most|particularly|especially|very) (?:important|critical|relevant)|matters? more|(?:primary|main|key"
    r"|principal) (?:\w+ )?metric"
    r"|más importante|mais importante|métrica principal|plus importante?|wichtiger"
    r"|più importante)\b|важнее|更重要|主要指标|より重要|더 중요",
    re.IGNORECASE,
)
# A score that went up or down is told of the model, and no reason for the metric.
_MOVED = regex(
    r"\b(?:achiev|reach|obtain|improv|increas|decreas|drop|fell|rose|high(?:er|est)?\b|low(?:er|est)?\b|best\b|better\b"
    r"|worse\b|good\b|gain|boost|reduc|degrad"
    r"|overfit|plateau|converg|mejor|melhor|aument|dismin|diminu|alcanz|supera|baj[oa]\b|alt[oa]\b)",
    re.IGNORECASE,
)
_LOSS = regex(r"loss|entropy", re.IGNORECASE)
_DECIMAL = regex(r"\d[.,]\d|\d\s?%")
_NOT_WEIGHED = regex(r"\bnot (?:so |that |very |as |really )?(?:important|critical|relevant|meaningful)", re.IGNORECASE)
_PRECISION = regex(
    r"\bas (?:our|the|a|my|its) (?:\w+ )?(?:loss|cost|objective)\b|\bloss functions?\b"
    r"|(?:mixed|half|full|single|double|floating[- ]point|\bbit)[- ]precision|test coverage|code coverage|recall (?:that|how|the)\b",
    re.IGNORECASE,
)
_USED = regex(
    r"\b(?:us(?:e|es|ed|ing)|chos\w+|choos\w+|report\w*|evaluat\w+|optimi[sz]\w+|measur\w+|track\w*|prefer\w*"
    r"|focus\w*(?: on)?|pick\w*|adopt\w*|usa\w*|utili[sz]\w+"
    r"|verwend\w*|utilis\w*)(?:\W+\w+){0,5}\W*$",
    re.IGNORECASE,
)


@once
def reasoned(facts: Facts) -> Iterator[Found]:
    """Sentences that link a metric with what it is for; firm where the reason is one that speaks of errors, classes or users."""
    for document, paragraphs in on_metrics(facts):
        for paragraph in paragraphs:
            for sentence in sentences_of(paragraph):
                text = unlinked(sentence)[:_LONGEST]
                words = _metric(text) if len(text) >= _SHORTEST and not is_asked(text) else ""
                sure = _certainty(text, paragraph.text, words) if words and _TAKEN.search(text) else None
                if sure is not None and not said("wish", text):
                    firm = f"says why {words} is looked at, or is not enough"
                    note = firm if sure == "high" else f"weighs {words}; whether it says why could not be told"
                    yield place(document, paragraph, sentence, words), note, sure


def _metric(text: str) -> str:
    """The first metric a sentence names; a loss that teaches is none."""
    return next((each.group() for each in METRIC.finditer(text) if not _LOSS.search(each.group())), "")


def _certainty(text: str, around: str, words: str) -> Confidence | None:
    """How surely a sentence says why a metric is looked at; None when it does not."""
    if _PRECISION.search(text) or _NOT_WEIGHED.search(text):
        return None
    strong, because = _STRONG.search(text), _BECAUSE.search(text)
    if strong and (because or _WEIGHS.search(text) or not _MOVED.search(text)):
        return "high"
    if because and not _MOVED.search(text) and not _DECIMAL.search(text) and _links(text, because, words):
        return "high"
    if _WEIGHS.search(text) and not _MOVED.search(text):
        return "high" if _STRONG.search(around) else "low"
    return "low" if strong else None


def _links(text: str, because: re.Match[str], words: str) -> bool:
    """Whether the reason is the metric's: it is named before the reason, or the words before it say that it is used."""
    start = text.find(words)
    return start < because.start() or _USED.search(text[:start]) is not None
