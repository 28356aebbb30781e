"""Runs of a tracker that are chosen by a score on test rows, to be registered or used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.judged import Choice, test_scores
from evaluator.checks.selectors.named_files import APART, TEST
from evaluator.checks.selectors.promoting import REGISTERS
from evaluator.checks.selectors.scoring import certainty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.source import Argument

_ORDERS = ("order_by", "by", "order")
_SORTS = frozenset({"sort_values"})
_PREFIX = ("metrics.", "summary_metrics.")
_USES = ("model.register", "model.load")
_FAR = 200


def picked_runs(facts: Facts) -> Iterator[Choice]:
    """Where the score that orders the runs is followed to the test rows it was taken on."""
    for search, name in ordered_by_test(facts):
        score = next((each for each in test_scores(facts) if certainty(facts, each) == "high" and name in _kept_as(facts, each)), None)
        if score is not None and certainty(facts, search) == "high":
            yield Choice(search.at, f"the run whose model is used is the best by `{name}`", score, by_it=True)


def ordered_by_test(facts: Facts) -> Iterator[tuple[Call, str]]:
    """Runs in the order of a metric that is named for the test, with its name, where a model of theirs is registered or loaded."""
    for call in facts.those(("track.read",), _SORTS, ("order_by",)):
        name = next((name for each in call.arguments for name in _metric(each)), "")
        if name and TEST.search(name.lower()) and not APART.search(name.lower()) and _is_used(facts, call):
            yield call, name


def _metric(given: Argument) -> Iterator[str]:
    """The names of the metrics by which something is ordered: "test_rmse" of `["metrics.test_rmse ASC"]`."""
    for text in (given.constant, *given.items) if given.name in ("", *_ORDERS) else ():
        word = text.strip().lstrip("+-").split(" ")[0] if isinstance(text, str) and text.strip() else ""
        yield from (word.removeprefix(prefix).strip('`"') for prefix in _PREFIX if word.startswith(prefix))


def _is_used(facts: Facts, call: Call) -> bool:
    after = facts.graph.downstream(call, most=_FAR)
    return any(each.kind == "call" and (each.means(*_USES) or each.method in REGISTERS) for each in after)


def _kept_as(facts: Facts, score: Call) -> set[str]:
    """The names under which a tracker is given a score."""
    taken = [each for each in facts.graph.downstream(score, most=_FAR) if each.kind == "call" and each.means("track.metric")]
    texts = (text for each in taken for argument in each.arguments for text in (argument.constant, *argument.items))
    return {text for text in texts if isinstance(text, str)}
