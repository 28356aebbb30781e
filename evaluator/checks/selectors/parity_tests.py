"""Tests that hold what serving does against what training did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.lost import lost_imports
from evaluator.checks.selectors.parity import asked, chained_models
from evaluator.checks.selectors.prepared import preparing
from evaluator.checks.selectors.reach import Reach, Spot
from evaluator.checks.selectors.serving import served
from evaluator.checks.selectors.shell import word_set
from evaluator.checks.selectors.testing import CLIENTS, tests_of
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]
    Sides = tuple[tuple[int, ...], ...]

_COMPARES = word_set(
    """
    allclose isclose array_equal assert_allclose assert_close assert_array_equal assert_array_almost_equal assert_almost_equal
    assert_frame_equal assert_series_equal assertEqual assertAlmostEqual equals equal assert_equal approx assertListEqual assertDictEqual
    """
)
_SAME = regex(r"==|allclose|array_equal|isclose|equals?\(|approx")
_ANSWERS = word_set("predict predict_proba transform decision_function __call__ forward")
_NAMED = regex(
    r"parity|skew|train\w{0,12}_(?:and|vs|versus|match\w{0,4})_(?:serv|infer|predict)|serv\w{0,8}_(?:and|vs|match\w{0,4})_train|same_(?:as|feature|prep)"
)
_FAR = 500


class _Paths(msgspec.Struct, frozen=True):
    """The functions of each path, and whether what is saved holds its preparation."""

    reach: Reach
    serving: frozenset[Spot]
    training: frozenset[Spot]
    whole: bool


def parity_tests(facts: Facts, reach: Reach) -> Iterator[Found]:
    """Test functions that compare an answer, or a prepared row, of serving with one of training."""
    asking = {code.path for code in facts.code if len(code.local_imports) > 1 or any(True for _ in code.those(CLIENTS, _ANSWERS))}
    tests = [each for each in tests_of(facts) if each[0].path in asking and each[0].path not in lost_imports(facts)]
    if not tests:
        return
    serving = frozenset(each.handler.spot for each in served(facts)) | frozenset(Spot(call.path, call.scope) for call in asked(facts))
    paths = _Paths(reach, serving, _training(facts) - serving, next(chained_models(facts), None) is not None)
    for code, index in tests:
        name, at = code.functions[index].name, code.at(code.functions[index].line)
        told = [said for sides in _comparisons(code, index) if len(sides) == 2 and (said := _told(facts, paths, sides))]
        if told:
            what, sure = min(told, key=lambda each: each[1] != "high")
            yield at, f"{name} holds {what}", sure
        elif _NAMED.search(name.lower()):
            yield at, f"{name} is named for it; what it compares could not be told", "low"


def _training(facts: Facts) -> frozenset[Spot]:
    """The functions that prepare rows, and those that fit."""
    found = {Spot(code.path, scope) for code in facts.product for scope, _ in preparing(code)}
    return frozenset(found | {Spot(call.path, call.scope) for code in facts.product for call in trainings_in(code) if call.scope >= 0})


def _told(facts: Facts, paths: _Paths, sides: Sides) -> tuple[str, Confidence] | None:
    """What the two sides of a comparison are, where one comes of serving or was read back and the other was not."""
    reach = paths.reach
    fed = [[each for each in facts.graph.upstream(side, most=_FAR) if each.kind == "call"] for side in sides]
    answers = [any(call.method in _ANSWERS or call.name == "()" for call in each) for each in fed]
    served_by = [_reaches(reach, each, paths.serving) or any(call.means(*CLIENTS) for call in each) for each in fed]
    if served_by in ([True, False], [False, True]):
        other = served_by.index(False)
        if answers[other] or _reaches(reach, fed[other], paths.training):
            return "what serving gives against what training's code gives", "high"
    loaded = [any(call.means("model.load") or _loads(reach, call) for call in each) for each in fed]
    if all(answers) and loaded in ([True, False], [False, True]):
        if paths.whole:
            return "the answers of the saved pipeline against those of the fitted one", "high"
        return "what was saved against what was fitted; is it all that stands between a raw row and an answer?", "low"
    return None


def _comparisons(code: Code, index: int) -> Iterator[Sides]:
    """What a test holds against each other: the two sides of a call that compares, or all that an assertion is about."""
    inside = {index, *(at for at, each in enumerate(code.functions) if each.parent == index)}
    for scope in sorted(inside):
        for call in code.within(scope):
            if call.kind == "call" and call.method in _COMPARES:
                given = [each.inputs for each in call.arguments if each.inputs]
                sides = [call.receiver, *given] if call.receiver and len(given) == 1 else given
                yield tuple(sides[:2])
    for each in code.source.statements:
        if each.scope in inside and each.kind in ("assert", "compare") and (each.kind == "compare" or _SAME.search(each.text)):
            numbers = [code.calls[number].number for number in each.inputs if number < len(code.calls)]
            yield tuple((number,) for number in numbers) if len(numbers) == 2 else (tuple(numbers),)


def _reaches(reach: Reach, fed: list[Call], spots: frozenset[Spot]) -> bool:
    """Whether one of the calls enters one of some functions."""
    return any(spot in spots for call in fed for spot in reach.led_to(call))


def _loads(reach: Reach, call: Call) -> bool:
    """Whether a function of the project reads a model back."""
    return call.own and any(each.means("model.load") for spot in reach.led_to(call) for each in reach.within(spot))
