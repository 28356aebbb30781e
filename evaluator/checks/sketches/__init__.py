"""What a next action looks like on the reader's own code: a function for each criterion, found by its name.

A sketch is made of facts alone; where they do not name what is needed there is none. What a repository could write
(names, paths, columns) goes in only when it is a plain word, so that no sketch holds more than what stands here.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evaluator.model.facts import Facts
    from evaluator.model.result import Result
    from evaluator.model.review import Sketch

    Draws = Callable[[Facts, Mapping[str, Result]], Sketch | None]

MOST_LINES = 12
WIDEST = 80


@functools.cache
def functions() -> dict[str, Draws]:
    """What draws, by the criterion."""
    found: dict[str, Draws] = {}
    for each in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        module = importlib.import_module(f"{__name__}.{each.name}")
        for name, function in sorted(vars(module).items()):
            if not name.startswith("_") and inspect.isfunction(function) and function.__module__ == module.__name__:
                found[name.replace("_", "-")] = function
    return found


def sketched(facts: Facts, results: tuple[Result, ...], criterion: str) -> Sketch | None:
    """The sketch for a criterion, None where the facts do not carry one; one that breaks or does not fit costs nothing else."""
    function = functions().get(criterion)
    if function is None:
        return None
    try:
        made = function(facts, {result.check: result for result in results})
    except Exception:  # noqa: BLE001  a sketch is a gift: whatever breaks in it must not cost the review
        return None
    return made if made is not None and _fits(made.text) else None


def _fits(text: str) -> bool:
    lines = text.split("\n")
    return len(lines) <= MOST_LINES and all(len(line) <= WIDEST and line.isascii() and (not line or line.isprintable()) for line in lines)
