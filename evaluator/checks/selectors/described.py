"""Sentences, tables and sections that say what data or a model are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.figures import names_metric
from evaluator.checks.selectors.prose import OWN_WORDS, place, section_of, sentences, topics_of, unlinked
from evaluator.checks.selectors.words import said
from evaluator.model.regex import lowered, regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Paragraph, Text
    from evaluator.model.facts import Document
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

FEWEST_ENTRIES = 3
CARD = regex(r"(?:model|data|dataset)[_ -]?(?:desc|card|info|dictionary|sheet)[^/]{0,30}\Z", re.IGNORECASE)
FIELD = regex(
    r"column|feature|field|attribute|variable|class|label|columna|campo|coluna|colonne|champ|spalte|merkmal|колонк|признак|столб|字段|特征|列|カラム|列|컬럼|변수",
    re.IGNORECASE,
)
EXPLAINED = regex(
    r"descri|mean|type|tipo|detail|explan|signific|bedeutung|beschreib|описан|тип|значен|说明|描述|含义|説明|설명", re.IGNORECASE
)
ENTRY = regex(r"\S\s?[:：–-]\s")
NUMBERS = regex(r"[\W_]{0,8}\d[\d.,x×%\s]{0,30}(?:[^\W\d_]{1,20}\W{0,3}){0,2}\W{0,8}$")
IN_OR_OUT = regex(
    r"\b(?:inputs?(?!\W{0,3}(?:folder|dir|file|path))|outputs?(?!\W{0,3}(?:folder|dir|file|path))|predict(?:s|ing|ed)?|trained on"
    r"|training (?:data|set)"
    r"|classif(?:y|ies|ied|ying)|takes?(?= (?:as|an?) )"
    r"|approximates?|given an?|identif(?:y|ies)|detects?|recogni[sz]es?|estimates?|generates?|to forecast"
    r"|entrad[ao]s?|salidas?|saídas?|predic[ei]r?|prever|prevê|clasifica|classifica|recebe|recibe|eingabe|ausgabe|sagt|entrée|sortie|prédit)\b"
    r"|предсказ|на вход|выход|输入|输出|預測|预测|分类|入力|出力|予測|分類|입력|출력|예측|분류",
    re.IGNORECASE,
)
THE_MODEL = regex(
    r"\b(?:the|our|this|final) (?:\w+ )?(?:model|network|classifier|regressor|detector)\b"
    r"|\b(?:el|o) modelo\b|\ble modèle\b|\bdas modell\b|модель|模型|モデル|모델",
    re.IGNORECASE,
)
# Headings over what is done with data or a model: no description of them.
DATA_STEPS = regex(
    r"get|download|obtain|upload|prepar|process|clean|augment|ingest|flow|flusso|flujo|fluxo|pipeline|storag|armazen|check|leak|split|valid"
    r"|load|error|version|track|monitor|drift|quality|label(?:l)?ing|annotat|how to"
    r"|from s3|engineering|\bdvc\b|处理|處理|获取|下载|前処理|전처리",
    re.IGNORECASE,
)
MODEL_STEPS = regex(
    r"deploy|serv|convert|logging|quality|check|monitor|track|registr|register|generating|download|export|sav(?:e|ing)|load|run|tuning"
    r"|how to",
    re.IGNORECASE,
)
# Words by which a sentence tells what data are.
TELLS = regex(
    r"consists? of|contain(?:s|ed|ing)?\b|includ(?:es|ing)\b|compris|composed of"
    r"|\b(?:each|every|one) (?:row|record|sample|line|image|example)\b"
    r"|\b(?:rows?|columns?|features?|samples|images|classes|categories|instances|records|observations|attributes|variables|transactions|reviews"
    r"|patients|subjects|recordings|interactions|examples|articles|tweets|photos|labels|tokens|documents|sentences|songs|movies|ratings|trips|videos)\b|collected|contém|contiene|compuesto|composto"
    r"|colunas|columnas|enthält|besteht|spalten|contient|colonnes|содерж|столб|состоит|包含|包括|特征|含む|列|포함",
    re.IGNORECASE,
)
ON_DATA = regex(
    r"\bdata ?-?sets?\b|\bdata\b|corpus|database|\bdados\b|\bdatos\b|données|\bDaten|dati\b|данны|датасет|数据|數據|データ|데이터"
    r"|\bimages\b|\bfeatures\b|transactions|records|\brows?\b",
    re.IGNORECASE,
)
LESSON = regex(r"\W{0,4}training(?: the model)?\W{0,4}", re.IGNORECASE)
SIZE = regex(
    r"(?<![\w.-])(?!(?:19|20)\d\d\b)(?:\d{1,3}(?:[.,]\d{3}){1,3}|\d{3,9})(?![\w.]*\d)|\b\d{1,3}\s?(?:k|m|million|thousand|mil)\b"
    r"|\b\d{2,3} (?:\w+ )?(?:rows|images|records|samples|recordings|patients|documents)\b"
    r"|\b\d{1,3} (?:\w+ )?(?:columns|features|classes|categor\w+|attributes|variables|columnas|colunas|spalten)",
    re.IGNORECASE,
)
STRONG = regex(
    r"consists? of|compris|composed of|\b(?:each|every|one) (?:row|record|sample|line|image|example)\b"
    r"|\bdata ?-?set (?:includes|contains|has|provides|holds)\b|\bcolumns?\b|collected|enthält|besteht|包含|含む",
    re.IGNORECASE,
)
_FLOWS, _STRONGLY, _TELLING = lowered(IN_OR_OUT), lowered(STRONG), lowered(TELLS)
# What a template or a teacher asks for is not what an author says.
DIGIT = regex(r"\d")
ASKED = regex(r"\W{0,4}(?:insert|answer|question|how |did you|please|recommended|describe|discuss|explain|you get)", re.IGNORECASE)
TOP = regex(r"\btop[- ]?\d|\bimportan(?:ce|cia|t features)", re.IGNORECASE)  # what weighs most in a model
OF_SETTINGS = regex(r"\b(?:default|required|option|flag|argument|endpoint|environment|padrão|por defecto|predeterminado)\b", re.IGNORECASE)
SPEED = regex(r"\bspeed\b|\bmetrics\b|inference", re.IGNORECASE)
TRAINING = regex(r"train", re.IGNORECASE)
NOT_OF_DATA = frozenset(
    {"install", "licence", "contents", "requirements", "credits", "future", "limitations", "evaluation", "results", "usage"}
)
NOT_ABOUT = frozenset({"install", "licence", "contents", "requirements", "credits", "future", "limitations"})


def of_data(document: Document) -> Iterator[Found]:
    """Where a document says what the data are: tables of columns, lists, sentences."""
    text = document.text
    for table in text.tables:
        header = " ".join(table.header)
        if table.rows >= FEWEST_ENTRIES and not OF_SETTINGS.search(header) and FIELD.search(header) and EXPLAINED.search(header):
            note = f'a table with {table.rows} entries and the head "{" | ".join(table.header)[:60]}"'
            yield document.at(table.line, table.cell), note, "high"
    for number, section in enumerate(text.sections):
        if "data" in section.topics or document.kind == "data-card":
            yield from _listed(document, number)
        elif CARD.search(document.path) and FIELD.search(section.heading):
            yield from _fields(document, number)
    for paragraph, sentence in sentences(text):
        low = sentence.lower()
        if not ((DIGIT.search(sentence) or _STRONGLY.search(low)) and _TELLING.search(low)):
            continue  # before the dearer questions
        bare = paragraph.item and NUMBERS.match(ENTRY.split(paragraph.text, maxsplit=1)[-1][:200])
        if not bare and not ASKED.match(sentence) and not set(topics_of(text, paragraph)) & NOT_OF_DATA and not _is_of_results(sentence):
            yield from _told(document, paragraph, sentence)


def _is_of_results(sentence: str) -> bool:
    """Whether a sentence tells how well or fast a model is, or what weighs most in it."""
    return names_metric(sentence) or SPEED.search(sentence) is not None or TOP.search(sentence) is not None


def _fields(document: Document, number: int) -> Iterator[Found]:
    """A list of fields in a section of a card."""
    section = document.text.sections[number]
    fields = sum(1 for each in document.text.paragraphs if each.section == number and each.item and each.words > 1)
    if fields >= FEWEST_ENTRIES:
        yield document.at(section.line, section.cell), f"a list of {fields} fields with words on them, in a card", "low"


def _told(document: Document, paragraph: Paragraph, sentence: str) -> Iterator[Found]:
    """A sentence that tells what data hold, with a number or in a section on them."""
    here = "data" in topics_of(document.text, paragraph)
    words = TELLS.search(sentence) if here or ON_DATA.search(sentence) else None
    size, strong = SIZE.search(unlinked(sentence)), STRONG.search(sentence)
    steps = DATA_STEPS.search(_heading(document.text, paragraph)) is not None
    gathered = strong is not None and strong.group().lower() == "collected"
    if words and (size or (strong and here and not steps) or gathered):
        told = (strong or words).group()
        note = f'a sentence on the data with "{told}"' + (f' and "{size.group().strip()}"' if size else "")
        yield place(document, paragraph, sentence, told), note, "high" if not steps and (size or (here and not gathered)) else "low"


def _heading(text: Text, paragraph: Paragraph) -> str:
    section = section_of(text, paragraph)
    return section.heading if section else ""


def _listed(document: Document, number: int) -> Iterator[Found]:
    """A list in a section on the data: entries that are explained, or bare numbers; or else the section's words, doubtfully."""
    text, section = document.text, document.text.sections[number]
    items = [each.text for each in text.paragraphs if each.section == number and each.item and ENTRY.search(each.text[:80])]
    told = sum(1 for each in items if not NUMBERS.match(ENTRY.split(each, maxsplit=1)[-1][:200]))
    at = document.at(section.line, section.cell)
    steps = DATA_STEPS.search(section.heading) is not None
    if len(items) >= FEWEST_ENTRIES and told < FEWEST_ENTRIES and not steps:
        yield at, f"a list gives {len(items)} numbers on the data", "low"
    elif len(items) >= FEWEST_ENTRIES and not steps:
        yield at, f"a list with {len(items)} explained entries under a heading on the data", "high"
    elif section.words >= OWN_WORDS:
        yield at, f"{section.words} words under a heading on the data", "low"


def of_model(document: Document) -> Iterator[Found]:
    """Where a document says what a model is: a card, sections, sentences."""
    text, written = document.text, document.kind != "notebook"
    for section in text.sections:
        at = document.at(section.line, section.cell)
        if document.kind == "model-card" and section.words >= OWN_WORDS:
            yield at, "a model card with words of its own", "high"
        elif "model" in section.topics and section.words >= OWN_WORDS and not MODEL_STEPS.search(section.heading):
            named, flow = said("model-name", section.text), IN_OR_OUT.search(section.text)
            told = f', with "{named}" and "{flow.group()}"' if named and flow else ""
            sure = bool(told) and written and not TRAINING.search(section.heading)
            yield at, f"{section.words} words under a heading on the model{told}", "high" if sure else "low"
    for paragraph, sentence in sentences(text):
        if not _FLOWS.search(sentence.lower()):
            continue
        named, model = said("model-name", unlinked(sentence)), THE_MODEL.search(sentence)
        name = named or (model.group() if model else "")
        flow = IN_OR_OUT.search(sentence, 0 if named or model is None else model.end())
        topics, heading = set(topics_of(text, paragraph)), _heading(text, paragraph)
        if name and flow and not topics & NOT_ABOUT and not MODEL_STEPS.search(heading) and not LESSON.fullmatch(heading.strip("# *_")):
            firm = topics & {"model", "problem", "evaluation"} and written and named
            note = f'a sentence on a model ("{name}") with "{flow.group()}"'
            yield place(document, paragraph, sentence, name), note, "high" if firm else "low"
