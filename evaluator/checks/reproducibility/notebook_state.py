"""Do the notebooks tell the truth about their own run?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.model.place import Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts, Notebook
    from evaluator.model.result import Confidence

LARGE = 10
FAILS = regex(
    r"(?:won.?t|will not|does ?n.?t|not going to|should not|shouldn.?t) work|\berrors?\b|\bfails?\b|\braises?\b|\bbreaks?\b"
    r"|不能|错误|報錯|报错|エラー|오류|\bfehler|\berreur|\berro\b|no funciona|não funciona|ошибк",
    re.IGNORECASE,
)
_UNTOLD = regex(r"untitled[\s_-]?\d{0,4}|(?:copy of|copia de|kopie von|copie de|копия) .{1,200}|.{1,200}[\s_-]copy\d{0,3}|\d{1,4}")
_VAGUE = regex(
    r"(?:(?:my|the|project|final|new|old|main)[\s_-]?)?(?:notebook|main|test|playground|project|code|draft|scratch|sandbox|temp|tmp|nb|final|new|work)\d{0,2}"
)


def notebooks_in_order(facts: Facts) -> Iterator[Evidence]:
    """Notebooks were run from top to bottom without an error.

    Why: Cells run out of order show results that nobody, the author included, can get again.
    Fix: Restart the kernel, run all cells, and save.
    Ask: If I restart this notebook and run all cells, do I see these numbers?
    """
    counted = [notebook for notebook in facts.notebooks if notebook.role in ("product", "notebook") and _counts(notebook)]
    large = [notebook for notebook in counted if len(_code(notebook)) >= LARGE]
    for notebook in large or counted:
        problem = _problem(facts, notebook)
        if problem:
            cell, words, confidence = problem
            yield against(Location(notebook.path, 1, cell), words, confidence)
        else:
            yield supports(Location(notebook.path), "the numbers of the cells that were run rise from top to bottom, none left an error")


def notebooks_named(facts: Facts) -> Iterator[Evidence]:
    """Notebooks have names that tell what is in them.

    Why: Somebody who opens the folder must find the notebook that matters without opening them all.
    Fix: Name each for what it does, in the order of work: `01-explore.ipynb`, `02-train.ipynb`.
    Ask: Which of these notebooks would you show first, and how would I find it?
    """
    for notebook in facts.notebooks:
        if notebook.role not in ("product", "notebook"):
            continue
        name = notebook.path.rpartition("/")[2].removesuffix(".ipynb")
        if _UNTOLD.fullmatch(name.strip().casefold()):
            yield against(Location(notebook.path), "its name is the one that the editor gave, or that of a copy")
        elif _VAGUE.fullmatch(name.strip().casefold()):
            yield against(Location(notebook.path), "its name does not tell what is in it", "low")
        else:
            yield supports(Location(notebook.path), "its name is one that somebody chose")


def _code(notebook: Notebook) -> list[tuple[int, int]]:
    """(cell number, execution count) of the cells that were run; an empty cell runs nothing, whatever its count."""
    cells = (cell for cell in notebook.source.cells if cell.kind == "code" and cell.lines)
    return [(cell.number, cell.execution_count) for cell in cells if cell.execution_count]


def _counts(notebook: Notebook) -> bool:
    return bool(_code(notebook))


def _is_meant(facts: Facts, notebook: Notebook, number: int) -> bool:
    """Whether a comment of a cell says that it is to fail (`# this won't work`)."""
    code = facts.code_at(notebook.path)
    said = code.source.comments if code is not None else ()
    return code is not None and any(FAILS.search(each.text) and code.at(each.line).cell == number for each in said)


def _problem(facts: Facts, notebook: Notebook) -> tuple[int, str, Confidence] | None:
    """The first cell that tells of another order, or of an error left in; a cell copied with its count is only a question."""
    for cell in notebook.source.cells:
        failed = next((output for output in cell.outputs if output.kind in ("error", "pyerr")), None)
        if failed is not None and not _is_meant(facts, notebook, cell.number):
            by_hand = failed.error == "KeyboardInterrupt"
            words = "this cell was stopped by hand before its end" if by_hand else "an error is left in the output of this cell"
            return cell.number, words, "high"
    highest = 0
    copied: tuple[int, str, Confidence] | None = None
    for number, count in _code(notebook):
        if count < highest:
            return number, f"this cell was run as number {count}, though a cell above it was run as number {highest}", "high"
        if count == highest:
            copied = copied or (number, f"this cell and the one above it both bear the number {count}: one is a copy", "low")
        highest = count
    return copied
