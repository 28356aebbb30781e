"""How heavy a page may become, and how soon it can be used."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from evaluator import checks, report
from evaluator.checks import MOST_BESIDE, MOST_EVIDENCE
from evaluator.facts.passages import passages
from evaluator.facts.quote import quoted
from evaluator.model.place import Location
from evaluator.model.result import Evidence, Result, against, supports
from evaluator.scoring import assess
from tests.report import sample
from tests.scoring.given import hiring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

MOST_OF_A_PAGE = 1_500_000
MOST_MILLISECONDS = 1_000
MOST = MOST_EVIDENCE + MOST_BESIDE


@cache
def biggest() -> str:
    """The page of a review where every check has as many places as one may have, in long files with long paths and lines."""
    wanted = len(checks.catalogue()) * MOST
    lines = [
        f"    value_{number} = model_{number}.predict(table[columns], threshold=0.5)  # {'x' * (number % 50)}" for number in range(wanted)
    ]
    paths = [f"src/package/of_a_long_name/stage_{number}/training_and_evaluation.py" for number in range(20)]
    found = tuple(
        Result(check.id, check.concern, ("pass", "fail", "needs-review")[number % 3], evidence=tuple(places(number, paths)))
        for number, check in enumerate(checks.catalogue())
    )
    texts: dict[str, dict[int | None, list[str]]] = {path: {None: lines} for path in paths}
    scored = assess(found, hiring(), None, ("tabular",), (), "")
    whole = msgspec.structs.replace(sample.review(), results=quoted(found, texts), passages=passages(found, texts))
    whole = msgspec.structs.replace(whole, **{name: getattr(scored, name) for name in scored.__struct_fields__})
    return report.page(whole, checks=checks.catalogue())


def places(number: int, paths: list[str]) -> Iterator[Evidence]:
    """The places of one check, far from each other and from those of every other."""
    says = supports if number % 3 != 1 else against
    for place in range(MOST):
        at = Location(paths[place % len(paths)], 7 * number + 5)
        yield says(at, f"`model_{number}.predict` answers here with what was trained at line {place}", "low" if number % 3 == 2 else "high")


def test_the_page_of_the_biggest_review_is_not_too_heavy() -> None:
    assert len(biggest().encode()) < MOST_OF_A_PAGE
    assert "The JSON of this review lists" in biggest()
    assert '<details class="around">' in biggest()


def test_the_page_of_the_biggest_review_can_be_used_at_once(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "biggest.html"
    file.write_text(biggest(), encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(file.as_uri())
        assert page.evaluate("performance.getEntriesByType('navigation')[0].domInteractive") < MOST_MILLISECONDS
