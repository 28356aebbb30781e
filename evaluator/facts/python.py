"""One Python source: one parse, one walk. What it cannot parse goes to the error-tolerant reader."""

from __future__ import annotations

import ast
import re
import sys
import warnings

from evaluator.facts.metrics import census
from evaluator.facts.statements import Statements
from evaluator.facts.syntax import count_statements, first_paragraph
from evaluator.facts.text import decode_python, mask
from evaluator.facts.tolerant import read_tolerantly
from evaluator.facts.undefined import undefined_names
from evaluator.model.source import Comment, PythonSource

KIND = "python"
EDITION = 3
MAX_COMMENT = 200
DEEPEST = 3_000

_EXPORTED = re.compile(r"^# (In\[[\d ]*\]:|coding: utf-8\n\n# In|%%|<codecell>)", re.MULTILINE)


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


def walk(tree: ast.Module, text: str, *, names: bool = False) -> PythonSource:
    """The facts of a parsed module."""
    module = Statements()
    module.block(tree.body)
    functions = tuple(each for each in module.functions if each is not None)
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    inside = sum(each.statements for each in functions if each.parent < 0)
    measures, numbers = census(tree, text)
    top = count_statements([each for each in tree.body if not isinstance(each, (*definitions, ast.Import, ast.ImportFrom))])
    return PythonSource(
        nodes=tuple(module.nodes.made),
        imports=tuple(module.imports),
        functions=functions,
        classes=tuple(each for each in module.classes if each is not None),
        bindings=module.bindings(),
        handlers=tuple(module.handlers),
        statements=tuple(module.statements),
        comments=comments(text),
        strings=tuple(module.strings),
        main_guard=module.main_guard,
        top_level=top,
        in_functions=inside,
        docstring=first_paragraph(tree),
        undefined=undefined_names(tree, text, module) if names else (),
        exported_notebook=bool(_EXPORTED.search(text)) or "get_ipython()" in text,
        metrics=measures,
        numbers=numbers,
    )


def comments(text: str) -> tuple[Comment, ...]:
    """Lines that are comments; trailing comments and those inside long strings do not matter here."""
    if "#" not in text:
        return ()
    lines = enumerate(text.splitlines(), 1)
    return tuple(Comment(number, line.strip()[1:].strip()[:MAX_COMMENT]) for number, line in lines if line.lstrip().startswith("#"))
