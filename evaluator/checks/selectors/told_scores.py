"""Scores that bear a metric's name, are made of a model's answers by arithmetic, and are told: no function gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.training import PREDICTS
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_NAMED = regex(
    r"(?:^|_)(?:accuracy|acc|precision|recall|f1|rmse|mse|mae|mape|auc|nll|log_?lik(?:elihood)?|log_?loss|perplexity|ppl|psnr|snr|iou|dice"
    r"|error_rate|err_rate)(?:$|_)"
)
_OF_TRAINING = regex(r"(?:^|_)(?:train(?:ing)?|tr|loss|best|target|min|max|prev|last|old)(?:$|_)|histor|threshold|list$|fn$|func$|metric$")
_TELLS = frozenset({"print", "write", "str", "format", "info", "append", "add_scalar", "log", "writerow", "dump", "round", "float"})
_ANSWERS = frozenset({"predict", "predict_proba"})
_LEARNS = frozenset({"backward", "minimize", "apply_gradients", "gradient", "grad"})
_FARTHEST = 300
_NEAR = 60


@once
def told_scores(facts: Facts) -> Iterator[tuple[Call, str]]:
    """Each call that tells one, and the name of the score."""
    for code in facts.product:
        for call in code.those(methods=_TELLS):
            for argument in call.arguments if not call.own else ():
                name = argument.text.rpartition(".")[2].lower()
                if _NAMED.search(name) and not _OF_TRAINING.search(name) and _is_answered(facts, argument.inputs):
                    yield call, name
                    break


def _is_answered(facts: Facts, numbers: tuple[int, ...]) -> bool:
    """Whether a value is made of a model's answers, and is more than an answer; a value that weights are moved by is a loss."""
    first = [facts.graph.calls[number] for number in numbers if number in facts.graph.calls]
    if any(each.kind in ("parameter", "free", "self") for each in first) or all(_is_answer(each) for each in first):
        return False
    if any(each.method in _LEARNS for number in numbers for each in facts.graph.downstream((number,), most=_NEAR)):
        return False
    return any(_is_answer(each) for each in facts.graph.upstream(numbers, most=_FARTHEST))


def _is_answer(call: Call) -> bool:
    return call.kind == "call" and (call.means(*PREDICTS) or call.method in _ANSWERS)
