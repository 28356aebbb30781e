"""Where somebody outside reaches the project: routes, servicers, cloud functions, bots, demos, consumers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.reach import Reach, Spot, decorators
from evaluator.checks.selectors.shell import word_set
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts


class Handler(msgspec.Struct, frozen=True):
    """A function, or a script's top level, that is run for somebody outside.

    `how` names it in words; `route` is its literal address, "" unknown. `binding` is the number of the node that binds it, -1 for none.
    """

    kind: Literal["service", "demo"]
    spot: Spot
    at: Location
    how: str
    route: str = ""
    binding: int = -1
    firm: bool = True


_VERBS = frozenset(["route", "get", "post", "put", "patch", "api_route", "websocket", "add_route"])
_BOTS = word_set(
    """
    message_handler message callback_query_handler callback_query event command on_message hybrid_command slash_command
    app_mention inline_handler message_handlers register_message_handler
    """
)
_BOT_PACKAGES = word_set(
    """
    telegram telebot aiogram discord nextcord slack_bolt slack_sdk pyrogram chainlit vkbottle disnake linebot viberbot
    """
)
_BINDS = word_set(
    """
    add_url_rule add_api_route add_route add_resource add_post add_get add_view add_handler add_websocket_route
    add_api_websocket_route register_message_handler add_listener basic_consume add_generic_rpc_handlers register
    add_event_handler
    """
)
# Libraries by which others reach a program: only beside them do everyday names such as `register` bind a handler.
_OUTSIDE = word_set(
    """
    flask django rest_framework fastapi starlette sanic aiohttp tornado bottle falcon pyramid quart litestar connexion cherrypy
    grpc websockets socketio flask_socketio channels ninja flask_restful flask_restx pika aio_pika kafka confluent_kafka aiokafka paho
    nats redis robyn
    webob blacksheep responder hug eve psycopg asyncpg
    """
)
_URLS = frozenset(["path", "re_path", "url", "Route", "Application", "WebSocketRoute", "Rule"])
_LISTENS = frozenset(["listener", "on_message", "on_message_callback", "message_handler"])
_EVENTS = word_set(
    """
    click submit change upload input select release blur then
    """
)
_VIEWS = word_set(
    """
    RequestHandler MethodView Resource APIView View HTTPEndpoint BaseHTTPRequestHandler SimpleHTTPRequestHandler LitAPI
    BasePredictor ViewSet GenericViewSet FormView TemplateView CreateView BaseHandler ModelViewSet GenericAPIView
    AsyncWebsocketConsumer WebsocketConsumer
    """
)
_VIEW_METHODS = word_set(
    """
    get post put do_POST do_GET list create retrieve predict handle inference form_valid on_post on_get receive __call__
    """
)
_FUNCTION_BINDERS = ("functions_framework.http", "functions_framework.cloud_event", "azure.functions")
_LAMBDA = (("event", "context"), ("event", "_context"), ("event", "_"), ("_event", "_context"), ("data", "context"), ("event", "ctx"))


@once
def handlers(facts: Facts, reach: Reach) -> Iterator[Handler]:
    """Every handler of product code; the same function may be bound twice."""
    for code in facts.product:
        yield from _decorated(code)
        yield from _bound(facts, reach, code)
        yield from _views(reach, code)
        yield from _cloud(facts, code)
        yield from _scripts(facts, code)
        yield from _consumers(code)


def _decorated(code: Code) -> Iterator[Handler]:
    bots = any(package in _BOT_PACKAGES for package, _ in code.packages)
    for index, function in enumerate(code.functions):
        for node in decorators(code, index):
            kind = _kind_of(node, bots)
            if kind:
                route = _text(node)
                yield Handler(kind, Spot(code.path, index), code.at(function.line), f"{node.method} {route}".strip(), route, node.number)
                break


def _kind_of(node: Call, bots: bool) -> Literal["service", "demo", ""]:
    if node.means("demo.handler") or (node.method == "callback" and node.name in (".callback", "callback")):
        return "demo"
    if node.means("route", "bot.handler") or node.name in _FUNCTION_BINDERS or node.name == "bentoml.api":
        return "service"
    if node.kind == "call" and node.method in _VERBS and _text(node).startswith("/"):
        return "service"
    return "service" if bots and node.method in _BOTS else ""


def _text(node: Call) -> str:
    """The literal address given to a binding."""
    found = (
        argument.constant for argument in node.arguments if argument.name in ("", "rule", "path") and isinstance(argument.constant, str)
    )
    return next(found, "")


def _bound(facts: Facts, reach: Reach, code: Code) -> Iterator[Handler]:
    """Functions and classes given to a call that binds them."""
    outside = any(package in _OUTSIDE or package in _BOT_PACKAGES for package, _ in code.packages)
    for call in code.those(("demo.handler", "route", "bot.handler"), (*_EVENTS, *_BINDS, *_URLS), _LISTENS):
        if not call.arguments:
            continue
        kind = _binding_kind(call, outside=outside)
        if not kind:
            continue
        for node in _given(facts, call, only=() if kind != "listener" else _LISTENS):
            yield from _meant(reach, node, "demo" if kind == "demo" else "service", call)


def _binding_kind(call: Call, *, outside: bool) -> Literal["service", "demo", "listener", ""]:
    if call.means("demo.handler") or (
        call.name == f".{call.method}" and call.method in _EVENTS and any(each.name in ("inputs", "outputs") for each in call.arguments)
    ):
        return "demo"
    if call.means("route", "bot.handler") or (outside and (call.method in _BINDS or call.method in _URLS)):
        return "service"
    return "listener" if any(each.name in _LISTENS for each in call.arguments) else ""


def _given(facts: Facts, call: Call, only: frozenset[str] | tuple[()] = ()) -> Iterator[Call]:
    """Names of own functions and classes among the arguments, or among those of some names."""
    for argument in call.arguments:
        if only and argument.name not in only:
            continue
        for number in argument.inputs:
            node = facts.graph.calls[number]
            if node.kind in ("free", "call", "self", "item"):
                yield node


def _meant(reach: Reach, node: Call, kind: Literal["service", "demo"], call: Call) -> Iterator[Handler]:
    how = f"{call.method} {_text(call)}".strip() if kind != "demo" or call.method not in _EVENTS else f"the page's {call.method}"
    if node.kind == "call" and node.own and node.method != "as_view":
        return
    if node.kind == "call" and not node.own:
        # What a lambda calls is among the arguments: the prediction itself stands here.
        yield Handler(kind, Spot(call.path, call.scope), call.at, how, _text(call), node.number, firm=False)
        return
    for spot in _spots(reach, node):
        function = reach.codes[spot.path].functions[spot.index]
        yield Handler(kind, spot, reach.codes[spot.path].at(function.line), how, _text(call), call.number)


def _spots(reach: Reach, node: Call) -> Iterator[Spot]:
    name = node.name.removesuffix(".as_view")
    if node.kind == "self":
        code = reach.codes[node.path]
        owner = code.functions[node.scope].owner if node.scope >= 0 else -1
        yield from (spot for method, spot in reach.methods(code, owner) if method == node.name and owner >= 0)
        return
    if node.kind == "item" and not node.own:
        return
    if not node.own:
        yield from _by_last_part(reach, node)
        return
    klass = reach.class_of(name) if "." not in name.rpartition(":")[2] else None
    if klass is None:
        yield from reach.named(name)
        return
    yield from (spot for method, spot in reach.methods(*klass) if method in _VIEW_METHODS)


def _by_last_part(reach: Reach, node: Call) -> Iterator[Spot]:
    """`views.predict` where the module could not be told: the function of that name in a file of that name."""
    module, _, short = node.written.rpartition(".")
    if not module:
        return
    for code in reach.facts.product:
        if code.path.rsplit("/", 1)[-1] == f"{module.rpartition('.')[2]}.py":
            yield from (Spot(code.path, index) for index, each in enumerate(code.functions) if each.name == short and each.owner < 0)


def _views(reach: Reach, code: Code) -> Iterator[Handler]:
    """Methods of view classes, servicers and model servers' handlers."""
    for owner, klass in enumerate(code.classes):
        bases = [base.partition("[")[0] for base in (*klass.bases, *(code.bases[owner] if owner < len(code.bases) else ()))]
        concepts = code.base_concepts[owner] if owner < len(code.base_concepts) else ()
        servicer = any(base.endswith("Servicer") for base in bases)
        if (
            not servicer
            and "view.class" not in concepts
            and not any(base.rpartition(".")[2] in _VIEWS or base == "kserve.Model" for base in bases)
        ):
            continue
        for name, spot in reach.methods(code, owner):
            if name in _VIEW_METHODS or (servicer and not name.startswith("_")):
                yield Handler("service", spot, code.at(code.functions[spot.index].line), f"{klass.name}.{name}")


def _cloud(facts: Facts, code: Code) -> Iterator[Handler]:
    """Functions that a cloud calls: by their parameters, or by the name deployment files give."""
    names = {function.name for function in code.functions if function.owner < 0}
    for index, function in enumerate(code.functions):
        if function.owner >= 0 or function.parent >= 0:
            continue
        at = code.at(function.line)
        if function.parameters[:2] in _LAMBDA and len(function.parameters) == 2:
            firm = "handler" in function.name or _is_entry(facts, code, function.name)
            yield Handler("service", Spot(code.path, index), at, f"cloud function {function.name}", firm=firm)
        elif any("HttpRequest" in each and "func" in each for each in function.annotations) or (
            function.parameters in (("request",), ("req",), ("cloud_event",)) and _is_entry(facts, code, function.name)
        ):
            yield Handler("service", Spot(code.path, index), at, f"cloud function {function.name}")
        elif function.name == "predict_fn" and names & {"model_fn", "input_fn"}:
            yield Handler("service", Spot(code.path, index), at, "SageMaker's predict_fn")
        elif (
            function.name == "run"
            and "init" in names
            and len(function.parameters) == 1
            and code.path.rsplit("/", 1)[-1].startswith(("score", "scoring", "entry"))
        ):
            yield Handler("service", Spot(code.path, index), at, "Azure ML's run")


def _is_entry(facts: Facts, code: Code, name: str) -> bool:
    """Whether a deployment file names `module.function`, or gives the function as an entry point."""
    module = code.path.rsplit("/", 1)[-1].removesuffix(".py")
    dotted = (f"{module}.{name}", f"{module}:{name}")
    texts = [value for each in facts.manifests for _, value, _ in each.source.values]
    texts += [
        value
        for each in facts.containers
        for step in each.source.instructions
        if step.keyword in ("CMD", "ENTRYPOINT")
        for value in step.values
    ]
    entries = [
        value
        for each in facts.manifests
        for key, value, _ in each.source.values
        if key.rpartition(".")[2] in ("entry_point", "entryPoint", "entrypoint")
    ]
    if any(text.strip("\"' ").endswith(dotted) for text in texts) or name in entries:
        return True
    lines = [command for each in facts.stages for target in each.source.targets for command in target.commands]
    lines += [step.run for each in facts.workflows for job in each.source.jobs for step in job.steps]
    lines += [fence.text for each in facts.documents for fence in each.text.fences]
    said = (f"--entry-point={name}", f"--entry-point {name}", f"functions deploy {name}", *dotted)
    return any(each in line for line in lines for each in said)


def _scripts(facts: Facts, code: Code) -> Iterator[Handler]:
    """Streamlit runs a script from top to bottom for each visitor."""
    shown = next((call for call in code.called if call.name.startswith("streamlit.") and not call.means("model.cached")), None)
    if shown is None:
        return
    yield Handler("demo", Spot(code.path, -1), shown.at, "Streamlit page")
    for index, function in enumerate(code.functions):
        name = f"project:{code.path}:{function.name}"
        used = function.owner < 0 and (
            facts.graph.callers.get(name) or any(each.kind == "free" and each.name == name for each in code.calls)
        )
        if used and any(call.name.startswith("streamlit.") and call.scope == index for call in code.calls):
            yield Handler("demo", Spot(code.path, index), code.at(function.line), f"Streamlit page {function.name}")


def _consumers(code: Code) -> Iterator[Handler]:
    for call in code.called:
        if call.means("message.consume"):
            yield Handler("service", Spot(code.path, call.scope), call.at, f"consumer of {call.method}")
