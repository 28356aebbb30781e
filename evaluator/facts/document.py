"""Markdown documents: what they say, where, and which of it is seen. Other markup: `restructured`, `orgmode`, `unmarked`."""

import bisect
import importlib
import re
from collections.abc import Callable
from typing import Any

from evaluator.facts.page import Format, Page
from evaluator.facts.run import Run
from evaluator.facts.text import MAX_PROSE_BYTES, decode_prose, mask
from evaluator.model.documents import Text

KIND = "document"
NEEDS_NAME = True
EDITION = 1
MAX_FRONT_MATTER_LINES = 300
MAX_LINE = 20_000

_FORMS: dict[str, Format] = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"), "markdown"),
    **dict.fromkeys((".rst", ".rest"), "rst"),
    ".org": "org",
}
_MODULES = {"rst": "restructured", "org": "orgmode", "text": "unmarked"}
_PROSE_NAME = re.compile(r"read[ _-]?me|leeme|leia|lisez|liesmich|leggimi|notes?\b|report|changelog|changes|description|about|model[ _-]?card|data[ _-]?(?:card|sheet)|contribut")
_DOCUMENT = re.compile(r"(?:\.(?:md|markdown|mdown|mkd|mdx|qmd|rmd|rst|rest|org|txt|adoc))?\Z", re.IGNORECASE)
_README = re.compile(r"(?:read[ _-]?me|leeme|léeme|leia-?me|lisez-?moi|liesmich|leggimi|прочти)(?:[._ -][a-z]{2,3}(?:[_-][a-z]{2,4})?|[_ -][\w-]{1,20})?", re.IGNORECASE)
_KINDS = (
    ("model-card", re.compile(r"model[ _-]?cards?")),
    ("data-card", re.compile(r"data(?:set)?[ _-]?(?:cards?|sheets?|statement)|datasheet")),
    ("licence", re.compile(r"licen[cs]e|copying|copyright|unlicense|notice")),
    ("changelog", re.compile(r"change[ _-]?logs?|changes|history|release[ _-]?notes|releases|news")),
    ("contributing", re.compile(r"contributing|contribut|code[ _-]?of[ _-]?conduct|security\Z|pull_request_template|issue_template|bug_report|feature_request")),
    ("report", re.compile(r"report|summary|findings|results|analysis|write[ _-]?up|informe|relat[oó]rio|rapport|bericht|paper|proposal|capstone")),
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
    if form == "markdown":
        markdown(text, page)
    else:
        importlib.import_module(f"evaluator.facts.{_MODULES[form]}").read(text, page)
    return page.finish()


def markdown(text: str, page: Page) -> None:
    """Reads Markdown into a page."""
    source = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ").lstrip("\ufeff")
    source = _without_front_matter(source, page)
    _hide_comments(source, page)
    _Reader(source, page).read()


def _without_front_matter(source: str, page: Page) -> str:
    """Takes the settings between `---` lines off the beginning, as Hugging Face cards have them; line numbers stay."""
    if not source.startswith("---"):
        return source
    lines = source.split("\n", MAX_FRONT_MATTER_LINES)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    if lines[0].strip() != "---" or end == 0 or not re.match(r"[\w-]{1,60}\s{0,3}:", lines[1]):
        return source
    page.front_matter = _settings(lines[1:end])
    return "\n" * (end + 1) + "\n".join(lines[end + 1 :])


def _settings(lines: list[str]) -> dict[str, str]:
    """Top-level keys with their scalar, or their list's items joined by commas."""
    found: dict[str, str] = {}
    key = ""
    for line in lines:
        if match := re.match(r"([\w-]{1,60})\s{0,3}:\s{0,8}(.{0,500})", line):
            key = match[1]
            found[key] = match[2].strip().strip("'\"")
        elif key and (item := re.match(r"\s{0,20}-\s{1,4}(.{1,200})", line)):
            found[key] = ", ".join(filter(None, [found[key], item[1].strip().strip("'\"")]))[:500]
    return found


def _hide_comments(source: str, page: Page) -> None:
    """`[//]: # (comment)` is a link definition to Markdown: never rendered."""
    if "[//]:" in source or "[comment]:" in source:
        for number, line in enumerate(source.split("\n"), 1):
            if line.startswith(("[//]:", "[comment]:")):
                page.hide(number, number)


class _Reader:
    """Turns the parser's events into calls on a `Run`."""

    def __init__(self, source: str, page: Page) -> None:
        self._bytes = source.encode("utf-8", "replace")
        self._source = self._bytes.decode("utf-8")
        self._breaks = [match.start() for match in re.finditer(b"\n", self._bytes)]
        self._run = Run(page)
        self._page = page
        self._images: list[str] = []
        self._code: list[str] | None = None
        self._code_line = 0
        self._language = ""
        self._html: list[str] | None = None
        self._html_line = 0

    def _line(self, offset: int) -> int:
        return bisect.bisect_left(self._breaks, offset) + 1

    def read(self) -> None:
        import pyromark

        options = pyromark.Options
        chosen = options.ENABLE_TABLES | options.ENABLE_FOOTNOTES | options.ENABLE_STRIKETHROUGH | options.ENABLE_TASKLISTS | options.ENABLE_GFM
        for event, place in pyromark.events_with_range(self._source, options=chosen):
            offset = place["start"]
            if isinstance(event, str):
                self._run.text("\n" if event != "Rule" else "", self._line(offset))
                continue
            (key, value), *_ = event.items()
            if key == "Start":
                self._start(value, offset)
            elif key == "End":
                self._end(value if isinstance(value, str) else next(iter(value)), offset)
            else:
                self._leaf(key, value, offset)
        self._run.finish()

    def _leaf(self, key: str, value: Any, offset: int) -> None:
        line = self._line(offset)
        if self._code is not None:
            self._code_line = self._code_line or line
            self._code.append(value)
        elif self._html is not None:
            self._html.append(value)
        elif key == "Code":
            self._run.code(value, line)
        elif key == "InlineHtml":
            self._run.inline(value, line)
        elif key in ("Text", "Html"):
            self._run.text(value, line)

    def _start(self, value: Any, offset: int) -> None:
        name = value if isinstance(value, str) else next(iter(value))
        action = _STARTS.get(name)
        if action:
            action(self, value, self._line(offset))

    def _end(self, name: str, offset: int) -> None:
        run = self._run
        if name in ("Heading", "Paragraph", "Item", "BlockQuote", "FootnoteDefinition"):
            run.flush()
            run.item = run.item and name != "Item"
        elif name == "CodeBlock":
            self._page.fence(self._language, self._code_line or self._line(offset), "".join(self._code or ()))
            self._code = None
        elif name == "HtmlBlock":
            html, self._html = "".join(self._html or ()), None
            run.block(html, self._html_line)
        elif name == "Link":
            run.close_link()
        elif name == "Image":
            run.close_image(self._images.pop() if self._images else "", self._line(offset))
        elif name == "Strong":
            run.bold = max(0, run.bold - 1)
        elif name == "TableCell":
            run.close_cell()
        elif name == "Table":
            run.close_table()
            run.drop()

    def _heading(self, value: Any, line: int) -> None:
        self._run.heading(int(value["Heading"]["level"][1:]), line)

    def _block(self, value: Any, line: int) -> None:
        self._run.flush()
        self._run.item = value == "Item" or (self._run.item and value == "Paragraph")

    def _fence(self, value: Any, line: int) -> None:
        self._run.flush()
        kind = value["CodeBlock"]
        info = kind["Fenced"] if isinstance(kind, dict) else ""
        self._language = re.split(r"[\s,{}]", info.strip().lstrip("{.").strip(), maxsplit=1)[0]
        self._code, self._code_line = [], 0

    def _html_block(self, value: Any, line: int) -> None:
        self._run.flush()
        self._html, self._html_line = [], line

    def _link(self, value: Any, line: int) -> None:
        self._run.open_link(value["Link"]["dest_url"], line)

    def _image(self, value: Any, line: int) -> None:
        self._images.append(value["Image"]["dest_url"])
        self._run.open_image()

    def _strong(self, value: Any, line: int) -> None:
        self._run.bold += 1


_STARTS: dict[str, Callable[[_Reader, Any, int], None]] = {
    "Heading": _Reader._heading,
    "Paragraph": _Reader._block,
    "Item": _Reader._block,
    "BlockQuote": _Reader._block,
    "List": _Reader._block,
    "FootnoteDefinition": _Reader._block,
    "CodeBlock": _Reader._fence,
    "HtmlBlock": _Reader._html_block,
    "Link": _Reader._link,
    "Image": _Reader._image,
    "Strong": _Reader._strong,
    "Table": lambda reader, value, line: reader._run.open_table(line),
    "TableHead": lambda reader, value, line: reader._run.open_row(),
    "TableRow": lambda reader, value, line: reader._run.open_row(),
    "TableCell": lambda reader, value, line: reader._run.open_cell(),
}
