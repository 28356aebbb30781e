"""What a handler accepts and answers: typed models, explicit refusals, limited widgets, structured answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.shell import word_set
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Reach, Spot
    from evaluator.checks.selectors.serving import Served
    from evaluator.model.code import Call, Code

REFUSALS = frozenset({400, 406, 411, 413, 415, 416, 422})
_REFUSAL_NAMES = regex(
    r"HTTP_(?:400|406|411|413|415|416|422)\w{0,60}|BAD_REQUEST|UNPROCESSABLE\w{0,20}|UNSUPPORTED_MEDIA_TYPE|BadRequest\b"
)
_UNTYPED = word_set(
    """
    UploadFile Request Response dict Dict Any object BackgroundTasks WebSocket Session HttpRequest HTTPConnection bytes Depends
    Mapping JSON AsyncSession
    """
)
_VALIDATES = word_set(
    """
    model_validate model_validate_json parse_obj parse_raw validate_python validate_json is_valid validate_on_submit
    validate_call safe_parse
    """
)
_TYPING = ("fastapi", "litestar", "ninja", "bentoml", "sanic_ext", "flask_openapi3", "robyn", "blacksheep")
_LIMITS = word_set(
    """
    min_value max_value minimum maximum min max choices options type file_types accept max_chars max_length precision file_count
    """
)
_PAGES = frozenset(["render_template", "render", "TemplateResponse", "HTMLResponse", "render_template_string"])
_ENDINGS = frozenset({"endswith", "rsplit", "splitext", "startswith", "lower", "guess_type"})
_CAUGHT = 6


def typed_input(reach: Reach, found: Served) -> str:
    """How the handler's parameters are typed so that a framework refuses what does not fit; "" when they are not."""
    spot = found.handler.spot
    if spot.index < 0:
        return ""
    code = reach.codes[spot.path]
    function = code.functions[spot.index]
    if function.owner >= 0 and any(base.endswith("Servicer") for base in code.classes[function.owner].bases):
        return "the message is typed by protobuf"
    own = any(is_schema(reach, code, annotation) for annotation in function.annotations)
    framework = any(package in _TYPING for package, _ in code.packages) and found.handler.kind == "service"
    if own:
        return "the input is a typed model"
    if framework and any(_is_typed(annotation) for annotation in function.annotations):
        return "typed parameters are checked by the framework"
    return ""


def _is_typed(annotation: str) -> bool:
    names = set(re.findall(r"[A-Za-z_]\w*", annotation[:200]))
    return bool(names) and not names & _UNTYPED


def is_schema(reach: Reach, code: Code, annotation: str) -> bool:
    """Whether an annotation names a validating class of the project."""
    names = set(re.findall(r"[A-Za-z_]\w*", annotation[:200])) - _UNTYPED
    if not names:
        return False
    homes = (code, *(reach.codes[path] for path in code.local_imports if path in reach.codes))
    return any(
        klass.name in names and {"schema.model", "input.checked"} & set(concepts)
        for home in homes
        for klass, concepts in zip(home.classes, home.base_concepts, strict=False)
    )


def checks_of_input(reach: Reach, found: Served) -> Iterator[tuple[Call, str, bool]]:
    """Calls that refuse bad input on the way to the prediction: the call, what it does, how sure."""
    for call in reach.calls((found.handler.spot,)):
        if call.kind == "definition" and any(_refuses(argument.constant, argument.text) for argument in call.arguments) and call.guards:
            yield call, "bad input is answered with an error", not _is_caught(reach, call)
        if call.kind != "call":
            continue
        if _validates(reach, call):
            yield call, "the input is validated here", True
        elif _answers_error(call) and call.guards:
            yield call, "bad input is answered with an error", not _is_caught(reach, call)
        elif call.method in _ENDINGS and any(
            each.name.endswith((".filename", ".content_type", ".mimetype")) for each in reach.facts.graph.upstream(call, most=60)
        ):
            yield call, "the type of the file is checked", True


def _validates(reach: Reach, call: Call) -> bool:
    if call.means("validation.check") or call.name in ("jsonschema.validate", "cerberus.Validator"):
        return True
    if call.means("input.checked") and not call.means("request.read", "schema.model"):
        return True
    if call.method in _VALIDATES:
        return True
    klass = reach.class_of(call.name) if call.own and "." not in call.name.rpartition(":")[2] else None
    if klass is None:
        return False
    return "schema.model" in klass[0].base_concepts[klass[1]] and any(argument.name == "**" for argument in call.arguments)


def _answers_error(call: Call) -> bool:
    if call.method in ("HttpResponseBadRequest", "BadRequest"):
        return True
    if not call.means("response.error", "response.make") and call.method not in ("abort", "json_response", "make_response", "Response"):
        return False
    return any(
        _refuses(argument.constant, argument.text)
        for argument in call.arguments
        if argument.name in ("", "status_code", "status", "code", "content")
    )


def _refuses(constant: object, text: str) -> bool:
    return (isinstance(constant, int) and not isinstance(constant, bool) and constant in REFUSALS) or bool(_REFUSAL_NAMES.search(text))


def _is_caught(reach: Reach, call: Call) -> bool:
    """Whether the answer stands in an `except`: then nothing is checked, something merely went wrong."""
    handlers = reach.codes[call.path].source.handlers
    shift = next((first - 1 for first, cell in reach.codes[call.path].cells if cell == call.cell), 0)
    return any(handler.scope == call.scope and 0 < call.line + shift - handler.line <= _CAUGHT for handler in handlers)


def widgets(reach: Reach, found: Served) -> tuple[list[Call], list[Call]]:
    """The inputs of a demo: those that offer only valid values, and the others."""
    spots: tuple[Spot, ...] = (found.handler.spot,)
    nodes = {call.number: call for call in reach.calls(spots)}
    for call in reach.codes[found.handler.spot.path].calls:
        nodes.setdefault(call.number, call)
    asked = [call for call in nodes.values() if call.kind == "call" and call.means("demo.input") and "utton" not in call.method]
    limited = [call for call in asked if _is_limited(call)]
    return limited, [call for call in asked if call not in limited]


def _is_limited(call: Call) -> bool:
    if call.means("demo.limited-input") or call.method in (
        "Image",
        "Audio",
        "Video",
        "camera_input",
        "audio_input",
        "time_input",
        "Sketchpad",
        "ImageEditor",
    ):
        return True
    given = {argument.name for argument in call.arguments}
    if given & _LIMITS:
        return True
    return call.method in ("number_input", "file_uploader") and sum(1 for argument in call.arguments if argument.name == "") > 1


def reads_input(reach: Reach, found: Served) -> Call | None:
    """The first place where the handler takes what it was sent."""
    return next((call for call in reach.calls((found.handler.spot,)) if call.means("request.read", "demo.input", "upload.read")), None)


def answers_page(reach: Reach, found: Served) -> bool:
    """Whether the handler gives back a rendered page."""
    if found.handler.spot.index < 0:
        return False
    function = reach.codes[found.handler.spot.path].functions[found.handler.spot.index]
    return any(reach.facts.graph.calls[number].method in _PAGES for number in function.returns)


def structured_answer(reach: Reach, found: Served) -> str:
    """How the answer is structured; "" when it is a page or plain text."""
    spot = found.handler.spot
    if spot.index < 0:
        return ""
    code = reach.codes[spot.path]
    function = code.functions[spot.index]
    binding = reach.facts.graph.calls.get(found.handler.binding)
    if binding is not None and binding.argument("response_model"):
        return "the answer has a response model"
    if function.owner >= 0 and any(base.endswith("Servicer") for base in code.classes[function.owner].bases):
        return "the answer is typed by protobuf"
    if any(
        call.method in ("jsonify", "JSONResponse", "JsonResponse", "ORJSONResponse", "json_response")
        or call.name == "rest_framework.response.Response"
        for call in reach.within(spot)
    ):
        return "the answer is JSON"
    if function.returns_annotation and is_schema(reach, code, function.returns_annotation):
        return "the answer is a typed model"
    framework = any(
        package in ("fastapi", "bentoml", "flask_restful", "flask_restx", "litserve", "litestar", "ninja") for package, _ in code.packages
    )
    return "the framework answers in JSON" if framework and not answers_page(reach, found) and function.returns else ""
