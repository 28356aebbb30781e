"""The layers of a stack that have substance, each with its strongest evidence: model, data, service, automation, storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.data.data_pipeline import dataset_class_defined, pipeline_object_used, preparation_in_module
from evaluator.checks.engineering.continuous_integration import tests_run_in_ci
from evaluator.checks.modelling.training_code import model_is_trained, training_is_scripted
from evaluator.checks.selectors.scoring import is_sample
from evaluator.checks.selectors.standing import is_example
from evaluator.checks.selectors.training import trainings
from evaluator.checks.selectors.trial import is_trial
from evaluator.checks.serving.inference_service import service_predicts
from evaluator.model.result import Evidence, outcome_of, supports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

    Asked = Callable[[Facts], Iterable[Evidence]]

# Each layer by the checks of its criterion's second level: all of a row must hold, and one of the rows.
_BY_CHECKS: dict[str, tuple[tuple[Asked, ...], ...]] = {
    "model": ((model_is_trained, training_is_scripted),),
    "data": ((preparation_in_module, pipeline_object_used), (preparation_in_module, dataset_class_defined)),
    "service": ((service_predicts,),),
    "automation": ((tests_run_in_ci,),),
}
_KEEPS = ("database.write", "data.query", "vector-store.build", "vector-store.query", "feature-store", "model.register")
_FLOWS = ("flow.define", "flow.schedule")
_ANSWERS = ("llm.call", "llm.chain", "llm.evaluate")
_IN_MEMORY = ("faiss.", "annoy.", "hnswlib.")
FEWEST_STEPS = 3


def layers(facts: Facts) -> dict[str, Evidence]:
    """Each layer that has substance with its place; of low confidence where that is for a person."""
    found: dict[str, Evidence] = {}
    asked: dict[Asked, list[Evidence]] = {}
    for name, rows in _BY_CHECKS.items():
        for row in rows:
            held = _held(facts, row, asked)
            if held is not None and (name not in found or held.confidence == "high"):
                found[name] = held
    for name, evidence in _by_calls(facts):
        if name not in found or (evidence.confidence == "high" and found[name].confidence == "low"):
            found[name] = evidence
    return found


def _held(facts: Facts, row: tuple[Asked, ...], asked: dict[Asked, list[Evidence]]) -> Evidence | None:
    """The last check's first support where all of a row hold; doubtful where one of them is."""
    last, sure = None, True
    for check in row:
        evidence = asked[check] if check in asked else asked.setdefault(check, list(check(facts)))
        outcome = outcome_of(evidence)
        good = sorted((each for each in evidence if each.supports), key=lambda each: each.confidence == "low")
        if outcome not in ("pass", "needs-review") or not good:
            return None
        last, sure = good[0], sure and outcome == "pass"
    return None if last is None else supports(last.at, last.note, "high" if sure else "low")


def _by_calls(facts: Facts) -> Iterator[tuple[str, Evidence]]:
    """Storage, orchestrated steps, and models that are asked and scored instead of trained."""
    kept = next((call for call in facts.calls_to(*_KEEPS) if call.kind == "call" and _keeps(call) and not is_sample(facts, call)), None)
    if kept is not None:
        yield "storage", supports(kept.at, f"{kept.method} keeps or reads rows, vectors or model versions outside the process")
    steps = [call for call in facts.calls_to(*_FLOWS) if call.kind in ("call", "decorator")]
    if len(steps) >= FEWEST_STEPS:
        yield "automation", supports(steps[0].at, f"{len(steps)} steps or schedules of a flow are defined")
    bound = next(facts.calls_to("route"), None)
    if bound is not None:
        yield "service", supports(bound.at, "routes are bound here; that one of them predicts was not seen", "low")
    trained = next(trainings(facts), None)
    if trained is not None:
        yield "model", supports(trained.at, "a model is trained here; that a script starts it was not seen", "low")
    asked = next(facts.calls_to("llm.call", "llm.chain"), None)
    scored = next(facts.calls_to("llm.evaluate", "ranking-metric", "metric"), None)
    if asked is not None:
        yield "model", supports(asked.at, "a language model is asked", "high" if scored is not None else "low")


def _keeps(call: Call) -> bool:
    """Whether what a call keeps or reads outlives the process, and is more than a sign of life or an index in memory."""
    text = next((each.constant for each in call.arguments if isinstance(each.constant, str)), "")
    if is_example(call.path) or is_trial(call.path) or "sandbox" in call.path:
        return False
    return not call.name.startswith(_IN_MEMORY) and text.strip(" ;").upper() != "SELECT 1" and "SELECT 1" not in call.written.upper()
