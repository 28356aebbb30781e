"""Tests that hold what serving does against what training did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.lost import lost_imports
from evaluator.checks.selectors.parity import asked, chained_models
from evaluator.checks.selectors.prepared import preparing
from evaluator.checks.selectors.reach import Spot
from evaluator.checks.selectors.serving import REQUESTS, served
from evaluator.checks.selectors.shell import word_set
from evaluator.checks.selectors.testing import CLIENTS, tests_of
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Reach
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


def parity_tests(facts: Facts, reach: Reach) -> Iterator[Found]:
    """Test functions that compare an answer, or a prepared row, of serving with one of training."""
    serving = {each.handler.spot for each in served(facts)} | {Spot(call.path, call.scope) for call in asked(facts)}
    training = _training(facts) - serving
    whole = next(chained_models(facts), None) is not None
    lost = lost_imports(facts)
    for code, index in tests_of(facts):
        if code.path in lost:
            continue
        told = _told(facts, reach, code, index, serving, training, whole=whole)
        if told is not None:
            yield told


def _training(facts: Facts) -> set[Spot]:
    """The functions that prepare rows or fit, in files that train or that are called by these."""
    found = {Spot(code.path, scope) for code in facts.product for scope, _ in preparing(code)}
    return found | {Spot(call.path, call.scope) for code in facts.product for call in trainings_in(code) if call.scope >= 0}


def _told(
    facts: Facts, reach: Reach, code: Code, index: int, serving: set[Spot], training: set[Spot], *, whole: bool
) -> Found | None:  # fmt: skip
    name, at = code.functions[index].name, code.at(code.functions[index].line)
    doubtful: Found | None = None
    for sides in _comparisons(code, index):
        fed = [[each for each in facts.graph.upstream(side, most=_FAR) if each.kind == "call"] for side in sides]
        served_by = [
            _reaches(reach, each, serving) or any(call.means(*CLIENTS) and call.method in REQUESTS for call in each) for each in fed
        ]
        trained_by = [_reaches(reach, each, training) for each in fed]
        loaded = [any(call.means("model.load") or _loads(reach, call) for call in each) for each in fed]
        answers = [any(call.method in _ANSWERS or call.name == "()" for call in each) for each in fed]
        if (
            len(fed) == 2
            and any(served_by)
            and not all(served_by)
            and (trained_by[served_by.index(False)] or answers[served_by.index(False)])
        ):
            return at, f"{name} holds what serving gives against what training's code gives", "high"
        if len(fed) == 2 and all(answers) and any(loaded) and not all(loaded):
            if whole:
                return at, f"{name} holds the answers of the saved pipeline against those of the fitted one", "high"
            doubtful = (
                at,
                f"{name} holds the answers of the saved model against those of the fitted one; preparation stands outside it",
                "low",
            )
        elif any(served_by) and any(trained_by) and len(fed) == 1:
            doubtful = doubtful or (
                at,
                f"{name} compares, and calls code of training and of serving; what is compared was not followed",
                "low",
            )
    if doubtful is None and _NAMED.search(name.lower()):
        doubtful = at, f"{name} is named for it; what it compares was not followed", "low"
    return doubtful


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


def _reaches(reach: Reach, fed: list[Call], spots: set[Spot]) -> bool:
    """Whether one of the calls enters one of some functions."""
    return any(spot in spots for call in fed for spot in reach.led_to(call))


def _loads(reach: Reach, call: Call) -> bool:
    """Whether a function of the project reads a model back."""
    return call.own and any(each.means("model.load") for spot in reach.led_to(call) for each in reach.within(spot))
