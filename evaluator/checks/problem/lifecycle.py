"""Does one thread run from raw data to something that predicts?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors import running
from evaluator.checks.selectors.containers import judged
from evaluator.checks.selectors.lacking import lacking, moved
from evaluator.checks.selectors.reach import reach_of
from evaluator.checks.selectors.scripts import relative_starts
from evaluator.model.place import REPOSITORY
from evaluator.model.result import against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts
    from evaluator.model.result import Evidence


def entry_path_sound(facts: Facts) -> Iterator[Evidence]:
    """What is started can run: its names, modules and files exist.

    Why: A script that stops at its first missing name was not run since it was last changed.
    Fix: Run every entry point from a fresh clone, and add the import, file or name it stops at.
    Ask: When did you last start this from a fresh clone?
    """
    reach = reach_of(facts)
    starts = running.entries(facts, reach)
    reached = running.runs(reach, starts)
    faults = [*running.undefined(reach, reached), *running.absent_modules(facts, reach, reached), *running.renamed_files(facts, reached)]
    faults += [*running.unparsed(reach, reached), *lacking(facts, reached), *moved(facts, reach, reached)]
    faults += [
        running.Fault(each.at, each.note)
        for each in judged(facts)
        if each.verdict == "broken" and each.note.startswith("starts ") and each.serves
    ]
    faults += [running.Fault(each.at, str(each)) for each in relative_starts(facts).values()]
    yield from (against(each.at, each.note, "high" if each.firm else "low") for each in faults)
    if starts and not faults:
        yield supports(
            REPOSITORY,
            f"looked at {len(starts)} entry point{'s' * (len(starts) != 1)} and the {len(reached)} functions reached:"
            " no undefined name, absent module or renamed file was found",
        )
