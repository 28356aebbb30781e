"""What cannot run as the tree stands (substance rule 9): faults on the way of a start, and the training and answers they stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors import running
from evaluator.checks.selectors.containers import judged
from evaluator.checks.selectors.handlers import handlers
from evaluator.checks.selectors.lacking import lacking, module_of, moved
from evaluator.checks.selectors.lost import lost_imports
from evaluator.checks.selectors.misfits import misfits
from evaluator.checks.selectors.named_starts import functions_in_commands, named_in_commands
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.reach import Spot, reach_of
from evaluator.checks.selectors.running import Fault
from evaluator.checks.selectors.scripts import relative_starts
from evaluator.checks.selectors.training import PREDICTS, trainings
from evaluator.checks.selectors.unbound import held_back, unbound
from evaluator.model.source import CONFLICT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.checks.selectors.handlers import Handler
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

DEEPEST = 8
UNDEFINED = "the name {} is used here, where nothing has defined or imported it"


@kept
def looked_at(facts: Facts) -> tuple[tuple[Spot, ...], set[Spot]]:
    """What is started, and all that it reaches."""
    reach = reach_of(facts)
    starts = running.entries(facts, reach)
    return starts, running.runs(reach, starts)


@kept
def faults(facts: Facts) -> tuple[Fault, ...]:
    """What stops, or may stop, something that is started."""
    reach, (_, reached) = reach_of(facts), looked_at(facts)
    found = [*running.undefined(reach, reached), *running.absent_modules(facts, reach, reached), *running.renamed_files(facts, reached)]
    found += [*unbound(reach, reached), *running.unparsed(reach, reached), *lacking(facts, reached), *moved(facts, reach, reached)]
    found += misfits(facts, reached)
    found += [
        Fault(each.at, each.note) for each in judged(facts) if each.verdict == "broken" and each.note.startswith("starts ") and each.serves
    ]
    found += [Fault(each.at, str(each)) for each in relative_starts(facts).values()]
    near = _on_main_ways(facts) if any(each.firm for each in found) else None
    return tuple(each if near is None or each.at.path in near or not each.at.path.endswith(".py") else _aside(each) for each in found)


def _aside(fault: Fault) -> Fault:
    return Fault(fault.at, f"{fault.note}; no command of the project starts what reaches it, and it neither trains nor serves", firm=False)


def _on_main_ways(facts: Facts) -> set[str] | None:
    """The files reached by what a command names, what trains and what serves; None where nothing is, and any script may be the main one."""
    reach, (starts, _) = reach_of(facts), looked_at(facts)
    named = named_in_commands(facts) | {path for path, _ in functions_in_commands(facts)}
    named |= {each.spot.path for each in handlers(facts, reach) if each.firm}
    teach = {call.path for call in trainings(facts)}
    main = [each for each in starts if each.path in named or teach & {spot.path for spot in running.runs(reach, (each,))}]
    return {spot.path for spot in running.runs(reach, tuple(main))} if main else None


@kept
def unimportable(facts: Facts) -> dict[str, Fault]:
    """The files that stop while they are imported, each with the first place known at which that happens."""
    found: dict[str, Fault] = {}
    for fault in _by_themselves(facts):
        found.setdefault(fault.at.path, fault)
    importers = [code for code in facts.product if code.local_imports and not code.is_notebook and not running.forgives(code)]
    edge = dict(found)
    while edge:
        fresh = {code.path: edge[met] for code in importers if code.path not in found and (met := _met(facts, code, edge))}
        found |= fresh
        edge = fresh
    return found


def _met(facts: Facts, code: Code, stopped: dict[str, Fault]) -> str:
    """The first of the project's files that cannot be imported among those that a file imports whatever happens."""
    imports = (each for each in code.imports if each.scope < 0 and not each.guards)
    return next((path for each in imports if (path := module_of(facts, code, each)) in stopped), "")


def _by_themselves(facts: Facts) -> Iterator[Fault]:
    """Files that stop for what stands in them: a merge left open, a module or name imported that is nowhere, a name that nobody defines."""
    names = [each for each in lacking(facts, {Spot(code.path, -1) for code in facts.product}) if each.firm]
    for code in facts.product:
        if code.is_notebook or not code.path.endswith(".py"):
            continue
        if code.source.dialect == "tolerant" and code.source.problem.endswith(CONFLICT):
            yield Fault(code.at(code.source.problem_line), code.source.problem)
        elif lost := lost_imports(facts).get(code.path, ""):
            line = next(each.line for each in code.imports if each.module == lost)
            yield Fault(code.at(line), f"imports {lost}, which is not in the tree")
        at_top = {each.line for each in code.imports if each.scope < 0 and not each.guards}
        yield from (each for each in names if each.at.path == code.path and each.at.line in at_top)
        yield from _undefined(code, -1)


def _undefined(code: Code, scope: int, before: float = float("inf")) -> Iterator[Fault]:
    """Names that nobody defines, used by a function (or a file's top level, its main guard left out) whatever happens."""
    if code.source.dialect != "python":
        return
    guarded = {call.line for call in code.calls if call.guards or call.loops}
    last = min(before, code.source.main_guard or before) if scope < 0 else before
    for line, name in code.source.undefined:
        if line < last and line not in guarded and running.around(code, line) == scope:
            yield Fault(code.at(line), UNDEFINED.format(name))
    if scope >= 0:
        yield from (fault for index, fault in held_back(code) if index == scope and fault.at.line < before)


def all_stopped(facts: Facts, calls: Iterable[Call]) -> tuple[Call, Fault] | None:
    """The first of some calls, with what stops it, where each of them is stopped; None where one can run, or may."""
    first = None
    for call in calls:
        fault = _stops(facts, call)
        if fault is None:
            return None
        first = first or (call, fault)
    return first


def _stops(facts: Facts, call: Call) -> Fault | None:
    """What stops a call: its file, its function, or every file that leads to it."""
    known, code = unimportable(facts), facts.code_at(call.path)
    if code is None or code.is_notebook:
        return None
    if call.path in known:
        return known[call.path]
    if call.scope >= 0 and (fault := next(_undefined(code, call.scope, call.line), None)):
        return fault
    begins = [path for path, reached in _started(facts).items() if Spot(call.path, call.scope) in reached] if known else []
    return known[begins[0]] if begins and all(path in known for path in begins) else None


@kept
def _started(facts: Facts) -> dict[str, frozenset[Spot]]:
    """What each file that is started, and each notebook, reaches."""
    reach = reach_of(facts)
    found: dict[str, frozenset[Spot]] = {}
    for start in (*running.entries(facts, reach), *(Spot(code.path, -1) for code in facts.code if code.is_notebook)):
        found[start.path] = found.get(start.path, frozenset()) | running.runs(reach, (start,))
    return found


@kept
def asking_handlers(facts: Facts) -> tuple[Handler, ...]:
    """What is run for somebody outside and asks a model."""
    reach = reach_of(facts)
    return tuple(each for each in handlers(facts, reach) if each.firm and any(map(_asks, reach.calls((each.spot,), DEEPEST))))


def unanswering(facts: Facts, asking: tuple[Handler, ...]) -> Fault | None:
    """What stops the first of these handlers, where each of them is stopped; None where one may answer."""
    first = None
    for handler in asking:
        fault = stopping(facts, handler)
        if fault is None:
            return None
        first = first or fault
    return first


def stopping(facts: Facts, handler: Handler) -> Fault | None:
    """What stops a handler: its file cannot be imported, or a function on its way cannot run."""
    return unimportable(facts).get(handler.spot.path) or _on_way(facts, handler)


def _on_way(facts: Facts, handler: Handler) -> Fault | None:
    """What stops a handler in a function that it calls."""
    reach = reach_of(facts)
    known = [each for each in faults(facts) if each.firm and each.at.path in reach.codes]
    reached = set(reach.spots((handler.spot,), DEEPEST)) if known else set()
    spots = ((each, Spot(each.at.path, running.around(reach.codes[each.at.path], each.at.line))) for each in known)
    return next((each for each, spot in spots if spot.index >= 0 and spot in reached), None)


def _asks(call: Call) -> bool:
    return call.kind == "call" and (call.means(*PREDICTS) or call.method in ("predict", "predict_proba"))
