"""Does it still fit today's libraries?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.pythons import CARE, cared_for, pythons, ran_by, reviewed_on, set_up_by_ci
from evaluator.checks.selectors.removed import gone
from evaluator.checks.selectors.standing import own
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.pythons import Asked, Version
    from evaluator.model.facts import Facts
    from evaluator.model.result import Confidence

MOST = 3
NO_JSON = "not valid JSON"
NEWER = "that Python 3.12 and later may allow"


def code_parses(facts: Facts) -> Iterator[Evidence]:
    """Every file of Python can be parsed by a Python in use.

    Why: A file that does not parse has not been run since it was last changed.
    Fix: Run `python -m compileall .` and mend or delete what it names.
    """
    codes = [code for code in facts.product if code.source.dialect != "template"]
    old = [code for code in codes if code.source.dialect == "python2"]
    if old:
        more = f", as {len(old) - 1} other {'file is' if len(old) == 2 else 'files are'}" if len(old) > 1 else ""
        yield against(old[0].at(max(old[0].source.problem_line, 1)), f"written for Python 2{more}")
    for code in codes:
        if code.source.dialect == "tolerant":
            said = supports if NEWER in code.source.problem else against
            yield said(code.at(max(code.source.problem_line, 1)), code.source.problem or "could not be parsed", "low")
    counted = {file.path for file in facts.product_files if file.path.endswith(".ipynb")} if facts.unread else set()
    shut = next((each for each in facts.unread if each.path in counted and each.reason.endswith(NO_JSON)), None)
    if shut is not None:
        yield against(Location(shut.path, 0), "its JSON is not valid, so that no program for notebooks opens it")
    elif codes and all(code.source.dialect == "python" for code in codes):
        yield supports(REPOSITORY, f"Python files and notebooks: {len(codes)}, of which every one could be parsed")


def apis_current(facts: Facts) -> Iterator[Evidence]:
    """The calls are those of today's libraries.

    Why: Code that only an old version runs cannot be installed beside anything new.
    Fix: Raise the library to a maintained version and replace the calls listed; let CI prove it.
    Ask: What kept you on the older version?
    """
    found = list(gone(facts))
    pinned = [each for each in found if each.pinned]
    for each in (*(each for each in found if not each.pinned), *pinned[:MOST]):
        more = f" ({each.places} places)" if each.places > 1 else ""
        told = f"`{each.name}`{more} is no more in {each.since} and later"
        if each.pinned:
            yield supports(each.at, f"{told}; an older version is asked for ({each.pinned})", "low")
        else:
            yield against(each.at, f"{told}, and no older version is asked for")
    if not found and any(True for _ in facts.product):
        yield supports(REPOSITORY, "looked at every call and import; none is known to be gone from today's libraries")


def runtime_supported(facts: Facts) -> Iterator[Evidence]:
    """The Python that is asked for was still looked after when the work was last changed.

    Why: A Python without fixes gets no new libraries, and soon no place to run.
    Fix: Name a maintained Python in `pyproject.toml` and in the image, and let the tests run on it once.
    Ask: What keeps the project on this Python?
    """
    day = reviewed_on(facts)
    if not day or not any(code.calls for code in facts.product):
        return
    told = [_looked_after(asked, day) for asked in pythons(facts)]
    ended = [each for each in told if not each.supports]
    yield from ended[:MOST] or told
    if not told:
        question: Confidence = "low" if set_up_by_ci(facts) else "high"
        yield from _recorded(facts, day) or [
            against(REPOSITORY, "no metadata, image, command or front page says which Python is meant", question)
        ]


def _looked_after(asked: Asked, day: str) -> Evidence:
    """What a place that asks for a Python says on the day of the commit."""
    oldest, fine = min(asked.versions), [each for each in sorted(asked.versions) if cared_for(each, day)]
    if not fine:
        last = max(asked.versions)
        if CARE[last][0] > day:
            return supports(asked.at, f"`{asked.written}`: Python {_dotted(last)} was not out yet on the day of the commit, {day}", "low")
        words = f"`{asked.written}`: Python {_dotted(last)} got its last fixes by {CARE[last][1]}; the commit is of {day}"
        return against(asked.at, words, "high" if asked.sure else "low")
    if oldest not in fine:
        words = f"`{asked.written}` lets in Python {_dotted(oldest)}, without fixes since {CARE[oldest][1]}, and maintained ones too"
        return supports(asked.at, words, "low")
    return supports(asked.at, f"`{asked.written}`: Python {_dotted(oldest)} was maintained on {day}", "high" if asked.sure else "low")


def _recorded(facts: Facts, day: str) -> list[Evidence]:
    """What notebooks record of the Python that ran them: no wish, but a sign."""
    ran = [(each.path, ran_by(each.source.metadata)) for each in own(facts.notebooks)]
    return [
        supports(Location(path), f"the notebook was last run by Python {_dotted(version)}; no file asks for a version", "low")
        for path, version in ran
        if version and cared_for(version, day)
    ][:1]


def _dotted(version: Version) -> str:
    return f"{version[0]}.{version[1]}"
