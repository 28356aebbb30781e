"""What happens when something goes wrong?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import is_dormant
from evaluator.checks.selectors.caught import DEALS, SWALLOWS, answers, caught, guards
from evaluator.checks.selectors.concerns import DATA, READS, near_model
from evaluator.checks.selectors.events import events
from evaluator.checks.selectors.expected import expected
from evaluator.checks.selectors.raised import raised
from evaluator.model.place import REPOSITORY
from evaluator.model.regex import regex
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.caught import Caught
    from evaluator.model.code import Call
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

FEWEST, MOST = 2, 3
FEW, MANY = 0.1, 0.5  # shares of the places that do something about errors
# Where programs stand that help with the work and do none of it.
_BESIDE = regex(r"(?:^|/)(?:reports?|docs?|tools?|hooks?)(?:/|\.py$)")
UNSURE = "it stands in a function that nothing in the tree calls, or speaks of what is not written yet"
OWN = regex(r"(?:[A-Z]\w*)?Logger|(?:get|set_?up|make|init|create)_?logger")


def events_logged(facts: Facts) -> Iterator[Evidence]:
    """Events are logged with a level.

    Why: Who is called at night reads the log; a `print` tells neither when, nor where, nor how bad.
    Fix: Replace `print` by `logger = logging.getLogger(__name__)` and `logger.info(...)`; log what fails with its cause.
    Ask: What would the log tell you if a prediction failed last night?
    """
    if not _has_scripts(facts):
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


def errors_raised(facts: Facts) -> Iterator[Evidence]:
    """What cannot be right is refused with an error of its kind that says why.

    Why: An error that names the wrong value where it comes in saves an hour of looking for it where it comes out.
    Fix: Check what comes in at the start of a function, and `raise ValueError(f"...")` with the name and value of what does not fit.
    Ask: Which of these errors have you met yourself?
    """
    if not _has_scripts(facts):
        return
    found = [each for each in raised(facts) if each.specific]
    near = near_model(facts) if found else frozenset()
    best = sorted(found, key=lambda each: (not each.firm, each.at.path not in near, not each.words))
    firsts = {each.at.path: each for each in reversed(best)}
    for each in sorted(firsts.values(), key=best.index)[:MOST]:
        doubt = "" if each.firm else f"; {UNSURE}"
        yield supports(each.at, f"{each.note}{doubt}", "high" if each.firm else "low")
    general = None if found else next(raised(facts), None)
    if general is not None:
        yield against(
            general.at, f"{general.note}; nothing more specific is raised, so a caller cannot tell one failure from another", "low"
        )
    elif not found:
        yield against(REPOSITORY, "no `raise` of a specific error with a message was found")


def errors_handled(facts: Facts) -> Iterator[Evidence]:
    """What fails is caught by its kind and dealt with: another way, a retry, a time limit, an answer with its code.

    Why: Files go missing and networks fail; whoever caught everything and went on learns of it from wrong results.
    Fix: Catch the one error you can deal with, log it with its cause, and let the others through; give network calls a `timeout`.
    Ask: What does your program do when the file or service it needs is not there?
    """
    if not _has_scripts(facts):
        return
    clauses = list(caught(facts))
    besides = [*guards(facts), *((at, note) for at, note, firm in answers(facts) if firm)]
    good = [*((each.at, f"catches {each.what} {DEALS[each.does]}") for each in clauses if _deals(each)), *besides]
    bad = [each for each in clauses if each.broad and each.does in SWALLOWS]
    share = len(bad) / max(len(clauses) + len(besides), 1)
    if bad and (not good or share > FEW):
        sure: Confidence = "high" if not good or (share > MANY and len(bad) >= FEWEST) else "low"
        for each in bad[:MOST]:
            yield against(each.at, f"catches {each.what} {SWALLOWS[each.does]}", sure)
    near = near_model(facts) if good else frozenset()
    for at, note in sorted({at.path: (at, note) for at, note in reversed(good)}.values(), key=lambda each: each[0].path not in near)[:MOST]:
        yield supports(at, note)
    if not good and not bad:
        yield from _unsure(facts, clauses)


def failure_tested(facts: Facts) -> Iterator[Evidence]:
    """A test expects the project to refuse: an error that is raised, or an answer with the code of one.

    Why: The way a program fails is a promise too, and the one that nobody tries by hand.
    Fix: Write `with pytest.raises(ValueError, match="column"): load(broken)`, or post a wrong input and expect 422.
    Ask: Which wrong input did you forget at first?
    """
    if not _has_scripts(facts):
        return
    found = list(expected(facts))
    firm = [each for each in found if each[2] == "high"]
    firsts = {at.path: (at, note, sure) for at, note, sure in reversed(firm or found)}
    for at, note, sure in list(firsts.values())[:MOST]:
        yield supports(at, note, sure)
    if not found:
        yield against(REPOSITORY, "no test that expects an error of the project's code, or an answer with the code of one, was found")


def _has_scripts(facts: Facts) -> bool:
    """Whether there is code outside of notebooks, whose errors meet their author at once."""
    return not all(code.is_notebook for code in facts.product)


def _deals(clause: Caught) -> bool:
    return clause.counts and not clause.broad and clause.does in DEALS


def _unsure(facts: Facts, clauses: list[Caught]) -> Iterator[Evidence]:
    """What catches any error and does something: it may be meant. Nothing at all: nothing is dealt with."""
    any_error = next((each for each in clauses if each.broad), None)
    broken = next((each for each in answers(facts)), None)
    if broken is not None:
        yield supports(broken[0], f"{broken[1]}; no error is caught by its kind", "low")
    elif any_error is not None:
        yield supports(any_error.at, f"catches {any_error.what} {DEALS[any_error.does]}; no error is caught by its kind", "low")
    else:
        yield against(
            REPOSITORY, "no error that is caught by its kind and dealt with, no time limit, retry or answer with an error's code was found"
        )
