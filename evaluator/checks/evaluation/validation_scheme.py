"""Is the way of validating right for this data?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.splits import splits
from evaluator.checks.selectors.training import trainings
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts


def cross_validated(facts: Facts) -> Iterator[Evidence]:
    """The model is scored on several folds.

    Why: One lucky split can flatter a model; several folds show the spread.
    Fix: Score with `cross_val_score(model, X_train, y_train, cv=5)`, with groups or time order kept where the data has them.
    Ask: How far apart were the folds, and what did that tell you?
    Not for: rl, llm-app, library
    """
    found = list(splits(facts))
    folds = [split for split in found if split.kind in ("folds", "cross-validation")]
    for split in folds:
        yield supports(split.call.at, split.how)
    if not folds and not _fixed_parts_of_a_deep_model(facts, {split.kind for split in found}):
        yield against(REPOSITORY, "no folds were found: no cross-validation, grid search or fold loop")


def _fixed_parts_of_a_deep_model(facts: Facts, kinds: set[str]) -> bool:
    """One fixed validation part is the custom of deep learning where the data come in parts; not where the author cut them."""
    calls = list(trainings(facts))
    deep = bool(calls) and all(call.means("model.train", "loss.backward") or call.name == ".backward" for call in calls)
    return deep and bool(kinds & {"files", "published"}) and not kinds & {"call", "slices"}
