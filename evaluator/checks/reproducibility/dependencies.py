"""Could I install what it needs, in the versions it needs?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evaluator.checks.selectors.brought import brought_by
from evaluator.checks.selectors.concerns import near_model
from evaluator.checks.selectors.installed import (
    commanded,
    covered,
    declarations,
    imported,
    installed_by_cells,
    installed_in_notebooks,
    is_optional,
    lacking,
    left_by_models,
    locks,
    named_in,
    pin_of,
    provided,
    unread_images,
    unread_locks,
)
from evaluator.checks.selectors.listed import installed_by_page, installs_some, listed
from evaluator.checks.selectors.page_commands import lines_of, readmes, shell_lines
from evaluator.checks.selectors.standing import is_aside, is_example, is_for_tests, own
from evaluator.model.place import REPOSITORY, Location
from evaluator.model.result import Evidence, against, supports

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from evaluator.checks.selectors.installed import Declared
    from evaluator.model.facts import Dependencies, Facts

SHARE = 0.9


def dependencies_declared(facts: Facts) -> Iterator[Evidence]:
    """What must be installed is written in a file.

    Why: A colleague who must guess the packages gives up before the first run.
    Fix: List what you import in `pyproject.toml` or `requirements.txt`.
    Ask: How would I set up the machine to run this?
    """
    left = left_by_models(facts)
    found = [each for each in declarations(facts) if each.path.rpartition("/")[0] not in left]
    told = [each for each in found if not each.source.lock] or found
    used = imported(facts)
    needed = [each for each in told if len(told) == 1 or _names_one(facts, each, used)]
    for each in told:
        count = len(each.source.requirements)
        words = "one dependency is declared" if count == 1 else f"{count} dependencies are declared"
        aside = is_for_tests(each.path) or (needed and each not in needed)
        place = Location(each.path, each.source.requirements[0].line)
        yield supports(place, f"{words}, which may not be what the code needs" if aside else words, "low" if aside else "high")
    named = [] if found else list(_installed(facts))
    yield from named
    if not found and not named:
        note = "no requirements, pyproject, setup, Pipfile or environment file that names a dependency was found"
        image = next(unread_images(facts), None)
        yield against(REPOSITORY, note) if image is None else against(image, f"{note}; this file for an image could not be read", "low")


def _names_one(facts: Facts, manifest: Dependencies, packages: Collection[str]) -> bool:
    """Whether a manifest names what provides one of some packages."""
    named = {each.name: (manifest.path, each) for each in manifest.source.requirements}
    return any(pin_of(facts, package, named) for package in packages)


def imports_declared(facts: Facts) -> Iterator[Evidence]:
    """Every package that the code imports is declared.

    Why: The first import that fails ends the trial on every machine but yours.
    Fix: Add the missing names to the dependency file.
    """
    declared, used, near = provided(facts), imported(facts), near_model(facts)
    page = None if any(declarations(facts)) else installed_by_page(facts)
    if page is not None:
        yield against(page, "what the code imports is installed by commands of this page; no file declares it", "low")
    if not used or not any(declarations(facts)):
        yield from _as_listed(facts, used) if page is None else ()
        return
    found = list(_undeclared(facts, declared, near))
    yield from found
    if not found:
        yield supports(
            REPOSITORY, f"all {len(used)} imported packages are declared" if len(used) > 1 else "the imported package is declared"
        )


def _undeclared(facts: Facts, declared: Declared, near: Collection[str]) -> Iterator[Evidence]:
    """The imports that nothing declares; those that come with what is declared, or that a page installs, are asked about."""
    asked = sorted(imported(facts, installed_by_cells(facts)).items())
    missing = [(name, place) for name, place in asked if not pin_of(facts, name, declared)]
    told = _installed_by_hand(facts, {place.path.rpartition("/")[0] for _, place in missing}) if missing else {}
    brought = {name: by for name, _ in asked if (by := brought_by(facts, name, {**told, **declared}))}
    for name, place in missing:
        if name in brought:
            continue
        close = (place.path in near or not near) and not (is_aside(place.path) or is_example(place.path))
        by_hand = pin_of(facts, name, told) is not None
        sure = close and bool(facts.distributions.get(name)) and not is_optional(facts, place, name) and not by_hand
        aside = f"; {_where_told(facts, told, name)} has it installed by name" if by_hand else _maybe_own(facts, name)
        yield against(place, f"`{name}` is imported and not declared{aside}", "high" if sure else "low")
    locked = next(unread_locks(facts), None) is not None  # what was brought in stands there, though it could not be read
    for name, place in asked:
        if name in brought and not locked:
            yield against(place, f"`{name}` is imported and not declared itself; it comes with {brought[name]}", "low")


def dependencies_pinned(facts: Facts) -> Iterator[Evidence]:
    """The versions of what the code imports are fixed.

    Why: An open version is another program next month; the result cannot be had again.
    Fix: Commit a lock file (`uv lock`, `pip-compile`), or pin each imported package with `==` or `~=`.
    Ask: Which of your dependencies broke you last, and how did you notice?
    """
    locked = list(_locked(facts))
    yield from locked
    declared, used = provided(facts), imported(facts)
    judged = [name for name in sorted(used) if facts.distributions.get(name) or pin_of(facts, name, declared)]
    if any(each.confidence == "high" for each in locked) or not used:
        return
    pins = {name: pin for name in judged if (pin := pin_of(facts, name, declared)) and pin[1].pinned}
    fixed = set(pins) | (set(judged) - set(imported(facts, _pinned_by_cells(facts))))
    if pins and len(fixed) >= SHARE * len(judged):
        path, requirement = min(pins.values(), key=lambda pin: not pin[1].specifier.startswith(("=", "~")))
        words = f"a fixed or bounded version is declared for {len(fixed)} of {len(judged)} imported packages"
        yield supports(Location(path, requirement.line), words)
        return
    named = ", ".join([name for name in judged if name not in fixed][:6]) or "none is declared"
    yield against(REPOSITORY, f"of {len(judged)} imported packages {len(judged) - len(fixed)} without a fixed version: {named}")


def _locked(facts: Facts) -> Iterator[Evidence]:
    """Lock files that hold what the code around them imports; doubtful where the manifest beside one names what it lacks."""
    found = [(each, *covered(facts, each)) for each in locks(facts)]
    telling = [(each, imports, held) for each, imports, held in found if held] or [each for each in found if not each[1]]
    for each, imports, held in telling:
        place = Location(each.path, each.source.requirements[0].line)
        missing = lacking(facts, each)
        if missing:
            yield supports(place, f"a lock file, though it lacks {', '.join(missing[:3])}, which the manifest beside it names", "low")
        else:
            among = (
                ""
                if not imports
                else ", those of all packages imported beside it"
                if held == imports
                else ", but not of all that is imported"
            )
            yield supports(place, f"a lock file fixes {len(each.source.requirements)} versions{among}")
    yield from (supports(place, "a lock file is in the tree; its content was not read") for place in unread_locks(facts))


def _pinned_by_cells(facts: Facts) -> dict[str, Declared]:
    """What notebooks install themselves in a fixed version."""
    cells = installed_by_cells(facts)
    return {path: {name: pin for name, pin in installed.items() if pin[1].pinned} for path, installed in cells.items()}


def _installed_by_hand(facts: Facts, folders: Collection[str]) -> Declared:
    """What commands of targets, of workflows, of the front page, of what it links and of the READMEs of some folders install by name."""
    beside = (line for page in readmes(facts) if page.path.rpartition("/")[0] in folders for line in lines_of(page))
    lines = [(place.path, " ".join(words), place.line) for place, words in (*shell_lines(facts), *beside)]
    targets = [(work, target) for work in own(facts.stages) for target in work.source.targets]
    steps = [(flow, step) for flow in own(facts.workflows) for job in flow.source.jobs for step in job.steps]
    lines += [(work.path, command, target.line) for work, target in targets for command in target.commands]
    lines += [(flow.path, line, step.line) for flow, step in steps for line in step.run.splitlines()]
    return {each.name: (path, each) for path, text, line in reversed(lines) for each in named_in(text, line)}


def _where_told(facts: Facts, told: Declared, name: str) -> str:
    """The page or the file of commands that installs a package."""
    found = pin_of(facts, name, told)
    is_page = found is None or any(found[0] == each.path for each in facts.documents)
    return "a page" if found is None or is_page else found[0]


def _maybe_own(facts: Facts, name: str) -> str:
    """A plain lower-case name that no known package provides is as likely a file that was left out of the repository."""
    own = not facts.distributions.get(name) and re.fullmatch(r"[a-z][a-z0-9_]*", name)
    return "; if it is a file of the project, it is not in the repository" if own else ""


def _installed(facts: Facts) -> Iterator[Evidence]:
    """What an image or a notebook installs by name, or the front page lists, is a declaration of a kind."""
    page = installed_by_page(facts)
    yield from (supports(Location(path, each.line), f"the image installs {each.name} by name") for path, each in commanded(facts))
    if page is not None:
        yield supports(page, "commands on this page install by name all that the code near the model imports")
    yield from (supports(place, "a cell installs packages by name", "low") for place in installed_in_notebooks(facts))
    some = None if page is not None else installs_some(facts)
    if some is not None:
        yield supports(
            some[0], f"commands on this page install {some[1]} packages by name; whether more is needed could not be told", "low"
        )
    told, used = [] if page is not None else list(listed(facts)), imported(facts)
    said = {name for _, names in told for name in names}
    known = {name for name in used if name in said or facts.distributions.get(name)}  # the rest may be files that were left out
    most = 3 * len(said) > 2 * len(known)
    for place, names in told:
        words = f"the page lists what is needed ({', '.join(names[:3])})"
        whole = f"{words}: {len(names)} of {len(used)} imported packages" if len(names) > 1 else words
        yield supports(place, f"{whole}; no file from which it could be installed", "high" if most else "low")


def _as_listed(facts: Facts, used: dict[str, Location]) -> Iterator[Evidence]:
    """What is imported beside what a page lists, where no file declares anything."""
    told = list(listed(facts))
    named = {name for _, names in told for name in names}
    missing = sorted(set(used) - named) if told else []
    yield from (against(used[name], f"`{name}` is imported and not among what the page lists", "low") for name in missing)
    if told and not missing:
        yield supports(told[0][0], f"all {len(used)} imported packages are among what the page lists", "low")
