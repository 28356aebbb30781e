"""What calls a function of the project, by its name or by the name of its method, and how far that can be climbed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept

if TYPE_CHECKING:
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument, Function

DEEPEST = 6


class Climb:
    """Which functions were climbed from, and how deep: from each again only with more steps left, so that no web of callers is endless."""

    def __init__(self) -> None:
        self._depths: dict[tuple[str, int], int] = {}

    def enters(self, code: Code, scope: int, depth: int) -> bool:
        """Whether a function is to be climbed from: what led nowhere leads nowhere with as many steps or fewer."""
        key = (code.path, scope)
        if depth > DEEPEST or self._depths.get(key, depth + 1) <= depth:
            return False
        self._depths[key] = depth
        return True


def callers(facts: Facts, code: Code, scope: int) -> list[int]:
    """Calls of a function, and of a method by any object of its class."""
    function = code.functions[scope]
    owner = f"{code.classes[function.owner].name}." if function.owner >= 0 else ""
    name = f"project:{code.path}:{owner}{function.name}"
    found = list(facts.graph.callers.get(name, ()))
    if function.owner >= 0 and not found:
        ending = f".{function.name}"
        named = list(facts.those(methods=(function.name,)))
        found = [call.number for call in named if call.own and call.name.endswith(ending)]
        found = found or [call.number for call in named if call.name == ending]
    found = [number for number in found if _fits(code, function, facts.graph.calls[number])]
    return found + _handed_over(facts).get(name, [])


def given_for(facts: Facts, parameter: Call, call: Call) -> Argument | None:
    """What a call gives a parameter of the function that it calls, by name or by its place; None when it is left to the default."""
    code = facts.code_at(parameter.path)
    function = code.functions[parameter.scope] if code is not None and parameter.scope >= 0 else None
    name = parameter.name.rpartition(".")[2]
    if function is None or name not in function.parameters:
        return call.argument(name)
    place = function.parameters.index(name) - (function.owner >= 0 and function.parameters[0] in ("self", "cls"))
    return call.argument(name, place)


@kept
def _handed_over(facts: Facts) -> dict[str, list[int]]:
    """Where product code speaks of a name without calling it, by the name."""
    found: dict[str, list[int]] = {}
    for code in facts.product:
        for call in code.calls:
            if call.kind == "free":
                found.setdefault(call.name, []).append(call.number)
    return found


def _fits(code: Code, function: Function, call: Call) -> bool:
    """Whether a plain function takes what a call names; what a decorator makes of it, and one of several of its name, may take anything."""
    if function.owner >= 0 or function.decorators or function.takes_any or call.kind != "call" or not call.own:
        return True
    named = {each.name for each in call.arguments} - {"", "*", "**"}
    return named <= set(function.parameters) or sum(each.name == function.name for each in code.functions) > 1


def is_guessed(facts: Facts, code: Code, function: Function, caller: Call) -> bool:
    """Whether a call may be of another class: known by the method's name alone, which unrelated classes bear too."""
    if function.owner < 0 or caller.name.startswith(f"project:{code.path}:{code.classes[function.owner].name}."):
        return False
    own = code.classes[function.owner]
    related = {own.name, *(base.rpartition(".")[2] for base in own.bases)}
    others = [one.classes[each.owner] for one in facts.product for each in one.functions if each.owner >= 0 and each.name == function.name]
    return any(each.name not in related and not related & {base.rpartition(".")[2] for base in each.bases} for each in others)
