"""What a dotted name means: `sklearn.preprocessing.StandardScaler.fit_transform` is `transformer.fit`.

Pure functions of the name, remembered; a table is read when a name of its library is first asked for.
"""

from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from evaluator.knowledge.tables import Entry, Meanings, concepts, index, meanings, protocols, technologies

_HOPS = 6
_UNKNOWN = Entry("", "", ())
_PLUMBING = frozenset({"", "stdlib", "data-sources", "settings", "serialisation"})
Told = TypeVar("Told")


@cache
def canonical(name: str) -> str:
    """The name under which the tables know it: old prefixes replaced, re-exports brought home.

    `tensorflow.keras.layers.Dense` becomes `keras.layers.Dense`, `sklearn.ensemble.forest.RandomForestClassifier.fit`
    becomes `sklearn.ensemble.RandomForestClassifier.fit`. A name that no table explains comes back as it was.
    """
    for _ in range(_HOPS):
        replaced = _replace_prefix(name, _meanings_for(name).aliases)
        if replaced == name:
            break
        name = replaced
    return _home(name, _meanings_for(name))


@cache
def concepts_of(name: str) -> tuple[str, ...]:
    """The concepts of calling a function, class or method, sorted; () when it is unknown.

    A method has its own concepts and those its class's protocol gives it; calling an instance is `Class.__call__`. A method of
    an object whose type is not known is written `.fillna` and has concepts only where its name alone tells enough.
    """
    if name.startswith("."):
        return tuple(sorted(protocols()["unknown"].methods.get(name[1:], ())))
    name = canonical(name)
    own = _look(_meanings_for(name).concepts, name) or ()
    inherited = _by_protocol(name)
    return tuple(sorted({*own, *inherited})) if inherited else own


def concepts_of_type(name: str) -> tuple[str, ...]:
    """The concepts of a class, which are those of making an instance."""
    return concepts_of(name)


@cache
def type_of_call(name: str) -> str:
    """The type that calling the name gives, canonical: a class gives itself, `fit` its receiver; "" when unknown."""
    name = canonical(name)
    table = _meanings_for(name)
    known = _look(table.returns, name)
    if known:
        return known
    if protocol_of(name):
        return name
    owner, method = _owner(name)
    if owner:
        protocol = protocols()[protocol_of(owner)]
        return owner if method in protocol.returns_self else protocol.returns.get(method, "")
    return name if name in table.known and _is_class(name) else ""


@cache
def protocol_of(name: str) -> str:
    """The protocol that instances of a class obey, "" when none is known."""
    name = canonical(name)
    found = _meanings_for(name).protocols
    return found.get(name) or (_look(found, name) or "" if _is_class(name) else "")


@cache
def family(name: str) -> str:
    """The model family of a class or of a method's class: `linear`, `forest`, `neural`; "" when it has none."""
    name = canonical(name)
    found = _meanings_for(name).families
    owner, _, method = name.rpartition(".")
    return _look(found, name) or (_look(found, owner) or "" if not _is_class(method) else "")


@cache
def is_legacy(name: str) -> bool:
    """Whether the name, as written, is gone from or deprecated in the library's current release."""
    table = _meanings_for(name)
    return name in table.legacy or canonical(name) in _meanings_for(canonical(name)).legacy


@cache
def is_library(import_name: str) -> bool:
    """Whether a top-level import name belongs to a package we know, the standard library's modules with a table included."""
    return import_name in index()


@cache
def library_of(name: str) -> str:
    """The id of the library that a dotted name belongs to (`scikit-learn`), "" when unknown."""
    return _entry(canonical(name)).library


@cache
def technology_of(library: str) -> str:
    """The technology that a library id or an import name counts for (`torchvision` for `pytorch`), kebab-case.

    "" for the standard library, for plumbing (HTTP, YAML, pickle) and for what no table knows.
    """
    entry = index().get(library)
    found = entry.library if entry else library
    if found not in _technologies_with_table():
        return ""
    return technologies().get(found, found)


@cache
def _technologies_with_table() -> frozenset[str]:
    return frozenset(entry.library for entry in index().values() if entry.table not in _PLUMBING)


@cache
def distributions_of(import_name: str) -> tuple[str, ...]:
    """The distributions (PEP 503 names) that provide an import name, the usual one first; () when unknown or built in."""
    return _entry(import_name).distributions


@cache
def libraries_by_distribution() -> dict[str, str]:
    """The id of the library that a distribution (PEP 503 name) brings, for libraries with a table."""
    found: dict[str, str] = {}
    for name in sorted(index()):
        entry = index()[name]
        for distribution in entry.distributions if entry.table and entry.library else ():
            found.setdefault(distribution, entry.library)
    return found


def is_concept(concept: str) -> bool:
    """Whether a concept is defined."""
    return concept in concepts()


@cache
def _entry(name: str) -> Entry:
    known = index()
    while name:
        if name in known:
            return known[name]
        name = name.rpartition(".")[0]
    return _UNKNOWN


def _meanings_for(name: str) -> Meanings:
    return meanings(_entry(name).table)


def _replace_prefix(name: str, aliases: dict[str, str]) -> str:
    prefix, rest = name, ""
    while prefix:
        if prefix in aliases:
            return aliases[prefix] + rest
        prefix, _, last = prefix.rpartition(".")
        rest = f".{last}{rest}"
    return name


def _look(told: Mapping[str, Told], name: str) -> Told | None:
    """What is told of a name, or else of all direct members of its module (`keras.layers.*`)."""
    return told.get(name) or told.get(f"{name.rpartition('.')[0]}.*")


def _home(name: str, table: Meanings) -> str:
    """Finds a class or function under the shorter path that the table gives it."""
    parts = name.split(".")
    if any(".".join(parts[:end]) in table.known for end in range(len(parts), 1, -1)):
        return name
    for place in range(len(parts) - 1, 0, -1):
        last = place == len(parts) - 1
        if not last and not parts[place][:1].isupper():
            continue
        found = _nearest(table.tails.get(parts[place], ()), parts)
        if found:
            return ".".join([found, *parts[place + 1 :]])
    return name


def _nearest(candidates: tuple[str, ...], parts: list[str]) -> str:
    """The one candidate in the same subpackage, or for a class the only one in the same package."""
    same = [each for each in candidates if each.split(".")[:2] == parts[:2] and not _is_class(each.rpartition(".")[0])]
    if len(same) == 1:
        return same[0]
    here = [each for each in candidates if each.split(".", 1)[0] == parts[0] and _is_class(each)]
    return here[0] if len(here) == 1 and not same else ""


def _is_class(name: str) -> bool:
    return name.rpartition(".")[2][:1].isupper()


def _owner(name: str) -> tuple[str, str]:
    """Splits `pandas.DataFrame.str.lower` into a type with a protocol and what is called on it; ("", "") when there is none."""
    owner, _, method = name.rpartition(".")
    while owner:
        if protocol_of(owner):
            return owner, method
        owner, _, part = owner.rpartition(".")
        method = f"{part}.{method}"
    return "", ""


def _by_protocol(name: str) -> tuple[str, ...]:
    owner, method = _owner(name)
    if not owner:
        return ()
    methods = protocols()[protocol_of(owner)].methods
    first, last = method.split(".", 1)[0], method.rsplit(".", 1)[-1]
    return methods.get(method) or methods.get(first) or methods.get(last, ())
