"""Where a flow chooses its next tasks by what a function answers: `@task.branch`, or a function handed to a branching operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.standing import is_for_tests

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

_DECORATED = (".branch", ".short_circuit")
_OPERATORS = frozenset({"BranchPythonOperator", "ShortCircuitOperator", "BranchPythonVirtualenvOperator", "BranchExternalPythonOperator"})


@kept
def branches(facts: Facts) -> tuple[tuple[Code, int], ...]:
    """The functions by whose answer the next tasks are chosen, each with the file it stands in."""
    return tuple(_found(facts))


def _found(facts: Facts) -> Iterator[tuple[Code, int]]:
    handed = {each.text for call in facts.those((), _OPERATORS) for each in call.arguments if each.name == "python_callable"}
    for code in facts.product:
        for index, function in enumerate(code.source.functions):
            names = [code.source.nodes[number].name for number in function.decorators]
            decorated = any(name.endswith(_DECORATED) and "task" in name for name in names)
            if (decorated or function.name in handed) and not is_for_tests(code.path):
                yield code, index


def asked_for(code: Code, index: int, wanted: re.Pattern[str]) -> str:
    """What a function asks that speaks of something wanted: a key it reads, or what a call is named; "" where nothing does."""
    said = (text for call in code.calls if call.scope == index and call.kind in ("item", "call") for text in _texts(call))
    return next((text for text in said if wanted.search(text.lower())), "")


def _texts(call: Call) -> Iterator[str]:
    if call.kind == "item":
        yield from (each.constant for each in call.arguments[:1] if isinstance(each.constant, str))
    elif call.own:
        yield call.method
