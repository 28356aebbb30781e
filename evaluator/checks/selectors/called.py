"""Whether anything starts a function of the project (substance rule 8: dead code is weak)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import Same

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts


def is_dormant(facts: Facts, call: Call) -> bool:
    """Whether a call stands in a plain function that nothing in the tree names; methods and decorated functions may be called unseen."""
    code = facts.code_at(call.path)
    if code is None or call.scope < 0:
        return False
    function = code.functions[call.scope]
    while function.parent >= 0:
        function = code.functions[function.parent]
    if function.owner >= 0 or function.decorators or function.name.startswith("__") or function.name == "main":
        return False
    return function.name not in _named(Same(facts))


@lru_cache(maxsize=1)
def _named(same: Same) -> frozenset[str]:
    """Every function name that code, a script entry or a settings file speaks of."""
    facts = same.facts
    found = {call.method for code in facts.code for call in code.calls}
    found |= {text.rpartition(".")[2] for code in facts.code for call in code.calls for text in (each.text for each in call.arguments)}
    found |= {target.rpartition(":")[2] for manifest in facts.manifests for target in manifest.source.scripts.values()}
    return frozenset(found)
