"""Notebook cells as plain Python with the same number of lines: magics, shell lines and Python 2 taken care of.

A cell that parses is left as it is; the rules are tried on failures only (98 of 100 cells parse). Most notebooks are parsed
once, whole: that tells of each cell that it parses.
"""

import ast
import bisect
import itertools
import re
import sys
from collections.abc import Sequence

import msgspec

from evaluator.facts.syntax import parsed
from evaluator.model.regex import regex

MAX_SHELL = 200
MAX_SHELL_TEXT = 500
MAX_LINE = 2_000

_PYTHON_MAGICS = "time timeit capture prun memit heat debug snakeviz scalene python python3 wandb px notify lprun"
_SHELL_MAGICS = "sh bash shell script cmd system ! zsh"
_PYTHON_CELL, _SHELL_CELL = (frozenset(f"%%{name}" for name in names.split()) for names in (_PYTHON_MAGICS, _SHELL_MAGICS))
_DATABRICKS = regex(r"%(?:sh|sql|md|scala|r|fs|run)(?:\s|\Z)")
_TIMED = regex(
    r"(\s*)%(?:time|timeit|prun|memit|lprun|mprun)\s+((?:-[a-zA-Z](?:\s?\d{1,9})?\s+|-f\s+\S{1,80}\s+|--?\w{1,20}\s+){0,6})(\S.*)"
)
_MAGIC = regex(r"\s*(?:!|%{1,2}[A-Za-z_]|%{2}|\?{1,2}\s?[\w.*%]|/[A-Za-z_][\w.]*\s)")
_HELP = regex(r"\s*[\w.%*\[\]'\"]{1,100}\?{1,2}\s*;?\s*(?:#.*)?\Z")
_ASSIGNED = regex(r"(\s*[A-Za-z_][\w.]{0,60}(?:\[[^\]=]{0,40}\])?(?:\s?,\s?[A-Za-z_][\w.]{0,60}){0,8}\s*)=\s*(?:!|%{1,2}[A-Za-z])")
# A line that is likely no Python, so that its cell is looked at before the whole notebook is parsed.
_ODD = regex(r"^[ \t]*[!%?/]|\?[ \t]*;?[ \t]*$|=[ \t]*[!%][^=]", re.MULTILINE)
_AUTOMAGIC = regex(
    r"\s*(?:cd|ls|ll|mkdir|rmdir|rm|cp|mv|cat|pip3?|conda|mamba|pwd|matplotlib|load_ext|reload_ext|autoreload|run|git|wget|curl|unzip|tar|python3?|apt|apt-get"
    r"|kaggle|time|timeit|env|who|whos|pylab)(?:\s+(?![=+*/<>!&|^%.,:)\]]|-[=\s]|in\s|is\s|and\s|or\s|if\s|not\s)\S.*)?\Z"
)

_PRINT = regex(r"(\s*|.*[:;]\s*)print\b(?!\s*\()(?:\s*>>\s*[\w.]{1,60}\s*,)?[ \t]*(.*)\Z")
_PRINT_TUPLE = regex(r"(\s*|.*[:;]\s*)print\s*(\(.*\)\s*[%,.].*)\Z")
_EXCEPT = regex(r"(\s*except\s+[\w.]{1,80}|\s*except\s*\([\w\s.,]{1,200}\))\s*,\s*(\w{1,60})\s*:")
_RAISE = regex(r"(\s*raise\s+[\w.]{1,80})\s*,\s*(.+)\Z")
_EXEC = regex(r"(\s*)exec\s+(?!\()(.+)\Z")
_OCTAL = regex(r"(?<![\w.])0(\d{1,8})(?![\w.])")
_LONG = regex(r"(?<![\w.])(\d{1,20})[lL]\b")
_UR = regex(r"\b[uU][rR](?=['\"])")


class Plain(msgspec.Struct, frozen=True):
    """A cell's lines as Python; `shell` its magics and shell lines as (line in cell, text); `problem` why it is left out or odd."""

    lines: tuple[str, ...]
    shell: tuple[tuple[int, str], ...] = ()
    problem: str = ""


def plain_cells(sources: Sequence[str]) -> tuple[list[Plain], ast.Module | None]:
    """The cells as Python, and the tree of all of them together where one parse told that each parses.

    It tells so where no statement crosses from one cell into the next. Else there is no tree and each cell was looked at alone.
    """
    guessed = [plain(source) if _ODD.search(source) else Plain(tuple(_lines(source))) for source in sources]
    try:
        tree = parsed("\n".join(line for cell in guessed for line in cell.lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [plain(source) for source in sources], None
    if _crosses(tree, guessed):
        return [plain(source) for source in sources], None
    return guessed, tree


def _crosses(tree: ast.Module, cells: Sequence[Plain]) -> bool:
    """Whether a statement begins in one cell and ends in another."""
    ends = list(itertools.accumulate(len(cell.lines) for cell in cells))
    for statement in tree.body:
        first = min([statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", ()))])
        if bisect.bisect_left(ends, first) != bisect.bisect_left(ends, statement.end_lineno or first):
            return True
    return False


def _lines(source: str) -> list[str]:
    return source.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ").split("\n")


def plain(source: str) -> Plain:
    """The cell as Python. A cell that cannot be made to parse becomes blank lines and a problem."""
    lines = _lines(source)
    source = "\n".join(lines)
    if parses(source):
        return Plain(tuple(lines))
    first = next((number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), 0)
    head = lines[first].strip()
    if head.startswith("%%") and head.split()[0] not in _PYTHON_CELL:
        return _foreign(lines, first, shell=head.split()[0] in _SHELL_CELL)
    if (
        _DATABRICKS.match(head)
        and (first < len(lines) - 1 or head.startswith(("%md", "%sql")))
        and not parses("\n".join(lines[first + 1 :]).strip() or "?")
    ):
        return _foreign(lines, first, shell=head.startswith("%sh"))
    return _by_rules(lines)


def parses(source: str) -> bool:
    """Whether this interpreter's parser takes the text; nothing is compiled or run."""
    return _parses_at(source) == 0


def _parses_at(source: str) -> int:
    """0, or the line at which parsing fails (1 when that is not known)."""
    try:
        parsed(source)
    except SyntaxError as error:
        return max(1, error.lineno or 1)
    except (ValueError, RecursionError, MemoryError):
        return 1
    return 0


def _foreign(lines: list[str], first: int, *, shell: bool) -> Plain:
    """A cell in another language: none of it is Python, of a shell cell each line is kept."""
    found = [(first + 1, lines[first].strip()[:MAX_SHELL_TEXT])]
    if shell:
        found += [(number, line.strip()[:MAX_SHELL_TEXT]) for number, line in enumerate(lines[first + 1 :], first + 2) if line.strip()]
    return Plain(("",) * len(lines), tuple(found[:MAX_SHELL]))


def _by_rules(lines: list[str]) -> Plain:
    lines = _dedented(lines)
    replaced, shell = _without_magics(lines)
    failed = _parses_at("\n".join(replaced))
    if not failed:
        return Plain(tuple(replaced), shell)
    modern = _modernised(replaced)
    if modern != replaced and parses("\n".join(modern)):
        return Plain(tuple(modern), shell, "Python 2")
    if _looks_like_python2(replaced):
        return Plain(("",) * len(lines), shell, "Python 2")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Plain(("",) * len(lines), shell, f"does not parse with Python {version}, line {min(failed, len(lines))}")


def _dedented(lines: list[str]) -> list[str]:
    """As IPython does: the first line's indentation is taken off every line that has it."""
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return [line.removeprefix(indent) for line in lines] if indent else lines


def _without_magics(lines: list[str]) -> tuple[list[str], tuple[tuple[int, str], ...]]:
    """The lines with each magic or shell line, continued lines included, replaced; and what they said."""
    result: list[str] = []
    shell: list[tuple[int, str]] = []
    number = 0
    while number < len(lines):
        replacement = _replacement(lines[number][:MAX_LINE])
        if replacement is None:
            result.append(lines[number])
            number += 1
            continue
        start = number
        while lines[number].rstrip().endswith("\\") and number + 1 < len(lines):
            number += 1
        text = " ".join(line.strip().rstrip("\\").strip() for line in lines[start : number + 1])
        shell.append((start + 1, text[:MAX_SHELL_TEXT]))
        keeps = replacement.strip() not in ("", "pass") and not replacement.rstrip().endswith("= None")
        result.append(replacement)
        result += lines[start + 1 : number + 1] if keeps else [""] * (number - start)
        number += 1
    return result, tuple(shell[:MAX_SHELL])


def _replacement(line: str) -> str | None:
    """What stands for a line that is no Python; None for a line that may be."""
    if line.lstrip().split(" ", 1)[0] in _PYTHON_CELL:
        return ""
    if timed := _TIMED.match(line):
        return timed[1] + timed[3]
    if _MAGIC.match(line) or _HELP.match(line) or _AUTOMAGIC.match(line):
        indent = line[: len(line) - len(line.lstrip())]
        return f"{indent}pass" if indent else ""
    if assigned := _ASSIGNED.match(line):
        return f"{assigned[1]}= None"
    return None


def _modernised(lines: list[str]) -> list[str]:
    """Python 2 written as Python 3, line by line, so that its calls can be read."""
    result: list[str] = []
    number = 0
    while number < len(lines):
        line = _modern_line(lines[number])
        match = (_PRINT.match(line[:MAX_LINE]) or _PRINT_TUPLE.match(line[:MAX_LINE])) if "print" in line else None
        if match is None or line.lstrip().startswith("#"):
            result.append(line)
            number += 1
            continue
        end = _logical_end(lines, number)
        statement = [f"{match[1]}print({match[2].lstrip()}", *(_modern_line(rest) for rest in lines[number + 1 : end + 1])]
        statement[-1] = _closed(statement[-1])
        result += statement
        number = end + 1
    return result


def _modern_line(line: str) -> str:
    if len(line) > MAX_LINE:
        return line
    line = _EXCEPT.sub(r"\1 as \2:", line)
    line = _RAISE.sub(r"\1(\2)", line)
    line = _EXEC.sub(r"\1exec(\2)", line)
    line = _OCTAL.sub(r"0o\1", _LONG.sub(r"\1", _UR.sub("r", line)))
    return line.replace("<>", "!=")


def _logical_end(lines: list[str], start: int) -> int:
    """The last line of the statement that begins at `start`: brackets are counted, strings are not looked into."""
    depth = 0
    for number in range(start, min(len(lines), start + 100)):
        line = lines[number]
        depth += sum(line.count(sign) for sign in "([{") - sum(line.count(sign) for sign in ")]}")
        if depth <= 0 and not line.rstrip().endswith("\\"):
            return number
    return start


def _closed(line: str) -> str:
    """The line with the print's bracket closed, before a comment or semicolon at its end."""
    match = re.match(r"((?:[^#'\"]|'[^']{0,500}'|\"[^\"]{0,500}\"){0,1000}?)(\s*(?:;\s*)?(?:#.*)?)\Z", line)
    return f"{match[1]}){match[2]}" if match else f"{line})"


def _looks_like_python2(lines: list[str]) -> bool:
    return any(_EXCEPT.match(line[:MAX_LINE]) or re.match(r"\s*print\s+(?![=(.,\[])['\"\w]", line[:MAX_LINE]) for line in lines)
