"""Did they look for overfitting, and do something about it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.fitting import best_kept, both_sides
from evaluator.checks.selectors.gapped import is_read, spoken_of, unread_report
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.kept_runs import run_losses
from evaluator.checks.selectors.limits import limits
from evaluator.checks.selectors.traces import having_or_asking
from evaluator.checks.selectors.trial import settled
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence


# Names that speak of each of these.
LIMITS = regex(r"dropout|weight_?decay|early_?stop|regulari[sz]|augment|^l[12]_(?:reg|lambda|penalty)|^max_depth$|^min_samples_")
SIDES = regex(
    r"(?:^|_)train(?:ing)?_(?:acc|accuracy|loss|score|rmse|r2|mse|mae|f1|auc)(?:$|_)|^(?:acc|accuracy|score|rmse|r2|mse|mae|f1|auc|loss)_(?:on_)?train"
    r"|^(?:y_train_pred|y_pred_train|train_preds?)$"
)
BEST = regex(
    r"(?:^|_)best_(?:model|weights?|checkpoint|ckpt|state|val|valid|loss|acc|accuracy|score|epoch|iteration|path|fn)(?:$|[_.])|load_best|save_best|keep_best"
)


def regularisation_used(facts: Facts) -> Iterator[Evidence]:
    """Something keeps the model from learning its rows by heart.

    Why: A model free to remember every row will, and fails on the next.
    Fix: Limit the depth, add weight decay or dropout, vary the pictures, or stop early on validation; keep what helps there.
    Ask: What did this limit cost on the training part, and gain on validation?
    Not for: rl, llm-app, library, clustering
    """
    # Values to try that stand under a name are not seen; they often are limits.
    searched = any(facts.calls_to("search.run", "search.start"))
    missing = "nothing that holds the model back was found: no dropout, decay, penalty, depth limit, early stop or varied examples"
    yield from settled(facts, having_or_asking(facts, limits(facts), missing, LIMITS, firm=not searched))


def train_and_validation_scored(facts: Facts) -> Iterator[Evidence]:
    """The same score is given for training rows and for others.

    Why: The gap between the two is overfitting; either number alone does not show it.
    Fix: Print the training score beside the validation score, or plot both losses in one figure.
    Ask: How large is the gap, and what would you do about it?
    Not for: rl, llm-app, library, clustering
    """
    # What a training loop of one's own prints is not followed to the end.
    looped = any(facts.calls_to("loss.backward", "gradient.tape")) or any(facts.calls_named(".backward"))
    missing = "no score on training rows was found beside one on other rows"
    yield from having_or_asking(facts, (*both_sides(facts), *run_losses(facts)), missing, SIDES, firm=not looped)


def best_checkpoint_kept(facts: Facts) -> Iterator[Evidence]:
    """The weights that were best on validation are kept.

    Why: The last epoch is seldom the best one.
    Fix: Keep the best by validation: `restore_best_weights=True`, `save_best_only=True`, or a copy of the state when the score improves.
    Ask: Which epoch did you keep, and by which number?
    Not for: rl, llm-app, library, clustering
    """
    iterative = any(facts.calls_to("model.train", "loss.backward", "gradient.tape")) or any(facts.calls_named(".backward"))
    found = list(best_kept(facts))
    if found or iterative:
        yield from having_or_asking(facts, found, "nothing that keeps the best weights was found", BEST)


def overfitting_discussed(facts: Facts) -> Iterator[Evidence]:
    """The text says what was seen of overfitting.

    Why: Two numbers show a gap; a sentence shows that somebody has looked at it and drawn something from it.
    Fix: Write one sentence with both numbers: what the model scores on training rows, what on others, and what you conclude.
    Ask: How large a gap would have worried you?
    Not for: rl, llm-app, library, clustering
    """
    found = sorted(spoken_of(facts), key=lambda each: each[2] != "high")
    unread = unread_report(facts)
    missing = "no sentence on overfitting was found in README, reports and notebooks" + f"; {unread} was not read" * bool(unread)
    yield from having(found, missing, "high" if is_read(facts) and not unread else "low")
