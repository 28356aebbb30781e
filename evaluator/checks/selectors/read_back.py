"""Scores that a model wrote down while it learned, and that are read from it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.training import TRAINS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_RECORDS = frozenset({"best_score", "best_score_", "get_best_score", "evals_result", "evals_result_", "get_evals_result"})
_OF_SEARCHES = frozenset({"best_score_", "cv_results_", "best_score"})
_GIVEN = frozenset({"eval_set", "evals", "valid_sets"})
_NEAR = 60
_TRAINING = frozenset({"learn", "train", "training"})


@once
def read_back(facts: Facts) -> Iterator[tuple[Call, str]]:
    """`model.get_best_score()["validation"]` after `fit(..., eval_set=...)`: where it is read, in words."""
    for call in _reads(facts, _RECORDS):
        fits = (facts.graph.calls[number] for number in call.inputs if number in facts.graph.calls)
        fit = next((each for each in fits if each.means(*TRAINS) and not each.means("search.run")), None)
        given = next((argument.name for argument in fit.arguments if argument.name in _GIVEN), "") if fit is not None else ""
        picked = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
        keys = {each.constant("", 0) for each in picked if each.kind == "item"}
        if given and picked and not (keys and keys <= _TRAINING):
            yield call, f"{call.method} reads the score on the rows of `{given}`"


@once
def of_searches(facts: Facts) -> Iterator[tuple[Call, str]]:
    """Scores of a search on its folds that are read and used, in words: `print(search.best_score_)`."""
    for call in _reads(facts, _OF_SEARCHES):
        made = facts.graph.upstream(call.receiver, most=_NEAR)
        if facts.graph.consumers.get(call.number) and any(each.means("search.run") for each in made):
            yield call, f"`{call.method}` tells the score on the search's folds"


def _reads(facts: Facts, names: frozenset[str]) -> Iterator[Call]:
    """Attributes that are read, and methods that are called, by their names."""
    return (call for code in facts.product for call in code.calls if call.kind in ("call", "item") and call.method in names)
