"""The running paragraph of a Markdown page: text, links, images, cells and tags go in, whole blocks come out."""

from evaluator.facts import prose
from evaluator.facts.markup import BLOCK, HEADINGS, KNOWN, Chars, Tag, Visibility, is_unseen, tokens
from evaluator.facts.page import Page


class Run:
    """Feeds a page; knows which block is open and what of its text is seen and counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.visibility = Visibility()
        self.item = False
        self.bold = 0
        self._level = 0
        self._links: list[tuple[str, int, int]] = []
        self._alt: list[str] | None = None
        self._raw: list[str] | None = None
        self._raw_line = 0
        self._rows: list[list[str]] | None = None
        self._cell: list[str] | None = None
        self._table_line = 0
        self._reset()

    def _reset(self) -> None:
        self._shown: list[str] = []
        self._counted: list[str] = []
        self._outside: list[str] = []
        self._line = 0
        self._only_bold = True
        self._anchors = 0
        self.undone = False

    def text(self, text: str, line: int, *, counts: bool = True, flows: bool = True) -> None:
        """Text where the reader is; `counts` false for code, `flows` false for text of an HTML cell, which is no prose."""
        if self.visibility.unseen:
            if text.strip():
                self.page.hide(line, line + text.strip("\n").count("\n"))
            return
        if self._alt is not None:
            self._alt.append(text)
            return
        if self._raw is not None:
            self._raw.append(text)
            return
        if self._cell is not None:
            self._cell.append(text)
            if not flows:
                return
        if not self._line and text.strip():
            self._line = line
        self._shown.append(text)
        self._note(text, counts)

    def _note(self, text: str, counts: bool) -> None:
        self._counted.append(text if counts else " ")
        if not text.strip():
            return
        self._only_bold = self._only_bold and self.bold > 0
        if not (self._links and self._links[-1][0].startswith("#")):
            self._outside.append(text)

    def code(self, text: str, line: int) -> None:
        """A code span: shown, not counted as prose; a command when it reads like one."""
        if prose.is_command(text) and not self.visibility.unseen:
            self.page.fence("", line, text, inline=True)
        self.text(text, line, counts=False)

    def open_link(self, target: str, line: int) -> None:
        """A link begins."""
        self._links.append((target, line, len(self._shown)))
        self._anchors += target.startswith("#")

    def close_link(self) -> None:
        """The innermost link ends."""
        if not self._links:
            return
        target, line, start = self._links.pop()
        if not self.visibility.unseen:
            self.page.link(target, "".join(self._shown[start:]), line)

    def open_image(self) -> None:
        """An image begins: the text up to its end is its alternative text."""
        self._alt = []

    def close_image(self, target: str, line: int) -> None:
        """An image ends."""
        text = "".join(self._alt or ())
        self._alt = None
        self.image(target, text, line)

    def image(self, target: str, text: str, line: int) -> None:
        """A whole image."""
        if self.visibility.unseen:
            self.page.hide(line, line)
        elif target:
            self.page.link(target, text, line, image=True)

    def heading(self, level: int, line: int) -> None:
        """A heading begins; `flush` ends it."""
        self.flush()
        self._level, self._line = level, line

    def flush(self) -> None:
        """Ends the block: it becomes a heading, a paragraph or an item."""
        if not self._shown:
            self._links.clear()
            self._level = 0
            self._reset()
            return
        shown, line, level = "".join(self._shown), self._line, self._level
        toc = self.item and self._anchors and not any(part.strip(" -–—•*.:|0123456789") for part in self._outside)
        # A box that is not ticked says what somebody has still to do.
        counted = "" if toc or self.undone else "".join(self._counted)
        bold = self._only_bold and not level
        self._links.clear()
        self._level = 0
        self._reset()
        if not shown.strip():
            return
        if level:
            self.page.heading(shown, level, line)
        elif not (bold and self.page.bold_line(shown, line)):
            self.page.paragraph(line, shown, counted, item=self.item)

    def open_table(self, line: int) -> None:
        """A table begins."""
        self.flush()
        self._rows, self._table_line = [], line

    def drop(self) -> None:
        """Forgets the text of a Markdown table: it stands in its cells."""
        self._links.clear()
        self._reset()

    def open_row(self) -> None:
        """A row begins."""
        self.close_cell()
        if self._rows is not None:
            self._rows.append([])

    def open_cell(self) -> None:
        """A cell begins."""
        self.close_cell()
        if self._rows is not None:
            if not self._rows:
                self._rows.append([])
            self._cell = []

    def close_cell(self) -> None:
        """The open cell, if any, ends."""
        if self._cell is not None and self._rows:
            self._rows[-1].append("".join(self._cell))
        self._cell = None

    def close_table(self) -> None:
        """A table ends; one that only arranges pictures is none."""
        self.close_cell()
        rows = [row for row in self._rows or () if row]
        self._rows = None
        if any(cell.strip() for row in rows for cell in row):
            self.page.table(self._table_line, rows[0], rows[1:])

    def block(self, source: str, line: int) -> None:
        """A block of HTML."""
        seen = 0
        for token in tokens(source):
            line += source.count("\n", seen, token.offset)
            seen = token.offset
            if isinstance(token, Tag):
                self.tag(token, line)
            elif token.comment:
                self.page.hide(line, line + source.count("\n", token.offset, token.end))
            else:
                self.text(token.text, line, flows=False)
        self.visibility.end_block()

    def inline(self, source: str, line: int) -> None:
        """A tag or comment within a paragraph."""
        for token in tokens(source):
            if isinstance(token, Chars):
                if token.comment:
                    self.page.hide(line, line + source.count("\n"))
            elif token.name in KNOWN:
                self.tag(token, line)
            else:
                # `<your name>` is no tag but a blank to be filled in.
                self.text(token.raw, line)

    def tag(self, tag: Tag, line: int) -> None:
        """What a tag does to the blocks."""
        before = self.visibility.unseen
        self.visibility.read(tag)
        if self.visibility.unseen != before:
            self.page.hide(line, line)
        name = tag.name
        if name in BLOCK or name in HEADINGS:
            self._block_tag(tag, line)
        elif name in ("table", "tr", "td", "th"):
            self._table_tag(tag, line)
        elif name == "pre":
            self._pre_tag(tag, line)
        elif name in ("b", "strong"):
            self.bold = max(0, self.bold + (-1 if tag.close else 1))
        elif name == "img" and not is_unseen(tag):
            self.image(tag.attributes.get("src", ""), tag.attributes.get("alt", ""), line)
        elif name == "img":
            self.page.hide(line, line)
        elif name == "a":
            self._link_tag(tag, line)
        elif name == "br":
            self.text(" ", line)

    def _link_tag(self, tag: Tag, line: int) -> None:
        if tag.close:
            self.close_link()
        elif "href" in tag.attributes:
            self.open_link(tag.attributes["href"], line)

    def _block_tag(self, tag: Tag, line: int) -> None:
        if self._cell is not None:
            self._cell.append(" ")
            return
        self.flush()
        self.item = tag.name == "li" and not tag.close
        if tag.name in HEADINGS and not tag.close:
            self.heading(HEADINGS[tag.name], line)

    def _table_tag(self, tag: Tag, line: int) -> None:
        if tag.name == "table":
            self.close_table()
            if not tag.close:
                self.open_table(line)
        elif tag.close:
            self.close_cell()
        elif tag.name == "tr":
            self.open_row()
        else:
            self.open_cell()

    def _pre_tag(self, tag: Tag, line: int) -> None:
        if not tag.close:
            self.flush()
            self._raw, self._raw_line = [], line
        else:
            self.finish_raw()

    def finish_raw(self) -> None:
        """The end of preformatted text, reached or not."""
        if self._raw is not None:
            self.page.fence("", self._raw_line, "".join(self._raw))
        self._raw = None

    def finish(self) -> None:
        """The end of the document closes whatever is open."""
        self.finish_raw()
        self.close_table()
        self.flush()
