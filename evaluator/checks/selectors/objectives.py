"""Whether loss and output agree: softmax, logits and the like before each loss, and estimators before each metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.hard_labels import given_classes
from evaluator.checks.selectors.kerases import ends
from evaluator.checks.selectors.outputs import LOGS, PLAIN, SIGMOID, SOFTMAX, made_of, module_of, outputs
from evaluator.checks.selectors.scoring import is_stopped
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.outputs import Output
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

# What each loss works out by itself: from scores, from shares, from their logarithms, or from numbers.
_SCORES, _SHARES, _LOG_SHARES, _NUMBERS = "scores", "shares", "logarithms of shares", "numbers"
_TAKES = {
    "CrossEntropyLoss": _SCORES, "cross_entropy": _SCORES, "BCEWithLogitsLoss": _SCORES, "binary_cross_entropy_with_logits": _SCORES,
    "BCELoss": _SHARES, "binary_cross_entropy": _SHARES, "NLLLoss": _LOG_SHARES, "nll_loss": _LOG_SHARES, "NLLLoss2d": _LOG_SHARES,
    "MSELoss": _NUMBERS, "mse_loss": _NUMBERS, "L1Loss": _NUMBERS, "l1_loss": _NUMBERS, "SmoothL1Loss": _NUMBERS,
    "smooth_l1_loss": _NUMBERS, "HuberLoss": _NUMBERS, "huber_loss": _NUMBERS,
}  # fmt: skip
_AGREE = {(_SCORES, PLAIN), (_SHARES, SIGMOID), (_LOG_SHARES, LOGS), (_NUMBERS, PLAIN)}
_TWICE = {
    ("CrossEntropyLoss", SOFTMAX): "works out a softmax itself", ("cross_entropy", SOFTMAX): "works out a softmax itself",
    ("BCEWithLogitsLoss", SIGMOID): "works out a sigmoid itself",
    ("binary_cross_entropy_with_logits", SIGMOID): "works out a sigmoid itself",
    ("NLLLoss", SOFTMAX): "takes logarithms of shares", ("nll_loss", SOFTMAX): "takes logarithms of shares",
}  # fmt: skip
_MOST = 30
_FAR = 800
_HEADS = regex(
    r"For(?:SequenceClassification|TokenClassification|QuestionAnswering|ImageClassification|CausalLM|MaskedLM|Seq2SeqLM|MultipleChoice"
    r"|ObjectDetection|SemanticSegmentation|AudioClassification|CTC)$"
)
_SIDES = {"classifier": "classification-metric", "regressor": "regression-metric"}


def of_networks(facts: Facts) -> Iterator[Evidence]:
    """What is said of each loss of a network with the output that it is given."""
    for call in _losses(facts):
        said = _of_loss(facts, call)
        if said is not None:
            yield said
    yield from ends(facts)
    yield from _of_heads(facts)


def _losses(facts: Facts) -> list[Call]:
    """Where a loss of which it is known what it takes is worked out."""
    return [call for call in facts.calls_to("loss") if call.kind == "call" and _name(call) in _TAKES and call.arguments]


def _name(call: Call) -> str:
    """The name of a loss that is worked out here, "" where it is only made."""
    if not call.name.startswith("torch.nn."):
        return ""
    if call.method in ("__call__", "forward"):
        return call.name.rsplit(".", 2)[-2]
    return call.method if call.name.startswith("torch.nn.functional.") else ""


def _of_loss(facts: Facts, call: Call) -> Evidence | None:
    """What is said of one loss; None where what it is given is not known."""
    name = _name(call)
    given = call.argument("input", 0)
    found = outputs(facts, given.inputs) if given is not None else []
    kinds = {each.kind for each in found}
    if len(kinds) != 1 or not _is_one(facts, call):
        return None
    kind = kinds.pop()
    if (wrong := _TWICE.get((name, kind))) is not None:
        return _twice(facts, call, name, wrong, found)
    if (_TAKES[name], kind) in _AGREE:
        words = "a layer without softmax or sigmoid" if kind == PLAIN else f"a {kind}"
        return supports(call.at, f"{name} takes {_TAKES[name]}, and is given the output of {words}")
    return None


def _is_one(facts: Facts, call: Call) -> bool:
    """Whether the loss that is worked out is made as one kind only, also by all who hand it to a function."""
    if call.method not in ("__call__", "forward"):
        return True
    made = made_of(facts, module_of(call))
    return all(each.kind == "call" and each.type == made[0].type for each in made)


def _twice(facts: Facts, call: Call, name: str, wrong: str, found: list[Output]) -> Evidence:
    """That a loss is given what it works out itself, or what it does not take."""
    last = found[0].call
    where = f"line {last.line}" if last.path == call.path and last.cell == call.cell else f"{last.path}, line {last.line}"
    sure = all(each.sure for each in found) and len({each.call.number for each in found}) == 1 and not is_stopped(facts, call)
    what = next((part for part in reversed(last.name.split(".")) if part not in ("__call__", "forward")), last.method)
    return against(call.at, f"{name} {wrong}, and is given the output of {what} ({where})", "high" if sure else "low")


def of_estimators(facts: Facts) -> Iterator[Evidence]:
    """Estimators scored by metrics of their kind, or by those of the other kind alone."""
    blunt = {number for number, call in given_classes(facts).items() if call.means("probability-loss")}  # a loss of classes tells nothing
    for task, metric in _SIDES.items():
        other = next(each for each in _SIDES.values() if each != metric)
        made = [call for call in facts.calls_to(task) if call.kind == "call" and call.type == call.name][:_MOST]
        for call in made:
            reached = [each for each in facts.graph.downstream(call, metric, other, most=_FAR) if each.number not in blunt]
            own = next((each for each in reached if each.means(metric)), None)
            if own is not None:
                yield supports(call.at, f"{call.method} is a {task}, and is scored by {own.method}")
            elif (first := _scored_directly(facts, reached)) is not None:
                yield against(call.at, f"{call.method} is a {task}, and is scored by {first.method} (line {first.line})", "low")


def _of_heads(facts: Facts) -> Iterator[Evidence]:
    """Published networks with a head for a task, which bring its loss, where a trainer of the library trains them as they are."""
    for call in facts.calls_to("model.pretrained"):
        head = next((part for part in reversed(call.name.split(".")) if "For" in part), "")
        if call.kind != "call" or call.method != "from_pretrained" or not _HEADS.search(head):
            continue
        trained = next((each for each in facts.graph.downstream(call, "training.trainer", most=_FAR) if not each.own), None)
        if trained is not None and trained.argument("compute_loss_func") is None:
            yield supports(call.at, f"{head} brings the loss of its task, and is trained by {trained.method}")


def _scored_directly(facts: Facts, reached: list[Call]) -> Call | None:
    """The first metric that is given a prediction as it is."""
    for call in reached:
        near = (facts.graph.calls.get(number) for argument in call.arguments for number in argument.inputs)
        if any(each is not None and each.method == "predict" for each in near):
            return call
    return None
