"""Values that a page gives to a metric which cannot have them: shares and ranks end at 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import place, sentences
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Document
    from evaluator.model.place import Location

# Only fractions are meant: a percentage has its sign, its word, or is far above 2.
_BOUNDED = regex(
    r"(?i)\b(mrr|mean reciprocal rank|hit[ -]?rate|accuracy|precision|recall|f1|(?:roc[- ]?)?auc|ndcg|r2|r²|r-squared|iou|dice)"
    r"(?:[ -]score)?\s{0,2}(?:[:=|]|of|is|was)\s{0,2}(1\.\d{2,20})(?!\d)(?!\s{0,2}(?:%|percent|points?|pp\b|times|x\b|×))"
)
ONE = 1.0005


def impossible(page: Document) -> Iterator[tuple[Location, str, str, str]]:
    """Where, the sentence, the metric and the number, of each value above 1 that a page gives to a metric of at most 1."""
    for paragraph, sentence in sentences(page.text):
        found = _BOUNDED.search(sentence)
        if found is not None and float(found[2]) > ONE:
            yield place(page, paragraph, sentence), sentence, found[1], found[2]
