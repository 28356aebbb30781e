"""Code under a switch that is off: `PROFILE = False`, or an option that nothing in the tree turns on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

    Lines = tuple[tuple[int, int], ...]

OFF = "; the switch above it is off"
_LONGEST = 4_000


def is_switched_off(facts: Facts, call: Call) -> bool:
    """Whether a call stands below a condition that is not met unless somebody asks for it."""
    off = _off(facts).get(call.path, ()) if call.guards else ()
    if not off:
        return False
    code = facts.code_at(call.path)
    line = code.line_of(call) if code is not None else call.line
    return any(first <= line <= last for first, last in off)


@kept
def _off(facts: Facts) -> dict[str, Lines]:
    """The lines of each file that stand below a switch that is off."""
    options = _options(facts)
    found = {code.path: tuple(_ranges(code, options)) for code in facts.product}
    return {path: lines for path, lines in found.items() if lines}


def _ranges(code: Code, options: frozenset[str]) -> Iterator[tuple[int, int]]:
    for each in code.source.choices:
        if each.scope >= 0 or each.wants != "true":
            continue
        bound = code.source.bindings.get(each.name)
        off = bound is not None and bound.is_constant and bound.constant is False
        if off or ("." in each.name and each.name.rpartition(".")[2] in options):
            yield each.first, each.last


@kept
def _options(facts: Facts) -> frozenset[str]:
    """Options that are off unless they are given, and that no command of a page, target or workflow gives."""
    named = {}
    for call in facts.calls_to("cli.define"):
        texts = [each.constant for each in call.arguments if each.name == "" and isinstance(each.constant, str)]
        flag = next((text for text in texts if text.startswith("--")), "")
        if call.kind == "call" and flag and call.constant("action") == "store_true" and call.constant("default") is not True:
            named[flag] = str(call.constant("dest") or flag.lstrip("-").replace("-", "_"))
    if not named:
        return frozenset()
    spoken = "\n".join(text[:_LONGEST] for text in _commands(facts))
    return frozenset(name for flag, name in named.items() if flag not in spoken)


def _commands(facts: Facts) -> Iterator[str]:
    """What pages, targets and workflows say is to be run."""
    yield from (fence.text for document in facts.documents for fence in document.text.fences)
    yield from (paragraph.text for document in facts.documents for paragraph in document.text.paragraphs)
    yield from (line for work in facts.stages for target in work.source.targets for line in target.commands)
    yield from (line for code in facts.notebooks for cell in code.source.cells for _, line in cell.shell)
