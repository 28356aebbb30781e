"""One Python source: one parse, one walk. What it cannot parse goes to the error-tolerant reader."""

from __future__ import annotations

import ast
import sys
import warnings
from typing import TYPE_CHECKING

from evaluator.facts.parsed import walk
from evaluator.facts.text import decode_python, mask
from evaluator.facts.tolerant import read_tolerantly

if TYPE_CHECKING:
    from evaluator.model.source import PythonSource

KIND = "python"
EDITION = 3
DEEPEST = 3_000


def matches(path: str) -> bool:
    """Python sources and stubs of scripts without an ending are read by name only."""
    return path.endswith((".py", ".pyw"))


def read(data: bytes) -> PythonSource:
    """What a source file says; ValueError when it is no text."""
    return read_text(mask(decode_python(data)), names=True)


def read_text(text: str, *, names: bool = False) -> PythonSource:
    """What a source says; with `names` also those nobody defines. Never raises: what cannot be parsed is read tolerantly, and says so."""
    deepest = sys.getrecursionlimit()
    sys.setrecursionlimit(max(deepest, DEEPEST))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, filename="<file>")
        return walk(tree, text, names=names)
    except SyntaxError as error:
        return read_tolerantly(text, "syntax", error.lineno or 0)
    except (ValueError, RecursionError, MemoryError):
        return read_tolerantly(text, "limits", 0)
    finally:
        sys.setrecursionlimit(deepest)
