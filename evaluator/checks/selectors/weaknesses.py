"""Sentences that name a weakness, and by what a weakness is this project's: a number, a period, a group, a place, a column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.figures import means_metric
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.prose import place, sentences, topics_of, unlinked
from evaluator.checks.selectors.words import said
from evaluator.model.place import Location
from evaluator.model.regex import regex
from evaluator.model.result import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.documents import Paragraph, Text
    from evaluator.model.facts import Document

SHORTEST, LONGEST = 30, 1_000
LONGEST_LEAD, MOST_LED = 40, 6
# What is done against a weakness is none that is left, and what a term means is none of this model.
REMEDY = regex(
    r"\b(?:prevent|avoid|reduc|combat|mitigat|fight|counter|tackl|overcom|dea(?:l|lt) with|dealing with|handl|address"
    r"|help(?:s|ed|ing)? with|to stop|against|risk of|risco de|riesgo de"
    r"|evita|reduz|limitando|impedi|éviter|réduire|vermeid|verhinder|verringer|ridurre"
    r"|предотвра|избеж|early stopping|occurs when|happens when|means that|防止|避免|減ら|防ぐ|방지)",
    re.IGNORECASE,
)
# What a sentence must speak of that is not under a heading on results or the model.
OF_WORK = regex(
    r"\bmodels?\b|\bdata|\bresults?\b|predict|accura|\bclass(?:es|if)|\bsamples?\b|\bscores?\b|\bnetworks?\b|forest|regression"
    r"|recall|fraud|\bfeatures?\b|\bcomponents? like\b|\bsignals?\b"
    r"|estimat|modelo|modell|modèle|dados|datos|daten|données|dati|модел|данн|模型|数据|結果|结果|データ|モデル|모델|데이터|결과",
    re.IGNORECASE,
)
WARRANTY = regex(r"warrant(?:y|ies)|liab(?:le|ility)|provided \"as is\"", re.IGNORECASE)
GENERAL = ("overfit", "bias", "is bias", "are bias", "sesg", "viés", "biais", "verzerr", "переобуч", "过拟合", "過擬合", "過学習", "과적합")
OF_MACHINES = regex(
    r"\b(?:memory|rate|size|time|token|resource|upload|cpu|gpu|request|usage|city|town|speed|credit|age|spending|loan|weight)s? limits?\b",
    re.IGNORECASE,
)
# The heading itself, not one above it; looking for a bias is no limit that is told.
ANNOUNCES = regex(
    r"limit|caveat|known issue|bias|ethic|weakness|risk|out of scope|shortcoming|sesg|viés|vies\b|biais|einschränk|grenze|schwäche"
    r"|riesgo|risco|risque|risik|rischi|ограничен|недостат|смещен|риск|局限|限制|不足|制限|限界|偏|한계|제한|편향"
    r"|[风風][险險]|已知[问問][题題]|リスク|既知の問題|위험|알려진 문제",
    re.IGNORECASE,
)
# Headings over anything to be minded, of a use as of a result.
MINDED = regex(r"注意[事点]|留意点|[주유]의 ?사항")
SEEKS = regex(r"\bbias (?:detection|mitigation|evaluation|analysis|check|testing)|limit(?:er|ing)\b", re.IGNORECASE)
# A number of something, a share, a span; not that of a heading or a list.
_NUMBER = regex(
    r"(?<![\w.#])\d{1,3}(?:[.,]\d{3})+\b|\b\d+(?:[.,]\d+)?\s?%"
    r"|\b\d+(?:\.\d+)?\s?(?:k|m)?\b (?:\w+ ){0,2}?(?:rows?|samples?|images?|records?|classes|examples?|patients?|users?"
    r"|customers?|documents?"
    r"|observations?|days?|weeks?|months?|years?|hours?|minutes?|seconds?|points?|questions?|tokens?|words?|epochs?|stations?"
    r"|cities|countries"
    r"|countr\w+|dollars|euros|transactions|cases|frauds|events|seeds|folds|participants|subjects|students|trips|filas|registros|imágenes|imagens|días|dias|meses|años|anos|images|lignes|jours|mois|ans|zeilen|bilder|tage"
    r"|monate|jahre)\b"
    r"|\b0?\.\d{2,}\b|\b\d+\s?(?:行|张|条|天|年|月|件|枚|日|개|년|개월|일)",
    re.IGNORECASE,
)
_PERIOD = regex(
    r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|june|july|august|september|october|november|december|winter|summer"
    r"|spring|autumn"
    r"|covid(?:-19)?|pandemic|weekends?|holidays?|pandemia|invierno|verano|inverno|verão|hiver|été|sommer)\b|пандеми|疫情|コロナ",
    re.IGNORECASE,
)
_GROUP = regex(
    r"\b(?:english|spanish|german|french|portuguese|chinese|japanese|korean|arabic|hindi|european?|american|african|asian|western|indian"
    r"|usa|brazil\w*|women|men|females?|males?|children|elderly|adults?|older|younger|minorit(?:y groups?|ies)|dark(?:er)? skin"
    r"|skin tones?"
    r"|rural|urban|low[- ]income|ethnic\w*|gender|mujeres|hombres|mulheres|homens|femmes|hommes|frauen|männer)\b"
    r"|женщин|мужчин|女性|男性|여성|남성",
    re.IGNORECASE,
)
# Under which conditions it fails.
_CONDITION = regex(
    r"\b(?:night|low[- ]light|lighting|blurr?\w*|occlu\w*|rotat\w+|noisy|background|small objects?|crowd\w*|sarcas\w+|irony|slang|typos?"
    r"|long(?:er)? (?:texts?|documents?|sentences?|sequences?|horizon)|short (?:texts?|documents?|sentences?)|cold[- ]start"
    r"|out[- ]of[- ](?:domain|distribution)|unseen|new (?:users?|items?|customers?|products?|cities|stations)|extreme|outliers?|peaks?"
    r"|rare (?:classes|events?|words?)|seasonal\w*|handwrit\w+|low[- ]resolution|grayscale|self-reported|synthetic|simulated|imbalanc\w+"
    r"|(?:single|one) (?:site|hospital|city|country|camera|source|year|reference data ?set)|minority class|external factors?"
    r"|historical data|unknown (?!errors?\b|reasons?\b|number|problem|issue)\w+"
    r"|factores externos|fatores externos|datos históricos|dados históricos)\b",
    re.IGNORECASE,
)
_NAMED = regex(r"[`“\"][\w .:/-]{2,40}[`”\"]|\b[a-z]+_[a-z_]+\b|(?<=[a-z,)] )(?!I\b)[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]+")
_NEGATIVE = regex(
    r"\b(?:not|no|never|cannot|only|limit\w*|however|but|lacks?|lacking|without|rel(?:y|ies) on|depends?|slow\w*|yet|missing"
    r"|unable|restrict\w*"
    r"|current(?:ly)?|may|might|could|few|small|reduc\w+|biased|wrong|fails?|poor\w*|nicht|kein\w*|nur|não|nao|apenas|sem|sin"
    r"|solo|no|ne|pas)\b"
    r"|n['’]t\b|не\b|нет\b|только|不|仅|没有|ない|않|없",
    re.IGNORECASE,
)
_LEADS = regex(
    r"\W{0,4}(?:(?:known|current|main|some|model|data) )?(?:limitations?|caveats?|shortcomings|weaknesses|known issues"
    r"|limitaciones|limitações"
    r"|einschränkungen|limites|limiti|ограничения|局限|限制|制限|한계)",
    re.IGNORECASE,
)
_LEAD = regex(r"\A[^:.]{3,60}:\s")
# Words that say of a work's own result that it is weak, wherever they stand in a text of its own.
OUTRIGHT = regex(
    r"\bnot advis|\bnot (?:recommended|intended|meant) (?:for|to)\b|\bdomain gap\b|\bblind spot|\bcaveats?\b|\bbest-effort\b"
    r"|\bindistinguishable\b|\bunconfirmed\b|\bnot statistically significant\b"
    r"|\b(?:limitations?|shortcomings?|drawbacks?|weakness(?:es)?) of (?:this|our|the)"
    r" (?:\w+ )?(?:model|project|approach|data|work|solution)",
    re.IGNORECASE,
)
# What looks for weak places, and what is only compared.
_LOOKS = regex(r"\b(?:detect|identif|flag|monitor|log|find|highlight|check|generat|reveal|allow)\w*\b", re.IGNORECASE)
_COMPARED = frozenset({"within noise"})
# What is planned, told in general or asked of the reader.
_PLAN = regex(
    r"\A\W{0,6}(?:add|implement|deploy|use|improve|explore|integrate|extend|try|collect|include|support|consider|experiment"
    r"|introduce|train|supports?"
    r"|optimi[sz]e|create|build|enable|automate|migrate|fine-?tune)\b|\b(?:will be|in the future|todo|you (?:can|should|must)"
    r"|if you|future work)\b",
    re.IGNORECASE,
)
_TOLD = frozenset({"results", "evaluation", "model"})
_NOT_OF_RESULT = frozenset({"install", "licence", "contents", "requirements", "credits", "usage", "problem"})


class Weakness(msgspec.Struct, frozen=True):
    """A sentence that names a weakness of the work: where, by what it is specific ("" where by nothing), whether for certain."""

    at: Location
    by: str
    sure: Confidence


@once
def worded(text: Text) -> Iterator[tuple[Paragraph, str, str]]:
    """Every sentence of some length that names a weakness, with its paragraph and the words."""
    for paragraph, sentence in sentences(text):
        if len(sentence) >= SHORTEST and (words := said("limitation", sentence)):
            yield paragraph, sentence, words


def weaknesses(document: Document, *, beside: bool) -> Iterator[Weakness]:
    """Every sentence that is announced as a limit; with `beside`, every other one too that names a weakness."""
    text = document.text
    announcing = {number for number, section in enumerate(text.sections) if "limitations" in section.topics}
    led = set(_led(text))
    plain = [(each, sentence, "") for each, sentence in sentences(text) if each.section in announcing or each in led]
    for paragraph, sentence, words in dict.fromkeys((*worded(text), *plain)) if beside else plain:
        announced = paragraph in led or (paragraph.section in announcing and _announced(text, paragraph))
        if not SHORTEST <= len(sentence) <= LONGEST or _is_aside(text, paragraph, sentence, words, announced=announced):
            continue
        by, strong = _specific(_LEAD.sub("", unlinked(sentence)), announced)
        strong = strong or bool(by and OUTRIGHT.search(sentence) and _NEGATIVE.search(sentence))
        general = not announced and (words.startswith(GENERAL) or words in _COMPARED)
        if not general or (by and strong):
            yield Weakness(place(document, paragraph, sentence, words), by, "high" if by and strong and not general else "low")


def _is_aside(text: Text, paragraph: Paragraph, sentence: str, words: str, *, announced: bool) -> bool:
    """Whether a sentence is no statement on a weakness of this work: a question, a plan, a remedy, a search for weak places."""
    topics = set(topics_of(text, paragraph))
    if sentence.endswith(("?", ":")) or said("wish", sentence) or _PLAN.search(sentence) or of_others(words, sentence, topics):
        return True
    if announced:
        return False
    told = bool(_TOLD & topics) or OF_WORK.search(sentence) is not None
    looked = words and _LOOKS.search(sentence[: sentence.lower().find(words)])
    return not words or bool(topics & _NOT_OF_RESULT) or WARRANTY.search(paragraph.text) is not None or not told or bool(looked)


def _led(text: Text) -> Iterator[Paragraph]:
    """Paragraphs that a line such as "Known limitations:" leads to: a list, or the one item below an item."""
    most = 0
    for paragraph in text.paragraphs:
        if len(paragraph.text) <= LONGEST_LEAD and paragraph.text.endswith(":") and _LEADS.match(paragraph.text):
            most = 1 if paragraph.item else MOST_LED
        elif most and (paragraph.item or most == MOST_LED):
            most -= 1
            yield paragraph
        else:
            most = 0


def _announced(text: Text, paragraph: Paragraph) -> bool:
    """Whether the heading over a paragraph, or one above that, announces limits of the work, not of a machine, nor a search for bias."""
    if not 0 <= paragraph.section < len(text.sections):
        return False
    level = 100
    for section in text.sections[paragraph.section :: -1]:
        if section.level < level:
            level = section.level
            if ANNOUNCES.search(section.heading):
                return "contents" not in section.topics and not (SEEKS.search(section.heading) or OF_MACHINES.search(section.heading))
    return False


def _specific(text: str, announced: bool) -> tuple[str, bool]:
    """What makes a sentence speak of this project and nothing else, and whether that leaves no doubt."""
    for kind, pattern in (("a number", _NUMBER), ("a period", _PERIOD), ("a group", _GROUP), ("a condition", _CONDITION)):
        if found := pattern.search(text):
            return f'{kind} ("{found.group()[:40].strip()}")', True
    told = announced and _NEGATIVE.search(text) is not None
    if means_metric(text):
        return "a metric", told
    if found := _NAMED.search(text):
        return f'a name ("{found.group()[:40].strip()}")', told
    return "", False


def of_others(words: str, sentence: str, topics: Iterable[str]) -> bool:
    """Whether a weakness is not the model's: one that something is done against, or people's where the problem is told."""
    if words.startswith(GENERAL) and REMEDY.search(sentence):
        return True
    return "problem" in topics and words.startswith(("struggle", "fail", "insufficient", "not enough", "confuses", "inaccura", "unreliab"))
