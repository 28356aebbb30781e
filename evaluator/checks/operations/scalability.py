"""What happens at a hundred times the load or the data?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.loadtests import load_tests
from evaluator.model.place import REPOSITORY
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence


def load_tested(facts: Facts) -> Iterator[Evidence]:
    """The service was put under load on purpose.

    Why: Where a service breaks is found by its author in a test, or by its users.
    Fix: Run locust against the route, and report the requests per second at which the latency doubles.
    Not for: library
    """
    found = [supports(at, note, "high" if firm else "low") for at, note, firm in load_tests(facts)]
    yield from found
    if not found:
        yield against(REPOSITORY, "no load test found; looked for locust, k6, wrk, ab and the like")
