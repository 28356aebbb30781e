"""What a project says of where its data come from: source, date or version, licence or terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.data_links import data_links
from evaluator.checks.selectors.prose import notebook_introductions, pages, place, telling, topics_of, unlinked
from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Paragraph
    from evaluator.model.facts import Document, Facts, File
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
    r"\b(?:19|20)\d\d\b(?![,.]\d| (?:\w+ )?(?:images|photos|rows"
    r"|samples|examples|records|users|words|texts|sentences|pixels|classes|recordings|files|patients|people)\b)"
    r"|\bversion \d|(?<!v\d, )\bv\d+(?:\.\d+)*\b(?!, v\d)|\b(?:release|snapshot|revision|edition|accessed|retrieved|downloaded"
    r"|updated|last update) (?:on|of|from|in|:|\d)"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"
)
# A licence of the code, a year of a course or a paper of a model.
OF_CODE = regex(
    r"\b(?:this (?:project|repo\w*|code|software|work|package|library)|the (?:code|project|software)|course|zoomcamp"
    r"|semester|python|cuda|docker|ubuntu|license file)\b"
)
OF_SOFTWARE = regex(r"\b(?:mit|apache|gpl\w*|bsd)\b.{0,20}\blicen[cs]e|^\W*copyright\b")
# The project as the place where data are used: "the data of this project are free under CC0".
USED_HERE = regex(
    r"\b((?:data ?-?sets?|data|images|photos|corpus)\b[^.]{0,60}\b(?:in|for|by|throughout)) (?:this|the) (?:project|repo\w*|work|code)\b"
    r"|^(\W*(?:in|for)) (?:this|the) (?:project|work)\b"
)
# Letters of which some stand in every sentence that one of the expressions above finds, where it holds no letter beyond ASCII.
_SOURCE_SIGNS = (
    "kaggle", "yfinance", "uci", "hugging", "zenodo", "figshare", "openml", "data.gov", "eurostat", "world bank", "yahoo", "nasa", "noaa",
    "google", "github", "physionet", "api", "bureau", "ministry", "institute", "agency", "office", "department", "collected", "gathered",
    "scraped", "recorded", "published", "provided", "compiled", "released", "sourced", "obtained", "taken", "downloaded", "fetched",
    "made available", "recopilad", "obtenid", "publicad", "descargad", "coletad", "provien", "issue", "stamm", "proven",
)  # fmt: skip
_TERMS_SIGNS = (
    "cc-", "cc ", "cc0", "creative commons", "public domain", "odbl", "pddl", "open data commons", "licen", "terms", "competition rules",
    "commercial", "research", "copyright", "free", "lizenz", "dominio", "domaine public",
)  # fmt: skip
_DATE_SIGNS = (*"0123456789", "release", "snapshot", "revision", "edition", "accessed", "retrieved", "downloaded", "update")
_ASKED = ((SOURCE, NAMES, _SOURCE_SIGNS), (DATE, DATED, _DATE_SIGNS), (TERMS, TERMED, _TERMS_SIGNS))
_DATA_SIGNS = ("dat", "dad", "corp", "images", "photos", "recordings")
# A version in the address of a data set: https://example.org/content/rents/1.0.2/
VERSIONED = regex(r"/v?\d+\.\d+(?:\.\d+)?/?$|[?&]version(?:id)?=\d")
LICENCE_FILE = regex(r"(?:^|[/_-])(?:licen[cs]e|copying|terms)[^/]{0,20}$", re.IGNORECASE)
_MAY_TELL = ("licen", "copying", "terms", ".dvc", "dvc.lock")
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
            at = document.at(link.line, link.cell)
            yield Told(SOURCE, at, LINKED)
            if VERSIONED.search(link.target.lower()):
                yield Told(DATE, at, "a version in its address")
    if document.kind == "data-card" and (terms := text.front_matter.get("license", "")):
        yield Told(TERMS, document.at(1), f'"{terms}"')
    yield from _said(document)


def _said(document: Document) -> Iterator[Told]:
    """The first sentence on the data that tells each part; what is dear is asked last."""
    open_parts = {part: (pattern, signs) for part, pattern, signs in _ASKED}
    for paragraph, sentence in telling(document.text, _DATA_SIGNS if document.kind != "data-card" else ("",), "data"):
        low = unlinked(sentence)[:LONGEST].lower()
        for part, (pattern, signs) in tuple(open_parts.items()):
            found = pattern.search(low) if not low.isascii() or any(sign in low for sign in signs) else None
            if found is not None and _may_be_on_data(document, paragraph, low) and _is_on_data(document, paragraph, low, part):
                del open_parts[part]
                yield Told(part, place(document, paragraph, sentence, found.group()), f'"{found.group().strip()}"')
        if not open_parts:
            return


def _may_be_on_data(document: Document, paragraph: Paragraph, low: str) -> bool:
    return document.kind == "data-card" or "data" in topics_of(document.text, paragraph) or DATA.search(low) is not None


def _is_on_data(document: Document, paragraph: Paragraph, low: str, part: str) -> bool:
    """Whether a sentence speaks of the data: by its words; or, in a card or a section on the data, by its place."""
    topics = topics_of(document.text, paragraph)
    if OF_SOFTWARE.search(low) and not DATA.search(low):
        return False
    if OF_CODE.search(USED_HERE.sub(r"\1\2", low)):
        return False
    if document.kind == "data-card" or ("data" in topics and "licence" not in topics):
        return True
    return DATA.search(low) is not None and (part != DATE or NAMES.search(low) is not None or DATA.search(low[: LONGEST // 4]) is not None)


def _beside(facts: Facts) -> Iterator[Told]:
    """Licences that lie with the data, pointers that fix their version."""
    lowered = ((file, file.path.lower()) for file in facts.paths)
    named = [file for file, path in lowered if any(word in path for word in _MAY_TELL)]
    licences = [file for file in named if LICENCE_FILE.search(file.path) and file.role != "vendored"]
    homes = {file.folder for file in licences} - {""}
    beside: dict[str, list[File]] = {}
    for each in facts.paths if homes else ():
        if (folder := each.path.rpartition("/")[0]) in homes:
            beside.setdefault(folder, []).append(each)
    for file in licences:
        around = beside.get(file.folder, [])
        with_data = any(each.role == "data" for each in around) and not any(each.kind in ("python", "notebook") for each in around)
        if with_data or OF_DATA_FILE.search(file.path):
            yield Told(TERMS, Location(file.path, 1), "a licence that lies with the data")
    for file in named:
        if file.name.endswith(".dvc") or file.name == "dvc.lock":
            yield Told(DATE, Location(file.path), "a pointer of DVC, which fixes the version of the data")
    for call in facts.those(arguments=("revision",)):
        if call.means("data.builtin") and isinstance(call.constant("revision"), str):
            yield Told(DATE, call.at, "a revision that is named")
