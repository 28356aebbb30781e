"""What a test calls of the project, told so that a reader finds it in the test."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.concerns import MODEL
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.reach import decorators, reach_of
from evaluator.checks.selectors.testing import BASES, CLIENTS, PREDICTS, is_helper, is_of_rows, reaching, scope_calls, tests_of
from evaluator.checks.selectors.witness import OF_TABLES, PREPARES, is_function
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Reach, Spot
    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

DATA = (*PREPARES, *OF_TABLES, "data-pipeline", "data.read", "data.builtin", "dataset.class")
ABOUT = {"data": DATA, "training": MODEL, "prediction": ("model.predict", "inference-runtime", "llm.call")}
BY_WHICH = {
    "data": "by which data are read or prepared",
    "training": "by which a model is built or trained",
    "prediction": "by which a model is asked",
}
IS_A = {"data": "which prepares data", "training": "a model or a part of one"}
REQUESTS = frozenset({".get", ".post", ".put", ".request"})
SPEAKS = {
    "data": regex(r"data|prepar|process|clean|feature|load|transform|split|token|augment|schema", re.IGNORECASE),
    "training": regex(r"train|fit|model|forward|network|loss|learn", re.IGNORECASE),
    "prediction": regex(r"predict|infer|score|classif|recommend|forecast|answer|generate", re.IGNORECASE),
}
CARRIED = regex(r"\.(?:fn|submit|delay|remote|run|map)$")  # how tools for workflows call a function they hold
MOCKS = regex(r"mock|patch", re.IGNORECASE)
LONGEST = 60
LOSS = regex(r"loss(?:es)?(?:\d?d|_?function|_?fn)?$", re.IGNORECASE)
# What is refused, or is only there, says nothing of the answer; what sets the stage is not what is tested.
AUTH = regex(r"auth|api_?key|forbidden", re.IGNORECASE)
ASIDE = regex(r"refus|reject|invalid|empty|missing|not_loaded|returns_[45]\d\d|health|bench|(?:^|_)logs?_", re.IGNORECASE)
OF_OTHERS = regex(r"predict|infer|model|forward|recommend|forecast|(?:^|_)(?:saves?|saved|uploads?|logger|db)(?:_|$)", re.IGNORECASE)
BESIDE = regex(r"health|bench|(?:^|_)logs?_|download_model", re.IGNORECASE)
STAGE = regex(r"(?:^|_)seed|(?:^|_)(?:setup_|get_|init_)?logg(?:er|ing)$")
WORD = regex(r"[^a-z0-9]+")


class Tested(msgspec.Struct, frozen=True):
    """A test function and the call of it that reaches the project; the smaller `rank` the plainer."""

    rank: int
    at: Location
    about: str
    note: str


def called(code: Code, index: int, call: Call) -> str:
    """`predict` is called by the test itself, or by its fixture or set-up, as written there."""
    name = (call.written.split("(")[0] or call.method)[:LONGEST]
    return f"calls `{name}`" if _is_inside(code, index, call) else f"its fixture or set-up calls `{name}`"


def _is_inside(code: Code, index: int, call: Call) -> bool:
    return call.path == code.path and call.scope == index


def best_call(facts: Facts, code: Code, index: int) -> tuple[int, Call] | None:
    """The call by which a test function reaches the project most plainly: in its own body, of the name it bears."""
    about_it = STAGE.search(code.functions[index].name) is not None
    told = (call for call in reaching(facts, code, index) if about_it or not STAGE.search(call.method))
    found = [(_rank(code, index, call), place, call) for place, call in enumerate(told)]
    rank, _, call = min(found, key=lambda each: each[:2]) if found else (0, 0, None)
    return None if call is None else (rank, call)


def _rank(code: Code, index: int, call: Call) -> int:
    """0 to 3: in its own body or not, named as the test is or not."""
    words = set(WORD.split(code.functions[index].name.lower())) - {"test", ""}
    named = bool(words & set(WORD.split(call.method.lower())))
    return (0 if _is_inside(code, index, call) else 2) + (0 if named else 1)


@kept
def spoken_of(facts: Facts) -> dict[tuple[str, int], tuple[Tested, ...]]:
    """What each test function is about, by file and number."""
    reach = reach_of(facts)
    return {(code.path, index): tuple(spoken(facts, reach, code, index)) for code, index in tests_of(facts)}


def spoken(facts: Facts, reach: Reach, code: Code, index: int) -> Iterator[Tested]:
    """What a test function is about, among "data", "training" and "prediction", by the calls that show it."""
    name, place = code.functions[index].name, code.at(code.functions[index].line)
    calls = list(scope_calls(facts, code, index))
    has_client = any(call.means(*CLIENTS) for call in calls)
    for call in calls:
        for about, why in (*_shows(reach, call), *_asks(call, has_client=has_client)):
            if AUTH.search(name) or (about == "data" and not _is_inside(code, index, call) and not _of_data_alone(name)):
                continue
            odd = (0 if SPEAKS[about].search(name) else 4) + (8 if is_mocked(code, index) else 0)
            odd += 16 if about == "prediction" and ASIDE.search(name) else 0
            rank = _rank(code, index, call) + odd
            yield Tested(rank, place, about, f"{called(code, index, call)}, {why}, and the test asserts")


def _of_data_alone(name: str) -> bool:
    """Whether the name of a test speaks of data, and of no model."""
    return SPEAKS["data"].search(name) is not None and not (SPEAKS["training"].search(name) or SPEAKS["prediction"].search(name))


def elsewhere(name: str) -> bool:
    """Whether a test is named for what has nothing to do with the rows: keys, health, speed, logs, a model, a record that is kept."""
    if AUTH.search(name) or BESIDE.search(name):
        return True
    return SPEAKS["data"].search(name) is None and OF_OTHERS.search(name) is not None


def distant(name: str) -> int:
    """How far the name of a test is from data: 0 where it speaks of them, 2 where it speaks of something else."""
    return 2 if elsewhere(name) else 0 if SPEAKS["data"].search(name) else 1


def hinted(facts: Facts, code: Code, index: int) -> Tested | None:
    """A test whose name or call speaks of data or a model, or that starts the project as a process; what it does was not followed."""
    best = best_call(facts, code, index)
    if best is None:
        return None
    rank, call = best
    if not call.means("process.start") and not any(each.search(f"{code.functions[index].name} {call.written}") for each in SPEAKS.values()):
        return None
    note = f"{called(code, index, call)}, and the test asserts; is it about data or a model?"
    return Tested(rank, code.at(code.functions[index].line), "", note)


def is_mocked(code: Code, index: int) -> bool:
    """Whether a test puts something else in the place of what it would reach."""
    calls = (*decorators(code, index), *(call for call in code.within(index) if call.kind == "call"))
    return any(MOCKS.search(each) for each in code.functions[index].parameters) or any(MOCKS.search(each.written) for each in calls)


def _shows(reach: Reach, call: Call) -> Iterator[tuple[str, str]]:
    klass = reach.class_of(call.name) if call.own else None
    if klass is not None and klass[0].is_product:
        bases = klass[0].base_concepts[klass[1]]
        for concept in bases:
            if concept in BASES and not (concept == "estimator.class" and "transformer.class" in bases):
                loss = BASES[concept] == "training" and LOSS.search(klass[0].classes[klass[1]].name)
                yield BASES[concept], "a loss" if loss else IS_A[BASES[concept]]
    led = [*reach.led_to(call)] or [*reach.named(CARRIED.sub("", call.name))] if call.own else [*reach.led_to(call)]
    spots = [spot for spot in led if reach.codes[spot.path].is_product]
    if call.kind == "call" and call.means("data.read") and not call.means("json.parse", "config.read", "data.builtin"):
        yield "data", "which reads data"
    for about in _abouts(reach, tuple(spots)):
        yield about, BY_WHICH[about]


@lru_cache(maxsize=4096)
def _abouts(reach: Reach, spots: tuple[Spot, ...]) -> tuple[str, ...]:
    return tuple(sorted({about for spot in reach.spots(spots, 1) for about in _about(reach, spot)}))


def _asks(call: Call, *, has_client: bool) -> Iterator[tuple[str, str]]:
    """A request of a test client to an address that speaks of prediction."""
    if call.means(*CLIENTS) or (has_client and call.name in REQUESTS):
        route = next((each.constant for each in call.arguments if isinstance(each.constant, str) and PREDICTS.search(each.constant)), "")
        if route:
            yield "prediction", f"with `{str(route)[:LONGEST]}`"


@lru_cache(maxsize=4096)
def _about(reach: Reach, spot: Spot) -> frozenset[str]:
    held = [call for call in reach.within(spot) if call.kind == "call" and not is_helper(reach, spot, call)]
    asks = SPEAKS["prediction"].search(reach.codes[spot.path].functions[spot.index].name) if spot.index >= 0 else None
    telling = [call for call in held if call.concepts and (call.method != "__call__" or asks) and not is_function(call)]
    told = {concept for call in telling for concept in call.concepts}
    found = {about for about, concepts in ABOUT.items() if not told.isdisjoint(concepts)}
    if "data" in found and not is_of_rows(reach, spot, telling):
        found.discard("data")
    return frozenset(found | {"prediction" for call in held if call.name in (".predict", ".predict_proba")})
