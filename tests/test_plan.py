"""The plan of the house is a test: who may import whom, which library lives where, how large a file or function may be."""

from __future__ import annotations

import ast
import json
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "evaluator"
FILES = sorted(HOUSE.rglob("*.py"))

MAY_IMPORT = {  # house.md, `derived` (what is made of our own files once a machine) and `resources` (what is shipped with them)
    "model": set(),
    "knowledge": set(),
    "resources": set(),
    "derived": set(),
    "snapshot": {"model"},
    "scoring": {"model"},
    "cache": {"model", "derived"},
    "comparison": {"model"},
    "facts": {"model", "knowledge"},
    "checks": {"model"},
    "report": {"model", "resources", "derived"},
    "demo": {"model", "resources"},
    "pipeline": {"model", "snapshot", "facts", "checks", "scoring", "derived", "resources"},
    "worker": {"model", "pipeline", "cache", "derived"},
    "cohort": {"model", "worker", "scoring", "report"},
    "cli": {"model", "snapshot", "facts", "checks", "scoring", "report", "resources", "derived"}
    | {"cache", "worker", "cohort", "pipeline", "demo", "comparison"},
}
LIVES_IN = {
    "git": {"snapshot"},
    "nbformat": {"facts"},
    "radon": {"facts"},
    "pyflakes": {"facts"},
    "tree_sitter": {"facts"},
    "tree_sitter_python": {"facts"},
    "dockerfile": {"facts"},
    "pyromark": {"facts"},
    "packaging": {"facts"},
    "charset_normalizer": {"facts"},
    "jinja2": {"report"},
    "click": {"cli"},
    "rich": {"cli", "report"},
    "yaml": {"facts", "knowledge", "scoring"},
    "multiprocessing": {"worker", "cohort"},
    "sqlite3": {"cache"},
    "platformdirs": {"cache", "derived"},
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager"}


def room(path: Path) -> str:
    """The room a file stands in."""
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Dotted names of the modules a file imports, wherever in the file it does so."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_the_plan_allows(path: Path) -> None:
    here = room(path)
    if here == "__init__":
        return
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "evaluator" and len(parts) > 1 and parts[1] not in ("__version__", here):
            assert parts[1] in MAY_IMPORT[here], f"{path.name} in {here} imports {name}"
        if parts[0] in LIVES_IN:
            assert here in LIVES_IN[parts[0]], f"{path.name} in {here} imports {parts[0]}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300, f"{path} has over 300 lines"
    assert path.stem not in FORBIDDEN_NAMES
    most = 25 if room(path) == "checks" else 40
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= most, f"{path}:{node.lineno} {node.name} has {length} lines"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_expression_is_compiled_by_an_import(path: Path) -> None:
    """`model.regex` compiles at the first use: a review pays for what the repository needs."""
    if room(path) == "knowledge":
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(below)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for below in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) not in inside and isinstance(node, ast.Attribute) and ast.unparse(node) == "re.compile":
            raise AssertionError(f"{path}:{node.lineno} compiles as it is imported: use evaluator.model.regex")


def test_the_median_function_is_short() -> None:
    lengths = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert statistics.median(lengths) <= 10


def test_every_check_the_rubric_names_exists_and_every_check_is_documented() -> None:
    from evaluator import checks, scoring

    known = checks.functions()
    for path in sorted((ROOT / "rubrics").glob("*.yaml")):
        scoring.load_rubric(path.read_text(encoding="utf-8"), path.name, frozenset(known))
    for check in checks.catalogue():
        assert check.title, check.id
        assert check.why, f"{check.id} says no Why:"
        assert check.fix, f"{check.id} says no Fix:"


def test_concepts_are_defined_and_used() -> None:
    defined = set(json.loads((HOUSE / "knowledge" / "tables" / "concepts.json").read_text(encoding="utf-8")))
    asked: set[str] = set()
    for path in sorted((HOUSE / "checks").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("calls_to", "means"):
                asked |= {each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    assert asked <= defined, f"checks ask for concepts that no table defines: {sorted(asked - defined)}"


def test_nothing_names_a_machine() -> None:
    machine = re.compile(r"/(?:root|home)/[a-z]")
    for folder in ("evaluator", "rubrics", "templates", "tools", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".yaml", ".html", ".md", ".css", ".js"):
                assert not machine.search(path.read_text(encoding="utf-8")), path
