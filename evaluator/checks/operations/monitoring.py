"""Once it runs, how would they know that it is unwell?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.serving import served
from evaluator.model.place import REPOSITORY
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.serving import Served
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence

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
    found = [
        call for code in facts.product if code.path in near for call in code.called if call.means("monitor.record")
    ]
    yield from (supports(call.at, f"{call.method} measures the running service") for call in found)
    if answers and not found:
        yield against(REPOSITORY, "no measurement in the serving code found; looked for Prometheus, OpenTelemetry and the like")


def predictions_logged(facts: Facts) -> Iterator[Evidence]:
    """The service keeps what it was asked and what it answered.

    Why: Only logged predictions can later be compared with what came true.
    Fix: Write each request with its prediction and the model's version to a log or a table.
    Ask: What of a request do you keep, and for how long?
    Not for: library
    """
    answers = served(facts)
    found = [
        supports(call.at, f"{call.method} records a prediction", "high" if firm else "low")
        for each in answers
        for call, firm in _recorded(facts, each)
    ]
    yield from found
    if answers and not found:
        yield against(REPOSITORY, "no record of predictions found; looked at logs, tables and tracers in the handlers")


def _serving_files(facts: Facts, answers: tuple[Served, ...]) -> set[str]:
    """The files of the handlers, of what they reach, and of what those import or are imported by."""
    reach = reach_of(facts)
    near = {spot.path for each in answers for spot in reach.spots((each.handler.spot,))}
    near |= {path for path in tuple(near) for path in reach.codes[path].local_imports}
    return near | {code.path for code in facts.product if near & set(code.local_imports)}


def _recorded(facts: Facts, found: Served) -> Iterator[tuple[Call, bool]]:
    """Calls in the handler that keep something: sure when the prediction reaches them."""
    reached = {call.number for call in facts.downstream(found.prediction)}
    for call in reach_of(facts).calls((found.handler.spot,)):
        if call.kind != "call" or call.method in ("error", "exception", "warning", "critical"):
            continue
        if call.method.startswith("to_") and not _to_file(facts, call):
            continue
        keeps = call.means(*LOGS) or call.name.startswith(_SDKS) or (call.name.startswith(".") and call.method in _WRITES)
        if keeps and call.number in reached:
            yield call, True
        elif call.name.startswith(_SDKS) or call.means("database.write", "llm.trace"):
            yield call, False


def _to_file(facts: Facts, call: Call) -> bool:
    """Whether `to_csv` writes somewhere to stay; without a path, or into a buffer or an answer, it does not."""
    first = call.argument("path_or_buf", 0) or call.argument("name", 0)
    if first is None:
        return False
    return all(each.method not in _PASSING for each in facts.graph.upstream(first.inputs, most=100))
