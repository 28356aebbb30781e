"""How good a model is in use: reports and metrics over what it has answered, and what users say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.measured import plain_name
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.standing import is_for_tests
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

FARTHEST = 400
_LIBRARIES = (
    "evidently.",
    "nannyml.",
    "whylogs.",
    "sagemaker.model_monitor.",
    "google.cloud.aiplatform.",
    "azure.ai.ml.",
    "arize.",
    "fiddler.",
)
_QUALITY = regex(
    r"(?:Classification|Regression|Performance|Quality|Accuracy|RMSE|MAE|F1|Precision|Recall|RocAuc)\w{0,40}(?:Preset|Metric"
    r"|Tab|Section|Calculator|ByClass|Score|Test|Monitor)"
    r"|^(?:ClassificationQuality|RegressionQuality|CBPE|DLE|ClassificationPreset|RegressionPreset|PerformanceCalculator"
    r"|ModelQualityMonitor|RecsysPreset|TextEvals|ModelDeploymentMonitoringJob)$"
)
_DATA_ONLY = regex(r"DataQuality|DatasetQuality")
_PREDICTED = regex(r"predict|_pred$|^pred")
_SHIFTS = regex(
    r"^(?:ColumnDriftMetric|ValueDrift|TargetDriftPreset|ColumnDrift|CatTargetDriftTab|NumTargetDriftTab|TargetDriftTab"
    r"|PredictionDriftTab)$"
)
_METRICS = ("metric", "classification-metric", "regression-metric")
_PLACES = regex(r"monitor|production|live|online|feedback|degrad|in_prod|perf(?:ormance)?_(?:track|check|watch)|track_perf|ground_truth")
_TRUTH = regex(r"actual|truth|feedback|label|target|outcome|y_true|real_|observed")
_FEEDBACK = regex(
    r"feedback|thumb|(?:save|store|add|submit|log|record|post|insert|write|handle|create|update|collect|send|set|on)_(?:\w{1,20}_)?rating"
    r"|(?:user|answer|response|chat)_rating|rating_(?:callback|handler)|^ratings?$|rate_answer|user_score|confirm_(?:class|pred|answer|label)|(?:true|right|correct)_(?:label|class|answer)"
)
_SCORED = frozenset({"create_feedback", "create_score", "score_current_trace", "score_current_span", "log_feedback", "score_trace"})
_KEEPS = ("database.write", "data.write")
_WRITES = frozenset({"execute", "insert_one", "insert", "commit", "append_row", "put_item", "add", "writerow", "dump", "post", "index"})
_INTO_FEEDBACK = regex(r"\binsert\s+into\s+\W?\w{0,40}(?:feedback|rating|thumb)")
_INSERTS = regex(r"\b(?:insert|update|upsert)\b")
_TOYS = ("data.builtin", "data.synthetic")


@once
def watched(facts: Facts) -> Iterator[Found]:
    """Each with its place; what stands in a notebook, and what may be a first trial, is doubtful."""
    for code in facts.product:
        if is_for_tests(code.path):
            continue
        yield from _reports(facts, code)
        yield from _gauges(facts, code)
        if not code.is_notebook and next(trainings_in(code), None) is None:
            yield from _metrics(facts, code)
        yield from _opinions(facts, code)


def _reports(facts: Facts, code: Code) -> Iterator[Found]:
    """Parts of a monitoring library that measure how good predictions are, or how they shift."""
    if not any(name.split(".")[0] in _PACKAGES for name, _ in code.packages):
        return
    toys = code.by_concept.keys() & set(_TOYS)
    seen: set[str] = set()
    for call in code.calls:
        if call.kind not in ("call", "free") or not call.name.startswith(_LIBRARIES) or call.method in seen:
            continue
        told = _of_report(call)
        if told:
            seen.add(call.method)
            why = asleep(facts, call) or _doubt(code, call, toys=bool(toys))
            yield call.at, f"{call.method} {told}" + (f"; {why}" if why else ""), "low" if why else "high"


def _doubt(code: Code, call: Call, *, toys: bool) -> str:
    """Why a report may be of something else than a model in use; "" for no reason."""
    inside = code.functions[call.scope].name.lower() if call.scope >= 0 else ""
    if code.is_notebook:
        return "it stands in a notebook"
    if toys:
        return "its rows are made up"
    if call.kind == "free":
        return "it is only named here; that it is run could not be told"
    return "" if _WATCHES.search(code.path.lower()) or _WATCHES.search(inside) else "that its rows come from use could not be told"


_WATCHES = regex(r"monitor|drift|production|live|online|serv|deploy|observ|feedback|report|evidently")
_PACKAGES = frozenset(name.partition(".")[0] for name in _LIBRARIES) | {"google"}


def _of_report(call: Call) -> str:
    """What a part of a monitoring library says of predictions, "" for nothing."""
    if _QUALITY.search(call.method) and not _DATA_ONLY.search(call.method):
        return "measures how good the predictions are"
    words = [str(each.constant) for each in call.arguments if isinstance(each.constant, str)]
    if _SHIFTS.search(call.method) and (call.method.startswith(("Target", "Cat", "Num", "Pred")) or any(map(_PREDICTED.search, words))):
        return "measures how the predictions shift"
    return ""


def _metrics(facts: Facts, code: Code) -> Iterator[Found]:
    """Metrics over stored answers, in code that is named for watching and trains nothing."""
    for call in code.calls_to(*_METRICS):
        inside = code.functions[call.scope].name if call.scope >= 0 else ""
        if call.kind != "call" or not (_PLACES.search(inside.lower()) or _PLACES.search(code.path.lower())):
            continue
        fed = list(facts.graph.upstream(call, most=FARTHEST))
        stored = any(each.means("data.query") for each in fed)
        texts = " ".join(f"{each.constant} {each.text}" for near in (call, *fed) for each in near.arguments).lower()
        told = _PREDICTED.search(texts) is not None and _TRUTH.search(texts) is not None
        why = asleep(facts, call)
        if told and (stored or any(each.means("data.read") for each in fed)):
            yield call.at, f"{call.method} is computed over stored predictions" + (f"; {why}" if why else ""), "low" if why else "high"
        else:
            yield call.at, f"{call.method} is computed in code named for watching; that its rows come from use could not be told", "low"


def _gauges(facts: Facts, code: Code) -> Iterator[Found]:
    """Measurements of a running service that are named for a metric of the model."""
    for call in code.calls_to("monitor.record"):
        if call.method not in ("Gauge", "Summary", "Histogram") or call.kind != "call":
            continue
        name = next((each.constant for each in call.arguments[:1] if isinstance(each.constant, str)), "")
        if not plain_name(name.replace("_", " ")) or "train" in name.lower():
            continue
        setters = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
        fed = any(each.means(*_METRICS) for setter in setters for each in facts.graph.upstream(setter.inputs, most=FARTHEST))
        note = f"`{name}` is shown by the running service"
        yield call.at, note if fed else f"{note}; what it is set to could not be told", "high" if fed else "low"


def _opinions(facts: Facts, code: Code) -> Iterator[Found]:
    """What users say of an answer, stored; scores given to traces of a language model."""
    for call in code.those((), _SCORED):
        if not call.own:
            yield call.at, f"{call.method} keeps a score of an answer", "high"
    for call in code.those(_KEEPS, ("execute",)):  # a page that is one script has no function for it
        said = next((each.constant for each in call.arguments[:1] if isinstance(each.constant, str)), "")
        if call.scope < 0 and _INTO_FEEDBACK.search(said.lower()) and any(facts.calls_to("llm.call", "llm-api")):
            yield call.at, "what users say of an answer is stored", "low" if asleep(facts, call) else "high"
    for index, function in enumerate(code.functions):
        if not _FEEDBACK.search(function.name.lower()) or function.stub:
            continue
        writes = next((each for each in code.within(index) if each.kind == "call" and _is_kept(each)), None)
        if writes is not None:
            why = asleep(facts, writes)
            said = " ".join(str(each.constant) for each in writes.arguments if isinstance(each.constant, str))
            language = any(facts.calls_to("llm.call", "llm-api"))
            firm = language and not why and (writes.means(*_KEEPS) or _INSERTS.search(said.lower()) is not None)
            doubt = why or ("" if firm else "that the model is measured by it was not seen")
            yield (
                code.at(function.line),
                f"`{function.name}` stores what users say of an answer" + (f"; {doubt}" if doubt else ""),
                "high" if firm else "low",
            )


def _is_kept(call: Call) -> bool:
    return call.means(*_KEEPS) or (call.method in _WRITES and not call.own)
