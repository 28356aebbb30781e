"""Where a text says that a model was chosen by its score on the test part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.prose import place, speaking
from evaluator.checks.selectors.standing import own
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.place import Location

_KINDS = frozenset({"readme", "report", "docs", "model-card", "notebook"})
_SHORTEST, _LONGEST = 30, 500
_SIGNS = ("test set", "test data", "test part", "test split", "test score", "testing set", "testing data", "hold-out", "holdout")
_TEST = r"\b(?:test(?:ing)?[- ](?:set|data|part|split|scores?)|hold-?out(?: set| data)?)\b"
_CHOSEN = r"\b(?:selected|chosen|picked|select|choose|pick)\b"
_BEST = r"\b(?:highest|best|lowest|maximum|minimum|smallest|largest)\b"
_BY_TEST = regex(
    rf"\bmodels?\b[^.;]{{0,60}}{_BEST}[^.;]{{0,80}}\b(?:on|in|over) (?:the |our )?{_TEST}[^.;]{{0,40}}{_CHOSEN}"
    rf"|{_CHOSEN}[^.;]{{0,60}}\bmodels?\b[^.;]{{0,60}}\b(?:with|by|based on|according to|having)\b[^.;]{{0,60}}(?:{_BEST})?[^.;]{{0,60}}"
    rf"\b(?:on|in|over|by|to) (?:the |our |its )?{_TEST}"
)
_NOT = regex(r"\b(?:not|never|n't|without|instead of|rather than|before|avoid\w*|should|train(?:ing)? and)\b")


@once
def told_choices(facts: Facts) -> Iterator[Location]:
    """Sentences of the project's pages and notebooks which say that the model with the best score on the test part is taken."""
    for document in (each for each in own(facts.documents) if each.kind in _KINDS):
        for paragraph, sentence in speaking(document.text, _SIGNS, _SHORTEST, _LONGEST):
            found = _BY_TEST.search(sentence.lower())
            if found is not None and not _NOT.search(found[0]):
                yield place(document, paragraph, sentence, found[0][:40])
