"""What the code imports, and what is declared to be installed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.once import once
from evaluator.checks.selectors.standing import FOREIGN, is_example, is_for_tests, own
from evaluator.model.documents import Requirement
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Code
    from evaluator.model.facts import Dependencies, Facts

    Declared = dict[str, tuple[str, Requirement]]

# Installed with Python or with the notebook that runs the cells.
BESIDE = frozenset(
    {
        "kaggle_secrets",
        "ipython",
        "google",
        "pip",
        "setuptools",
        "pkg_resources",
        "wheel",
        "distutils",
        "IPython",
        "ipykernel",
        "ipywidgets",
        "dbutils",
    }
)
SHIPPED_WITH = {"mpl_toolkits": "matplotlib", "pylab": "matplotlib", "kaggle_datasets": "", "tensorflow_core": "tensorflow"}
LOCKED = regex(r"(?:^|[-_./])(?:lock|locked|freeze|frozen)(?:[-_.]|$)")
LOCK_NAMES = frozenset({"uv.lock", "poetry.lock", "pdm.lock", "pipfile.lock", "pixi.lock", "conda-lock.yml"})
LOCKS_OF_PROJECTS = frozenset({"poetry.lock", "uv.lock", "pdm.lock"})
OWN_PACKAGE = regex(r"(?:src/)?\w{1,100}/__init__\.py")
OPTIONAL = frozenset({"ImportError", "ModuleNotFoundError", "Exception", ""})
NEAR = 12
LONGEST = 4_000
INSTALL = regex(r"\b(?:pip3?|conda|mamba)\s+install\s+([^;&|#]{1,1000})")
TAKE_A_WORD = frozenset(
    {"-c", "--channel", "-n", "--name", "-p", "--prefix", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t"}
)
FROM_GIT = regex(r"git\+\S{1,300}/([\w.-]{1,80}?)(?:\.git)?(?:[@#]\S{0,200})?$")
NAMED = regex(r"^([A-Za-z][\w.-]{0,80})(?:\[[\w,]{0,80}\])?((?:[=~!<>]=?.{0,60})?)$")


def declarations(facts: Facts) -> Iterator[Dependencies]:
    """The files that declare dependencies and say at least one."""
    return (each for each in own(facts.dependencies) if each.source.requirements)


def locks(facts: Facts) -> Iterator[Dependencies]:
    """Lock files, and requirements that call themselves locked and pin every line (`requirements.lock`)."""
    for each in declarations(facts):
        said = LOCKED.search(each.path.rsplit("/", 1)[-1].lower()) is not None
        locked = each.source.lock or (said and all(requirement.pinned for requirement in each.source.requirements))
        if locked and not is_for_tests(each.path):
            yield each


def unread_locks(facts: Facts) -> Iterator[Location]:
    """Lock files in the tree whose content is not at hand: too large, or left out of this copy."""
    unread = {each.path for each in facts.unread}
    return (
        Location(file.path) for file in facts.paths if file.path in unread and file.role not in FOREIGN and file.name.lower() in LOCK_NAMES
    )


def unread_images(facts: Facts) -> Iterator[Location]:
    """Dockerfiles in the tree that could not be read though something is in them: templates of one, most often."""
    unread = {each.path for each in facts.unread}
    return (
        Location(file.path)
        for file in facts.paths
        if file.path in unread and file.size and file.role not in FOREIGN and "dockerfile" in file.name.lower()
    )


def lacking(facts: Facts, lock: Dependencies) -> list[str]:
    """What the manifest beside a lock file names and the lock does not: it was written before."""
    manifest = "pipfile" if lock.source.kind == "pipfile.lock" else "pyproject" if lock.source.kind in LOCKS_OF_PROJECTS else ""
    folder = lock.path.rpartition("/")[0]
    held = {requirement.name for requirement in lock.source.requirements}
    beside = (each for each in declarations(facts) if each.source.kind == manifest and each.path.rpartition("/")[0] == folder)
    return sorted({requirement.name for each in beside for requirement in each.source.requirements} - held)


def covered(facts: Facts, lock: Dependencies) -> tuple[int, int]:
    """(how many known packages the code in a lock file's folder imports, how many of them the lock holds)."""
    folder = lock.path.rpartition("/")[0]
    declared = {requirement.name: (lock.path, requirement) for requirement in lock.source.requirements}
    known = {name for name in imported(facts) if facts.distributions.get(name) or pin_of(facts, name, declared)}
    inside = (code for code in facts.product if code.path.startswith(f"{folder}/" if folder else ""))
    names = {name for code in inside for name, _ in code.packages} & known
    return len(names), sum(pin_of(facts, name, declared) is not None for name in names)


def left_by_models(facts: Facts) -> frozenset[str]:
    """Folders in which a saved model lies, with the requirements that its library wrote beside it."""
    return frozenset(file.path.rpartition("/")[0] for file in facts.paths if file.name == "MLmodel")


def provided(facts: Facts) -> Declared:
    """Every declared distribution with its file; a pinned declaration before an open one, a file before a command."""
    found: Declared = {}
    stated = [(each.path, requirement) for each in declarations(facts) for requirement in each.source.requirements]
    for path, requirement in (*stated, *commanded(facts)):
        known = found.get(requirement.name)
        if known is None or (requirement.pinned and not known[1].pinned):
            found[requirement.name] = (path, requirement)
    return found


def commanded(facts: Facts) -> Iterator[tuple[str, Requirement]]:
    """What the project's images install by name."""
    for container in own(facts.containers):
        for instruction in container.source.instructions:
            if instruction.keyword == "RUN":
                text = " ".join(instruction.values)
                yield from ((container.path, requirement) for requirement in named_in(text, instruction.line))


def installed_in_notebooks(facts: Facts) -> Iterator[Location]:
    """Cells that install packages by name."""
    for notebook in own(facts.notebooks):
        for cell in notebook.source.cells:
            for line, text in cell.shell:
                if any(named_in(text, line)):
                    yield Location(notebook.path, line, cell.number)


def installed_by_cells(facts: Facts) -> dict[str, Declared]:
    """What each notebook installs itself, by the notebook's path."""
    found: dict[str, Declared] = {}
    for notebook in own(facts.notebooks):
        shell = [each for cell in notebook.source.cells for each in cell.shell]
        named = {each.name: (notebook.path, each) for line, text in shell for each in named_in(text, line)}
        if named:
            found[notebook.path] = named
    return found


def named_in(text: str, line: int) -> Iterator[Requirement]:
    """The packages that a shell line installs by name."""
    for part in INSTALL.findall(text[:LONGEST]):
        words = part.replace('"', " ").replace("'", " ").split()
        for before, word in zip(["", *words], words, strict=False):
            if before in TAKE_A_WORD:
                continue
            cloned = FROM_GIT.match(word)
            if cloned:
                yield Requirement(re.sub(r"[-_.]+", "-", cloned[1]).lower(), "", line, False)
                continue
            plain = word.rsplit("/", 1)[-1].partition("-")[0] if word.startswith("http") and word.endswith(".whl") else word
            named = NAMED.match(plain)
            if named and not word.startswith("-") and not word.endswith((".txt", ".toml")):
                name = re.sub(r"[-_.]+", "-", named[1]).lower()
                yield Requirement(name, named[2], line, named[2].startswith(("==", "~=")) or word.startswith("http"))


def imported(facts: Facts, installed: dict[str, Declared] | None = None) -> dict[str, Location]:
    """The packages of others that product code imports, with the first place; files that train or predict, and theirs, come first.

    What a file installs itself, as `installed` tells, is left out there.
    """
    found: dict[str, Location] = {}
    for code, name, line in _met(facts):
        if not (installed and pin_of(facts, name, installed.get(code.path, {}))):
            found.setdefault(name, code.at(line))
    return found


@once
def _met(facts: Facts) -> Iterator[tuple[Code, str, int]]:
    """(file, package, line) of every import of a package of others in product code."""
    folders = {file.path.split("/")[-2] for file in facts.paths if file.path.endswith(".py") and "/" in file.path}
    modules = {file.name.removesuffix(".py") for file in facts.paths if file.path.endswith(".py")}
    own_packages = {file.path.removeprefix("src/").partition("/")[0] for file in facts.paths if OWN_PACKAGE.fullmatch(file.path)}
    near = near_model(facts)
    for code in sorted(facts.product, key=lambda each: (each.path not in near, is_example(each.path))):
        for name, line in code.packages:
            if name in facts.standard_library or name in BESIDE or name in own_packages or name.startswith("_") or not name:
                continue
            if name in folders | modules and not facts.distributions.get(name):
                continue
            yield code, name, line


def is_optional(facts: Facts, place: Location, name: str) -> bool:
    """Whether an import may fail without harm, or may not be met: in a function, under a condition, or where an ImportError is caught."""
    code = facts.code_at(place.path)
    if code is None:
        return False
    for each in code.imports:
        if each.module.partition(".")[0] == name and code.at(each.line) == place:
            guards = [handler.line for handler in code.source.handlers if OPTIONAL & set(handler.catches or ("",))]
            return each.scope >= 0 or each.guards > 0 or any(0 < line - each.line <= NEAR for line in guards)
    return False


def pin_of(facts: Facts, name: str, declared: Declared) -> tuple[str, Requirement] | None:
    """The declaration that provides an import name; the strictest of several."""
    plain = re.sub(r"[-_.]+", "-", name).lower()
    names = [SHIPPED_WITH.get(name, ""), *facts.distributions.get(name, ()), plain, f"python-{plain}", f"py{plain}"]
    found = [declared[each] for each in names if each in declared]
    return next((each for each in found if each[1].pinned), found[0] if found else None)
