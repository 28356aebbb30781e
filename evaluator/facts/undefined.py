"""Names that a source reads and nobody defines, confirmed by pyflakes.

Our own walk knows which names no scope binds; pyflakes, which is slow, is asked only when one of them stays unexplained.
"""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.facts.statements import Statements

MOST = 50
# Names that a notebook, Databricks, Snakemake, a profiler, gettext or Python 2 puts there.
GIVEN = frozenset((
    "__file__", "__name__", "__doc__", "__path__", "__spec__", "__loader__", "__package__", "__builtins__", "__annotations__",
    "__module__", "__qualname__", "__class__", "__IPYTHON__", "WindowsError", "get_ipython", "display", "spark", "sc", "sqlContext",
    "dbutils", "snakemake", "profile", "_", "reveal_type", "reveal_locals", "unicode", "xrange", "raw_input", "basestring", "unichr",
    "long", "reduce", "file", "cmp", "execfile", "reload", "buffer", "intern", "apply", "coerce",
))  # fmt: skip
# What IPython and Databricks give a notebook besides: inputs and outputs by number, and what shows a page.
_SHOWN = regex(r"_{1,3}\d*|_i{1,3}\d*|In|Out|_[io]h|_dh|displayHTML|table|sql|ipython|_oh|exit|quit")
# With these, names may come from anywhere.
_OPAQUE = frozenset({"exec", "globals", "execfile", "vars"})


def undefined_names(tree: ast.Module, text: str, module: Statements, *, ordered: bool = True) -> tuple[tuple[int, str], ...]:
    """(line, name) of what is read and never defined; nothing where a star import, `exec` or `globals()` may define it.

    Cells of a notebook are run in any order: without `ordered` a name counts as defined wherever it is.
    """
    if any(each.name == "*" for each in module.imports) or module.names_read & _OPAQUE:
        return ()
    known = {(each.alias or each.module).partition(".")[0] for each in module.imports}
    known |= {each.name for each in module.functions if each} | {each.name for each in module.classes if each}
    known |= set(module.bindings()) | set(dir(builtins)) | GIVEN
    if not module.names_read - known:
        return ()
    found = _confirmed(tree, text, lazy=any(each.module == "__future__" and each.name == "annotations" for each in module.imports))
    if ordered or not found:
        return found
    known |= {each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)}
    return tuple(each for each in found if each[1] not in known and not _SHOWN.fullmatch(each[1]))


def _confirmed(tree: ast.Module, text: str, *, lazy: bool) -> tuple[tuple[int, str], ...]:
    from pyflakes.checker import Checker
    from pyflakes.messages import UndefinedName

    try:
        messages = Checker(tree, builtins=GIVEN).messages  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001  a foreign checker on a foreign file: what it cannot read accuses nobody
        return ()
    lines = text.splitlines()
    found = {(each.lineno, str(next(iter(each.message_args), ""))) for each in messages if isinstance(each, UndefinedName)}
    found -= set(_annotated(tree)) if lazy else set()
    return tuple(sorted(each for each in found if "noqa" not in _line(lines, each[0])))[:MOST]


def _annotated(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The names in annotations, which nobody evaluates when they are lazy."""
    for node in ast.walk(tree):
        said = (getattr(node, "annotation", None), getattr(node, "returns", None))
        for inner in (each for annotation in said if isinstance(annotation, ast.expr) for each in ast.walk(annotation)):
            if isinstance(inner, ast.Name):
                yield inner.lineno, inner.id


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""
