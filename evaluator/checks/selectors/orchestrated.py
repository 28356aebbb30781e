"""Pipelines of stages: files of stages, flows of tasks, DAGs of operators; and whether what the stages start is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.reach import Spot, decorators, reach_of
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.started import walk
from evaluator.checks.selectors.training import trainings
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.checks.selectors.reach import Reach
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

FILES = {"dvc": "dvc repro", "snakemake": "snakemake", "mlproject": "mlflow run"}
FEWEST = 2
DEFINES = ("flow.define", "orchestration")
_WORK = (
    "data.read",
    "data.write",
    "data.query",
    "data.download",
    "data.builtin",
    "model.predict",
    "image.read",
    "transformer.fit",
    "missing.handle",
    "process.start",
)
# What only makes a step of a flow, also where one step calls another.
_STEPS = frozenset({"task", "step", "op", "asset", "component"})
_COMMANDS = frozenset({"bash_command", "command"})


def stages(facts: Facts) -> Iterator[Found]:
    """Every pipeline of two or more stages that are in the tree; of one stage doubtfully."""
    found = list(_of_files(facts))
    for code in facts.product:
        found += [*_of_flows(facts, code), *_of_nodes(facts, code), *_of_classes(code)]
    yield from found or _only_defined(facts)


def _only_defined(facts: Facts) -> Iterator[Found]:
    """Flows and DAGs whose stages were not followed to the project's own work."""
    for call in facts.calls_to("flow.define"):
        if not call.own and call.kind in ("call", "free"):
            yield call.at, f"{call.method} defines a flow or a stage; what it runs could not be told", "low"


def lost_stages(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Stages of files that start a program which is not there."""
    for work in own(facts.stages):
        if work.source.kind in FILES:
            folders = tuple(dict.fromkeys((work.path.rpartition("/")[0], "")))
            for target in work.source.targets:
                for _, each in walk("\n".join(target.commands), facts, folders):
                    if each.exists is False and each.kind in ("script", "module", "notebook"):
                        yield Location(work.path, target.line), f"the stage `{target.name}` starts `{each.name[:80]}`, which is not there"


def _of_files(facts: Facts) -> Iterator[Found]:
    for work in own(facts.stages):
        if work.source.kind not in FILES:
            continue
        folders = tuple(dict.fromkeys((work.path.rpartition("/")[0], "")))
        there = [
            target for target in work.source.targets if any(each.exists for _, each in walk("\n".join(target.commands), facts, folders))
        ]
        if there:
            several = len(there) >= FEWEST
            count = (
                f"{len(there)} stages start programs that are there" if several else f"only the stage `{there[0].name}` starts a program"
            )
            yield Location(work.path, there[0].line), f"`{FILES[work.source.kind]}`: {count}", "high" if several else "low"


def _of_flows(facts: Facts, code: Code) -> Iterator[Found]:
    """Functions that a decorator makes flows, with the steps of the project that they call."""
    reach = reach_of(facts)
    for index, function in enumerate(code.functions):
        if not function.decorators or not _is_declared(code, index) or _is_step(code, index):
            continue
        here = Spot(code.path, index)
        led = _led_to(reach, {here}) - {here}
        tasks = {spot for spot in led if _is_declared(reach.codes[spot.path], spot.index)}
        edge = tasks if len(tasks) < FEWEST else set()
        while edge:  # a task may call the others
            edge = {spot for spot in _led_to(reach, edge) if _is_declared(reach.codes[spot.path], spot.index)} - tasks - {here}
            tasks |= edge
        steps = tasks if len(tasks) >= FEWEST else led
        if len(steps) < FEWEST:
            continue
        works = any(call.means(*_WORK) for call in reach.calls(steps, 3)) or bool(_trained(facts) & set(reach.spots(steps, 3)))
        firm = len(tasks) >= FEWEST and works
        what = "tasks" if len(tasks) >= FEWEST else "functions"
        yield code.at(function.line), f"the flow `{function.name}` calls {len(steps)} {what} of the project", "high" if firm else "low"


def _led_to(reach: Reach, spots: Iterable[Spot]) -> set[Spot]:
    """The functions of the project that some functions call."""
    return {found for spot in spots for call in reach.within(spot) for found in reach.led_to(call)}


def _is_step(code: Code, index: int) -> bool:
    return all(call.method in _STEPS for call in decorators(code, index) if call.means("flow.define"))


def _is_declared(code: Code, index: int) -> bool:
    return index >= 0 and any(call.means("flow.define") for call in decorators(code, index))


def _trained(facts: Facts) -> set[Spot]:
    return {Spot(call.path, call.scope) for call in trainings(facts)}


def _of_nodes(facts: Facts, code: Code) -> Iterator[Found]:
    """Operators and nodes that are given functions of the project, or commands that start its programs."""
    found: list[Call] = []
    for call in code.those(DEFINES, (), ("python_callable", *_COMMANDS)):
        if call.own or not (call.means(*DEFINES) or call.method.endswith("Operator")):
            continue
        given = [facts.graph.calls[number] for argument in call.arguments for number in argument.inputs if number in facts.graph.calls]
        commands = [argument.constant for argument in call.arguments if argument.name in _COMMANDS and isinstance(argument.constant, str)]
        runs = any(each.exists for text in commands for _, each in walk(text, facts))
        if runs or any(each.kind == "free" and each.name.startswith("project:") for each in given):
            found.append(call)
    if len(found) >= FEWEST:
        yield found[0].at, f"{len(found)} tasks are given functions or programs of the project, this the first", "high"


def _of_classes(code: Code) -> Iterator[Found]:
    """Classes of a flow whose methods are its steps, or tasks that are classes."""
    tasks = [number for number, concepts in enumerate(code.base_concepts) if "flow.define" in concepts]
    for number in tasks:
        steps = [index for index, function in enumerate(code.functions) if function.owner == number and _is_declared(code, index)]
        if len(steps) >= FEWEST:
            yield code.at(code.classes[number].line), f"the flow `{code.classes[number].name}` has {len(steps)} steps", "high"
    requires = [function.owner for function in code.functions if function.owner in tasks and function.name == "requires"]
    if len(tasks) >= FEWEST and requires:
        yield code.at(code.classes[requires[0]].line), f"`{code.classes[requires[0]].name}` says which task it needs", "high"
