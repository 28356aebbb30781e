"""Where the share above which a case counts as positive is chosen: off a curve, by a search, by a sweep over cut-offs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.prose import pages, place, sentences
from evaluator.checks.selectors.reach import reach_of
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

    Found = tuple[Location, str, Confidence]

_CURVES = frozenset({"precision_recall_curve", "roc_curve", "det_curve"})
_PICKS = frozenset(
    {"argmax", "argmin", "nanargmax", "nanargmin", "searchsorted", "idxmax", "idxmin", "argwhere", "where", "argsort", "nonzero", "max"}
)
_SEARCHES = frozenset({"TunedThresholdClassifierCV", "ThresholdTuner"})
_THRESHOLDS = 2  # where both curves give them
NEAR = 8
_CUT = regex(r"thresh|cut_?off|(?:^|_)thrs?(?:$|_)|^ths?$")
_CHOSEN = regex(r"best|optim|chosen|choose|select|find|tun(?:e|ing)|youden|max_f|pick|sweep|search")
_OTHER = regex(
    r"drift|iou|nms|stattest|alert|promot|varianc|psi|null|missing|corr|outlier|anomal|word|similar|score_thr|changed"
    r"|importance|quality|distance|image|pixel|binar|edge"
)
_TOLD = regex(
    r"\b(?:decision|optimal|best|chosen|selected|classification|probability|custom|tuned) (?:decision |classification "
    r"|probability )?(?:threshold|cut-?off)|(?:threshold|cut-?off)\w* (?:of|was|is|at|to|=|:) ?\W{0,3}0?[.,]\d"
    r"|umbral (?:óptimo|de decisi)|limiar|seuil de décision|schwellenwert|soglia|порог|阈值|閾値|임계값"
)
_TEST = regex(r"(?:^|_)(?:test|te)(?:$|_)|^y_?te$")
_FOR_CHOICES = regex(r"(?:^|_)(?:val|valid|validation|va|dev|oof|cv|folds?|tune|tuning|calib\w*|train)(?:$|_|\d)")
_WATCHES = regex(r"monitor|drift|alert|dashboard|detect|plot")
_CHOOSES = regex(
    r"(?:find|pick|choose|select|tun|optim|best|sweep|search|calibrat|get_best).{0,20}(?:thresh|cut_?off|thr$)"
    r"|(?:thresh\w{0,4}|cut_?off)_(?:sweep|tun|search|optim|select)"
)
# What a cut-off of answers is called.
_CUT_NUMBER = regex(
    r"^(?:\w{0,10}_)?(?:decision|classif\w{0,6}|optimal|best|prob\w{0,7}|pos\w{0,5}|pred\w{0,6}|churn|fraud|default|model"
    r"|final|tuned)_?(?:thresh\w{0,4}|cut_?off|thr)$"
)
# A loss for two classes also trains several labels, boxes and links; only what scores or sets up two classes tells of them.
_BINARY = frozenset(
    {
        "roc_auc_score",
        "roc_curve",
        "precision_recall_curve",
        "average_precision_score",
        "BinaryAccuracy",
        "BinaryAUROC",
        "brier_score_loss",
        "BinaryClassificationEvaluator",
    }
)
_BINARY_WORDS = frozenset({"binary", "binary:logistic", "binary_accuracy", "Logloss"})
_MANY = frozenset(
    {
        "CrossEntropyLoss",
        "NLLLoss",
        "cross_entropy",
        "nll_loss",
        "SparseCategoricalCrossentropy",
        "CategoricalCrossentropy",
        "label_binarize",
        "MulticlassAccuracy",
        "OneVsRestClassifier",
        "Softmax",
        "softmax",
        "log_softmax",
    }
)
_MANY_WORDS = frozenset(
    {
        "macro",
        "weighted",
        "micro",
        "ovr",
        "ovo",
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
        "multiclass",
        "multi:softprob",
        "multi:softmax",
        "softmax",
        "multinomial",
        "MultiClass",
        "categorical",
    }
)
_COUNTS = frozenset({"num_classes", "num_labels", "n_classes", "num_class"})


def cutoffs(facts: Facts) -> Iterator[Found]:
    """Every place where a cut-off is chosen; doubtful on rows that by their name are the test part."""
    yield from _off_curves(facts)
    for call in facts.those(methods=_SEARCHES):
        yield call.at, f"{call.method} searches the cut-off on folds", "high"
    yield from _own(facts)
    for code in facts.product:
        yield from _sweeps(facts, code)
        if not _WATCHES.search(code.path):
            yield from _numbers(code)
    yield from _said(facts)


def _off_curves(facts: Facts) -> Iterator[Found]:
    """`thresholds[np.argmax(f1)]`, where the thresholds are those of a curve."""
    graph = facts.graph
    for curve in facts.those(methods=_CURVES):
        parts = [graph.calls[number] for number in graph.consumers.get(curve.number, ())]
        cuts = {each.number for each in parts if each.kind == "item" and each.arguments and each.arguments[0].constant == _THRESHOLDS}
        for item in (each for number in cuts for each in (graph.calls[user] for user in graph.consumers.get(number, ()))):
            chosen = item.kind == "item" and any(
                graph.calls[each].method in _PICKS for each in item.arguments[0].inputs if each in graph.calls
            )
            picked = (
                [each for each in graph.upstream(item.arguments[0].inputs, most=NEAR) if each.method in _PICKS]
                if item.kind == "item" and item.arguments
                else []
            )
            if chosen or picked:
                words, chosen = _rows(facts, curve)
                sure: Confidence = "high" if chosen and not is_dormant(facts, item) else "low"
                yield item.at, f"the cut-off is picked off {curve.method}, {words}", sure


def _rows(facts: Facts, call: Call) -> tuple[str, bool]:
    """Which rows a choice stands on, by their names, and whether these are rows for choices."""
    near = [facts.graph.calls[number] for argument in call.arguments for number in argument.inputs if number in facts.graph.calls]
    names = [argument.text.rpartition(".")[2] for argument in call.arguments] + [name for each in near for name in each.targets]
    tested = next((name for name in names if _TEST.search(name.lower())), "")
    kept = next((name for name in names if _FOR_CHOICES.search(name.lower())), "")
    if tested or not kept:
        return (f"on rows named `{tested}`" if tested else "on which rows could not be told"), False
    return f"on rows named `{kept}`", True


def _own(facts: Facts) -> Iterator[Found]:
    """Functions of the project's own that by their names choose a cut-off; firm where they go through several and take the best."""
    reach = reach_of(facts)
    for call in (
        call for call in facts.called if call.own and _CHOOSES.search(call.method.lower()) and not _OTHER.search(call.method.lower())
    ):
        inside = [each for spot in reach.led_to(call) for each in reach.within(spot)]
        goes = any(each.method in _PICKS or each.loops for each in inside if each.kind == "call")
        words, chosen = _rows(facts, call)
        sure: Confidence = "high" if goes and chosen and not is_dormant(facts, call) else "low"
        yield call.at, f"`{call.method}` chooses the cut-off, {words}", sure


def _sweeps(facts: Facts, code: Code) -> Iterator[Found]:
    """A metric computed in a loop over cut-offs, the best of which is kept."""
    for call in (call for call in code.calls_to("metric") if call.kind == "call" and call.loops):
        near = [each for each in code.within(call.scope) if each.cell == call.cell and abs(each.line - call.line) <= NEAR]
        names = {
            name
            for each in near
            for name in (
                *each.targets,
                each.name if each.kind in ("free", "parameter") else "",
                *(argument.text for argument in each.arguments),
            )
        }
        compared = any(each.kind == "compare" and abs(each.line - code.line_of(call)) <= NEAR for each in code.source.statements)
        cut = next((name for name in sorted(names) if _CUT.search(name.lower()) and not _OTHER.search(name.lower())), "")
        if cut and compared:
            inside = code.functions[call.scope].name if call.scope >= 0 else ""
            kept = any(_CHOSEN.search(name.lower()) for name in (*names, inside)) or any(each.method in _PICKS for each in near)
            words, chosen = _rows(facts, call)
            sure: Confidence = "high" if kept and chosen and not is_dormant(facts, call) else "low"
            yield call.at, f"{call.method} is computed for each `{cut}`, {words}", sure


def _numbers(code: Code) -> Iterator[Found]:
    """A cut-off other than a half that is written down; how it was found the line does not say."""
    for number in code.source.numbers:
        low = number.name.lower()
        if _CUT_NUMBER.search(low) and not _OTHER.search(low) and 0 < number.value < 1 and number.value != 0.5:
            yield code.at(number.line), f"`{number.name}` is {number.value}; how it was found could not be told", "low"


def _said(facts: Facts) -> Iterator[Found]:
    for document in pages(facts):
        for paragraph, sentence in sentences(document.text):
            found = _TOLD.search(sentence.lower())
            if found is not None and not _OTHER.search(sentence.lower()):
                yield (
                    place(document, paragraph, sentence, found.group()),
                    f'the text speaks of a cut-off ("{found.group().strip()}")',
                    "low",
                )


def two_classes(facts: Facts) -> bool | None:
    """Whether two classes are told apart and no more; None where the code does not show it, or shows both."""
    two = many = False
    for call in facts.those(
        methods=_BINARY | _MANY | {"Activation"},
        arguments=("average", "objective", "loss", "multi_class", "class_mode", "metrics", "activation", "problem_type", *_COUNTS),
    ):
        words = {text for argument in call.arguments for text in (argument.constant, *argument.items) if isinstance(text, str)}
        counts = [argument.constant for argument in call.arguments if argument.name in _COUNTS and isinstance(argument.constant, int)]
        several = call.argument("multi_class") is not None or bool(words & _MANY_WORDS) or any(each > _THRESHOLDS for each in counts)
        many = many or several or call.method in _MANY
        two = two or (not several and (call.method in _BINARY or bool(words & _BINARY_WORDS) or _THRESHOLDS in counts))
    return None if two is many else two
