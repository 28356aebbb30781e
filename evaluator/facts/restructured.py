"""reStructuredText, line by line: titles by their underline, directives, literal blocks, tables, links.

docutils would be the library; it is slow, large and runs directives that open files, so what a review needs is scanned here.
"""

import re

from evaluator.facts import prose
from evaluator.facts.page import Page
from evaluator.model.regex import regex

MAX_LINE = 2_000

_RULE = regex(r"([=\-~^\"'`#*+:.<>_!$%&])\1{2,}\s*\Z")
_DIRECTIVE = regex(r"(\s*)\.\.\s(?:\|([^|]{1,100})\|\s)?([\w:-]{1,40})::\s{0,8}(.*)\Z")
_TARGET = regex(r"\s*\.\.\s_`?([^:`]{1,200})`?:\s{0,8}(\S{0,1000})")
_FOOTNOTE = regex(r"\s*\.\.\s\[[^\]]{1,60}\]\s+(.*)\Z")
_LINK = regex(r"`([^`<]{0,300}?)\s?<([^<>`\s]{1,1000})>`__?")
_LITERAL = regex(r"``([^`]{1,400})``")
_ROLE = regex(r":[\w+.-]{1,40}:`([^`]{1,300})`")
_MARKS = regex(r"\*{1,2}([^*]{1,400})\*{1,2}|`([^`]{1,300})`_{0,2}|\|([^|\s][^|]{0,100})\|")
_ITEM = regex(r"(\s*)(?:[-*+•]|(?:\d{1,3}|[a-zA-Z#])[.)])\s+(\S.*)\Z")
_GRID = regex(r"\s*\+(?:[-=]+\+)+\s*\Z")
_SIMPLE = regex(r"\s*={2,}(?:\s+={2,})+\s*\Z")
_ADDRESS = regex(r"https?://[^\s<>\"'`)]{1,1000}")
_CODE = frozenset(["code", "code-block", "sourcecode", "highlight", "parsed-literal", "literalinclude", "prompt", "doctest"])
_PROSE = frozenset(
    [
        "note",
        "warning",
        "tip",
        "important",
        "caution",
        "hint",
        "attention",
        "danger",
        "admonition",
        "topic",
        "sidebar",
        "rubric",
        "epigraph",
        "abstract",
    ]
)
_TABLES = frozenset(["list-table", "csv-table"])


def read(text: str, page: Page) -> None:
    """Reads reStructuredText into a page."""
    _Scanner(text, page).scan()


class _Scanner:
    def __init__(self, text: str, page: Page) -> None:
        self._lines = [line[:MAX_LINE].expandtabs(8).rstrip() for line in text.split("\n")]
        self._page = page
        self._levels: list[str] = []
        self._at = 0

    def scan(self) -> None:
        steps = (self._title, self._directive, self._table, self._literal, self._item)
        while self._at < len(self._lines):
            if not self._lines[self._at].strip():
                self._at += 1
            elif not any(step() for step in steps):
                self._paragraph()

    def _line(self, number: int) -> str:
        return self._lines[number] if 0 <= number < len(self._lines) else ""

    def _title(self) -> bool:
        first, second, third = (self._line(self._at + ahead) for ahead in range(3))
        if _RULE.match(first) and second.strip() and third == first and len(first) >= len(second.strip()) - 2:
            self._heading(second, first[0] * 2, self._at + 2)
            self._at += 3
            return True
        if _RULE.match(second) and not first.startswith(" ") and not _RULE.match(first) and len(second) >= min(len(first) - 2, 40):
            self._heading(first, second[0], self._at + 1)
            self._at += 2
            return True
        if _RULE.match(first) and not _SIMPLE.match(first):
            self._at += 1
            return True
        return False

    def _heading(self, text: str, style: str, line: int) -> None:
        if style not in self._levels:
            self._levels.append(style)
        self._page.heading(_plain(text), min(6, self._levels.index(style) + 1), line)

    def _block(self, indent: int) -> tuple[int, list[str]]:
        """The lines that stand deeper than an indent from here on, with the number of the first that says something."""
        start = self._at
        while self._at < len(self._lines) and (not self._lines[self._at].strip() or _indent(self._lines[self._at]) > indent):
            self._at += 1
        block = self._lines[start : self._at]
        skip = next((number for number, line in enumerate(block) if line.strip()), len(block))
        return start + skip + 1, block[skip:]

    def _directive(self) -> bool:
        line = self._lines[self._at]
        if not line.lstrip().startswith(".."):
            return False
        number, indent = self._at + 1, _indent(line)
        self._at += 1
        match = _DIRECTIVE.match(line)
        if match:
            self._known(match[3].lower(), match[4].strip(), number, indent)
        elif target := _TARGET.match(line):
            if target[2]:
                self._page.link(target[2], target[1], number)
        elif note := _FOOTNOTE.match(line):
            self._said(note[1], number)
        else:
            _, block = self._block(indent)
            self._page.hide(number, number + len(block))
        return True

    def _known(self, name: str, argument: str, number: int, indent: int) -> None:
        first, block = self._block(indent)
        options = 0
        while options < len(block) and re.match(r"\s+:[\w-]+:", block[options]):
            options += 1
        body = block[options:]
        if name in _CODE:
            self._page.fence(argument.split(" ", maxsplit=1)[0] if name != "literalinclude" else "", first + options, _dedented(body))
        elif name in ("image", "figure"):
            self._page.link(argument, "", number, image=True)
            self._said(" ".join(line.strip() for line in body), first + options)
        elif name in _PROSE:
            self._said(" ".join([argument, *(line.strip() for line in body)]), number)
        elif name in _TABLES:
            rows = [line.strip().lstrip("*- ") for line in body if line.strip()]
            self._page.table(number, rows[:1], [[row] for row in rows[1:]])
        elif name == "math":
            return

    def _table(self) -> bool:
        line = self._lines[self._at]
        if not (_GRID.match(line) or _SIMPLE.match(line)):
            return False
        number = self._at + 1
        start = self._at
        while self._at < len(self._lines) and self._lines[self._at].strip():
            self._at += 1
        block = self._lines[start : self._at]
        rows = [_cells(row) for row in block if not re.fullmatch(r"[\s+=|-]*", row)]
        self._page.table(number, rows[0] if rows else [], rows[1:])
        return True

    def _literal(self) -> bool:
        """What is indented after `::`, or a doctest."""
        line = self._lines[self._at]
        before = next((self._lines[number] for number in range(self._at - 1, max(-1, self._at - 4), -1) if self._lines[number].strip()), "")
        doctest = line.lstrip().startswith(">>> ")
        if not doctest and not (before.endswith("::") and _indent(line) > _indent(before) and not _DIRECTIVE.match(before)):
            return False
        first, block = self._block(_indent(line) - 1)
        self._page.fence("python" if doctest else "", first, _dedented(block))
        return True

    def _item(self) -> bool:
        match = _ITEM.match(self._lines[self._at])
        if not match:
            return False
        number, parts = self._at + 1, [match[2]]
        self._at += 1
        while self._line(self._at).strip() and _indent(self._lines[self._at]) > len(match[1]) and not _ITEM.match(self._lines[self._at]):
            parts.append(self._lines[self._at].strip())
            self._at += 1
        self._said(" ".join(parts), number, item=True)
        return True

    def _paragraph(self) -> None:
        number = self._at + 1
        parts: list[str] = []
        while self._line(self._at).strip() and not (
            parts and (_ITEM.match(self._lines[self._at]) or self._lines[self._at].startswith(".. "))
        ):
            parts.append(self._lines[self._at].strip())
            self._at += 1
        self._said(" ".join(parts), number)

    def _said(self, text: str, line: int, *, item: bool = False) -> None:
        """Inline markup resolved: links, literals, roles."""
        page = self._page
        for command in _LITERAL.findall(text):
            if prose.is_command(command):
                page.fence("", line, command, inline=True)
        for label, target in _LINK.findall(text):
            page.link(target, label or target, line)
        rest = _LINK.sub(lambda match: match[1] or " ", text)
        for address in _ADDRESS.findall(_LITERAL.sub(" ", rest)):
            page.link(address, address, line)
        page.paragraph(line, _plain(re.sub(r"::\Z", ":", rest)), _plain(_LITERAL.sub(" ", rest)), item=item)


def _plain(text: str) -> str:
    text = _ROLE.sub(r"\1", _LITERAL.sub(r"\1", text))
    return _MARKS.sub(lambda match: match[1] or match[2] or "", text)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _dedented(block: list[str]) -> str:
    margin = min((_indent(line) for line in block if line.strip()), default=0)
    return "\n".join(line[margin:] for line in block).strip("\n")


def _cells(row: str) -> list[str]:
    parts = row.strip().strip("|").split("|") if "|" in row else re.split(r"\s{2,}", row.strip())
    return [part.strip() for part in parts]
