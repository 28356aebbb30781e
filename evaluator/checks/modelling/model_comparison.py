"""Compared with what?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.cost import measurements
from evaluator.checks.selectors.gapped import unread_report
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.models import by_kind, listed_models, one_of_several, unfollowed
from evaluator.checks.selectors.questioned import compared, simple_ways
from evaluator.checks.selectors.simple import SIMPLE, baselines
from evaluator.checks.selectors.traces import aside, missing
from evaluator.checks.selectors.training import asks_only
from evaluator.checks.selectors.weighed import weighed
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.models import Model
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

MOST = 3
BASELINES = regex(
    r"(?:^|_)(?:baseline|dummy_?(?:clf|reg|model|class\w*)|naive|majority|persistence|random_?(?:guess|agent|policy))(?:_|$)"
    r"|^(?:random|mode)_(?:acc\w*|score|rmse|mae|f1|auc)$"
)

# Calls of libraries that train and rank kinds of models by themselves.
RANKS = ("compare_models", "LazyClassifier", "LazyRegressor", "leaderboard")
AUTOMATIC = ("pycaret.", "lazypredict.", "autogluon.")


def models_compared(facts: Facts) -> Iterator[Evidence]:
    """Two or more kinds of model are scored by the same metric.

    Why: A score says little alone; beside a simpler model's it says what the complexity bought.
    Fix: Score a simple model (a linear one, a dummy, last value) on the same rows and put both numbers into one table.
    Ask: What did the larger model buy over the simpler one, and at what cost?
    Not for: library, clustering
    """
    found = by_kind(facts)
    if len(found) >= 2:
        alternatives = one_of_several(facts, found.values())
        for kind, model in sorted(found.items()):
            doubtful = model in alternatives and len(found) - len(alternatives) < 2
            yield supports(model.call.at, f"scored: {kind}", "low" if doubtful else "high")
    elif listed := list(listed_models(facts)):
        yield from (supports(call.at, "models from a list are built and scored one after the other", sure) for call, sure in listed)
    elif ranked := [call for call in facts.those(methods=RANKS) if not call.own and call.name.startswith(AUTOMATIC)]:
        yield from (supports(call.at, f"{call.method} trains and scores several kinds of model") for call in ranked[:MOST])
    elif asked := list(compared(facts)):
        words = "answers are scored here, and elsewhere those of another way of finding or asking"
        loop = "a loop scores several ways of finding or asking on the same questions"
        yield from (supports(each.call.at, loop if each.varied else words) for each in asked[:MOST])
    elif found or not asks_only(facts):
        yield _alone(facts, next(iter(found), ""))


def _alone(facts: Facts, only: str) -> Evidence:
    """That one kind of model is scored or none; a question where another kind is made whose score may not be seen."""
    others = {each.kind: each for each in unfollowed(facts, only)}
    if len(others) + bool(only) >= 2:
        kind, model = next(iter(others.items()))
        return _unsure(facts, model, f"`{kind}` is made here too" if model.call.own else f"a {kind} model is made here too")
    words = f"one kind of model is scored ({only}), no other kind with a score was found"
    return missing(facts, words if only else "no two kinds of model with scores were found")


def _unsure(facts: Facts, model: Model, words: str) -> Evidence:
    code = facts.code_at(model.call.path)
    return against(model.call.at, f"{words}{aside(code.role if code else '')}; whether it is scored beside others could not be told", "low")


def baseline_evaluated(facts: Facts) -> Iterator[Evidence]:
    """A simple answer is scored beside the model.

    Why: Only beside the mean, the last value or a linear model does a score say what the learning was worth.
    Fix: Score `DummyClassifier`, the last value or a linear model on the same test rows and print it in the same table.
    Ask: How good is the answer without any model?
    Not for: library, clustering
    """
    words = "no simple answer was found beside the model: no dummy, naive, random or linear one with a score"
    found = [*baselines(facts), *simple_ways(facts)]
    kinds = by_kind(facts)
    simple = None if found or SIMPLE & kinds.keys() else next((each for each in unfollowed(facts, "") if each.kind in SIMPLE), None)
    if simple is not None:
        yield _unsure(facts, simple, f"a {simple.kind} model is made here")
    elif found:
        yield from having(found, words)
    elif (drawn := _drawn_actions(facts)) is not None:
        yield against(
            drawn.at, f"{words}; actions are drawn at random here, whether they are scored beside the agent could not be told", "low"
        )
    else:
        yield missing(facts, words, BASELINES)


def _drawn_actions(facts: Facts) -> Call | None:
    """Actions that are drawn at random in each turn, and not only now and then, to explore: `env.step(env.action_space.sample())`."""
    for call in facts.those(methods=("sample",)):
        spaces = (facts.graph.calls[number] for number in call.receiver)
        drawn = "action_space" in call.written or any(each.method == "action_space" for each in spaces)
        after = (facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ()))
        if drawn and call.loops and not call.guards and any(each.method == "step" for each in after):
            return call
    return None


def cost_weighed(facts: Facts) -> Iterator[Evidence]:
    """What each model costs stands beside what it scores.

    Why: A model that is half a point better and ten times slower may be the worse one.
    Fix: Add a column to the table of results: training time, time for a prediction, parameters, file size or price.
    Ask: Would you still take the best model if it had to answer in 20 milliseconds?
    Not for: library, clustering
    """
    compared = len(by_kind(facts)) > 1 or next(listed_models(facts), None) is not None
    found = sorted(weighed(facts, compared=compared), key=lambda each: each[2] != "high")
    yield from (supports(*each) for each in found)
    measured = None if found or not compared else next(measurements(facts), None)
    if measured is not None:
        yield against(measured[0], "a cost is measured here; that it stands beside a score was not seen", "low")
    elif not found and (report := unread_report(facts)):
        yield against(REPOSITORY, f"no size, time or price was found beside the scores of models; {report} was not read", "low")
    elif not found:
        yield missing(facts, "no size, time or price was found beside the scores of models")
