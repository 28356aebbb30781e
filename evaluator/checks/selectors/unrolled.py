"""Scripts that were exported from a notebook: they run from top to bottom, as a notebook does, and from a command, as it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.page_commands import given
from evaluator.checks.selectors.standing import own
from evaluator.checks.selectors.started import walk

if TYPE_CHECKING:
    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

UNROLLED = ", which is cut into cells as the export of a notebook is"
MOST = 200


def is_unrolled(code: Code) -> bool:
    """Whether a file is the export of a notebook, and holds nothing that only a notebook can run."""
    return not code.cells and code.source.exported_notebook and not any(call.name == "get_ipython" for call in code.called)


@kept
def commanded(facts: Facts) -> frozenset[str]:
    """The files that a page tells to start, or that a target or stage starts."""
    found = {each.starts.path for each in given(facts) if each.starts.exists}
    for work in own(facts.stages):
        folders = tuple(dict.fromkeys((work.path.rpartition("/")[0], "")))
        lines = "\n".join(command for target in work.source.targets for command in target.commands[:MOST])
        found |= {each.path for _, each in walk(lines, facts, folders) if each.exists}
    return frozenset(path for path in found if path)
