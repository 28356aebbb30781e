"""HTML as it stands in Markdown: cut into tags, comments and text, and the question what of it a reader sees.

The standard library's parser takes quadratic time on unclosed declarations, so the text is cut here, in one pass; each tag
is at most 4,000 characters long.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from evaluator.model.regex import regex

MAX_DEPTH = 200

_TAG = regex(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})((?:\"[^\"<]{0,2000}\"|'[^'<]{0,2000}'|[^<>\"']){0,2000})>")
_ATTRIBUTE = regex(r"([A-Za-z-]{1,40})(?:\s{0,5}=\s{0,5}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\s\"'>]{1,2000})))?")
_UNSEEN_STYLE = regex(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0|opacity\s{0,3}:\s{0,3}0(?!\.[0-9]{0,3}[1-9])"
    r"|(?:^|[;\s])(?:max-)?(?:height|width)\s{0,3}:\s{0,3}0(?:px)?\s{0,3}(?:;|$)",
    re.IGNORECASE,
)
_WHITE = regex(r"(?:white|#fff(?:fff)?|transparent|rgba?\(\s?255,\s?255,\s?255[^)]{0,12}\))\s{0,3}(?:;|!|$)", re.IGNORECASE)
_WHITE_STYLE = regex(rf"(?:^|[;\s])color\s{{0,3}}:\s{{0,3}}{_WHITE.pattern}", re.IGNORECASE)

_VOID = "area base br col embed hr img input link meta source track wbr"
_BLOCK = (
    "address article aside blockquote center dd details div dl dt figcaption figure footer form header hr li main nav ol p section "
    "summary ul"
)
_UNSEEN = "script style template noscript head title"
_INLINE = (
    "a abbr audio b big body button caption cite code colgroup del dfn em font html i iframe ins kbd label mark object option "
    "picture pre q s samp select small span strike strong sub sup svg path g table tbody td tfoot th thead tr tt u var video"
)

VOID, BLOCK, UNSEEN = (frozenset(names.split()) for names in (_VOID, _BLOCK, _UNSEEN))
HEADINGS = {f"h{level}": level for level in range(1, 7)}
KNOWN = VOID | BLOCK | UNSEEN | frozenset(HEADINGS) | frozenset(_INLINE.split())


class Tag(NamedTuple):
    """An opening (`close` false) or closing tag with its attributes; `raw` as written."""

    name: str
    close: bool
    attributes: dict[str, str]
    offset: int
    raw: str


class Chars(NamedTuple):
    """Text between tags, entities resolved; or a comment, which nobody sees."""

    text: str
    offset: int
    end: int
    comment: bool = False


def tokens(source: str) -> Iterator[Tag | Chars]:
    """The HTML cut into tags, comments and text, in order."""
    position = start = 0
    while (position := source.find("<", position)) >= 0:
        if source.startswith("<!--", position):
            end = source.find("-->", position + 4)
            token: Tag | Chars = Chars("", position, end + 3 if end >= 0 else len(source), comment=True)
            stop = end + 3 if end >= 0 else len(source)
        elif match := _TAG.match(source, position):
            token = Tag(match[2].lower(), bool(match[1]), {} if match[1] else _attributes(match[3]), position, match[0])
            stop = match.end()
        else:
            position += 1
            continue
        if position > start:
            yield Chars(html.unescape(source[start:position]), start, position)
        yield token
        position = start = stop
    if start < len(source):
        yield Chars(html.unescape(source[start:]), start, len(source))


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(text[:4_000])}


class Visibility:
    """Which tags are open, and whether what stands in them is seen; lives as long as the document."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool, bool]] = []

    @property
    def unseen(self) -> bool:
        """Whether text here is invisible on the rendered page."""
        return any(unseen for _, unseen, _ in self._open)

    def read(self, tag: Tag) -> None:
        """Takes a tag into account."""
        if tag.name in VOID:
            return
        if tag.close or tag.name == "p":
            self._close(tag.name)
        if not tag.close and len(self._open) < MAX_DEPTH:
            style = tag.attributes.get("style", "")
            background = "background" in style or "bgcolor" in tag.attributes or any(painted for _, _, painted in self._open)
            self._open.append((tag.name, is_unseen(tag, background), background))

    def _close(self, name: str) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == name:
                del self._open[index:]
                return

    def end_block(self) -> None:
        """At the end of an HTML block its open paragraph ends."""
        self._close("p")


def is_unseen(tag: Tag, background: bool = False) -> bool:
    """Whether a tag hides what stands in it: comment-like, display none, no size, or white on white."""
    style = tag.attributes.get("style", "")[:2_000]
    if tag.name in UNSEEN or "hidden" in tag.attributes or _UNSEEN_STYLE.search(style):
        return True
    if any(tag.attributes.get(side, "").strip() in ("0", "0px") for side in ("width", "height")):
        return True
    white = _WHITE_STYLE.search(style) or (tag.name == "font" and _WHITE.match(tag.attributes.get("color", "")))
    return bool(white) and not background
