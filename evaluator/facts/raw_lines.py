"""Radon's raw line counts in one lexical pass.

`radon.raw.analyze` tokenizes a growing buffer again for each line of a multi-line statement: quadratic, so a pasted table of
20,000 rows never ends (rubik/radon#223). The definitions here are radon's; the tests hold the two equal.
"""

import io
import re
import sys
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

from evaluator.model.regex import regex

_LONGEST = 2_000_000  # characters; longer text is counted by line ends alone


class RawLines(NamedTuple):
    """Counts of lines as `radon.raw.Module` defines them; `multi` are lines of multi-line strings that stand alone."""

    loc: int
    lloc: int
    sloc: int
    comments: int
    multi: int
    blank: int
    single_comments: int


def count_lines(text: str) -> RawLines:
    """Count the lines of Python source as `radon.raw.analyze` does, in time linear in the text.

    Where radon raises (it takes U+2028, form feed and the like for line ends, even in a string), those characters are
    read as spaces, which is what Python itself does. Raises ValueError for text that is not Python by its tokens.
    """
    if len(text) > _LONGEST:
        raise ValueError("text is too long to be measured")
    try:
        return _count("".join(f"{line.strip()}\n" for line in text.splitlines()))
    except ValueError:
        plain = _NOT_A_LINE_END.sub(" ", text)
        return _count("".join(f"{line.strip()}\n" for line in plain.splitlines()))


_NOT_A_LINE_END = regex("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def _string() -> str:
    """Return the pattern of one string without its prefix; since Python 3.12 f-strings are left to the tokenizer."""
    bodies = []
    for quote in "'\"":
        bodies.append(rf"{quote * 3}(?:[^{quote}\\]++|\\.|{quote}(?!{quote * 2}))*+{quote * 3}")
        bodies.append(rf"{quote}(?!{quote * 2})(?:[^{quote}\\\n]++|\\.)*+{quote}")
    guard = "(?<![fFtT])(?<![fFtT][rR])" if sys.version_info >= (3, 12) else ""
    return rf"{guard}(?:{'|'.join(bodies)})"


def _statement(string: str, depth: int = 4) -> str:
    """Return the pattern of a logical line whose brackets nest at most `depth` deep; possessive, so never exponential."""
    inner = ""
    for _ in range(depth):
        inner = rf"[(\[{{](?:[^'\"#()\[\]{{}}\\]++|{string}|#[^\n]*+{'|' + inner if inner else ''})*+[)\]}}]"
    return rf"(?:[^'\"#()\[\]{{}}\\;\n]++|{string}|{inner})++(?:#[^\n]*+)?+\n"


_STRING = _string()
_BLANK, _COMMENTS, _PLAIN, _LONE_STRING, _STATEMENT = range(1, 6)
_NEXT = regex(
    rf"(\n++)|((?:#[^\n]*+\n)++)|((?:[^'\"#()\[\]{{}}\\;:\n]++:?\n)++)|([a-zA-Z]{{0,2}}{_STRING}\n)|({_statement(_STRING)})",
    re.DOTALL,
)
_STRING_OR_COMMENT = regex(rf"{_STRING}|#[^\n]*", re.DOTALL)


def _count(code: str) -> RawLines:
    """Count lines of `code`, whose lines carry no white space at either end and all end in a line feed."""
    lloc = sloc = comments = multi = blank = single = 0
    position, end = 0, len(code)
    while position < end:
        match = _NEXT.match(code, position)
        kind = match.lastindex if match else 0
        stop = match.end() if match else _end_by_tokens(code, position)
        rows = code.count("\n", position, stop)
        if kind == _BLANK:
            blank += rows
        elif kind == _PLAIN:
            sloc += rows
            lloc += rows
        elif kind == _COMMENTS:
            comments += rows
            single += rows
        else:
            gaps = _gaps(code[position:stop]) if rows > 1 else 0
            blank += gaps
            if kind == _LONE_STRING:
                lloc += 1
                single += rows == 1
                multi += rows - gaps if rows > 1 else 0
            else:
                logical, notes = (_logical if kind else _logical_by_tokens)(code[position:stop])
                lloc += logical
                comments += notes
                sloc += rows - gaps
        position = stop
    return RawLines(sloc + blank + multi + single, lloc, sloc, comments, multi, blank, single)


def _gaps(piece: str) -> int:
    """Count the empty lines within a piece that ends in a line feed."""
    return sum(not row for row in piece.split("\n")) - 1 if "\n\n" in piece else 0


def _logical(statement: str) -> tuple[int, int]:
    """Return the logical lines and the comments of one statement: a colon within the line makes two of it."""
    notes = 0
    if ":" in statement or "#" in statement:
        bare = _STRING_OR_COMMENT.sub(_mark, statement) if _QUOTE_OR_HASH.search(statement) else statement
        notes = bare.count("#")
        bare = bare.replace("#", "").replace(":=", "")
        return 1 + (":" in bare and not bare.rstrip().endswith(":")), notes
    return 1, notes


_QUOTE_OR_HASH = regex("['\"#]")


def _mark(match: re.Match[str]) -> str:
    return "#" if match[0][0] == "#" else "'"


def _tokens(code: str, position: int) -> Iterator[tokenize.TokenInfo]:
    """Yield the tokens from `position` to the end of the logical line."""
    lines = io.StringIO(code)
    lines.seek(position)
    try:
        for token in tokenize.generate_tokens(lines.readline):
            yield token
            if token.type == tokenize.NEWLINE:
                return
    except (tokenize.TokenError, SyntaxError) as error:
        raise ValueError("not Python by its tokens") from error
    raise ValueError("not Python by its tokens")


def _end_by_tokens(code: str, position: int) -> int:
    row = 0
    for token in _tokens(code, position):
        if token.type == tokenize.ERRORTOKEN and token.string.strip():
            raise ValueError("not Python by its tokens")
        row = token.end[0]
    for _ in range(row):
        position = code.index("\n", position) + 1
    return position


_SILENT = frozenset({tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT})


def _logical_by_tokens(statement: str) -> tuple[int, int]:
    """Do as `_logical` for what the patterns leave: semicolons, continued lines, deep brackets."""
    logical = notes = after = 0
    colon = some = False
    for token in _tokens(statement, 0):
        if token.type == tokenize.COMMENT:
            notes += 1
        elif token.type in _SILENT:
            pass
        elif token.string == ";" and token.type == tokenize.OP:
            # Radon looks for the colon one token before the end, where only the last part has an end marker.
            logical += (2 - (after == 1)) if colon else some
            colon = some = False
        elif token.string == ":" and token.type == tokenize.OP:
            colon, some, after = True, True, 0
        else:
            some = True
            after += 1
    return logical + ((2 - (after == 0)) if colon else some), notes
