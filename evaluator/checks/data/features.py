"""Are inputs turned into something the model can use, and rightly?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.fits import fits
from evaluator.checks.selectors.having import having
from evaluator.checks.selectors.own_method import derived_features
from evaluator.checks.selectors.prepared import augmented, trees_only, turned
from evaluator.checks.selectors.timing import Timing, timing
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location
    from evaluator.model.result import Confidence

MOST = 3
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
    made: list[tuple[Location, str, Confidence]] = [
        (call.at, f"`{name}` is computed from other columns", "high") for name, call in derived_features(facts).items()
    ]
    yield from having(
        [*made[:MOST], *augmented(facts)],
        "no feature computed from others was found: no derived column, lag, bin, component or varied picture",
    )


def transform_fitted_on_train(facts: Facts) -> Iterator[Evidence]:
    """Transforms learn from the training part and are only applied to the rest.

    Why: What a scaler, imputer or encoder learns must be what it could know on the day of prediction.
    Fix: Call `fit` on the training part and `transform` on the others, or put transforms and model into one `Pipeline`.
    Ask: What would your scaler do with a value larger than any it has seen?
    Not for: rl, clustering, llm-app, library, generative
    """
    for call in facts.calls_to("pipeline.fit"):
        if call.kind == "call":
            yield supports(call.at, "transforms are fitted together with the model")
    order = timing(facts)
    for fit in fits(facts):
        when, late = order.of(fit)
        if when is Timing.ON_TRAINING_PART:
            yield supports(fit.call.at, "fitted on the training part")
        elif when is Timing.ON_TEST_PART:
            yield against(fit.call.at, "fitted again on rows of the test part", "high" if fit.certain else "low")
        elif when is Timing.BEFORE_SPLIT and late is not None:
            yield against(fit.call.at, "fitted on all rows, before they are split", "high" if fit.certain and not late.doubtful else "low")
