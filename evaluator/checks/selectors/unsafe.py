"""Places where what comes from outside may run as code: loaded as objects, evaluated, put into a query; and doors left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.handlers import handlers
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.standing import is_aside, is_example, is_for_tests, own
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

EVALUATES = frozenset({"eval", "exec"})
LOADS = frozenset({"load", "loads", "unsafe_load", "full_load", "Unpickler"})
OBJECTS = ("serialise", "model.load", "yaml.load")
QUERIES = frozenset({"execute", "executemany", "executescript", "read_sql", "read_sql_query"})
BUILT = frozenset({"format", "replace", "text", "str", "strip", "lower", "upper"})
UPLOADS = frozenset({"file_uploader", "UploadFile", "File", "files"})
RUNS = frozenset({"run", "run_server"})
ENTRIES = ("request.read", "upload.read", "demo.input")
TYPED = regex(r"\b(?:int|float|bool|date|datetime|UUID|Decimal|Enum|Literal)\b|[A-Z]\w+(?:Request|Input|Schema|Model|Data|In|Payload)\b")
FREE = regex(r"(?:str|Optional\[str\]|str \| None|)")
SERVERS = regex(
    r"\b(?:gunicorn|uvicorn|waitress-serve|hypercorn|uwsgi|mod_wsgi|daphne|granian|functions-framework|flask\s+(?:--\S+\s+)*run)\b"
)
NOT_GIVEN = frozenset({"self", "cls", "context", "db", "session", "background_tasks", "_"})
FARTHEST = 400


@kept
def looked_at(facts: Facts) -> int:
    """How many functions and pages answer somebody outside."""
    return len({each.spot for each in handlers(facts, reach_of(facts))})


@once
def unsafe(facts: Facts) -> Iterator[Found]:
    """What may run what it is given, in scripts and modules."""
    for code in facts.product:
        if code.is_notebook or is_for_tests(code.path) or is_example(code.path) or is_aside(code.path):
            continue
        for call in code.those(OBJECTS, EVALUATES | QUERIES):
            if call.name in EVALUATES or call.method in LOADS or call.method in QUERIES:
                yield from _given(facts, code, call)
        yield from _doors(facts, code)


def _given(facts: Facts, code: Code, call: Call) -> Iterator[Found]:
    """A call that runs, loads or asks what it is given, where that is no literal."""
    first = next((each for each in call.arguments if each.name in ("", "sql", "f", "file", "stream")), None)
    if first is None or first.is_constant or not (first.inputs or call.name in EVALUATES):
        return
    if call.name in EVALUATES:
        came = _came(facts, first.inputs)
        note = f"`{call.name}` runs what somebody outside gives" if came else f"`{call.name}` runs a text as code; where does it come from?"
        yield call.at, note, "high" if came == "high" else "low"
    elif call.method in QUERIES:
        apart = sum(1 for each in call.arguments if each.name in ("", "params", "parameters")) > 1
        parts = () if apart else _parts(facts, first.inputs)
        if parts and (came := _came(facts, parts)):
            yield call.at, "what somebody outside gives is written into the text of this query", came
    elif _uploaded(facts, code, first.inputs):
        yield call.at, f"`{call.method}` makes objects of a file that somebody uploads, and may run what is in it", "high"


def _parts(facts: Facts, inputs: tuple[int, ...]) -> tuple[int, ...]:
    """What a query that is put together as a text holds; nothing where a library puts it together, which keeps values apart."""
    found: list[int] = []
    for node in (facts.graph.calls[number] for number in inputs if number in facts.graph.calls):
        if node.kind != "call" or node.means(*ENTRIES):
            found.append(node.number)
        elif node.method in BUILT:
            inner = (*node.receiver, *(number for each in node.arguments for number in each.inputs))
            held = _parts(facts, inner)
            if not held and inner:
                return ()
            found += held
        else:
            return ()
    return tuple(found)


def _came(facts: Facts, inputs: tuple[int, ...]) -> Confidence | None:
    """How surely a value comes from outside: a request, a widget, or a parameter that is handed to a handler as text."""
    given = _parameters(facts)
    found: Confidence | None = None
    seen = [facts.graph.calls[number] for number in inputs if number in facts.graph.calls]
    for node in (*seen, *facts.graph.upstream(list(inputs), most=FARTHEST)):
        if (
            node.means("request.read")
            or (node.means("demo.input") and not node.means("demo.limited-input"))
            or given.get(node.number) == "high"
        ):
            return "high"
        if node.number in given:
            found = "low"
    return found


@kept
def _parameters(facts: Facts) -> dict[int, Confidence]:
    """The parameters of handlers of requests: firm where any text passes, doubtful where a type limits what comes."""
    found: dict[int, Confidence] = {}
    for each in handlers(facts, reach_of(facts)):
        code = facts.code_at(each.spot.path)
        if code is None or each.spot.index < 0 or each.kind != "service":
            continue
        function = code.functions[each.spot.index]
        kinds = dict(zip(function.parameters, function.annotations, strict=False))
        for node in code.within(each.spot.index):
            if node.kind == "parameter" and node.method not in NOT_GIVEN and "Depends" not in kinds.get(node.method, ""):
                found[node.number] = "high" if FREE.fullmatch(kinds.get(node.method, "")) else "low"
    return found


def _uploaded(facts: Facts, code: Code, inputs: tuple[int, ...]) -> bool:
    """Whether what is loaded is a file that somebody hands over, and not one that a name of theirs picks."""
    edge = [facts.graph.calls[number] for number in inputs if number in facts.graph.calls]
    for node in (*edge, *facts.graph.upstream(list(inputs), most=FARTHEST)):
        if node.means("upload.read") or (node.method in UPLOADS and node.means(*ENTRIES)):
            return True
        if node.kind == "parameter" and node.path == code.path and 0 <= node.scope < len(code.functions):
            function = code.functions[node.scope]
            kinds = dict(zip(function.parameters, function.annotations, strict=False))
            if "UploadFile" in kinds.get(node.method, ""):
                return True
    return False


def _doors(facts: Facts, code: Code) -> Iterator[Found]:
    """A service started so that whoever meets an error may run code, or that lets any site ask in a visitor's name."""
    for call in code.those(arguments=("debug", "allow_credentials", "supports_credentials")):
        found = call.argument("allow_origins")
        if call.constant("debug") is True and call.means("service.run", "demo.interface") and call.method in RUNS:
            served = _served_otherwise(facts)
            if call.scope < 0 and 0 < code.source.main_guard <= call.line and any(_serves(text, code) for text in served):
                continue  # where it is served, this line does not run
            aside = "; another server is started in its place elsewhere" if served else ""
            yield (
                call.at,
                f"starts the service with `debug=True`, which shows its errors with a console{aside}",
                "low" if served else "high",
            )
        elif call.constant("allow_credentials") is True and found is not None and "*" in found.items:
            yield call.at, "lets every site (`*`) ask with the credentials of a visitor", "high"
        elif call.constant("allow_credentials") is True and found is not None and found.text in code.source.bindings:
            yield call.at, f"lets the sites of `{found.text}` ask with the credentials of a visitor: is `*` among them?", "low"
        elif call.constant("supports_credentials") is True and not call.own and _is_open(call):
            yield call.at, "lets every site, as no origin is named, ask with the credentials of a visitor", "high"
    debug = code.source.bindings.get("DEBUG")
    if debug is not None and debug.constant is True and code.path.endswith("settings.py") and "ALLOWED_HOSTS" in code.source.bindings:
        yield code.at(debug.line), "settings of a service say `DEBUG = True`", "low"


def _is_open(call: Call) -> bool:
    given = call.argument("origins")
    return (given is None and call.argument("resources") is None) or (given is not None and (given.constant == "*" or "*" in given.items))


@kept
def _served_otherwise(facts: Facts) -> tuple[str, ...]:
    """The commands of containers, manifests and targets that start a service by a server of its own."""
    texts = [" ".join(step.values) for each in own(facts.containers) for step in each.source.instructions]
    texts += [
        value
        for each in own(facts.manifests)
        for key, value, _ in each.source.values
        if key.endswith(("command", "entrypoint", "web", "."))
    ]
    texts += [line for work in own(facts.stages) for target in work.source.targets for line in target.commands]
    return tuple(text[:500] for text in texts if "install" not in text and SERVERS.search(text[:500]))


def _serves(text: str, code: Code) -> bool:
    """Whether a server is told the module of a file (`gunicorn pkg.app:app`)."""
    name = code.path.rpartition("/")[2].removesuffix(".py")
    return any(
        word.partition(":")[0].rpartition(".")[2] == name for word in text.replace("'", " ").replace('"', " ").split() if ":" in word
    )
