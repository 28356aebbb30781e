"""Targets that chain steps: what one word starts, with the targets it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import READS, STEPS, near_model
from evaluator.checks.selectors.obtaining import committed, obtained
from evaluator.checks.selectors.page_commands import given
from evaluator.checks.selectors.reach import Spot, reach_of
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.started import walk
from evaluator.checks.selectors.tracking import METRICS
from evaluator.checks.selectors.training import trainings, trainings_in
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.documents import Target
    from evaluator.model.facts import Facts, Work

FEWEST = 2
DEEPEST, MOST, FARTHEST = 12, 200, 6
# One command runs all stages of these files.
WHOLE = {"dvc": "dvc repro", "snakemake": "snakemake", "snakefile": "snakemake"}
# Programs that hold results against each other, and are not the way to them.
_BESIDE = regex(r"(?:^|[/_-])(?:bench(?:mark\w*)?|profil\w*|compare|comparison|ablation\w*|debug)(?=[/_.-])")
UNSURE = "whether it is the whole way is for a person"
NO_PIPELINE = frozenset({"tests", "image", "compose"})


def chained(facts: Facts) -> Iterator[tuple[Location, str, bool]]:
    """(place, words, whether a model is trained on the way) of each target that starts two or more programs of the project.

    Where a model is trained anywhere, only targets that train lead to the result.
    """
    training = _training(facts)
    for work in own(facts.stages):
        folder = work.path.rpartition("/")[0]
        for target, commands in _chains(work):
            folders = tuple(dict.fromkeys((folder, "")))
            found = {each.path for _, each in walk("\n".join(commands[:MOST]), facts, folders) if _counts(each.kind, each.exists)}
            programs = {path for path in found if path and path != work.path}
            if len(programs) >= FEWEST and programs & (training or near_model(facts)):
                name = WHOLE.get(work.source.kind) or target.name or work.path
                place = Location(work.path, target.line if target.name else 0)
                yield place, f"`{name}` runs {len(programs)} programs of the project", bool(programs & training)


def alone(facts: Facts) -> Iterator[tuple[Location, str, bool]]:
    """(place, words, whether it is a chain of modules) of programs that a page or a target starts and that read data, train and score."""
    named = {each.starts.path: each.at for each in given(facts) if each.starts.exists}
    for work in own(facts.stages):
        folders = tuple(dict.fromkeys((work.path.rpartition("/")[0], "")))
        for target in work.source.targets:
            for _, each in walk("\n".join(target.commands[:MOST]), facts, folders):
                if _counts(each.kind, each.exists):
                    named.setdefault(each.path, Location(work.path, target.line))
    trains = {call.number for call in trainings(facts)}
    scripts = [path for path in named if (code := facts.code_at(path)) is not None and not code.is_notebook and code.is_product]
    reached = {path: _run_by(facts, path) for path in scripts}
    for path, calls in reached.items():
        if any(call.number in trains for call in calls) and all(any(call.means(*each) for call in calls) for each in (READS, METRICS)):
            whole = not _BESIDE.search(path) and _by_modules(calls, trains) and _has_data(facts, calls)
            whole = whole and not _prepared_elsewhere(path, reached)
            words = f"this starts {path}, which reads data, trains and scores or predicts"
            yield named[path], f"{words}, by modules of their own" if whole else f"{words}; {UNSURE}", whole


def _by_modules(calls: list[Call], trains: set[int]) -> bool:
    """Whether data are read and prepared in other files than the one that trains: steps that one program chains."""
    training = {call.path for call in calls if call.number in trains}
    reading = {call.path for call in calls if call.means(*READS)}
    preparing = {call.path for call in calls if call.means(*STEPS)}
    return bool(reading - training) and bool(preparing - training)


def _has_data(facts: Facts, calls: list[Call]) -> bool:
    """Whether the data are in the tree, or fetched on the way."""
    numbers = {call.number for call in calls}
    return any(sure and call.number in numbers for call, sure in obtained(facts)) or any(True for _ in committed(facts))


def _prepared_elsewhere(path: str, reached: dict[str, list[Call]]) -> bool:
    """Whether another program that is named reads and writes data and is no part of this one: it may have to come first."""
    ours = {call.path for call in reached[path]}
    return any(
        other not in ours and any(call.means(*READS) for call in calls) and any(call.means("data.write") for call in calls)
        for other, calls in reached.items()
    )


def _run_by(facts: Facts, path: str) -> list[Call]:
    """Every node that running a file reaches; what is handed to a schedule or a deployment is registered, not run."""
    reach, found = reach_of(facts), {Spot(path, -1): None}
    handed = {number for call in facts.calls_to("flow.schedule") for argument in call.arguments for number in argument.inputs}
    edge = list(found)
    for _ in range(FARTHEST):
        calls = (call for each in edge for call in reach.within(each) if call.number not in handed)
        edge = [spot for call in calls for spot in reach.led_to(call) if spot not in found and found.setdefault(spot) is None]
    return [call for spot in found for call in reach.within(spot)]


def _counts(kind: str, exists: bool | None) -> bool:
    return kind not in NO_PIPELINE and exists is True


def _training(facts: Facts) -> set[str]:
    """Files that train, and those bound to one by an import."""
    trains = {code.path for code in facts.product if any(trainings_in(code))}
    near = near_model(facts)
    return trains | {code.path for code in facts.product if code.path in near and trains & set(code.local_imports)}


def _chains(work: Work) -> Iterator[tuple[Target, list[str]]]:
    """Each target with its commands and those of what it needs; all stages at once where one command runs them."""
    if work.source.kind in WHOLE:
        if work.source.targets:
            yield work.source.targets[0], [command for target in work.source.targets for command in target.commands]
        return
    by_name = {target.name: target for target in work.source.targets}
    for target in work.source.targets:
        yield target, _commands(target, by_name)


def _commands(target: Target, by_name: dict[str, Target], depth: int = 0) -> list[str]:
    if depth > DEEPEST:
        return []
    before = [
        command
        for need in target.needs
        if need in by_name and need != target.name
        for command in _commands(by_name[need], by_name, depth + 1)
    ]
    return [*before, *target.commands]
