"""Could I install what it needs, in the versions it needs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.installed import declarations, imported, pin_of, provided
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.facts import Facts

SHARE = 0.9


def dependencies_declared(facts: Facts) -> Iterator[Evidence]:
    """What must be installed is written in a file.

    Why: A colleague who must guess the packages gives up before the first run.
    Fix: List what you import in `pyproject.toml` or `requirements.txt`.
    Ask: How would I set up the machine to run this?
    """
    found = list(declarations(facts))
    for each in found:
        yield supports(Location(each.path, each.source.requirements[0].line), f"{len(each.source.requirements)} dependencies are declared")
    if not found:
        yield against(REPOSITORY, "no file declares dependencies: no requirements, pyproject, setup, Pipfile or environment file with entries")


def imports_declared(facts: Facts) -> Iterator[Evidence]:
    """Every package that the code imports is declared.

    Why: The first import that fails ends the trial on every machine but yours.
    Fix: Add the missing names to the dependency file.
    """
    declared = provided(facts)
    used = imported(facts)
    if not declared or not used:
        return
    missing = [(name, place) for name, place in sorted(used.items()) if not pin_of(facts, name, declared)]
    for name, place in missing:
        known = name in facts.distributions and bool(facts.distributions[name])
        yield against(place, f"`{name}` is imported and not declared", "high" if known else "low")
    if not missing:
        yield supports(REPOSITORY, f"all {len(used)} imported packages are declared")


def dependencies_pinned(facts: Facts) -> Iterator[Evidence]:
    """The versions of what the code imports are fixed.

    Why: An open version is another program next month; the result cannot be had again.
    Fix: Commit a lock file (`uv lock`, `pip-compile`), or pin each imported package with `==` or `~=`.
    Ask: Which of your dependencies broke you last, and how did you notice?
    """
    locks = [each for each in facts.dependencies if each.source.lock and each.role not in ("vendored", "template") and each.source.requirements]
    for lock in locks:
        yield supports(Location(lock.path, 1), "a lock file fixes every version")
    declared, used = provided(facts), imported(facts)
    if locks or not used:
        return
    open_ones = {name for name in used if not (pin := pin_of(facts, name, declared)) or not pin[1].pinned}
    if len(used) - len(open_ones) >= SHARE * len(used):
        pins = (pin_of(facts, name, declared) for name in sorted(used))
        path, requirement = next(pin for pin in pins if pin and pin[1].pinned)
        yield supports(Location(path, requirement.line), f"{len(used) - len(open_ones)} of {len(used)} imported packages have a fixed version")
        return
    named = ", ".join(sorted(open_ones)[:6])
    yield against(REPOSITORY, f"{len(open_ones)} of {len(used)} imported packages have no fixed version: {named}")
