"""Searches that the project wrote itself: a function that is given what scores, asks it again and again and keeps the best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.reach import Spot, reach_of
from evaluator.checks.selectors.scoring import certainty, scorings
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_BETTER = regex(r"(?:self\.)?\w{1,60} [<>]=? (?:self\.)?\w{0,40}(?:best|max|min|highest|lowest)\w{0,40}")
_DEEP = 3


def own_searches(facts: Facts) -> Iterator[Found]:
    """Where such a function is given one of the project's own that scores a model, or the answers of one."""
    reach, homes = reach_of(facts), frozenset[Spot]()
    for code in facts.product:
        for index in _keepers(facts, code):
            homes = homes or frozenset(Spot(call.path, call.scope) for call in scorings(facts) if call.scope >= 0)
            for number in facts.graph.callers.get(f"project:{code.path}:{code.functions[index].name}", ()):
                call = facts.graph.calls[number]
                handed = [facts.graph.calls[each] for argument in call.arguments for each in argument.inputs]
                asked = next((each for each in handed if each.kind == "free" and set(reach.spots(reach.led_to(each), _DEEP)) & homes), None)
                if asked is not None:
                    name = asked.name.rpartition(":")[2]
                    yield (
                        call.at,
                        f"{call.method} tries settings, asks `{name}` for the score of each and keeps the best",
                        certainty(facts, call),
                    )


def _keepers(facts: Facts, code: Code) -> list[int]:
    """The functions that ask one of their parameters in a loop, with what differs each time, and compare with the best so far."""
    better = [each.line for each in code.source.conditions if not each.otherwise and _BETTER.fullmatch(each.text)]
    spans = [(index, each) for index, each in enumerate(code.functions) if any(each.line <= line <= each.end_line for line in better)]
    return [index for index, _ in spans if any(_asks_a_parameter(facts, call) for call in code.within(index))]


def _asks_a_parameter(facts: Facts, call: Call) -> bool:
    """Whether a call in a loop is of a function that was given, with something that is no literal."""
    made = facts.graph.calls.get(call.receiver[0]) if call.kind == "call" and call.loops and len(call.receiver) == 1 else None
    given = any(argument.inputs for argument in call.arguments)
    return made is not None and made.kind == "parameter" and made.scope == call.scope and call.name == "()" and given
