"""Does it still fit today's libraries?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.removed import gone
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

MOST = 3
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
    if codes and all(code.source.dialect == "python" for code in codes):
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
