"""Calls that do not fit the project's own functions: an argument too many or too few, a method that the class lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.lacking import CAUGHT, MAKES, module_of, names_set
from evaluator.checks.selectors.reach import Spot
from evaluator.checks.selectors.running import Fault, forgives

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Class, Function

_BASES = frozenset({"object", "ABC", "abc.ABC", "Protocol", "Generic"})
_PLAIN = frozenset({"dataclass", "dataclasses.dataclass", "final", "typing.final"})
_SPREAD = frozenset({"*", "**"})
_WAITED = CAUGHT | {"TypeError"}


def misfits(facts: Facts, reached: set[Spot]) -> Iterator[Fault]:
    """Calls on the way of a start that Python would refuse; those under a condition are asked about."""
    for code in facts.product:
        if code.is_notebook or code.source.dialect != "python" or Spot(code.path, -1) not in reached:
            continue
        known = _surely_known(facts, code)
        waits = {
            each.scope
            for each in code.source.handlers
            if each.does != "raise" and _WAITED & {_last(kind) for kind in each.catches or ("",)}
        }
        for call in code.called:
            home = call.name.removeprefix("project:").partition(":")[0] if call.own else ""
            if home in known and call.scope not in waits and Spot(code.path, call.scope) in reached:
                said = _refused(facts, call) or _lacked(facts, call)
                if said:
                    yield Fault(call.at, said, firm=not call.guards)


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _surely_known(facts: Facts, code: Code) -> set[str]:
    """The files whose names a file has: itself, and what it imports where that can mean one file only."""
    return {code.path} | ({module_of(facts, code, each) for each in code.imports} - {""} if not forgives(code) else set())


def _refused(facts: Facts, call: Call) -> str:
    """What a function of the project's own says to a call of it, "" where it takes it."""
    path, scope = facts.graph.functions.get(call.name, ("", -1))
    code = facts.code_at(path)
    function = code.functions[scope] if code is not None else None
    if code is None or function is None or not _is_plain(code, function) or any(each.name in _SPREAD for each in call.arguments):
        return ""
    ordered = sum(not each.name for each in call.arguments)
    named = {each.name for each in call.arguments} - {""}
    unknown = sorted(named - set(function.parameters)) if not function.takes_any else []
    given = {*named, *function.parameters[:ordered]}
    missing = [name for name in function.required if name not in given]
    where = f"`{function.name}` ({path}:{function.line})"
    if unknown:
        return f"gives {where} `{unknown[0]}`, which it does not take"
    if missing:
        return f"calls {where} without `{missing[0]}`, which it cannot do without"
    if 0 <= function.by_order < ordered:
        return f"gives {where} {ordered} arguments where it takes {function.by_order}"
    return ""


def _is_plain(code: Code, function: Function) -> bool:
    """Whether a function stands at the top of its file, once, and nothing is made of it afterwards."""
    alone = sum(each.name == function.name and each.owner < 0 and each.parent < 0 for each in code.functions) == 1
    top = function.owner < 0 and function.parent < 0 and not function.decorators
    return top and alone and function.name not in code.source.bindings and all(each.alias != function.name for each in code.imports)


def _lacked(facts: Facts, call: Call) -> str:
    """The method that an object of the project's own class is asked for and does not have, in words."""
    path, _, name = call.name.removeprefix("project:").partition(":")
    owner, _, method = name.rpartition(".")
    if not owner or "." in owner or call.name in facts.graph.functions or not _is_made(facts, call, f"project:{path}:{owner}"):
        return ""
    known = _names_of(facts, path, owner)
    if known is None or method in known or method in names_set(facts) or method.startswith("__"):
        return ""
    return f"asks an object of `{owner}` ({path}) for `{method}`, which that class does not have"


def _is_made(facts: Facts, call: Call, klass: str) -> bool:
    """Whether what a method is called on was surely made by the class: by its name and nothing else."""
    fed = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
    made = [each for each in fed if each.name == klass and each.kind == "call"]
    changed = {each.number for each in fed if each.kind == "call" and {*each.receiver} & {one.number for one in made}}
    return len(made) == 1 and all(each is made[0] or each.number in changed for each in fed)


def _names_of(facts: Facts, path: str, name: str) -> set[str] | None:
    """All that a class and those it is made of hold; None where that cannot be told by their text."""
    code = facts.code_at(path)
    found = [index for index, each in enumerate(code.classes) if each.name == name] if code is not None else []
    if code is None or len(found) != 1 or code.source.dialect != "python" or any(True for _ in code.those(methods=MAKES)):
        return None
    klass = code.classes[found[0]]
    if klass.decorators and not _are_plain(code, klass):
        return None
    own = {each.name for each in code.functions if each.owner == found[0]} | set(klass.attributes) | set(klass.fields)
    own |= {each.name for each in code.classes if klass.line < each.line <= klass.end_line}
    for base in klass.bases:
        held = set() if base.partition("[")[0] in _BASES else _names_of(facts, path, base) if base != name else None
        if held is None:
            return None
        own |= held
    return None if "__getattr__" in own or "__getattribute__" in own else own


def _are_plain(code: Code, klass: Class) -> bool:
    """Whether a class is only decorated to get its constructor."""
    return all(code.calls[number].written in _PLAIN for number in klass.decorators if number < len(code.calls))
