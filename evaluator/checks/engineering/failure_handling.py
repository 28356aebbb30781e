"""What happens when something goes wrong?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.concerns import DATA, READS, near_model
from evaluator.checks.selectors.events import events
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call
    from evaluator.model.facts import Facts

FEWEST, MOST = 2, 3
# Where programs stand that help with the work and do none of it.
_BESIDE = regex(r"(?:^|/)(?:reports?|docs?|tools?|hooks?)(?:/|\.py$)")
OWN = regex(r"(?:[A-Z]\w*)?Logger|(?:get|set_?up|make|init|create)_?logger")


def events_logged(facts: Facts) -> Iterator[Evidence]:
    """Events are logged with a level.

    Why: Who is called at night reads the log; a `print` tells neither when, nor where, nor how bad.
    Fix: Replace `print` by `logger = logging.getLogger(__name__)` and `logger.info(...)`; log what fails with its cause.
    Ask: What would the log tell you if a prediction failed last night?
    """
    if all(code.is_notebook for code in facts.product):
        return
    found = list(events(facts))
    told, aside = _telling(facts, found) if found else ([], False)
    counts = Counter(call.path for call in told)
    for path, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:MOST]:
        first = next(call for call in told if call.path == path)
        more = f", the first of {count} in this file" if count > 1 else ""
        words = f"an event is logged here{more}" + ("; where data or model are worked on none is" if aside else "")
        yield supports(first.at, words, "high" if len(found) >= FEWEST and not aside else "low")
    own = None if found else _own_logger(facts)
    if own is not None:
        yield against(own.at, "no logging library writes an event; does this one of the project's own?", "low")
    elif not found:
        yield against(REPOSITORY, "no call that writes an event by a logging library (logging, loguru, structlog) was found")


def _telling(facts: Facts, found: list[Call]) -> tuple[list[Call], bool]:
    """The events of the work itself, or else all; and whether these are but of programs beside it."""
    awake = [call for call in found if not is_dormant(facts, call)] or found
    work = near_model(facts) | {code.path for code in facts.product if next(code.calls_to(*READS, *DATA), None) is not None}
    central = [call for call in awake if call.path in work]
    return central or awake, bool(work) and not central and all(_BESIDE.search(call.path) for call in awake)


def _own_logger(facts: Facts) -> Call | None:
    """Where a class or function of the project's own that is called a logger is used."""
    calls = (call for code in facts.product if not code.is_notebook for call in code.calls)
    return next((call for call in calls if call.own and call.kind == "call" and OWN.fullmatch(call.method)), None)
