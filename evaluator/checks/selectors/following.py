"""What a command starts of the project: targets, scripts and job files, with what these run in their turn."""

from __future__ import annotations

import posixpath
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.shell import simple_commands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evaluator.checks.selectors.shell import Command
    from evaluator.model.facts import Facts, Work

SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh", "source", "."})
SCRIPTS = ("shell", "batch")
# Programs that start named work, with the kinds of files in which its names stand.
TARGETS = {
    "make": ("make",), "just": ("just",), "task": ("taskfile", "pyproject"), "tox": ("tox",), "nox": ("nox",), "invoke": ("invoke",),
    "inv": ("invoke",), "poe": ("pyproject",), "hatch": ("pyproject",), "pdm": ("pyproject",), "rye": ("pyproject",),
    "pipenv": ("pipfile",), "npm": ("package-json",),
}  # fmt: skip
FOLDERS = ("-C", "--directory", "-d")
STARTED_BY_FILE = frozenset({"entrypoint", "command", "cmd"})
RUNS_SERVICES = frozenset({"run", "up", "exec", "start"})
DEEPEST = 3


class Inner(msgspec.Struct, frozen=True):
    """What a command starts, by name, and all the commands that are run by it."""

    name: str
    text: str


def follow(facts: Facts, line: str, folder: str = "", depth: int = 0) -> tuple[tuple[Inner, ...], str]:
    """What a line of shell starts, and the folder in which the next line stands."""
    found: list[Inner] = []
    for command in simple_commands(line):
        if len(command.words) == 2 and command.words[0] == "cd":
            folder = _joined(folder, command.words[1])
            continue
        for name, home, commands in _started(facts, command, folder):
            texts, here = [], home
            for each in commands:
                inner, here = follow(facts, each, here, depth + 1) if depth < DEEPEST else ((), here)
                texts += [each, *(below.text for below in inner)]
            found.append(Inner(name, "\n".join(texts)))
    return tuple(found), folder


def _started(facts: Facts, command: Command, folder: str) -> Iterator[tuple[str, str, Iterable[str]]]:
    """(name, folder, commands) of each piece of the project's own work that a command starts."""
    program, *rest = command.words or ("",)
    kinds = TARGETS.get(program) or TARGETS.get(command.runner, ())
    if kinds:
        words = rest if program in TARGETS else [program, *rest]
        for name, home, commands in _targets(facts, kinds, words, folder):
            yield f"{program if program in TARGETS else command.runner} {name}", home, commands
    named = next((word for word in rest if not word.startswith("-")), "") if program in SHELLS else program if "/" in program else ""
    named = named or (program if program.endswith(".sh") else "")
    script = _script(facts, named, folder) if named and "-c" not in rest[:1] else None
    if script is not None:
        yield script.path, folder, [each for target in script.source.targets for each in target.commands]
    if (program == "docker-compose" or command.words[:2] == ("docker", "compose")) and RUNS_SERVICES & set(rest):
        yield from _services(facts, rest, folder)
    for word in rest:
        if word.endswith((".yaml", ".yml")):
            yield from _of_file(facts, _joined(folder, word), folder)


def _targets(facts: Facts, kinds: tuple[str, ...], words: list[str], folder: str) -> Iterator[tuple[str, str, Iterable[str]]]:
    base = next((_joined(folder, after) for word, after in pairwise(words) if word in FOLDERS), folder)
    names = {part for word in words for part in word.rpartition("=")[2].split(",") if part and not word.startswith("-")}
    holding = [work for work in facts.stages if work.source.kind in kinds]
    holding = [work for work in holding if posixpath.dirname(work.path) == base] or holding
    for work in holding:
        known = {target.name.removeprefix("testenv:"): target for target in work.source.targets}
        for name in sorted(names & set(known)):
            needed = [known[each] for each in known[name].needs if each in known and each != name]
            yield name, posixpath.dirname(work.path), [line for each in (*needed, known[name]) for line in each.commands]


def _script(facts: Facts, named: str, folder: str) -> Work | None:
    """The script of that path as seen from the folder or the root; else the only one whose path ends so."""
    scripts = {work.path: work for work in facts.stages if work.source.kind in SCRIPTS}
    tail = posixpath.normpath(named).lstrip("/").removeprefix("../")
    for path in (_joined(folder, named), tail):
        if path in scripts:
            return scripts[path]
    ending = [path for path in scripts if path.endswith(f"/{tail}")]
    return scripts[ending[0]] if len(ending) == 1 else None


def _of_file(facts: Facts, path: str, folder: str) -> Iterator[tuple[str, str, Iterable[str]]]:
    """What a job file that is handed on starts (`entrypoint: bash jobs/check.sh`)."""
    for declared in (*facts.settings, *facts.manifests):
        if declared.path == path:
            commands = [value for key, value, _ in declared.source.values if key.rpartition(".")[2] in STARTED_BY_FILE]
            if commands:
                yield path, folder, commands


def _services(facts: Facts, words: list[str], folder: str) -> Iterator[tuple[str, str, Iterable[str]]]:
    """The commands of the services of a compose file that are named (`docker-compose run checks`)."""
    files = [each for each in facts.manifests if each.source.kind == "compose"]
    given = {_joined(folder, word) for word in words if word.endswith((".yaml", ".yml"))}
    near = [each for each in files if (each.path in given if given else posixpath.dirname(each.path) == folder)]
    for each in near:
        for name in words:
            started = [(key, value) for key, value, _ in each.source.values if key.startswith(f"services.{name}.")]
            line = " ".join(value for key, value in started if key.split(".")[2] in STARTED_BY_FILE)
            if line:
                yield f"{each.path}: {name}", folder, [line]


def _joined(folder: str, path: str) -> str:
    """A path of the tree; "" is the root, and so is what a service's variable stands for."""
    joined = "" if path.startswith(("$", "{")) else posixpath.normpath(posixpath.join(folder, path))
    return "" if joined == "." else joined
