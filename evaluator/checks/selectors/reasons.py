"""Sentences that say why something was chosen: a choice, what it is about, and a reason or what was turned down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.figures import means_metric, names_metric
from evaluator.checks.selectors.prose import place, speaking, topics_of, unlinked
from evaluator.checks.selectors.words import said
from evaluator.model.place import Location
from evaluator.model.regex import regex
from evaluator.model.result import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Document

SHORTEST, LONGEST = 30, 1_000
FEWEST_WORDS, FEWEST_UNDER = 4, 15
_ASKS = regex(r"\W{0,6}(?:why|por ?qu[eé]|pourquoi|warum|perché|почему|为什么|なぜ|왜)\b", re.IGNORECASE)
_HEADED = regex(
    r"\b(?:why|reason|rationale|justification|motiv|por ?qu[eéê]|justifica|raison|grund|begründung|причина)|理由|原因|이유", re.IGNORECASE
)
# Letters of which one stands in every sentence that gives a reason: most sentences are left aside by them.
_SIGNS = (
    "because", "since ", "due to", " as it", " as they", " as we", " as there", "given ", "owing to", "so that", ", so ", "so we", "so i ",
    "in order to", "is why", "to avoid", "to prevent", "to preserve", "account for", "instead of", "rather than", "enough to", "opposed to",
    " help", "improve", "better than", "worse than", "outperform", "best ", "trade", "perform", "suffer", "after ",
    "porque", "ya que", "debido",
    "puesto que", "en lugar", "en vez", "pois", "devido", "em vez", "por ser", "por ter", "por rep", "por ten", "parce qu", "puisqu",
    "au lieu", "afin de", "weil", " da ", "denn", "statt", "invece",
)  # fmt: skip
_OTHER_SIGNS = (
    "ao invés", "plutôt", "perché", "poiché", "потому", "так как", "поскольку", "вместо", "чтобы", "因为", "由于", "因此", "而不是", "为了",
    "なぜなら", "ため", "代わりに", "때문", "대신", "위해",
)  # fmt: skip
# These are asked of small letters. Why: a cause, what it is for, what was turned down.
_WHY = regex(
    r"\b(?:because\b|since (?!v?\d|version|then|last)|due to\b|as (?:it|they|we|there) (?!well)|given (?:that|the|our)\b|owing to\b"
    r"|so (?:that |we |i |it )|which is why (?:we|i|our|my)\b|in order to\b|to (?:avoid|prevent|preserve|account for)\b"
    r"|instead of\b|rather than\b|(?:small|large|few"
    r"|rare|short|long) enough to\b|as opposed to\b|did(?: not|n['’]t) (?:improve|help)|porque\b|ya que\b|debido a|puesto que\b"
    r"|en lugar de\b|en vez de\b|pois\b|devido\b|em vez de\b|ao invés\b|por (?:ser|serem|tener|ter|representa\w+)\b|parce qu|puisqu"
    r"|au lieu de\b|plutôt qu|afin de\b|weil\b|da (?:die|der|das|es|wir|sie|er)\b|denn\b|statt\b|anstatt\b|perché\b|poiché\b"
    r"|invece di\b)|, so (?=\w)|потому что|так как|поскольку|вместо|чтобы|因为|由于|因此|而不是|为了|なぜなら|ため|代わりに|때문|대신|위해",
)
# How it compares: a reason where something was picked by it.
_BETTER = regex(
    r"\bperform(?:s|ed)? (?:better|worse|best)|\boutperform\w*|\b(?:better|worse) than\b|\btrade-?off"
    r"|\bbest (?:balance|trade-?off|score|results?|performance)|\bsuffer(?:s|ed) from\b|\bafter (?:being "
    r"|it was )?(?:identified|found|shown)",
)
_PICKED = regex(
    r"\b(?:(?:chose|chosen|selected|opted for|decided|picked|preferred|went with|settled on|switched (?:from|to)|dropped|discarded"
    r"|rejected|removed|ruled out|replaced)\b|el[ei]g|escog|escolh|choisi|gewählt|scelt|выбра)|选择|选用|採用|選択|선택",
)
# That it was chosen: by somebody, for this work.
_CHOSEN = regex(
    r"\b(?:(?:chos(?:e|en)|cho?osing|choice|select(?:ed|ing)|opt(?:ed|ing) for|decid(?:ed|ing)|picked|prefer(?:red)?|went with"
    r"|settled on|switched (?:from|to)|dropped|discarded|rejected|excluded|abandoned|kept|removed|replaced|ruled out|tried"
    r"|experimented)\b|(?:we|i)(?:['’]ll|['’]ve)? (?!(?:try|want|hope|wish) )(?:\w+ ){0,2}?(?:use|used|apply|applied|train|trained"
    r"|split|drop|keep|report|optimi[sz]ed?|tuned?|set|add|added|built|build|take|took|evaluated?|measured?|opt for|go with|removed?"
    r"|cap|capped|pick|choose|prefer|avoid(?:ed)?|limit(?:ed)?|focus(?:ed)? on|fix|freeze|froze|going to use)\b|decision to\b"
    r"|so (?:we|i) (?:also |then |just |therefore )?\w{2,12}ed\b|which is why (?:we|i|our|my)\b|enough to use\b|need to be dropped\b"
    r"|(?:is|are|was|were) (?:therefore |thus |then |also )?(?:used|capped|split"
    r"|set|reported|favou?red|avoided)\b|el[ei]g|escog|escolh|opt(?:ó|amos|ei|ou)\b|utiliz|se (?:us|aplic|opt|descart)(?:ó|aron)\b"
    r"|aplicamos\b|seleccion|selecion|usamos\b|exclu[ií]d|descart|choisi|retenu|utilis|opté|gewählt|entschied|verwende|scelt|utilizzat"
    r"|использ|выбра)|\A\W{0,4}(?:why|using|use|used)\b|选择|选用|采用|使用|採用|選択|選ん|用い|선택|사용",
)
# What the choice is about, beside models, metrics and splits.
_ABOUT = regex(
    r"\b(?:threshold|loss\b|optimi[sz]er|imput|encod|scal(?:er|ing)\b|normali[sz]|standardi[sz]|features?\b|columns?\b|variables?\b"
    r"|window\b|smote\b|class[_ -]?weight|under-?sampl|over-?sampl|log[- ]transform|learning rate|batch size|architecture|backbone"
    r"|models?\b|embedding|chunk|retriev|prompt|llm\b|tokeni[sz]er|augment|pre-?train|fine-?tun|hyper-?param|baseline|search\b"
    r"|missing\b|outlier|rows?\b|policy\b|\w+ rule\b|from scratch\b|regulari[sz]|dropout"
    r"|early stopping|epochs?\b|layers?\b|vector (?:store|database)|divisi[oó]n|divisão"
    r"|modelo|modèle|modell|métri|caracter[ií]stic|vari[aá]v|модел|метрик|признак)|模型|特征|指标|モデル|特徴|指標|모델|특성|지표",
)
_TURNED_DOWN = regex(
    r"\binstead of\b|\brather than\b|\bas opposed to\b|\bover (?:the )?[A-Z]|\bbut\b|\ben lugar de\b|\bem vez de\b"
    r"|\bau lieu de\b|\bstatt\b"
)
# What teaches or instructs its reader, what is wished for, and what a form asks.
_TEACHES = regex(
    r"\b(?:you (?:can|may|could|should|must|want|need|will)|if you|your\b|please|for (?:more )?details|don['’]t forget|feel free"
    r"|let['’]s|(?:we|i) (?:can|could) (?!opt)"
    r"|(?:can|could|should|may|might) be (?:used|set|applied)|(?:is|are) used (?:to|for|when|in)|would (?:like|be|have)"
    r"|(?:is|are) (?:now preferred|(?:often|commonly|mostly|nowadays|sometimes) (?:preferred|chosen|favou?red|used))"
    r"|(?:recent|newer|earlier|older|latest|previous) versions? of|the code below|the (?:following|next) (?:code|cell)"
    r"|will (?:change (?:from|to|in)|be (?:removed|renamed|deprecated))"
    r"|is an? (?:ensemble|type|kind|algorithm|technique|method|popular|powerful|supervised|statistical)|note that|warning|deprecat"
    r"|generally|usually|typically|often used|next step|future|todo|recommended|explain|describe)\b|\.\.\. |\.\.\.\Z|…\Z",
)
# Ties to this work: its data, its classes, a number, a score that decided.
_OURS = regex(
    r"\b(?:data|data ?sets?|classes|class|imbalanc|minority|majority|distribution|samples?|rows|records|skew|target|label|outlier|leak"
    r"|missing|seasonal|scores?|validation|test set|cross-validation|overfit|false (?:positives?|negatives?|alarms?)|cost|money"
    r"|dollars|fees?|latency|accuracy"
    r"|recall|precision|our (?:task|problem|goal|case)|0?\.\d|\d{2,}\b|datos\b|dados\b|données\b|daten\b|dati\b|clases?\b)|\d\s?%|данн"
    r"|выборк|数据|データ|데이터",
)
# Reasons that would hold for any project.
_GENERAL = regex(
    r"\b(?:efficien\w*|popular\w*|powerful|widely|eas(?:y|ier|ily)|simpl\w+|fast(?:er)?|well[- ]known|state[- ]of[- ]the[- ]art"
    r"|course|robust\w*"
    r"|flexib\w+|convenien\w+|reliable|good|best|better|performance|industry|standard|modern|compatib\w+|support\w*)\b",
)
_NOT_OF_WORK = frozenset({"install", "licence", "contents", "requirements", "credits", "usage", "future"})


class Reason(msgspec.Struct, frozen=True):
    """A sentence or row with a choice and its reason: where, the words of the reason, whether it is about this work for certain."""

    at: Location
    why: str
    sure: Confidence


def reasons(document: Document) -> Iterator[Reason]:
    """The sentences, headings and rows of a document that say why something was chosen."""
    yield from _asked_and_tabled(document)
    for paragraph, sentence in speaking(document.text, (*_SIGNS, *_OTHER_SIGNS), SHORTEST, LONGEST):
        text = unlinked(sentence)
        low = text.lower()
        why = None if sentence.endswith("?") or _TEACHES.search(low) else _why(low)
        if why is None:
            continue
        topics = set(topics_of(document.text, paragraph))
        core = means_metric(text) or said("model-name", text) or said("split", text)
        if topics & _NOT_OF_WORK or not (core or _ABOUT.search(low) or _TURNED_DOWN.search(text)):
            continue
        ours = _OURS.search(low) is not None or (core and not _GENERAL.search(low))
        sure = bool(ours and (core or "decisions" in topics or _ABOUT.search(low)))
        words = text[why.start() : why.end()]
        yield Reason(place(document, paragraph, sentence, words), words.strip(" ,"), "high" if sure else "low")


def _why(low: str) -> re.Match[str] | None:
    """The words of a sentence in small letters that give a reason for a choice; the quicker question first."""
    why = _WHY.search(low)
    if why is None or not _CHOSEN.search(low):
        why = _BETTER.search(low)
        why = why if why is not None and _PICKED.search(low) else None
    return why


def _asked_and_tabled(document: Document) -> Iterator[Reason]:
    """Headings that ask why, with an answer below them, and rows of tables with a column for the reason."""
    for section in document.text.sections:
        asks = _ASKS.match(section.heading) is not None and section.words >= FEWEST_UNDER
        if asks and (names_metric(section.heading) or _ABOUT.search(section.heading.lower())):
            yield Reason(document.at(section.line, section.cell), section.heading[:40], "low")
    for table in document.text.tables:
        column = next((number for number, name in enumerate(table.header) if number and _HEADED.search(name)), 0)
        told = [row for row in table.cells if column and column < len(row) and len(row[column].split()) >= FEWEST_WORDS]
        for number, row in enumerate(table.cells):
            if row in told and len(told) > 1:
                at = document.at(table.line + 2 + number if table.cell is None else table.line, table.cell)
                yield Reason(at, f"{table.header[column][:30]}: {row[column][:40]}", "high")
