"""A split that can be had again and keeps the shares of the target, and a first test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.named_facts import metric_names, model_names
from evaluator.checks.selectors.plain_words import failed, is_dotted, is_name
from evaluator.checks.selectors.split_again import split_again
from evaluator.checks.selectors.standing import is_aside, is_example
from evaluator.model.regex import regex
from evaluator.model.review import Sketch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Result
    from evaluator.model.source import Function

# What a function may call that gives a plain value for plain values.
QUIET = frozenset({
    "len", "sum", "min", "max", "abs", "round", "int", "float", "str", "bool", "list", "dict", "set", "tuple", "sorted", "range", "zip",
    "enumerate", "isinstance", "any", "all", "map", "filter", "reversed", ".strip", ".lstrip", ".rstrip", ".lower", ".upper", ".split",
    ".join", ".replace", ".startswith", ".endswith", ".append", ".extend", ".items", ".keys", ".values", ".get", ".format", ".title",
    ".capitalize", ".isdigit", ".isalpha", ".count", ".sub", ".findall", ".match", ".search", ".group", ".add", ".update",
})  # fmt: skip
QUIET_MODULES = ("re.", "math.", "string.", "unicodedata.", "str.", "list.", "dict.", "builtins.str.")
TABLES = regex(r"df|data|frame|dataset|array|tensor|model|path|file|url|^[xX]$|img|image|batch|self|cls|conn|session|client")
MOST_PARAMETERS = 3


def validation_scheme(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """The reader's own split with a fixed seed, and with the shares of the target where those are left to chance, too."""
    return split_again(facts, results, "random_state")


def reported_results(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """An empty table with a column for each metric that the code computes and a row for each model that it fits."""
    if not failed(results, "results-in-readme", "results-compared") or facts.readme is None:
        return None
    names = metric_names(facts)
    if not names:
        return None
    cells = "  |" * len(names)
    lines = ["### Results", "", f"| | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|", f"| a baseline |{cells}"]
    return Sketch("\n".join([*lines, *(f"| {name} |{cells}" for name in model_names(facts) or ["your model"])]), "markdown")


def tests(facts: Facts, results: Mapping[str, Result]) -> Sketch | None:
    """A first test of a function of the project that gives something back and can be imported without starting anything."""
    if not failed(results, "tests-assert-project") or facts.tests:
        return None
    found = [(code, function) for code in facts.product if _imports_quietly(facts, code) for function in _own(code)]
    if not found:
        return None
    code, function = min(found, key=lambda each: (each[0].module.count("."), -each[1].statements, each[0].path, each[1].line))
    lines = [
        f"# tests/test_{code.module.rpartition('.')[2]}.py, run by: python -m pytest",
        f"from {code.module} import {function.name}",
        "",
        f"def test_{function.name}():",
        *(f"    {name} = ...  # a value to try" for name in function.parameters),
        f"    assert {function.name}({', '.join(function.parameters)}) == ...  # by hand",
    ]
    return Sketch("\n".join(lines), "python")


def _imports_quietly(facts: Facts, code: Code) -> bool:
    """Whether a module can be imported from the root of the project and then only defines things."""
    if code.is_notebook or not code.module or not is_dotted(code.module) or is_aside(code.path) or is_example(code.path):
        return False
    if code.path != f"{code.module.replace('.', '/')}.py" or code.unresolved_imports or code.source.dialect != "python":
        return False
    return all(_only_defines(each) for path in (code.path, *code.local_imports) if (each := facts.code_at(path)) is not None)


def _only_defines(code: Code) -> bool:
    """Whether a module, as it is imported, calls nothing of which more is known than its name."""
    guard = code.source.main_guard
    begun = (call for call in code.called if call.scope < 0 and (not guard or call.line < guard))
    return not any(call.concepts or call.own for call in begun)


def _own(code: Code) -> Iterator[Function]:
    """Public functions at the top of a module that take a few values by name and give one back."""
    for each in code.functions:
        plain = each.owner < 0 and each.parent < 0 and not each.decorators and not each.asynchronous and not each.stub
        named = is_name(each.name) and not each.name.startswith(("_", "test", "main"))
        few = 0 < len(each.parameters) <= MOST_PARAMETERS and all(is_name(name) for name in each.parameters) and not each.takes_any
        if plain and named and few and each.returns and each.statements > 1 and _is_quiet(code, each):
            yield each


def _is_quiet(code: Code, function: Function) -> bool:
    """Whether a function seems to take and give plain values, and calls nothing that reads, writes, draws or learns."""
    if any(TABLES.search(name) for name in function.parameters):
        return False
    calls = [call for call in code.within(code.functions.index(function)) if call.kind == "call"]
    return all(call.name.removeprefix("builtins.") in QUIET or call.name.startswith(QUIET_MODULES) for call in calls)
