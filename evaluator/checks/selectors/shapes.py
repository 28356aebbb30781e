"""What a repository is as a whole: one project, a library for others, or several projects side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.training import trainings_in
from evaluator.model.code import PRODUCT
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from evaluator.model.code import Code
    from evaluator.model.facts import Facts

ENOUGH_MODULES = 10
FEW_MODULES = 5
ENOUGH_PROJECTS = 3
ANYBODYS = frozenset({"train.csv", "test.csv", "data.csv"})
_BUILT = frozenset({"setup.py", "pyproject.toml", "setup.cfg"})
_DOCS = frozenset(
    {"docs/conf.py", "docs/source/conf.py", "docs/source/index.md", "docs/source/_toctree.yml", "docs/source/index.rst", "mkdocs.yml"}
)
_HISTORY = regex(r"(?:changelog|history|changes|releases?|news)(?:\.\w{1,8})?")
_PUBLISHES = regex(r"\.github/workflows/[^/]{0,60}(?:publish|release|pypi|nightly)")
_INSTALLS = regex(r"(?:[$>%!] ?)?(?:python3? -m )?pip3? install (?:-U |--upgrade |--user )?['\"]?([\w-]{2,60})(?:\[[\w,-]{1,60}\])?['\"]?")
_DECLARES = regex(r"requirements[\w-]{0,40}\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|pipfile|environment\.ya?ml")
# Folders that are parts of one project, whatever else they hold.
_PARTS = frozenset(
    [
        "src",
        "source",
        "sources",
        "code",
        "lib",
        "app",
        "apps",
        "api",
        "apis",
        "notebook",
        "notebooks",
        "nb",
        "script",
        "scripts",
        "model",
        "models",
        "training",
        "train",
        "data",
        "dataset",
        "datasets",
        "experiment",
        "experiments",
        "exp",
        "pipeline",
        "pipelines",
        "flow",
        "flows",
        "service",
        "services",
        "backend",
        "frontend",
        "server",
        "client",
        "web",
        "utils",
        "tools",
        "test",
        "tests",
        "config",
        "configs",
        "deploy",
        "deployment",
        "deployments",
        "monitoring",
        "docs",
        "doc",
        "analysis",
        "analyses",
        "eda",
        "exploration",
        "preprocessing",
        "features",
        "evaluation",
        "inference",
        "prediction",
        "predict",
        "serving",
        "jobs",
        "airflow",
        "dags",
        "kedro",
        "mlflow",
        "docker",
        "lambda",
        "research",
        "prototypes",
        "reports",
        "output",
        "outputs",
        "results",
        "benchmarks",
        "baseline",
        "baselines",
        "core",
        "common",
        "package",
        "packages",
        "modules",
        "streamlit",
        "gradio",
        "flask",
        "fastapi",
        "predictor",
        "ml",
        "ai",
        "python",
        "R",
    ]
)


def is_library(facts: Facts) -> bool:
    """A package published for others, built from the root.

    Its front page says how to install it by its own name, whatever examples lie beside it; or it has ten modules or more, two
    marks of care for users, and no data or notebooks.
    """
    root = {file.path.lower() for file in facts.paths if not file.folder}
    packages = {_package(file.path) for file in facts.paths if file.name == "__init__.py" and file.folder} - _PARTS
    modules = sum(_package(code.path) in packages for code in facts.product)
    if not root & _BUILT or modules < FEW_MODULES:
        return False
    if _is_installed_by_name(facts, packages):
        return True
    if any(table.role in ("data", "product") for table in facts.tables) or any(code.cells for code in facts.product):
        return False
    return modules >= ENOUGH_MODULES and _marks_of_care(facts, root) >= 2


def _is_installed_by_name(facts: Facts, packages: set[str]) -> bool:
    """Whether the front page installs the package of this repository from the index: `pip install tides`, with nothing beside it."""
    page = facts.readme
    lines = [line for fence in page.text.fences for line in fence.text.splitlines()] if page else []
    named = {found[1].lower().replace("-", "_") for line in lines if (found := _INSTALLS.fullmatch(line.strip()))}
    return bool(named & {name.replace("-", "_") for name in packages})


def is_published(facts: Facts) -> bool:
    """Whether a package is built from the root, with two marks of care for those who use it, whatever else lies beside it."""
    root = {file.path.lower() for file in facts.paths if not file.folder}
    return bool(root & _BUILT) and _marks_of_care(facts, root) >= 2


def _package(path: str) -> str:
    return path.removeprefix("src/").split("/")[0].lower()


def _marks_of_care(facts: Facts, root: set[str]) -> int:
    paths = {file.path.lower() for file in facts.paths}
    history = any(_HISTORY.fullmatch(name) for name in root)
    contributing = bool({"contributing.md", "contributing.rst", ".github/contributing.md"} & paths)
    return bool(paths & _DOCS) + history + contributing + any(_PUBLISHES.match(path) for path in paths)


def unrelated_projects(facts: Facts) -> tuple[str, ...]:
    """Three or more folders that each train a model on data of their own and share no module; else none."""
    groups: dict[str, list[Code]] = {}
    for code in facts.product:
        groups.setdefault(code.path.split("/")[0] if "/" in code.path else "", []).append(code)
    training = {name: codes for name, codes in groups.items() if any(True for code in codes for _ in trainings_in(code))}
    found = sorted(name for name in training if name and name.lower() not in _PARTS and _is_described(facts, name, training[name]))
    whole = [name for name in found if _is_whole(facts, name)]
    if len(whole) >= ENOUGH_PROJECTS:
        return tuple(whole)
    if len(found) < ENOUGH_PROJECTS or "" in training or any(name.lower() in _PARTS for name in training):
        return ()
    if _unrelated([training[name] for name in found]) < ENOUGH_PROJECTS:
        return ()
    return tuple(sorted(name for name in groups if name.lower() not in _PARTS | {""}))  # those beside them are offered as well


def _is_whole(facts: Facts, folder: str) -> bool:
    """Whether a folder has a README and dependencies of its own, as a repository would."""
    inside = {file.name.lower() for file in facts.paths if file.folder == folder}
    return any(name.startswith("readme") for name in inside) and any(_DECLARES.fullmatch(name) for name in inside)


def _is_described(facts: Facts, folder: str, codes: list[Code]) -> bool:
    """Whether a folder stands for itself: a README or dependencies of its own, or notebooks only."""
    inside = {file.path[len(folder) + 1 :].lower() for file in facts.paths if file.path.startswith(f"{folder}/")}
    return any(name.startswith("readme") or _DECLARES.fullmatch(name) for name in inside) or all(code.is_notebook for code in codes)


def is_template(facts: Facts) -> bool:
    """Whether at least half of the code is to be filled in by those who begin a project from it."""
    code = [file.role for file in facts.paths if file.name.endswith((".py", ".ipynb")) and file.role in (*PRODUCT, "template")]
    return bool(code) and 2 * code.count("template") >= len(code)


def _unrelated(groups: list[list[Code]]) -> int:
    """How many groups of folders there are that neither import each other nor read files of the same name."""
    paths = [{code.path for code in codes} for codes in groups]
    reads = [{name for code in codes for call in code.calls_to("data.read") if (name := _name(call.constant("", 0)))} for codes in groups]
    imports = [{path for code in codes for path in code.local_imports} for codes in groups]
    joined = list(range(len(groups)))
    for one in range(len(groups)):
        for other in range(one):
            if imports[one] & paths[other] or imports[other] & paths[one] or (reads[one] & reads[other]) - ANYBODYS:
                joined = [joined[other] if each == joined[one] else each for each in joined]
    return len(set(joined))


def _name(path: object) -> str:
    return "" if not isinstance(path, str) else path.replace("\\", "/").rsplit("/", 1)[-1].lower()
