"""Once it runs, how would they know that it is unwell?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.alarms import alarms, spoken_of
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.later import LATER, keeps_later
from evaluator.checks.selectors.quality_in_use import watched
from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.serving import served
from evaluator.checks.selectors.statements import asked_of_table
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.regex import regex
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluator.checks.selectors.serving import Served
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

MOST = 2
# What records, from where it stands on, each question to a language model and its answer.
_TURNS_ON = frozenset({"autolog", "observe", "traceable", "wrap_openai", "CallbackHandler"})
_RECORDING = "langfuse.openai"  # a client in the place of another one's, which records what is asked
_TELLS = regex(
    r"(?:log|record|save|store|write|track|audit)\w{0,12}_(?:pred|request|infer|result|answer)|(?:pred|request|infer)\w{0,12}_(?:log|record)"
)
MOST_METRICS = 3
_INSERTS = regex(r"\binsert\s+into\b")
_MEASURES = regex(r"\b(?:response_time|latency|duration|elapsed\w*|processing_time|(?:total|prompt|completion)_tokens|\w{0,20}_?cost)\b")
_ASKED = regex(r"\b(?:question|query|prompt|input|request|message|features?|user_(?:text|input|message))s?(?:_\w+)?\b")
_ANSWERED = regex(r"\b(?:answer|response|prediction|predicted|output|reply|completion|score|result|label)s?(?:_\w+)?\b")
_EXPOSES = ("expose", "instrument", "generate_latest", "make_asgi_app", "make_wsgi_app", "start_http_server", "push_to_gateway")
_MADE = ("Counter", "Histogram", "Gauge", "Summary", "Info", "Enum", "Instrumentator", "labels")
LOGS = ("log.event", "database.write", "data.write", "llm.trace", "track.metric")
_WRITES = frozenset(
    [
        "writerow",
        "to_sql",
        "to_csv",
        "insert",
        "insert_one",
        "execute",
        "put_record",
        "put_item",
        "send",
        "produce",
        "append_row",
        "insert_rows_json",
        "upload_from_string",
    ]
)
_SIZES = frozenset({"len", "shape", "size"})
_PASSING = frozenset({"StringIO", "BytesIO", "HttpResponse", "Response", "StreamingResponse", "make_response"})
_SDKS = ("langfuse.", "langsmith.", "whylogs.log", "arize.", "evidently.collector.", "bentoml.monitor", "wandb.log")


def service_metrics_exposed(facts: Facts) -> Iterator[Evidence]:
    """The service exposes or sends measurements of itself.

    Why: Without counts and latencies nobody sees that a service is slow or failing.
    Fix: Count requests and time predictions with `prometheus_client`, and expose `/metrics`.
    Not for: library
    """
    answers = served(facts)
    near = _serving_files(facts, answers)
    found = [call for code in facts.product if code.path in near for call in code.called if call.means("monitor.record")]
    acting = {(call.path, call.method): call for call in reversed(found) if call.method not in _MADE}
    for call in sorted(acting.values(), key=lambda call: (call.method not in _EXPOSES, call.number))[:MOST_METRICS]:
        does = "exposes measurements of" if call.method in _EXPOSES else "measures"
        yield supports(call.at, f"{call.method} {does} the running service")
    for call in () if acting else found[:MOST_METRICS]:
        yield supports(call.at, f"{call.method} is made in the serving code; that it is counted up or shown was not seen", "low")
    kept = [] if found else list(_times_kept(facts, answers))
    yield from kept[:MOST_METRICS]
    if answers and not found and not kept:
        yield against(REPOSITORY, "no measurement in the serving code found; looked for Prometheus, OpenTelemetry and the like")


def _times_kept(facts: Facts, answers: Sequence[Served]) -> Iterator[Evidence]:
    """Times, tokens or costs of answers that go to a table of a database; firm where a board in the tree may show them."""
    shown = any("grafana" in file.path.lower() for file in facts.paths)
    for each in answers:
        for call, _ in _recorded(facts, each):
            told = " ".join(str(argument.constant) for argument in call.arguments if isinstance(argument.constant, str)).lower()
            if _INSERTS.search(told) and (measure := _MEASURES.search(told)):
                board = ", beside a board of Grafana in the tree" if shown else "; that anybody looks at it was not seen"
                yield supports(call.at, f"`{measure[0]}` of each answer is written to a table{board}", "high" if shown else "low")


def predictions_logged(facts: Facts) -> Iterator[Evidence]:
    """The service keeps what it was asked and what it answered.

    Why: Only logged predictions can later be compared with what came true.
    Fix: Write each request with its prediction and the model's version to a log or a table.
    Ask: What of a request do you keep, and for how long?
    Not for: library
    """
    answers = served(facts)
    found = [(call, firm) for each in answers for call, firm in (*_recorded(facts, each), *_later(facts, each))]
    found = list({call.number: (call, firm) for call, firm in sorted(found, key=_weakness, reverse=True)}.values())  # the firmest of each
    for call, firm in sorted(found, key=_weakness)[:MOST]:
        yield supports(call.at, f"{call.method} {_keeps(call)}", "high" if firm else "low")
    traced = [] if found else _traced(facts, answers)
    yield from (supports(at, f"{name} records what the language model is asked and answers") for at, name in traced[:1])
    if answers and not found and not traced:
        yield against(REPOSITORY, "no record of predictions found; looked at logs, tables and tracers in the handlers")


def _keeps(call: Call) -> str:
    if _is_log(call):
        return "logs what the prediction feeds"
    return "has a prediction recorded" if call.method in LATER else "records a prediction"


def model_quality_monitored(facts: Facts) -> Iterator[Evidence]:
    """The quality of the model is measured while it runs.

    Why: A service can be fast and up and wrong; only its answers held against what came true tell.
    Fix: Join logged predictions with what came true, each week, and compute the metric of your test set on them.
    Ask: How good was the model last week, and who would know?
    Not for: library
    """
    found = list(watched(facts))
    if found or served(facts):
        yield from having(found, "no measure of the model's quality over what it answers in use was found", most=MOST_METRICS)


def alert_defined(facts: Facts) -> Iterator[Evidence]:
    """Somebody is told when a number passes a bound.

    Why: A dashboard that nobody looks at tells nothing; a message does.
    Fix: Write one rule with a threshold on the number you would lose sleep over, and send it to where you read.
    Ask: At which value are you woken, and why at this one?
    Not for: library
    """
    found = list(alarms(facts)) or list(spoken_of(facts))
    if found or served(facts) or next(watched(facts), None) is not None:
        yield from having(found, "no alert was found: no rule with a bound, and no message sent on a condition", most=MOST_METRICS)


def _traced(facts: Facts, answers: tuple[Served, ...]) -> list[tuple[Location, str]]:
    """What turns on the recording of every question to a language model, in the files of a service that asks one."""
    near = _serving_files(facts, [each for each in answers if each.handler.kind == "service"])
    calls = (call for call in facts.calls_to("llm.trace") if call.kind == "call" and call.method in _TURNS_ON and call.path in near)
    clients = ((code, each) for code in facts.product if code.path in near for each in code.imports if each.module == _RECORDING)
    return [*((call.at, call.method) for call in calls), *((code.at(each.line), _RECORDING) for code, each in clients)]


def _weakness(found: tuple[Call, bool]) -> tuple[bool, bool, bool]:
    """Firm before doubtful, what writes a table before what writes a log, the write before its commit."""
    call, firm = found
    return not firm, _is_log(call), call.method == "commit"


def _is_log(call: Call) -> bool:
    return call.means("log.event") and not call.means("database.write", "data.write")


def _serving_files(facts: Facts, answers: Sequence[Served]) -> set[str]:
    """The files of the handlers, of what they reach, and of what those import or are imported by."""
    reach = reach_of(facts)
    near = {spot.path for each in answers for spot in reach.spots((each.handler.spot,))}
    near |= {path for path in tuple(near) for path in reach.codes[path].local_imports}
    return near | {code.path for code in facts.product if near & set(code.local_imports)}


def _recorded(facts: Facts, found: Served) -> Iterator[tuple[Call, bool]]:
    """Calls in the handler that keep something: sure when the prediction reaches them."""
    prediction = found.prediction
    reached = {call.number for call in facts.downstream(prediction)}
    for call in reach_of(facts).calls((found.handler.spot,)):
        if call.kind != "call" or call.method in ("error", "exception", "warning", "critical"):
            continue
        if (call.method.startswith("to_") and not _to_file(facts, call)) or _into_buffer(facts, call):
            continue
        if _is_log(call) and _only_counts(facts, call, reached):
            continue
        if _may_keep(facts, call) and call.number in reached:
            code = facts.code_at(call.path)
            tells = code is not None and call.scope >= 0 and _TELLS.search(code.functions[call.scope].name.lower()) is not None
            near = tells or (call.path, call.scope) in (
                (found.handler.spot.path, found.handler.spot.index),
                (prediction.path, prediction.scope),
            )
            yield call, (near or not _is_log(call)) and not _is_embedding(prediction)
        elif call.name.startswith(_SDKS) or call.means("database.write", "llm.trace", "data.query"):
            statement = _statement(facts, call)
            if not call.means("data.query") or _keeps_answers(facts, call):
                yield statement, _keeps_answers(facts, statement)


def _later(facts: Facts, found: Served) -> Iterator[tuple[Call, bool]]:
    """Work handed on by the handler, to be done later, that is given the prediction and keeps something."""
    reached = {call.number for call in facts.downstream(found.prediction)}
    handed = reach_of(facts).calls((found.handler.spot,))
    return ((call, True) for call in handed if call.number in reached and keeps_later(facts, call))


def _keeps_answers(facts: Facts, call: Call) -> bool:
    """Whether a statement puts what was asked and what was answered into a table, by the names of its columns."""
    said = asked_of_table(facts, call)
    return _INSERTS.search(said) is not None and _ASKED.search(said) is not None and _ANSWERED.search(said) is not None


def _may_keep(facts: Facts, call: Call) -> bool:
    """Whether a call may keep what it is given: a log, a table, a file, a tracer, what writes by its name, a function handed an insert."""
    known = call.means(*LOGS) or call.name.startswith(_SDKS)
    known = known or ((call.own or call.means("data.query")) and _INSERTS.search(asked_of_table(facts, call)) is not None)
    return known or (call.name.startswith(".") and call.method in _WRITES)


def _only_counts(facts: Facts, call: Call, reached: set[int]) -> bool:
    """Whether of the answers only their number goes to the log."""
    told = [each for each in (facts.graph.calls[number] for number in call.inputs) if each.number in reached]
    return bool(told) and all(each.method in _SIZES for each in told)


def _is_embedding(prediction: Call) -> bool:
    """Whether what is asked only turns a text into numbers: keeping those keeps no answer."""
    return prediction.means("embedding.make") or "embed" in prediction.path.lower()


def _statement(facts: Facts, call: Call) -> Call:
    """What is committed rather than the commit, where it stands in the same function."""
    code = facts.code_at(call.path) if call.method == "commit" else None
    near = code.within(call.scope) if code else ()
    return next((each for each in near if each.kind == "call" and each.method in ("execute", "executemany", "add")), call)


def _into_buffer(facts: Facts, call: Call) -> bool:
    """Whether what is saved goes into a buffer, from which the answer is sent: `picture.save(BytesIO(), ...)`."""
    first = call.argument("fp", 0) if call.method in ("save", "imwrite", "savefig", "write") else None
    return first is not None and any(facts.graph.calls[number].method in _PASSING for number in first.inputs)


def _to_file(facts: Facts, call: Call) -> bool:
    """Whether `to_csv` writes somewhere to stay; without a path, or into a buffer or an answer, it does not."""
    first = call.argument("path_or_buf", 0) or call.argument("name", 0)
    if first is None:
        return False
    return all(each.method not in _PASSING for each in facts.graph.upstream(first.inputs, most=100))
