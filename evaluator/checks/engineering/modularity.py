"""Is there a program, or only a notebook?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import concerns_of
from evaluator.checks.selectors.importing import changes, first_import, imported_aside, linking, modules, packages, roots
from evaluator.checks.selectors.lost import lost_imports
from evaluator.checks.selectors.separate import SHOWS, WORDS, circles, works
from evaluator.checks.selectors.standing import is_aside, is_for_tests
from evaluator.checks.selectors.unrunnable import unimportable
from evaluator.checks.selectors.witness import FAINT, shown
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Evidence, against, supports
from evaluator.model.source import CONFLICT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.separate import Work
    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

FEWEST, MOST = 2, 3
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


def concerns_separated(facts: Facts) -> Iterator[Evidence]:
    """Data, model and service each have a module of their own, and import one another one way.

    Why: Where each thing has its place, data can be prepared without training, and a service started without either.
    Fix: Move what prepares data and what answers requests out of the file that trains, and let it import them, never the other way.
    Ask: Which file would you change for another data source, and which for another model?
    """
    found = works(facts)
    parts = {part for each in found for part in each.parts}
    alone = {part: plain[0] for part in SHOWS if (plain := [each for each in found if each.parts == {part}])}
    mixed = [each for each in found if {"training", "service"} <= each.does.keys()]
    for each in mixed[:MOST]:
        sure: Confidence = "high" if "data" in each.does else "low"
        yield against(each.does["training"], f"trains in a file that is reached from outside (line {each.does['service'].line})", sure)
    for code, other in list(circles(facts))[:MOST]:
        yield against(Location(code.path), f"imports {other}, which imports it in turn", "low")
    if len(alone) >= FEWEST:
        for part, each in alone.items():
            about = each.told(part)
            yield supports(each.does[about], f"{WORDS[about]}, in a file where no other part of the work was seen")
    elif not mixed:
        yield _together(facts, found, parts)


def package_importable(facts: Facts) -> Iterator[Evidence]:
    """The project's modules are imported as a package, or by one name each, without changes to the search path.

    Why: What imports only from one folder of one machine cannot be tested, packed into an image, or used by a colleague.
    Fix: Put the modules into `src/<name>/`, declare the package in `pyproject.toml`, run `pip install -e .`, and drop `sys.path.append`.
    Ask: From which folder must this be started, and why?
    """
    declared, changed = list(packages(facts)), list(changes(facts))
    scripts = [call for call in changed if call.cell is None]
    if declared:
        within = [call for call in scripts if any(f"{call.path}".startswith(f"{folder}/") for _, folder in declared)]
        yield from (against(call.at, "changes the search path inside a package that is declared", "low") for call in within[:MOST])
        yield from (supports(at, f"what is built is named here, and `{folder}` is a package beside it") for at, folder in declared[:MOST])
    elif changed and not scripts and (named := _apart_from_notebooks(facts)) is not None:
        yield named
    elif changed:
        files = len({call.path for call in scripts})
        sure: Confidence = "high" if files >= FEWEST or files * 4 >= len(linking(facts)) > 0 < files else "low"
        note = "changes where Python looks for modules; no package is declared"
        yield from (against(call.at, note, sure) for call in (scripts or changed)[:MOST])
    else:
        yield _by_name(facts)


def _apart_from_notebooks(facts: Facts) -> Evidence | None:
    """That two or more files of the project import modules by one name each, where notebooks alone change the search path."""
    found = _by_name(facts)
    if not found.supports or found.confidence != "high" or len(linking(facts)) < FEWEST:
        return None
    return supports(found.at, found.note.replace("none changes the search path", "notebooks alone change the search path"))


def _together(facts: Facts, found: tuple[Work, ...], parts: set[str]) -> Evidence:
    """Where nothing is separate: in the file that does most, or nowhere at all."""
    most = max(found, key=lambda each: (len(each.parts), len(each.does), each.size), default=None)
    if most is None or len(parts) < FEWEST:
        words = "module with functions or calls" if not modules(facts) else "module for a second of data, model and service"
        linked = bool(linking(facts))  # modules that work together, whose parts were not told
        return against(REPOSITORY, f"no {words} was found outside of notebooks", "low" if linked else "high")
    if len(most.parts) < FEWEST:
        return against(REPOSITORY, "fewer than two of data, model and service have a module of their own", "low")
    does = ", ".join(f"{WORDS[about]} (line {at.line})" for about, at in most.does.items())
    apart = any(len(each.parts) == 1 for each in found)
    whole = not apart and (len(most.parts) > FEWEST or most.size * 2 > sum(each.size for each in found))
    return against(Location(most.path), f"one file does several things: {does}", "high" if whole else "low")


def _by_name(facts: Facts) -> Evidence:
    """How the modules find each other where no package is declared and the search path is left alone."""
    lost = next(
        ((path, name) for path, name in sorted(lost_imports(facts).items()) if any(path == code.path for code in modules(facts))), None
    )
    if lost is not None:
        return against(Location(lost[0]), f"imports {lost[1]}, which is not in the tree", "low")
    stopped = next((fault for _, fault in sorted(unimportable(facts).items()) if fault.note.endswith(CONFLICT)), None)
    if stopped is not None:
        return against(stopped.at, f"{stopped.note}, so what imports this file stops here")
    twice = next(((path, found) for path, found in sorted(roots(facts).items()) if len(found) > 1), None)
    if twice is not None:
        one, other = list(twice[1].values())[:FEWEST]
        return against(one, f"imports {twice[0]} from another root than {other.path}:{other.line} does", "low")
    first = first_import(facts)
    if first is not None:
        count = len(linking(facts))
        importing = "one file imports" if count == 1 else f"{count} files import"
        return supports(first, f"{importing} modules of the project, each under one name, and none changes the search path")
    aside = imported_aside(facts)
    if aside is not None:
        return supports(aside, "only notebooks or tests import modules of the project, as here; none changes the search path", "low")
    return against(REPOSITORY, "no package is declared, and no module that another one imports was found")
