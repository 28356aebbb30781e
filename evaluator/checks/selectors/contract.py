"""What a handler accepts and answers: typed models, explicit refusals, limited widgets, structured answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.shell import word_set
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Reach, Spot
    from evaluator.checks.selectors.serving import Served
    from evaluator.model.code import Call, Code
    from evaluator.model.source import Statement

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
_JSON_ANSWERS = frozenset(["jsonify", "JSONResponse", "JsonResponse", "ORJSONResponse", "json_response"])
_MAKES_JSON = frozenset(["dict", "dumps", "to_json", "to_dict", "asdict", "model_dump", "model_dump_json"])
_ANSWERING = frozenset(["fastapi", "bentoml", "flask_restful", "flask_restx", "litserve", "litestar", "ninja"])
_ENDINGS = frozenset({"endswith", "rsplit", "splitext", "startswith", "lower", "guess_type"})
_FREE = frozenset({"text_input", "text_area", "chat_input", "Textbox", "TextArea", "Text", "MultimodalTextbox", "Dataframe", "data_editor"})
_CAUGHT = 6
_LOOKS = frozenset({"isinstance", "is_json", "isnumeric", "isdigit"})
_NOT_READY = frozenset({500, 503})
_ERRORS = frozenset({"error", "errors", "detail"})
_NAME = regex(r"[A-Za-z_]\w*")
_TEXTS = frozenset({"str", "Text", "AnyStr"})
# What stands around a type and refuses nothing by itself.
_AROUND = word_set("Optional Union None Annotated Form Query Path Body Header Cookie typing fastapi t")
ANY_TEXT = "its parameters are texts: any text passes, at most a missing one is refused"
FILES = word_set("file_uploader Image Audio Video camera_input audio_input Sketchpad ImageEditor")
_OF_ONE_KIND = (FILES - {"file_uploader"}) | {"time_input"}
ENDING = "the ending or type of the file is looked at"


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
    return ANY_TEXT if framework and any(set(_NAME.findall(each[:200])) & _TEXTS for each in function.annotations) else ""


def _is_typed(annotation: str) -> bool:
    names = set(_NAME.findall(annotation[:200]))
    return bool(names - _AROUND - _TEXTS) and not names & _UNTYPED


def is_schema(reach: Reach, code: Code, annotation: str) -> bool:
    """Whether an annotation names a validating class of the project."""
    names = set(_NAME.findall(annotation[:200])) - _UNTYPED
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
    back = {call.number for call in given_back(reach, found.handler.spot, 0)}
    for call in reach.calls((found.handler.spot,)):
        if call.kind == "definition" and any(_refuses(argument.constant, argument.text) for argument in call.arguments) and call.guards:
            yield call, "bad input is answered with an error", not _is_caught(reach, call)
        if call.kind != "call":
            continue
        if call.number not in back and _validates(reach, call):
            yield call, "the input is validated here", True
        elif _answers_error(call) and call.guards:
            yield call, "bad input is answered with an error", not _is_caught(reach, call)
        elif call.method in _ENDINGS and any(
            each.name.endswith((".filename", ".content_type", ".mimetype")) for each in reach.facts.graph.upstream(call, most=60)
        ):
            yield call, ENDING, True


def looks_at_input(reach: Reach, found: Served) -> bool:
    """Whether a handler asks what its input is, answers an error in words, or raises one itself."""
    spot = found.handler.spot
    for call in reach.within(spot):
        says = call.guards and call.kind == "call" and any(set(each.items) & _ERRORS for each in call.arguments)
        if call.method in _LOOKS or (says and not _is_caught(reach, call)):
            return True
    return any(_is_own_raise(reach.codes[spot.path], each, spot.index) for each in reach.codes[spot.path].source.statements)


def _is_own_raise(code: Code, statement: Statement, scope: int) -> bool:
    """Whether a function refuses by a raise of its own, not handing on what it caught, nor saying that the service is not ready."""
    if statement.kind not in ("raise", "assert") or statement.scope != scope:
        return False
    caught = any(each.scope == scope and 0 < statement.line - each.line <= _CAUGHT for each in code.source.handlers)
    made = [code.calls[number] for number in statement.inputs if number < len(code.calls)]
    return not caught and not any(each.constant in _NOT_READY for call in made for each in call.arguments)


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
    graph = reach.facts.graph
    binding = graph.calls.get(found.handler.binding)
    told = binding.argument("inputs") if binding is not None else None
    if told is not None and told.inputs:
        nodes = {call.number: call for call in graph.upstream(told.inputs, most=100)}
    else:
        nodes = {call.number: call for call in (*reach.calls((found.handler.spot,)), *reach.codes[found.handler.spot.path].calls)}
    where = found.prediction.argument("url", 0)
    aside = {call.number for call in graph.upstream(where.inputs, most=100)} if where and _is_client(found.prediction) else set()
    asked = [call for call in nodes.values() if call.kind == "call" and call.means("demo.input") and "utton" not in call.method]
    asked = [call for call in asked if call.number not in aside]
    limited = [call for call in asked if _is_limited(call)]
    return limited, [call for call in asked if call not in limited]


def _is_limited(call: Call) -> bool:
    if call.means("demo.limited-input") or call.method in _OF_ONE_KIND:
        return True
    if call.method in _FREE:
        return False
    given = {argument.name for argument in call.arguments}
    if given & _LIMITS:
        return True
    return call.method in ("number_input", "file_uploader") and sum(1 for argument in call.arguments if argument.name == "") > 1


def reads_input(reach: Reach, found: Served) -> tuple[Call | None, bool]:
    """The first place where the handler takes what it was sent, one that feeds a prediction before others, and whether it feeds it.

    A button gives nothing. A page may ask the model more than once: for its table of examples, and for what was chosen.
    """
    nodes = list(reach.calls((found.handler.spot,)))
    read = [call for call in nodes if call.means("request.read", "demo.input", "upload.read") and "utton" not in call.method]
    given = _feeding(reach, found.prediction) if read else set()
    if not any(call.number in given for call in read):
        alike = (call for call in nodes if call.kind == "call" and call.method == found.prediction.method and call is not found.prediction)
        given = given.union(*(_feeding(reach, call) for call in alike)) if read else given
    chosen = [call for call in read if call.number in given] if found.handler.kind == "demo" else []
    filters = {each.number for call in chosen for each in reach.facts.graph.upstream(call, most=200)} if len(chosen) > 1 else set()
    best = min(read, key=lambda call: (call.number not in given, call.number in filters), default=None)
    return best, best is not None and best.number in given


def _feeding(reach: Reach, prediction: Call) -> set[int]:
    """The numbers of what a prediction is asked about."""
    return {call.number for call in reach.facts.graph.upstream(_arguments(prediction), most=600)}


def _is_client(call: Call) -> bool:
    return call.name.startswith(("requests.", "httpx."))


def _arguments(call: Call) -> tuple[int, ...]:
    """What a call is given; the address that a client asks is no input."""
    where = call.argument("url", 0) if _is_client(call) else None
    return tuple(number for argument in call.arguments if argument is not where for number in argument.inputs)


def given_back(reach: Reach, spot: Spot, depth: int = 2) -> Iterator[Call]:
    """The nodes that feed what a function returns, those of the project's own functions it ends with included."""
    if spot.index < 0:
        return
    code = reach.codes[spot.path]
    for number in code.functions[spot.index].returns:
        if number < len(code.calls):
            call = code.calls[number]
            yield call
            for inner in reach.led_to(call) if depth and call.own else ():
                yield from given_back(reach, inner, depth - 1)


def answers_page(reach: Reach, found: Served) -> bool:
    """Whether the handler gives back a rendered page."""
    binding = reach.facts.graph.calls.get(found.handler.binding)
    told = binding.argument("response_class") if binding is not None else None
    if told is not None and told.text.rpartition(".")[2] in (*_PAGES, "PlainTextResponse"):
        return True
    return any(call.method in _PAGES for call in given_back(reach, found.handler.spot, 0))


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
    if function.returns_annotation and is_schema(reach, code, function.returns_annotation):
        return "the answer is a typed model"
    if any(call.method in _JSON_ANSWERS or call.name == "rest_framework.response.Response" for call in reach.within(spot)):
        return "the answer is JSON"
    return "" if answers_page(reach, found) else _as_json(reach, spot)


def _is_picture(call: Call) -> bool:
    """Whether an answer says that it is a picture or a sound: `Response(..., media_type="image/png")`."""
    told = call.argument("media_type") or call.argument("mimetype") or call.argument("content_type")
    return told is not None and isinstance(told.constant, str) and told.constant.startswith(("image/", "audio/", "video/"))


def _as_json(reach: Reach, spot: Spot) -> str:
    """Whether what a function returns becomes JSON: by its framework, or because it is made so."""
    code = reach.codes[spot.path]
    if any(_is_picture(call) for call in given_back(reach, spot, 0)):
        return ""
    if any(package in _ANSWERING for package, _ in code.packages) and code.functions[spot.index].returns:
        return "the framework answers in JSON"
    made = any(call.kind == "call" and call.method in _MAKES_JSON for call in given_back(reach, spot))
    return "the answer is JSON" if made else ""
