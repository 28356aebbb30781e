"""The tree as a shell command sees it: from a folder, by relative path, dotted module or declared name."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Literal

import msgspec

from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.shell import is_open

if TYPE_CHECKING:
    from evaluator.model.facts import Facts, Work


Kind = Literal["script", "module", "notebook", "app", "target", "pipeline", "image", "compose", "console", "tests"]


# Tops of dotted names that no published package has: a module below them that is not there is nowhere.
OWN_TOPS = frozenset({"src", "app", "scripts", "train", "api", "main", "pipelines", "pipeline", "models", "utils"})


class Started(msgspec.Struct, frozen=True):
    """Something of the project that a command starts.

    `name` as written; `path` where it is or would be, from the root of the tree, "" unknown; `exists` None where the tree cannot tell;
    `line` counts the lines of the shell text from 0.
    """

    kind: Kind
    name: str
    exists: bool | None
    path: str = ""
    line: int = 0


class Ground:
    """What a repository holds, ready to be asked many times."""

    def __init__(self, facts: Facts) -> None:
        """Gathers paths, folders, work and declared scripts once."""
        self.facts = facts
        self.files = frozenset(file.path for file in facts.paths)
        self.folders = frozenset(folder for path in self.files for folder in _parents(path)) | frozenset(facts.submodules)
        self.names = frozenset(path.rsplit("/", 1)[-1] for path in self.files)
        self.inner_folders = frozenset(path.rsplit("/", 1)[-1] for path in self.folders if "/" in path)
        self.scripts = {
            name: self._script(each.path.rpartition("/")[0], target)
            for each in facts.manifests
            if each.source.kind in ("pyproject", "setup", "pipfile")
            for name, target in each.source.scripts.items()
        }

    def _script(self, folder: str, target: str) -> str:
        """The file of what a console script calls (`package.module:function`); "" where none of that name is there."""
        module = target.partition(":")[0].strip().replace(".", "/")
        tried = (posixpath.join(folder, inner, module + end) for inner in ("", "src") for end in (".py", "/__init__.py"))
        return next((path for path in tried if path in self.files), "") if module and " " not in module else ""

    def path(self, folder: str, name: str) -> str | None:
        """The path a name stands for as seen from a folder; None where it leads out of the tree or is to be filled in."""
        if not name or is_open(name) or name.startswith(("/", "~")) or ":" in name:
            return None
        clean = posixpath.normpath(posixpath.join(folder, name))
        if clean.startswith(".."):
            return None
        return "" if clean == "." else clean

    def holds(self, folder: str, name: str) -> tuple[str, bool | None]:
        """(path, whether a file of that path is there); None where it cannot be told."""
        found = self.path(folder, name)
        if found is None:
            return "", None
        if any(found == each or found.startswith(each + "/") for each in self.facts.submodules):
            return found, None
        return found, found in self.files

    def holds_folder(self, folder: str, name: str) -> tuple[str, bool | None]:
        """The same for a folder."""
        found = self.path(folder, name)
        return ("", None) if found is None else (found, found == "" or found in self.folders)

    def module(self, folder: str, dotted: str) -> tuple[str, bool | None]:
        """(path, whether it is there) of `package.module`; None for a module of somebody else."""
        if is_open(dotted):
            return "", None
        inner = dotted.replace(".", "/")
        for start in dict.fromkeys((folder, f"{folder}/src".strip("/"), "", "src")):
            for ending in (".py", "/__main__.py", "/__init__.py", ".pyx"):
                path = posixpath.join(start, inner + ending)
                if path in self.files:
                    return path, True
        top = dotted.split(".", maxsplit=1)[0]
        here = posixpath.join(folder, top)
        if here in self.folders or f"{here}.py" in self.files:
            return posixpath.join(folder, inner + ".py"), False
        if f"{top}.py" in self.names or top in self.inner_folders:
            return posixpath.join(folder, inner + ".py"), _found_below(self, inner)
        return posixpath.join(folder, inner + ".py"), False if top in OWN_TOPS and not self.facts.distributions.get(top) else None

    def work(self, folder: str, *kinds: str) -> tuple[Work, ...]:
        """The files of named work that stand directly in a folder."""
        return tuple(each for each in self.facts.stages if each.source.kind in kinds and posixpath.dirname(each.path) == folder)

    def declared(self, folder: str, kind: str) -> tuple[str, ...]:
        """The manifests of a kind that stand directly in a folder."""
        return tuple(each.path for each in self.facts.manifests if each.source.kind == kind and posixpath.dirname(each.path) == folder)


@kept
def ground_of(facts: Facts) -> Ground:
    """The ground of a repository, remembered for the last one asked for."""
    return Ground(facts)


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]


def _found_below(ground: Ground, inner: str) -> bool | None:
    """A module under another root than the asked one may be importable there: not known. Nowhere: not there."""
    endings = (f"/{inner}.py", f"/{inner}/__main__.py", f"/{inner}/__init__.py")
    return None if any(path.endswith(endings) for path in ground.files) else False
