"""Is the way of validating right for this data?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import awake
from evaluator.checks.selectors.kinds import weighed
from evaluator.checks.selectors.repeatable import ANEW, drawn_at, repeatability, shuffled_anew
from evaluator.checks.selectors.splits import Split, splits
from evaluator.checks.selectors.traces import having_or_asking, missing
from evaluator.checks.selectors.training import trainings
from evaluator.checks.selectors.unread import in_vain
from evaluator.checks.selectors.validation import validation_parts
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence


# Names that speak of each of these; a plain `val` is as often any value.
FOLDS = regex(r"k_?fold|cross_?val|(?:^|_)n_?(?:folds|splits)$")
VALIDATION = regex(
    r"^(?:x_|y_|df_|data_)(?:val|valid|validation)$|^(?:val|valid|validation)_(?:size|share|split|set|data|dataset|df"
    r"|loader|loss|acc|accuracy|steps|ids)$"
    r"|_(?:val|valid|validation)_(?:size|share|split|set|data|loader|loss|acc|accuracy)$|^(?:val|valid"
    r"|validation)\.(?:bin|csv|npy|npz|pkl|json|txt|parquet)$"
)

_LOADED = ("loader", "names", "the default name")  # signs of a set that is loaded as its publishers parted it


def cross_validated(facts: Facts) -> Iterator[Evidence]:
    """The model is scored on several folds.

    Why: One lucky split can flatter a model; several folds show the spread.
    Fix: Score with `cross_val_score(model, X_train, y_train, cv=5)`, with groups or time order kept where the data has them.
    Ask: How far apart were the folds, and what did that tell you?
    Not for: rl, llm-app, library
    """
    found = list(splits(facts))
    folds = [split for split in found if split.kind in ("folds", "cross-validation") or split.turns]
    yield from awake(facts, (supports(split.call.at, split.how) for split in folds))
    if folds:
        return
    nothing = "no folds were found: no cross-validation, grid search or fold loop"
    if not _fixed_parts_of_a_deep_model(facts, found):
        yield missing(facts, nothing, FOLDS)
    elif all(sure != "high" for _, _, sure in validation_parts(facts)):
        yield _nothing_in_their_place(facts, nothing)


def validation_split_exists(facts: Facts) -> Iterator[Evidence]:
    """Rows are kept for choices, apart from training and from the last test.

    Why: Whoever chooses by the test part has no test part any more.
    Fix: Split three ways, or choose by cross-validation on the training part, and touch the test part once.
    Ask: On which rows did you choose the model you report?
    Not for: rl, llm-app, library, clustering
    """
    nowhere = "no part for choices was found: no validation share, third part or folds"
    yield from having_or_asking(facts, validation_parts(facts), nowhere, VALIDATION)


def split_reproducible(facts: Facts) -> Iterator[Evidence]:
    """The same rows fall into the same part each time.

    Why: A score on other rows at every run cannot be compared with itself.
    Fix: Give the split `random_state=42`, cut by date, or save the indices of each part.
    Ask: How much does your score move with another seed of the split?
    Not for: rl, llm-app, library, clustering
    """
    told = [each for each in repeatability(facts) if each[0].call.number not in in_vain(facts)]
    firm = any(how and not split.doubtful for split, how in told)
    for split, how in told:
        if (anew := shuffled_anew(facts, split)) is not None:
            yield against(anew.at, ANEW)
        elif how:
            yield supports(drawn_at(facts, split), how, "low" if split.doubtful else "high")
        elif split.kind in ("call", "folds", "condition", "slices"):
            sure: Confidence = "low" if firm or split.doubtful else "high"
            yield against(drawn_at(facts, split), "rows are drawn anew at every run: no fixed seed was found for this split", sure)


def _nothing_in_their_place(facts: Facts, nothing: str) -> Evidence:
    """What is said of a deep model without folds where no validation part surely stands in for them."""
    parts = list(validation_parts(facts))
    if parts:
        return against(parts[0][0], f"{nothing}; whether a validation part stands in for them could not be told", "low")
    return missing(facts, f"{nothing}, and no validation part stands in for them", VALIDATION)


def _fixed_parts_of_a_deep_model(facts: Facts, found: list[Split]) -> bool:
    """One fixed validation part is the custom of deep learning where the data come in parts, and where a network learns to generate.

    Not where the author cut all parts.
    """
    calls = list(trainings(facts))
    deep = bool(calls) and all(call.means("model.train", "loss.backward", "gradient.tape") or call.name == ".backward" for call in calls)
    kinds = {split.kind for split in found}
    published = "published" in kinds or any(sign.parted and sign.how in _LOADED for sign in facts.known_data)
    return deep and (published or "generative" in weighed(facts) or ("files" in kinds and not kinds & {"call", "slices"}))
