"""What the code imports, and what is declared to be installed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.standing import own
from evaluator.model.place import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.documents import Requirement
    from evaluator.model.facts import Dependencies, Facts

    Declared = dict[str, tuple[str, Requirement]]

# Installed with Python or with the notebook that runs the cells.
BESIDE = frozenset({"ipython", "google", "pip", "setuptools", "pkg_resources", "wheel", "distutils", "IPython", "ipykernel", "ipywidgets", "dbutils"})
NOT_RUN = frozenset({"doc", "docs", "lint"})


def declarations(facts: Facts) -> Iterator[Dependencies]:
    """The files that declare dependencies and say at least one."""
    return (each for each in own(facts.dependencies) if each.source.requirements)


def provided(facts: Facts) -> Declared:
    """Every declared distribution with its file; a pinned declaration before an open one."""
    found: Declared = {}
    for each in declarations(facts):
        for requirement in each.source.requirements:
            known = found.get(requirement.name)
            if known is None or (requirement.pinned and not known[1].pinned):
                found[requirement.name] = (each.path, requirement)
    return found


def imported(facts: Facts) -> dict[str, Location]:
    """The packages of others that product code imports, with the first place."""
    found: dict[str, Location] = {}
    folders = {file.path.split("/")[-2] for file in facts.paths if file.path.endswith(".py") and "/" in file.path}
    modules = {file.name.removesuffix(".py") for file in facts.paths if file.path.endswith(".py")}
    for code in facts.product:
        for name, line in code.packages:
            if name in facts.standard_library or name in BESIDE or name.startswith("_") or not name:
                continue
            if name in folders | modules and not facts.distributions.get(name):
                continue
            found.setdefault(name, code.at(line))
    return found


def pin_of(facts: Facts, name: str, declared: Declared) -> tuple[str, Requirement] | None:
    """The declaration that provides an import name; the strictest of several."""
    plain = re.sub(r"[-_.]+", "-", name).lower()
    names = [*facts.distributions.get(name, ()), plain, f"python-{plain}", f"py{plain}"]
    found = [declared[each] for each in names if each in declared]
    return next((each for each in found if each[1].pinned), found[0] if found else None)
