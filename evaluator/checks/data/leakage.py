"""Has the test set been kept away from everything that learns?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.splits import Split, splits
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

_STATISTICS = frozenset({"mean", "median", "mode", "std", "quantile", "min", "max", "nanmean", "nanmedian"})


def held_out_split(facts: Facts) -> Iterator[Evidence]:
    """Rows are held out from training.

    Why: A score on rows that the model has seen says how well it remembers, not how well it will do tomorrow.
    Fix: Set a test part aside before anything learns: `train_test_split(X, y, test_size=0.2, random_state=42)`, or cut by date for time series.
    Ask: Why did you split here, and in this way?
    Not for: rl, clustering, library
    """
    found = list(splits(facts))
    for split in found:
        yield supports(split.call.at, split.how)
    if not found:
        yield against(REPOSITORY, "no split into training and other rows was found: no split call, folds, slices, validation share or test part")


def split_before_fit(facts: Facts) -> Iterator[Evidence]:
    """Data are split before any transformer is fitted.

    Why: A scaler, imputer or vectorizer fitted on every row has seen the test rows (preprocessing leakage), and the score flatters.
    Fix: Split first and fit on the training part only, or put the transformer and the model into one `Pipeline`.
    Ask: What did this transformer know about the test rows, and by how much would the score change if it did not?
    Not for: rl, clustering, llm-app, library
    """
    found = list(splits(facts))
    fits = [call for call in facts.calls_to("transformer.fit", "resampler.fit") if call.kind == "call"]
    fits = [call for call in fits if not call.means("transformer.stateless", "label.encode", "resampler.fit")]
    yield from _verdicts(facts, found, fits, "fitted")
    for split in found:
        yield from _filled_with_statistics(facts, split)


def resample_after_split(facts: Facts) -> Iterator[Evidence]:
    """Rows are resampled only after the split, on the training part.

    Why: Copies and blends of test rows in the training part (SMOTE, oversampling) make the score a memory test.
    Fix: Resample `X_train, y_train` only, or use `imblearn.pipeline.Pipeline`, which resamples inside each fold.
    Ask: Could a synthetic row in training be a blend of a test row?
    Not for: rl, clustering, llm-app, library
    """
    found = list(splits(facts))
    yield from _verdicts(facts, found, list(facts.calls_to("resampler.fit")), "resampled")


def _verdicts(facts: Facts, found: list[Split], fits: list[Call], did: str) -> Iterator[Evidence]:
    """For each fit: against, when the rows it saw are split later; else support."""
    if not found:
        return
    reached = [(split, _rows_of(facts, split)) for split in found]
    seen = {split.call.number for split in found}
    for fit in fits:
        rows = _data(fit)
        if _on_test_part(facts, rows, found):
            yield against(fit.at, f"{did} again on rows of the test part")
            continue
        if _comes_from(facts, rows, seen):
            yield supports(fit.at, f"{did} on a part that was split off before")
            continue
        late = next((split for split, numbers in reached if fit.number in numbers or (rows & numbers and fit.number < split.call.number)), None)
        if late is None:
            yield supports(fit.at, "no rows that this saw are split later")
        else:
            where = late.call.at
            cell = f"cell {where.cell}, " if where.cell else ""
            yield against(fit.at, f"{did} on rows that are split only later, at {where.path}, {cell}line {where.line}")


def _data(fit: Call) -> set[int]:
    """The nodes of the rows a fit sees: its arguments."""
    return {number for argument in fit.arguments for number in argument.inputs}


def _rows_of(facts: Facts, split: Split) -> set[int]:
    """Everything the split rows come from."""
    return {call.number for call in facts.graph.upstream(split.data)}


def _comes_from(facts: Facts, rows: set[int], calls: set[int]) -> bool:
    return any(call.number in calls for call in facts.graph.upstream(rows))


def _on_test_part(facts: Facts, rows: set[int], found: list[Split]) -> bool:
    """Whether rows are, by all that feeds them, a test part and no training part."""
    fed = {call.number for call in facts.graph.upstream(rows)} | rows
    tests = {number for split in found for number in split.test}
    trains = {number for split in found for number in split.train}
    return bool(fed & tests) and not fed & trains


def _filled_with_statistics(facts: Facts, split: Split) -> Iterator[Evidence]:
    """`df.fillna(df.mean())` before the split: a statistic of all rows, written by hand."""
    splitting = {split.call.number}
    for call in facts.graph.upstream(split.data, "missing.handle"):
        given = [number for argument in call.arguments for number in argument.inputs]
        statistic = next((each for each in facts.graph.upstream(given) if each.method in _STATISTICS and each.kind == "call"), None)
        if statistic and set(statistic.receiver) and not _comes_from(facts, set(statistic.receiver), splitting):
            yield against(call.at, f"filled with a statistic of all rows, which are split only later (line {split.call.line} of {split.call.path})")
