"""Do the notebooks tell the truth about their own run?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.notebooks import product_notebooks, run_of, strips_outputs, uses
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.notebooks import Run
    from evaluator.model.facts import Facts, Notebook
    from evaluator.model.result import Confidence

LARGE = 10
MOST = 4
ALMOST = 0.8
FAILS = regex(
    r"(?:won.?t|will not|does ?n.?t|not going to|should not|shouldn.?t) work|\berrors?\b|\bfails?\b|\braises?\b|\bbreaks?\b"
    r"|不能|错误|報錯|报错|エラー|오류|\bfehler|\berreur|\berro\b|no funciona|não funciona|ошибк",
    re.IGNORECASE,
)
_UNTOLD = regex(r"untitled[\s_-]?\d{0,4}|(?:copy of|copia de|kopie von|copie de|копия) .{1,200}|.{1,200}[\s_-]copy\d{0,3}|\d{1,4}")
_VAGUE = regex(
    r"(?:(?:my|the|project|final|new|old|main)[\s_-]?)?(?:notebook|main|test|playground|project|code|draft|scratch|sandbox|temp|tmp|nb|final|new|work)\d{0,2}"
)


def notebooks_executed(facts: Facts) -> Iterator[Evidence]:
    """Notebooks are kept as they were run, from the first cell to the last.

    Why: A notebook without outputs shows a reader on the web nothing; one that was run in part shows results without their cause.
    Fix: Restart the kernel, run all cells, save, and commit the notebook with its outputs.
    Ask: What would I see if I ran this notebook now?
    """
    found = [(notebook, run_of(notebook)) for notebook in product_notebooks(facts)]
    large = [each for each in found if each[1].cells >= LARGE]
    ran = any(run.numbered or run.outputs for _, run in found)
    for notebook, run in large or found:
        if run.numbered or run.outputs:
            yield _as_run(Location(notebook.path), notebook.path, run)
        elif not strips_outputs(facts):
            words = (
                f"none of the {run.cells} cells with code bears a number or an output"
                if run.cells > 1
                else "the cell bears no number and no output"
            )
            yield against(Location(notebook.path), words, "low" if ran else "high")


def notebooks_call_modules(facts: Facts) -> Iterator[Evidence]:
    """Notebooks use the functions of the project's modules.

    Why: What a notebook copies drifts away from the code that is tested and run.
    Fix: Move functions you need twice into a module, and import them in the notebook.
    Ask: If I mend the cleaning in the module, which notebooks still have the old one?
    """
    found = [(notebook, tuple(uses(facts, notebook))) for notebook in product_notebooks(facts)]
    told = [each for _, several in found for each in several]
    for place, words, sure in told[:MOST]:
        yield supports(place, words, sure)
    if found and not told:
        modules = any(not code.is_notebook and code.functions for code in facts.product)
        words = (
            "no notebook calls a function of the project's modules"
            if modules
            else "the project has no module with functions that a notebook could call"
        )
        yield against(REPOSITORY, words)


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


def _as_run(place: Location, path: str, run: Run) -> Evidence:
    """What the numbers and outputs of a notebook say of its run."""
    few = run.numbered < ALMOST * run.cells
    if few and run.numbered and run.cells - run.idle < ALMOST * run.cells:
        return against(Location(path, 1, run.first), f"{run.idle} of {run.cells} cells bear no number and no output, this one first", "low")
    if few:
        kept = f"{run.outputs} of {run.cells} cells keep an output, {run.numbered or 'none'} a number"
        return supports(place, f"{kept}: in which order they were run is not told", "low")
    if not run.outputs:
        return supports(place, f"{run.numbered} of {run.cells} cells bear a number, but none keeps an output", "low")
    if run.whole:
        return supports(place, f"all {run.cells} cells were run in order, from 1 to {run.numbered}{run.rest}")
    if run.rising:
        left = run.idle
        rest = f"; {left} of {run.cells} {'was' if left == 1 else 'were'} not run" if left else ""
        return supports(place, f"the cells were run from top to bottom, with gaps between their numbers{rest}{run.rest}")
    return supports(place, f"{run.numbered} of {run.cells} cells were run, though not from top to bottom")


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
