"""The two answers of a check that asks whether something is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.place import REPOSITORY
from evaluator.model.result import Confidence, Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.place import Location


def having(found: Iterable[tuple[Location, str, Confidence]], missing: str, confidence: Confidence = "high") -> Iterator[Evidence]:
    """A support for each place found, with its note; or else one statement that nothing was."""
    told = list(dict.fromkeys(found))
    for place, note, certainty in told:
        yield supports(place, note, certainty)
    if not told:
        yield against(REPOSITORY, missing, confidence)
