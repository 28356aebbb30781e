"""The part that each path of a repository plays, told by names and by what stands beside it.

Sources of the rules: rubric.md section 1 (substance rule 1), practices.md "How to label" 2.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath

from evaluator.facts import layout_names as names
from evaluator.facts.layout_copies import once
from evaluator.facts.layout_trees import Tree

MAX_PARTS = 60

_DOCUMENTS = ("readme", "license", "licence", "copying", "changelog", "contributing", "authors", "notice", "notes", "report", "about")
_SETTINGS = (".", "data", "config", "params", "settings")
_BUILD_FILES = (
    *("dockerfile", "containerfile", "makefile", "gnumakefile", "justfile", "procfile", "jenkinsfile", "pipfile"),
    *("snakefile", "mlproject", "mlmodel", "vagrantfile", "codeowners"),
)


# What is homework as well where it lies in a folder of lessons.
_OF_LESSONS = frozenset({"config", "docs", "test", "data", "other"})


def roles(paths: Sequence[str], ids: Mapping[str, str] | None = None) -> dict[str, str]:
    """The role of each path: product, notebook, test, data, docs, config, vendored, generated, tutorial, archive, template, other.

    A `test*.py` is a test until `refine` has seen what is in it. `ids` are the blob ids by path: code of the same bytes
    under several top folders counts once.
    """
    tree = Tree(paths)
    known: dict[str, str] = {}
    first = {path: _role(path, tree, known) for path in paths}
    return _teaching(once(first, ids or {}), tree)


def refine(found: Mapping[str, str], tests: Mapping[str, bool]) -> dict[str, str]:
    """The roles, corrected by content. `tests` says of each Python file whether it holds a test with an assertion.

    A file that only its name makes a test is product when it holds none (`test.py` that evaluates, `train_test.py`); so are
    the other files of a folder `test` or `testing` in which no file holds any.
    """
    alive = {_test_folder(path) for path, holds in tests.items() if holds}
    refined = dict(found)
    for path, holds in tests.items():
        if holds or found.get(path) != "test" or path.rsplit("/", 1)[-1].lower() in names.ALWAYS_TEST:
            continue
        folder = _test_folder(path)
        if not folder or (folder.rsplit("/", 1)[-1].lower() in names.SINGULAR_TEST and folder not in alive):
            refined[path] = "product"
    return refined


def projects(paths: Sequence[str]) -> tuple[str, ...]:
    """The folders to offer for `--path` when a repository is a collection of three or more unrelated projects, else none."""
    return Tree(paths).projects()


def _test_folder(path: str) -> str:
    """The outermost test folder above a path, "" when there is none."""
    parts = path.split("/")[:-1]
    return next(("/".join(parts[: number + 1]) for number, part in enumerate(parts) if is_test_folder(part.lower())), "")


def _role(path: str, tree: Tree, known: dict[str, str]) -> str:
    lower = path.lower()
    folder, _, name = lower.rpartition("/")
    if "{{" in path or "{%" in path or "cookiecutter." in lower:
        return "template"
    folders = folder.split("/")[:MAX_PARTS] if folder else []
    if folder not in known:
        known[folder] = _of_folder(folders, tree)
    if known[folder] == "generated" or names.GENERATED_NAME.fullmatch(name):
        return "generated"
    if known[folder] == "vendored" or names.BUNDLED_SCRIPT.fullmatch(name):
        return "vendored"
    if known[folder] == "archive" or _is_archived_file(folder, name, tree):
        return "archive"
    purpose = _by_purpose(folders, name)
    if purpose == "config" and name.endswith(".py") and folder and tree.has(f"{folder}/__init__.py"):
        purpose = "product"  # `utils/setup.py` in a package sets a run up, and builds nothing
    unordered = purpose == "other" or (purpose in ("docs", "config") and name.endswith((".txt", ".html", ".xml", ".json")))
    return "data" if unordered and tree.is_mass(folder) else purpose


@lru_cache(maxsize=4096)
def is_test_folder(part: str) -> bool:
    """Whether a folder's name, in lower case, is one for tests."""
    return part in names.TEST or names.TEST_FOLDER.fullmatch(part) is not None


def _of_folder(folders: list[str], tree: Tree) -> str:
    """The role that a folder gives to all that is in it, "" for none."""
    if any(part in names.GENERATED or names.GENERATED_FOLDER.fullmatch(part) for part in folders):
        return "generated"
    if any(pair in names.GENERATED_PAIRS for pair in pairwise(folders)):
        return "generated"
    if any(part in names.VENDORED for part in folders) or tree.is_foreign(folders):
        return "vendored"
    archived = any(_is_archived(part, "/".join(folders[: number + 1]), tree) for number, part in enumerate(folders))
    return "archive" if archived else ""


def _is_archived_file(folder: str, name: str, tree: Tree) -> bool:
    path = PurePosixPath(name)
    if path.suffix in (".bak", ".orig", ".old"):
        return True
    if path.suffix not in names.CODE and path.suffix not in names.NOTEBOOKS:
        return False
    # A copy is one only beside its original: many a Colab notebook is called "Copy of ..." and is all there is.
    if copy := names.COPY_OF.fullmatch(name):
        original = copy[1] or copy[2] + copy[3]
        return tree.has(f"{folder}/{original}".lstrip("/"))
    return names.ARCHIVED_STEM.fullmatch(path.stem) is not None


def _is_archived(part: str, folder: str, tree: Tree) -> bool:
    if part in names.ARCHIVE:
        return part not in names.ARCHIVE_MODULES or not tree.has(f"{folder}/__init__.py")
    return names.ARCHIVE_EDGE.fullmatch(part) is not None


def _by_purpose(folders: list[str], name: str) -> str:
    path = PurePosixPath(name)
    ending = path.suffix if not name.startswith(".") or name.count(".") > 1 else ""
    in_tests = any(is_test_folder(part) for part in folders)
    in_data = any(part in names.DATA or part in names.SAMPLES for part in folders)
    if ending in names.TABLES_AND_MEDIA or (in_data and ending in names.PICTURES):
        return "test" if in_tests and not in_data else "data"
    if ending in names.NOTEBOOKS:
        return "test" if in_tests and not in_data else "notebook"
    if ending in names.CODE:
        return _of_code(name, in_tests=in_tests)
    if ending in names.MODELS or ending in names.PICTURES:
        if in_tests:
            return "test"
        return "docs" if any(part in names.DOCS for part in folders) else "other"
    return _of_text(folders, name, ending, in_tests=in_tests, in_data=in_data)


def _of_code(name: str, *, in_tests: bool) -> str:
    if in_tests or names.TEST_NAME.fullmatch(name):
        return "test"
    return "config" if name in names.BUILD_FILES else "product"


def _of_text(folders: list[str], name: str, ending: str, *, in_tests: bool, in_data: bool) -> str:
    configures = ".dvc" in folders or _is_requirements(folders, name)
    if configures or (in_tests and not in_data):
        return "config" if configures else "test"
    documented = any(part in names.DOCS for part in folders)
    named = name.startswith(_DOCUMENTS)
    stored = any(part in names.DATA for part in folders) and not named and not name.startswith(_SETTINGS)
    if stored and ending in (".json", ".xml", ".txt", ".html"):
        return "data"
    if ending == ".txt" and not named and not documented:
        return "other"
    if named or ending in names.PROSE or ending == ".html":
        return "other" if ending == ".html" and folders and not documented else "docs"
    if ending in names.CONFIG or name.startswith((".", *_BUILD_FILES)):
        return "config"
    return "docs" if documented else "other"


def _is_requirements(folders: list[str], name: str) -> bool:
    stem = name.rpartition(".")[0]
    spoken = re.search(r"requirement|constraints|(?:^|[_\-.])reqs?(?:$|[_\-.])", stem) is not None
    return name.endswith((".txt", ".in")) and (spoken or bool(folders and folders[-1] == "requirements"))


def _teaching(found: dict[str, str], tree: Tree) -> dict[str, str]:
    """Code that explains rather than does: a library's examples, code inside documentation, homework beside a project.

    Of homework every file is, and not its code alone: its images, its manifests, its pages.
    """
    groups = {path: _group(path, tree) for path, role in found.items() if role in ("product", "notebook")}
    counts = Counter(groups.values())
    if not counts[""]:
        return found
    beside = {path for path, role in found.items() if role in _OF_LESSONS and _is_of_lesson(path, tree)}
    return {path: "tutorial" if groups.get(path) or path in beside else role for path, role in found.items()}


def _group(path: str, tree: Tree) -> str:
    folders = path.lower().split("/")[:-1]
    if _any(folders, ("docs", "doc", "documentation")):
        return "docs"
    if tree.is_library and _any(folders, names.EXAMPLES):
        return "examples"
    return "lessons" if _is_of_lesson(path, tree) else ""


def _is_of_lesson(path: str, tree: Tree) -> bool:
    """Whether a path lies in a folder of homework, with a project beside it."""
    return tree.has_project_folder and any(names.LESSON.fullmatch(part) for part in path.lower().split("/")[:-1])


def _any(folders: Iterable[str], known: Iterable[str]) -> bool:
    wanted = set(known)
    return any(part in wanted for part in folders)
