"""What notebooks were saved with, and what of the project's own code they use."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.ground import ground_of
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.shell import simple_commands
from evaluator.checks.selectors.standing import own
from evaluator.model.code import PRODUCT
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts, Notebook
    from evaluator.model.result import Confidence

    Told = tuple[Location, str, Confidence]

STRIPS = ("nbstripout", "nb-clean", "nbconvert", "jupyter-notebook-cleanup", "clear-notebook", "nbqa-clean")
_INSTALLS = regex(r"^\s*[!%]\s*(?:pip|conda|apt|apt-get|uv)\b")
_RUNS = regex(r"^\s*%run\s+(?:-\w+\s+)*[\"']?([\w./\\-]{1,200})")
_PROGRAM = regex(r"^\s*!\s*(?:\w+=\S+\s+)*(?:[\w./-]{0,60}?python[\d.]*|uv run|poetry run)\b")
LONGEST = 2_000


class Run(msgspec.Struct, frozen=True):
    """How a notebook was saved: its cells with code, how many bear a number, whether the numbers rise and are whole, and their outputs.

    `idle` are the cells that bear neither a number nor an output, `first` is the first of them, 0 for none.
    """

    cells: int
    numbered: int
    idle: int
    first: int
    rising: bool
    whole: bool
    outputs: int
    failed: bool = False

    @property
    def rest(self) -> str:
        """What is to be added where a cell was left with an error."""
        return "; one left an error" if self.failed else ""


def run_of(notebook: Notebook) -> Run:
    """How a notebook was saved; a cell without code counts for nothing."""
    cells = [cell for cell in notebook.source.cells if cell.kind == "code" and cell.lines]
    counts = [cell.execution_count for cell in cells if cell.execution_count]
    rising = all(one <= other for one, other in pairwise(counts))
    idle = [cell.number for cell in cells if not cell.execution_count and not cell.outputs]
    whole = rising and len(counts) == len(cells) and counts[:1] == [1] and counts[-1:] == [len(counts)]
    failed = any(output.kind in ("error", "pyerr") for cell in cells for output in cell.outputs)
    return Run(len(cells), len(counts), len(idle), next(iter(idle), 0), rising, whole, sum(1 for cell in cells if cell.outputs), failed)


@kept
def strips_outputs(facts: Facts) -> bool:
    """Whether a hook or a filter of Git takes the outputs out of notebooks before they are committed."""
    hooks = (value for each in facts.manifests if each.source.kind == "pre-commit" for _, value, _ in each.source.values)
    filters = (line for each in facts.lines if each.path.endswith(".gitattributes") for line in each.source.lines if ".ipynb" in line)
    return any(word in text for text in (*hooks, *filters) for word in STRIPS)


def product_notebooks(facts: Facts) -> Iterator[Notebook]:
    """The project's own notebooks that hold code."""
    return (
        each for each in facts.notebooks if each.role in PRODUCT and any(cell.kind == "code" and cell.lines for cell in each.source.cells)
    )


def uses(facts: Facts, notebook: Notebook) -> Iterator[Told]:
    """Calls in a notebook of functions that the project's own files define, and programs of the project that it starts."""
    code = facts.code_at(notebook.path)
    if code is not None:
        call = _called(code)
        if call is not None:
            home = call.name.removeprefix("project:").rpartition(":")[0].rpartition("/")[2]
            yield call.at, f"`{call.method}` of the project's {home} is called", "high"
            return
    yield from _started(facts, notebook)


def _called(code: Code) -> Call | None:
    """The first call of something that another file of the project defines."""
    local = {path for path in code.local_imports if path != code.path and path.endswith(".py")}
    if not local:
        return None
    return next(
        (call for call in code.called if call.own and call.name.removeprefix("project:").rpartition(":")[0] in local), None
    ) or next(
        (call for call in code.called if call.own and not call.name.startswith(f"project:{code.path}:") and ".py:" in call.name), None
    )


def _started(facts: Facts, notebook: Notebook) -> Iterator[Told]:
    folder = notebook.path.rpartition("/")[0]
    ground = ground_of(facts)
    for cell in notebook.source.cells:
        for line, text in cell.shell:
            ran = _RUNS.match(text[:LONGEST])
            if ran is not None:
                path, there = ground.holds(folder, ran[1] if ran[1].endswith((".py", ".ipynb")) else f"{ran[1]}.py")
                if there and path.endswith(".py"):
                    yield Location(notebook.path, line, cell.number), f"{path.rpartition('/')[2]} of the project is run here", "high"
                    return
            elif _PROGRAM.match(text[:LONGEST]) and not _INSTALLS.match(text):
                for command in simple_commands(text[:LONGEST].lstrip("! ")):
                    named = next((word for word in command.words if word.endswith(".py")), "")
                    path, there = _program(facts, folder, named) if named else ("", False)
                    if there:
                        yield (
                            Location(notebook.path, line, cell.number),
                            f"{path.rpartition('/')[2]} of the project is started here",
                            "high",
                        )
                        return


def _program(facts: Facts, folder: str, named: str) -> tuple[str, bool]:
    """The project's program of a name: beside the notebook, from the root, or the only one of that path's end."""
    for base in (folder, ""):
        path, there = ground_of(facts).holds(base, named)
        if there:
            return path, True
    tail = named.removeprefix("./").split("/")[-2:]
    found = [code.path for code in own(facts.product) if code.path.split("/")[-len(tail) :] == tail]
    return (found[0], True) if len(found) == 1 and len(tail) > 1 else ("", False)
