"""Can a colleague read it?"""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from evaluator.checks.selectors.commands import runs_tool
from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.naming import how_many, said_nothing
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
FLAT, FEW_STATEMENTS = 2, 12  # complexity; a hundred lines of so few statements are texts and tables
SENTENCE = 2  # words
MEDIAN, LONGEST, HALF = 25, 100, 0.5
FEW_NAMES, MANY_NAMES, NUMBERED = 0.01, 0.03, 0.25  # shares of all names
STYLE = frozenset(
    {
        "ruff", "flake8", "black", "pylint", "mypy", "pyright", "basedpyright", "isort", "autopep8", "yapf",
        "pycodestyle", "pydocstyle", "bandit",
        "nbqa", "ty", "pyupgrade", "autoflake", "pyflakes", "wemake", "blue", "docformatter", "pytype", "pyre", "lintr", "styler",
    }
)  # fmt: skip
MADE = frozenset({"manage.py", "asgi.py", "wsgi.py", "conf.py", "setup.py"})
EMPTY_FIELD = regex(r"\s*:(?:param|return|returns|rtype|raises|type)\b[^:]{0,80}(?::\s*)?")
WORDS = regex(r"[-/_.\s]+")


def complexity_contained(facts: Facts) -> Iterator[Evidence]:
    """Functions stay simple enough to be followed (McCabe, radon's ranks).

    Why: A function with twenty paths needs twenty tests and is understood by nobody in a hurry.
    Fix: Split the most complex function: one function for each decision it takes.
    Ask: Which path through this function has never been run?
    """
    measured = _scripts(facts)
    blocks = _blocks(measured)
    if sum(code.source.in_functions + code.source.top_level for code in measured) - _empty(measured) < FEWEST_STATEMENTS:
        return
    wrong = _tangled(blocks)
    for each in wrong:
        yield against(each.at, f"`{each.name}` has cyclomatic complexity {each.complexity}, rank {_rank(each.complexity)}")
    simple = sum(1 for block in blocks if block.complexity <= SIMPLE)
    most = simple >= SHARE * len(blocks)
    if not most:
        yield against(REPOSITORY, f"{simple} of {len(blocks)} functions, methods and classes have rank A or B, fewer than nine of ten")
    low = [code for code in measured if (index := code.source.metrics.maintainability) is not None and index <= MAINTAINABLE]
    for code in low:
        yield against(Location(code.path), f"maintainability index {code.source.metrics.maintainability:.0f}, below rank A")
    if blocks and most and not (wrong or low):
        yield supports(
            REPOSITORY, f"{simple} of {len(blocks)} functions, methods and classes have rank A or B, none is above C", _enough(blocks)
        )


class Block(NamedTuple):
    """A function, method or class as radon counts it."""

    complexity: int
    name: str
    at: Location


def _blocks(measured: list[Code]) -> list[Block]:
    """The blocks of all files, those that are stubs left out."""
    empty = {(code.path, each.line) for code in measured for each in code.functions if each.stub}
    return [
        Block(complexity, name, code.at(line))
        for code in measured
        for name, line, complexity in code.source.metrics.blocks
        if (code.path, line) not in empty
    ]


def _empty(measured: list[Code]) -> int:
    """How many statements stubs hold."""
    return sum(each.statements for code in measured for each in code.functions if each.stub)


def _tangled(blocks: list[Block]) -> list[Block]:
    """What is too complex, the worst first; a class only where none of its methods is."""
    wrong = sorted((each for each in blocks if each.complexity > WORST), key=lambda each: (-each.complexity, each.at.path, each.at.line))
    return [each for each in wrong if not any(other.at.path == each.at.path and other.name.startswith(f"{each.name}.") for other in wrong)]


def functions_short(facts: Facts) -> Iterator[Evidence]:
    """Functions are short: half of them under 25 lines, none over 100.

    Why: A function that fits on a screen can be read, tested and moved.
    Fix: Cut the longest function where a comment announces the next step.
    Ask: Where would you cut this function?
    """
    found = [(each.end_line - each.line + 1 - each.docstring_lines, each, code) for code, each in _functions(facts)]
    if not found:
        return
    longest = sorted((each for each in found if each[0] > LONGEST), key=lambda each: (-each[0], each[2].path, each[1].line))
    for length, each, code in longest:
        told = f"`{each.name}` is {length} lines long{', its docstring left out' if each.docstring_lines else ''}"
        flat = _flat(code, each)
        yield against(code.at(each.line), told + flat, "low" if flat else "high")
    middle = median(each[0] for each in found)
    told = f"functions outside notebooks: {len(found)}; their median length without docstrings is {middle:g} lines"
    if middle >= MEDIAN:
        yield against(REPOSITORY, told)
    elif not longest:
        yield supports(REPOSITORY, f"{told}, none is over {LONGEST}", _enough(found))


def names_telling(facts: Facts) -> Iterator[Evidence]:
    """Names say what they hold or do.

    Why: A name is read ten times as often as it is written; a telling one saves the reader the code behind it.
    Fix: Rename what stands in for a name (`func1`, `df2_final_new`) after what it holds: `monthly_sales`, `drop_empty_rows`.
    Ask: Which name here would you change first?
    """
    if sum(_statements(code) for code in facts.product) < FEWEST_STATEMENTS:
        return
    told, bad = list(how_many(facts)), list(said_nothing(facts))
    total = max(sum(names for _, names, _ in told), 1)
    numbered = sum(rows for _, _, rows in told)
    if len(bad) >= FEW_NAMES * total:
        sure: Confidence = "high" if len(bad) >= max(FEWEST_FUNCTIONS, MANY_NAMES * total) else "low"
        yield from (against(each.at, f"`{each.name}` {each.why}", sure) for each in bad)
    elif numbered >= NUMBERED * total:
        most = max(told, key=lambda each: each[2])
        yield against(most[0], f"{numbered} of {total} names differ from others but by a number, the most of them here", "low")
    else:
        few = f"{len(bad)} of them {'is' if len(bad) == 1 else 'are'}" if bad else "none of them is"
        yield supports(REPOSITORY, f"looked at {total} names of functions, classes and variables; {few} a stand-in, or tells only a turn")


def _statements(code: Code) -> int:
    """The statements of a file that do something: those of empty functions are none."""
    return code.source.in_functions + code.source.top_level - sum(each.statements for each in code.functions if each.stub)


def docstrings_present(facts: Facts) -> Iterator[Evidence]:
    """Public functions and classes say what they are for.

    Why: A sentence at the top of a function saves reading its body.
    Fix: Write one sentence for each public function: what it gives back, in which unit or shape.
    """
    things = [(code, each.line, each.name, each.docstring) for code, each in _functions(facts) if _is_public(each.name) and each.parent < 0]
    things += [(code, each.line, each.name, each.docstring) for code in _scripts(facts) for each in code.classes if _is_public(each.name)]
    if not things:
        return
    said = [each for each in things if _says_more(each[2], each[3])]
    words = f"{len(said)} of {len(things)} public functions, methods and classes have a docstring beyond their name (notebooks left out)"
    if len(said) >= HALF * len(things):
        near = near_model(facts)
        thin = [(_is_hidden(each[0]), each[0].path not in near, len(each[3].split()) < SENTENCE or each[3][0] == ":") for each in said]
        code, line, *_ = said[min(range(len(said)), key=thin.__getitem__)]
        yield supports(code.at(line), f"{words}, such as this one", _enough(things))
    else:
        yield against(REPOSITORY, f"{words}, fewer than half")


def types_annotated(facts: Facts) -> Iterator[Evidence]:
    """Public functions state the types of what they take and give.

    Why: A reader, an editor and a type checker learn from a signature what would otherwise be found out by running.
    Fix: Annotate the functions that other files call first: `def load(path: Path) -> pd.DataFrame`.
    """
    found = [(code, each) for code, each in _functions(facts) if _is_public(each.name) and each.parent < 0 and _takes_or_gives(each)]
    if not found:
        return
    typed = [(code, each) for code, each in found if _is_typed(each)]
    words = f"{len(typed)} of {len(found)} public functions and methods type half of their parameters (or their result, if they take none)"
    if len(typed) >= HALF * len(found):
        near = near_model(facts)
        code, best = max(typed, key=lambda each: (*_whole(each[1]), not _is_hidden(each[0]), each[0].path in near))
        yield supports(code.at(best.line), f"{words}, such as this one", _enough(found))
    else:
        yield against(REPOSITORY, f"{words}, fewer than half")


def style_enforced(facts: Facts) -> Iterator[Evidence]:
    """A linter, formatter or type checker is run: by a hook, a CI step or a make target.

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


def _flat(code: Code, function: Function) -> str:
    """What makes a function long by what it holds and not by what it does: a parser's options, a table, a page of HTML."""
    complexity = next((each for _, line, each in code.source.metrics.blocks if line == function.line), SIMPLE)
    if function.statements <= FEW_STATEMENTS:
        return f", though it holds {function.statements} statements"
    return ", though it takes no decision of its own" if complexity <= FLAT else ""


def _is_hidden(code: Code) -> bool:
    """Whether a file shows little of the author's hand: a hidden one, or what Django writes."""
    return code.path.startswith(".") or code.path.rpartition("/")[2] in MADE


def _enough(found: Sized) -> Confidence:
    """Of one or two functions little can be said."""
    return "high" if len(found) >= FEWEST_FUNCTIONS else "low"


def _is_public(name: str) -> bool:
    return not name.startswith("_")


def _says_more(name: str, docstring: str) -> bool:
    """A docstring that only repeats the name or lists parameters without a word, as generators write it, says nothing."""
    told = docstring if ":" not in docstring else "\n".join(line for line in docstring.splitlines() if not EMPTY_FIELD.fullmatch(line))
    words = {word for word in re.split(r"[^a-z0-9]+", told.lower()) if word}
    return bool(words - set(name.lower().split("_")) - {"the", "a", "function", "method", "class", "docstring"})


def _own_parameters(function: Function) -> list[str]:
    """Annotations of the parameters, `self` and `cls` left out."""
    pairs = zip(function.parameters, function.annotations, strict=False)
    return [written for at, (name, written) in enumerate(pairs) if not (at == 0 and name in ("self", "cls"))]


def _takes_or_gives(function: Function) -> bool:
    return bool(_own_parameters(function)) or function.returns_annotation not in ("", "None") or bool(function.returns)


def _is_typed(function: Function) -> bool:
    """Half of the parameters, or what it gives where it takes nothing."""
    taken = _own_parameters(function)
    return sum(1 for each in taken if each) >= HALF * len(taken) if taken else bool(function.returns_annotation)


def _whole(function: Function) -> tuple[bool, bool]:
    """Whether the result is typed, and every parameter."""
    return bool(function.returns_annotation), all(_own_parameters(function))


def _rank(complexity: int) -> str:
    """Radon's rank of a block above C: D to 30, E to 40, F beyond."""
    return "D" if complexity <= 30 else "E" if complexity <= 40 else "F"


def _hooks(facts: Facts) -> Iterator[Evidence]:
    """The hook that runs such a tool: by its id or command, else by its repository."""
    for manifest in own(facts.manifests):
        if manifest.source.kind != "pre-commit":
            continue
        found = [(key, value, line) for key, value, line in manifest.source.values if _names_style(key, value)]
        for _, value, line in sorted(found, key=lambda each: each[0].endswith(".repo"))[:1]:
            yield supports(Location(manifest.path, line), f"a hook runs {value.rpartition('/')[2].removesuffix('.git')}")


def _names_style(key: str, value: str) -> bool:
    named = key.endswith((".id", ".repo")) and bool(STYLE & set(WORDS.split(value.lower())))
    return named or (key.endswith(".entry") and runs_tool(value, *STYLE))


def _steps(facts: Facts) -> Iterator[Evidence]:
    for ran in runs(facts):
        if (done := ran.doing(*sorted(STYLE))) is not None:
            yield supports(done.at, str(done) if done.firm else f"{done}, and its failure is ignored", "high" if done.firm else "low")


def _targets(facts: Facts) -> Iterator[Evidence]:
    """The first target of each file that runs such a tool."""
    for work in own(facts.stages):
        for target in work.source.targets:
            text = "\n".join(target.commands)
            if tool := next((each for each in sorted(STYLE) if runs_tool(text, each)), ""):
                yield supports(Location(work.path, target.line if target.name else 0), f"`{target.name or work.path}` runs {tool}")
                break
