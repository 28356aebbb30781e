"""Whether anything but a test builds a class of the project, and whether it is built as a whole or as a part of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.checks.selectors.called import named_apart
from evaluator.checks.selectors.once import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluator.model.code import Call, Code
    from evaluator.model.facts import Facts

    Known = tuple[str, str]  # a class by its file and its name; by "" where any file may be meant
    Built = tuple[frozenset[Known], frozenset[Known]]

_NOT_AT_WORK = frozenset({"test", "vendored", "archive", "generated", "template"})
_LOOKUPS = frozenset({"getattr", "globals", "eval", "import_module", "instantiate", "locate", "get_class", "vars"})


def is_built(facts: Facts, code: Code, index: int) -> bool:
    """Whether code, a settings file or a page names a class outside of its own body, or a name that is worked out may be its own."""
    klass = code.classes[index]
    spoken = bool({(code.path, klass.name), ("", klass.name)} & _built(facts)[0])
    return bool(klass.decorators) or spoken or code.path in _looked_up(facts)


def is_whole(facts: Facts, code: Code, index: int) -> bool:
    """Whether a network is built by something that is no network itself."""
    name = code.classes[index].name
    return bool({(code.path, name), ("", name)} & _built(facts)[1])


@kept
def _built(facts: Facts) -> Built:
    """The classes that are spoken of, and those of them that are spoken of outside of networks."""
    homes: dict[str, set[str]] = {}
    for code in facts.product:
        for klass in code.classes:
            homes.setdefault(klass.name, set()).add(code.path)
    anywhere = {("", name) for name in set(homes) & set(named_apart(facts))}
    outside: set[Known] = set()
    for code in facts.code:
        for (path, name), owner, made in _mentions(code, homes) if code.role not in _NOT_AT_WORK else ():
            if owner < 0 or code.classes[owner].name != name:
                anywhere.add((path, name))
                if made and (owner < 0 or not _is_network(code, owner)):
                    outside.add((path, name))
    return frozenset(anywhere), frozenset(outside)


def _mentions(code: Code, homes: dict[str, set[str]]) -> Iterator[tuple[Known, int, bool]]:
    """Each class that a file names, with the class in whose methods it does, -1 for none, and whether it is called there."""
    for klass in code.classes:
        yield from ((("", base.rpartition(".")[2]), -1, False) for base in klass.bases)
    owners = [_owner(code, scope) for scope in range(len(code.functions))]
    for call in code.calls:
        if call.kind not in ("call", "free"):
            continue
        written = call.written
        names = [name for name in written.split(".") if name in homes] if "." in written else [written] if written in homes else []
        if call.method in homes:
            names.append(call.method)
        for each in call.arguments:
            word = each.text.rpartition(".")[2] or each.constant
            if type(word) is str and word in homes:
                names.append(word)
        for name in names:
            made = call.kind == "call" and (name == call.method or call.written.startswith(f"{name}."))
            yield (_home(code, call, name, homes[name]), name), owners[call.scope] if call.scope >= 0 else -1, made


def _home(code: Code, call: Call, name: str, homes: set[str]) -> str:
    """The file whose class a name means where several have one of that name: the callee's, or this file's own; "" where it may be any."""
    if len(homes) == 1:
        return ""
    path, _, called = call.name.removeprefix("project:").partition(":")
    if call.own and path in homes and name == called.partition(".")[0]:
        return path
    return code.path if code.path in homes and call.written.partition(".")[0] == name else ""


def _owner(code: Code, scope: int) -> int:
    """The class in whose methods a function lies."""
    while scope >= 0 and code.functions[scope].owner < 0:
        scope = code.functions[scope].parent
    return code.functions[scope].owner if scope >= 0 else -1


def _is_network(code: Code, index: int) -> bool:
    """Whether a class is a network, and does not itself say how a network is trained."""
    concepts = code.base_concepts[index] if index < len(code.base_concepts) else ()
    return "nn.module" in concepts and not any(each.owner == index and each.name == "training_step" for each in code.functions)


@kept
def _looked_up(facts: Facts) -> frozenset[str]:
    """The files that product code imports, where it finds things by names that it works out."""
    if not any(call.method in _LOOKUPS and not (call.arguments and call.arguments[-1].is_constant) for call in facts.called):
        return frozenset()
    return frozenset(path for code in facts.product for path in code.local_imports if path != code.path)
