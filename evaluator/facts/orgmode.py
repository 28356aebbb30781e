"""Org mode, line by line: headlines, source blocks, tables, links."""

import re

from evaluator.facts import prose
from evaluator.facts.page import Page, read_lines
from evaluator.model.regex import regex

_HEADLINE = regex(r"(\*{1,8})\s+(?:(?:TODO|DONE|NEXT|WAITING)\s+)?(?:\[#[A-Z]\]\s+)?(.*?)(?:\s+:[\w@:]{1,100}:)?\s*\Z")
_KEYWORD = regex(r"\s*#\+(\w{1,30}):\s?(.*)\Z")
_BEGIN = regex(r"\s*#\+BEGIN_(\w{1,20})(?:\s+(\S{1,40}))?", re.IGNORECASE)
_LINK = regex(r"\[\[([^\[\]]{1,1000})\](?:\[([^\[\]]{1,300})\])?\]")
_CODE = regex(r"(?<!\w)([~=])([^~=\s][^~=]{0,300}?)\1(?!\w)")
_EMPHASIS = regex(r"(?<!\w)([*/_+])(\S[^*/_+]{0,300}?)\1(?!\w)")
_ITEM = regex(r"\s*(?:[-+]|\d{1,3}[.)])\s+(?:\[[ X-]\]\s+)?(\S.*)\Z|\s+\*\s+(\S.*)\Z")
_PICTURE = regex(r"\.(?:png|jpe?g|gif|svg|webp)\Z", re.IGNORECASE)
_SEEN_BLOCKS = frozenset(("quote", "center", "verse", "abstract"))


def read(text: str, page: Page) -> None:
    """Reads org mode into a page."""
    read_lines(text, page, _step)


def _step(lines: list[str], at: int, page: Page) -> int:
    """Reads what begins at a line; gives the line after it."""
    line = lines[at]
    if headline := _HEADLINE.match(line):
        page.heading(_plain(headline[2]), min(6, len(headline[1])), at + 1)
        return at + 1
    if block := _BEGIN.match(line):
        return _block(lines, at, block[1].lower(), block[2] or "", page)
    if line.lstrip().startswith((":PROPERTIES:", ":LOGBOOK:")):
        return next((number + 1 for number in range(at, min(len(lines), at + 100)) if lines[number].strip() == ":END:"), at + 1)
    if _is_setting(line, at + 1, page):
        return at + 1
    if line.lstrip().startswith("|"):
        return _table(lines, at, page)
    return _paragraph(lines, at, page)


def _is_setting(line: str, number: int, page: Page) -> bool:
    """A blank line, a comment, or a keyword, of which the title is one."""
    if keyword := _KEYWORD.match(line):
        if keyword[1].lower() == "title" and not page.title:
            page.heading(keyword[2], 1, number)
        return True
    if re.match(r"\s*#(?:\s|\Z)", line):
        page.hide(number, number)
        return True
    return not line.strip()


def _block(lines: list[str], at: int, kind: str, language: str, page: Page) -> int:
    end = next((number for number in range(at + 1, len(lines)) if lines[number].strip().lower() == f"#+end_{kind}"), len(lines))
    body = "\n".join(lines[at + 1 : end])
    if kind in _SEEN_BLOCKS:
        _said(body, at + 2, page)
    elif kind == "comment":
        page.hide(at + 1, end + 1)
    else:
        page.fence(language if kind == "src" else "", at + 2, body)
    return end + 1


def _table(lines: list[str], at: int, page: Page) -> int:
    end = at
    while end < len(lines) and lines[end].lstrip().startswith("|"):
        end += 1
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines[at:end] if not re.match(r"\s*\|[-+|]+\Z", line)]
    if rows:
        page.table(at + 1, rows[0], rows[1:])
    return end


def _paragraph(lines: list[str], at: int, page: Page) -> int:
    item = _ITEM.match(lines[at])
    parts = [(item[1] or item[2]) if item else lines[at].strip()]
    end = at + 1
    while end < len(lines) and lines[end].strip() and not _ITEM.match(lines[end]) and not re.match(r"\*+\s|\s*#|\s*\|", lines[end]):
        parts.append(lines[end].strip())
        end += 1
    _said(" ".join(parts), at + 1, page, item=item is not None)
    return end


def _said(text: str, line: int, page: Page, *, item: bool = False) -> None:
    for address, label in _LINK.findall(text):
        target = address.removeprefix("file:")
        page.link(target, label, line, image=not label and _PICTURE.search(target) is not None)
    for _, code in _CODE.findall(text):
        if prose.is_command(code):
            page.fence("", line, code, inline=True)
    page.paragraph(line, _plain(text), _plain(_CODE.sub(" ", text)), item=item)


def _plain(text: str) -> str:
    text = _LINK.sub(lambda match: match[2] or "", text)
    return _EMPHASIS.sub(r"\2", _CODE.sub(r"\2", text))
