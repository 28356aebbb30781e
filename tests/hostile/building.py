"""A register of hostile repositories, one fault each and named after it, with what the right answer is."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from tests.snapshot.making import blob, commit, commit_of, git, repository, tree, write

__all__ = ["CASES", "PLAIN", "Answer", "Case", "Site", "family_case", "files_case", "hostile", "raw_tree", "settle"]
__all__ += ["blob", "commit", "commit_of", "git", "repository", "tree", "write"]

# "reviewed": status 0; "unread": status 0 and something is named as not read; "refused": status 3 and one clear line.
Answer = Literal["reviewed", "unread", "refused"]

PLAIN: dict[str, str | bytes] = {
    "README.md": "# Churn\n\nPredicts which customers leave, from a table of contracts.\n\n## Usage\n\n```sh\npython train.py\n```\n",
    "requirements.txt": "scikit-learn==1.5.0\npandas==2.2.2\n",
    "train.py": (
        "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import train_test_split\n\n"
        "data = pd.read_csv('data.csv')\n"
        "X_train, X_test, y_train, y_test = train_test_split(data[['a']], data['y'], random_state=1)\n"
        "model = LogisticRegression().fit(X_train, y_train)\nprint(model.score(X_test, y_test))\n"
    ),
}


class Site(msgspec.Struct, frozen=True):
    """Where a case is built: the submission, a home full of decoys, somebody's private repository, and a folder for canaries.

    `canary(name)` is a program that leaves a file of that name behind when anybody runs it.
    """

    folder: Path
    home: Path
    private: Path
    fired: Path

    def canary(self, name: str) -> str:
        """A program that must never run; the path has no spaces."""
        program = self.fired.parent / f"canary-{name}"
        program.write_text(f"#!/bin/sh\n: > {self.fired / name}\nexit 0\n")
        program.chmod(0o755)
        return str(program)

    @property
    def git(self) -> Path:
        """The submission's git folder."""
        return self.folder / ".git"

    def start(self, more: Mapping[str, str | bytes] | None = None) -> Path:
        """A small sound project as a repository, with these files in it."""
        return repository(self.folder, PLAIN | dict(more or {}))


class Case(msgspec.Struct, frozen=True):
    """A hostile repository: how it is made, and what a right answer is."""

    name: str
    make: Callable[[Site], None]
    answer: Answer
    family: str = ""


CASES: dict[str, Case] = {}


def hostile(answer: Answer = "reviewed") -> Callable[[Callable[[Site], None]], Callable[[Site], None]]:
    """Enter a function into the register under its own name."""

    def enter(make: Callable[[Site], None]) -> Callable[[Site], None]:
        name = make.__name__.replace("_", " ").strip()
        assert name not in CASES
        CASES[name] = Case(name, make, answer)
        return make

    return enter


def files_case(name: str, files: Mapping[str, str | bytes], family: str = "") -> None:
    """Enter a repository whose only fault is what stands in these files; those of a family also come all in one."""
    assert name not in CASES
    CASES[name] = Case(name, lambda site: void(site.start(files)), "reviewed", family)


def family_case(name: str, members: Mapping[str, Mapping[str, str | bytes]]) -> None:
    """Enter a repository with every member of a family in a folder of its own, and each member by itself."""
    for member, files in members.items():
        files_case(f"{name} of {member}", files, name)
    together = {f"project{index}/{path}": data for index, files in enumerate(members.values()) for path, data in files.items()}
    files_case(f"every {name}", together)


def void(_: object) -> None:
    """Nothing; for functions whose result is of no interest."""


def raw_tree(site: Site, entries: list[tuple[str, bytes, str]]) -> None:
    """A commit of the sound project's files and of entries that git itself would refuse to add."""
    site.start()
    listed = git(site.folder, "ls-tree", "HEAD").splitlines()
    sound = [(line.split()[0], line.split("\t")[1].encode(), line.split()[2]) for line in listed]
    commit_of(site.folder, tree(site.folder, [*sound, *entries]))


def settle(folder: Path) -> None:
    """Give everything one old time, so that any later change shows."""
    for above, folders, files in os.walk(folder, topdown=False):
        for name in (*files, *folders):
            os.utime(Path(above, name), (1_700_000_000, 1_700_000_000), follow_symlinks=False)
    if folder.exists() or folder.is_symlink():
        os.utime(folder, (1_700_000_000, 1_700_000_000), follow_symlinks=False)
