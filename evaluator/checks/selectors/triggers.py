"""What starts training, or raises an alarm, because something was measured or has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.branching import asked_for, branches
from evaluator.checks.selectors.conditions import affirms, governed, is_order, is_plain
from evaluator.checks.selectors.flows import trained_by_service
from evaluator.checks.selectors.making import maker_of
from evaluator.checks.selectors.reach import Spot, decorators
from evaluator.checks.selectors.standing import is_for_tests
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.making import Maker
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence
    from evaluator.model.source import Condition

    Found = tuple[Location, str, Confidence]

DRIFT = regex(r"drift|(?:^|[^a-z])psi(?:$|[^a-z])|ks_stat|(?:^|_)shift(?:ed|_detected)")
WORSE = regex(r"degrad|should_(?:re)?train|needs?_(?:re)?train|stale|must_retrain|performance_drop|perf_drop|model_decay|has_degraded")
_SCORES = regex(r"accura|(?:^|[^a-z])(?:f1|r2|auc|rmse|mae|mse|recall|precision|score|metric|performance)")
_NEW = regex(
    r"new_(?:data|rows|samples|records|files|feedback)|feedback_count|(?:n|num|count)_?(?:new|feedback)|rows_since|hours_since|days_since"
)
_HINT = regex(
    r"drift|psi|ks_stat|shift|degrad|train|stale|_drop|decay|accura|f1|r2|auc|rmse|mae|mse|recall|precision|score|metric|perf|new|feedback|since"
)
_STARTS = frozenset(
    {"run_deployment", "TriggerDagRunOperator", "trigger_dag", "trigger_dag_run", "create_workflow_dispatch", "trigger_retraining"}
)
_NAMED = regex(r"re-?train|train_(?:dag|flow|pipeline|deployment)|training")


def triggered(facts: Facts) -> Iterator[Found]:
    """Questions and events that start training."""
    for code in facts.product:
        if not is_for_tests(code.path):
            yield from _asked(facts, code)
            yield from _handed_on(code)
    yield from _by_branch(facts)
    yield from _by_push(facts)
    yield from _by_request(facts)


def _asked(facts: Facts, code: Code) -> Iterator[Found]:
    """Training behind a question about what was measured."""
    maker = maker_of(facts)
    for condition in code.source.conditions:
        if not is_about_state(condition):
            continue
        started = next((call for call in governed(code, condition) if starts_training(maker, call)), None)
        if started is not None:
            yield code.at(condition.line), f"`{condition.text[:80]}` decides whether {started.method} starts training", "high"


def is_about_state(condition: Condition) -> bool:
    """Whether a question asks for drift, for a model grown worse, or for new data, and its lines run where that is so."""
    low = condition.text.lower()
    if not _HINT.search(low) or is_plain(condition.text):
        return False
    if DRIFT.search(low) or WORSE.search(low):
        return is_order(condition.text) or affirms(condition)
    return is_order(condition.text) and (_NEW.search(low) is not None or (_SCORES.search(low) is not None and "best" not in low))


def starts_training(maker: Maker, call: Call) -> bool:
    """Whether a call trains by way of the project's own functions, or asks an orchestrator for a flow named for training."""
    if call.kind == "call" and call.method in _STARTS:
        return True
    return call.kind == "call" and any(maker.of(spot) for spot in maker.reach.led_to(call))


def _handed_on(code: Code) -> Iterator[Found]:
    """A DAG that starts the DAG of training."""
    for call in code.those((), ("TriggerDagRunOperator",)):
        words = " ".join(f"{each.text} {each.constant}" for each in call.arguments if each.name in ("trigger_dag_id", "task_id", ""))
        if _NAMED.search(words.lower()):
            yield call.at, "a DAG starts another one that is named for training", "high"


def _by_branch(facts: Facts) -> Iterator[Found]:
    """A flow with a task that trains, whose next tasks are chosen by what was measured; which of them trains is not said by a call."""
    maker = maker_of(facts)
    for code, index in branches(facts):
        asked = asked_for(code, index, DRIFT) or asked_for(code, index, WORSE)
        if asked and any(starts_training(maker, call) for call in code.called):
            note = f"the next tasks of this flow are chosen by `{asked}`, and one of its tasks trains; which are chosen could not be told"
            yield code.at(code.functions[index].line), note, "low"


def _by_push(facts: Facts) -> Iterator[Found]:
    """Workflows in which a change of the repository trains."""
    for place, kept in trained_by_service(facts, "push", "release", "other"):
        yield place, f"a change of the repository {kept.note}", kept.sure


def _by_request(facts: Facts) -> Iterator[Found]:
    """Handlers of a service that train; who asks them is not known."""
    maker = maker_of(facts)
    for code in facts.product:
        if not code.by_concept.get("route"):
            continue
        for index, function in enumerate(code.functions):
            routed = function.decorators and any(each.means("route") for each in decorators(code, index))
            if routed and maker.of(Spot(code.path, index)):
                does = "trains" if maker.learns else "builds the index anew"
                yield code.at(function.line), f"a request to `{function.name}` {does}; who sends it was not seen", "low"
