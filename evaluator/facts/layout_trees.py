"""A repository's paths seen as a whole: foreign projects inside, whether it is a library, whether it is a collection."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from evaluator.facts import layout_names as names
from evaluator.facts.words import words
from evaluator.model.regex import regex

MAX_PARTS = 60
MASS = 40
_LICENCE = regex(r"(?:licen[cs]e|copying)(?:[.\-_].{0,40})?")
_MARKS = words(
    """contributing.md code_of_conduct.md citation.cff manifest.in setup.py .travis.yml hubconf.py .pre-commit-config.yaml
    tutorial.ipynb security.md issue_template.md changelog.md .gitattributes""",
)
_DECLARES = regex(
    r"requirements[\w\-]{0,40}\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|pipfile|environment\.ya?ml|dockerfile|package\.json"
)
# How the archive of a repository is called that was fetched from a host.
_DOWNLOADED = ("-master", "-main")
_CODE = (".py", ".ipynb", ".r", ".rmd", ".jl")


class Tree:
    """What the paths of a repository say together. Names are compared in lower case."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = tuple(paths)
        self._known = {path.lower() for path in paths}
        self._folders: dict[str, set[str]] = defaultdict(set)
        for path in paths:
            folder, _, name = path.lower().rpartition("/")
            self._folders[folder].add(name)
        self._foreign = self._find_foreign()

    def has(self, path: str) -> bool:
        """Whether a path is in the tree, whatever its case."""
        return path.lower() in self._known

    def is_mass(self, folder: str) -> bool:
        """Whether a folder, in lower case, holds many files and no code: they are data, whatever their endings."""
        return folder in self._masses

    @cached_property
    def _masses(self) -> frozenset[str]:
        many = {
            folder: inside for folder, inside in self._folders.items() if len(inside) >= MASS and folder.split("/")[-1] not in names.DOCS
        }
        return frozenset(folder for folder, inside in many.items() if not any(name.endswith(_CODE) for name in inside))

    def is_foreign(self, folders: Sequence[str]) -> bool:
        """Whether a folder, given by its parts in lower case, lies in another project that was copied in whole."""
        return bool(self._foreign) and any("/".join(folders[: number + 1]) in self._foreign for number in range(len(folders)))

    def _find_foreign(self) -> frozenset[str]:
        """Folders below the root with a licence or an archive's name, and two marks of a published project, beside code outside them."""
        marked = {folder for folder, inside in self._folders.items() if folder and self._is_published(folder, inside)}
        if len(marked) > 2:
            marked = set()  # three such folders are a collection, not three copies
        marked |= {folder for folder, inside in self._folders.items() if self._is_borrowed(folder, inside)}
        return frozenset(folder for folder in marked if self._code_outside(folder))

    def _is_borrowed(self, folder: str, inside: set[str]) -> bool:
        """A school's material under the school's name, or a folder deep inside with a licence and a README of its own."""
        described = any(name.startswith("readme") for name in inside)
        licensed = any(_LICENCE.fullmatch(name) for name in inside)
        below = any(name.endswith(_CODE) for name in inside)
        if folder.rsplit("/", 1)[-1] in names.SCHOOLS:
            return described or licensed
        return folder.count("/") >= 2 and licensed and described and below and self._mostly_outside(folder)

    def _mostly_outside(self, folder: str) -> bool:
        code = [path for path in self._known if path.endswith(_CODE)]
        return 2 * sum(path.startswith(f"{folder}/") for path in code) < len(code)

    def _is_published(self, folder: str, inside: set[str]) -> bool:
        marks = len(inside & _MARKS) + (f"{folder}/.github" in self._folders or f"{folder}/.github/workflows" in self._folders)
        downloaded = folder.endswith(_DOWNLOADED)  # its licence may be a link
        return marks >= 2 and (downloaded or any(_LICENCE.fullmatch(name) for name in inside))

    def _code_outside(self, folder: str) -> bool:
        return any(path.endswith(_CODE) and not path.startswith(f"{folder}/") for path in self._known)

    @cached_property
    def is_library(self) -> bool:
        """A package that is published for others: built from the root, ten modules or more, and two marks of care for users."""
        root = self._folders[""]
        if not root & {"setup.py", "pyproject.toml", "setup.cfg"}:
            return False
        packages = {folder.removeprefix("src/").split("/")[0] for folder, inside in self._folders.items() if "__init__.py" in inside}
        packages -= names.PARTS | names.TEST | names.EXAMPLES | {""}
        modules = sum(path.endswith(".py") and path.removeprefix("src/").split("/")[0] in packages for path in self._known)
        return modules >= 10 and self._marks_of_care(root) >= 2

    def _marks_of_care(self, root: set[str]) -> int:
        docs = any(
            path in self._known
            for path in ("docs/conf.py", "docs/source/conf.py", "docs/source/index.md", "docs/source/_toctree.yml", "docs/source/index.rst")
        )
        history = any(re.fullmatch(r"(?:changelog|history|changes|releases?|news)(?:\..{1,8})?", name) for name in root)
        contributing = "contributing.md" in root or ".github/contributing.md" in self._known
        publishing = any(re.search(r"\.github/workflows/[^/]{0,60}(?:publish|release|pypi|nightly)", path) for path in self._known)
        return docs + history + contributing + publishing

    @cached_property
    def has_project_folder(self) -> bool:
        """Whether homework has a project beside it: a top folder named so, with code in it."""
        tops = {path.split("/")[0] for path in self._known if path.count("/") and path.endswith(_CODE)}
        return any(names.PROJECT_NAME.fullmatch(top) for top in tops)

    def projects(self) -> tuple[str, ...]:
        """Folders that look like projects of their own: code, and a README or a dependency file; three or more, or none.

        A repository with code at its root or in `src/` is one project, however many folders describe themselves.
        """
        inside = {folder for folder in self._folders if folder}
        root_code = sum(name.endswith(_CODE) and not name.startswith(("setup.", "test")) for name in self._folders[""])
        if root_code > 1 or any(folder == "src" or folder.startswith("src/") for folder in inside):
            return ()
        spelled = {path.rpartition("/")[0].lower(): path.rpartition("/")[0] for path in self.paths}
        for depth in (1, 2):
            candidates = {"/".join(folder.split("/")[:depth]) for folder in inside if folder.count("/") >= depth - 1}
            found = sorted(folder for folder in candidates if self._is_project(folder))
            if len(found) >= 3:
                return tuple(spelled.get(folder) or self._spelled(folder) for folder in found)
        return ()

    def _spelled(self, folder: str) -> str:
        path = next(path for path in self.paths if path.lower().startswith(f"{folder}/"))
        return path[: len(folder)]

    def _is_project(self, folder: str) -> bool:
        name = folder.rsplit("/", 1)[-1]
        parts = set(re.split(r"[_\- ]", name)) | {name}
        top = folder.split("/", maxsplit=1)[0]
        if self.has_project_folder and any(names.LESSON.fullmatch(part) for part in folder.split("/")):
            return False
        if name.startswith(".") or parts & names.PARTS or top in names.DOCS | names.TEST | names.DATA | names.VENDORED | names.GENERATED:
            return False
        inside = self._folders.get(folder, set())
        described = any(each.startswith("readme") or _DECLARES.fullmatch(each) for each in inside)
        return described and any(path.startswith(f"{folder}/") and path.endswith(_CODE) for path in self._known)
