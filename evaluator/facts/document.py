"""Documents: which files they are, what each is to its project, and in which markup it is read."""

import importlib
import re

from evaluator.facts.page import Format, Page
from evaluator.facts.text import MAX_PROSE_BYTES, decode_prose, mask
from evaluator.model.documents import Text
from evaluator.model.regex import regex

KIND = "document"
NEEDS_NAME = True
EDITION = 1

_FORMS: dict[str, Format] = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"), "markdown"),
    **dict.fromkeys((".rst", ".rest"), "rst"),
    ".org": "org",
}
_MODULES = {"markdown": "markdown", "rst": "restructured", "org": "orgmode", "text": "unmarked"}
_PROSE_NAME = regex(
    r"read[ _-]?me|leeme|leia|lisez|liesmich|leggimi|notes?\b|report|changelog|changes"
    r"|description|about|model[ _-]?card|data[ _-]?(?:card|sheet)|contribut"
)
_DOCUMENT = regex(r"(?:\.(?:md|markdown|mdown|mkd|mdx|qmd|rmd|rst|rest|org|txt|adoc))?\Z", re.IGNORECASE)
_README = regex(
    r"(?:read[ _-]?me|leeme|léeme|leia-?me|lisez-?moi|liesmich|leggimi|прочти)(?:[._ -][a-z]{2,3}(?:[_-][a-z]{2,4})?|[_ -][\w-]{1,20})?",
    re.IGNORECASE,
)
_KINDS = (
    ("model-card", regex(r"model[ _-]?cards?")),
    ("data-card", regex(r"data(?:set)?[ _-]?(?:cards?|sheets?|statement)|datasheet")),
    ("licence", regex(r"licen[cs]e|copying|copyright|unlicense|notice")),
    ("changelog", regex(r"change[ _-]?logs?|changes|history|release[ _-]?notes|releases|news")),
    (
        "contributing",
        regex(
            r"contributing|contribut|code[ _-]?of[ _-]?conduct|security\Z|pull_request_template|issue_template|bug_report|feature_request"
        ),
    ),
    (
        "report",
        regex(r"report|summary|findings|results|analysis|write[ _-]?up|informe|relat[oó]rio|rapport|bericht|paper|proposal|capstone"),
    ),
)


def matches(path: str) -> bool:
    """Texts in Markdown, reStructuredText, org or none, and a README without an ending; requirement lists are no texts."""
    name = path.rsplit("/", 1)[-1].lower()
    if name.endswith((".txt", ".text")):
        return _PROSE_NAME.search(name) is not None
    return name.endswith(tuple(_FORMS)) or ("." not in name and _README.fullmatch(name) is not None)


def kind_of(path: str) -> str:
    """What a document is to its project, for `facts.Document.kind`, told by its path alone."""
    folders, _, name = path.lower().rpartition("/")
    stem = _DOCUMENT.sub("", name)
    if _README.fullmatch(stem):
        return "model-card" if "model_card" in folders or "model-card" in folders else "readme"
    for kind, pattern in _KINDS:
        found = pattern.match(stem) if kind in ("licence", "changelog", "contributing") else pattern.search(stem)
        if found:
            return kind
    return "report" if re.search(r"(?:^|/)reports?(?:/|$)", folders) else "docs"


def read(data: bytes, name: str = "README.md") -> Text:
    """A document; the ending of its name tells the markup. At most 512 kB of it are read.

    Raises:
        ValueError: the bytes are no text.
    """
    ending = name.lower()[name.rfind(".") :] if "." in name else ""
    form = _FORMS.get(ending, "text")
    page = Page(form)
    text = mask(decode_prose(data[:MAX_PROSE_BYTES])).replace("\r\n", "\n").replace("\r", "\n")
    importlib.import_module(f"evaluator.facts.{_MODULES[form]}").read(text, page)
    return page.finish()
