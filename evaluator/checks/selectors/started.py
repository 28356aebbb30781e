"""What a shell command starts of the project, and whether that is in the tree (rubric.md, substance rule 4).

`targets(command_line, facts, folder)` reads one line; `walk(text, facts, folders)` a whole text, following `cd`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors import programs
from evaluator.checks.selectors.ground import ground_of
from evaluator.checks.selectors.shell import MAX_LINE, is_open, simple_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.ground import Ground, Started
    from evaluator.checks.selectors.shell import Command
    from evaluator.model.facts import Facts


def targets(command_line: str, facts: Facts, folder: str = "") -> tuple[tuple[Started, bool | None], ...]:
    """What a line starts, each with whether it is there as seen from the folder; None where the tree cannot tell.

    `python src/train.py && make serve` gives the script and the target. Installing, cloning and showing start nothing.
    """
    return tuple((started, started.exists) for _, started in walk(command_line, facts, (folder,)))


# Commands that make a new project elsewhere; what follows is said of that one.
MAKERS = frozenset(
    {
        ("kedro", "new"),
        ("cookiecutter", ""),
        ("ccds", ""),
        ("cruft", "create"),
        ("copier", "copy"),
        ("poetry", "new"),
        ("cargo", "new"),
        ("django-admin", "startproject"),
        ("npm", "create"),
        ("rails", "new"),
    }
)


class _Where(msgspec.Struct):
    """The folders in which the shell may stand, and whether it left the tree; `made` when a new project was begun from a template."""

    folders: tuple[str, ...]
    clones: list[str] = []
    missing: int = 0
    outside: bool = False
    made: bool = False
    settings: dict[str, str] = {}
    fetched: set[str] = set()


def walk(
    text: str, facts: Facts, folders: tuple[str, ...] = ("",), cloned: tuple[str, ...] = (), *, made: bool = False
) -> Iterator[tuple[str, Started]]:
    """(command line, what it starts) through a text; what is there from any of the folders is there.

    The first `cd` into what the tree does not hold enters the repository itself, a later one leaves it. `cloned` are names of
    repositories cloned before this text; the first of them is taken for this one. `made` says that a new project was begun
    from a template before this text: what is not there is then not known.
    """
    ground = ground_of(facts)
    where = _Where(folders, clones=list(cloned), made=made)
    for number, line in _numbered(text):
        before = where.folders
        for command in simple_commands(line):
            if not command.words or _moves(command, where, ground):
                where.settings.update(command.settings)
                continue
            for each in _started(command, where, ground):
                yield line, msgspec.structs.replace(each, line=number)
        where.folders = before if line.startswith("(") else where.folders


def stands(text: str, facts: Facts, folders: tuple[str, ...] = ("",)) -> tuple[str, ...]:
    """The folders in which a shell stands at the end of a text and before, the last first."""
    ground = ground_of(facts)
    where = _Where(folders)
    seen: dict[str, None] = {}
    for _, line in _numbered(text):
        before = where.folders
        for command in simple_commands(line):
            if command.words and _moves(command, where, ground):
                seen = dict.fromkeys((*where.folders, *seen))
        where.folders = before if line.startswith("(") else where.folders
    return tuple(seen)


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a shell text with their number from 0, those joined that end in a backslash (or a PowerShell tick or ^)."""
    held, first = "", 0
    for number, raw in enumerate(text.splitlines()):
        line = raw[:MAX_LINE].strip()
        first = first if held else number
        if line.endswith(("\\", "`", "^")) and len(held) < MAX_LINE:
            held += line[:-1] + " "
            continue
        whole, held = held + line, ""
        if whole and not whole.startswith("#"):
            yield first, whole
    if held.strip():
        yield first, held


def makes_project(words: tuple[str, ...]) -> bool:
    """Whether a command begins a new project from a template."""
    program, rest = words[0].rsplit("/", 1)[-1], words[1:]
    if program in ("pipx", "uvx", "npx", "uv") and rest:
        rest = rest[1:] if rest[0] in ("run", "tool") else rest
        rest = rest[1:] if rest[:1] == ("run",) else rest
        program, rest = (rest[0], rest[1:]) if rest else ("", ())
    return (program, "") in MAKERS or (program, rest[0] if rest else "") in MAKERS or program.startswith("create-")


def _moves(command: Command, where: _Where, ground: Ground) -> bool:
    """Follows `cd`, `git clone`, templates, downloads and `export`; says whether the command was one of them."""
    program, *rest = command.words
    if makes_project(command.words):
        where.made = True
        return program not in ground.scripts
    if program in ("cd", "pushd", "chdir", "%cd", "Set-Location"):
        if rest:
            _enter(rest[-1], where, ground)
        return True
    if program in ("export", "set") or program.startswith("$env:"):
        where.settings.update((name, value.strip("\"'")) for name, sign, value in (word.partition("=") for word in rest) if sign)
        return True
    if program in ("wget", "curl"):
        where.fetched |= {word.rsplit("/", 1)[-1] for word in rest}
        return True
    if program == "git" and rest[:1] == ["clone"]:
        where.clones += [word.rstrip("/").rsplit("/", 1)[-1].removesuffix(".git") for word in rest[1:] if "/" in word or is_open(word)][:1]
        return True
    return False


def _enter(name: str, where: _Where, ground: Ground) -> None:
    inside = [path for path, there in (ground.holds_folder(folder, name) for folder in where.folders) if there]
    if inside:
        where.folders = tuple(dict.fromkeys(inside))
        return
    if set(name) <= set("./-~") or name.startswith("~"):
        return
    last = name.rstrip("/").rsplit("/", 1)[-1]
    where.missing += 1
    if is_open(name) and not where.clones:
        where.outside = True  # a place of the reader's own; after a clone it is the clone
        return
    where.outside = (last in where.clones[1:]) or (where.missing > 1 and not is_open(name) and last not in where.clones[:1])


def _started(command: Command, where: _Where, ground: Ground) -> Iterator[Started]:
    """What the command starts, told from every folder it may stand in; the best answer holds."""
    settings = {**where.settings, **dict(command.settings)}
    answers = [tuple(programs.started(command, ground, folder, settings)) for folder in where.folders]
    for each in zip(*answers, strict=False):
        best = max(each, key=lambda found: (found.exists is True, found.exists is None))
        fetched = best.name.rsplit("/", 1)[-1] in where.fetched
        yield msgspec.structs.replace(best, exists=None) if best.exists is False and (where.outside or where.made or fetched) else best
