"""What is done when drift was measured: an alarm, a training, a stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.alarms import alarms, sends
from evaluator.checks.selectors.branching import asked_for, branches
from evaluator.checks.selectors.called import asleep
from evaluator.checks.selectors.conditions import affirms, governed, is_order, is_plain
from evaluator.checks.selectors.making import maker_of
from evaluator.checks.selectors.pipelines import NEVER
from evaluator.checks.selectors.standing import is_for_tests
from evaluator.checks.selectors.triggers import DRIFT, starts_training
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence
    from evaluator.model.source import Condition

    Found = tuple[Location, str, Confidence]

_ACTS = regex(r"alert|alarm|notif|retrain|trigger|rollback|fallback|abstain|quarantine|disable|pause|escalat|send_|block|reject")
_NO_ACT = regex(
    r"^(?:add|append|get|set|is|has|format|build|create|make|log|save|load|plot|render)_|report|summary|logger|message"
    r"|toggle|ax\.|text"
)
_EXITS = frozenset({"exit", "_exit", "abort", "quit"})
_SAYS = frozenset({"warning", "error", "critical", "warn", "print", "info"})
_SWITCH = regex(
    r"(?:run|do|use|show|enable|compute|check|skip|with|include|simulate|inject|add|make|plot|detect|no)_drift"
    r"|drift_(?:enabled|mode|type|page|tab|report_path|file|path|df|detector|monitor|detection_enabled)$"
)
LONGEST = 80


def reactions(facts: Facts) -> Iterator[Found]:
    """Actions that measured drift decides; doubtful where it is only logged or shown."""
    for code in facts.product:
        if not is_for_tests(code.path):
            for condition in code.source.conditions:
                if asks_for_drift(condition):
                    yield from _act(facts, code, condition)
    for place, note, sure in alarms(facts):
        if DRIFT.search(note.lower()) and not place.path.endswith((".py", ".ipynb")):
            yield place, note, sure
    for code, index in branches(facts):
        if asked := asked_for(code, index, DRIFT):
            note = f"the next tasks of this flow are chosen by `{asked}`; what they do could not be told"
            yield code.at(code.functions[index].line), note, "low"
    yield from _by_service(facts)


def asks_for_drift(condition: Condition) -> bool:
    """Whether a question asks for measured drift, and its lines run where there is some."""
    low = condition.text.lower()
    if not ("drift" in low or "psi" in low or "ks_stat" in low or "shift" in low):
        return False  # before the dearer questions
    named = "==" in low and "true" not in low and "drift" not in low.partition("==")[0]
    if not DRIFT.search(low) or is_plain(condition.text) or _SWITCH.search(low) or named:
        return False
    return is_order(condition.text) or affirms(condition)


def _act(facts: Facts, code: Code, condition: Condition) -> Iterator[Found]:
    """The first thing that is done where a question was answered so."""
    raised = next(
        (each for each in code.source.statements if each.kind == "raise" and condition.first <= each.line <= condition.last), None
    )
    inside = [call for call in governed(code, condition) if call.kind == "call"]
    found = next((call for call in inside if _acts(facts, call)), None)
    asked = f"`{condition.text[:LONGEST]}`"
    why = asleep(facts, inside[0]) if inside else ""
    sure: Confidence = "low" if why else "high"
    ending = f"; {why}" if why else ""
    if found is not None:
        yield code.at(condition.line), f"{asked} decides whether {found.method} is called{ending}", sure
    elif raised is not None:
        yield code.at(condition.line), f"{asked} decides whether {raised.text or 'an error'} is raised{ending}", sure
    elif any(call.method in _SAYS for call in inside):
        yield (
            code.at(condition.line),
            f"{asked} is asked, and what comes of it only written down; that anybody acts on it was not seen",
            "low",
        )


def _acts(facts: Facts, call: Call) -> bool:
    """Whether a call does something about it: tells somebody, trains, stops, falls back."""
    if sends(facts, call) or call.method in _EXITS or starts_training(maker_of(facts), call):
        return True
    name = call.method.lower()
    return (call.own or call.name.startswith(".")) and _ACTS.search(name) is not None and not _NO_ACT.search(name)


def _by_service(facts: Facts) -> Iterator[Found]:
    """Steps and jobs of CI that run only where an earlier step has found drift."""
    for workflow in facts.workflows:
        if not workflow.active:
            continue
        for job in workflow.source.jobs:
            for asked, line in ((job.condition, job.line), *((step.condition, step.line) for step in job.steps)):
                if asked.strip() not in NEVER and DRIFT.search(asked.lower()) and "outputs" in asked:
                    yield Location(workflow.path, line), f"runs only where `{asked.strip()[:LONGEST]}`", "high"
