"""The example project, laid down as a real Git repository that has the same commit ids on every machine.

`history.json` lists the commits and the files that each one wrote. A file comes from `earlier/<number of the commit>/`
where it lies there, else from `project/`, which holds the last state. A leading dot is spelled `dot-`, so that the
demo's own `.gitignore` and `.github` have no effect where it is stored.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath

import msgspec

from evaluator import resources
from evaluator.model.errors import SnapshotError

GIT_SECONDS = 60


class Person(msgspec.Struct, frozen=True):
    """Who wrote the demo's commits."""

    name: str
    email: str


class Step(msgspec.Struct, frozen=True):
    """One commit: `files` are the paths, as they stand in the repository, that it adds or changes."""

    date: datetime
    message: str
    files: tuple[str, ...]


class History(msgspec.Struct, frozen=True):
    """What `history.json` holds, oldest commit first."""

    author: Person
    commits: tuple[Step, ...]


def lay_down(folder: Path) -> Path:
    """Build the demo repository in `folder`, which is new or empty, and give back its path.

    No hook, template, attribute or setting of the user takes part: git is started with an environment of our own.
    Raises SnapshotError when the folder holds something already or git cannot be run.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SnapshotError("the folder for the demo is not empty; name a new one")
    folder.mkdir(parents=True, exist_ok=True)
    stored = resources.demo()
    history = msgspec.json.decode((stored / "history.json").read_bytes(), type=History)
    with tempfile.TemporaryDirectory() as home:
        _git(folder, home, "init", "--quiet", "--template=", "--object-format=sha1", "--initial-branch=main")
        _git(folder, home, "fast-import", "--quiet", "--done", stdin=b"".join(_stream(stored, history)))
        _git(folder, home, "reset", "--quiet", "--hard", "main")
    return folder


def stored_at(stored: Path, number: int, path: str) -> Path:
    """Where the demo keeps the bytes that commit `number` (counted from 1) wrote to `path`."""
    parts = [f"dot-{part[1:]}" if part.startswith(".") else part for part in PurePosixPath(path).parts]
    earlier = stored.joinpath("earlier", f"{number:02d}", *parts)
    return earlier if earlier.is_file() else stored.joinpath("project", *parts)


def _stream(stored: Path, history: History) -> Iterator[bytes]:
    """The commits in the language of `git fast-import`."""
    yield b"feature done\n"
    for number, step in enumerate(history.commits, start=1):
        when = f"{int(step.date.timestamp())} {step.date:%z}"
        signature = f"{history.author.name} <{history.author.email}> {when}"
        yield f"commit refs/heads/main\nauthor {signature}\ncommitter {signature}\n".encode()
        yield _data(step.message.encode() + b"\n")
        for path in step.files:
            yield f"M 100644 inline {path}\n".encode() + _data(stored_at(stored, number, path).read_bytes())
    yield b"done\n"


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _git(folder: Path, home: str, *arguments: str, stdin: bytes = b"") -> None:
    try:
        command = ("git", "-C", str(folder.resolve()), *arguments)
        subprocess.run(command, input=stdin, env=_environment(home), capture_output=True, check=True, timeout=GIT_SECONDS)
    except FileNotFoundError as error:
        raise SnapshotError("the demo needs git, and no git was found; install it and run this again") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise SnapshotError(f"git could not write the demo into {folder}; try another folder") from error


def _environment(home: str) -> dict[str, str]:
    """Built from nothing: GIT_DIR, GIT_INDEX_FILE or GIT_AUTHOR_NAME of the caller must not reach git."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    own = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ATTR_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    return {**kept, **own, "HOME": home, "XDG_CONFIG_HOME": home}
