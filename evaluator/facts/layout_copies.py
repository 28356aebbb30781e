"""Code that stands in a tree more than once: copies under several top folders, and folders made of copies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

FEWEST_SOURCES = 3
FEWEST_COPIES = 3
_COUNTED = frozenset({"product", "notebook"})


def once(found: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, str]:
    """The roles, each code counted once: the copy nearest the root keeps its role, those under other top folders are archive.

    A top folder of which half is found again under three or more others is the kit they were made from: archive as a whole.
    Copies below one top folder are left alone, as services that are shipped apart need their own.
    """
    groups = [paths for paths in _groups(found, ids) if len({_top(path) for path in paths}) > 1]
    if not groups:
        return dict(found)
    kits = _kits(found, groups)
    copies = {path for path, role in found.items() if role in (*_COUNTED, "test") and _top(path) in kits}
    for paths in groups:
        ranked = sorted(paths, key=lambda path: (_top(path) in kits, path.count("/"), path))
        copies |= {path for path in ranked if _top(path) != _top(ranked[0])}
    return {path: "archive" if path in copies else role for path, role in found.items()}


def _groups(found: Mapping[str, str], ids: Mapping[str, str]) -> Iterable[list[str]]:
    """The paths of each code, empty markers of packages left out."""
    by_id: dict[str, list[str]] = defaultdict(list)
    for path, role in found.items():
        if role in _COUNTED and path in ids and not path.endswith("__init__.py"):
            by_id[ids[path]].append(path)
    return by_id.values()


def _kits(found: Mapping[str, str], groups: Iterable[list[str]]) -> frozenset[str]:
    """The top folders made of copies of others."""
    repeated: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for paths in groups:
        tops = {_top(path) for path in paths}
        for path in paths:
            repeated[_top(path)].add(path)
            sources[_top(path)] |= tops - {_top(path), ""}
    whole: dict[str, int] = defaultdict(int)
    for path, role in found.items():
        whole[_top(path)] += role in _COUNTED
    return frozenset(
        top
        for top, paths in repeated.items()
        if top and len(sources[top]) >= FEWEST_SOURCES and len(paths) >= FEWEST_COPIES and 2 * len(paths) >= whole[top]
    )


def _top(path: str) -> str:
    return path.split("/", 1)[0] if "/" in path else ""
