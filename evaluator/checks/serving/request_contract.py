"""Does the service know what it accepts and what it answers?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.contract import answers_page, checks_of_input, reads_input, structured_answer, typed_input, widgets
from evaluator.checks.selectors.reach import Reach, reach_of
from evaluator.checks.selectors.serving import served
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.serving import Served
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence, Evidence


def _sure(found: Served) -> Confidence:
    return "high" if found.firm else "low"


def input_parsed(facts: Facts) -> Iterator[Evidence]:
    """The service predicts for the input it is given.

    Why: A service that ignores its input answers nobody's question.
    Fix: Read the values from the request's body, query or form, and hand them to the model.
    Not for: library
    """
    reach = reach_of(facts)
    for each in served(facts):
        spot = each.handler.spot
        parameters = (
            []
            if spot.index < 0
            else [name for name in reach.codes[spot.path].functions[spot.index].parameters if name not in ("self", "cls", "context")]
        )
        read = reads_input(reach, each)
        if read is not None:
            yield supports(read.at, f"{each.handler.how} takes its input here", _sure(each))
        elif parameters:
            yield supports(each.handler.at, f"{each.handler.how} takes {', '.join(parameters[:4])}", _sure(each))
        else:
            unsure = spot.index < 0 or any("request" in call.written.lower() for call in reach.calls((spot,)))
            yield against(each.handler.at, f"{each.handler.how} takes no input", "low" if unsure else "high")


def input_validated(facts: Facts) -> Iterator[Evidence]:
    """The service refuses input that does not fit.

    Why: Without a check, a wrong field gives a wrong prediction or a stack trace.
    Fix: Describe the request as a typed model with ranges, or check each field and answer with an error.
    Ask: What does your service answer when a number arrives as text?
    Not for: library
    """
    reach = reach_of(facts)
    answers = list(served(facts))
    found = [evidence for each in answers for evidence in _validations(reach, each)]
    yield from found
    if not found:
        yield from (against(each.handler.at, f"{each.handler.how} takes its input unchecked", _sure(each)) for each in answers)


def _validations(reach: Reach, found: Served) -> Iterator[Evidence]:
    typed = typed_input(reach, found)
    if typed:
        yield supports(found.handler.at, typed, _sure(found))
    seen = set()
    for call, note, firm in checks_of_input(reach, found):
        if (call.line, note) not in seen:
            seen.add((call.line, note))
            yield supports(call.at, note, "high" if firm and found.firm else "low")
    if found.handler.kind == "demo":
        limited, free = widgets(reach, found)
        if limited and not free:
            yield supports(limited[0].at, f"every input of the page offers only valid values ({len(limited)} found)")


def response_structured(facts: Facts) -> Iterator[Evidence]:
    """The service answers in a form that programs can read.

    Why: A caller relies on names and types of the answer, not on the wording of a page.
    Fix: Return JSON with named fields, described by a response model.
    Not for: library
    """
    reach = reach_of(facts)
    found = [(each, structured_answer(reach, each)) for each in served(facts) if each.handler.kind == "service"]
    yield from (supports(each.handler.at, how, _sure(each)) for each, how in found if how)
    if not any(how for _, how in found):
        for each, _ in found:
            page = answers_page(reach, each)
            note = (
                "answers with a page" if page else "answers in a form that was not told: no JSON, typed message or response model was seen"
            )
            yield against(each.handler.at, f"{each.handler.how} {note}", "high" if page else "low")
