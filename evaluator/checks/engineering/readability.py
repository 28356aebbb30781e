"""Can a colleague read it?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.commands import runs_tool
from evaluator.checks.selectors.pipelines import runs
from evaluator.checks.selectors.standing import own
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

SIMPLE, WORST, SHARE, MAINTAINABLE = 10, 20, 0.9, 19
FEWEST_STATEMENTS = 30
STYLE = frozenset(
    {
        "ruff", "flake8", "black", "pylint", "mypy", "pyright", "basedpyright", "isort", "autopep8", "yapf",
        "pycodestyle", "pydocstyle", "bandit",
        "nbqa", "ty", "pyupgrade", "autoflake", "pyflakes", "wemake", "blue", "docformatter", "pytype", "pyre", "lintr", "styler",
    }
)  # fmt: skip
WORDS = re.compile(r"[-/_.\s]+")


def complexity_contained(facts: Facts) -> Iterator[Evidence]:
    """Functions stay simple enough to be followed (McCabe, radon's ranks).

    Why: A function with twenty paths needs twenty tests and is understood by nobody in a hurry.
    Fix: Split the most complex function: one function for each decision it takes.
    Ask: Which path through this function has never been run?
    """
    measured = [code for code in facts.product if not code.is_notebook and code.source.dialect == "python"]
    if sum(code.source.in_functions + code.source.top_level for code in measured) < FEWEST_STATEMENTS:
        return
    blocks = [(complexity, name, code, line) for code in measured for name, line, complexity in code.source.metrics.blocks]
    wrong = [block for block in blocks if block[0] > WORST]
    for complexity, name, code, line in sorted(wrong, key=lambda block: (-block[0], block[2].path, block[3])):
        yield against(code.at(line), f"`{name}` has cyclomatic complexity {complexity}, rank {_rank(complexity)}")
    simple = sum(1 for block in blocks if block[0] <= SIMPLE)
    if blocks and simple < SHARE * len(blocks):
        yield against(REPOSITORY, f"{simple} of {len(blocks)} functions and classes have rank A or B, fewer than nine of ten")
    low = [
        code for code in measured if code.source.metrics.maintainability is not None and code.source.metrics.maintainability <= MAINTAINABLE
    ]
    for code in low:
        yield against(Location(code.path), f"maintainability index {code.source.metrics.maintainability:.0f}, below rank A")
    if blocks and not wrong and not low and simple >= SHARE * len(blocks):
        yield supports(REPOSITORY, f"{simple} of {len(blocks)} functions and classes have rank A or B, none is above C")


def style_enforced(facts: Facts) -> Iterator[Evidence]:
    """A linter, formatter or type checker is run on every change.

    Why: What a machine can check, colleagues need not argue about.
    Fix: Add `ruff` as a pre-commit hook (`.pre-commit-config.yaml`) and as a step of the CI workflow.
    Ask: Which rule did you switch off, and why?
    """
    found = [*_hooks(facts), *_steps(facts), *_targets(facts)]
    yield from found
    if not found:
        yield against(REPOSITORY, "nothing runs a linter, formatter or type checker: no pre-commit hook, CI step or make target")


def _rank(complexity: int) -> str:
    """Radon's rank of a block above C: D to 30, E to 40, F beyond."""
    return "D" if complexity <= 30 else "E" if complexity <= 40 else "F"


def _hooks(facts: Facts) -> Iterator[Evidence]:
    for manifest in own(facts.manifests):
        if manifest.source.kind != "pre-commit":
            continue
        for key, value, line in manifest.source.values:
            named = key.endswith((".id", ".repo")) and STYLE & set(WORDS.split(value.lower()))
            if named or (key.endswith(".entry") and runs_tool(value, *STYLE)):
                yield supports(Location(manifest.path, line), f"a hook runs {value.rpartition('/')[2]}")
                break


def _steps(facts: Facts) -> Iterator[Evidence]:
    for ran in runs(facts):
        for tool in sorted(STYLE):
            if place := ran.running(tool):
                yield supports(place, f"the workflow runs {tool}")
                break


def _targets(facts: Facts) -> Iterator[Evidence]:
    for work in own(facts.stages):
        for target in work.source.targets:
            tool = next((each for each in sorted(STYLE) if any(runs_tool(command, each) for command in target.commands)), None)
            if tool:
                yield supports(Location(work.path, target.line), f"`{target.name or work.path}` runs {tool}")
