"""Markdown: the parser's events turned into headings, paragraphs, fences and the rest, each with its line."""

import bisect
import re
from typing import Any, cast

from evaluator.facts.page import Page
from evaluator.facts.run import Run

MAX_FRONT_MATTER_LINES = 300

_BLOCKS = frozenset({"Paragraph", "Item", "BlockQuote", "List", "FootnoteDefinition"})
_ENDED = _BLOCKS | {"Heading"}


def read(text: str, page: Page) -> None:
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
        chosen = (
            options.ENABLE_TABLES | options.ENABLE_FOOTNOTES | options.ENABLE_STRIKETHROUGH | options.ENABLE_TASKLISTS | options.ENABLE_GFM
        )
        for event, place in pyromark.events_with_range(self._source, options=chosen):
            offset = place["start"]
            if isinstance(event, str):
                self._run.text("\n" if event != "Rule" else "", self._line(offset))
                continue
            (key, value), *_ = cast("dict[str, Any]", event).items()
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
        elif key == "TaskListMarker":
            self._run.undone = not value
        elif key == "InlineHtml":
            self._run.inline(value, line)
        elif key in ("Text", "Html"):
            self._run.text(value, line)

    def _start(self, value: Any, offset: int) -> None:
        name = value if isinstance(value, str) else next(iter(value))
        if name in _BLOCKS:
            self._run.flush()
            self._run.item = name == "Item" or (self._run.item and name == "Paragraph")
        elif name == "Heading":
            self._run.heading(int(value["Heading"]["level"][1:]), self._line(offset))
        elif name == "CodeBlock":
            self._fence(value["CodeBlock"])
        elif name == "HtmlBlock":
            self._run.flush()
            self._html, self._html_line = [], self._line(offset)
        elif name.startswith("Table"):
            self._table(name, offset)
        else:
            self._inline(name, value, offset)

    def _inline(self, name: str, value: Any, offset: int) -> None:
        if name == "Link":
            self._run.open_link(value["Link"]["dest_url"], self._line(offset))
        elif name == "Image":
            self._images.append(value["Image"]["dest_url"])
            self._run.open_image()
        elif name == "Strong":
            self._run.bold += 1

    def _table(self, name: str, offset: int) -> None:
        if name == "Table":
            self._run.open_table(self._line(offset))
        elif name == "TableCell":
            self._run.open_cell()
        else:
            self._run.open_row()

    def _fence(self, kind: Any) -> None:
        self._run.flush()
        info = kind["Fenced"] if isinstance(kind, dict) else ""
        self._language = re.split(r"[\s,{}]", info.strip().lstrip("{.").strip(), maxsplit=1)[0]
        self._code, self._code_line = [], 0

    def _end(self, name: str, offset: int) -> None:
        run = self._run
        if name == "CodeBlock":
            self._page.fence(self._language, self._code_line or self._line(offset), "".join(self._code or ()))
            self._code = None
        elif name == "HtmlBlock":
            html, self._html = "".join(self._html or ()), None
            run.block(html, self._html_line)
        elif name in _ENDED:
            run.flush()
            run.item = run.item and name != "Item"
        elif name == "TableCell":
            run.close_cell()
        elif name == "Table":
            run.close_table()
            run.drop()
        else:
            self._end_inline(name, offset)

    def _end_inline(self, name: str, offset: int) -> None:
        if name == "Link":
            self._run.close_link()
        elif name == "Image":
            self._run.close_image(self._images.pop() if self._images else "", self._line(offset))
        elif name == "Strong":
            self._run.bold = max(0, self._run.bold - 1)
