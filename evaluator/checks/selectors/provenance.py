"""What a project says of where its data come from: source, date or version, licence or terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.data_links import data_links
from evaluator.checks.selectors.prose import notebook_introductions, pages, place, sentences, topics_of, unlinked
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Paragraph
    from evaluator.model.facts import Document, Facts
    from evaluator.model.result import Confidence

SOURCE, DATE, TERMS = "source", "date or version", "licence or terms"
PARTS = (SOURCE, DATE, TERMS)
LINKED = "a link to the data set"
MOST_DOCS = 30
LONGEST = 1_000
DATA = regex(
    r"\bdata ?-?sets?\b|\bdata\b|\bcorpus\b|\bcorpora\b|\bimages\b|\bphotos\b|\brecordings\b|\bdatos\b|\bdados\b|\bdonnées\b"
    r"|\bdaten(?:satz|sätze)?\b"
    r"|\bdati\b|данны|датасет|数据|數據|データ|데이터"
)
NAMES = regex(
    r"\bkaggle\b|\byfinance\b|(?:from|by|on|via|of) (?:the )?[\W_]{0,3}(?:uci\b|hugging ?face|zenodo|figshare|openml"
    r"|data\.gov|eurostat|world bank|yahoo finance|nasa|noaa|"
    r"google (?:drive|dataset)|github|physionet|the (?:\w+ ){0,4}(?:api|bureau|ministry|institute|agency|office|department)\b)"
    r"|(?:collected|gathered|scraped|recorded|published|provided|compiled|released|sourced|obtained|taken|downloaded|fetched"
    r"|made available) (?:\w+ ){0,3}(?:by|from|at|on|via)\b"
    r"|(?:recopilad|obtenid|publicad|descargad|coletad|extraíd)\w+ (?:de|por|en|do|da)\b|provien\w+ de|issues? de"
    r"|stamm\w* (?:von|aus)|proven\w+ da|взят|собран|来自|来源|取得|출처"
)
TERMED = regex(
    r"\bcc[- ](?:by|0|zero)|\bcc0\b|creative commons|public domain|\bodbl\b|\bpddl\b|open data commons|licen[cs]e[sd]?\b"
    r"|licen[cs]ing|terms (?:of (?:use|service)|and conditions)"
    r"|competition rules|non-?commercial|research (?:use|purposes) only|only for research|copyright|(?<!feel )free to use"
    r"|freely available for|free of charge"
    r"|licencia|licença|lizenz|licenza|dominio público|domínio público|domaine public|лицензи|许可|授权|ライセンス|라이선스"
)
DATED = regex(
    r"\b(?:19|20)\d\d\b|\bversion \d|\bv\d+(?:\.\d+)*\b|\b(?:release|snapshot|revision|edition|accessed|retrieved|downloaded"
    r"|updated|last update) (?:on|of|from|in|:|\d)"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"
)
# A licence of the code, a year of a course or a paper of a model.
OF_CODE = regex(
    r"\b(?:this (?:project|repo\w*|code|software|work|package|library)|the (?:code|project|software)|course|zoomcamp"
    r"|semester|python|cuda|docker|ubuntu|license file)\b"
)
LICENCE_FILE = regex(r"(?:^|[/_-])(?:licen[cs]e|copying|terms)[^/]{0,20}$", re.IGNORECASE)
OF_DATA_FILE = regex(r"(?:^|/)data[_-]?(?:set)?[_-]?licen[cs]e[^/]{0,10}$", re.IGNORECASE)


class Told(msgspec.Struct, frozen=True):
    """One part of the provenance: where it is said, by what words."""

    part: str
    at: Location
    words: str


def provenance(facts: Facts) -> tuple[dict[str, Told], Confidence]:
    """Where each part is told of the data, and whether one text, with what lies beside the data, tells all of them."""
    beside = {told.part: told for told in _beside(facts)}
    every: dict[str, Told] = {}
    for document in _documents(facts):
        here: dict[str, Told] = {}
        for told in _told(document):
            known = here.get(told.part)
            if known is None or (told.part == SOURCE and told.words == LINKED != known.words):
                here[told.part] = told
        if len(beside | here) == len(PARTS) and SOURCE in here:
            return beside | here, "high"
        for part, each in here.items():
            known = every.get(part)
            if known is None or (part == SOURCE and each.words == LINKED != known.words):
                every[part] = each
    return beside | every, "low"


def _documents(facts: Facts) -> Iterator[Document]:
    found = {document.path: document for document in pages(facts)}
    others = [document for document in own(facts.documents) if document.kind in ("readme", "data-card", "model-card", "report", "docs")]
    found |= {document.path: document for document in others[:MOST_DOCS]}
    found |= {document.path: document for document in notebook_introductions(facts)}
    yield from found.values()


def _told(document: Document) -> Iterator[Told]:
    text = document.text
    for link in data_links(text):
        if link.sure:
            yield Told(SOURCE, document.at(link.line, link.cell), LINKED)
    if document.kind == "data-card" and (terms := text.front_matter.get("license", "")):
        yield Told(TERMS, document.at(1), f'"{terms}"')
    for paragraph, sentence in sentences(text):
        low = unlinked(sentence)[:LONGEST].lower()
        if not (document.kind == "data-card" or "data" in topics_of(text, paragraph) or DATA.search(low)):
            continue  # before the dearer questions
        for part, pattern in ((SOURCE, NAMES), (DATE, DATED), (TERMS, TERMED)):
            found = pattern.search(low)
            if found is not None and _is_on_data(document, paragraph, low, part):
                yield Told(part, place(document, paragraph, sentence, found.group()), f'"{found.group().strip()}"')


def _is_on_data(document: Document, paragraph: Paragraph, low: str, part: str) -> bool:
    """Whether a sentence speaks of the data: by its words; or, in a card or a section on the data, by its place."""
    topics = topics_of(document.text, paragraph)
    if OF_CODE.search(low):
        return False
    if document.kind == "data-card" or ("data" in topics and "licence" not in topics):
        return True
    return DATA.search(low) is not None and (part != DATE or NAMES.search(low) is not None or DATA.search(low[: LONGEST // 4]) is not None)


def _beside(facts: Facts) -> Iterator[Told]:
    """Licences that lie with the data, pointers that fix their version."""
    licences = [file for file in facts.paths if LICENCE_FILE.search(file.path) and file.role != "vendored"]
    for file in licences:
        around = [each for each in facts.paths if file.folder and each.folder == file.folder]
        with_data = any(each.role == "data" for each in around) and not any(each.kind in ("python", "notebook") for each in around)
        if with_data or OF_DATA_FILE.search(file.path):
            yield Told(TERMS, Location(file.path, 1), "a licence that lies with the data")
    for file in facts.paths:
        if file.name.endswith(".dvc") or file.name == "dvc.lock":
            yield Told(DATE, Location(file.path), "a pointer of DVC, which fixes the version of the data")
    for call in facts.those(arguments=("revision",)):
        if call.means("data.builtin") and isinstance(call.constant("revision"), str):
            yield Told(DATE, call.at, "a revision that is named")
