"""Libraries, tools and platforms in use, with how deeply and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.review import Technology

if TYPE_CHECKING:
    from evaluator.model.facts import Facts


def seen(facts: Facts) -> tuple[Technology, ...]:
    """Every technology of which a trace was found, in alphabetical order."""
    del facts
    return ()
