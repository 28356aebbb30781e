"""Flows: functions and files that an orchestrator runs, and what starts them by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evaluator.checks.selectors.chains import WHOLE
from evaluator.checks.selectors.making import maker_of
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.pipelines import runs
from evaluator.checks.selectors.reach import Spot, decorators
from evaluator.checks.selectors.standing import is_for_tests, own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.making import Made, Maker
    from evaluator.checks.selectors.pipelines import Ran
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Declared, Facts
    from evaluator.model.result import Confidence
    from evaluator.model.source import Argument

    Found = tuple[Location, str, Confidence]

# What is one step of a flow, and no flow by itself.
_STEPS = frozenset({"task", "step", "op", "solid", "component", "container_component", "short_circuit", "branch", "virtualenv", "docker"})
_TIMED = ("schedule", "schedule_interval", "cron", "interval", "rrule", "schedules", "cron_expression", "timetable")
_PROGRAM = regex(r"\.(?:py|ipynb)\b")
_TIMERS = frozenset({"do", "add_job", "scheduled_job"})
_TRAINS = regex(r"(?:^|[^a-z])(?:re-?)?train(?!ed)")
_PUTS_AWAY = regex(
    r"upload-artifact|add-and-commit|git-auto-commit|\bgit\s+push\b|\bdvc\s+push\b|\bdocker\s+(?:image\s+)?push\b|build-push-action"
    r"|\b(?:aws\s+s3|gsutil|gcloud\s+storage|azcopy|rclone)\b|\bgcloud\s+(?:run|builds|functions)\b|\bgh\s+release\b|action-gh-release"
    r"|huggingface-cli\s+upload|\bhf\s+upload\b|\bwandb\s+artifact\b|\bkubectl\s+(?:apply|rollout|set)\b|\bheroku\b"
)
LONGEST = 4_000
_CHECKS = regex(r"\b(?:pytest|tox|nox|unittest|ruff|flake8|pylint|mypy|black)\b")
_TIMER_FILES = regex(r"(?:^|\.)(?:cron|interval|rrule|schedule)$")


class Flow(NamedTuple):
    """Something an orchestrator runs: where, its name, what runs it, whether it is a flow and not one step of it."""

    at: Location
    name: str
    spot: Spot
    whole: bool
    made: Made


@once
def flows(facts: Facts) -> Iterator[Flow]:
    """Every flow and step of product code."""
    maker = maker_of(facts)
    for code in facts.product:
        if is_for_tests(code.path):
            continue
        nodes = {call.number for call in code.calls_to("flow.define")}
        classes = {index for index, concepts in enumerate(code.base_concepts) if "flow.define" in concepts}
        taken: set[int] = set()
        for index, function in enumerate(code.functions) if nodes or classes else ():
            found = [each for each in decorators(code, index) if each.number in nodes]
            taken.update(each.number for each in found)
            if found or (function.owner in classes and function.name == "run"):
                whole = function.owner in classes or any(each.method not in _STEPS for each in found)
                spot = Spot(code.path, index)
                yield Flow(code.at(function.line), function.name, spot, whole, maker.of(spot))
        for call in code.calls_to("flow.define"):
            if call.kind == "call" and call.number not in taken:
                spot = Spot(code.path, call.scope)
                yield Flow(call.at, call.method, spot, call.method not in _STEPS, _of_operators(maker, code, spot))


def _of_operators(maker: Maker, code: Code, spot: Spot) -> Made:
    """What the operators around a DAG make: by the functions they are given, and by the commands."""
    texts = [
        argument.constant
        for call in code.within(spot.index)
        if call.kind == "call"
        for argument in call.arguments
        if isinstance(argument.constant, str) and _PROGRAM.search(argument.constant)
    ]
    return maker.of_all((spot, *(program for text in texts for program in maker.programs(text))))


def orchestrated(facts: Facts) -> Iterator[Found]:
    """Flows that train; doubtful where only a step was seen to."""
    yield from _staged(facts)
    training = [each for each in flows(facts) if each.made]
    whole = [each for each in training if each.whole]
    for each in whole or training:
        if each.whole:
            yield each.at, f"`{each.name}` is run by an orchestrator, and trains on its way", "high"
        else:
            yield each.at, f"`{each.name}` is made a step of a flow, and trains; the flow was not seen", "low"
    yield from _by_platform(facts)


def _staged(facts: Facts) -> Iterator[Found]:
    """Files of stages, of which one command runs all that have to be run."""
    maker = maker_of(facts)
    for work in own(facts.stages):
        if work.source.kind not in WHOLE or is_for_tests(work.path):
            continue
        folder = work.path.rpartition("/")[0]
        for target in work.source.targets:
            if maker.of_all(maker.programs("\n".join(target.commands), folder)):
                several = len(work.source.targets) > 1
                note = f"the stage `{target.name}` trains" + ("" if several else "; it is the only stage")
                yield Location(work.path, target.line), note, "high" if several else "low"
                break


def _by_platform(facts: Facts) -> Iterator[Found]:
    """Steps of a platform's pipeline that are given a script which trains."""
    maker = maker_of(facts)
    for call in facts.calls_to("orchestration"):
        if call.kind != "call" or call.means("flow.define"):
            continue
        for text in (each.constant for each in call.arguments if isinstance(each.constant, str)):
            if text.endswith(".py") and maker.of_all(maker.programs(f"python {text}")):
                yield call.at, f"{call.method} runs {text[:80]}, which trains", "high"


def scheduled(facts: Facts) -> Iterator[Found]:
    """What starts training by the clock."""
    yield from _by_service(facts)
    yield from _by_call(facts)
    yield from _by_manifest(facts)


def _by_service(facts: Facts) -> Iterator[Found]:
    """Steps of CI that start on a schedule and lead to training."""
    for place, kept in trained_by_service(facts, "schedule"):
        yield place, f"a workflow that starts on a schedule {kept.note}", kept.sure


class Kept(NamedTuple):
    """What a command of CI does, in words, and how sure that is."""

    note: str
    sure: Confidence


_KEEPS = Kept("trains here, and puts something away", "high")
_TRIES = Kept("trains here; that the model is kept was not seen", "low")
_NAMED = Kept("starts here what is named for training; it could not be told", "low")


def trained_by_service(facts: Facts, *triggers: str) -> Iterator[tuple[Location, Kept]]:
    """Commands of CI that train and are started by one of these; where there are none, those that are named for it."""
    maker = maker_of(facts)
    started = [ran for ran in runs(facts) if ran.triggers & set(triggers)]
    storing = {ran.at.path for ran in runs(facts) if _stores(ran)}
    named, found = [], False
    for ran in started:
        for line, said, _ in ran.lines:
            place = ran.at if ran.uses else Location(ran.at.path, line)
            spots = () if _CHECKS.search(said) else maker.programs(said, ran.folder)
            if maker.of_all(spots):
                found = True
                yield place, _KEEPS if ran.at.path in storing else _TRIES
            elif spots and _TRAINS.search(f"{ran.at.path.rpartition('/')[2]} {said}".lower()):
                named.append(place)
    yield from ((place, _NAMED) for place in named[:1] if not found)


def _stores(ran: Ran) -> bool:
    """Whether a step puts something away that outlives its machine."""
    return _PUTS_AWAY.search(f"{ran.uses} ") is not None or any(
        _PUTS_AWAY.search(text[:LONGEST]) for _, said, inner in ran.lines for text in (said, *(each.text for each in inner))
    )


def _by_call(facts: Facts) -> Iterator[Found]:
    """Deployments of flows, DAGs and timers in code."""
    maker = maker_of(facts)
    known = {each.spot: each for each in flows(facts)}
    for call in facts.those(("flow.schedule", "flow.define"), _TIMERS, _TIMED):
        when = next((each for each in call.arguments if each.name in _TIMED and not _is_nothing(each)), None)
        if call.means("flow.define") and when is not None:
            made = next((each.made for each in known.values() if each.at.path == call.path and each.whole and each.made), None)
            if made:
                sure: Confidence = "high" if isinstance(when.constant, str) or when.inputs == () else "low"
                yield call.at, f"a flow that trains is given `{when.name}`{_told(when)}", sure
        elif (call.means("flow.schedule") or call.method in ("serve", "deploy")) and when is not None:
            if _leads(facts, maker, call):
                yield call.at, f"{call.method} gives a flow that trains `{when.name}`{_told(when)}", "high"
        elif call.method in _TIMERS and not call.own:
            named = next((each.text for each in call.arguments if _TRAINS.search(each.text.lower())), "")
            if _leads(facts, maker, call):
                yield call.at, f"{call.method} starts training again and again", "high"
            elif named:
                yield call.at, f"{call.method} starts `{named}` again and again; that it trains could not be told", "low"


def _is_nothing(argument: Argument) -> bool:
    return argument.is_constant and argument.constant in (None, "", "@once", False)


def _told(argument: Argument) -> str:
    return f" = {str(argument.constant)[:40]}" if isinstance(argument.constant, str) else ""


def _leads(facts: Facts, maker: Maker, call: Call) -> bool:
    """Whether what a call is given, or is asked of, is a function that trains."""
    near = [facts.graph.calls[number] for number in (*call.receiver, *call.inputs) if number in facts.graph.calls]
    asked = maker.reach.named(call.name.rpartition(".")[0]) if call.own else ()  # `monthly.serve(...)` of the project's own flow
    return any(maker.of(spot) for spot in (*asked, *(spot for each in (call, *near) for spot in maker.reach.led_to(each))))


def _by_manifest(facts: Facts) -> Iterator[Found]:
    """Deployments of flows and jobs of a cluster with a time of their own."""
    for declared in own((*facts.manifests, *facts.settings)):
        kind = declared.source.kind
        if kind == "prefect":
            yield from _of_prefect(facts, declared)
        elif kind == "kubernetes":
            yield from _of_cluster(facts, declared)


def _of_prefect(facts: Facts, declared: Declared) -> Iterator[Found]:
    maker = maker_of(facts)
    spots = {(each.spot.path, each.name): each for each in flows(facts)}
    entries = {key: value for key, value, _ in declared.source.values if key.endswith("entrypoint")}
    for key, value, line in declared.source.values:
        if not _TIMER_FILES.search(key) or not value or value in ("null", "None", "{}"):
            continue
        entry = next((each for name, each in entries.items() if key.startswith(name.removesuffix("entrypoint"))), "")
        path, _, name = entry.partition(":")
        flow = spots.get((path.removeprefix("./"), name))
        if flow is not None and maker.of(flow.spot):
            yield Location(declared.path, line), f"the flow `{name}`, which trains, is given a schedule", "high"


def _of_cluster(facts: Facts, declared: Declared) -> Iterator[Found]:
    values = declared.source.values
    if not any(key.endswith("kind") and value == "CronJob" for key, value, _ in values):
        return
    maker = maker_of(facts)
    text = " ".join(value for key, value, _ in values if ".command" in key or ".args" in key)
    line = next((line for key, _, line in values if key.endswith("spec.schedule")), 1)
    if maker.of_all(maker.programs(text)):
        yield Location(declared.path, line), "a CronJob starts a program that trains", "high"
    elif _TRAINS.search(text.lower()) or any(key.endswith("metadata.name") and _TRAINS.search(value.lower()) for key, value, _ in values):
        yield Location(declared.path, line), "a CronJob is named for training; what it starts could not be told", "low"
