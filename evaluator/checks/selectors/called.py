"""Whether anything starts a function of the project (substance rule 8: dead code is weak)."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec import structs

from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.shut import is_shut, shut_in
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Evidence

    Spot = tuple[str, int]

SHUT = "nothing in the tree opens the branch"
# Functions that a platform starts by their name.
_STARTED = frozenset({"main", "lambda_handler", "handler", "init", "model_fn", "input_fn", "predict_fn", "output_fn", "create_app"})
_WORD = regex(r"[A-Za-z_]\w+")
_DOTTED = regex(r"[\w./:-]{1,200}")
_SPLIT = regex(r"[^\w]+")
_TEST = regex(r"test(?!s_|ing|er)")


def is_dormant(facts: Facts, call: Call) -> bool:
    """Whether a call stands in a plain function that nothing in the tree starts, or in a branch that nothing opens.

    Methods and decorated functions may be called unseen.
    """
    return is_shut(facts, call) or is_uncalled(facts, call)


def asleep(facts: Facts, call: Call) -> str:
    """Why a call is never made, as far as the tree tells; "" when it may be."""
    if is_shut(facts, call):
        return SHUT
    return "nothing in the tree calls this function" if is_uncalled(facts, call) else ""


def is_uncalled(facts: Facts, call: Call) -> bool:
    """Whether a call stands in a plain function that nothing in the tree starts, or in a method that only a shut branch calls."""
    spot = _outermost(facts.code_at(call.path), call.scope) if call.scope >= 0 else None
    return spot is not None and (spot in _idle(facts) or spot in _behind(facts))


@kept
def _behind(facts: Facts) -> frozenset[Spot]:
    """The methods of plain classes that are spoken of in branches which nothing opens, and nowhere else."""
    shut = {code.path: shut_in(facts, code) for code in facts.code}
    within = {call.method for code in facts.code if shut[code.path] for call in code.called if call.number in shut[code.path]}
    methods = {
        (code.path, index): each.name
        for code in facts.code
        for index, each in enumerate(code.functions)
        if each.owner >= 0 and each.name in within and not each.decorators and not code.classes[each.owner].bases
    }
    methods = {spot: name for spot, name in methods.items() if not name.startswith("__") and name not in _STARTED}
    if not methods:
        return frozenset()
    names = frozenset(methods.values())
    open_spots: set[Spot | None] = set()
    spoken = {name for name in named_apart(facts) if name in names}
    for call in (call for code in facts.code for call in code.calls if call.number not in shut[code.path]):
        if call.own:
            open_spots.add(facts.graph.functions.get(call.name))
        elif call.method in names:
            spoken.add(call.method)
        for each in call.arguments:
            if each.text and (name := each.text.rpartition(".")[2]) in names:
                spoken.add(name)
    return frozenset(spot for spot, name in methods.items() if name not in spoken and spot not in open_spots)


def is_left_over(facts: Facts, call: Call) -> bool:
    """Whether a call stands in a file of mere definitions, beside files that run, that no other file imports and nothing names."""
    return call.scope >= 0 and call.path in _left_over(facts)


@kept
def _left_over(facts: Facts) -> frozenset[str]:
    imported = {path for code in facts.code for path in code.local_imports if path != code.path}
    open_names = {part for code in facts.code for name, _ in code.unresolved_imports for part in name.split(".")}
    alone: dict[str, set[str]] = {}
    elsewhere = Counter(name for code in facts.product for name in _defined(code))
    for code in facts.product:
        stem = code.path.rpartition("/")[2].removesuffix(".py")
        defines = bool(code.functions) and not any(call.scope < 0 for call in code.called)
        if defines and not code.is_notebook and code.path not in imported and stem not in open_names:
            alone[code.path] = {name for name in _defined(code) if elsewhere[name] == 1}
    if not alone or all(code.path in alone for code in facts.product):
        return frozenset()
    named = set(named_apart(facts))
    return frozenset(path for path, names in alone.items() if not names & named)


def _defined(code: Code) -> set[str]:
    """The name of a file and of what it defines."""
    stem = code.path.rpartition("/")[2].removesuffix(".py")
    return {stem, *(each.name for each in code.functions), *(each.name for each in code.classes)}


def _outermost(code: Code | None, scope: int) -> Spot | None:
    """The function of the top level in which a scope lies."""
    if code is None or scope < 0:
        return None
    while code.functions[scope].parent >= 0:
        scope = code.functions[scope].parent
    return code.path, scope


@kept
def _idle(facts: Facts) -> frozenset[Spot]:
    """The plain functions that nothing names, or nothing but functions of this kind."""
    idle = {(code.path, index): code.functions[index].name for code in facts.code for index in _plain(code)}
    users = _users(facts, frozenset(idle.values()))
    for name in named_apart(facts):
        users[name].add(("", -1))
    while started := [spot for spot, name in idle.items() if any(user not in idle for user in users[name])]:
        for spot in started:
            del idle[spot]
    return frozenset(idle)


def _plain(code: Code) -> Iterator[int]:
    """The functions of a file that only a call of their name can start."""
    for index, each in enumerate(code.functions):
        started = each.decorators or each.name.startswith("__") or each.name in _STARTED or _TEST.match(each.name)
        if each.owner < 0 and each.parent < 0 and not started and code.is_product:
            yield index


def _users(facts: Facts, wanted: frozenset[str]) -> defaultdict[str, set[Spot]]:
    """For each name the functions of the top level that speak of it; index -1 for the top level itself."""
    found: defaultdict[str, set[Spot]] = defaultdict(set)
    for code in facts.code:
        for call in code.calls:
            said = (call.method, *[each.text.rpartition(".")[2] for each in call.arguments if each.text])
            for name in said:
                if name in wanted:
                    found[name].add(_outermost(code, call.scope) or (code.path, -1))
    return found


@once
def named_apart(facts: Facts) -> Iterator[str]:
    """Every name in scripts' entries, settings, commands, blocks of pages, and in strings of code that are nothing but a name."""
    for manifest in (*facts.manifests, *facts.settings):
        yield from (target.rpartition(":")[2] for target in manifest.source.scripts.values())
        yield from _last(value for _, value, _ in manifest.source.values)
    for document in facts.documents:
        yield from (word for fence in document.text.fences for word in _WORD.findall(fence.text[:20_000]))
    for container in facts.containers:
        yield from (word for each in container.source.instructions for value in each.values for word in _WORD.findall(value[:2_000]))
    for code in facts.code:
        yield from _last(text for _, text in code.source.strings)


def _last(texts: Iterable[str]) -> Iterator[str]:
    """The last name of each text that is a path to something: `jobs.daily:score`, `--target=score`."""
    return (_SPLIT.split(text)[-1] for text in texts if len(text) <= 200 and _DOTTED.fullmatch(text.lstrip("-").partition("=")[2] or text))


def awake(facts: Facts, found: Iterable[Evidence]) -> list[Evidence]:
    """Evidence of code that something starts; where there is none, that of dormant code, as doubtful (substance rule 8)."""
    every = list(found)
    return [each for each in every if not _is_idle_at(facts, each.at)] or [structs.replace(each, confidence="low") for each in every]


def _is_idle_at(facts: Facts, place: Location) -> bool:
    """Whether a place lies in a function that nothing in the tree starts."""
    code = facts.code_at(place.path)
    if code is None or place.line < 1:
        return False
    line = code.line_of(place)
    inside = (index for index, each in enumerate(code.functions) if each.parent < 0 and each.line <= line <= each.end_line)
    return any((code.path, index) in _idle(facts) for index in inside)
