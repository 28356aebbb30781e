"""Where cleaning stands: in a function of a module that training uses, or where nothing can import it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_uncalled
from evaluator.checks.selectors.files import joined
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.reach import Spot, reach_of
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.started import walk
from evaluator.checks.selectors.training import trainings
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.checks.selectors.reach import Reach
    from evaluator.model.code import Code
    from evaluator.model.documents import Target
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Evidence

MOST = 3
DEEPEST = 8


def where_cleaned(facts: Facts, cleaned: Iterable[Evidence]) -> Iterator[Evidence]:
    """For places of cleaning: supports of those in functions of modules, firm where training is led to them; else against the others."""
    inside: dict[str, Evidence] = {}
    outside: list[Evidence] = []
    scripted = any((home := facts.code_at(call.path)) is not None and not home.is_notebook for call in trainings(facts))
    for each in cleaned:
        code = facts.code_at(each.path)
        if code is None:
            continue
        index = enclosing(code, each.at)
        if code.is_notebook or index < 0 or not code.module:
            if each.confidence == "low":
                continue  # whether anything is cleaned here is asked elsewhere
            outside.append(_outside(code, index, each, elsewhere=scripted and code.is_notebook))
            continue
        told = _inside(facts, code, index, each)
        known = inside.get(f"{code.path}:{index}")
        if known is None or (known.confidence == "low" and told.confidence == "high"):
            inside[f"{code.path}:{index}"] = told
    firm = [each for each in inside.values() if each.confidence == "high"]
    yield from (firm or list(inside.values()))[:MOST]
    if not inside:
        yield from sorted(outside, key=lambda each: each.confidence == "low")[:MOST]


def enclosing(code: Code, place: Location) -> int:
    """The outermost function around a place, -1 for the top level."""
    line = code.line_of(place)
    around = (index for index, each in enumerate(code.functions) if each.parent < 0 and each.line <= line <= each.end_line)
    return next(around, -1)


def _outside(code: Code, index: int, each: Evidence, *, elsewhere: bool) -> Evidence:
    """Against a place that cannot be imported; doubtful in a notebook beside scripts that train, which may clean in another way."""
    if elsewhere:
        return against(each.at, f"{each.note}, in a notebook; no cleaning was found in the scripts that train", "low")
    if code.is_notebook:
        return against(each.at, f"{each.note}; it stands in a notebook, which no script can import")
    if index < 0:
        return against(each.at, f"{each.note}; it stands at the top level of a script, in no function that can be imported")
    name = code.functions[index].name
    return against(each.at, f"`{name}` cleans rows in a file that no other was seen to be able to import", "low")


def _inside(facts: Facts, code: Code, index: int, each: Evidence) -> Evidence:
    function = code.functions[index]
    name = f"{code.classes[function.owner].name}.{function.name}" if function.owner >= 0 else function.name
    spot = Spot(code.path, index)
    if each.confidence == "high" and spot in _beside_training(facts):
        return supports(each.at, f"{each.note}, in `{name}`, which the run that trains reaches")
    if each.confidence == "high" and spot in _before_training(facts):
        return supports(each.at, f"{each.note}, in `{name}`, which runs before training and hands its files on")
    if each.confidence == "low":
        return supports(each.at, f"{each.note}, in `{name}`", "low")
    used = next((call for call in code.within(index) if call.kind == "call" and call.line == each.line), None)
    if used is not None and is_uncalled(facts, used):
        return supports(each.at, f"{each.note}, in `{name}`; what calls it was not found", "low")
    return supports(each.at, f"{each.note}, in `{name}`; whether training uses it could not be told", "low")


@kept
def _beside_training(facts: Facts) -> frozenset[Spot]:
    """The functions that what trains leads to, and those that whoever starts a training leads to."""
    reach = reach_of(facts)
    above: dict[Spot, set[Spot]] = {}
    spots = [Spot(code.path, index) for code in facts.product for index in (-1, *range(len(code.functions)))]
    for spot in spots:
        for step in reach.steps(spot):
            above.setdefault(step, set()).add(spot)
    edge = {Spot(call.path, _outer(facts, call.path, call.scope)) for call in trainings(facts)}
    starts = set(edge)
    for _ in range(DEEPEST):
        edge = {spot for each in edge for spot in above.get(each, ()) if spot not in starts}
        starts |= edge
    found = reach.spots(starts, DEEPEST)
    return frozenset((*found, *_of_built(reach, found)))


def _of_built(reach: Reach, found: Iterable[Spot]) -> Iterator[Spot]:
    """The methods of the project's own classes that some functions make: a library may call them, as a pipeline does its steps."""
    names = {call.name for spot in found for call in reach.within(spot) if call.own and call.kind == "call" and call.method[:1].isupper()}
    for name in sorted(names):
        known = reach.class_of(name)
        if known is not None:
            yield from (spot for _, spot in reach.methods(*known))


def _outer(facts: Facts, path: str, scope: int) -> int:
    code = facts.code_at(path)
    while code is not None and scope >= 0 and code.functions[scope].parent >= 0:
        scope = code.functions[scope].parent
    return scope


@kept
def _before_training(facts: Facts) -> frozenset[Spot]:
    """The functions that are reached by files of code whose written files training reads, directly or by way of others."""
    homes = {call.path for call in trainings(facts)}
    links = {
        (facts.graph.calls[reader].path, facts.graph.calls[each].path) for reader, writers in joined(facts).items() for each in writers
    }
    links |= set(_staged(facts))
    for _ in range(DEEPEST):
        homes |= {writer for reader, writer in links if reader in homes}
    return frozenset(reach_of(facts).spots([Spot(path, -1) for path in sorted(homes) if facts.code_at(path)], DEEPEST))


def _staged(facts: Facts) -> Iterator[tuple[str, str]]:
    """(program, the program that makes what it needs) of stages that declare their files."""
    for work in own(facts.stages):
        folders = tuple(dict.fromkeys((work.path.rpartition("/")[0], "")))
        made = {path.strip("/"): target for target in work.source.targets for path in target.makes}
        for target in work.source.targets if made else ():
            before = [made[need.strip("/")] for need in target.needs if need.strip("/") in made]
            programs = _programs(facts, target, folders) if before else []
            yield from ((here, there) for each in before for here in programs for there in _programs(facts, each, folders))


def _programs(facts: Facts, target: Target, folders: tuple[str, ...]) -> list[str]:
    return [each.path for _, each in walk("\n".join(target.commands), facts, folders) if each.exists and each.path]
