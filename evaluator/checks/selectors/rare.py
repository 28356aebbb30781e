"""What is done for rare classes: shares kept by splits, weights, resampling, losses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.by_hand import classes_copied
from evaluator.checks.selectors.fits import resamplings, said_on_purpose
from evaluator.checks.selectors.targets import TARGETISH
from evaluator.checks.selectors.timing import Timing, timing
from evaluator.checks.selectors.unread import in_vain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence
    from evaluator.model.source import Argument

    Found = tuple[Location, str, Confidence]

_WEIGHTS = frozenset(
    [
        "class_weight",
        "sample_weight",
        "scale_pos_weight",
        "is_unbalance",
        "auto_class_weights",
        "class_weights",
        "pos_weight",
        "class_weight_dict",
    ]
)
_SUGGESTS = frozenset({"suggest_categorical", "suggest_float", "suggest_int", "suggest_uniform", "suggest_loguniform"})
_OPEN = ", if it is given any; that could not be told"
_NEAR = 12
_LOSSES = frozenset({"CrossEntropyLoss", "BCEWithLogitsLoss", "NLLLoss", "cross_entropy", "BCELoss"})
_MADE = frozenset(
    [
        "WeightedRandomSampler", "FocalLoss", "SigmoidFocalCrossEntropy", "BinaryFocalCrossentropy", "sigmoid_focal_loss", "focal_loss",
        "compute_class_weight", "compute_sample_weight", "ImbalancedDatasetSampler",
    ]
)  # fmt: skip


def kept_shares(facts: Facts) -> Iterator[Found]:
    """Splits and folds that keep the share of each class."""
    unread = in_vain(facts)
    for call in facts.those(("stratified-split", "cross-validate"), (), ("stratify", "stratify_by_column")):
        if call.number in unread:
            continue
        given = call.argument("stratify") or call.argument("stratify_by_column")
        if given is not None and _is_on(given):
            yield call.at, "the split keeps the share of each class", "high"
        elif call.means("stratified-split"):
            yield call.at, f"{call.method} keeps the share of each class", "high"
        elif call.means("cross-validate") and isinstance(call.constant("cv"), int):
            yield call.at, "folds of a classifier keep the share of each class by default", "low"


def treatments(facts: Facts) -> list[Found]:
    """Weights of classes and rows, resampling, losses for rare classes; rows resampled too early only where nothing else is done."""
    late = {fit.call.at for fit in resamplings(facts) if timing(facts).of(fit)[0] is Timing.BEFORE_SPLIT}
    found = [*_treated(facts), *_searched(facts), *classes_copied(facts)]
    rest = [each for each in found if each[0] not in late]
    return rest if any(sure == "high" for _, _, sure in rest) else found


def _searched(facts: Facts) -> Iterator[Found]:
    """Weights that a search tries: `trial.suggest_float("clf__scale_pos_weight", 1, 20)`."""
    for call in facts.those((), _SUGGESTS):
        tried = call.constant("name", 0)
        name = tried.rpartition("__")[2] if isinstance(tried, str) else ""
        if name in _WEIGHTS:
            yield call.at, f"the search tries {name}", "high"


def _treated(facts: Facts) -> Iterator[Found]:
    for call in facts.those(("resampler.fit",), (*_LOSSES, *_MADE, "resample", "groupby", "sample"), _WEIGHTS):
        weight = next((argument for argument in call.arguments if argument.name in _WEIGHTS and _is_on(argument)), None)
        if weight is not None:
            yield from _weighted(facts, call, weight)
        elif call.method in _LOSSES and (given := call.argument("weight")) is not None and _is_on(given):
            still = _is_open(facts, call, given)
            yield call.at, f"the loss weighs the classes{_OPEN if still else ''}", "low" if still else "high"
        elif call.means("resampler.fit"):
            yield call.at, f"{call.method} changes how many rows each class has", "low" if said_on_purpose(facts, call) else "high"
        elif call.method in _MADE:
            yield call.at, f"{call.method} is made for rare classes", "low" if call.own and call.guards else "high"
        elif call.name == "sklearn.utils.resample":
            yield call.at, "rows are resampled", "low"
        elif call.method == "groupby" and _draws_alike(facts, call):
            yield call.at, "rows are drawn of each class apart", "high"
        elif call.method == "sample" and call.constant("replace") is True and _of_a_class(facts, call):
            yield call.at, "rows of one class are drawn again and again", "high"


def _weighted(facts: Facts, call: Call, weight: Argument) -> Iterator[Found]:
    """A weight that is given by its name; none where groups are made or scores computed."""
    if call.name.startswith(("sklearn.cluster.", "sklearn.metrics.")):
        return
    if weight.name == "sample_weight":
        yield call.at, "sample_weight gives rows weight; whether the rare ones could not be told", "low"
    else:
        still = _is_open(facts, call, weight)
        yield call.at, f"{weight.name} gives rare classes weight{_OPEN if still else ''}", "low" if still else "high"


def _is_open(facts: Facts, call: Call, weight: Argument) -> bool:
    """Whether a weight is handed to the project's own code, is a parameter that nobody gives, or one number out of the settings."""
    given = [facts.graph.calls[number] for number in weight.inputs if number in facts.graph.calls]
    nobody = bool(given) and all(each.kind == "parameter" and not facts.graph.passed.get(each.number) for each in given)
    keys = (each for each in facts.graph.upstream(weight.inputs, most=_NEAR) if each.kind == "item" and each.arguments)
    setting = weight.name == "pos_weight" and any(isinstance(each.constant("", 0), str) and not each.type for each in keys)
    return call.own or nobody or setting


def _draws_alike(facts: Facts, call: Call) -> bool:
    """`df.groupby("class").apply(lambda rows: rows.sample(n))`, or `.sample(n)` of the groups: of the classes, by their name."""
    code = facts.code_at(call.path)
    key = str(call.constant("", 0) or call.constant("by") or "").lower()
    if code is None or key not in TARGETISH:
        return False
    return any(each.method == "sample" and each.line == call.line and each.cell == call.cell for each in code.within(call.scope))


def _of_a_class(facts: Facts, call: Call) -> bool:
    """Whether rows are drawn among those of one class: chosen by a mask over one column."""
    chosen = [facts.graph.calls[number] for number in call.receiver if number in facts.graph.calls]
    masks = (facts.graph.calls[number] for each in chosen if each.kind == "item" and each.arguments for number in each.arguments[0].inputs)
    return any(each.type == "pandas.Series" for each in masks)


def _is_on(argument: Argument) -> bool:
    """Whether an argument is given something else than nothing."""
    return not (argument.is_constant and argument.constant in (None, False, 0, 1, 1.0)) and argument.text != "None"
