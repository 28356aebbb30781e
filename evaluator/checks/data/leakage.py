"""Has the test set been kept away from everything that learns?"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from evaluator.checks.selectors.by_answer import by_answer
from evaluator.checks.selectors.copies import copied
from evaluator.checks.selectors.detectors import parts_in_files, whole_trainings
from evaluator.checks.selectors.fits import Fit, by_hand, comes_from_outside, fits, is_sure, resamplings, said_on_purpose, speaks_of_test
from evaluator.checks.selectors.identifiers import kept_identifiers
from evaluator.checks.selectors.kept_apart import question_sets
from evaluator.checks.selectors.learners import learning_from, said
from evaluator.checks.selectors.looked import is_about_results
from evaluator.checks.selectors.splits import CUTS, Split, splits, splits_in
from evaluator.checks.selectors.structure import structure
from evaluator.checks.selectors.target import verdicts
from evaluator.checks.selectors.timing import MOST, Timing, timing
from evaluator.checks.selectors.traces import missing
from evaluator.checks.selectors.trial import first_meant
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence


LOOKED_FOR = "no split call, folds, slices, validation share or test part"


def held_out_split(facts: Facts) -> Iterator[Evidence]:
    """Rows are held out from training.

    Why: A score on rows that the model has seen says how well it remembers, not how well it will do tomorrow.
    Fix: Set a test part aside before anything learns: `train_test_split(X, y, random_state=42)`, or cut by date for time series.
    Ask: Why did you split here, and in this way?
    Not for: rl, clustering, library
    """
    found = list(splits(facts))
    told: list[tuple[Location, str, Confidence]] = [(split.call.at, split.how, "low" if split.doubtful else "high") for split in found]
    yield from (supports(*each) for each in first_meant(facts, told))
    sets = [] if found else list(question_sets(facts))
    for place in sets:
        yield supports(place, "a set of questions is kept on which answers can be scored")
    named = list(parts_in_files(facts))
    yield from (supports(*each) for each in named)
    unseen = None if found or sets or named else next(whole_trainings(facts), None)
    if unseen is not None:
        yield against(unseen.at, "the rows held out are named in a file that was not found or not understood", "low")
    elif not found and not sets and not named:
        yield missing(facts, f"no split into training and other rows was found: {LOOKED_FOR}", of_training=True)


def split_before_fit(facts: Facts) -> Iterator[Evidence]:
    """Data are split before any transformer is fitted.

    Why: A scaler, imputer or vectorizer fitted on every row has seen the test rows (preprocessing leakage), and the score flatters.
    Fix: Split first and fit on the training part only, or put the transformer and the model into one `Pipeline`.
    Ask: What did this transformer know about the test rows, and by how much would the score change if it did not?
    Not for: rl, clustering, llm-app, library, generative
    """
    yield from _verdicts(facts, (*fits(facts), *by_hand(facts), *by_answer(facts)))


def resample_after_split(facts: Facts) -> Iterator[Evidence]:
    """Rows are resampled only after the split, on the training part.

    Why: Copies and blends of test rows in the training part (SMOTE, oversampling) make the score a memory test.
    Fix: Resample `X_train, y_train` only, or use `imblearn.pipeline.Pipeline`, which resamples inside each fold.
    Ask: Could a synthetic row in training be a blend of a test row?
    Not for: rl, clustering, llm-app, library, generative
    """
    for at, folder in itertools.islice(copied(facts), MOST):
        yield against(at, f"varied copies of pictures go into `{folder[-40:]}` here, whose pictures are then split at random")
    yield from _verdicts(facts, resamplings(facts))


def target_not_in_features(facts: Facts) -> Iterator[Evidence]:
    """What is to be predicted is not among the inputs.

    Why: A model that can read the answer, or a column computed from it, scores wonderfully and knows nothing.
    Fix: Drop the target, and whatever is computed from it, from the inputs: `X = df.drop(columns=["price"]); y = df["price"]`.
    Ask: Which of your inputs would not be known yet at the moment of prediction?
    Not for: rl, clustering, llm-app, library, generative
    """
    yield from verdicts(facts)
    yield from list(kept_identifiers(facts))[:1]


def split_respects_structure(facts: Facts) -> Iterator[Evidence]:
    """Rows that hang together by person, group or time are not torn apart by the split.

    Why: A model that has seen a patient's other scan, or the day after, is tested on what it knows already.
    Fix: Split as a new case would come: `GroupKFold` by person, a cut by date, `TimeSeriesSplit`; then report the score again.
    Ask: What is a new case here: a new person, a new month, or one more row?
    Not for: rl, clustering, llm-app, library, generative
    """
    found = list(structure(facts))
    kept = [each for each in found if each.respects]
    firm = any(each.sure == "high" for each in kept)
    torn = [each for each in found if not each.respects and (each.sure == "high" or not firm)]
    for each in torn:
        yield against(each.at, each.note, "low" if firm else each.sure)
    yield from (supports(each.at, each.note, each.sure) for each in kept)


def _verdicts(facts: Facts, found: Iterable[Fit]) -> Iterator[Evidence]:
    """For each fit: against, when the rows it saw are split later; else support. Leaks that say so, beside a clean way, are mild."""
    order = timing(facts)
    if not order.splits:
        return
    told = [(fit, *order.of(fit)) for fit in itertools.islice(found, MOST)]
    clean = any(when is Timing.ON_TRAINING_PART for _, when, _ in told) or any(facts.calls_to("pipeline.fit", "data-pipeline"))
    for fit, when, split in told:
        later = order.again(fit) if when is Timing.ON_TRAINING_PART else None
        if later is not None and not said_on_purpose(facts, fit.call):
            note = f"{fit.did} on a part that was split off before, and is split once more, {_named(facts, fit, later)}"
            yield against(fit.call.at, note, "low") if fit.did == "resampled" else supports(fit.call.at, note)
        elif when in (Timing.ON_TRAINING_PART, Timing.NOT_SPLIT):
            yield from _not_late(facts, fit, when)
        elif when is Timing.ON_TEST_PART:
            learners = learning_from(facts, split.train) if split is not None else []
            note = f"{fit.did} again on rows of the test part{said(learners, fit.call.path, 'the others')}"
            yield against(fit.call.at, note, "high" if fit.certain else "low")
        elif split is not None and said_on_purpose(facts, fit.call):
            yield against(fit.call.at, f"{fit.did} before the split, it seems on purpose, as a contrast", "low" if clean else "high")
        elif when is Timing.BEFORE_SPLIT and split is not None:
            note = f"{fit.did} on rows that are split only later, {_named(facts, fit, split)}"
            yield against(fit.call.at, note, "high" if is_sure(fit) and not split.doubtful else "low")


def _named(facts: Facts, fit: Fit, split: Split) -> str:
    """The place of a split, and the models that learn from rows which a fit has seen as a whole."""
    where = split.call.at
    cell = f"cell {where.cell}, " if where.cell else ""
    learners = said(learning_from(facts, fit.made, split.train, (split.call.number,)), where.path)
    return f"at {where.path}, {cell}line {where.line}{learners}"


def _is_for_a_picture(facts: Facts, fit: Fit) -> bool:
    users = [each for each in facts.downstream(fit.made) if each.kind == "call"]
    return bool(users) and all(each.means("plot.draw") for each in users)


def _is_followed(facts: Facts, fit: Fit) -> bool:
    """Whether what a fit made was seen to reach a model, and no rows are cut in the same file, along a way that was not followed."""
    code = facts.code_at(fit.call.path)
    cut = code is not None and any(split.kind in (*CUTS, "folds") for split in splits_in(facts, code))
    return not cut and timing(facts).asks_a_model(fit)


def _not_late(facts: Facts, fit: Fit, when: Timing) -> Iterator[Evidence]:
    """A fit on the training part, or on rows that nobody splits later; names and comments may say that it leaks all the same."""
    if speaks_of_test(fit):
        yield against(fit.call.at, f"{fit.did} again on rows that by their names are kept for validation or test", "low")
    elif when is Timing.ON_TRAINING_PART and said_on_purpose(facts, fit.call):
        yield against(fit.call.at, f"{fit.did} on purpose, it seems, on rows that leak", "low")
    elif when is Timing.ON_TRAINING_PART:
        yield supports(fit.call.at, f"{fit.did} on a part that was split off before")
    elif fit.certain and not is_about_results(facts, fit.call):
        far = comes_from_outside(facts, fit) or not (_is_for_a_picture(facts, fit) or _is_followed(facts, fit))
        note = "no rows that this saw are split later" + (", as far as they were followed" if far else "")
        yield supports(fit.call.at, note, "low" if far else "high")
