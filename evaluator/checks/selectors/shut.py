"""Lines that nothing in the tree reaches: a switch is off by default and no caller turns it on, or the function was left before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evaluator.checks.selectors.once import kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Choice, Constant, Function

_ENTERS: Final[dict[str, Callable[[Constant], bool]]] = {
    "true": bool,
    "false": lambda value: not value,
    "none": lambda value: value is None,
    "some": lambda value: value is not None,
}
# What sets any name of a file from outside, or makes a command of every function.
_UNSEEN = frozenset({"exec", "globals", "Fire", "CLI"})
_OF_CLASS = "cls"


def is_shut(facts: Facts, call: Call) -> bool:
    """Whether a call stands in a branch that the code as it is in the tree never enters."""
    code = facts.code_at(call.path)
    return code is not None and call.number in shut_in(facts, code)


def is_shut_line(facts: Facts, code: Code, line: int) -> bool:
    """The same of a line."""
    return any(first <= line <= last for first, last in (_shut(facts, code) if code.source.choices else ()))


@kept
def shut_in(facts: Facts, code: Code) -> frozenset[int]:
    """The calls of a file that stand in such branches, by number."""
    shut = _shut(facts, code) if code.source.choices else ()
    if not shut:
        return frozenset()
    lines = ((call.number, code.line_of(call)) for call in code.calls)
    return frozenset(number for number, line in lines if any(first <= line <= last for first, last in shut))


@kept
def _shut(facts: Facts, code: Code) -> tuple[tuple[int, int], ...]:
    """The lines of a file's branches that are never entered."""
    return tuple((each.first, each.last) for each in code.source.choices if _is_never(facts, code, each))


def _is_never(facts: Facts, code: Code, choice: Choice) -> bool:
    if choice.wants in ("unknown", "never"):
        return choice.wants == "never"
    enters = _ENTERS[choice.wants]
    if choice.scope < 0:
        if not choice.name.isupper():  # others may be set by what a run does
            return False
        binding = code.source.bindings.get(choice.name)
        constant = binding is not None and binding.is_constant and isinstance(binding.constant, bool)
        return binding is not None and constant and not enters(binding.constant) and not _is_set_unseen(code)
    function = code.functions[choice.scope]
    if not function.line <= choice.first <= function.end_line and _is_stored_outside(facts, choice.name):
        return False
    if choice.name not in function.switches or enters(function.switches[choice.name]) or not _has_seen_callers(facts, code, function):
        return False
    callers = [facts.graph.calls[number] for number in facts.graph.callers.get(_full_name(code, function), ())]
    return bool(callers) and not any(_may_enter(call, function, choice.name, enters) for call in callers)


def _may_enter(call: Call, function: Function, name: str, enters: Callable[[Constant], bool]) -> bool:
    """Whether what a call gives for a parameter may open the branch."""
    if any(argument.name in ("*", "**") for argument in call.arguments):
        return True
    names = function.parameters[1:] if function.owner >= 0 else function.parameters
    given = call.argument(name, names.index(name))
    return given is not None and (not given.is_constant or enters(given.constant))


def _has_seen_callers(facts: Facts, code: Code, function: Function) -> bool:
    """Whether all calls of a function are in sight: it is handed to nobody, and is no method but the making of an object."""
    if function.decorators or function.parent >= 0 or _is_set_unseen(code):
        return False
    name = function.name
    if function.owner >= 0:
        if name != "__init__":
            return False
        name = code.classes[function.owner].name
        if any(call.written == _OF_CLASS for call in code.called):
            return False
        if any(base.rpartition(".")[2] == name for each in facts.code for klass in each.classes for base in klass.bases):
            return False
    return f"project:{code.path}:{name}" not in _handed_on(facts)


def _full_name(code: Code, function: Function) -> str:
    owner = f"{code.classes[function.owner].name}." if function.owner >= 0 else ""
    return f"project:{code.path}:{owner}{function.name}"


def _is_stored_outside(facts: Facts, name: str) -> bool:
    """Whether anything stores into an attribute of this name from outside the class, or into attributes of names not written out."""
    return bool({name, f"_{name}", None} & _stored_outside(facts))


@kept
def _stored_outside(facts: Facts) -> frozenset[Constant]:
    calls = (call for code in facts.code for call in code.calls if call.kind == "set-item" and call.name == ".")
    named = (call.constant("name", 1) for call in facts.those(methods=("setattr",)))
    return frozenset((*(call.arguments[0].constant for call in calls), *named))


@kept
def _is_set_unseen(code: Code) -> bool:
    """Whether a file's names or functions may be set or started by what only a run knows."""
    return any(call.method in _UNSEEN for call in code.called)


@kept
def _handed_on(facts: Facts) -> frozenset[str]:
    """The project's own functions and classes that stand somewhere as a value."""
    return frozenset(call.name for code in facts.code for call in code.calls if call.kind == "free" and call.own)
