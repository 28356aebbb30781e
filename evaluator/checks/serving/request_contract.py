"""Does the service know what it accepts and what it answers?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.contract import (
    ANY_TEXT,
    ENDING,
    FILES,
    answers_page,
    checks_of_input,
    given_back,
    looks_at_input,
    reads_input,
    structured_answer,
    typed_input,
    widgets,
)
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.reach import Reach, reach_of
from evaluator.checks.selectors.refused import refusals
from evaluator.checks.selectors.serving import served
from evaluator.checks.selectors.swapped import swapped
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Spot
    from evaluator.checks.selectors.serving import Served
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence, Evidence


# Widgets that may as well choose what a page shows as what the model is asked.
_CHOOSES = frozenset({"checkbox", "toggle", "radio", "selectbox", "multiselect", "slider", "select_slider", "date_input", "pills"})
_ASIDE = frozenset({"self", "cls", "context", "_", "background_tasks"})
MOST = 3
UNTOLD = "answers in a form that was not told: no JSON, typed message or response model was seen"


def _sure(found: Served) -> Confidence:
    return "high" if found.firm else "low"


def _parameters(reach: Reach, spot: Spot) -> list[str]:
    if spot.index < 0:
        return []
    function = reach.codes[spot.path].functions[spot.index]
    found = [(name, kind) for name, kind in zip(function.parameters, function.annotations, strict=False) if name not in _ASIDE]
    return [name for name, kind in found if kind != "Request"] or [name for name, _ in found]


def input_parsed(facts: Facts) -> Iterator[Evidence]:
    """The service predicts for the input it is given.

    Why: A service that ignores its input answers nobody's question.
    Fix: Read the values from the request's body, query or form, and hand them to the model.
    Not for: library
    """
    reach = reach_of(facts)
    for each in served(facts):
        spot = each.handler.spot
        yield from _crosswise(facts, reach, spot)
        parameters = _parameters(reach, spot)
        read, feeds = reads_input(reach, each)
        if read is not None and (feeds or each.handler.kind == "service" or read.method not in _CHOOSES):
            yield supports(read.at, f"{each.handler.how} takes its input here", _sure(each))
        elif read is not None:
            yield supports(read.at, f"{each.handler.how} takes this; that it reaches the model could not be told", "low")
        elif parameters and each.handler.kind == "service":
            yield supports(each.handler.at, f"{each.handler.how} takes {', '.join(parameters[:4])}", _sure(each))
        elif parameters:
            yield supports(each.handler.at, f"{each.handler.how} hands over {', '.join(parameters[:4])}", _sure(each))
        else:
            unsure = each.handler.kind == "demo" or any("request" in call.written.lower() for call in reach.calls((spot,)))
            yield against(each.handler.at, f"{each.handler.how} takes no input", "low" if unsure else "high")


def _crosswise(facts: Facts, reach: Reach, spot: Spot) -> Iterator[Evidence]:
    """Fields of the input that a handler hands over under each other's name."""
    for call in reach.within(spot):
        if call.kind == "call" and (pair := swapped(facts, call)) is not None:
            one, other = pair
            yield against(call.at, f"{call.method} is given `{one}` from the field `{other}`, and `{other}` from `{one}`")


def input_validated(facts: Facts) -> Iterator[Evidence]:
    """The service refuses input that does not fit.

    Why: Without a check, a wrong field gives a wrong prediction or a stack trace.
    Fix: Describe the request as a typed model with ranges, or check each field and answer with an error.
    Ask: What does your service answer when a number arrives as text?
    Not for: library
    """
    reach = reach_of(facts)
    every = list(served(facts))
    answers = [each for each in every if each.handler.kind == "service"] or every  # a page's limits keep nothing from a route
    found = [evidence for each in answers for evidence in _validations(reach, each)]
    yield from found
    for each in answers if not found else ():
        if each.handler.kind == "service" and looks_at_input(reach, each):
            yield against(each.handler.at, f"{each.handler.how} looks at its input; that it refuses what does not fit was not seen", "low")
        elif each.handler.kind == "service":
            yield against(each.handler.at, f"{each.handler.how} takes its input unchecked", _sure(each))
        else:
            yield from _free(reach, each)


def _free(reach: Reach, found: Served) -> Iterator[Evidence]:
    """An input of a demo that takes anything; a page without one has nothing to refuse."""
    _, free = widgets(reach, found)
    if free:
        yield against(free[0].at, f"{found.handler.how} takes any {free[0].method} unchecked", _sure(found))
    elif _parameters(reach, found.handler.spot):
        yield against(found.handler.at, f"{found.handler.how} takes its input unchecked", _sure(found))


def _validations(reach: Reach, found: Served) -> Iterator[Evidence]:
    """The strongest sign that a handler refuses what does not fit."""
    typed = typed_input(reach, found)
    if typed and typed != ANY_TEXT:
        yield supports(found.handler.at, typed, _sure(found))
        return
    told = sorted(checks_of_input(reach, found), key=lambda each: (not each[2], each[1] == ENDING))
    for call, note, firm in told[:1]:
        yield supports(call.at, note, "high" if firm and found.firm else "low")
    if typed and not told:
        yield supports(found.handler.at, typed, "low")
    if found.handler.kind == "demo" and not told:
        limited, free = widgets(reach, found)
        if limited and not free:
            read, _ = reads_input(reach, found)
            files = all(call.method in FILES for call in limited)
            words = "takes only files of fitting types" if files else f"offers only valid values to the model ({len(limited)} inputs found)"
            yield supports((read if read in limited else limited[0]).at, f"the page {words}")


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
            back = any(given_back(reach, each.handler.spot, 0))
            note = "answers with a page" if page else UNTOLD if back else "gives nothing back that was seen"
            yield against(each.handler.at, f"{each.handler.how} {note}", "high" if page else "low")


def bad_input_tested(facts: Facts) -> Iterator[Evidence]:
    """A test sends bad input to the service and checks that it is refused.

    Why: Sooner or later somebody sends a missing field; a test says what happens then, before they do.
    Fix: Post a body without a required field to the route that predicts, and assert on status 422 and its message.
    Ask: Which wrong input has your service met so far?
    Not for: library
    """
    services = [each for each in served(facts) if each.handler.kind == "service"]
    if services:
        missing = "no test that sends bad input to the service and asserts that it is refused was found; looked for statuses 400 to 422"
        yield from having(refusals(facts, reach_of(facts), services), missing, most=MOST)
