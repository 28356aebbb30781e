"""Tests that send a service what does not fit, and check that it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.contract import REFUSALS, is_schema
from evaluator.checks.selectors.lost import lost_imports
from evaluator.checks.selectors.reach import Spot
from evaluator.checks.selectors.serving import REQUESTS, address, fits
from evaluator.checks.selectors.tested import AUTH
from evaluator.checks.selectors.testing import tests_of
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Reach
    from evaluator.checks.selectors.serving import Served
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_CODE = regex(
    r"(?:status\w{0,12}|code)\b[^0-9]{0,30}(?<!\d)(400|406|411|413|415|416|422)(?!\d)"
    r"|\bHTTP_(400|406|411|413|415|416|422)\w{0,60}|\b(BAD_REQUEST|UNPROCESSABLE\w{0,20}|UNSUPPORTED_MEDIA_TYPE)\b"
)
_ANY_ERROR = regex(r"status\w{0,12}\s?(?:!= ?200|>= ?400|// ?100 == 4)")
_REFUSES = regex(r"(?:ValidationError|HTTPException|BadRequest\w{0,20}|RequestValidationError|UnprocessableEntity)$")
_UNFIT = regex(r"(?:ValueError|TypeError|KeyError|\w{0,40}(?:Invalid|Validation|Schema|Input|Mismatch)\w{0,40})$")
_STATUS = regex(r"status")
_NEAR = 6


def refusals(facts: Facts, reach: Reach, services: list[Served]) -> Iterator[Found]:
    """Test functions that ask for the refusal of bad input: at the route that predicts firmly, elsewhere as a question."""
    lost = lost_imports(facts)
    behind = frozenset(reach.spots(tuple(each.handler.spot for each in services)))
    for code, index in tests_of(facts):
        told = None if AUTH.search(code.functions[index].name) else _refusal(reach, code, index, services, behind)
        if told is not None:
            place, note, sure = told
            unread = lost.get(code.path, "")
            yield (place, f"{note}; its file imports {unread}, which is not in the tree", "low") if unread else (place, note, sure)


def _refusal(reach: Reach, code: Code, index: int, services: list[Served], behind: frozenset[Spot]) -> Found | None:
    """What one test says of bad input, if anything: where, what, how sure."""
    nodes = [call for call in reach.within(Spot(code.path, index)) if call.kind in ("call", "free")]
    asked = [call for call in reach.calls((Spot(code.path, index),), depth=1) if call.path == code.path and call.kind == "call"]
    status = _status(code, index, nodes)
    if status is not None:
        return _of_request(code, index, status, [call for call in asked if call.method in REQUESTS], services)
    return _of_raise(reach, nodes, services, behind)


def _status(code: Code, index: int, nodes: list[Call]) -> tuple[int, str] | None:
    """The line at which a test asserts that an answer refuses, and the status it names."""
    inside = {index, *(at for at, each in enumerate(code.functions) if each.parent == index)}
    for each in code.source.statements:
        if each.kind == "assert" and each.scope in inside and (found := _CODE.search(each.text) or _ANY_ERROR.search(each.text)):
            return each.line, next((part for part in found.groups() if part), "an error")
    for call in nodes:
        if call.method.lower().startswith("assert") and any(_STATUS.search(each.text) for each in call.arguments):
            named = next((each.constant for each in call.arguments if each.constant in REFUSALS), None)
            if named is not None:
                return code.line_of(call), str(named)
    return None


def _of_request(code: Code, index: int, status: tuple[int, str], asked: list[Call], services: list[Served]) -> Found | None:
    line, answer = status
    routes = [each.handler.route for each in services if each.handler.route]
    name, where = code.functions[index].name, next((address(call) for call in asked if fits(call, routes)), "")
    if where:
        return code.at(line), f"{name} sends {where} what does not fit and expects {answer}", "high"
    if any(call.method == "post" and not address(call) for call in asked):
        return code.at(line), f"{name} posts and expects {answer}; which route it asks could not be told", "low"
    if asked:
        there = address(asked[0])
        return code.at(line), f"{name} expects {answer} of {there or 'a route'}; that this is the route that predicts was not seen", "low"
    return None


def _of_raise(reach: Reach, nodes: list[Call], services: list[Served], behind: frozenset[Spot]) -> Found | None:
    """`with raises(ValidationError)`: around the service's own schema or handler firmly, around what it calls as a question."""
    for call in nodes:
        if call.method not in ("raises", "assertRaises", "assertRaisesRegex") or not call.arguments:
            continue
        error = call.arguments[0].text.rpartition(".")[2]
        within = [each for each in nodes if each.kind == "call" and 0 <= each.line - call.line <= _NEAR]
        for each in within if _REFUSES.search(error) else ():
            if each.own and _is_request(reach, each, services):
                return call.at, f"expects {error} of {each.method}, which describes the request", "high"
            if any(spot in {one.handler.spot for one in services} for spot in reach.led_to(each)):
                return call.at, f"expects {error} of the handler {each.method}", "high"
        for each in within if _UNFIT.search(error) or _REFUSES.search(error) else ():
            if any(spot in behind for spot in reach.led_to(each)):
                return call.at, f"expects {error} of {each.method}, which the service calls; that the service refuses was not seen", "low"
    return None


def _is_request(reach: Reach, call: Call, services: list[Served]) -> bool:
    """Whether a call makes an object of a class by which a handler's parameters, or what it is made of, are typed."""
    found = reach.class_of(call.name)
    if found is None or not {"schema.model", "input.checked"} & set(found[0].base_concepts[found[1]]):
        return False
    return any(
        spot.index >= 0 and any(is_schema(reach, code, each) for each in code.functions[spot.index].annotations)
        for spot, code in ((one.handler.spot, reach.codes[one.handler.spot.path]) for one in services)
    )
