"""Numbers and texts behind names: constants of a module, defaults, options and settings files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

FROM_OUTSIDE = ("config.read", "cli.read", "cli.define", "environment.read")


def number_behind(facts: Facts, call: Call, argument: Argument) -> int | float | str | None:
    """The number an argument stands for: a literal, a constant of a module, or something read from options or settings."""
    if argument.is_constant:
        return argument.constant if isinstance(argument.constant, int | float) and not isinstance(argument.constant, bool) else None
    code = facts.code_at(call.path)
    head = argument.text.partition(".")[0]
    binding = code.source.bindings.get(head) if code and head else None
    if binding is not None and binding.is_constant and isinstance(binding.constant, int | float):
        return binding.constant
    if not argument.text and not argument.inputs:
        return None
    for fed in facts.graph.upstream(argument.inputs):
        if fed.means(*FROM_OUTSIDE) or any(isinstance(each.constant, int) for each in fed.arguments if each.is_constant and each.name in ("", "default")):
            return fed.written
    return argument.text if argument.text and argument.text.rpartition(".")[2].lower() in ("seed", "random_state", "random_seed") else None


def texts_behind(facts: Facts, call: Call) -> set[str]:
    """Literal texts among a call's arguments, among what feeds them, and among what callers pass to its function."""
    found: set[str] = set()
    for each in (call, *facts.graph.upstream(call)):
        callers = [facts.graph.calls[number] for number in facts.graph.passed.get(each.number, ())] if each.kind == "parameter" else []
        for one in (each, *callers):
            found |= {argument.constant for argument in one.arguments if isinstance(argument.constant, str)}
        found |= _defaults(facts, each)
    return found


def _defaults(facts: Facts, call: Call) -> set[str]:
    """The text of a module's constant that a free name or an argument stands for."""
    code = facts.code_at(call.path)
    names = [call.written, *(argument.text for argument in call.arguments)] if code else []
    bindings = code.source.bindings if code else {}
    found = (bindings[name].constant for name in names if name in bindings)
    return {constant for constant in found if isinstance(constant, str)}
