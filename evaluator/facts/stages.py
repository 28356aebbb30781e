"""Named pieces of work that somebody can start: Make targets, DVC stages, tox and nox sessions, scripts."""

from evaluator.facts.secret import mask
from evaluator.facts.shell_lines import commands
from evaluator.facts.stages_make import read_just, read_make, read_snakefile
from evaluator.facts.stages_manifest import (
    read_dvc,
    read_mlproject,
    read_package_json,
    read_pipfile,
    read_pyproject,
    read_taskfile,
    read_tox,
)
from evaluator.facts.stages_python import read_tasks
from evaluator.facts.stages_shell import read_batch, read_shell
from evaluator.facts.text import decode
from evaluator.model.documents import Stages, Target
from evaluator.model.regex import regex

KIND = "stages"
EDITION = 3
NEEDS_NAME = True
MAX_BYTES = 256 * 1024
MAX_TARGETS = 500

_READERS = {
    "make": read_make,
    "just": read_just,
    "snakemake": read_snakefile,
    "dvc": read_dvc,
    "taskfile": read_taskfile,
    "mlproject": read_mlproject,
    "tox": read_tox,
    "nox": read_tasks,
    "invoke": read_tasks,
    "package-json": read_package_json,
    "pyproject": read_pyproject,
    "pipfile": read_pipfile,
    "shell": read_shell,
    "batch": read_batch,
}
_NAMES = {
    "makefile": "make",
    "gnumakefile": "make",
    "justfile": "just",
    ".justfile": "just",
    "snakefile": "snakemake",
    "dvc.yaml": "dvc",
    "dvc.yml": "dvc",
    "taskfile.yml": "taskfile",
    "taskfile.yaml": "taskfile",
    "mlproject": "mlproject",
    "procfile": "procfile",
    "tox.ini": "tox",
    "noxfile.py": "nox",
    "tasks.py": "invoke",
    "package.json": "package-json",
    "pyproject.toml": "pyproject",
    "pipfile": "pipfile",
}
_ENDINGS = {
    ".mk": "make",
    ".just": "just",
    ".smk": "snakemake",
    ".sh": "shell",
    ".bash": "shell",
    ".bat": "batch",
    ".cmd": "batch",
    ".ps1": "batch",
}
# A script without an ending stands in a folder of scripts; it is told by its first lines.
_BARE = regex(
    r"(?:[\w.-]{1,60}/){0,3}(?:tests?|\.?ci|scripts?|bin|tools?|dev|build|hack|jobs?|\.github|docker|ops)/[a-z][a-z0-9_-]{0,40}|[a-z][a-z0-9_-]{0,40}"
)
_SHELL = regex(r"#!.{0,80}\b(?:ba|da|z|k)?sh\b|(?:#.{0,300}\n|\n){0,20}set -")


def matches(path: str) -> bool:
    """Whether a path is of a name under which work is named."""
    return bool(_kind(path.rsplit("/", 1)[-1])) or _BARE.fullmatch(path) is not None


def read(data: bytes, name: str) -> Stages:
    """The targets of a file in its order. A shell script has one target "" with its commands, and one for each function.

    A file without an ending that is no shell script has none.

    Commands of Make that begin with "-" end in `|| true` here, which is what they mean.

    Raises:
        ValueError: when it is not what its name says.
    """
    kind = _kind(name)
    if not kind and _SHELL.match(data[:8_000].decode("utf-8", "replace")) is None:
        return Stages("")
    if len(data) > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES} bytes")
    kind = kind or "shell"
    text = mask(decode(data)).replace("\x00", "")
    targets = _procfile(text) if kind == "procfile" else _READERS[kind](text)
    return Stages(kind, tuple(targets[:MAX_TARGETS]))


def _kind(name: str) -> str:
    lower = name.lower()
    if lower in _NAMES:
        return _NAMES[lower]
    if lower.startswith("makefile.") and not lower.endswith((".am", ".in", ".md")):
        return "make"
    return next((kind for ending, kind in _ENDINGS.items() if lower.endswith(ending)), "")


def _procfile(text: str) -> list[Target]:
    parts = ((line, *command.partition(":")) for line, command in commands(text))
    return [Target(name.strip(), line, (command.strip(),)) for line, name, colon, command in parts if colon and command.strip()]
