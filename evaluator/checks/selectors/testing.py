"""Tests that test: functions that call the project's own code and assert on what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

ASSERTS = ("assert", "raises", "fail", "warns", "approx")
CLIENTS = ("test.client",)


def tests_of(facts: Facts) -> Iterator[tuple[Code, int]]:
    """(file, function index) of every test function with an assertion."""
    for code in facts.code:
        if code.role not in ("test", "product"):
            continue
        asserting = asserting_scopes(code)
        for index, function in enumerate(code.functions):
            if function.name.startswith("test") and index in asserting and (code.role == "test" or _named_as_test(code)):
                yield code, index


def _named_as_test(code: Code) -> bool:
    name = code.path.rsplit("/", 1)[-1]
    return name.startswith("test") or name.endswith("_test.py") or name == "tests.py"


def asserting_scopes(code: Code) -> set[int]:
    """The functions of a file in which something is asserted, helpers of the same file followed one step."""
    found = {statement.scope for statement in code.source.statements if statement.kind == "assert" and statement.text not in ("True", "1")}
    found |= {call.scope for call in code.calls if call.kind == "call" and call.method.lower().startswith(ASSERTS)}
    helpers = {code.functions[scope].name for scope in found if scope >= 0}
    found |= {call.scope for call in code.calls if call.own and call.method in helpers}
    return found


def reaches_project(facts: Facts, code: Code, index: int) -> Call | None:
    """The call by which a test function reaches product code: directly, by a fixture, a client, a process or its set-up."""
    product = {each.path for each in facts.product}
    for call in _scope_calls(code, index):
        target = _target(call)
        if target in product:
            return call
        if call.means(*CLIENTS):
            return call
        if target and target not in product:
            home = facts.code_at(target)
            inner = facts.graph.functions.get(call.name)
            if home is not None and inner is not None and any(_target(each) in product for each in home.within(inner[1])):
                return call
    return None


def _scope_calls(code: Code, index: int) -> Iterator[Call]:
    """Nodes of a test function, of its fixtures (parameters), of its class's set-up, and of the module."""
    function = code.functions[index]
    fixtures = {i for i, each in enumerate(code.functions) if each.name in function.parameters}
    if function.owner >= 0:
        fixtures |= {i for i, each in enumerate(code.functions) if each.owner == function.owner and each.name.lower().startswith("setup")}
    scopes = {index, *fixtures, *(i for i, each in enumerate(code.functions) if each.parent == index)}
    return (call for call in code.calls if call.scope in scopes and call.kind in ("call", "free"))


def _target(call: Call) -> str:
    """The project's file that a name leads to."""
    return call.name.removeprefix("project:").partition(":")[0] if call.own else ""
