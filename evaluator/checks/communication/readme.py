"""Does the front page carry me from question to answer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.prose import front, linked
from evaluator.checks.selectors.standing import own
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

WORDS = 120  # rubric.md, criterion `readme`


def readme_substantial(facts: Facts) -> Iterator[Evidence]:
    """The README says enough in words of its own.

    Why: The README is the only file that every reviewer opens.
    Fix: Order it so: problem, result table, how to run, example request and answer, how it works, limits.
    """
    page = front(facts)
    if page is None:
        nested = next((each for each in own(facts.documents) if each.kind == "readme"), None)
        yield against(REPOSITORY, "no README was found" if nested is None else "no README of the project's own was found")
        return
    if page.text.words >= WORDS:
        yield supports(page.at(1), f"{page.text.words} words of its own")
        return
    longer = [each for each in linked(facts) if each.text.words >= WORDS and each.kind in ("readme", "docs", "report")]
    yield from (supports(each.at(1), f"the front page leads to {each.text.words} words", "low") for each in longer[:1])
    if not longer:
        yield against(page.at(1), f"{page.text.words} words outside code, tables and badges; {WORDS} would carry a reader")
