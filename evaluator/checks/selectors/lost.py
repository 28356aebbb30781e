"""Files that cannot be imported from this tree: they import a module of the project that is not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.ground import ground_of
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.running import forgives, missing_absolute, missing_relative, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Import

# Tops of dotted imports that are a folder of the project's own, often one that git ignores by accident (`data/`, `models/`).
FOLDERS = frozenset(
    {
        "src", "app", "data", "models", "model", "utils", "util", "dataset", "core", "lib", "common", "helpers", "modules", "configs",
        "scripts",
    }
)  # fmt: skip


@kept
def lost_imports(facts: Facts) -> dict[str, str]:
    """The files whose top level imports a module of the project that the tree does not hold, with its name."""
    declared = {requirement.name.replace("-", "_") for each in facts.dependencies for requirement in each.source.requirements}
    found: dict[str, str] = {}
    for code in facts.code:
        if code.source.dialect != "python" or code.is_notebook:
            continue
        lost = next((each.module for each in _firm(code) if _is_lost(facts, code, each, declared)), "")
        if lost and plain(code) and not forgives(code):
            found[code.path] = lost
    return found


def _firm(code: Code) -> Iterator[Import]:
    """The imports that are met whenever the file is imported."""
    return (each for each in code.imports if each.scope < 0 and not each.guards and each.module)


def _is_lost(facts: Facts, code: Code, entry: Import, declared: set[str]) -> bool:
    if entry.level:
        return bool(code.unresolved_imports) and bool(missing_relative(facts, code, entry))
    top, _, rest = entry.module.partition(".")
    known = facts.distributions.get(top) or top in facts.standard_library or top.lower() in declared
    if known or all(name != top for name, _ in code.packages):
        return False
    folder, ground = code.path.rpartition("/")[0], ground_of(facts)
    if missing_absolute(facts, ground.module(folder, entry.module), entry, declared, folder):
        return True
    here = top in ground.inner_folders or top in ground.folders or f"{top}.py" in ground.names
    return bool(rest) and top in FOLDERS and not here and not facts.submodules
