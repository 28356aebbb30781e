"""What starts a training: a script's top level, its `__main__` guard, a command, a deployment, or only a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.callers import Climb, callers, is_guessed
from evaluator.checks.selectors.lost import lost_imports
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.scoring import is_stopped
from evaluator.checks.selectors.scripts import relative_starts
from evaluator.checks.selectors.standing import is_aside, own
from evaluator.checks.selectors.training import trainings, trainings_in
from evaluator.checks.selectors.unrolled import UNROLLED, commanded, is_unrolled
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence
    from evaluator.model.source import Function

    Found = tuple[Location, str, Confidence]

# Functions that only try or time a step: `test_harness`, `profile`, `smoke_test`.
TRIES = regex(r"^_{0,2}(?:test(?!_?and|_?train)|profile|bench|benchmark|smoke|sanity|debug)(?:_|$)|_(?:smoke|sanity)_?(?:test|check)")
SCORES = ("cross-validate",)  # fits and scores over folds, and keeps no model
SERVED = ("route", "demo.handler", "bot.handler", "flow.schedule")  # something outside the code runs these
GUESSED = ", if it is of this class"
DECLARED = ("cli.define", "flow.define")  # these only say that something may


def started_training(facts: Facts) -> Iterator[Found]:
    """Training calls that a `.py` file starts: at its top level, or through functions that something starts.

    What only fits to score over folds is told where the project has no other training; doubtful where it loads a model.
    """
    ready = any(facts.calls_to("model.load"))
    scored = [found for call, found in _started(facts) if call.means(*SCORES)]
    made = [found for call, found in _started(facts) if not call.means(*SCORES)]
    made = [each for each in made if not is_aside(each[0].path)] or [(place, how, "low") for place, how, _ in made]
    if made or any(not call.means(*SCORES) for call in trainings(facts)):
        yield from made
    else:
        yield from ((place, how, "low" if ready else sure) for place, how, sure in scored)


@once
def _started(facts: Facts) -> Iterator[tuple[Call, Found]]:
    for code in facts.product:
        unrolled = is_unrolled(code)
        for call in trainings_in(code) if unrolled or not code.is_notebook else ():
            if call.scope >= 0 and TRIES.search(code.functions[call.scope].name):
                continue
            if is_stopped(facts, call):
                yield call, (call.at, "stands at the top level of a script, below the use of a name that nothing defines", "low")
                continue
            how = _at_top(facts, code, call) if call.scope < 0 else _starter(facts, code, call.scope, Climb())
            if how and (fault := _fault(facts, code, call)):
                yield call, (call.at, f"{how}{fault}", "low")
            elif how and unrolled:
                yield call, (call.at, how + UNROLLED, "high" if code.path in commanded(facts) else "low")
            elif how:
                yield call, (call.at, how, "low" if how.endswith(GUESSED) else "high")
            elif call.scope >= 0 and (how := _declared(facts, code, call.scope, Climb())):
                yield call, (call.at, how, "low")


def _fault(facts: Facts, code: Code, call: Call) -> str:
    """What would stop a file, or the function that holds a call, before the call: a module not in the tree, a name that nothing defines."""
    if lost := lost_imports(facts).get(code.path, ""):
        return f", and imports {lost}, which is not in the tree"
    if not code.source.undefined or call.scope < 0:
        return ""
    held = code.functions[call.scope]
    while held.parent >= 0:
        held = code.functions[held.parent]
    first = {each.line for each in code.functions}
    inside = [(each.line, each.end_line) for each in code.functions]
    for line, name in code.source.undefined:
        if held.line <= line < call.line or line in first or not any(start <= line <= end for start, end in inside):
            return f", though nothing defines {name}, which it uses in line {line}"
    return ""


def started_by(facts: Facts, call: Call) -> str:
    """How a script, a command, a schedule or a guard comes to make a call; "" where only notebooks and tests do, or nothing."""
    code = facts.code_at(call.path)
    if code is None or code.is_notebook or is_stopped(facts, call):
        return ""
    return _at_top(facts, code, call) if call.scope < 0 else _starter(facts, code, call.scope, Climb())


def declared_by(facts: Facts, call: Call) -> str:
    """The decorator that makes a flow, task or command of what holds a call, where nothing was seen to start it."""
    code = facts.code_at(call.path)
    return _declared(facts, code, call.scope, Climb()) if code is not None and call.scope >= 0 else ""


def unstarted(facts: Facts) -> tuple[Location, str, Confidence] | None:
    """Where the first training that no script starts is begun: in a notebook, or nowhere; None where nothing trains."""
    calls = list(trainings(facts))
    stopped = next((found for call in calls if (found := relative_starts(facts).get(call.path)) and found.only), None)
    if stopped is not None:
        return stopped.at, f"the script that trains cannot start: {stopped}", "high"
    notebooks = {code.path for code in facts.product if code.is_notebook}
    first = next((call for call in calls if call.path in notebooks), None)
    for call in calls:
        code = facts.code_at(call.path)
        begun = _begun_in(facts, code, call.scope, notebooks, Climb()) if code and call.path not in notebooks else None
        if begun is not None:
            return begun.at, f"training is started here, in a notebook; {call.path} only defines it, and no script starts it", "high"
    if first is not None:
        return first.at, "training is started only in a notebook, from no script", "high"
    if calls:
        sure: Confidence = "low" if _is_named(facts, calls[0]) else "high"
        return calls[0].at, "this trains, and nothing was found in the tree that starts it", sure
    return None


def _is_named(facts: Facts, call: Call) -> bool:
    """Whether anything in the tree speaks of the function or class that holds a call, so that it may be started unseen."""
    code = facts.code_at(call.path)
    if code is None or call.scope < 0:
        return True
    function = code.functions[call.scope]
    while function.parent >= 0:
        function = code.functions[function.parent]
    name = code.classes[function.owner].name if function.owner >= 0 else function.name
    calls = (each for one in facts.code for each in one.calls)
    return any(each.method == name or any(name in given.text.split(".") for given in each.arguments) for each in calls)


def _begun_in(facts: Facts, code: Code, scope: int, notebooks: set[str], climb: Climb, depth: int = 0) -> Call | None:
    """The call in a notebook that leads to a function, nearest first."""
    if scope < 0 or not climb.enters(code, scope, depth):
        return None
    above = [facts.graph.calls[number] for number in callers(facts, code, scope)]
    found = next((caller for caller in above if caller.path in notebooks), None)
    if found is not None:
        return found
    for caller in above:
        home = facts.code_at(caller.path)
        deeper = _begun_in(facts, home, caller.scope, notebooks, climb, depth + 1) if home and caller.scope != scope else None
        if deeper is not None:
            return deeper
    parent = code.functions[scope].parent
    return _begun_in(facts, code, parent, notebooks, climb, depth + 1) if parent >= 0 else None


def _fails(facts: Facts, path: str) -> bool:
    """Whether every command that starts a file stops at its relative import."""
    found = relative_starts(facts).get(path)
    return found is not None and found.only


def _at_top(facts: Facts, code: Code, call: Call) -> str:
    """How the top level of a file runs a call; "" where the file stops before."""
    if _fails(facts, code.path):
        return ""
    if 0 < code.source.main_guard <= call.line:
        return "stands under the `__main__` guard of its script"
    return "stands at the top level of a script"


def _starter(facts: Facts, code: Code, scope: int, climb: Climb, depth: int = 0) -> str:
    """How a function comes to be started; "" when nothing but notebooks and tests starts it."""
    if not climb.enters(code, scope, depth):
        return ""
    function = code.functions[scope]
    if function.parent >= 0:
        return _starter(facts, code, function.parent, climb, depth + 1)
    calls = (facts.graph.calls[number] for number in callers(facts, code, scope))
    for caller in sorted(calls, key=lambda each: each.path.rpartition("/")[2].startswith("test")):
        home = facts.code_at(caller.path)
        if home is None or home.is_notebook or not home.is_product:
            continue
        if caller.scope < 0 and _fails(facts, home.path):
            continue
        if caller.scope < 0:
            guarded = 0 < home.source.main_guard <= caller.line
            by = f"the `__main__` guard of {home.path}" if guarded else home.path
            return f"`{function.name}` is started by {by}" + (GUESSED if is_guessed(facts, code, function, caller) else "")
        if found := _starter(facts, home, caller.scope, climb, depth + 1):
            guessed = is_guessed(facts, code, function, caller) and not found.endswith(GUESSED)
            return found + (GUESSED if guessed else "")
    return _named_as_entry(facts, code, function) or _decorated(facts, code, function)


def _decorated(facts: Facts, code: Code, function: Function) -> str:
    """What runs a function because of its decorator: a server, a schedule, or the guard that runs its command line."""
    found = [facts.graph.calls[number] for number in _decorators(code, function)]
    if any(each.means(*SERVED) for each in found):
        return f"`{function.name}` is started from outside by its decorator"
    if any(each.means("cli.define") for each in found) and _runs_group(code) and not _fails(facts, code.path):
        return f"`{function.name}` is a command that the `__main__` guard of {code.path} starts"
    return ""


def _runs_group(code: Code) -> bool:
    """Whether the guard of a file calls something of the file, as `app()` does for all its commands."""
    guard = code.source.main_guard
    return guard > 0 and any(call.scope < 0 and call.line >= guard and not call.arguments for call in code.called)


def _declared(facts: Facts, code: Code, scope: int, climb: Climb, depth: int = 0) -> str:
    """A decorator on the way that makes a flow, task or command of a function which nothing was seen to start."""
    if not climb.enters(code, scope, depth):
        return ""
    function = code.functions[scope]
    if any(facts.graph.calls[number].means(*DECLARED) for number in _decorators(code, function)):
        return f"`{function.name}` may be started by its decorator; nothing in the tree was seen to start it"
    if function.parent >= 0:
        return _declared(facts, code, function.parent, climb, depth + 1)
    for number in callers(facts, code, scope):
        caller = facts.graph.calls[number]
        home = facts.code_at(caller.path)
        runs = home is not None and home.is_product and not home.is_notebook and caller.scope >= 0
        if home and runs and (found := _declared(facts, home, caller.scope, climb, depth + 1)):
            return found
    return ""


def _decorators(code: Code, function: Function) -> list[int]:
    """The numbers of a function's decorators in the repository."""
    first = code.calls[0].number if code.calls else 0
    return [number + first for number in function.decorators]


def _named_as_entry(facts: Facts, code: Code, function: Function) -> str:
    """Console scripts of the metadata name `module:function`, deployments `file.py:function`."""
    for manifest in facts.manifests:
        for command, target in manifest.source.scripts.items():
            named = target.rpartition(":")[2]
            group = any(named in call.targets for call in code.called) or named == function.name
            if group and code.module.endswith(target.rpartition(":")[0].rpartition(".")[2]):
                return f"the command `{command}` starts it"
    entry = f"{code.path.rsplit('/', 1)[-1]}:{function.name}"
    path = next((path for path, word in _parted_words(facts) if word.endswith(entry)), "")
    return f"`{function.name}` is deployed by {path}" if path else ""


@once
def _parted_words(facts: Facts) -> Iterator[tuple[str, str]]:
    """Words with a colon in manifests, settings and commands, each with its file: some name a function of a file."""
    texts = ((each.path, value) for each in own((*facts.manifests, *facts.settings)) for _, value, _ in each.source.values)
    lines = ((work.path, line) for work in own(facts.stages) for target in work.source.targets for line in target.commands)
    return ((path, word) for path, text in (*texts, *lines) if ":" in text for word in text.split() if ":" in word)
