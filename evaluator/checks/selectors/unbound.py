"""Functions on the way of a run that read a name before they give it a value themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.reach import Spot
from evaluator.checks.selectors.running import Fault, around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Reach
    from evaluator.model.code import Code

UNBOUND = "{0} is read here before this function gives it a value; as the function assigns {0}, it is not the module's"


def unbound(reach: Reach, reached: set[Spot]) -> Iterator[Fault]:
    """Such functions among those that are reached."""
    for path in sorted({spot.path for spot in reached}):
        code = reach.codes[path]
        if code.is_product and not code.is_notebook:
            yield from (fault for index, fault in held_back(code) if Spot(path, index) in reached)


def held_back(code: Code) -> Iterator[tuple[int, Fault]]:
    """Each function of a file that stops so, with the place."""
    for line, name in code.source.unbound if code.source.dialect == "python" else ():
        index = around(code, line)
        calls = [call for call in code.within(index) if call.line == line]
        if index >= 0 and not any(call.guards or call.loops for call in calls):
            yield index, Fault(code.at(line), UNBOUND.format(name))
