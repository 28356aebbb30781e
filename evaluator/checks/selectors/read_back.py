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
_GIVEN = frozenset({"eval_set", "evals", "valid_sets"})
_TRAINING = frozenset({"learn", "train", "training"})


@once
def read_back(facts: Facts) -> Iterator[tuple[Call, str]]:
    """`model.get_best_score()["validation"]` after `fit(..., eval_set=...)`: where it is read, and the argument that named the rows."""
    for call in facts.those(methods=_RECORDS):
        fits = (facts.graph.calls[number] for number in call.inputs if number in facts.graph.calls)
        fit = next((each for each in fits if each.means(*TRAINS) and not each.means("search.run")), None)
        given = next((argument.name for argument in fit.arguments if argument.name in _GIVEN), "") if fit is not None else ""
        picked = [facts.graph.calls[number] for number in facts.graph.consumers.get(call.number, ())]
        keys = {each.constant("", 0) for each in picked if each.kind == "item"}
        if given and picked and not (keys and keys <= _TRAINING):
            yield call, given
