"""What stands around a cited line: two lines before and two after, for who wants to see before opening the file.

Lines that several citations share are kept once. All of it is bounded; where that is too little for every place, each check's
first places come first. Credentials are masked: with the lines around them, since some are told only by what stands above.
"""

from __future__ import annotations

from itertools import count, takewhile
from typing import TYPE_CHECKING, NamedTuple

from evaluator.facts.secret import mask
from evaluator.model.place import Passage
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from evaluator.facts.quote import Texts
    from evaluator.model.result import Evidence, Result

AROUND = 2
MOST_SIGNS = 160
MOST_BYTES = 96_000
# A credential's name may stand some lines above its value, the first line of a private key far above its last.
ABOVE = 4
LONGEST = 2_000
_KEY = "PRIVATE KEY"
_OF_A_KEY = regex(r"[A-Za-z0-9+/=]{40}")


class _Line(NamedTuple):
    path: str
    cell: int
    line: int


def passages(results: Iterable[Result], texts: Texts, hiding: Collection[str] = ()) -> tuple[Passage, ...]:
    """The lines around the places of the results, by path, cell and line; files of `hiding` hold a credential somewhere."""
    kept: dict[_Line, int] = {}
    left = MOST_BYTES
    for item in _weighed(results):
        fresh = {at: size for at, size in _around(item, texts) if at not in kept}
        left -= sum(fresh.values())
        if left < 0:
            break
        kept |= fresh
    shown = _Shown(texts, hiding)
    return tuple(Passage(run[0].path, run[0].line, run[0].cell or None, shown.lines(run)) for run in _runs(kept))


def _weighed(results: Iterable[Result]) -> Iterator[Evidence]:
    """The first place of each check, then the second of each, and so on."""
    rows = [[item for item in result.evidence if item.path and item.line > 0] for result in results if result.applies]
    for number in range(max(map(len, rows), default=0)):
        yield from (row[number] for row in rows if number < len(row))


def _around(item: Evidence, texts: Texts) -> Iterator[tuple[_Line, int]]:
    """The lines about a place, with what each weighs; none where the place is not in the text, or nothing stands about it."""
    lines = texts.get(item.path, {}).get(item.cell, [])
    first, last = max(1, item.line - AROUND), min(len(lines), item.line + AROUND)
    if first <= item.line <= last and first < last:
        for number in range(first, last + 1):
            yield _Line(item.path, item.cell or 0, number), len(lines[number - 1][:MOST_SIGNS].encode("utf-8", "replace")) + 1


def _runs(kept: Collection[_Line]) -> Iterator[list[_Line]]:
    """The lines of a text that follow each other, by path, cell and line."""
    begun = sorted(at for at in kept if at._replace(line=at.line - 1) not in kept)
    for first in begun:
        yield list(takewhile(kept.__contains__, (first._replace(line=line) for line in count(first.line))))


class _Shown:
    """Lines as they may be shown; a text that holds a credential is masked whole, and once."""

    def __init__(self, texts: Texts, hiding: Collection[str]) -> None:
        self.texts = texts
        self.hiding = hiding
        self.masked: dict[tuple[str, int], list[str]] = {}

    def lines(self, run: list[_Line]) -> tuple[str, ...]:
        """The lines of a run without the credentials that can be seen in them or from above."""
        path, cell, first = run[0]
        masked = self.whole(path, cell)
        above = 0 if masked else max(0, first - 1 - ABOVE)
        shown = masked or without_credentials(self.texts[path][cell or None][above : run[-1].line])
        return tuple(line.rstrip()[:MOST_SIGNS] for line in shown[first - 1 - above : run[-1].line - above])

    def whole(self, path: str, cell: int) -> list[str]:
        """All lines of a text that holds a credential, masked; none of another text."""
        if (path, cell) not in self.masked:
            lines = self.texts[path][cell or None]
            key = any(_KEY in line for line in lines)
            masked = without_credentials(lines) if key or path in self.hiding else []
            self.masked[path, cell] = ["…" if key and _OF_A_KEY.search(line) else line for line in masked]
        return self.masked[path, cell]


def without_credentials(lines: list[str]) -> list[str]:
    """As many lines, masked together; empty ones where that cannot be told apart any more."""
    cut = [line[:LONGEST] for line in lines]
    masked = mask("\n".join(cut)).split("\n")
    return masked if len(masked) == len(cut) else [""] * len(cut)
