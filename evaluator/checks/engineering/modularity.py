"""Is there a program, or only a notebook?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import concerns_of
from evaluator.checks.selectors.lost import lost_imports
from evaluator.checks.selectors.standing import is_aside, is_for_tests
from evaluator.checks.selectors.witness import FAINT, shown
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

FEWEST = 2
FEWEST_STATEMENTS, HALF = 10, 0.5


def code_in_functions(facts: Facts) -> Iterator[Evidence]:
    """Half of the statements stand in functions or classes.

    Why: A script that runs from top to bottom can be neither tested nor called.
    Fix: Turn each step of the script into a function with arguments and a result, and call them from `main()`.
    Ask: Which part of this could another script call today?
    """
    measured = [code for code in facts.product if code.source.dialect == "python" and _statements(code)]
    total = sum(_statements(code) for code in measured)
    inside = sum(code.source.in_functions for code in measured)
    if not total:
        return
    words = f"{inside} of {total} statements of the project stand in functions or classes"
    if inside >= HALF * total:
        most = max(measured, key=lambda code: code.source.in_functions)
        yield supports(Location(most.path), f"{words}; no file has more of them than this", "high" if total >= FEWEST_STATEMENTS else "low")
    else:
        loose = max(measured, key=lambda code: code.source.top_level)
        yield against(Location(loose.path), f"{words}; no file has more loose ones than this")


def _statements(code: Code) -> int:
    return code.source.in_functions + code.source.top_level


def code_in_modules(facts: Facts) -> Iterator[Evidence]:
    """Data, model and prediction live in modules that other code imports.

    Why: What can be imported can be tested, reused and served; a notebook cell cannot.
    Fix: Move the cells for data, model and prediction into `src/<name>/{data,model,predict}.py` as functions, and import them.
    Ask: Which function of yours is used in training and in serving alike?
    """
    modules = [code for code in facts.product if not code.is_notebook and any(not function.stub for function in code.functions)]
    told = {code.path: concerns_of(facts, code) for code in modules}
    concerns = set().union(*told.values()) if told else set()
    used = _imported(facts)
    shared = [code for code in modules if code.path in used]
    if len(concerns) >= FEWEST and shared:
        yield from list(_best(facts, [code for code in shared if told[code.path]], used)) or [
            supports(Location(code.path), f"is imported by {used[code.path]}", "high" if told[code.path] else "low") for code in shared[:1]
        ]
        return
    yield against(REPOSITORY, _lacking(modules, shared, concerns))


def _best(facts: Facts, modules: list[Code], used: dict[str, str]) -> Iterator[Evidence]:
    """For each concern the line that shows it most plainly; faint ones only where nothing is plain."""
    modules = [code for code in modules if not (is_for_tests(code.path) or is_aside(code.path))] or modules
    lines = sorted(each for code in modules for each in shown(facts, code))
    first = [next((each for each in lines if each.about == about), None) for about in ("data", "training", "prediction")]
    found = [each for each in first if each is not None]
    plain = [each for each in found if each.rank < FAINT] or found
    lost = lost_imports(facts)
    whole = [each for each in plain if each.path not in lost]
    for each in plain if not whole else ():
        yield supports(each.at, f"{each.words}; this file imports {lost[each.path]}, which is not in the tree", "low")
    yield from (supports(each.at, f"{each.words}, and {used[each.path]} imports this file") for each in whole)


def _lacking(modules: list[Code], shared: list[Code], concerns: set[str]) -> str:
    if not modules:
        return "no Python module with functions or classes was found; all code stands in notebooks or at the top of scripts"
    one = len(modules) == 1
    if not shared:
        many = f"of {len(modules)} modules with functions none is imported by another file, test or notebook"
        return "the one module with functions is imported by no other file, test or notebook" if one else many
    if not concerns:
        many = f"of {len(modules)} modules with functions none was seen to be for data, training or prediction"
        return "the one module with functions was not seen to be for data, training or prediction" if one else many
    return f"the modules hold functions for {next(iter(concerns))} only"


def _imported(facts: Facts) -> dict[str, str]:
    """Which of the project's files are imported, and by which."""
    found: dict[str, str] = {}
    for code in sorted(facts.code, key=lambda code: (code.role == "test", code.path.endswith("__init__.py"), is_aside(code.path))):
        for path in code.local_imports if code.is_product or code.role == "test" else ():
            found.setdefault(path, code.path)
    return found
