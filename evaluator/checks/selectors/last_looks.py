"""Scores of a model or its trainer on what is kept as the test part: by a key, a folder, a method that a framework calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.judged import OTHER, TEST, WATCHED
from evaluator.checks.selectors.scoring import certainty
from evaluator.checks.selectors.splits import READS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_WATCHED = (*WATCHED, "val_dataloaders")
_RUNS = ("lightning.pytorch.Trainer.test", "pytorch_lightning.Trainer.test")
_ONE_STEP = "test_step"


def last_looks(facts: Facts) -> Iterator[Call]:
    """Each such score that is sure to be taken; none where rows kept under the same name are watched while the model learns."""
    if any(_is_of_test(facts, call, _WATCHED) for call in facts.those(arguments=_WATCHED)):
        return
    for call in facts.calls_to("model.score"):
        runs = call.name in _RUNS and any(each.name == _ONE_STEP for code in facts.product for each in code.functions)
        if call.kind == "call" and (runs or _is_of_test(facts, call)) and certainty(facts, call) == "high":
            yield call


def _is_of_test(facts: Facts, call: Call, names: Iterable[str] = ()) -> bool:
    """Whether arguments (those of some names) are picked by a key, or read from a place, that says test and nothing else."""
    wanted = set(names)
    given = [number for argument in call.arguments if not wanted or argument.name in wanted for number in argument.inputs]
    near = [facts.graph.calls[number] for number in given if number in facts.graph.calls]
    told = [each for each in near if each.kind == "item" or each.means(*READS)]
    texts = [str(each.constant).lower() for one in told for each in one.arguments if isinstance(each.constant, str)]
    return any(TEST.search(text) for text in texts) and not any(OTHER.search(text) for text in texts)
