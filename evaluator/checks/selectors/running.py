"""What runs when the project is started: scripts, handlers, what they import and call; and what would stop it."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.ground import OWN_TOPS, ground_of
from evaluator.checks.selectors.handlers import handlers
from evaluator.checks.selectors.named_starts import functions_in_commands, named_in_commands
from evaluator.checks.selectors.reach import Reach, Spot
from evaluator.checks.selectors.shut import is_shut_line
from evaluator.checks.selectors.training import trainings_in
from evaluator.model.place import Location
from evaluator.model.regex import regex
from evaluator.model.source import CONFLICT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts
    from evaluator.model.source import Import

DEEPEST = 12
LOADS = ("model.load", "serialise")
_MODEL_FILE = regex(r"(?i)[\w .-]{1,80}\.(?:pkl|pickle|joblib|sav|bin|h5|hdf5|keras|pt|pth|ckpt|onnx|tflite|cbm|ubj|model)")
MADE = regex(r"(?:_pb2|_pb2_grpc|_version|version|__version__|_rust|_ext|_C)$")
_OPAQUE = frozenset(
    {
        "exec",
        "import_module",
        "__import__",
        "importlib.import_module",
        "instantiate",
        "get_class",
        "get_object",
        "runpy.run_path",
        "imp.load_source",
    }
)


class Fault(msgspec.Struct, frozen=True):
    """Something that would stop a run: where, what, how sure."""

    at: Location
    note: str
    firm: bool = True


def entries(facts: Facts, reach: Reach) -> tuple[Spot, ...]:
    """Top levels of scripts that are started and handlers that are bound; notebooks and exports of them are left out."""
    started = named_in_commands(facts)
    found: dict[Spot, None] = {}
    for code in facts.product:
        if code.is_notebook or not code.path.endswith(".py"):
            continue
        if code.source.main_guard or code.path in started or any(call.scope < 0 for call in trainings_in(code)):
            found[Spot(code.path, -1)] = None
    for handler in handlers(facts, reach):
        code = reach.codes[handler.spot.path]
        if handler.firm and not code.is_notebook:
            found[handler.spot] = None
            found[Spot(handler.spot.path, -1)] = None
    for path, name in functions_in_commands(facts):
        spots = [Spot(path, at) for at, each in enumerate(reach.codes[path].functions) if each.name == name and each.parent < 0]
        found.update(dict.fromkeys([*spots, Spot(path, -1)] if spots else ()))
    return tuple(found)


def runs(reach: Reach, starts: tuple[Spot, ...]) -> set[Spot]:
    """Every function that a start reaches, and the top level of every file imported on the way."""
    found = set(reach.spots(starts, DEEPEST))
    edge = {spot.path for spot in found}
    seen: set[str] = set()
    while edge:
        path = edge.pop()
        seen.add(path)
        tops = reach.spots((Spot(path, -1),), DEEPEST)
        found |= set(tops)
        code = reach.codes[path]
        edge |= {each for each in (*code.local_imports, *(spot.path for spot in tops)) if each in reach.codes and each not in seen}
    return found


def plain(code: Code) -> bool:
    """Whether the file says by itself which names it has: this Python's dialect, no star import, no names made at run time."""
    if code.source.dialect != "python" or code.is_notebook or any(each.name == "*" for each in code.imports):
        return False
    return not any(call.name in _OPAQUE or call.method in _OPAQUE for call in code.called)


def undefined(reach: Reach, reached: set[Spot]) -> Iterator[Fault]:
    """Names that nobody defines, in functions that run."""
    for path in sorted({spot.path for spot in reached}):
        code = reach.codes[path]
        if not code.is_product or code.is_notebook or code.source.dialect != "python":
            continue
        told: set[str] = set()
        for line, name in ((line, name) for line, name in code.source.undefined if not is_shut_line(reach.facts, code, line)):
            spot = Spot(path, around(code, line))
            if name not in told and (spot in reached or _outermost(code, spot) in reached):
                told.add(name)
                yield Fault(
                    code.at(line),
                    f"the name {name} is used on a line that an entry point reaches, where nothing has defined or imported it",
                )


def unparsed(reach: Reach, reached: set[Spot]) -> Iterator[Fault]:
    """Files on the way that are no Python: what was left of a merge surely; a syntax that another Python may know is asked about."""
    for path in sorted({spot.path for spot in reached}):
        code = reach.codes[path]
        if code.is_product and not code.is_notebook and code.source.dialect == "tolerant":
            firm = code.source.problem.endswith(CONFLICT)
            yield Fault(code.at(code.source.problem_line), f"{code.source.problem}; an entry point reaches this file", firm)


def around(code: Code, line: int) -> int:
    """The innermost function around a line; the line of its `def` belongs to what surrounds it."""
    inside = [index for index, each in enumerate(code.functions) if each.line < line <= each.end_line]
    return max(inside, key=lambda index: code.functions[index].line, default=-1)


def _outermost(code: Code, spot: Spot) -> Spot:
    index = spot.index
    while index >= 0 and code.functions[index].parent >= 0:
        index = code.functions[index].parent
    return Spot(spot.path, index)


def absent_modules(facts: Facts, reach: Reach, reached: set[Spot]) -> Iterator[Fault]:
    """The project's own modules that are imported and not in the tree."""
    ground = ground_of(facts)
    declared = {requirement.name.replace("-", "_") for each in facts.dependencies for requirement in each.source.requirements}
    for path in sorted({spot.path for spot in reached}):
        code = reach.codes[path]
        if not code.is_product or not plain(code) or forgives(code):
            continue
        folder = path.rpartition("/")[0]
        for entry in code.imports:
            if Spot(path, entry.scope) not in reached or MADE.search(entry.module):
                continue
            lost = (
                missing_relative(facts, code, entry)
                if entry.level
                else missing_absolute(facts, ground.module(folder, entry.module), entry, declared, folder)
            )
            if lost:
                firm = not any(
                    lost.rsplit("/", 1)[-1].removesuffix(".py") in file.name and file.name.endswith((".example", ".sample", ".template"))
                    for file in facts.paths
                )
                yield Fault(code.at(entry.line), f"imports {'.' * entry.level}{entry.module}, which is not in the tree ({lost})", firm)


def forgives(code: Code) -> bool:
    """Whether a failed import is caught somewhere in the file, or the search path is changed."""
    waits = [each for each in code.source.handlers if each.does != "raise"]
    if any(
        kind.rpartition(".")[2] in ("ImportError", "ModuleNotFoundError", "Exception", "")
        for each in waits
        for kind in (each.catches or ("",))
    ):
        return any(entry.scope == each.scope and 0 < each.line - entry.line <= 12 for entry in code.imports for each in waits)
    return any(call.name.startswith(("sys.path", "site.add")) for call in code.calls) or any(
        each.name == "TYPE_CHECKING" for each in code.imports
    )


def missing_relative(facts: Facts, code: Code, entry: Import) -> str:
    """The path of a relative import that leads nowhere; "" where it may be there."""
    wanted = "." * entry.level + entry.module
    if all(name != wanted for name, _ in code.unresolved_imports):
        return ""
    base = code.path.rpartition("/")[0]
    for _ in range(entry.level - 1):
        base = base.rpartition("/")[0]
    path = posixpath.join(base, (entry.module or entry.name).replace(".", "/"))
    held = facts.exists(path) or any(file.path.startswith(path + ".") for file in facts.paths)
    return "" if held or _ignored(facts, path) else f"{path}.py"


def missing_absolute(facts: Facts, looked: tuple[str, bool | None], entry: Import, declared: set[str], folder: str) -> str:
    """The path of a module whose package is here while the module is not."""
    path, there = looked
    top = entry.module.partition(".")[0]
    if there is not False or top in facts.standard_library or facts.distributions.get(top) or top.lower() in declared:
        return ""
    stem = path.removesuffix(".py")
    parts = entry.module.replace(".", "/")
    known = (stem, parts, f"src/{parts}")
    if any(facts.exists(each) for each in known) or any(
        file.path.startswith(f"{stem}.") or f"/{parts}/" in f"/{file.path}" or f"/{parts}." in f"/{file.path}" for file in facts.paths
    ):
        return ""
    own = any(_is_package(facts, base + top, top) for base in _roots(facts, folder))
    return path if own and "." in entry.module and not _ignored(facts, path) else ""


def _roots(facts: Facts, folder: str) -> tuple[str, ...]:
    """Where an absolute import may look: the root, src, and the folder of a script that is in no package."""
    beside = () if not folder or facts.file(f"{folder}/__init__.py") else (f"{folder}/",)
    return ("", "src/", *beside)


def _is_package(facts: Facts, path: str, top: str) -> bool:
    """Whether a module or package of that name is there; a mere folder may share its name with somebody else's package."""
    if facts.file(f"{path}/__init__.py"):
        return True
    return top in OWN_TOPS and any(file.path.startswith(f"{path}/") and file.path.endswith(".py") for file in facts.paths)


def _ignored(facts: Facts, path: str) -> bool:
    """Whether the path lies in a submodule, whose files are not in this tree."""
    return any(path == each or path.startswith(each + "/") for each in facts.submodules)


def renamed_files(facts: Facts, reached: set[Spot]) -> Iterator[Fault]:
    """A model file that is loaded under a name which nothing writes, while one of nearly the same name is saved and never loaded."""
    loaded, others = _model_files(facts, reached)
    known = {file.name for file in facts.paths}
    for name, call in sorted(loaded.items()):
        if name in others or _mentioned(facts, name):
            continue
        near = next((other for other in sorted(others) if other not in loaded and other not in known and _nearly(name, other)), None)
        if near is not None:
            saved = others[near]
            old = ", so the one that is committed is never renewed" if name in known else ""
            yield Fault(call.at, f"loads {name}, which no code writes; {saved.path}:{saved.line} names {near}, which no code loads{old}")


def _model_files(facts: Facts, reached: set[Spot]) -> tuple[dict[str, Call], dict[str, Call]]:
    """Names of model files with the node that gives them: those that reach a load, and the others."""
    loaded: dict[str, Call] = {}
    others: dict[str, Call] = {}
    for code in facts.product:
        for call in code.calls:
            for argument in call.arguments:
                if not isinstance(argument.constant, str) or "." not in argument.constant:
                    continue
                name = argument.constant.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
                if not _MODEL_FILE.fullmatch(name):
                    continue
                reads = call.means("model.load") or next(facts.downstream(call, "model.load"), None) is not None
                if reads and not call.means("model.save"):
                    if Spot(code.path, call.scope) in reached:
                        loaded.setdefault(name, call)
                else:
                    others.setdefault(name, call)
    return loaded, others


def _mentioned(facts: Facts, name: str) -> bool:
    """Whether a document, a stage or another place of the code speaks of the file, so that it may come from elsewhere."""
    texts = [fence.text for document in facts.documents for fence in document.text.fences]
    texts += [paragraph.text for document in facts.documents for paragraph in document.text.paragraphs]
    texts += [part for work in facts.stages for target in work.source.targets for part in (*target.commands, *target.makes, *target.needs)]
    texts += [value for each in (*facts.manifests, *facts.settings) for _, value, _ in each.source.values]
    return any(name in text for text in texts)


def _nearly(one: str, other: str) -> bool:
    """Names of the same ending that differ in one or two letters."""
    stem, _, ending = one.rpartition(".")
    second, _, last = other.rpartition(".")
    if (
        ending != last
        or min(len(stem), len(second)) < 4
        or abs(len(stem) - len(second)) > 2
        or re.sub(r"\d", "", stem) == re.sub(r"\d", "", second)
    ):
        return False
    return _distance(stem, second) <= 2


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]
