"""Which part of the data a name speaks of: the training part, or one that is kept apart."""

from __future__ import annotations

from evaluator.model.regex import regex

PART = regex(r"(?:^|[^a-z])(train|test|valid|val|eval|dev|holdout)(?:ing|ation|uation)?(?:[^a-z]|$)")
# Names of what a loop over both parts is in: `f"{phase}_loss"`, `history[phase]`.
PHASE = regex(r"(?:^|[^a-z])(?:phase|split|stage|part|subset|mode)(?:[^a-z]|$)")
HUMPS = regex(r"(?<=[a-z])(?=[A-Z])")  # `testImages.txt`
# Names of what was measured on a part, which is none itself.
TOLD = regex(
    r"(?:^|[^a-z])(?:loss(?:es)?|acc|accurac(?:y|ies)|scores?|metrics?|hist(?:ory|ories)?|results?|recalls?|predictions?|preds?)(?:[^a-z]|$)"
)


def part_in(text: str) -> str:
    """train, or test for every other part, as a text names it; "" for none, and for scores kept of one: `hist_val_loss.npy`."""
    low = text.lower()
    said = PART.search(low) or (PART.search(HUMPS.sub("_", text).lower()) if low != text else None)
    return "" if said is None or TOLD.search(low) else "train" if said[1] == "train" else "test"
