"""How far a score moves: over folds, seeds or drawn rows, as code works it out; and how sure a single answer is said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.scoring import SCORES, certainty
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_SPREADS = frozenset({"std", "nanstd", "stdev", "pstdev", "sem"})
_SUMMARIES = frozenset({"agg", "aggregate"})
_DRAWS = frozenset({"resample", "choice", "choices", "integers", "randint", "sample"})
_BOUNDS = frozenset({"percentile", "quantile", "nanpercentile", "nanquantile"})
_BY_NAME = frozenset({"bootstrap", "BootStrapper", "proportion_confint"})
_ENDS = ("estimator.fit", "model.train", "split", "data.read", "model.predict", "transformer.fit", "model.load")
_ANSWERS = ("predict", "predict_proba", "cross_val_predict", "decision_function")
_SCORES = regex(
    r"(?:^|[._])(?:scores?|dices?|ious?|rewards?|accuracy|accs?|accuracies|metrics?|loss(?:es)?|rmses?|maes?|f1s?|aucs?)(?:_|$)"
)
# What is kept of several runs is called so, and much else: a reason to ask.
_OF_RUNS = regex(r"^(?:all_|\w+_)?(?:results|histories|trials)$")
_RETURNS = regex(r"(?:^|[._])(?:episod\w*_)?(?:rewards?|returns)$|episode_scores$")
_OF_FOLDS = regex(r"^std_(?:test|train|fit)_\w+$|-stdv?$|^std_test|^split_std")
_INTERVALS = frozenset({"yhat_lower", "yhat_upper"})
_OF_FORECASTS = frozenset({"get_forecast", "get_prediction", "forecast"})
_QUANTILE = frozenset({"quantile", "reg:quantileerror", "Quantile"})
_FARTHEST = 150
MOST_SCORES = 60


@once
def spread(facts: Facts) -> Iterator[Found]:
    """Where code works out how far a score moves, or how wide the band around an answer is."""
    for code in facts.product:
        yield from _deviations(facts, code)
        yield from _bootstraps(facts, code)
        yield from _intervals(facts, code)


def _deviations(facts: Facts, code: Code) -> Iterator[Found]:
    """Standard deviations of scores over folds or rounds, by a call or by the columns of a search's results."""
    for call in code.those(methods=_SPREADS | _SUMMARIES):
        told = call.method in _SPREADS or any("std" in (argument.constant, argument.items, *argument.items) for argument in call.arguments)
        values = (*call.receiver, *(number for argument in call.arguments[:1] for number in argument.inputs))
        if told and values and (scored := score_behind(facts, values)) is not None:
            sure: Confidence = certainty(facts, call)
            yield call.at, f"{call.method} tells how far {scored.method} moves", sure
        elif call.method in _SPREADS and call.arguments and _RETURNS.search(call.arguments[0].text) and _is_agent(facts):
            yield call.at, f"{call.method} tells how far the agent's return moves", certainty(facts, call)
        elif call.method in _SPREADS and (name := _named_scores(facts, call)):
            yield call.at, f"{call.method} of `{name}`; whether these are scores of several rounds could not be told", "low"
    for call in code.calls:
        if call.kind == "item" and (name := _named_spread(call)):
            yield call.at, f'"{name}" tells how far the score moves over folds', certainty(facts, call)
    for call in code.those(methods=("evaluate_policy",)):
        if call.used:
            yield call.at, "evaluate_policy gives the mean reward and how far it moves", certainty(facts, call)


def _named_scores(facts: Facts, call: Call) -> str:
    """The name of what a deviation is taken of, where it speaks of scores, or of what is kept of several runs."""
    given = [each.text for each in call.arguments[:1]]
    whole = [facts.graph.calls[number] for each in call.arguments[:1] for number in each.inputs if number in facts.graph.calls]
    whole += [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
    given += [each.text for near in whole if near.method in ("array", "asarray", "stack") for each in near.arguments[:1]]
    return next((text for text in given if _SCORES.search(text) or _OF_RUNS.search(text)), "")


def _is_agent(facts: Facts) -> bool:
    """Whether an agent acts in an environment."""
    return next(iter(facts.calls_to("rl.environment", "rl-environment", "rl.step", "rl.agent")), None) is not None


def _named_spread(call: Call) -> str:
    """A column of a search's or a cross-validation's results that holds a deviation."""
    texts = (text for argument in call.arguments for text in (argument.constant, *argument.items) if isinstance(text, str))
    return next((text for text in texts if _OF_FOLDS.search(text)), "")


def score_behind(facts: Facts, numbers: tuple[int, ...]) -> Call | None:
    """The score of several rounds or folds that values are made of; None where they are something else."""
    edge: list[tuple[int, tuple[int, ...]]] = [(number, ()) for number in numbers]
    seen = set(edge)
    looped = False
    while edge and len(seen) < _FARTHEST:
        number, entered = edge.pop(0)
        call = facts.graph.calls.get(number)
        if call is None:
            continue
        looped = looped or bool(call.loops)
        if call.kind == "call" and call.means("cross-validate") and call.method not in _ANSWERS:
            return call
        if call.kind == "call" and call.means(*SCORES):
            return call if looped or call.loops else None
        if call.kind == "call" and call.means(*_ENDS):
            continue
        for state in facts.graph.feeds(call, entered):
            if state not in seen:
                seen.add(state)
                edge.append(state)
    return None


def _bootstraps(facts: Facts, code: Code) -> Iterator[Found]:
    """Rows drawn again and again, scored each time, and the bounds of what came out."""
    for call in code.those(("statistical-test",), _BY_NAME):
        if call.method in _BY_NAME and not call.own and call.means("statistical-test"):
            yield call.at, f"{call.method} gives the band in which the score lies", certainty(facts, call)
    for bound in code.those(methods=_BOUNDS):
        around = [call for call in code.within(bound.scope) if call.kind == "call" and call.loops]
        drawn = next((call for call in around if call.method in _DRAWS), None)
        scored = next((call for call in around if call.means(*SCORES)), None)
        values = (*bound.receiver, *(number for argument in bound.arguments[:1] for number in argument.inputs))
        if drawn is not None and (scored is not None or _is_scored(facts, values)):
            yield bound.at, "rows are drawn again and again, and the score's bounds are taken", certainty(facts, bound)
            return


def _is_scored(facts: Facts, values: tuple[int, ...]) -> bool:
    return score_behind(facts, values) is not None


def _intervals(facts: Facts, code: Code) -> Iterator[Found]:
    """Bands around single answers."""
    for call in code.those(methods=("conf_int", "predict_interval", "predict_quantiles"), arguments=("return_std", "objective", "loss")):
        if call.method in ("predict_interval", "predict_quantiles") or call.constant("return_std") is True:
            yield call.at, "a band around each answer is computed", certainty(facts, call)
        elif call.method == "conf_int":
            answered = any(facts.graph.calls[number].method in _OF_FORECASTS for number in call.receiver if number in facts.graph.calls)
            yield (
                call.at,
                "intervals are computed" + ("" if answered else "; of the answers or of coefficients could not be told"),
                ("high" if answered else "low"),
            )
        elif {call.constant("objective"), call.constant("loss")} & _QUANTILE:
            yield call.at, "a quantile is predicted; whether it bounds the answers could not be told", "low"
    for call in code.calls:
        if call.kind == "item" and any(argument.constant in _INTERVALS or set(argument.items) & _INTERVALS for argument in call.arguments):
            yield call.at, "the bounds of the forecast are used", certainty(facts, call)
            return
