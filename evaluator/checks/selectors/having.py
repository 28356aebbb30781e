"""The two answers of a check that asks whether something is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.place import REPOSITORY
from evaluator.model.result import Confidence, Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.model.place import Location


def firmest(found: Iterable[tuple[Location, str, Confidence]], most: int | None = None) -> list[Evidence]:
    """A support for each place found, or for the `most` of them, firm ones first, each said once."""
    told = sorted(dict.fromkeys(found), key=lambda each: each[2] != "high")
    return [supports(place, note, certainty) for place, note, certainty in told[:most]]


def having(
    found: Iterable[tuple[Location, str, Confidence]], missing: str, confidence: Confidence = "high", most: int | None = None
) -> Iterator[Evidence]:
    """A support for each place found, or for the `most` of them, firm ones first, with its note; or else one statement that nothing was."""
    told = firmest(found, most)
    yield from told
    if not told:
        yield against(REPOSITORY, missing, confidence)
