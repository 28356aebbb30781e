"""Names that are asked of the project's own modules, and that these do not have."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from evaluator.checks.selectors.ground import ground_of
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.reach import Spot
from evaluator.checks.selectors.running import MADE, Fault, forgives, plain
from evaluator.checks.selectors.standing import is_for_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.checks.selectors.reach import Reach
    from evaluator.model.code import Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Import

# What may give a module names that its text does not show.
MAKES = frozenset({"globals", "locals", "vars", "setattr", "exec", "eval", "attach", "__getattr__", "install"})
CAUGHT = frozenset({"AttributeError", "ImportError", "Exception", "BaseException", ""})


def lacking(facts: Facts, reached: set[Spot]) -> Iterator[Fault]:
    """Imports and calls, on the way of a start, of names that a module of the project lacks; those of a test are asked about."""
    for code in facts.code:
        if not code.local_imports or code.is_notebook:
            continue
        tested = code.role == "test" or is_for_tests(code.path)
        on_way = Spot(code.path, -1) in reached
        if (code.is_product and on_way) or (tested and code.source.main_guard):
            for line, module, name in _asked(facts, code, None if tested else reached):
                made = module.endswith("__init__.py") and name.islower()  # may be a module that is built
                yield Fault(code.at(line), f"asks {module} for {name}, which that file neither defines nor imports", not (tested or made))


def moved(facts: Facts, reach: Reach, reached: set[Spot]) -> Iterator[Fault]:
    """Imports whose end is a path of the tree and whose beginning is nothing known: asked about, for the tree may lie in such a folder."""
    declared = {requirement.name.replace("-", "_").lower() for each in facts.dependencies for requirement in each.source.requirements}
    for path in sorted({spot.path for spot in reached}):
        code = reach.codes[path]
        outside = {name for name, _ in code.packages if not (facts.distributions.get(name) or name.lower() in declared)}
        for entry in code.imports if outside and code.is_product and not facts.submodules else ():
            top, _, rest = entry.module.partition(".")
            if entry.level or "." not in rest or top not in outside or entry.guards or Spot(path, entry.scope) not in reached:
                continue
            there = _moved_to(facts, top, rest)
            if there and plain(code) and not forgives(code):
                note = f"imports {entry.module}; there is no {top} in the tree, and there is {there}"
                yield Fault(code.at(entry.line), note, firm=False)


def _moved_to(facts: Facts, top: str, rest: str) -> str:
    """The file of the tree that the end of a dotted name means whose beginning is nowhere."""
    ground = ground_of(facts)
    if top in facts.standard_library or top in ground.inner_folders or top in ground.folders or f"{top}.py" in ground.names:
        return ""
    inner = f"/{rest.replace('.', '/')}.py"
    return min((path for path in _named(facts).get(rest.rpartition(".")[2], ()) if f"/{path}".endswith(inner)), default="")


def _asked(facts: Facts, code: Code, reached: set[Spot] | None) -> Iterator[tuple[int, str, str]]:
    """(line, path, name) of what a file imports from a module that lacks it, or calls as its attribute."""
    if code.source.dialect != "python" or forgives(code):
        return
    waits = [each for each in code.source.handlers if each.does != "raise"]
    if any(kind.rpartition(".")[2] in CAUGHT for each in waits for kind in (each.catches or ("",)) if each.scope < 0):
        return
    heads: dict[str, str] = {}
    for entry in code.imports:
        if entry.guards or (reached is not None and Spot(code.path, entry.scope) not in reached):
            continue
        path = module_of(facts, code, entry)
        if not path:
            continue
        if not entry.name:
            heads[entry.alias or entry.module] = path
        elif _lacks(facts, path, entry.name) and not MADE.search(entry.name):
            yield entry.line, path, entry.name
    yield from _attributes(facts, code, heads, reached)


def _attributes(facts: Facts, code: Code, heads: dict[str, str], reached: set[Spot] | None) -> Iterator[tuple[int, str, str]]:
    """`module.name`, called or read, of a name that the module lacks and nobody sets, where no handler waits for that."""
    waits = [each for each in code.source.handlers if each.does != "raise"]
    guarded = {each.scope for each in waits if any(kind.rpartition(".")[2] in CAUGHT for kind in (each.catches or ("",)))}
    told: set[str] = set()
    for call in code.calls if heads else ():
        head, _, name = call.written.rpartition(".") if call.kind in ("call", "free") else ("", "", "")
        path = heads.get(head, "")
        if not path or call.own or call.receiver or call.guards or call.name.startswith(".") or call.scope in guarded:
            continue
        off_way = reached is not None and Spot(code.path, call.scope) not in reached
        if path.endswith("__init__.py") or head in code.source.bindings or off_way:
            continue
        if name not in told and _lacks(facts, path, name) and name not in names_set(facts):
            told.add(name)
            yield call.line, path, name


def module_of(facts: Facts, code: Code, entry: Import) -> str:
    """The one file of the project that an import can mean; "" where there are several or none."""
    if not entry.module or entry.name == "*" or entry.module.partition(".")[0] in facts.standard_library:
        return ""
    inner = entry.module.replace(".", "/")
    if entry.level:
        base = posixpath.normpath(posixpath.join(posixpath.dirname(code.path), "../" * (entry.level - 1), inner))
        found = [path for path in (f"{base}/__init__.py", f"{base}.py") if path in ground_of(facts).files]
    else:
        endings = f"/{inner}.py", f"/{inner}/__init__.py"
        found = [path for path in _named(facts).get(inner.rsplit("/", 1)[-1], ()) if f"/{path}".endswith(endings)]
    packages = [path for path in found if path.endswith("/__init__.py")]
    bases = {path.removesuffix("/__init__.py").removesuffix(".py") for path in found}
    path = (packages or found or [""])[0]
    # Beside a file of the same name a package is the one that is imported.
    own = len(bases) == 1 and any(each in code.local_imports for each in found)
    own = own and (bool(entry.level) or _is_within(facts, code.path, inner, min(bases)))
    return path if own and path != code.path else ""


def _is_within(facts: Facts, importer: str, inner: str, base: str) -> bool:
    """Whether a module lies below a folder from which the importer may be started, and no mere folder elsewhere bears its name."""
    root = f"/{base}".removesuffix(f"/{inner}").strip("/").removesuffix("src").strip("/")
    other = any(f"/{folder}".endswith(f"/{inner}") and folder != base for folder in _folders(facts).get(inner.rsplit("/", 1)[-1], ()))
    return not other and (not root or importer.startswith(f"{root}/"))


@kept
def _folders(facts: Facts) -> dict[str, list[str]]:
    """The folders by their last name."""
    found: dict[str, list[str]] = {}
    for folder in ground_of(facts).folders:
        found.setdefault(folder.rsplit("/", 1)[-1], []).append(folder)
    return found


@kept
def _named(facts: Facts) -> dict[str, list[str]]:
    """The Python files by the last word under which they are imported."""
    found: dict[str, list[str]] = {}
    for path in ground_of(facts).files:
        if path.endswith(".py"):
            found.setdefault(path.removesuffix("/__init__.py").removesuffix(".py").rsplit("/", 1)[-1], []).append(path)
    return found


@kept
def names_of(facts: Facts, code: Code) -> frozenset[str] | None:
    """Every name that a file defines, imports or holds; None for one that does not say by itself which names it has."""
    return _names(facts, code) if plain(code) and not _makes(code) else None


def _lacks(facts: Facts, path: str, name: str) -> bool:
    """Whether a file of the project is known not to have a name."""
    code = facts.code_at(path)
    known = names_of(facts, code) if code is not None and not name.startswith("__") else None
    return known is not None and name not in known


def _makes(code: Code) -> bool:
    """Whether names may come to a module otherwise than by its text."""
    if any(each.name == "__getattr__" for each in code.functions) or "__getattr__" in code.source.bindings:
        return True
    if any(True for _ in code.those(methods=MAKES)):
        return True
    return any(each.module == "sys" for each in code.imports) and any(call.written.startswith("sys.modules") for call in code.calls)


def _names(facts: Facts, code: Code) -> frozenset[str]:
    source = code.source
    names = {each.name for each in source.functions} | {each.name for each in source.classes} | set(source.bindings)
    names |= {each.alias or each.module.partition(".")[0] for each in source.imports}
    names |= {name.partition(".")[0] for call in code.calls for name in call.targets}
    if code.path.endswith("__init__.py"):
        base = code.path.removesuffix("__init__.py")
        names |= {path.removeprefix(base).split("/")[0].split(".")[0] for path in ground_of(facts).files if path.startswith(base)}
        names |= {path.removeprefix(base).split("/")[0] for path in facts.submodules if path.startswith(base)}
    return frozenset(names)


@kept
def names_set(facts: Facts) -> frozenset[str]:
    """Names of attributes that any file sets on something, and so perhaps on a module."""
    set_items = (call for code in facts.code for call in code.calls if call.kind == "set-item" and call.written == "." and call.arguments)
    return frozenset(str(call.arguments[0].constant) for call in set_items)
