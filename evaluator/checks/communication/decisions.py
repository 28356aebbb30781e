"""Do they say why?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evaluator.checks.selectors.figures import METRIC, names_metric
from evaluator.checks.selectors.gapped import unread_report
from evaluator.checks.selectors.metric_reasons import reasoned
from evaluator.checks.selectors.prose import certainty, front, notebook_introductions, pages, place, sentences, unlinked
from evaluator.checks.selectors.reasons import Reason, reasons
from evaluator.checks.selectors.shapes import is_library
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.words import each_said, said
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.facts import Document, Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

FEWEST_REASONS = 2
MOST = 4
# Where decisions are written down among the docs.
RECORDS = regex(r"\badrs?\b|decision|rationale", re.IGNORECASE)
MAX_TEXT = 1_000
MOST_DOCS = 20
WANTED = ("model", "metric", "split")
NEAR = 40
OTHERWISE = regex(
    r"_map\b|\bmap="
    r"|(?:mixed|half|full|single|double|floating[- ]point|low(?:er)?|bit)[- ]precision"
    r"|recall (?:that|in our|from|how|the (?:last|previous))"
    r"|sensitivity analys|loss function|loss ?[:=]|función de p|função de perda|损失|損失|손실|fonction de perte|verlustfunktion",
    re.IGNORECASE,
)
# A file or a model can be split too; rows are split for a test.
OF_ROWS = regex(
    r"train|test|valid|hold-?out|fold|strat|\bdata|%|entren|trein|prueba|apprent|Daten|dados|datos|dati|训练|測試|测试|交叉|验证|訓練|検証|テスト|훈련|학습|교차|검증"
    r"|обуч|тест|выборк|данн",
    re.IGNORECASE,
)
# How rows are split: by kind or by share; and the parts that are named.
KIND = regex(
    r"stratif|random|seed|k-?fold|\bfolds?\b|cross-?val|chronolog|temporal|time|\bgroup|hold-?out|\bheld\b"
    r"|\d\s?%|\d\s?[/:]\s?\d|\b0?[.]\d|\bratio\b",
    re.IGNORECASE,
)
PARTS = regex(r"\b(?:train|valid|val\b|test|dev(?:elopment)?\b|eval|entren|trein|prueba|teste|apprent)", re.IGNORECASE)
# What was left aside is not what was chosen; a list of steps may be skipped as a whole.
ASIDE = regex(
    r"(?:skip\w*|reject\w*|instead of|rather than|discard\w*|rul(?:ed|ing) out|as opposed to|decided against|inspired by"
    r"|used for (?:\w+ )?generation|(?:generated|synthesi[sz]ed|made up) (?:by|with|using)"
    r"|(?:not|n't) (?:use|using|choose))(?: [\w-]+){0,3} $",
    re.IGNORECASE,
)
# A metric that is named to be turned down: "that breaks accuracy as a metric", "accuracy alone is misleading".
TURNED_DOWN = regex(r"\b(?:breaks?|instead of|rather than|not|beyond)(?: plain| overall| simple| raw)? $", re.IGNORECASE)
SAYS_LITTLE = regex(
    r"(?: score| alone| itself)* (?:is|are|was|can be|would be) (?:very |quite |often )?(?:misleading|useless|meaningless|deceptive|not )"
    r"|(?: score| itself)?(?: of (?:the |our |this |these |each |a )?\w+)? (?:is|are|was|were)(?: not|n['’]t)"
    r" (?:so |that |very |really |too )?(?:important|relevant|crucial|essential|critical|interesting"
    r"|the (?:point|goal|aim|focus|priority))\b"
    r"|(?: score| itself)?(?: of (?:the |our |this |these |each |a )?\w+)? (?:does|do)(?: not|n['’]t) (?:really )?matter\b",
    re.IGNORECASE,
)
DONE = regex(r"\b(?:to|can|could|may|please|you|we) (?:\w+ )?$", re.IGNORECASE)
WARNS = regex(r"\W{0,4}(?:warning|deprecat)", re.IGNORECASE)
OPTION = regex(r"\s-$")
# The name of libraries and of steps that prepare, as well as of models.
ANY_STEP = "transformers"
SKIPS = regex(r"\bskip (?:ahead |directly |straight |right |all of )+(?:to|these|them)\b", re.IGNORECASE)


class Choice(NamedTuple):
    """A choice that a text names: which, where, by what words, and whether for certain."""

    what: str
    at: Location
    words: str
    sure: bool


def choices_named(facts: Facts) -> Iterator[Evidence]:
    """The text names the model, the metric and the split that were chosen.

    Why: Choices that are written down can be discussed; an interview begins with them.
    Fix: Write "Decisions": for model, split, metric and threshold, what you chose, what you rejected, and the number that decided it.
    Ask: Why this model and not the next simpler one?
    """
    found, sure = _choices(facts)
    if len(found) >= 2:
        for what, choice in sorted(found.items()):
            yield supports(choice.at, f'a {what} is named ("{choice.words}")', sure if choice.sure else "low")
    else:
        page = front(facts)
        note = "model, metric and split are not named in prose together; looked at README, reports and notebooks' text"
        yield against(REPOSITORY, note, "high" if page is None else certainty(page.text))


def choices_justified(facts: Facts) -> Iterator[Evidence]:
    """Two or more choices come with a reason that is about this project.

    Why: Anybody can name a model; who can say why it and not the next one has understood the data.
    Fix: For model, split, metric and threshold write one sentence each: what you chose, what you rejected, and the number that decided it.
    Ask: Which of these choices would you make differently today?
    """
    texts, docs = _told_and_docs(facts)
    told = _enough(each for document in texts for each in reasons(document))
    told = [*told, *_of_metric(facts, told)]
    found = told or [each for document in docs for each in reasons(document)]
    firm = [each for each in told if each.sure == "high"]
    if len(firm) >= FEWEST_REASONS:
        yield from (supports(each.at, f'a choice with its reason ("{each.why}")') for each in firm[:MOST])
    elif firm or len(found) >= FEWEST_REASONS:
        yield from (supports(each.at, f'perhaps a choice with its reason ("{each.why}")', "low") for each in [*firm, *found][:MOST])
    else:
        page, unread = front(facts), unread_report(facts)
        note = (
            f"fewer than two choices with a reason were found in README, reports and notebooks' text (texts read: {len(texts) + len(docs)})"
        )
        sure = "low" if unread else "high" if page is None else certainty(page.text)
        yield against(REPOSITORY, f"{note}; {unread} was not read" if unread else note, sure)


def _enough(found: Iterable[Reason]) -> list[Reason]:
    """All that is found, up to as many firm ones as are told."""
    told: list[Reason] = []
    for each in found:
        told.append(each)
        if each.sure == "high" and sum(other.sure == "high" for other in told) == MOST:
            break
    return told


def _of_metric(facts: Facts, told: list[Reason]) -> Iterator[Reason]:
    """The first firm reason for a metric, where none of that line is told yet and it would change something."""
    if is_library(facts) or sum(each.sure == "high" for each in told) >= FEWEST_REASONS:
        return
    places = {each.at for each in told}
    firm = ((at, note) for at, note, sure in reasoned(facts) if sure == "high" and at not in places)
    yield from (Reason(at, note.removeprefix("says "), "high") for at, note in list(firm)[:1])


def _told_and_docs(facts: Facts) -> tuple[list[Document], list[Document]]:
    """Texts that may give the reasons of this project, and docs, which may give those of anything."""
    texts = _texts(facts)
    texts |= {each.path: each for each in own(facts.documents) if each.kind == "readme"}
    docs = [each for each in own(facts.documents) if each.kind == "docs" and each.path not in texts and not each.path.startswith(".")]
    records = [each for each in docs if RECORDS.search(each.path)]
    return [*texts.values(), *records], [each for each in docs if each not in records][:MOST_DOCS]


def _texts(facts: Facts) -> dict[str, Document]:
    """Texts about the project by path: the front page and what it links, reports, cards, the prose of notebooks."""
    texts = {document.path: document for document in (*pages(facts), *notebook_introductions(facts))}
    return texts | {document.path: document for document in own(facts.documents) if document.kind in ("report", "model-card")}


def _choices(facts: Facts) -> tuple[dict[str, Choice], Confidence]:
    """What is named, where; sure when one text names all three for certain and is about the project: the docs may be about anything."""
    texts = _texts(facts)
    docs = [
        document
        for document in own(facts.documents)
        if document.kind == "docs" and document.path not in texts and not document.path.startswith(".")
    ]
    found: dict[str, Choice] = {}
    for document in (*texts.values(), *docs[:MOST_DOCS]):
        here: dict[str, Choice] = {}
        for choice in _named(document, here):
            _take(here, choice)
        if len(here) == len(WANTED) and all(each.sure for each in here.values()):
            return here, "high" if document.path in texts else "low"
        for choice in here.values():
            _take(found, choice)
    return found, "low"


def _take(found: dict[str, Choice], choice: Choice) -> None:
    """Keep the first of each, or the first that is sure."""
    known = found.get(choice.what)
    if known is None or (choice.sure and not known.sure):
        found[choice.what] = choice


def _named(document: Document, here: dict[str, Choice]) -> Iterator[Choice]:
    """What a document names; what is `here` for certain by now is not looked for again."""
    skipped = {(each.section, each.cell) for each in document.text.paragraphs if _is_skipped(each.text)}
    for paragraph, sentence in sentences(document.text):
        text = unlinked(sentence)[:MAX_TEXT]
        wanted = {what for what in WANTED if what not in here or not here[what].sure}
        if not wanted:
            return
        if WARNS.match(text):
            continue
        aside = paragraph.item and (paragraph.section, paragraph.cell) in skipped
        if "model" in wanted and (words := _model(text)):
            sure = not aside and _is_taken(text, words)
            yield Choice("model", place(document, paragraph, sentence, words), words, sure)
        if (
            "metric" in wanted
            and names_metric(text)
            and (metric := next((each.group() for each in METRIC.finditer(text) if _measures(text, each)), ""))
        ):
            yield Choice("metric", place(document, paragraph, sentence, metric), metric, True)
        if "split" in wanted and (words := said("split", text)) and "_" not in words and OF_ROWS.search(text):
            yield Choice("split", place(document, paragraph, sentence, words), words, _is_told(text, words))
    for table in document.text.tables:
        if headed := next((found for name in table.header if (found := METRIC.search(name))), None):
            yield Choice("metric", document.at(table.line, table.cell), headed.group(), True)


def _is_skipped(text: str) -> bool:
    """Whether a text tells its reader to skip what is listed."""
    return "skip" in text.lower() and SKIPS.search(text) is not None


def _model(text: str) -> str:
    """The first model of a sentence that is not turned down in it, or else the first."""
    found = each_said("model-name", text)
    return next((words for words in found if _is_taken(text, words)), next(iter(found), ""))


def _is_taken(text: str, words: str) -> bool:
    """Whether a model is not named as what was left aside: "instead of a random forest"; nor by a word of many meanings."""
    before = text[: max(0, text.lower().find(words))]
    return words != ANY_STEP and ASIDE.search(before) is None


def _is_told(text: str, words: str) -> bool:
    """Whether a split is told by its kind, its shares or its parts; that something is split says little."""
    if words.startswith("test") and DONE.search(text[: max(0, text.lower().find(words))]):
        return False  # "to test datasets of your own"
    parts = {found.group()[:2].lower() for found in PARTS.finditer(text)}
    return not words.startswith("split") or len(parts) > 1 or KIND.search(text) is not None


def _measures(text: str, found: re.Match[str]) -> bool:
    """Whether a metric's name means the metric: not a number's width, not "recall that", not what is minimised or turned down."""
    if found.group() == "map":
        return False  # the verb; the metric is written mAP
    if OPTION.search(text, max(0, found.start() - 2), found.start()):
        return False  # an option of a command
    around = text[max(0, found.start() - NEAR) : found.end() + NEAR]
    down = TURNED_DOWN.search(text[max(0, found.start() - NEAR) : found.start()]) or SAYS_LITTLE.match(text, found.end())
    return not (down or OTHERWISE.search(around))
