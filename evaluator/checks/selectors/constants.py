"""Constants that modules hold under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept

if TYPE_CHECKING:
    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Constant


def constant_of(facts: Facts, code: Code, name: str) -> Constant:
    """What a name holds that is a constant of this module, or a text of one it imports; else None."""
    if not name:
        return None
    bound = code.source.bindings.get(name)
    if bound is not None:
        return bound.constant if bound.is_constant else None
    head, _, rest = name.partition(".")
    for each in code.imports:
        module, last = (each.module, name) if each.name == name else (each.module if not each.name else f"{each.module}.{each.name}", rest)
        if each.name == name or (head in (each.alias, each.name or each.module) and rest and "." not in rest):
            found = _bindings(facts).get((module.strip(".").rpartition(".")[2], last))
            if found is not None:
                return found
    return None


@kept
def _bindings(facts: Facts) -> dict[tuple[str, str], str]:
    """Texts that modules hold under a name, by the last part of the module's name."""
    return {
        (code.path.rpartition("/")[2].removesuffix(".py"), name): bound.constant
        for code in facts.product
        for name, bound in code.source.bindings.items()
        if bound.is_constant and isinstance(bound.constant, str)
    }
