"""What happens when something goes wrong?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.events import events
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

FEWEST = 2


def events_logged(facts: Facts) -> Iterator[Evidence]:
    """Events are logged with a level.

    Why: Who is called at night reads the log; a `print` tells neither when, nor where, nor how bad.
    Fix: Replace `print` by `logger = logging.getLogger(__name__)` and `logger.info(...)`; log what fails with its cause.
    Ask: What would the log tell you if a prediction failed last night?
    """
    if all(code.is_notebook for code in facts.product):
        return
    found = list(events(facts))
    for path in dict.fromkeys(call.path for call in found):
        here = [call for call in found if call.path == path]
        yield supports(here[0].at, f"{len(here)} events are logged in this file", "high" if len(found) >= FEWEST else "low")
    if not found:
        yield against(REPOSITORY, "no event is logged: no call of logging, loguru or structlog was found")
