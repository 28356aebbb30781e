"""Small real git repositories for tests, with fixed names and dates."""

import hashlib
import os
import subprocess
import zlib
from collections.abc import Mapping
from pathlib import Path

_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
}


def git(folder: Path, *arguments: str, at: str = "2024-03-01T12:00:00Z", feed: bytes = b"", who: Mapping[str, str] | None = None) -> str:
    """Run git in a folder; what it prints."""
    dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    environment = _ENVIRONMENT | {"HOME": str(folder)} | dates | dict(who or {})
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, input=feed, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace").strip()


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Lay files down."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def commit(folder: Path, files: Mapping[str, str | bytes], subject: str = "Work", at: str = "2024-03-01T12:00:00Z", **more: str) -> str:
    """Lay files down and commit everything; the commit's id."""
    write(folder, files)
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "--allow-empty", "-m", subject, at=at, who=more)
    return git(folder, "rev-parse", "HEAD")


def repository(folder: Path, files: Mapping[str, str | bytes] | None = None, *options: str) -> Path:
    """A new repository with one commit of these files."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main", *options)
    if files is not None:
        commit(folder, files)
    return folder


def stored(folder: Path, kind: str, raw: bytes) -> str:
    """Store an object as it is given, without any of git's own checks; its id."""
    whole = f"{kind} {len(raw)}".encode() + b"\0" + raw
    name = hashlib.sha1(whole).hexdigest()
    file = folder / ".git/objects" / name[:2] / name[2:]
    file.parent.mkdir(exist_ok=True)
    if not file.exists():
        file.write_bytes(zlib.compress(whole, 1))
    return name


def blob(folder: Path, content: bytes) -> str:
    """Store bytes as a blob; its id."""
    return stored(folder, "blob", content)


def tree(folder: Path, entries: list[tuple[str, bytes, str]]) -> str:
    """Store a tree as it is given (mode, name, id); its id."""
    raw = b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(object_id) for mode, name, object_id in entries)
    return stored(folder, "tree", raw)


def commit_of(folder: Path, tree_id: str, *parents: str, at: str = "1709294400 +0000", subject: bytes = b"Work") -> str:
    """Store a commit of a tree as it is given and let main name it; its id."""
    lines = [f"tree {tree_id}", *(f"parent {parent}" for parent in parents)]
    lines += [f"{role} Ada <ada@example.org> {at}" for role in ("author", "committer")]
    raw = "\n".join(lines).encode() + b"\n\n" + subject + b"\n"
    made = stored(folder, "commit", raw)
    (folder / ".git/refs/heads/main").write_text(made + "\n")
    return made
