"""Values that are bound to a name which nothing reads afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.scoring import shifted
from evaluator.checks.selectors.splits import splits

if TYPE_CHECKING:
    from evaluator.checks.selectors.splits import Split
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

_DEEPEST = 3
_GATHERS = frozenset({"Compose", "Sequential", "OneOf", "SomeOf"})


def is_unread(facts: Facts, call: Call, depth: int = _DEEPEST) -> bool:
    """Whether what a call gives is bound to a name that nothing reads, or only gathered into something that is."""
    users = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
    if users:
        return depth > 0 and all(each.method in _GATHERS and each.kind == "call" and is_unread(facts, each, depth - 1) for each in users)
    code = facts.code_at(call.path)
    return code is not None and bool(call.targets) and not _is_read(facts, code, call)


@kept
def in_vain(facts: Facts) -> frozenset[int]:
    """The calls that split rows whose parts nothing reads; none of them where there is no other split."""
    found = list(splits(facts))
    unread = {split.call.number for split in found if _are_unread(facts, split)}
    return frozenset(unread) if any(split.call.number not in unread for split in found) else frozenset()


def _are_unread(facts: Facts, split: Split) -> bool:
    """Whether a split's parts have names, and nothing reads any of them."""
    parts = [facts.graph.calls[number] for number in (*split.train, *split.test)]
    return len(parts) > 1 and all(not facts.graph.consumers.get(each.number) and is_unread(facts, each) for each in parts)


def _is_read(facts: Facts, code: Code, call: Call) -> bool:
    """Whether a value is given back, kept, asked of, or may be read by its name elsewhere."""
    if call.number in taken(code) or not all(name.isidentifier() for name in call.targets):
        return True
    if call.scope < 0 and not code.is_notebook and code.path in _imported(facts):
        return True
    return bool(_spoken(code) & set(call.targets))


@kept
def taken(code: Code) -> frozenset[int]:
    """What functions give back, classes keep, and statements ask of."""
    given = [function.returns for function in code.functions] + [each.inputs for each in code.source.statements]
    given += [numbers for klass in code.classes for numbers in klass.attributes.values()]
    return frozenset(number for numbers in given for number in shifted(code, numbers))


@kept
def _spoken(code: Code) -> frozenset[str]:
    """Names that are read where it is not known what they hold: in a loop before they are bound, in another function, by `global`."""
    heads = (each.written.partition(".")[0] for each in code.calls if each.kind == "free" or (each.kind == "call" and not each.receiver))
    given = (one.text.partition(".")[0] for each in code.calls for one in each.arguments if one.text and not one.inputs)
    return frozenset({*heads, *given})


@kept
def _imported(facts: Facts) -> frozenset[str]:
    return frozenset(path for code in facts.code for path in code.local_imports if path != code.path)
