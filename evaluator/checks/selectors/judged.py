"""Whether rows that judge a model in the end have had a hand in choosing it: by an early stop, by the best of several, by a threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.measured import plain_name
from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.scoring import SCORES, certainty, shifted
from evaluator.checks.selectors.splits import splits
from evaluator.checks.selectors.training import positional
from evaluator.model.code import Call
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

TEST = regex(r"(?:^|[^a-z])tests?(?:ing)?(?:[^a-z]|$)|[xy]_?te$|testset|testloader|hold_?out")
OTHER = regex(r"(?:^|[^a-z])(?:val|valid|validation|dev|eval|train|trn)(?:[^a-z]|$)|[xy]_?(?:va|tr)$")
WATCHED = ("validation_data", "eval_set", "evals", "valid_sets", "eval_dataset")
_PICKS = frozenset({"max", "min", "argmax", "argmin", "idxmax", "idxmin", "nanargmax", "nanargmin"})
_CURVES = frozenset({"precision_recall_curve", "roc_curve"})
_TRUTHS = frozenset({"y_true", "y", "labels", "X"})
_SCORED = regex(r"score|acc|metric|f1|auc|recall|precision|rmse|mae|mse|r2|loss|error")
_STOPS = frozenset({"early_stopping_rounds", "early_stopping", "use_best_model"})
_KEPT = frozenset(
    {
        "transform", "astype", "to_numpy", "values", "reshape", "copy", "ravel", "toarray", "array", "asarray", "DMatrix", "Dataset",
        "DataFrame", "reset_index", "tensor", "iloc", "loc",
    }
)  # fmt: skip
_ROWS_AND_ANSWERS = 2
_FAR = 120
_NEAR = 60


class Choice(msgspec.Struct, frozen=True):
    """A choice made on test rows: what chose, where, and the score on the same rows; `by_it` where that score made the choice."""

    at: Location
    how: str
    score: Call
    by_it: bool = False


@kept
def test_rows(facts: Facts) -> frozenset[int]:
    """The nodes of parts that are split off for the test: by their name, or, where that says nothing, since nothing is split off them."""
    made = list(splits(facts))
    again = {number for split in made for number in split.data}
    parts = {number for split in made for number in split.train}
    found: set[int] = set()
    for split in made:
        only = split.kind == "call" and not parts.intersection(split.data)
        for number in split.test:
            call = facts.graph.calls.get(number)
            names = [name.lower() for name in call.targets] if call is not None else []
            other = any(OTHER.search(name) for name in names)
            if not other and (any(TEST.search(name) for name in names) or (only and names and number not in again)):
                found.add(number)
    return frozenset(found)


@once
def test_scores(facts: Facts) -> Iterator[Call]:
    """Scores, and curves of them, whose truth is a part named for the test."""
    for call in facts.those(SCORES, (*_CURVES, "score")):
        scores = call.means(*SCORES) or call.method in _CURVES or (call.name == ".score" and positional(call) == _ROWS_AND_ANSWERS)
        if scores and stands_on_test(facts, _truth(call)):
            yield call


def is_last(facts: Facts, scores: list[Call], apart: Location) -> bool:
    """Whether the test part is scored in one place, outside loops, of one model, in the file of the choice on other rows or above it."""
    calls = facts.graph.calls
    codes = {call.path: facts.code_at(call.path) for call in scores}
    home = next(iter(codes.values()), None)
    near = home is not None and (apart.path == home.path or apart.path in home.local_imports)
    if len(codes) != 1 or not near or any(call.loops for call in scores):
        return False
    told = [each for score in scores for each in facts.graph.upstream(score.inputs, "model.predict", most=_NEAR) if each.path == score.path]
    models = {number for each in told for number in each.receiver[:1]} or {number for score in scores for number in score.receiver[:1]}
    given = {each for number in models for numbers in facts.graph.passed.get(number, {}).values() for each in numbers}
    callers = [len(facts.graph.callers.get(call.name, ())) for call in facts.called if call.number in {score.number for score in scores}]
    return len({number for number in models if calls[number].kind != "parameter"} | given) <= 1 and not any(count > 1 for count in callers)


def _truth(call: Call) -> tuple[int, ...]:
    """What a score is judged by: of a metric the truth, of a model's own score all rows."""
    given = [argument for argument in call.arguments if argument.inputs]
    if call.means("cross-validate"):
        return ()
    named = [argument for argument in given if argument.name in _TRUTHS]
    rows = named or given[:1] if call.means("metric", "confusion-matrix") or call.method in _CURVES else given
    return tuple(number for argument in rows for number in argument.inputs)


def stands_on_test(facts: Facts, numbers: tuple[int, ...]) -> bool:
    """Whether values are a test part, as it was split off, turned or handed on, or are named so wherever they come from."""
    rows = test_rows(facts)
    edge, seen = list(numbers), set(numbers)
    while edge and len(seen) < _NEAR:
        number = edge.pop()
        call = facts.graph.calls.get(number)
        if number in rows or (call is not None and _is_named(facts, call)):
            continue
        fresh = _before(facts, call) if call is not None else []
        if not fresh:
            return False  # it comes from elsewhere
        edge += [each for each in fresh if each not in seen]
        seen.update(fresh)
    return bool(numbers) and not edge


def _is_named(facts: Facts, call: Call) -> bool:
    """Whether a value that nobody in the tree splits off goes by the name of a test part with all who hand it on."""
    names = [call.method] if call.kind == "free" else list(call.targets) if call.kind == "item" else []
    if call.kind == "parameter":
        given = facts.graph.passed.get(call.number, {})
        names = [each.text for number, inputs in given.items() for each in facts.graph.calls[number].arguments if each.inputs == inputs]
        names = names if len(names) >= len(given) else []
    lower = [name.lower() for name in names]
    return bool(lower) and all(TEST.search(name) and not OTHER.search(name) for name in lower)


def _before(facts: Facts, call: Call) -> list[int]:
    """What rows were before they were picked, turned or handed on; nothing where something else was done."""
    if call.kind == "parameter":
        return [each for given in facts.graph.passed.get(call.number, {}).values() for each in given]
    return list(call.receiver or call.inputs) if call.kind in ("item", "free", "self") or call.method in _KEPT else []


def choices(facts: Facts) -> Iterator[Choice]:
    """Choices that are followed from a test part to a score of what was chosen on the same rows."""
    scores = list(test_scores(facts))
    if scores:
        yield from _stopped(facts, scores)
        yield from _searched(facts, scores)
        yield from _picked(facts, scores)


def _searched(facts: Facts, scores: list[Call]) -> Iterator[Choice]:
    """A search over settings that is told by its objective how the test part comes out."""
    known = {call.number: call for call in scores}
    for call in facts.those(("search.run",), ("optimize", "fmin", "minimize", "gp_minimize")):
        for argument in call.arguments:
            told = (known[number] for number in _returned(facts, argument) if number in known)
            score = next((each for each in told if certainty(facts, each) == certainty(facts, call) == "high"), None)
            if score is not None:
                yield Choice(call.at, "settings are searched here by a score on test rows", score, by_it=True)
                return


def _returned(facts: Facts, argument: Argument) -> Iterator[int]:
    """What a function of the project's own that is handed over gives back, also with its sign turned or beside other things."""
    for number in argument.inputs:
        place = facts.graph.functions.get(facts.graph.calls[number].name) if facts.graph.calls[number].kind == "free" else None
        code = facts.code_at(place[0]) if place is not None else None
        if code is not None and place is not None:
            yield from shifted(code, code.functions[place[1]].returns)


def _stopped(facts: Facts, scores: list[Call]) -> Iterator[Choice]:
    """A fit that stops early by the test part, beside a score on it."""
    for call in facts.those(("estimator.fit", "model.train"), arguments=WATCHED):
        learned = {number for argument in call.arguments if argument.name in ("", "X", "y") for number in argument.inputs}
        given = (number for argument in call.arguments if argument.name in WATCHED for number in argument.inputs)
        watched = tuple(number for number in given if number not in learned)  # the rows it learns from are watched beside others
        test = [number for number in watched if stands_on_test(facts, (number,))]
        if not test or len(test) < len(watched) or not _stops(facts, call):
            continue
        score = next((each for each in scores if each.path == call.path and each.number > call.number), None)
        if score is not None and certainty(facts, score) == certainty(facts, call) == "high":
            yield Choice(call.at, "this training stops, or keeps its best round, by the test rows", score)


def _stops(facts: Facts, call: Call) -> bool:
    """Whether a fit is told to stop or to keep the best by what it watches."""
    made = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
    if any(argument.name in _STOPS and argument.constant not in (None, False) for each in (call, *made) for argument in each.arguments):
        return True
    given = [number for argument in call.arguments if argument.name == "callbacks" for number in argument.inputs]
    backs = list(facts.graph.upstream(given, "early-stopping", most=_NEAR))
    return any(not str(each.constant("monitor") or "val_loss").lower().startswith(("loss", "acc", "train")) for each in backs)


def _picked(facts: Facts, scores: list[Call]) -> Iterator[Choice]:
    """The best of several by a score on test rows, whose answers are then scored on them: models, thresholds."""
    numbers = {call.number for call in scores}
    picks = [call for call in facts.those(methods=_PICKS) if (chose := _chooser(facts, call, numbers)) is not None]
    if not picks:
        return
    known = {call.number: call for call in picks}
    for score in scores:
        told = [number for argument in score.arguments for number in argument.inputs if number not in _truth(score)]
        before = {each.number for each in facts.graph.upstream(told, most=_FAR)} & set(known)
        pick = next((known[number] for number in sorted(before) if number != score.number), None)
        if pick is not None and certainty(facts, score) == certainty(facts, pick) == "high":
            chose = _chooser(facts, pick, numbers)
            if chose is not None and chose.number != score.number:
                how = f"by {chose.method}" if chose.method in _CURVES else "of several by a score"
                yield Choice(pick.at, f"the best {how} on test rows is picked here", score)
                return


def _chooser(facts: Facts, pick: Call, scores: set[int]) -> Call | None:
    """The score on test rows among whose values a call picks; answers and other columns are no scores."""
    edge: list[tuple[int, tuple[int, ...]]] = [(number, ()) for number in pick.inputs]
    seen = set(edge)
    while edge and len(seen) < _NEAR:
        number, entered = edge.pop(0)
        call = facts.graph.calls.get(number)
        if call is None:
            continue
        if number in scores:
            return call if call.loops or call.method in _CURVES else None
        for state in () if _is_no_score(call) else facts.graph.feeds(call, entered):
            if state not in seen:
                seen.add(state)
                edge.append(state)
    return None


def _is_no_score(call: Call) -> bool:
    """Whether a value is an answer, a model, another score, or a column that is named for none."""
    if call.kind == "call":
        return call.means(*SCORES, "model.predict", "estimator.fit", "model.train") or call.method.startswith("predict")
    key = next((argument.constant for argument in call.arguments if isinstance(argument.constant, str)), "") if call.kind == "item" else ""
    return bool(key) and not plain_name(key) and not _SCORED.search(key.lower())
