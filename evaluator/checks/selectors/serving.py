"""Handlers that answer with a prediction, and the prediction each one reaches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.asking import Asker, trains_own
from evaluator.checks.selectors.handlers import Handler, handlers
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.reach import Reach, Spot, reach_of
from evaluator.checks.selectors.standing import FOREIGN, own
from evaluator.checks.selectors.testing import asserting_scopes, tests_of
from evaluator.model.code import Call
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.facts import Facts

REQUESTS = frozenset(["post", "get", "put", "patch", "request", "simulate_post", "open"])
_PREDICTS = regex(r"(?:predict|detect|infer|classif|generat)\w{0,30}\.py")
_OTHER_LANGUAGES = ("package.json", "AndroidManifest.xml", "Package.swift", "project.pbxproj")
_PORTABLE = (".onnx", ".tflite", ".mlmodel", ".ort")
_ASKS = regex(r"predict|infer|classif|score|forecast|recommend|detect|generat|chat|ask|answer|question|invo|search|summar|translat")
_CLIENT = regex(r"(?:requests|httpx)\.(?:\w{1,20}\.)?(?:post|put|request)")
SHOWS = ("demo.show", "response.make", "plot.show")
_SAID = frozenset(["print", "info", "debug", "warning", "error", "log", "exception"])
_COMMANDS = regex(
    r"\bmlflow\s+models\s+serve\b|\btensorflow_model_server\b|\btorchserve\s+--start|\btritonserver\b|\bbentoml\s+serve\b|\bmlserver\s+start\b"
)
_IMAGES = regex(r"\b(tensorflow/serving|pytorch/torchserve|nvcr\.io/nvidia/tritonserver|seldonio/\w{1,30}server)")


class Served(msgspec.Struct, frozen=True):
    """A handler with the prediction it reaches; `firm` when the answer is seen to go back."""

    handler: Handler
    prediction: Call
    firm: bool


def served(facts: Facts) -> tuple[Served, ...]:
    """Every handler that reaches a prediction of the project's model; remembered for the last repository asked for."""
    return _known(facts)


@kept
def _known(facts: Facts) -> tuple[Served, ...]:
    return tuple(_served(facts, reach_of(facts)))


def _served(facts: Facts, reach: Reach) -> Iterator[Served]:
    found = [_placed(reach, each) for each in _answering(facts, reach)]
    found = [each for each in found if each.handler.spot.index >= 0 or not _said_again(each, found)]
    yield from found
    if any(each.handler.kind == "service" and each.firm for each in found):
        known = {each.handler.spot for each in found}
        fronts = list(_fronts(reach, (each for each in handlers(facts, reach) if each.kind == "demo" and each.spot not in known)))
        for each in fronts:
            if not _is_within(reach, each, fronts) and (each.handler.spot.index >= 0 or not _said_again(each, fronts)):
                yield each


def _is_within(reach: Reach, part: Served, fronts: list[Served]) -> bool:
    """Whether another function of the same page calls this one: then that one is the page."""
    spot = part.handler.spot
    others = (each.handler.spot for each in fronts if each.firm and each.handler.spot != spot and each.handler.spot.path == spot.path)
    return spot.index >= 0 and any(spot in reach.spots((other,)) for other in others if other.index >= 0)


def is_client(call: Call) -> bool:
    """Whether a call asks a service over the network."""
    return call.kind == "call" and _CLIENT.fullmatch(call.name) is not None


def _said_again(page: Served, found: list[Served]) -> bool:
    """Whether a function of the same page reaches the same prediction."""
    spot = page.handler.spot
    return any(
        each.handler.spot.path == spot.path and each.handler.spot.index >= 0 and each.prediction is page.prediction for each in found
    )


def _placed(reach: Reach, found: Served) -> Served:
    """A script that is run from top to bottom is cited where it asks for the prediction, not where it begins."""
    spot, prediction = found.handler.spot, found.prediction
    if spot.index >= 0 or found.handler.kind != "demo":
        return found
    asks = Spot(prediction.path, prediction.scope)
    within = reach.within(spot)
    at = (
        prediction.at
        if asks == spot
        else next((call.at for call in within if any(asks in reach.spots((step,), 2) for step in reach.led_to(call))), found.handler.at)
    )
    return msgspec.structs.replace(found, handler=msgspec.structs.replace(found.handler, at=at))


def _fronts(reach: Reach, demos: Iterable[Handler]) -> Iterator[Served]:
    """Pages that send what they are given to the project's own service and show its answer."""
    seen: set[Spot] = set()
    for handler in demos:
        nodes = list(reach.calls((handler.spot,)))
        asked = next((call for call in nodes if call.used and is_client(call)), None)
        if asked is not None and handler.spot not in seen:
            seen.add(handler.spot)
            told = any(_ASKS.search(text.lower()) for text in (handler.how, *(text for call in nodes for text in _texts(call))))
            yield _placed(reach, Served(handler, asked, firm=told and handler.firm and _answers(reach, handler, asked, nodes)))


def _texts(call: Call) -> Iterator[str]:
    """What a call is called, and what its arguments are called or say."""
    yield call.method
    yield from (argument.text or str(argument.constant or "") for argument in call.arguments)


def _answering(facts: Facts, reach: Reach) -> Iterator[Served]:
    asker = Asker(reach, language=not trains_own(facts))
    seen: set[Spot] = set()
    for handler in handlers(facts, reach):
        if handler.binding >= 0 and not handler.firm:
            node = facts.graph.calls[handler.binding]
            if asker.asks(node):
                yield Served(handler, node, firm=True)
            continue
        if handler.spot in seen:
            continue
        nodes = list(reach.calls((handler.spot,)))
        found = next((call for call in nodes if asker.asks(call)), None)
        firm = found is not None and handler.firm and _answers(reach, handler, found, nodes)
        found = found or _perhaps(facts, handler, nodes)
        if found is not None:
            seen.add(handler.spot)
            yield Served(handler, found, firm)


def _perhaps(facts: Facts, handler: Handler, nodes: list[Call]) -> Call | None:
    """What may be a prediction in another form: a script that is started, or a loaded table in which a page looks the answer up."""
    for call in nodes:
        if (
            call.kind == "call"
            and call.means("process.start")
            and any(_PREDICTS.search(str(argument.constant) + str(argument.items)) for argument in call.arguments)
        ):
            return call
    if handler.kind == "demo":
        for call in nodes:
            if (
                call.kind == "item"
                and call.name.endswith("[]")
                and next(facts.graph.upstream(call.receiver, "model.load", most=200), None) is not None
            ):
                return call
    return None


def _answers(reach: Reach, handler: Handler, prediction: Call, nodes: list[Call]) -> bool:
    """Whether something comes back: a value returned, shown, sent or written; a prediction thrown away is none."""
    if not prediction.used and prediction.method != "invoke":
        return False
    if any(call.kind == "call" and call.method not in _SAID for call in reach.facts.downstream(prediction)):
        return True
    if handler.spot.index >= 0 and reach.codes[handler.spot.path].functions[handler.spot.index].returns:
        return True
    return any(call.kind == "call" and (call.means(*SHOWS) or call.name.startswith("streamlit.")) for call in nodes)


def commanded(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Places where a model server is started by a command or an image."""
    for container in own(facts.containers):
        for step in container.source.instructions:
            text = " ".join(step.values)
            if (step.keyword == "FROM" and _IMAGES.search(text)) or (
                step.keyword in ("CMD", "ENTRYPOINT", "RUN") and _COMMANDS.search(text)
            ):
                yield Location(container.path, step.line), text[:60]
    for manifest in own(facts.manifests):
        for key, value, line in manifest.source.values:
            if key.endswith(("image", "command")) and (_IMAGES.search(value[:300]) or _COMMANDS.search(value[:300])):
                yield Location(manifest.path, line), value[:60]
    for work in own(facts.stages):
        for target in work.source.targets:
            number = next((number for number, command in enumerate(target.commands) if _COMMANDS.search(command[:500])), None)
            if number is not None:
                yield Location(work.path, target.line_of(number)), target.commands[number].strip()[:60]


def requests_in_tests(facts: Facts, reach: Reach, services: list[Served]) -> Iterator[tuple[Location, str, bool]]:
    """Test functions that ask a predicting handler and assert: the place, a note, how sure."""
    routes = [each.handler.route for each in services if each.handler.route]
    spots = {each.handler.spot for each in services}
    for code, index in tests_of(facts) if services else ():
        function = code.functions[index]
        for call in reach.calls((Spot(code.path, index),), depth=1):
            if call.path != code.path or call.kind != "call":
                continue
            if call.method in REQUESTS and fits(call, routes):
                yield code.at(function.line), f"{function.name} asks {address(call)} and checks the answer", True
                break
            if any(spot in spots for spot in reach.led_to(call)):
                yield code.at(function.line), f"{function.name} calls the handler and checks what it gives", True
                break
            if services and call.method == "post" and call.written.lower().endswith("client.post"):
                yield code.at(function.line), f"{function.name} posts to a client; that it asks for a prediction could not be told", False


def posts_asserted(facts: Facts, services: list[Served]) -> Iterator[tuple[Location, str]]:
    """Posts beside an assertion in files of tests, by functions that no runner would collect by their name."""
    routes = [each.handler.route for each in services if each.handler.route]
    for code in facts.code if routes else ():
        asserting = asserting_scopes(code) if code.role == "test" else ()
        for call in code.called if asserting else ():
            if call.method == "post" and call.scope in asserting and (not address(call) or fits(call, routes)):
                yield call.at, "posts and asserts; that it asks for a prediction, and that a runner of tests collects it, could not be told"


def address(call: Call) -> str:
    """The address that a request names as a literal, "" for none."""
    texts = (
        argument.constant for argument in call.arguments if argument.name in ("", "url", "path") and isinstance(argument.constant, str)
    )
    return next((text for text in texts if "/" in text), "")


def fits(call: Call, routes: list[str]) -> bool:
    """Whether a request's address is that of a route: one ends with the other, parameters and queries left off."""
    asked = re.sub(r"^https?://[^/]*", "", address(call).partition("?")[0]).rstrip("/")
    for route in routes:
        fixed = re.split(r"[{<]", route)[0].rstrip("/")
        if fixed and asked and (asked.endswith(fixed) or (fixed != route.rstrip("/") and fixed in asked)):
            return True
        if not fixed and route == "/" and address(call) == "/":
            return True
    return False


def foreign(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Applications in languages that are not read here, with a model beside them."""
    files = [(file.path, file.path[file.path.rfind("/") + 1 :]) for file in facts.paths if file.role not in FOREIGN]
    shiny = next((path for path, name in files if name[-2:] in (".R", ".r") and name.lower() in ("app.r", "server.r")), "")
    if shiny:
        yield Location(shiny, 1), "a Shiny app; R is not read"
    other = next((path for path, name in files if name in _OTHER_LANGUAGES), "")
    model = next((path for path, name in files if name.lower().endswith(_PORTABLE) or name == "model.json"), "") if other else ""
    if model:
        yield Location(model, 1), f"an application ({other}) lies beside this model; its language is not read"
