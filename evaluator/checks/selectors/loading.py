"""When a service reads its model: once at its start, or again for every request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.asking import LOADS
from evaluator.checks.selectors.reach import Spot, decorators
from evaluator.checks.selectors.shell import word_set
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Reach
    from evaluator.checks.selectors.serving import Served
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

DEEPER = 6
_ONE_MACHINE = regex(r"[A-Za-z]:[\\/](?![\\/])|/Users/[^/{$]")  # a home folder of Linux may be a container's
_CACHES = word_set(
    """
    lru_cache cache cache_resource cache_data experimental_singleton singleton cached cached_property memoize
    """
)


def loadings(facts: Facts, reach: Reach, found: Served) -> tuple[Call | None, list[Call]]:
    """A load that is done once, if one feeds the prediction, and the loads done again for every request."""
    spots = _run_again(reach, found)
    feeding = [call for call in facts.graph.upstream(_model_of(found.prediction)) if call.kind == "call" and _loads(call)]
    inside: dict[str, set[int]] = {spot.path: set() for spot in spots}
    for spot in spots:
        inside[spot.path] |= _with_inner(reach, spot)
    fed = {call.number for call in facts.graph.upstream(_model_of(found.prediction))}
    within = [call for call in feeding if call.scope in inside.get(call.path, ()) and call.method != "load_state_dict"]
    here = [call for call in within if not _called_outside(facts, call, fed, inside)]
    lazy = here if any(_keeps_global(reach, spot) for spot in spots) else [call for call in here if _keeps_entry(facts, call)]
    again = [call for call in here if call not in lazy and not call.guards]
    outside = [
        call
        for call in (*feeding, *_near(reach, found))
        if call not in here and (call in feeding or call.scope not in inside.get(call.path, ()))
    ]
    near = found.handler.spot.path
    start = (found.handler.spot,)
    deep = set(reach.spots(start, DEEPER)) - set(reach.spots(start))  # run for a request, farther than is looked at
    outside = [call for call in outside if Spot(call.path, call.scope) not in deep or _called_outside(facts, call, fed, inside)]
    told = sorted([*lazy, *outside], key=lambda call: (call not in feeding, not _is_saved(call), call.path != near))
    return next(iter(told), None), again


def is_on_one_machine(call: Call) -> bool:
    """Whether a model is read from a path, written out, that one person's machine has."""
    path = next((each.constant for each in call.arguments if isinstance(each.constant, str)), "")
    return _ONE_MACHINE.match(path) is not None


def _loads(call: Call) -> bool:
    return call.means(*LOADS) or call.method == "load_from_checkpoint"


def _is_saved(call: Call) -> bool:
    """Whether a saved model is read, rather than weights of others with which training begins."""
    return call.means("model.load") or call.method == "load_from_checkpoint"


def _called_outside(facts: Facts, load: Call, fed: set[int], inside: dict[str, set[int]]) -> bool:
    """Whether the model comes by calls of the loading function that stand outside what a request runs."""
    code = facts.code_at(load.path)
    if code is None or load.scope < 0:
        return False
    name = f"project:{load.path}:{code.functions[load.scope].name}"
    sites = [facts.graph.calls[number] for number in facts.graph.callers.get(name, ()) if number in fed]
    return bool(sites) and all(site.scope not in inside.get(site.path, ()) for site in sites)


def _model_of(prediction: Call) -> tuple[int, ...]:
    """What feeds the model asked, without what it is asked about."""
    given = {number for argument in prediction.arguments for number in argument.inputs}
    return tuple(number for number in (*prediction.receiver, *prediction.inputs) if number not in given)


def _keeps_global(reach: Reach, spot: Spot) -> bool:
    """Whether a function reads a name that its module sets to None at first: the form of a load at first use."""
    bindings = reach.codes[spot.path].source.bindings
    read = (
        call.written.partition(".")[0] for call in reach.within(spot) if call.kind == "free" or (call.kind == "call" and not call.receiver)
    )
    return any(name in bindings and bindings[name].is_constant and bindings[name].constant is None for name in read)


def _keeps_entry(facts: Facts, load: Call) -> bool:
    """Whether what is loaded becomes an entry of a dict of the module, which is asked for first: `if "model" in HELD`."""
    code = facts.code_at(load.path)
    if code is None or load.scope < 0:
        return False
    asked = [each.text for each in code.source.conditions if each.scope == load.scope and each.first <= load.line <= each.last]
    kept = (each for each in code.within(load.scope) if each.kind == "set-item" and each.line >= load.line and load.number in each.inputs)
    homes = {facts.graph.calls[number].written for each in kept for number in each.receiver if facts.graph.calls[number].kind == "free"}
    return any(name in code.source.bindings and name in text for name in homes for text in asked)


def _run_again(reach: Reach, found: Served) -> list[Spot]:
    """The functions run for each request: those reached, but not what a cache keeps; a page's top level is run again too."""
    kept = {spot for spot in reach.spots((found.handler.spot,)) if spot.index >= 0 and _cached(reach, spot)}
    behind = set(reach.spots(tuple(kept))) if kept else set()
    plain = [spot for spot in reach.spots((found.handler.spot,)) if spot not in kept]
    return [spot for spot in plain if spot not in behind or spot == found.handler.spot]


def _cached(reach: Reach, spot: Spot) -> bool:
    code = reach.codes[spot.path]
    return any(node.means("model.cached") or node.method in _CACHES for node in decorators(code, spot.index))


def _with_inner(reach: Reach, spot: Spot) -> set[int]:
    functions = reach.codes[spot.path].functions
    return {spot.index, *(index for index, each in enumerate(functions) if each.parent == spot.index and spot.index >= 0)}


def _near(reach: Reach, found: Served) -> Iterator[Call]:
    """Loads in the files of the handler and of the prediction, outside the functions of the request."""
    for path in dict.fromkeys((found.handler.spot.path, found.prediction.path)):
        code = reach.codes[path]
        if code.is_notebook:  # cells load many a model; only what feeds the prediction is of it
            continue
        for near in (code, *(reach.codes[each] for each in code.local_imports if each in reach.codes)):
            yield from (call for call in near.calls if call.kind == "call" and _loads(call))
