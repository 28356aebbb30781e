"""Work of the project's own that a handler hands on, to be done after it has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

LATER = frozenset({"add_task", "submit", "create_task", "run_in_executor", "start_soon"})
_KEEPS = frozenset({"writerow", "insert", "insert_one", "execute", "put_item", "append_row", "commit", "add", "add_all"})


def keeps_later(facts: Facts, call: Call) -> bool:
    """Whether what is to be done later is a function of the project's own that keeps something: `add_task(keep, row)`."""
    if call.method not in LATER:
        return False
    handed = next((facts.graph.calls[number] for number in call.inputs if facts.graph.calls[number].name in facts.graph.functions), None)
    path, index = facts.graph.functions[handed.name] if handed is not None else ("", -1)
    code = facts.code_at(path)
    inside = code.within(index) if code is not None else ()
    return any(each.means("database.write", "data.write") or each.method in _KEEPS for each in inside if each.kind == "call")
