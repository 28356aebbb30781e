"""What a project says in prose of overfitting: of the gap between rows it learned from and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import notebook_introductions, pages, place, sentences, unlinked
from evaluator.checks.selectors.standing import FOREIGN, own
from evaluator.checks.selectors.words import KNOWN
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Document, Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_NAMES = regex(
    r"\bover-?\s?fit\w*|\bunder-?\s?fit\w*|generali[sz]ation gap|gap between (?:the )?(?:train|val|test)\w*|sobre-?ajust\w*"
    r"|sobre-?entren\w*|sur-?ajust\w*"
    r"|sur-?apprent\w*|überanpass\w*|overfit\w*|sovra-?adattament\w*|переобуч\w*|过拟合|過擬合|过度拟合|過学習|過剰適合|과적합|과대적합"
)
_QUICK = (
    "fit",
    "gap",
    "ajust",
    "entren",
    "apprent",
    "anpass",
    "adatt",
    "переобуч",
    "过拟合",
    "過擬合",
    "过度拟合",
    "過学習",
    "過剰適合",
    "과적합",
    "과대적합",
)
_SIDES = (
    regex(r"\btrain\w*|entren\w*|treino|treinament\w*|apprentissage|addestrament\w*|обуч|训练|訓練|学習|훈련"),
    regex(
        r"\b(?:valid\w*|val\b|test\w*|unseen|held|new data|hold-?out)|prueba|teste|validaç\w*|тест|валид|测试|验证|検証|テスト|검증|테스트"
    ),
)
_NUMBER = regex(r"\d+[.,]\d+|\d+\s?%|epochs? \d+|\d+ epochs?")
# What was seen, not what may be in general.
_SEEN = regex(
    r"\b(?:is|was|were|are|seems?|appears?|shows?|showed|showing|indicat\w*|suggest\w*|starts?|started|began|begins|observ\w*"
    r"|notic\w*|see|saw|seen|no sign\w*"
    r"|without|not|less|little|slight\w*|some|signs?|despite|because|since|due|still|clear\w*|strong\w*|heav\w*|evid\w*|gap|differ\w*"
    r"|higher|lower"
    r"|close|larger?|smaller|diverg\w*|plateau\w*|increas\w*|decreas\w*|drop\w*|reduc\w*|mitigat\w*|address\w*|avoid\w*|prevent\w*"
    r"|combat\w*)\b"
    r"|muestra|indica|observ|porque|debido|hay|no hay|montre|indique|zeigt|weil|mostra|показ|видн|因为|表明|出现|示|보인"
)
_OF_RESULT = regex(
    r"\b(?:our|my|this|these|the|we|i)\b[^.]{0,60}\b(?:model|network|tree|forest|lstm|cnn|classifier|regressor|baseline|loss|curve"
    r"|accuracy|score|training|it|results?)\b"
    r"|\b(?:model|network|lstm|cnn|tree|forest|xgboost|bert)\b[^.]{0,40}\b(?:is|was|did|does|starts?|started|began|seems?|appears?"
    r"|shows?|tends?|tended|overfits|overfitted|overfit)\b"
)
# Definitions, questions of a template, conditions, purposes and wishes.
_GENERAL = regex(
    r"\b(?:overfitting|underfitting|it) (?:is|occurs|happens|refers|means) (?:when|a\b|the\b|to\b|one)|\bmeans\b.{0,20}\bmodel"
    r"|\bhow (?:do|did|would|can) (?:you|we)\b|\?\s*$"
    r"|\bwhat is\b|\bprone to|\bif\b|\bwhether\b|\bcan\b|\bmay\b|\bmight\b|\bcould\b|\bwould\b|\bfuture\b|\btodo\b|\bhelps?\b|\ballow"
    r"|\bensur|\bguarantee"
    r"|\brisks?\b|\b(?:main )?challenges?\b|\blead(?:s|ing)? to\b|\busually\b|\btypically\b|\bis one that\b|\bis considered\b"
    r"|\bgreat way\b|\bsuch as\b"
    r"|\bto (?:detect|identify|monitor|spot|see|check|watch|diagnose|observe|assess|evaluate|catch|prevent|avoid|reduce|mitigate"
    r"|combat|fight|control|limit|minimi[sz]e|tackle|address)\b"
    r"|riesgo|risco|para evitar|pour éviter|um überanpass|风险|防止|避免|риск|чтобы"
)
_MEASURE = regex(
    r"\b(?:prevent|avoid|reduc|mitigat|combat|address|control|against|limit|counter|tackl|minimi[sz]|handl|fight|detect|identif"
    r"|monitor|spot)\w*\b[^.]{0,30}$"
)
# What is said of one model as a fact: "is not overfitting", "signs of overfitting", "overfits after epoch 8".
_OBSERVED = regex(
    r"\b(?:is|are|was|were|seems?|appears?|shows?|showed|showing|has|have|had|did|started|starts|start|began|begins|continued?"
    r"|continues|no|not|without|some"
    r"|slight\w*|little|severe\w*|significant\w*|strong\w*|clear\w*|heav\w*|signs? of|evidence of|indicat\w+|suggest\w+|observed?"
    r"|noticed?|saw|less|more)"
    r"\W{1,3}(?:[\w-]+\W{1,3}){0,3}?\*{0,2}(?:over|under)-?\s?fit"
    r"|\b(?:model|network|forest|tree|lstm|cnn|xgboost|lightgbm|bert|mlp|it)\b[^.]{0,20}\b(?:over|under)fit(?:s|ted)?\b"
    r"|overfitting (?:began|starts?|started|sets? in|appears?|is visible)"
    r"|generali[sz]ation gap (?:is|was|of)|gap between (?:the )?(?:train|val|test)[^.]{0,60}\b(?:is|was|of|shows?|indicates?"
    r"|suggests?|remains?)\b"
    r"|(?:no )?(?:hay|há|presenta|muestra|apresenta|mostra) [^.]{0,30}(?:over-?fit|sobre-?ajust)"
)
_CAN_SEE = regex(r"(?:we|you|one|i) can (?:clearly )?see|can be seen|it can be (?:observed|noticed)")
_ENOUGH = 80
_CUT = 1_000  # of a longer paragraph facts hold the beginning
_SHORTEST = 25
_MOST = 600
# Forms of reports and slides that no reader takes; those among data or of others are no report of the project.
_FORMS = (".pdf", ".tex", ".doc", ".docx", ".odt", ".ppt", ".pptx", ".odp", ".rmd", ".qmd")
_NO_REPORT = regex(
    r"certifica|licen[cs]e|r[eé]sum[eé]|(?:^|[/_ -])cv[_. -]|assignment|syllabus"
    r"|(?:^|/)(?:figures?|images?|img|assets?|data\w*|corp(?:us|ora)|raw|inputs?|knowledge\w*|samples?)/"
)
_NO_TEXT = FOREIGN | {"data", "test", "config"}


def spoken_of(facts: Facts) -> Iterator[Found]:
    """Each sentence with its place; firm where it says what was seen on both sides, or gives a number or a reason."""
    for document in _texts(facts):
        whole = "\n".join([paragraph.text for paragraph in document.text.paragraphs]).lower()
        quick = [word for word in _QUICK if word in whole]
        for paragraph, sentence in sentences(document.text) if quick else ():
            lower = sentence[:_MOST].lower()
            if not any(word in lower for word in quick):
                continue
            lower = _CAN_SEE.sub("see", lower)
            if len(lower) < _SHORTEST and lower.isascii():
                continue
            found = _NAMES.search(unlinked(lower))
            if found is not None:
                yield place(document, paragraph, sentence, found.group()), *_worth(lower, found.group(), found.start())


def _texts(facts: Facts) -> list[Document]:
    found = {each.path: each for each in (*pages(facts), *notebook_introductions(facts))}
    found |= {each.path: each for each in own(facts.documents) if each.kind in ("readme", "report", "docs", "model-card")}
    return list(found.values())


def _worth(text: str, words: str, start: int) -> tuple[str, Confidence]:
    """What a sentence is worth: something seen of a model, or the gap with a number; else a question."""
    sides = all(side.search(text) for side in _SIDES)
    number = _NUMBER.search(text) is not None
    if _GENERAL.search(text) is None and _MEASURE.search(text[:start]) is None:
        about = _OF_RESULT.search(text) is not None or sides or number
        foreign = not text.isascii() and sides and _SEEN.search(text) is not None
        if (about and _OBSERVED.search(text)) or (sides and number) or foreign:
            return f'a sentence says what was seen of overfitting ("{words}")', "high"
    return f'"{words}" is named; whether the gap is discussed was not told', "low"


def unread_report(facts: Facts) -> str:
    """A text of the project's own in a form that is not read, "" where there is none."""
    texts = (file for file in facts.paths if not file.kind and file.name.lower().endswith(_FORMS) and file.role not in _NO_TEXT)
    return next((file.path for file in texts if not _NO_REPORT.search(file.path.lower())), "")


def is_read(facts: Facts) -> bool:
    """Whether every text of some length is in a language whose words are known, and no paragraph goes on where reading stops."""
    texts = _texts(facts)
    cut = any(len(paragraph.text) >= _CUT for each in texts for paragraph in each.text.paragraphs)
    return not cut and all(each.text.language in KNOWN or each.text.words < _ENOUGH for each in texts)
