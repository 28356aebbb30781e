"""Can a colleague read it?"""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

from evaluator.checks.selectors.commands import runs_tool
from evaluator.checks.selectors.pipelines import runs
from evaluator.checks.selectors.standing import own
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator, Sized

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence
    from evaluator.model.source import Function

SIMPLE, WORST, SHARE, MAINTAINABLE = 10, 20, 0.9, 19
FEWEST_STATEMENTS, FEWEST_FUNCTIONS = 30, 3
MEDIAN, LONGEST, HALF = 25, 100, 0.5
STYLE = frozenset(
    {
        "ruff", "flake8", "black", "pylint", "mypy", "pyright", "basedpyright", "isort", "autopep8", "yapf",
        "pycodestyle", "pydocstyle", "bandit",
        "nbqa", "ty", "pyupgrade", "autoflake", "pyflakes", "wemake", "blue", "docformatter", "pytype", "pyre", "lintr", "styler",
    }
)  # fmt: skip
WORDS = regex(r"[-/_.\s]+")


def complexity_contained(facts: Facts) -> Iterator[Evidence]:
    """Functions stay simple enough to be followed (McCabe, radon's ranks).

    Why: A function with twenty paths needs twenty tests and is understood by nobody in a hurry.
    Fix: Split the most complex function: one function for each decision it takes.
    Ask: Which path through this function has never been run?
    """
    measured = [code for code in facts.product if not code.is_notebook and code.source.dialect == "python"]
    empty = {(code.path, each.line): each.statements for code in measured for each in code.functions if each.stub}
    if sum(code.source.in_functions + code.source.top_level for code in measured) - sum(empty.values()) < FEWEST_STATEMENTS:
        return
    named = ((code, *block) for code in measured for block in code.source.metrics.blocks)
    blocks = [(complexity, name, code, line) for code, name, line, complexity in named if (code.path, line) not in empty]
    wrong = [block for block in blocks if block[0] > WORST]
    for complexity, name, code, line in sorted(wrong, key=lambda block: (-block[0], block[2].path, block[3])):
        yield against(code.at(line), f"`{name}` has cyclomatic complexity {complexity}, rank {_rank(complexity)}")
    simple = sum(1 for block in blocks if block[0] <= SIMPLE)
    if blocks and simple < SHARE * len(blocks):
        yield against(REPOSITORY, f"{simple} of {len(blocks)} functions and classes have rank A or B, fewer than nine of ten")
    low = [code for code in measured if (index := code.source.metrics.maintainability) is not None and index <= MAINTAINABLE]
    for code in low:
        yield against(Location(code.path), f"maintainability index {code.source.metrics.maintainability:.0f}, below rank A")
    if blocks and not wrong and not low and simple >= SHARE * len(blocks):
        yield supports(REPOSITORY, f"{simple} of {len(blocks)} functions and classes have rank A or B, none is above C")


def functions_short(facts: Facts) -> Iterator[Evidence]:
    """Functions are short: half of them under 25 lines, none over 100.

    Why: A function that fits on a screen can be read, tested and moved.
    Fix: Cut the longest function where a comment announces the next step.
    Ask: Where would you cut this function?
    """
    found = [(each.end_line - each.line + 1, each.name, code, each.line) for code, each in _functions(facts)]
    if not found:
        return
    longest = sorted((each for each in found if each[0] > LONGEST), key=lambda each: (-each[0], each[2].path, each[3]))
    for length, name, code, line in longest:
        yield against(code.at(line), f"`{name}` is {length} lines long")
    middle = median(each[0] for each in found)
    if middle >= MEDIAN:
        yield against(REPOSITORY, f"the median of {len(found)} functions is {middle:.0f} lines")
    elif not longest:
        yield supports(REPOSITORY, f"the median of {len(found)} functions is {middle:.0f} lines, none is over {LONGEST}", _enough(found))


def docstrings_present(facts: Facts) -> Iterator[Evidence]:
    """Public functions and classes say what they are for.

    Why: A sentence at the top of a function saves reading its body.
    Fix: Write one sentence for each public function: what it gives back, in which unit or shape.
    """
    things = [(code, each.line, each.name, each.docstring) for code, each in _functions(facts) if _is_public(each.name)]
    things += [(code, each.line, each.name, each.docstring) for code in _scripts(facts) for each in code.classes if _is_public(each.name)]
    if not things:
        return
    said = [each for each in things if _says_more(each[2], each[3])]
    words = f"{len(said)} of {len(things)} public functions and classes have a docstring"
    if len(said) >= HALF * len(things):
        yield supports(said[0][0].at(said[0][1]), words, _enough(things))
    else:
        yield against(REPOSITORY, f"{words}, fewer than half")


def types_annotated(facts: Facts) -> Iterator[Evidence]:
    """Public functions state the types of what they take and give.

    Why: A reader, an editor and a type checker learn from a signature what would otherwise be found out by running.
    Fix: Annotate the functions that other files call first: `def load(path: Path) -> pd.DataFrame`.
    """
    found = [(code, each) for code, each in _functions(facts) if _is_public(each.name) and _takes_or_gives(each)]
    if not found:
        return
    typed = [(code, each) for code, each in found if _is_typed(each)]
    words = f"{len(typed)} of {len(found)} public functions are annotated"
    if len(typed) >= HALF * len(found):
        yield supports(typed[0][0].at(typed[0][1].line), words, _enough(found))
    else:
        yield against(REPOSITORY, f"{words}, fewer than half")


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


def _scripts(facts: Facts) -> list[Code]:
    return [code for code in facts.product if not code.is_notebook and code.source.dialect == "python"]


def _functions(facts: Facts) -> list[tuple[Code, Function]]:
    return [(code, each) for code in _scripts(facts) for each in code.functions if not each.stub]


def _enough(found: Sized) -> Confidence:
    """Of one or two functions little can be said."""
    return "high" if len(found) >= FEWEST_FUNCTIONS else "low"


def _is_public(name: str) -> bool:
    return not name.startswith("_")


def _says_more(name: str, docstring: str) -> bool:
    """A docstring that only repeats the name, as generators write it, says nothing."""
    words = {word for word in re.split(r"[^a-z0-9]+", docstring.lower()) if word}
    return bool(words - set(name.lower().split("_")) - {"the", "a", "function", "method", "class", "docstring"})


def _own_parameters(function: Function) -> list[str]:
    """Annotations of the parameters, `self` and `cls` left out."""
    pairs = zip(function.parameters, function.annotations, strict=False)
    return [written for at, (name, written) in enumerate(pairs) if not (at == 0 and name in ("self", "cls"))]


def _takes_or_gives(function: Function) -> bool:
    return bool(_own_parameters(function)) or bool(function.returns_annotation) or bool(function.returns)


def _is_typed(function: Function) -> bool:
    """Half of the parameters, or what it gives where it takes nothing."""
    taken = _own_parameters(function)
    return sum(1 for each in taken if each) >= HALF * len(taken) if taken else bool(function.returns_annotation)


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
        if place := ran.running(*STYLE):
            tool = next((each for each in sorted(STYLE) if ran.running(each) == place), "a linter")
            yield supports(place, f"the workflow runs {tool}")


def _targets(facts: Facts) -> Iterator[Evidence]:
    for work in own(facts.stages):
        for target in work.source.targets:
            text = "\n".join(target.commands)
            if runs_tool(text, *STYLE):
                tool = next(each for each in sorted(STYLE) if runs_tool(text, each))
                yield supports(Location(work.path, target.line), f"`{target.name or work.path}` runs {tool}")
