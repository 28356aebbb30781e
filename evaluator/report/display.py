"""The only way in which words of a reviewed repository become text for people.

No character may act: control characters, line breaks, escapes and direction marks are written out; two signs that a
build server obeys on its console (`::command::`, `##[command]`) are broken by a space of no width.
"""

import re
from collections.abc import Sequence

from evaluator.model.place import Location
from evaluator.model.regex import regex
from evaluator.model.review import Action

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPACES = regex(r"[^\S\r\n\v\f\x1c-\x1f\x85\u2028\u2029]")
_STACKED = regex(r"(?<=[\u0300-\u036f\u20d0-\u20ff]{4})[\u0300-\u036f\u20d0-\u20ff]")
_COMMAND = regex(r":(?=:)|##(?=\[)")

# No sketch of ours holds these: a tag, a character reference, the end of a fence, an address.
_LONG_NUMBER = regex(r"\d+\.\d{5,}")
_MARKUP = regex(r"[<&`~]|//|::|##\[")

LANGUAGES = ("python", "dockerfile", "yaml", "text", "markdown")
MOST_EXAMPLE_LINES = 12
MOST_EXAMPLE_SIGNS = 80
PATH_LIMIT = 300
LINE_LIMIT = 200
PROSE_LIMIT = 800


def display(value: str | bytes, limit: int = LINE_LIMIT) -> str:
    """One printable line of at most `limit` characters of the original."""
    text = value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    shown = _STACKED.sub(_written_out, "".join(_printable(char) for char in text[:limit]))
    return shown + ("..." if len(text) > limit else "")


def _printable(char: str) -> str:
    if char.isprintable() and char not in _BIDI:
        return char
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def _written_out(found: re.Match[str]) -> str:
    """A fifth accent on one letter: it would climb over the lines above."""
    return found.group().encode("unicode_escape").decode("ascii")


def snippet(value: str, limit: int = LINE_LIMIT) -> str:
    """A line of code as it stands, without its indentation; tabs and wide spaces become plain spaces."""
    return display(_SPACES.sub(" ", value[: limit * 4]).strip(), limit)


def block(lines: Sequence[str], limit: int = LINE_LIMIT) -> tuple[str, ...]:
    """Lines of code as they stand to each other: without the indentation that all of them have."""
    plain = [_SPACES.sub(" ", line[: limit * 4].expandtabs(4)) for line in lines]
    least = min((len(line) - len(line.lstrip()) for line in plain if line.strip()), default=0)
    return tuple(display(line[least:], limit) for line in plain)


def example(action: Action) -> tuple[str, ...]:
    """The lines of what an action looks like; none where a line could act, for a saved review may hold anything."""
    lines = tuple(action.example.split("\n")) if action.example and action.language in LANGUAGES else ()
    plain = all(line.isascii() and (not line or line.isprintable()) and len(line) <= MOST_EXAMPLE_SIGNS for line in lines)
    return lines if plain and len(lines) <= MOST_EXAMPLE_LINES and not _MARKUP.search(action.example) else ()


def prose(value: str, limit: int = PROSE_LIMIT) -> str:
    """Words: white space of any kind becomes one space."""
    return display(" ".join(value[: limit * 4].split()), limit)


def spans(value: str) -> list[tuple[str, bool]]:
    """Words cut at pairs of backticks: each piece, and whether it stood between two (as code in our own texts does)."""
    pieces = prose(value).split("`")
    if len(pieces) % 2 == 0:
        pieces[-2:] = ["`".join(pieces[-2:])]
    return [(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece]


def unobeyed(text: str) -> str:
    """The same text for a console or a job summary, where a build server looks for commands."""
    return _COMMAND.sub(lambda found: found.group() + "\u200b", text)


def place(at: Location) -> str:
    """`src/train.py:41`, `train.ipynb cell 4 line 3`, or "the whole repository"."""
    if not at.path:
        return "the whole repository"
    path = display(at.path, PATH_LIMIT)
    if at.cell is not None:
        return f"{path} cell {at.cell}" + (f" line {at.line}" if at.line else "")
    return f"{path}:{at.line}" if at.line else path


def in_words(identifier: str) -> str:
    """`split-before-fit` as words: Split before fit."""
    words = prose(identifier.replace("-", " ").replace("_", " "))
    return words[:1].upper() + words[1:]


def rounded(text: str) -> str:
    """A text whose numbers with many decimals have three."""
    return _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.3f}", text)


def gained(value: float) -> str:
    """What a step brings, in whole points: a page shows no more than that."""
    whole = int(value + 0.5)
    return f"+{whole} point{'s' if whole > 1 else ''}" if whole else "under 1 point"


def points(value: float) -> str:
    """Points with one decimal, the same width everywhere."""
    return f"{value + 0.0:.1f}"
