"""One Python source: one parse, one walk. What it cannot parse goes to the error-tolerant reader."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from evaluator.facts.parsed import walk
from evaluator.facts.syntax import parsed
from evaluator.facts.text import decode_python, mask
from evaluator.facts.tolerant import read_tolerantly

if TYPE_CHECKING:
    import ast

    from evaluator.model.source import PythonSource

KIND = "python"
EDITION = 19
# What Python before 3.12 says of quotes and backslashes inside the braces of an f-string.
NESTED = (
    "f-string: expecting '}'", "f-string expression part cannot include a backslash", "f-string: unterminated string",
    "f-string: unmatched '['", "f-string: unmatched '('",
)  # fmt: skip
DEEPEST = 3_000


def matches(path: str) -> bool:
    """Python sources and stubs of scripts without an ending are read by name only."""
    return path.endswith((".py", ".pyw"))


def read(data: bytes) -> PythonSource:
    """What a source file says; ValueError when it is no text."""
    return read_text(mask(decode_python(data)), names=True)


def read_text(
    text: str, *, names: bool = False, measures: bool = True, tree: ast.Module | None = None, ordered: bool = True
) -> PythonSource:
    """What a source says; with `names` also those nobody defines; without `measures` less; `tree` where it was parsed already.

    Never raises: what cannot be parsed is read tolerantly, and says so. Without `ordered` its parts may be run in any order.
    """
    deepest = sys.getrecursionlimit()
    sys.setrecursionlimit(max(deepest, DEEPEST))
    try:
        return walk(tree or parsed(text), text, names=names, measures=measures, ordered=ordered)
    except SyntaxError as error:
        return read_tolerantly(text, "f-string" if error.msg.startswith(NESTED) else "syntax", error.lineno or 0)
    except (ValueError, RecursionError, MemoryError):
        return read_tolerantly(text, "limits", 0)
    finally:
        sys.setrecursionlimit(deepest)
