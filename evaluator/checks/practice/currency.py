"""Does it still fit today's libraries?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.removed import gone
from evaluator.model.place import REPOSITORY
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts


def code_parses(facts: Facts) -> Iterator[Evidence]:
    """Every file of Python can be parsed by a Python in use.

    Why: A file that does not parse has not been run since it was last changed.
    Fix: Run `python -m compileall .` and mend or delete what it names.
    """
    codes = [code for code in facts.product if code.source.dialect != "template"]
    old = [code for code in codes if code.source.dialect == "python2"]
    if old:
        words = f"written for Python 2, as {len(old) - 1} other files are" if len(old) > 1 else "written for Python 2"
        yield against(old[0].at(max(old[0].source.problem_line, 1)), words)
    for code in codes:
        if code.source.dialect == "tolerant":
            yield against(code.at(max(code.source.problem_line, 1)), code.source.problem or "could not be parsed", "low")
    if codes and all(code.source.dialect == "python" for code in codes):
        yield supports(REPOSITORY, f"all {len(codes)} files and notebooks of Python were parsed")


def apis_current(facts: Facts) -> Iterator[Evidence]:
    """The calls are those of today's libraries.

    Why: Code that only an old version runs cannot be installed beside anything new.
    Fix: Raise the library to a maintained version and replace the calls listed; let CI prove it.
    Ask: What kept you on the older version?
    """
    found = list(gone(facts))
    for each in found:
        if each.pinned:
            yield supports(each.at, f"{each.name} is gone since {each.since}; an older version is asked for ({each.pinned})", "low")
        else:
            yield against(each.at, f"{each.name} is gone since {each.since}, and no older version is asked for")
    if not found and any(True for _ in facts.product):
        yield supports(REPOSITORY, "looked at every call and import; none is known to be gone from today's libraries")
