"""Could I install what it needs, in the versions it needs?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.installed import (
    commanded,
    declarations,
    imported,
    installed_by_cells,
    installed_in_notebooks,
    is_optional,
    locks,
    pin_of,
    provided,
)
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
    named = [] if found else list(_installed(facts))
    yield from named
    if not found and not named:
        yield against(REPOSITORY, "no requirements, pyproject, setup, Pipfile or environment file that names a dependency was found")


def imports_declared(facts: Facts) -> Iterator[Evidence]:
    """Every package that the code imports is declared.

    Why: The first import that fails ends the trial on every machine but yours.
    Fix: Add the missing names to the dependency file.
    """
    declared, used, near = provided(facts), imported(facts), near_model(facts)
    if not used or not any(declarations(facts)):
        return
    asked = imported(facts, installed_by_cells(facts))
    missing = [(name, place) for name, place in sorted(asked.items()) if not pin_of(facts, name, declared)]
    for name, place in missing:
        close = place.path in near or not near
        sure = close and bool(facts.distributions.get(name)) and not is_optional(facts, place, name)
        yield against(place, f"`{name}` is imported and not declared{_maybe_own(facts, name)}", "high" if sure else "low")
    if not missing:
        yield supports(REPOSITORY, f"all {len(used)} imported packages are declared")


def dependencies_pinned(facts: Facts) -> Iterator[Evidence]:
    """The versions of what the code imports are fixed.

    Why: An open version is another program next month; the result cannot be had again.
    Fix: Commit a lock file (`uv lock`, `pip-compile`), or pin each imported package with `==` or `~=`.
    Ask: Which of your dependencies broke you last, and how did you notice?
    """
    locked = list(locks(facts))
    for each in locked:
        yield supports(Location(each.path, each.source.requirements[0].line), "a lock file fixes every version")
    declared, used = provided(facts), imported(facts)
    judged = [name for name in sorted(used) if facts.distributions.get(name) or pin_of(facts, name, declared)]
    if locked or not used:
        return
    pins = {name: pin for name in judged if (pin := pin_of(facts, name, declared)) and pin[1].pinned}
    if pins and len(pins) >= SHARE * len(judged):
        path, requirement = next(iter(pins.values()))
        yield supports(Location(path, requirement.line), f"{len(pins)} of {len(judged)} imported packages have a fixed version")
        return
    named = ", ".join([name for name in judged if name not in pins][:6]) or "none is declared"
    yield against(REPOSITORY, f"{len(judged) - len(pins)} of {len(judged)} imported packages have no fixed version: {named}")


def _maybe_own(facts: Facts, name: str) -> str:
    """A plain lower-case name that no known package provides is as likely a file that was left out of the repository."""
    own = not facts.distributions.get(name) and re.fullmatch(r"[a-z][a-z0-9_]*", name)
    return "; if it is a file of the project, it is not in the repository" if own else ""


def _installed(facts: Facts) -> Iterator[Evidence]:
    """What an image or a notebook installs by name is a declaration of a kind."""
    yield from (supports(Location(path, each.line), f"the image installs {each.name} by name") for path, each in commanded(facts))
    yield from (supports(place, "a cell installs packages by name", "low") for place in installed_in_notebooks(facts))
