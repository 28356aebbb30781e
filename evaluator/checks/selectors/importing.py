"""How the project's own modules are found: by a declared package, from one root each, or by changing the search path."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING

from evaluator.checks.selectors.once import kept, once
from evaluator.checks.selectors.standing import is_aside, is_example, is_for_tests, own
from evaluator.model.place import Location
from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Declared, Facts
    from evaluator.model.source import Import

NAMES = {"pyproject": ("project.name", "tool.poetry.name"), "setup": ("name.", "metadata.name", "name")}
BUILDS = ("build-system.", "tool.poetry.name", "tool.flit", "tool.pdm.version")
NO_PACKAGE = frozenset({("tool.poetry.package-mode", "false"), ("tool.uv.package", "false")})
CHANGES = regex(r"sys\.path\.(?:append|insert|extend)|site\.addsitedir")


@once
def packages(facts: Facts) -> Iterator[tuple[Location, str]]:
    """Where build metadata name what is built, and the package beside them: that of the same name before others."""
    homes = _tops(facts)
    for manifest in own(facts.manifests):
        line, name = _declared(manifest)
        here = posixpath.dirname(manifest.path)
        roots = {here, posixpath.join(here, "src"), posixpath.join(here, "lib")}
        near = [home for home in homes if line >= 0 and (posixpath.dirname(home) in roots or home in roots - {here})]
        if near:
            yield Location(manifest.path, line), min(near, key=lambda home: (_plain(home) != name, "src" not in home.split("/")))


def _plain(name: str) -> str:
    """A name as packages and folders share it."""
    return posixpath.basename(name).lower().replace("-", "_")


def _declared(manifest: Declared) -> tuple[int, str]:
    """The line in which a manifest names what can be built, and the name; -1 where it does not."""
    kind = manifest.source.kind
    values = manifest.source.values
    if kind not in NAMES or any((key, value.lower()) in NO_PACKAGE for key, value, _ in values):
        return -1, ""
    line, name = next(((line, value) for key, value, line in values if key in NAMES[kind]), (-1, ""))
    if kind == "setup" and line < 0 and manifest.path.endswith("setup.py") and values:
        line = values[0][2]
    builds = kind == "setup" or any(key.startswith(BUILDS) for key, _, _ in values)
    return (line, _plain(name)) if builds else (-1, "")


def _tops(facts: Facts) -> list[str]:
    """The topmost folders of packages that hold product code: with an `__init__.py`, or with a layout that build tools find."""
    marked = {posixpath.dirname(file.path) for file in facts.paths if file.name == "__init__.py"}
    held = {posixpath.dirname(code.path) for code in modules(facts)}
    tops = [each for each in sorted(marked) if each and posixpath.dirname(each) not in marked]
    found = [each for each in tops if any(f"{folder}/".startswith(f"{each}/") for folder in held)]
    return found + sorted(folder for folder in held - marked if posixpath.basename(posixpath.dirname(folder)) == "src")


@kept
def modules(facts: Facts) -> tuple[Code, ...]:
    """Scripts and modules that are no tests, examples, or set aside."""
    rest = [code for code in facts.product if not code.is_notebook and code.calls]
    return tuple(code for code in rest if not (is_for_tests(code.path) or is_example(code.path) or is_aside(code.path)))


@once
def changes(facts: Facts) -> Iterator[Call]:
    """Calls that change where Python looks for modules as soon as a file is run or imported."""
    for code in facts.product:
        for call in code.those(methods=("append", "insert", "extend", "addsitedir")):
            if call.scope < 0 and CHANGES.fullmatch(call.name) and not (is_for_tests(code.path) or is_example(code.path)):
                yield call


@kept
def roots(facts: Facts) -> dict[str, dict[str, Location]]:
    """For each module of the project that others import absolutely, the roots from which it is found, and where so."""
    found: defaultdict[str, dict[str, Location]] = defaultdict(dict)
    for code in modules(facts):
        for entry in code.imports:
            if not entry.level and entry.scope < 0 and (led := _led_to(code, entry)) is not None:
                found[led[0]].setdefault(led[0].removesuffix(led[1]).rstrip("/"), code.at(entry.line))
    return dict(found)


def _led_to(code: Code, entry: Import) -> tuple[str, str] | None:
    """The file of the project that an absolute import leads to, the nearest to the root, and the end of its path that the import names."""
    tail = entry.module.replace(".", "/")
    ends = (f"{tail}/{entry.name}.py", f"{tail}.py", f"{tail}/__init__.py")
    fits = [(path, end) for end in ends for path in code.local_imports if path == end or path.endswith(f"/{end}")]
    return min(fits, key=lambda each: (each[0].count("/"), each[0]), default=None)


@kept
def first_import(facts: Facts) -> Location | None:
    """Where the module with the most imports of others begins to import them."""
    linked = sorted(linking(facts), key=lambda code: (-len(code.local_imports), code.path))
    for code in linked:
        line = next((each.line for each in code.imports if each.level or _led_to(code, each) is not None), 0)
        if line:
            return code.at(line)
    return None


@kept
def imported_aside(facts: Facts) -> Location | None:
    """Where a notebook or a test first imports a module of the project."""
    known = {code.path for code in modules(facts)}
    for code in facts.code:
        if (code.is_notebook and code.is_product) or code.role == "test":
            held = [path for path in code.local_imports if path in known and path != code.path]
            line = next((each.line for each in code.imports if held and (each.level or _led_to(code, each) is not None)), 0)
            if line:
                return code.at(line)
    return None


@kept
def linking(facts: Facts) -> tuple[Code, ...]:
    """The modules that import others of the project."""
    return tuple(code for code in modules(facts) if any(path != code.path for path in code.local_imports))
