"""Did they notice that classes are rare, and act on it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.answers import decodes, gives_classes, gives_numbers
from evaluator.checks.selectors.called import awake
from evaluator.checks.selectors.cutoffs import cutoffs, two_classes
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.looked import is_about_results
from evaluator.checks.selectors.measured import CLASSES_SEEN, ERRORS, GENERATED, measured, own_name
from evaluator.checks.selectors.rare import kept_shares, treatments
from evaluator.checks.selectors.scoring import certainty
from evaluator.checks.selectors.splits import is_thrown_away, splits
from evaluator.checks.selectors.trial import first_meant
from evaluator.checks.selectors.unread import in_vain
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

_PAIR = 2
_DRAWN_ONLY = frozenset({"resample", "SubsetRandomSampler"})  # these draw, from rows that are a part already
MATRICES = frozenset({"confusion_matrix", "ConfusionMatrixDisplay", "plot_confusion_matrix", "ConfusionMatrix"})
OVERLAPS = frozenset({"iou", "map"})  # taken class by class, or over all at once
# Known sets whose rarest class has more than a third of the rows of the commonest, as they are published.
BALANCED = frozenset(
    {
        *("mnist", "fashion-mnist", "cifar10", "cifar100", "iris", "digits", "imdb-reviews", "ag-news", "cats-vs-dogs", "penguins"),
        *("breast-cancer", "titanic", "pima-diabetes", "wine-recognition", "spaceship-titanic", "mushrooms"),
    }
)
SURE = ("loader", "columns", "the default name")


def split_stratified(facts: Facts) -> Iterator[Evidence]:
    """The split keeps the share of each class.

    Why: A rare class may fall almost wholly into one part by chance; the score then tells of the draw, not of the model.
    Fix: Give `stratify=y` to the split, or use stratified folds.
    Ask: How many cases of the rarest class are in your test part?
    Not for: rl, llm-app, library, clustering, time-series, generative, recommender
    """
    if not _asks(facts):
        return
    found = first_meant(facts, kept_shares(facts))
    yield from (supports(place, note, sure) for place, note, sure in found)
    drawn = [split for split in splits(facts) if split.kind == "call" and not split.doubtful and split.call.method not in _DRAWN_ONLY]
    drawn = [split for split in drawn if not is_thrown_away(facts, split) and split.call.number not in in_vain(facts)]
    drawn = [split for split in drawn if not split.call.means("folds")]  # one fold of several, by groups: the groups decide
    # rows and answers told apart before those that may be of one class
    drawn.sort(key=lambda split: (is_about_results(facts, split.call), len(split.train) < _PAIR))
    if not found and drawn:
        yield against(drawn[0].call.at, "rows are drawn without regard to their class")


def imbalance_aware_metric(facts: Facts) -> Iterator[Evidence]:
    """A metric that sees rare classes is computed.

    Why: With one case in a hundred, always saying no is 99 % accurate; precision, recall and their kin see the difference.
    Fix: Print `classification_report`, and the area under the precision-recall curve where the rare class matters.
    Ask: What is the recall of the rarest class, and who bears the cost of what is missed?
    Not for: rl, llm-app, library, clustering, time-series, generative, recommender
    """
    if not _asks(facts):
        return
    every = list(measured(facts))
    found = [each for each in every if each.name in CLASSES_SEEN]
    words = "tells more than accuracy where classes are uneven"
    yield from awake(facts, (supports(each.call.at, f"{own_name(each)} {words}", certainty(facts, each.call)) for each in found))
    matrix = next((call for call in facts.those(methods=MATRICES) if not call.own), None) if not found else None
    if matrix is not None:
        yield against(matrix.at, "a confusion matrix shows each class; no precision, recall, F1 or area under a curve was found", "low")
    elif not found:
        yield against(
            every[0].call.at if every else REPOSITORY,
            "no metric that sees each class was found: no precision, recall, F1 or area under a curve",
            "low" if any(each.name in GENERATED or each.name in OVERLAPS for each in every) else "high",
        )


def imbalance_treated(facts: Facts) -> Iterator[Evidence]:
    """Rare classes are given weight.

    Why: A loss that counts every row alike learns the common class and forgets the rare one.
    Fix: Try class weights first; resample the training part only if that helps on validation.
    Ask: What did the weights change in precision and in recall?
    Not for: rl, llm-app, library, clustering, time-series, generative, recommender
    """
    if _asks(facts):
        yield from having(treatments(facts), "no weights of classes or rows, no resampling and no loss made for rare classes was found")


def threshold_chosen(facts: Facts) -> Iterator[Evidence]:
    """The cut-off between the classes was chosen, not left at a half.

    Why: At one half both errors count the same; where a missed case costs ten times a false alarm, the best cut-off lies elsewhere.
    Fix: On validation rows compute precision and recall for every threshold, choose by the cost of each error, and save the number.
    Ask: Why does a case count as positive from this score on?
    Not for: rl, llm-app, library, clustering, time-series, generative, recommender
    """
    two = two_classes(facts) if _asks(facts) else False
    found = list(cutoffs(facts)) if two is not False else []
    if two is not False:
        note = "no cut-off chosen off a curve, by a search or by cost was found"
        yield from having(
            found, note if two else f"{note}; whether there are only two classes was not seen", "high" if two else "low", most=3
        )


def _asks(facts: Facts) -> bool:
    """Whether classes are predicted, and not those of a benchmark that is balanced."""
    scores = {each.name for each in measured(facts)}
    numbers = gives_numbers(facts) and bool(scores) and scores <= ERRORS  # one classifier among regressions changes nothing
    # Words are the classes of a text that is made, and nobody balances them.
    texts = not scores & CLASSES_SEEN and (
        (bool(scores) and scores <= GENERATED) or (decodes(facts) and not any(facts.calls_to("classifier")))
    )
    return gives_classes(facts) and not numbers and not texts and not _is_balanced(facts)


def _is_balanced(facts: Facts) -> bool:
    """Whether the data are known sets without rare classes: one is loaded or told by its columns, and no file is named for another."""
    named = {sign.id for sign in facts.known_data if sign.how in (*SURE, "file")}
    return any(sign.how in SURE for sign in facts.known_data) and named <= BALANCED
