"""Are inputs turned into something the model can use, and rightly?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.fits import fits, is_sure, said_on_purpose, speaks_of_test
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.lineage import is_part_of_date
from evaluator.checks.selectors.looked import MADE, is_about_results
from evaluator.checks.selectors.own_method import EACH_COLUMN, derived_features, is_of_target, rewritten
from evaluator.checks.selectors.prepared import augmented, trees_only
from evaluator.checks.selectors.stock import is_of_one
from evaluator.checks.selectors.timing import Timing, timing
from evaluator.checks.selectors.turned import turned
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.fits import Fit
    from evaluator.checks.selectors.splits import Split
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

MOST = 3
RESULTS = regex(r"error|\bpnl\b|strategy|cumulative_returns?|portfolio", re.IGNORECASE)
WHOLE = ("ColumnTransformer", "Compose", "Normalize", "StandardScaler")  # what tells most comes first


def inputs_scaled_or_encoded(facts: Facts) -> Iterator[Evidence]:
    """Inputs are scaled, encoded or tokenised for the model.

    Why: A model reads numbers of a fitting size and shape; what it is given decides what it can learn.
    Fix: Put the scaling of numbers and the encoding of categories into one `ColumnTransformer` beside the model.
    Ask: Which input needed the most work, and what would happen without it?
    Not for: rl, library
    """
    found = sorted(turned(facts), key=lambda each: (each[2] == "low", not each[1].startswith(WHOLE)))
    if found or not trees_only(facts):
        tabular = any(call.name.startswith("pandas.") for call in facts.calls_to("data.read"))
        missing = "no scaling, encoding, tokenising or resizing of inputs was found"
        yield from having(found, missing, "high" if tabular else "low")


def features_derived(facts: Facts) -> Iterator[Evidence]:
    """New features are made from the raw ones.

    Why: A ratio, a lag or a varied picture that the problem suggests often gains more than a larger model.
    Fix: Add one feature that only knowledge of the domain suggests, and report the score with and without it.
    Ask: Which of your features would an outsider not have thought of?
    Not for: rl, library, llm-app
    """
    columns = derived_features(facts).items()
    made: list[tuple[Location, str, Confidence]] = [
        (call.at, _computed(facts, name, call), "low" if is_of_target(facts, name, call) else "high")
        for name, call in columns
        if _is_input(facts, name, call)
    ]
    made.sort(key=lambda each: each[2] == "low")
    yield from having(
        [*made[:MOST], *(each for each in augmented(facts) if each[0] not in {place for place, _, _ in made})]
        or list(rewritten(facts))[:MOST],
        "no feature computed from others was found: no derived column, lag, bin, component or varied picture",
    )


def _computed(facts: Facts, name: str, call: Call) -> str:
    if not name.isprintable() or name.startswith(EACH_COLUMN):
        return "columns are computed from others, each in turn"
    if call.kind == "set-item" and is_part_of_date(facts, call.arguments[-1].inputs):
        return f"`{name}` is a part of the date of each row"
    return f"`{name}` is computed from {'another column' if is_of_one(facts, call, name) else 'other columns'}"


def _is_input(facts: Facts, name: str, call: Call) -> bool:
    """Not a share of a result, nor what a backtest or a report adds up."""
    return not (MADE.search(name) or RESULTS.search(name) or is_about_results(facts, call))


def transform_fitted_on_train(facts: Facts) -> Iterator[Evidence]:
    """Transforms learn from the training part and are only applied to the rest.

    Why: What a scaler, imputer or encoder learns must be what it could know on the day of prediction.
    Fix: Call `fit` on the training part and `transform` on the others, or put transforms and model into one `Pipeline`.
    Ask: What would your scaler do with a value larger than any it has seen?
    Not for: rl, clustering, llm-app, library, generative
    """
    for call in facts.calls_to("pipeline.fit"):
        if call.kind == "call" and call.method != "fit_transform":
            yield supports(call.at, "transforms are fitted together with the model")
    order = timing(facts)
    told = [(fit, *order.of(fit)) for fit in fits(facts)]
    clean = any(when is Timing.ON_TRAINING_PART for _, when, _ in told) or any(facts.calls_to("pipeline.fit"))
    for fit, when, late in told:
        if late is not None and said_on_purpose(facts, fit.call):
            note = "fitted on all rows before they are split, it seems on purpose, as a contrast"
            yield against(fit.call.at, note, "low" if clean else "high")
        elif when is not Timing.ON_TRAINING_PART or not said_on_purpose(facts, fit.call):
            yield from _learned(fit, when, late)


def _learned(fit: Fit, when: Timing, late: Split | None) -> Iterator[Evidence]:
    if when is Timing.ON_TRAINING_PART and speaks_of_test(fit):
        yield against(fit.call.at, "by its names, fitted again on rows kept for validation or test", "low")
    elif when is Timing.ON_TRAINING_PART:
        yield supports(fit.call.at, "fitted on the training part")
    elif when is Timing.ON_TEST_PART:
        yield against(fit.call.at, "fitted again on rows of the test part", "high" if fit.certain else "low")
    elif when is Timing.BEFORE_SPLIT and late is not None:
        yield against(fit.call.at, "fitted on all rows, before they are split", "high" if is_sure(fit) and not late.doubtful else "low")
