"""Plain text without markup: underlined or numbered titles, command lines, paragraphs between blank lines."""

from evaluator.facts import headings, prose
from evaluator.facts.page import Page, read_lines
from evaluator.model.regex import regex

_RULE = regex(r"[=\-~*#_]{3,}\s*\Z")
_MARKED = regex(r"(#{1,6})\s+(\S.*)\Z")
_ITEM = regex(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+(\S.*)\Z")
_ADDRESS = regex(r"https?://[^\s<>\"')]{1,1000}")


def read(text: str, page: Page) -> None:
    """Reads unmarked text into a page."""
    read_lines(text, page, _step)


def _step(lines: list[str], at: int, page: Page) -> int:
    line = lines[at]
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if not line.strip() or _RULE.match(line):
        return at + 1
    if marked := _MARKED.match(line):
        page.heading(marked[2], len(marked[1]), at + 1)
        return at + 1
    if _RULE.match(following) and len(line) <= 100:
        page.heading(line, 1 if following[0] == "=" else 2, at + 1)
        return at + 2
    if _is_title(line, following):
        page.heading(line.strip().rstrip(":"), 2, at + 1)
        return at + 1
    if prose.is_command(line):
        return _commands(lines, at, page)
    return _paragraph(lines, at, page)


def _is_title(line: str, following: str) -> bool:
    """A short line by itself that is all capitals or ends in a colon, and says what a heading says."""
    text = line.strip()
    alone = not following.strip() or text.endswith(":")
    return alone and len(text) <= 60 and (text.isupper() or text.endswith(":")) and bool(headings.topics(text))


def _commands(lines: list[str], at: int, page: Page) -> int:
    end = at
    while end < len(lines) and lines[end].strip() and prose.is_command(lines[end]):
        end += 1
    page.fence("", at + 1, "\n".join(line.strip() for line in lines[at:end]))
    return end


def _paragraph(lines: list[str], at: int, page: Page) -> int:
    item = _ITEM.match(lines[at])
    parts = [item[1] if item else lines[at].strip()]
    end = at + 1
    while (
        end < len(lines) and lines[end].strip() and not (_ITEM.match(lines[end]) or _RULE.match(lines[end]) or prose.is_command(lines[end]))
    ):
        parts.append(lines[end].strip())
        end += 1
    text = " ".join(parts)
    for address in _ADDRESS.findall(text):
        page.link(address, address, at + 1)
    page.paragraph(at + 1, text, item=item is not None)
    return end
