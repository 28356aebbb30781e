"""A document while it is being read: whatever the markup, it says the same few things here."""

import itertools
from collections.abc import Callable
from typing import Literal

from evaluator.facts import headings, prose
from evaluator.model.documents import Fence, Link, Paragraph, Section, Table, Text

MAX_SECTION_TEXT = 4_000
MAX_PARAGRAPH = 1_000
MAX_FENCE = 4_000
MAX_TARGET = 1_000
MAX_ROWS = 50
MAX_CELL = 200
MAX_COLUMNS = 40
MAX_ITEMS = 3_000
SHORT_HEADING_WORDS = 8
MAX_BREAKS = 100
MAX_LINE = 2_000
_INHERITED = "problem data install usage results limitations deployment monitoring evaluation decisions model"
# Under "Results" a heading "Random forest" still speaks of results; under "Tech stack" a heading "CI" is something new.
INHERITED = frozenset(_INHERITED.split())

Format = Literal["markdown", "rst", "org", "text"]


def read_lines(text: str, page: "Page", step: Callable[[list[str], int, "Page"], int]) -> None:
    """Reads line by line: `step` takes in what begins at a line and gives the number of the line after it."""
    lines = [line[:MAX_LINE].rstrip() for line in text.split("\n")]
    number = 0
    while number < len(lines):
        number = step(lines, number, page)


def _breaks(shown: str) -> tuple[int, ...]:
    """Where in the visible text the lines after the first begin."""
    if "\n" not in shown:
        return ()
    *lines, _ = shown.lstrip().split("\n")[: MAX_BREAKS + 1]
    lengths = (len(prose.visible(line)) for line in lines)
    return tuple(itertools.accumulate(length + 1 if length else 0 for length in lengths))


class _Draft:
    """A section that still grows."""

    __slots__ = ("cell", "fences", "figures", "heading", "length", "level", "line", "parts", "tables", "topics", "words")

    def __init__(self, heading: str, level: int, line: int, topics: tuple[str, ...], cell: int | None) -> None:
        self.heading, self.level, self.line, self.topics, self.cell = heading, level, line, topics, cell
        self.words = self.tables = self.fences = self.figures = self.length = 0
        self.parts: list[str] = []

    def add(self, text: str, words: int) -> None:
        self.words += words
        if self.length < MAX_SECTION_TEXT:
            self.parts.append(text)
            self.length += len(text) + 1

    def finish(self) -> Section:
        text = "\n".join(self.parts)[:MAX_SECTION_TEXT]
        return Section(
            self.heading, self.level, self.line, self.topics, self.words, text, self.tables, self.fences, self.figures, self.cell
        )


class Page:
    """Collects headings, paragraphs, fences, links and tables in reading order; `cell` is set by the notebook reader."""

    def __init__(self, form: Format = "markdown") -> None:
        self.form: Format = form
        self.cell: int | None = None
        self.title = ""
        self.badges = 0
        self.front_matter: dict[str, str] = {}
        self._drafts: list[_Draft] = []
        self._paragraphs: list[Paragraph] = []
        self._fences: list[Fence] = []
        self._links: list[Link] = []
        self._tables: list[Table] = []
        self._hidden: set[int] = set()

    def heading(self, text: str, level: int, line: int) -> None:
        """A heading; without a topic of its own it speaks of its parent's."""
        if len(self._drafts) >= MAX_ITEMS:
            return
        text = prose.visible(text)[:300]
        first = not self.title and bool(text)
        if first or (level == 1 and not any(draft.level == 1 for draft in self._drafts)):
            self.title = text or self.title
        is_title = level == 1 and text == self.title
        meanings = headings.title_topics(text) if is_title else headings.topics(text) or self._inherited(level)
        self._drafts.append(_Draft(text, level, line, meanings, self.cell))

    def _inherited(self, level: int) -> tuple[str, ...]:
        for draft in reversed(self._drafts):
            if draft.level < level:
                return tuple(topic for topic in draft.topics if topic in INHERITED) if draft.level > 1 else ()
        return ()

    def paragraph(self, line: int, shown: str, counted: str | None = None, *, item: bool = False) -> None:
        """Visible prose; `counted` is what of it counts as words (no code), all of it by default."""
        text = prose.visible(shown)
        if not text:
            return
        count = 0 if prose.is_placeholder(text) else prose.words(prose.visible(shown if counted is None else counted))
        section = self._section(line)
        if count:
            self._drafts[section].add(text[:MAX_PARAGRAPH], count)
        if len(self._paragraphs) < MAX_ITEMS:
            self._paragraphs.append(Paragraph(line, text[:MAX_PARAGRAPH], count, section, item, self.cell, _breaks(shown)))

    def bold_line(self, text: str, line: int) -> bool:
        """A line all in bold is a heading where its words are a heading's; says whether it was taken as one."""
        short = prose.words(text) <= SHORT_HEADING_WORDS and not text.rstrip().endswith((".", ","))
        if not short or not headings.topics(text):
            return False
        self.heading(text.rstrip(": "), 6, line)
        return True

    def fence(self, language: str, line: int, text: str, *, inline: bool = False) -> None:
        """A code block, or a command within a sentence."""
        section = self._section(line)
        if len(self._fences) < MAX_ITEMS:
            self._fences.append(Fence(language[:40].casefold(), line, text[:MAX_FENCE], inline, section, self.cell))
        if not inline and text.strip():
            self._drafts[section].fences += 1

    def link(self, target: str, text: str, line: int, *, image: bool = False) -> None:
        """A link or image; a badge is counted as such and is no figure."""
        section = self._section(line)
        if image and prose.is_badge(target):
            self.badges += 1
        elif image:
            self._drafts[section].figures += 1
        if len(self._links) < MAX_ITEMS:
            self._links.append(Link(target[:MAX_TARGET], prose.visible(text)[:300], line, image, section, self.cell))

    def table(self, line: int, header: list[str], rows: list[list[str]], count: int | None = None) -> None:
        """A table; `count` is the number of its body rows where not all are given."""
        section = self._section(line)
        cells = tuple(tuple(prose.visible(cell)[:MAX_CELL] for cell in row[:MAX_COLUMNS]) for row in rows[:MAX_ROWS])
        names = tuple(prose.visible(name)[:MAX_CELL] for name in header[:MAX_COLUMNS])
        if len(self._tables) < MAX_ITEMS:
            self._tables.append(Table(line, names, cells, len(rows) if count is None else count, section, self.cell))
        self._drafts[section].tables += 1

    def hide(self, first: int, last: int) -> None:
        """Lines that a reader of the rendered page does not see."""
        if self.cell is None and len(self._hidden) < MAX_ITEMS:
            self._hidden.update(range(first, min(last, first + MAX_ITEMS) + 1))

    def _section(self, line: int) -> int:
        """The index of the section that is open; what stands before the first heading opens one without a name."""
        if not self._drafts:
            self._drafts.append(_Draft("", 0, line, (), self.cell))
        return len(self._drafts) - 1

    def finish(self) -> Text:
        """The text as a fact."""
        return Text(
            format=self.form,
            title=self.title,
            language=prose.language(paragraph.text for paragraph in self._paragraphs if paragraph.words),
            sections=tuple(draft.finish() for draft in self._drafts),
            paragraphs=tuple(self._paragraphs),
            fences=tuple(self._fences),
            links=tuple(self._links),
            tables=tuple(self._tables),
            badges=self.badges,
            words=sum(draft.words for draft in self._drafts),
            front_matter=self.front_matter,
            hidden=tuple(sorted(self._hidden)),
        )
